"""Every letter of a mailing by itself, and what letters of one language have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from letterbook.archive.expectation import Expectation, expect, expected_enclosures
from letterbook.archive.opening import MOST_LETTER_BYTES, read_inside
from letterbook.model import Chunk, Outcome, Rendered
from letterbook.sentences import say
from letterbook.verification.difference import beside_neutral, remainder, unseen_remainder
from letterbook.verification.docx_letter import VerifiedDocx, leaks_in, verify_docx
from letterbook.verification.findings import Code, Finding
from letterbook.verification.pdf_letter import VerifiedPdf, leaks_beside, leaks_on, verify_pdf
from letterbook.verification.recipient_leaks import RecipientMarks

Verified = VerifiedPdf | VerifiedDocx


def letter_findings(file: bytes | Path, expected: Expectation, marks: RecipientMarks) -> list[Finding]:
    """Every difference between a finished letter and what it should say."""
    return list(verify_file(file, expected, marks).findings)


def verify_file(
    file: bytes | Path, expected: Expectation, marks: RecipientMarks, *, in_full: bool = True
) -> Verified:
    """The same, with what the verification of the bundle needs: a worker may do it right after it made the file. Unless `in_full`,
    what a file has in common with others of its kind need not be read again (see `verify_pdf`, `verify_docx`).
    """
    if expected.format == "pdf":
        return with_remainder(verify_pdf(file, expected, marks, in_full=in_full), expected)
    return with_remainder(verify_docx(file, expected, marks, in_full=in_full), expected)


def verify_inside(folder: Path, expected: Expectation, marks: RecipientMarks) -> Verified:
    """The same for a file of a mailing's folder, which may be anything that somebody has put there."""
    try:
        data = read_inside(folder, expected.file, MOST_LETTER_BYTES)
    except OSError as refusal:
        is_missing = isinstance(refusal, FileNotFoundError)
        what = (
            "The file is not there."
            if is_missing
            else say("The file cannot be read: {why}.", why=refusal.strerror)
        )
        code: Code = "missing-file" if is_missing else "broken-file"
        found = (Finding(expected.recipient_id, expected.file, None, code, what),)
        return VerifiedPdf(found) if expected.format == "pdf" else VerifiedDocx(found)
    return verify_file(data, expected, marks)


def with_remainder(verified: Verified, expected: Expectation) -> Verified:
    """The same with what the letter says beside its own values, by which letters of its kind are compared."""
    if isinstance(verified, VerifiedPdf):
        pages = verified.texts[: expected.cover_pages]
        if not pages:
            return verified
        particulars = unseen_remainder(verified.unseen, expected)
        return replace(verified, remainder=remainder(pages, expected), particulars=particulars)
    pages = tuple(text for _, text in verified.texts)
    return replace(verified, remainder=remainder(["".join(pages)], expected) if pages else None)


def unlike(expected: Expectation, verified: Verified, neutral: Verified) -> Iterator[Finding]:
    """What a letter says beside its own values, on its pages and aside, and a letter to nobody does not."""
    yield from beside_neutral(expected, verified.remainder, neutral.remainder)
    if isinstance(verified, VerifiedPdf) and isinstance(neutral, VerifiedPdf):
        yield from beside_neutral(expected, verified.particulars, neutral.particulars)


def verify_again(expected: Expectation, verified: Verified, marks: RecipientMarks) -> Verified:
    """What came of a file that was read before, compared with other addressees; the file itself is not read again."""
    if isinstance(verified, VerifiedPdf):
        findings = chain(
            leaks_on(expected, verified.texts, marks), leaks_beside(expected, verified.unseen, marks)
        )
    else:
        findings = chain(leaks_in(expected, verified.texts, verified.enclosure, marks))
    return replace(verified, findings=(*verified.findings, *findings))


def without_texts(verified: Verified) -> Verified:
    """The same without what `verify_again` needs, which is the larger part of it."""
    if isinstance(verified, VerifiedPdf):
        return replace(verified, texts=(), unseen="")
    return replace(verified, texts=(), enclosure=())


@dataclass(frozen=True, slots=True)
class VerifiedLetter:
    """A file with what it had to say and what came of reading it."""

    expected: Expectation
    verified: Verified


def verify_chunk(chunk: Chunk, outcomes: Sequence[Outcome], marks: RecipientMarks) -> list[VerifiedLetter]:
    """A chunk's files, read back by the worker that has just made them; a letter that failed is left out."""
    letters = {letter.recipient_id: letter for letter in chunk.letters}
    enclosures = expected_enclosures(chunk.enclosures)
    made = [rendered for rendered in outcomes if isinstance(rendered, Rendered)]
    expected = [
        expect(letters[rendered.recipient_id], enclosures, rendered, chunk.template) for rendered in made
    ]
    return [
        VerifiedLetter(wanted, verify_file(Path(rendered.path), wanted, marks, in_full=rendered.is_laid_out))
        for rendered, wanted in zip(made, expected, strict=True)
    ]


class AlikeEnclosures:
    """Letters whose enclosure is not the one that the others of their template and language have; what most letters have is
    taken for right. They are told of one by one, so that thousands need not be held, and are given again for what is found.
    """

    def __init__(self) -> None:
        self._alike: dict[tuple[str, tuple[str, ...]], list[tuple[int, tuple[bytes, ...]]]] = {}
        self._once: dict[tuple[bytes, ...], tuple[bytes, ...]] = {}

    def add(self, place: int, expectation: Expectation, verified: Verified | None) -> None:
        """Takes in what came of the file with this place among all."""
        enclosures = expectation.enclosures
        if isinstance(verified, VerifiedPdf) and verified.pages and enclosures and expectation.cover_pages:
            pages = tuple(page.digest for page in verified.pages[expectation.cover_pages :])
            # An enclosure's words may name the addressees of a group; its language and place are what is alike.
            languages = tuple(enclosure.language for enclosure in enclosures)
            alike = self._alike.setdefault((expectation.letter.template, languages), [])
            alike.append((place, self._once.setdefault(pages, pages)))

    def findings(self, expectations: Sequence[Expectation]) -> Iterator[Finding]:
        """What is found of all of them."""
        for (_, (language, *_)), members in self._alike.items():
            usual, _ = Counter(pages for _, pages in members).most_common(1)[0]
            for place, pages in members:
                if pages != usual:
                    expectation = expectations[place]
                    what = say(
                        "Its enclosure is not the one that the other letters in “{language}” have.",
                        language=language,
                    )
                    yield Finding(
                        expectation.recipient_id,
                        expectation.file,
                        _first_other(expectation, pages, usual),
                        "wrong-enclosure",
                        what,
                    )


def _first_other(expectation: Expectation, pages: Sequence[bytes], usual: Sequence[bytes]) -> int | None:
    """The first page of the file that differs."""
    offsets = (
        index for index, (mine, theirs) in enumerate(zip(pages, usual, strict=False)) if mine != theirs
    )
    first = next(offsets, None)
    return None if first is None or expectation.cover_pages is None else expectation.cover_pages + 1 + first
