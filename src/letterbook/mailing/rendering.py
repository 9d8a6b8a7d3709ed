"""What the use cases ask of the renderers: chunks made anywhere, and a trial of each page before a number is taken."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from letterbook.composing.compose import Composer, Inputs, Numbered
from letterbook.errors import Place, Problem
from letterbook.joining import page_count
from letterbook.model import Chunk, Enclosure, Failed, Letter, Outcome, Recipient, Rendered, Template
from letterbook.proof import (
    PagePrint,
    Proved,
    ProvedLetter,
    Strangers,
    expect,
    prove_chunk,
    prove_letter,
    strangers,
)


def make(chunk: Chunk) -> Sequence[Outcome]:
    """The chunk's letters in its format. Heavy libraries are loaded here, where they are first needed."""
    if chunk.format == "pdf":
        from letterbook.render import pdf

        return list(pdf.render(chunk))
    from letterbook.render import docx

    return list(docx.render(chunk))


TRIAL = Numbered(0, "0-0000/0000")
"""Stands for a number on a page that is only tried."""


@dataclass(frozen=True)
class Made:
    """A letter's file and its proof; a letter that failed has none. What an earlier run has made may be taken over."""

    outcome: Outcome
    proved: ProvedLetter | None = None
    is_taken_over: bool = False


def make_and_prove(everybody: Strangers, chunk: Chunk) -> Sequence[Made]:
    """The chunk's letters, each read back at once by the process that made it."""
    outcomes = make(chunk)
    proofs = {proved.expected.recipient_id: proved for proved in prove_chunk(chunk, outcomes, everybody)}
    return [Made(outcome, proofs.get(outcome.recipient_id)) for outcome in outcomes]


def with_shared_pages(made: Made, known: dict[bytes, PagePrint]) -> Made:
    """The same, its pages taken from `known` where they are there: an enclosure's are the same in all letters."""
    if made.proved is None or not isinstance(made.proved.proof, Proved):
        return made
    pages = tuple(known.setdefault(page.digest, page) for page in made.proved.proof.pages)
    return replace(made, proved=replace(made.proved, proof=replace(made.proved.proof, pages=pages)))


@dataclass(frozen=True)
class LaidOut:
    """Each enclosure as PDF, and how many pages it has, by (template, language)."""

    pdfs: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    pages: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """What needs no trial: enclosures that were laid out before, and (template, language) of letters made before."""

    known: LaidOut = field(default_factory=LaidOut)
    made: frozenset[tuple[str, str]] = frozenset()


def trial_problems(
    inputs: Inputs, enclosures: Mapping[str, Enclosure], recipients: Sequence[Recipient], cover_only: bool
) -> tuple[LaidOut, list[Problem]]:
    """Lays out every enclosure, and one draft for each template and language, and then tries everybody's words."""
    laid_out, problems = lay_out(inputs, enclosures, recipients, cover_only, Trial())
    if not problems:
        composer = Composer(inputs, enclosures, laid_out.pages, cover_only)
        problems = compose(composer, recipients, {})[1]
    return laid_out, problems


def compose(
    composer: Composer, recipients: Sequence[Recipient], numbers: Mapping[str, Numbered]
) -> tuple[list[Letter], list[Problem]]:
    """Everybody's letter, with the numbers by recipient id; a draft for who has none there."""
    letters: list[Letter] = []
    problems: list[Problem] = []
    for recipient in recipients:
        letter, found = composer.letter(recipient, numbers.get(recipient.id))
        letters += [letter] if letter else []
        problems += found
    return letters, problems


def lay_out(
    inputs: Inputs,
    enclosures: Mapping[str, Enclosure],
    recipients: Sequence[Recipient],
    cover_only: bool,
    trial: Trial,
) -> tuple[LaidOut, list[Problem]]:
    """Lays out every enclosure, and one draft for each template and language; a page that fails is a problem.

    A template that asks for a picture which is not there is found here, before a number is taken.
    """
    from letterbook.render.pdf import PageRefused, render_enclosure, try_page

    composer = Composer(inputs, enclosures, {}, cover_only)
    pdfs: dict[tuple[str, str], bytes] = {}
    problems: list[Problem] = []
    letters = _one_of_each(composer, recipients)
    new = [letter for letter in letters if (letter.template, letter.language) not in trial.made]
    for letter in letters:
        template, language = inputs.templates[letter.template], composer.enclosure_language(letter)
        try:
            if letter in new:
                problems += differences(template, letter, try_page(template, letter))
            if not cover_only and (letter.template, language) not in pdfs:
                known = trial.known.pdfs.get((letter.template, language))
                issued = inputs.issued.isoformat()
                pdfs[letter.template, language] = known or render_enclosure(
                    template, enclosures[language], issued
                )
        except PageRefused as refused:
            hint = (
                "Put the file into the template's folder, or correct its name; nothing else is ever loaded."
            )
            problems.append(
                Problem(refused.code, Place(f"{template.folder}/{refused.file}"), str(refused), hint)
            )
        if letter in new:
            problems += _try_letterhead(template, letter, enclosures[language])
    laid_out = LaidOut(pdfs, {key: page_count(pdf) for key, pdf in pdfs.items()})
    return laid_out, problems


def differences(template: Template, letter: Letter, pdf: bytes) -> Iterator[Problem]:
    """What the proof would find in this letter: something over the address, a line that the page cuts off."""
    digest, pages = hashlib.sha256(pdf).hexdigest(), page_count(pdf)
    made = Rendered(letter.recipient_id, "pdf", "0000-trial.pdf", digest, pages, pages)
    for finding in prove_letter(pdf, expect(letter, None, made, template), strangers([])):
        hint = "Look at it with `letterbook preview`; shorten the text, or correct the template."
        place = Place(f"{template.folder}/letter.html")
        yield Problem("page-not-right", place, f"The letter to {letter.recipient_id}: {finding.what}", hint)


def _try_letterhead(template: Template, letter: Letter, enclosure: Enclosure) -> Iterator[Problem]:
    """Makes the letter as a Word file that is thrown away."""
    if "docx" not in letter.formats or template.docx is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        for outcome in make(Chunk(template, (letter,), enclosure, "docx", folder, ("draft.docx",))):
            if isinstance(outcome, Failed):
                hint = (
                    "Correct the letterhead in Word or LibreOffice; docs/templates.md says what it may hold."
                )
                place = Place(f"{template.folder}/letter.docx")
                what = f"The letter to {letter.recipient_id} cannot be made as a Word file: {outcome.cause}"
                yield Problem("broken-letterhead", place, what, hint)


def _one_of_each(composer: Composer, recipients: Sequence[Recipient]) -> list[Letter]:
    """The first letter of each pair of template and language."""
    found: dict[tuple[str, str], Letter] = {}
    for recipient in recipients:
        if (recipient.template, recipient.language) not in found:
            letter, _ = composer.letter(recipient, TRIAL)
            if letter is not None:
                found[recipient.template, recipient.language] = letter
    return list(found.values())
