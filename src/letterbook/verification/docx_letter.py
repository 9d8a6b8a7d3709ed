"""A finished Word letter, read back from its raw XML and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote

from letterbook.archive.expectation import Expectation, ExpectedEnclosure, page_labels
from letterbook.sentences import say
from letterbook.sources.documents.file_sums import sum_of_read
from letterbook.sources.text_checks import shortened
from letterbook.verification.difference import Remainder
from letterbook.verification.docx_reader import (
    CORE,
    FOOTNOTES,
    Section,
    UnreadableWordError,
    WordFile,
    digest,
    read_word,
)
from letterbook.verification.expected_text import (
    allowed_on_cover,
    belongs,
    no_sentence,
    of_template,
    required_lines,
)
from letterbook.verification.file_links import wrong_links
from letterbook.verification.findings import Code, Finding
from letterbook.verification.raised_signs import wrong_heights
from letterbook.verification.recipient_leaks import RecipientMarks
from letterbook.verification.shown_pictures import wrong_pictures
from letterbook.verification.text_matching import (
    BETWEEN,
    any_says,
    closed,
    folded,
    is_same,
    phrase,
    phrases,
    stands_on,
)


@dataclass(frozen=True)
class VerifiedDocx:
    """What came of one Word file: the findings, a digest a section, by which the bundle is compared with it, and its
    texts: those of the cover letter by the part they stand in ("" is the body), and the enclosure's paragraphs.
    """

    findings: tuple[Finding, ...]
    sections: tuple[bytes, ...] = field(default=(), repr=False)
    texts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    enclosure: tuple[str, ...] = field(default=(), repr=False)
    remainder: Remainder | None = field(default=None, repr=False, compare=False)


def verify_docx(
    file: bytes | Path, expected: Expectation, marks: RecipientMarks, *, in_full: bool = True
) -> VerifiedDocx:
    """Compares a Word letter with what it should say. Never raises for what is in the file.

    Unless `in_full`, what it has in common with letters that were read before is compared and not read again; one file in fifty is
    read in full all the same, and so is each in which anything is found.
    """
    try:
        data = file if isinstance(file, bytes) else file.read_bytes()
    except OSError:
        return VerifiedDocx((_finding(expected, "missing-file", "The file is not there."),))
    is_altered = sum_of_read(str(file) if isinstance(file, Path) else "", data) != expected.sha256
    if not (in_full or is_altered or int(expected.sha256[:8], 16) % ONE_IN == 0):
        found = _verified(data, expected, marks, in_full=False)
        if not found.findings:
            return found
    found = _verified(data, expected, marks, in_full=True)
    if not is_altered:
        return found
    altered = _finding(expected, "altered-file", "The file is not the one that was made.")
    return replace(found, findings=(altered, *found.findings))


ONE_IN = 50
"""Of so many letters that could be read in part one is read in full: which, its bytes decide."""


def _verified(data: bytes, expected: Expectation, marks: RecipientMarks, *, in_full: bool) -> VerifiedDocx:
    try:
        word = read_word(data, in_full=in_full)
    except UnreadableWordError as error:
        return VerifiedDocx((_finding(expected, "broken-file", str(error)),))
    letter = _Letter(word, expected)
    texts, enclosure = letter.texts, letter.enclosed
    findings = [_finding(expected, code, what) for code, what in letter.differences()]
    findings += leaks_in(expected, texts, enclosure, marks)
    return VerifiedDocx(tuple(findings), tuple(map(digest, word.sections)), texts, enclosure)


def _finding(expected: Expectation, kind: Code, what: str) -> Finding:
    return Finding(expected.recipient_id, expected.file, None, kind, what)


def leaks_in(
    expected: Expectation,
    texts: Sequence[tuple[str, str]],
    paragraphs: tuple[str, ...],
    marks: RecipientMarks,
) -> Iterator[Finding]:
    """Whatever of another addressee stands in the letter, its headers and footers, its properties, its enclosure."""
    own, enclosures = expected.recipient_id, expected.enclosures
    furniture = [text for enclosure in enclosures for text in enclosure.furniture]
    labels = [text for enclosure in enclosures for text in page_labels(enclosure.page_label, None)]
    allowed = cache(lambda: phrases(furniture) + BETWEEN + phrases(labels) + allowed_on_cover(expected))
    with_notes = cache(lambda: allowed() + BETWEEN + _written_in(enclosures))
    for part, text in texts:
        where = f" ({part})" if part else ""
        by_right = with_notes if part == FOOTNOTES else allowed
        for whose, said in marks.found_in(text, own, by_right, lambda: of_template(expected)):
            what = f"{belongs(said, whose)[:-1]}{where}."
            yield Finding(own, expected.file, None, "somebody-else", what)
    for whose, said in _named_beside(enclosures, paragraphs, marks):
        if whose != own:
            yield Finding(own, expected.file, None, "somebody-else", belongs(said, whose))


Difference = tuple[Code, str]  # code, what
_BORDER = re.compile("[\t\n]")  # in a header, a name and the date behind it are two things


@dataclass(frozen=True)
class _Letter:
    word: WordFile
    expected: Expectation

    def differences(self) -> Iterator[Difference]:
        cover, enclosed = self.parts
        yield from self._words(cover)
        yield from self._order(cover)
        for what in wrong_links(self._own_links, self.word.links):
            yield "wrong-link", what
        raised = (signs for section in cover for signs in section.raised)
        for what in wrong_heights(self.expected.letter.texts("raised"), raised):
            yield "not-raised", what
        for index, expected in enumerate(self.expected.enclosures):
            section = enclosed[index] if index < len(enclosed) else Section(())
            yield from _enclosure(expected, section.paragraphs)
            for what in wrong_pictures(expected.pictures, section.pictures):
                yield "wrong-picture", what
            for what in wrong_heights(expected.raised, section.raised):
                yield "not-raised", what

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The text of the cover letter, and of every other part of the file that a reader may show, by part."""
        body = BETWEEN.join(text for section in self.parts[0] for text in section.paragraphs)
        others = ((part, self._less_links(part, text)) for part, text in self.word.others.items())
        return (("", body), *((part, _BORDER.sub(BETWEEN, text)) for part, text in others if text))

    @property
    def _own_links(self) -> tuple[str, ...]:
        enclosed = (target for enclosure in self.expected.enclosures for target in enclosure.links)
        return (*self.expected.letter.texts("links"), *enclosed)

    def _less_links(self, part: str, text: str) -> str:
        """What a part says, without where the letter's own links lead."""
        if not part.endswith(".rels"):
            return text
        own = {said for target in self._own_links for said in (target, unquote(target))}
        return "\n".join(line for line in text.split("\n") if line not in own)

    @property
    def parts(self) -> tuple[Sequence[Section], Sequence[Section]]:
        """The sections of the cover letter, and those of the enclosures, which are the last."""
        sections = self.word.sections
        covers = max(1, len(sections) - len(self.expected.enclosures))
        return sections[:covers], sections[covers:]

    @property
    def enclosed(self) -> tuple[str, ...]:
        """The paragraphs of the enclosures."""
        return tuple(text for section in self.parts[1] for text in section.paragraphs)

    def _words(self, cover: Sequence[Section]) -> Iterator[Difference]:
        letter = self.expected.letter
        texts = (text for section in cover for text in (*section.paragraphs, *section.edges.values()))
        said = [_hyphens_alike(text) for text in texts]
        if not any_says(said, _hyphens_alike(letter.reference)):
            yield (
                "wrong-reference",
                say(
                    "The letter's own number {letter_reference} is not in it.",
                    letter_reference=letter.reference,
                ),
            )
        if phrase(letter.reference) not in phrase(self.word.others.get(CORE, "")):
            yield (
                "wrong-reference",
                say(
                    "The file's properties do not name the letter's number {letter_reference}.",
                    letter_reference=letter.reference,
                ),
            )
        for line in letter.address if "address" in self.expected.printed else ():
            if not any(is_same(_hyphens_alike(line), text) for text in said):
                yield "wrong-address", say("The address line “{line}” is not in the letter.", line=line)
        whole = ["".join(map(closed, said))]
        for code, called, text in required_lines(self.expected):
            wanted = _hyphens_alike(text)
            if not stands_on(whole, wanted) and not any(is_same(wanted, line) for line in said):
                yield (
                    code,
                    say(
                        "{called} “{text}” is not in the letter, or not whole.",
                        called=called,
                        text=shortened(text),
                    ),
                )

    def _order(self, cover: Sequence[Section]) -> Iterator[Difference]:
        """Address, salutation, text and closing follow each other."""
        letter = self.expected.letter
        whole = "".join(folded(text) for section in cover for text in section.paragraphs)
        salutation = letter.line("salutation") if "salutation" in self.expected.printed else None
        close = letter.line("closing") if "closing" in self.expected.printed else None
        at = 0
        for text in filter(None, (salutation, *letter.body, close)):
            place = whole.find(folded(text), at)
            if place < 0 and folded(text) in whole:
                yield "misplaced-words", say("“{text}” does not stand in its place.", text=shortened(text))
            at = max(at, place)


