"""The file that is printed: every letter once, in order, on a front side, and each page that of the single file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from typing import Protocol

from letterbook.archive.expectation import Expectation
from letterbook.sentences import say
from letterbook.verification.docx_letter import VerifiedDocx
from letterbook.verification.docx_reader import UnreadableWordError, section_digests
from letterbook.verification.findings import Code, Finding
from letterbook.verification.letters import Verified
from letterbook.verification.page_fingerprint import PageFingerprint, UnreadablePdfError, page_fingerprints
from letterbook.verification.pdf_letter import VerifiedPdf


class Range(Protocol):
    """Where the ledger says that a letter stands: first and last page, from 1, and how many sheets it takes."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def sheets(self) -> int: ...


def verify_bundle(
    path: Path,
    expectations: Sequence[Expectation],
    ranges: Mapping[str, Range] | None,
    verified: Mapping[str, Verified],
) -> tuple[list[Finding], int | None]:
    """Compares bundle.pdf with the single files: `expectations` of the PDF letters in print order. Also how many pages it has; None
    where it cannot be read.

    `ranges` is by recipient id, None where the ledger cannot be read; `verified` by the path of the single file; letters
    that could not be read are left out.
    """
    try:
        pages = page_fingerprints(path)
    except UnreadablePdfError as error:
        return [Finding("", path.name, None, "broken-file", str(error))], None
    letters = _Letters(expectations, verified)
    return list(_Bundle(path.name, pages, letters, ranges).findings()), len(pages)


@dataclass(frozen=True)
class _Letters:
    """The PDF letters as their own files have them, each looked up when its turn comes."""

    expectations: Sequence[Expectation]
    verified: Mapping[str, Verified]

    def __iter__(self) -> Iterator[_Single]:
        """Every letter; one whose own file is missing or broken has no pages."""
        for expectation in self.expectations:
            if expectation.format == "pdf":
                letter = self.verified.get(expectation.file)
                yield _Single(expectation, letter.pages if isinstance(letter, VerifiedPdf) else ())


@dataclass(frozen=True)
class _Single:
    """A letter as its own file has it."""

    expected: Expectation
    pages: Sequence[PageFingerprint]

    def layout(self) -> list[PageFingerprint | None]:
        """Its pages as they are printed, with the blank backs (None) that bring each enclosure to a front side."""
        cover = self.expected.cover_pages or len(self.pages)
        begins = {*accumulate((cover, *self.expected.enclosure_pages))}
        printed: list[PageFingerprint | None] = []
        for number, page in enumerate(self.pages):
            printed += [None] if number in begins and len(printed) % 2 else []
            printed.append(page)
        return printed


