"""A letter of each template and language, laid out and read back before a number is taken."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from letterbook.archive.expectation import Expectation, expect, expected_enclosures
from letterbook.composing.inputs import Inputs
from letterbook.model import (
    Chunk,
    Draft,
    Enclosure,
    Failed,
    FinishedFile,
    Letter,
    Part,
    Rendered,
    Template,
    in_the_file,
)
from letterbook.pdf import page_count
from letterbook.pipeline.enclosure_layout import LayoutKey, refused_page
from letterbook.pipeline.neutral_letters import neutral
from letterbook.pipeline.rendering import render
from letterbook.pipeline.wide_words import TOO_WIDE, too_wide, without_room
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say, values_of
from letterbook.steps import begin_step
from letterbook.verification import (
    NOBODY,
    Finding,
    Personal,
    RecipientMarks,
    Verified,
    recipient_marks,
    unlike,
    verify_file,
)

TRIAL_NUMBER, TRIAL_REFERENCE = 0, "0-0000/0000"
"""Stand for a number on a page that is only tried."""


def trial_layout(
    inputs: Inputs,
    enclosed: Mapping[str, tuple[Part, ...]],
    drafts: Iterable[Draft],
    strangers: Iterable[Personal] = (),
) -> Iterator[Problem]:
    """What is wrong with these letters, laid out with a trial number and read back: the same mistake once.

    A template that asks for a picture which is not there is found here, before a number is taken. `strangers` are people
    of whom no letter says anything.
    """
    marks = recipient_marks([], strangers)
    wrong: set[LayoutKey] = set()
    told: set[tuple[LayoutKey, str]] = set()
    for is_first, draft in _with_firsts(drafts):
        if draft.kind in wrong:
            continue  # its template is wrong, and would be so with every letter
        for problem in _tried(inputs, enclosed, draft, marks, is_first=is_first):
            wrong |= {draft.kind} if is_first else set()
            mistake = draft.kind, problem.what.replace(draft.recipient_id, "")
            if mistake not in told:
                told.add(mistake)
                yield problem


def _with_firsts(drafts: Iterable[Draft]) -> Iterator[tuple[bool, Draft]]:
    """The drafts, and whether each is the first of its kind."""
    passed: set[LayoutKey] = set()
    for draft in drafts:
        yield draft.kind not in passed, draft
        passed.add(draft.kind)


def _tried(
    inputs: Inputs,
    enclosed: Mapping[str, tuple[Part, ...]],
    draft: Draft,
    marks: RecipientMarks,
    *,
    is_first: bool,
) -> Iterator[Problem]:
    letter, template = draft.numbered(TRIAL_NUMBER, TRIAL_REFERENCE), inputs.templates[draft.kind[0]]
    if "pdf" in letter.formats:
        from letterbook.render.pdf.style_slips import style_slips

        begin_step(f"{template.folder}/letter.html", is_letter=True)
        yield from style_slips(template.css, f"{template.folder}/letter.css") if is_first else ()
        yield from _page_problems(template, letter, marks, is_first=is_first)
    yield from _try_letterhead(
        template, letter, in_the_file(enclosed[draft.enclosure_language]), marks, is_first=is_first
    )


def _page_problems(
    template: Template, letter: Letter, marks: RecipientMarks = NOBODY, *, is_first: bool = False
) -> Iterator[Problem]:
    """What is wrong with this letter's page; the first of its kind is compared with a letter to nobody as well."""
    from letterbook.render.pdf import letter_renderer
    from letterbook.render.pdf.margins import NoRoomError

    try:
        page = letter_renderer.try_page(template, letter)
    except letter_renderer.PageRefusedError as refused:
        yield refused_page(template, refused)
    except NoRoomError as wide:
        problems = without_room(template.words[letter.language], wide.found)
        own = [problem for problem in problems if problem.place.line is None]
        # Where the letter's own words are at fault, those that they push aside are not.
        yield from (_of_letter(template, letter, problem.what) for problem in own) if own else problems
    else:
        yield from differences(
            template, letter, page, marks, _to_nobody(template, letter) if is_first else None
        )


def _to_nobody(template: Template, letter: Letter) -> bytes | None:
    """The page to nobody; None where it cannot be laid out, which says nothing about the letters that there are."""
    from letterbook.render.pdf import letter_renderer
    from letterbook.render.pdf.margins import NoRoomError

    try:
        return letter_renderer.try_page(template, neutral(letter))
    except (letter_renderer.PageRefusedError, NoRoomError):
        return None