def _hyphens_alike(text: str) -> str:
    """The text with an ordinary hyphen for one at which Word ends no line: in numbers and addresses of the letterhead."""
    return text.replace("\u2011", "-")


@lru_cache(maxsize=64)
def _enclosure(expected: ExpectedEnclosure, paragraphs: tuple[str, ...]) -> tuple[Difference, ...]:
    """An enclosure that is not whole, or not in its language; looked at once for all letters that share it."""
    whole = "".join(map(folded, paragraphs))
    ends = (("first", expected.first_sentence), ("last", expected.last_sentence))
    found: list[Difference] = [
        ("wrong-enclosure", no_sentence(which, expected.language, sentence))
        for which, sentence in ends
        if folded(sentence) not in whole
    ]
    if found:
        return tuple(found)
    at = 0
    for text in expected.texts:
        place = whole.find(folded(text), at)
        if place < 0:
            found.append(
                (
                    "wrong-enclosure",
                    say("“{text}” is missing from the enclosure, or not in its place.", text=shortened(text)),
                )
            )
        at = max(at, place)
    return tuple(found)


@lru_cache(maxsize=64)
def _named_beside(
    enclosures: tuple[ExpectedEnclosure, ...], paragraphs: tuple[str, ...], marks: RecipientMarks
) -> tuple[tuple[str, str], ...]:
    """(recipient id, text) of addressees whom the enclosures name and the statements do not."""
    return tuple(marks.found_in(BETWEEN.join(paragraphs), "", cache(lambda: _written_in(enclosures))))


def _written_in(enclosures: Sequence[ExpectedEnclosure]) -> str:
    """The statements' own words, footnotes with them, as phrases."""
    return phrases(text for enclosure in enclosures for text in enclosure.texts)
