"""A mailing with everything that verification needs, and copies of it to be spoiled."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from letterbook.archive.expectation import Expectation
from letterbook.archive.verification_record import VerificationRecord, read_record
from letterbook.model import Chunk, Enclosure, Format
from letterbook.model.order import Order
from letterbook.pipeline import rendering
from letterbook.render import docx
from letterbook.render.pdf import letter_renderer as pdf
from letterbook.usecases.issue import Run, issue
from letterbook.verification import Finding, RecipientMarks, letter_findings, recipient_marks

STATEMENT = "january-20"


@dataclass(frozen=True)
class Mailing:
    """A published mailing."""

    folder: Path
    record: VerificationRecord
    chunks: tuple[Chunk, ...]

    @property
    def recipients(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(expectation.recipient_id for expectation in self.record.expectations))

    def file(self, recipient_id: str, kind: Format = "pdf") -> Path:
        """The recipient's file."""
        return self.folder / self.expected(recipient_id, kind).file

    def expected(self, recipient_id: str, kind: Format = "pdf") -> Expectation:
        return next(
            expectation
            for expectation in self.record.expectations
            if (expectation.recipient_id, expectation.format) == (recipient_id, kind)
        )


def issue_verified(workspace: Path, out: Path, formats: tuple[Format, ...] = ("pdf", "docx")) -> Mailing:
    """Issues the office's statement, and keeps the chunks that it was made of."""
    chunks: list[Chunk] = []

    def render_and_verify(marks: RecipientMarks, chunk: Chunk) -> Sequence[rendering.RenderResult]:
        chunks.append(chunk)
        return rendering.render_and_verify(marks, chunk)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("letterbook.pipeline.elsewhere.render_and_verify", render_and_verify)
        run = Run(out, "clerk", datetime(2021, 1, 19, tzinfo=UTC))
        issued = issue(workspace, Order(STATEMENT, formats=formats), run)
    record = read_record(issued.folder)
    addressees = {each.recipient_id for each in record.expectations}
    # A letter that is alone in its kind is compared with one to nobody, which is made in the same way.
    own = (chunk for chunk in chunks if addressees.issuperset(each.recipient_id for each in chunk.letters))
    return Mailing(issued.folder, record, tuple(own))


def copy_of(mailing: Mailing, target: Path) -> Mailing:
    """A copy, to be spoiled."""
    copy = target / mailing.folder.name
    shutil.copytree(mailing.folder, copy)
    return Mailing(copy, mailing.record, mailing.chunks)


def with_enclosure(
    mailing: Mailing, recipient_id: str, kind: Format, folder: Path, change: Callable[[Enclosure], Enclosure]
) -> list[Finding]:
    """The findings in a letter whose enclosure was set otherwise than it was meant; its hash is that of the file."""
    chunk = next(
        chunk
        for chunk in mailing.chunks
        if chunk.format == kind and any(letter.recipient_id == recipient_id for letter in chunk.letters)
    )
    [enclosure] = chunk.enclosures
    assert isinstance(enclosure, Enclosure)
    other = change(enclosure)
    laid_out = (pdf.render_enclosure(chunk.template, other, "2021-01-19"),) if kind == "pdf" else ()
    letters = tuple(letter for letter in chunk.letters if letter.recipient_id == recipient_id)
    chunk = replace(chunk, enclosures=(other,), enclosure_pdfs=laid_out, letters=letters)
    [made] = (pdf if kind == "pdf" else docx).render(replace(chunk, folder=str(folder), names=("remade",)))
    assert not hasattr(made, "cause"), made
    data = (folder / "remade").read_bytes()
    expected = replace(mailing.expected(recipient_id, kind), sha256=hashlib.sha256(data).hexdigest())
    marks = recipient_marks(expectation.letter for expectation in mailing.record.expectations)
    return letter_findings(data, expected, marks)


RECIPIENTS = """\
groups:
  - id: united-nations
    name: {en: "the United Nations", az: "Birləşmiş Millətlər Təşkilatı"}
    recipients:
      - id: un-secretary-general
        post: "The Secretary-General"
        organisation: "United Nations"
        salutation: "Excellency,"
        in_text: "the United Nations"
        address: {street: "405 East 42nd Street", city: "New York", region: "NY", postcode: "10017", country: US}
        cc: ["Permanent Mission to the United Nations"]
      - id: un-women
        post: "The Executive Director"
        organisation: "UN Women"
        salutation: "Dear Executive Director,"
        in_text: "UN Women"
        address: {street: "405 East 42nd Street", city: "New York", region: "NY", postcode: "10017", country: US}
      - id: unesco
        post: "The Director-General"
        organisation: "UNESCO"
        salutation: "Dear Director-General,"
        in_text: "UNESCO"
        address: {street: "7 place de Fontenoy", city: "Paris 07 SP", postcode: "75352", country: FR}
        delivery: "By diplomatic pouch"
      - id: unicef
        post: "The Executive Director"
        organisation: "Children’s Fund – Head-Office"
        salutation: "Dear Executive Director,"
        in_text: "the Children’s Fund"
        address: {lines: ["ÄÖÜ İĞŞ Building", "3 United Nations Plaza", "New York, NY 10017"], country: US}
  - id: embassies
    name: {en: "the embassies", az: "səfirliklər"}
    language: az
    recipients:
      - id: office-in-baku
        organisation: "Bakı şəhərindəki Nümayəndəlik"
        salutation: "Hörmətli xanımlar və cənablar,"
        in_text: "Nümayəndəliyə"
        address: {street: "Nizami küçəsi 5", city: "Bakı", postcode: "AZ1000", country: AZ}
      - id: embassy-in-berlin
        organisation: "Azərbaycan Respublikasının Almaniya Federativ Respublikasındakı Səfirliyi"
        in_text: "Azərbaycan Respublikasının Almaniya Federativ Respublikasındakı Səfirliyinə"
        template: note-verbale
        address: {street: "Hubertusallee 43", city: "Berlin", postcode: "14193", country: DE}
      - id: embassy-in-paris
        organisation: "Azərbaycan Respublikasının Fransa Respublikasındakı Səfirliyi"
        in_text: "Azərbaycan Respublikasının Fransa Respublikasındakı Səfirliyinə"
        template: note-verbale
        address: {street: "78 avenue d’Iéna", city: "Paris", postcode: "75116", country: FR}
"""