def differences(
    template: Template,
    letter: Letter,
    pdf: bytes,
    marks: RecipientMarks = NOBODY,
    neutral_pdf: bytes | None = None,
) -> Iterator[Problem]:
    """What the verification would find in this letter: something over the address, a line that the page cuts off."""
    expected = _expected(template, letter, pdf)
    verified = verify_file(pdf, expected, marks)
    findings = list(verified.findings)
    if neutral_pdf is not None:
        nobody = verify_file(neutral_pdf, _expected(template, neutral(letter), neutral_pdf), NOBODY)
        findings += unlike(expected, verified, nobody)
    for finding in findings:
        words = template.words.get(letter.language)
        is_written_there = finding.code in TOO_WIDE and words and not _is_in_head(letter, finding.what)
        if is_written_there and words and (problem := too_wide(words, finding.what)).place.line:
            yield problem
            continue
        yield _of_letter(template, letter, finding.what)


def _is_in_head(letter: Letter, what: str) -> bool:
    """Whether the words at fault stand in the office's name, address or contact lines, wherever else they do."""
    said = str(values_of(what).get("text", "")).rstrip("…")
    return any(said in line for line in (letter.head.name, *letter.head.address, *letter.head.contact))


def _of_letter(template: Template, letter: Letter, found: str) -> Problem:
    """What is wrong with a page in which none of the template's lines has the words at fault."""
    hint = "Shorten the text, or correct the template."
    place = Place(f"{template.folder}/letter.html")
    what = say("The letter to {recipient_id}: {what}", recipient_id=letter.recipient_id, what=found)
    return Problem("page-not-right", place, what, hint, remedy=Remedy.PREVIEW)


def _expected(template: Template, letter: Letter, pdf: bytes) -> Expectation:
    digest, pages = hashlib.sha256(pdf).hexdigest(), page_count(pdf)
    made = Rendered(letter.recipient_id, "pdf", "0000-trial.pdf", digest, pages, pages)
    return expect(letter, (), made, template)


def _try_letterhead(
    template: Template,
    letter: Letter,
    enclosures: tuple[Enclosure | FinishedFile, ...],
    marks: RecipientMarks,
    *,
    is_first: bool,
) -> Iterator[Problem]:
    """Makes the letter as a Word file, reads it back, and throws it away; the first of its kind beside one to nobody."""
    if "docx" not in letter.formats or template.docx is None:
        return
    place = Place(f"{template.folder}/letter.docx")
    begin_step(f"{template.folder}/letter.docx", is_letter=True)
    other = neutral(letter)
    letters = (letter, other) if is_first else (letter,)
    names = tuple(f"000{number}-trial.docx" for number in range(len(letters)))
    with tempfile.TemporaryDirectory() as folder:
        made, *nobody = render(Chunk(template, letters, enclosures, "docx", folder, names))
        if isinstance(made, Failed):
            hint = "Correct the letterhead in Word or LibreOffice."
            what = say(
                "The letter to {recipient_id} cannot be made as a Word file: {cause}",
                recipient_id=letter.recipient_id,
                cause=made.cause,
            )
            yield Problem("broken-letterhead", place, what, hint, remedy=Remedy.HELP_TEMPLATES)
            return
        own, verified = _read_back(template, letter, enclosures, made, marks)
        findings = list(verified.findings)
        for outcome in nobody:  # what cannot be made to nobody says nothing about the letters that there are
            if isinstance(outcome, Rendered):
                findings += unlike(own, verified, _read_back(template, other, enclosures, outcome, NOBODY)[1])
        yield from _differences_in_word(letter, place, findings)


def _read_back(
    template: Template,
    letter: Letter,
    enclosures: tuple[Enclosure | FinishedFile, ...],
    made: Rendered,
    marks: RecipientMarks,
) -> tuple[Expectation, Verified]:
    expected = expect(letter, expected_enclosures(enclosures), made, template)
    return expected, verify_file(Path(made.path), expected, marks)


def _differences_in_word(letter: Letter, place: Place, findings: Iterable[Finding]) -> Iterator[Problem]:
    """What the verification would find in this Word file: no reference, no date, words that the letterhead left out, or
    that a letter to nobody would not have.
    """
    for finding in findings:
        hint = _MISSING_IN_WORD.get(finding.code, "Correct the letterhead in Word or LibreOffice.")
        what = say(
            "The letter to {recipient_id}: {what}", recipient_id=letter.recipient_id, what=finding.what
        )
        yield Problem("page-not-right", place, what, hint)


_MISSING_IN_WORD = {
    "wrong-reference": "Write {{ reference_line }} or {{ reference }} into the letterhead.",
    "wrong-date": "Write {{ place_and_date }} or {{ date }} into the letterhead.",
}
"""What a letterhead mostly lacks, by the finding that comes of it."""