@dataclass(frozen=True)
class _Bundle:
    name: str
    pages: Sequence[PageFingerprint]
    letters: _Letters
    ranges: Mapping[str, Range] | None

    def findings(self) -> Iterator[Finding]:
        """All of them: what is there once and in order, then page by page; each letter is looked at once."""
        begins: dict[bytes, list[int]] = {}
        for number, page in enumerate(self.pages, start=1):
            begins.setdefault(page.drawn, []).append(number)
        taken = bytearray(len(self.pages) + 1)
        order, of_pages = list[Finding](), list[Finding]()
        read, unread = set[str](), list[str]()
        before, neighbour = 0, ""
        for letter in self.letters:
            whose = letter.expected.recipient_id
            if not letter.pages:
                unread.append(whose)
                continue
            read.add(whose)
            places = begins.get(letter.pages[0].drawn, [])
            yield from self._once(letter, places)
            if places:
                order += self._order(letter, places[0], before, neighbour)
                before, neighbour = places[0], whose
            for start in places:
                of_pages += self._pages(letter, start)
                for at in range(start, min(start + len(letter.layout()), len(taken))):
                    taken[at] = True
        yield from (*order, *of_pages)
        # Those of letters whose own file cannot be read can be known by the ledger alone.
        for at in chain.from_iterable(self._said(whose) for whose in unread if whose not in read):
            taken[at] = True
        yield from self._rest(taken)

    def _found(self, letter: _Single | None, page: int | None, kind: Code, what: str) -> Finding:
        return Finding(letter.expected.recipient_id if letter else "", self.name, page, kind, what)

    def _once(self, letter: _Single, found: Sequence[int]) -> Iterator[Finding]:
        if len(found) == 1 and found[0] % 2:
            return
        whose = say(
            "The letter {letter_reference} to {letter_name}",
            letter_reference=letter.expected.letter.reference,
            letter_name=letter.expected.letter.name,
        )
        if not found:
            yield self._found(
                letter, None, "not-in-bundle", say("{whose} is not in the bundle.", whose=whose)
            )
        for page in found[1:]:
            yield self._found(
                letter,
                page,
                "twice-in-bundle",
                say("{whose} is in the bundle a second time.", whose=whose),
            )
        for page in found:
            if page % 2 == 0:
                what = say("{whose} begins on the back of a sheet.", whose=whose)
                yield self._found(letter, page, "back-side", what)

    def _order(self, letter: _Single, page: int, before: int, neighbour: str) -> Iterator[Finding]:
        if page < before:
            what = say(
                "The letter stands before that to {neighbour}, and should stand after it.",
                neighbour=neighbour,
            )
            yield self._found(letter, page, "wrong-order", what)

    def _pages(self, letter: _Single, start: int) -> Iterator[Finding]:
        layout = letter.layout()
        for number, wanted in enumerate(layout, start=start):
            there = self.pages[number - 1] if number <= len(self.pages) else None
            if wanted is None and not (there and there.is_blank):
                yield self._found(letter, number, "not-blank", "This back of a sheet should be empty.")
            elif wanted and (there is None or not wanted.is_same_as(there)):
                what = say(
                    "This is not page {letter} of {expected_file}.",
                    letter=_number(letter, wanted),
                    expected_file=letter.expected.file,
                )
                yield self._found(letter, number, "other-page", what)
        yield from self._range(letter, start, start + len(layout) - 1)

    def _range(self, letter: _Single, first: int, last: int) -> Iterator[Finding]:
        if self.ranges is None:
            return
        said = self.ranges.get(letter.expected.recipient_id)
        sheets = (last - first) // 2 + 1
        if said is None:
            yield self._found(
                letter, first, "wrong-range", "The ledger does not say where this letter stands."
            )
        elif (said.first, said.last, said.sheets) != (first, last, sheets):
            what = say(
                "The letter stands on pages {first} to {last}, {sheets} sheets; the ledger says {said_first} to "
                "{said_last}, {said_sheets} sheets.",
                first=first,
                last=last,
                sheets=sheets,
                said_first=said.first,
                said_last=said.last,
                said_sheets=said.sheets,
            )
            yield self._found(letter, first, "wrong-range", what)

    def _said(self, recipient_id: str) -> range:
        """The pages on which the ledger says that a letter stands; all where it says nothing that can be read."""
        if self.ranges is None:
            return range(1, len(self.pages) + 1)
        said = self.ranges.get(recipient_id)
        return range(said.first, min(said.last, len(self.pages)) + 1) if said else range(0)

    def _rest(self, taken: bytearray) -> Iterator[Finding]:
        """Pages that belong to no letter have to be empty backs."""
        for number, page in enumerate(self.pages, start=1):
            if taken[number] or (page.is_blank and number % 2 == 0 and number < len(self.pages)):
                continue
            yield self._found(None, number, "extra-page", "This page belongs to no letter.")


def _number(letter: _Single, page: PageFingerprint) -> int:
    return next(number for number, own in enumerate(letter.pages, start=1) if own is page)


# --- Word ----------------------------------------------------------------------------------------------------------


def verify_docx_bundle(
    path: Path, expectations: Sequence[Expectation], verified: Mapping[str, Verified]
) -> list[Finding]:
    """Compares bundle.docx with the single files: `expectations` of the Word letters in print order."""
    try:
        sections = section_digests(path)
    except UnreadableWordError as error:
        return [Finding("", path.name, None, "broken-file", str(error))]
    known = [
        (expectation, verified.get(expectation.file))
        for expectation in expectations
        if expectation.format == "docx"
    ]
    letters = [
        (expectation, word.sections)
        for expectation, word in known
        if isinstance(word, VerifiedDocx) and word.sections
    ]
    findings = list(_word_findings(path.name, sections, letters))
    # The sections of a letter whose own file is missing or broken cannot be told from those of nobody.
    return [finding for finding in findings if finding.code != "extra-page" or len(letters) == len(known)]


def _word_findings(
    name: str, sections: tuple[bytes, ...], letters: Sequence[tuple[Expectation, tuple[bytes, ...]]]
) -> Iterator[Finding]:
    before, used = 0, 0
    begins: dict[bytes, list[int]] = {}
    for at, section in enumerate(sections):
        begins.setdefault(section, []).append(at)
    for expectation, own in letters:
        whose = say(
            "The letter {letter_reference} to {letter_name}",
            letter_reference=expectation.letter.reference,
            letter_name=expectation.letter.name,
        )
        places = [at for at in begins.get(own[0], []) if sections[at : at + len(own)] == own]
        used += len(places) * len(own)
        if not places:
            what = say("{whose} is not in the bundle as its own file has it.", whose=whose)
            yield Finding(expectation.recipient_id, name, None, "not-in-bundle", what)
            continue
        for _ in places[1:]:
            what = say("{whose} is in the bundle a second time.", whose=whose)
            yield Finding(expectation.recipient_id, name, None, "twice-in-bundle", what)
        if places[0] < before:
            yield Finding(
                expectation.recipient_id,
                name,
                None,
                "wrong-order",
                say("{whose} stands before its turn.", whose=whose),
            )
        before = places[0]
    if used != len(sections):
        what = say(
            "The bundle has {count} sections; its letters have {used}.", count=len(sections), used=used
        )
        yield Finding("", name, None, "extra-page", what)
