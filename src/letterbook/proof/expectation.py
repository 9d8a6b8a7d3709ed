"""What a finished file should say: made from the letter before anybody looks at the file. Pure, frozen, picklable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from letterbook.model import Enclosure, Format, Letter, Rendered, Template
from letterbook.proof.word import texts_by_part
from letterbook.proof.words import first_sentence, last_sentence, texts_of
from letterbook.templates import prints_address


@dataclass(frozen=True)
class ExpectedEnclosure:
    """The statement as it has to travel with a letter. `texts` are all its paragraphs in order, title first.

    `furniture` are the words at the edges of its pages; `page_label` is “Page {page} of {pages}” in its language.
    """

    language: str
    first_sentence: str
    last_sentence: str
    texts: tuple[str, ...]
    furniture: tuple[str, ...]
    page_label: str


@dataclass(frozen=True)
class ExpectedLetter:
    """The words of one letter, whatever the format. Absent lines are None; `body` are its paragraphs in order.

    `furniture` are the office's own words on the paper and the letter's other fixed texts.
    """

    recipient_id: str
    name: str
    reference: str
    language: str
    template: str
    date: str
    window: str
    address: tuple[str, ...]
    return_line: str | None
    delivery: str | None
    subject: str
    salutation: str | None
    body: tuple[str, ...]
    closing: str | None
    signatory_name: str | None
    signatory_title: str | None
    enclosure_line: str | None
    copy_line: str | None
    furniture: tuple[str, ...]
    page_label: str
    enclosure: ExpectedEnclosure | None

    def cover_texts(self) -> Iterable[str]:
        """Every text that may stand on the cover letter, page numbers aside."""
        lines = (
            *(self.name, self.reference, self.date, self.return_line, self.delivery, self.subject),
            *(self.salutation, self.closing, self.signatory_name, self.signatory_title),
            *(self.enclosure_line, self.copy_line, " ".join(self.address)),
        )
        return (*filter(None, lines), *self.address, *self.body, *self.furniture)


@dataclass(frozen=True)
class Expectation:
    """One file of one letter. `file` is its path in the mailing's folder; pages are None in a Word file.

    `printed` names the lines that the template's page asks for: a note verbale prints no address and no subject.
    """

    letter: ExpectedLetter
    format: Format
    file: str
    sha256: str
    pages: int | None
    cover_pages: int | None
    printed: tuple[str, ...]

    @property
    def recipient_id(self) -> str:
        return self.letter.recipient_id


def expect(
    letter: Letter, enclosure: Enclosure | ExpectedEnclosure | None, made: Rendered, template: Template
) -> Expectation:
    """What the file that was made of this letter has to say. `enclosure` is None with `--cover-only`."""
    expected = expected_letter(
        letter, expected_enclosure(enclosure) if isinstance(enclosure, Enclosure) else enclosure
    )
    file, page = f"letters/{Path(made.path).name}", printed(template, made.format)
    return Expectation(expected, made.format, file, made.sha256, made.pages, made.cover_pages, page)


LINES = (
    "address",
    "subject",
    "salutation",
    "closing",
    "signatory.name",
    "signatory.title",
    "enclosure_line",
    "copy_line",
)
"""What a template's page may print or leave out. Number, date and text stand on every letter."""


def printed(template: Template, kind: Format) -> tuple[str, ...]:
    """Which of LINES the template's page asks for."""
    page = template.html if kind == "pdf" else _letterhead_text(template.docx or b"")
    lines = (line for line in LINES if re.search(rf"{{{{\s*{re.escape(line)}\b", page))
    return tuple(dict.fromkeys((*(["address"] if prints_address(page) else []), *lines)))


@lru_cache(maxsize=16)
def _letterhead_text(letterhead: bytes) -> str:
    return "\n".join(text for part in texts_by_part(letterhead).values() for text in part)


def expected_enclosure(enclosure: Enclosure) -> ExpectedEnclosure:
    """The words of an enclosure; work it out once for all letters of its language."""
    body = tuple(texts_of(enclosure.body))
    ending = (enclosure.signature_name, enclosure.signature_title, enclosure.addressed_to)
    return ExpectedEnclosure(
        language=enclosure.language,
        first_sentence=first_sentence(body[0]) if body else "",
        last_sentence=last_sentence(body[-1]) if body else "",
        texts=(enclosure.title, enclosure.place_and_date, *body, *filter(None, ending)),
        furniture=(enclosure.office,),
        page_label=_page_label(enclosure.labels),
    )


def expected_letter(letter: Letter, enclosure: ExpectedEnclosure | None) -> ExpectedLetter:
    """The words of a letter."""
    head = letter.head
    furniture = (head.name, *head.address, *head.contact, letter.place_and_date, letter.reference_line or "")
    return ExpectedLetter(
        recipient_id=letter.recipient_id,
        name=letter.recipient_name,
        reference=letter.reference or "",
        language=letter.language,
        template=letter.template,
        date=letter.date,
        window=letter.window,
        address=letter.address,
        return_line=head.return_line,
        delivery=letter.delivery,
        subject=letter.subject,
        salutation=letter.salutation,
        body=tuple(texts_of(letter.body)),
        closing=letter.closing,
        signatory_name=letter.signature.name,
        signatory_title=letter.signature.title,
        enclosure_line=letter.enclosure_line,
        copy_line=letter.copy_line,
        furniture=(*furniture, *sorted(letter.labels.values()), *sorted(letter.parts.values())),
        page_label=_page_label(letter.labels),
        enclosure=enclosure,
    )


def _page_label(labels: Mapping[str, str]) -> str:
    return labels.get("page", "{page} / {pages}")


@lru_cache(maxsize=64)
def page_labels(pattern: str, pages: int | None) -> tuple[str, ...]:
    """The page numbers that may be printed: of so many pages, or of up to nine where only Word knows."""
    totals = range(1, 10) if pages is None else [pages]
    return tuple(pattern.format(page=page, pages=total) for total in totals for page in range(1, total + 1))
