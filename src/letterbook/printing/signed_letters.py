"""What came back signed: which letters are there, and what is wrong with the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from letterbook.archive.sheet_code import SheetCode, edition_of, key_of_mailing
from letterbook.printing.job_sides import page_of
from letterbook.printing.posted_letters import PostedLetter, PostedMailing
from letterbook.printing.scans import Seen, has_ink, signature_places

ScanFault = Literal[
    "unreadable", "foreign", "earlier", "double", "upside-down", "mixed", "unsigned", "place-unknown"
]
"""What is wrong with a scanned page or its letter; `upside-down` alone keeps no letter from being booked."""


@dataclass(frozen=True)
class FaultyScan:
    """A page and what is wrong with it; `number` and `reference` are those of its letter, None and "" where that is not known."""

    file: str
    page: int
    fault: ScanFault
    number: int | None = None
    code: str = ""
    reference: str = ""


@dataclass(frozen=True)
class SignedLetter:
    """A letter that came back signed: its pages in the scans, as (file, page), by the page of the letter's own file (from 0)."""

    letter: PostedLetter
    scans: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class SignedSheets:
    """What a stack of scans is: letters that are signed, letters that are not there, and pages with a fault. `blanks` counts pages
    on which nothing is seen.
    """

    signed: tuple[SignedLetter, ...]
    missing: tuple[PostedLetter, ...]
    faults: tuple[FaultyScan, ...]
    blanks: int
    pages: int


@dataclass
class _Sheet:
    """One page of a letter as it was scanned."""

    seen_file: str
    seen_page: int
    place: int
    code: SheetCode
    ink: tuple[bool, ...]


@dataclass
class SignedReader:
    """Takes scanned pages one after another, and says at the end what they are."""

    mailing: PostedMailing
    _sheets: dict[int, list[_Sheet]] = field(default_factory=lambda: defaultdict(list))
    _faults: list[FaultyScan] = field(default_factory=list)
    _order: list[int] = field(default_factory=list)
    _blanks: int = 0
    _pages: int = 0

    def __post_init__(self) -> None:
        self._key = key_of_mailing(self.mailing.name)
        self._letters = {letter.number: letter for letter in self.mailing.printed}

    def take(self, seen: Seen) -> int | None:
        """Takes a page in; the number of the letter whose sheet it is, None where it is none of this mailing's."""
        scan = seen.scan
        self._pages += 1
        if scan.is_blank:
            self._blanks += 1
            return None
        if scan.code is None:
            self._fault(seen, "unreadable")
            return None
        letter = self._letters.get(scan.code.number)
        if scan.code.mailing != self._key or letter is None:
            self._fault(seen, "foreign")
            return None
        if scan.code.edition != edition_of(letter.sha256):
            self._fault(seen, "earlier", letter.number)
            return None
        place = page_of(letter.parts, scan.code)
        if place is None:
            self._fault(seen, "foreign", letter.number)
            return None
        if scan.is_upside_down:
            self._fault(seen, "upside-down", letter.number)
        places = [each for each in signature_places(self.mailing.folder, letter) if each.page == place]
        ink = tuple(has_ink(seen, each.area) for each in places)
        self._sheets[letter.number].append(_Sheet(scan.file, scan.page, place, scan.code, ink))
        self._order.append(letter.number)
        return letter.number

    def _fault(self, seen: Seen, fault: ScanFault, number: int | None = None) -> None:
        code = str(seen.scan.code or "")
        reference = self._letters[number].reference if number is not None else ""
        self._faults.append(FaultyScan(seen.scan.file, seen.scan.page, fault, number, code, reference))

    def result(self) -> SignedSheets:
        """What all of them are."""
        signed = []
        mixed = set(_mixed(self._order))
        for number, sheets in sorted(self._sheets.items()):
            letter = self._letters[number]
            faults = list(self._letter_faults(letter, sheets, is_mixed=number in mixed))
            self._faults += faults
            if not faults:
                scans = tuple((sheet.place, sheet.seen_file, sheet.seen_page) for sheet in sheets)
                signed.append(SignedLetter(letter, scans))
        missing = [
            letter
            for number, letter in self._letters.items()
            if number not in self._sheets and letter.is_signed_by_hand
        ]
        return SignedSheets(tuple(signed), tuple(missing), tuple(self._faults), self._blanks, self._pages)

    def _letter_faults(
        self, letter: PostedLetter, sheets: Sequence[_Sheet], *, is_mixed: bool
    ) -> Iterable[FaultyScan]:
        def fault(sheet: _Sheet, what: ScanFault) -> FaultyScan:
            return FaultyScan(
                sheet.seen_file, sheet.seen_page, what, letter.number, str(sheet.code), letter.reference
            )

        first: dict[SheetCode, _Sheet] = {}
        for sheet in sheets:
            if sheet.code in first:
                yield fault(sheet, "double")
            first.setdefault(sheet.code, sheet)
        if is_mixed and len(first) == len(sheets):
            yield fault(sheets[-1], "mixed")
        places = signature_places(self.mailing.folder, letter)
        if not places:
            yield fault(sheets[0], "place-unknown")
        found = [ink for sheet in first.values() for ink in sheet.ink]
        if places and (len(found) < len(places) or not all(found)):
            bare = next((sheet for sheet in first.values() if not all(sheet.ink)), sheets[0])
            yield fault(bare, "unsigned")


def _mixed(order: Sequence[int]) -> Iterable[int]:
    """The letters between whose sheets another's lie."""
    ended: set[int] = set()
    for before, number in pairwise(order):
        if number != before:
            ended.add(before)
            if number in ended:
                yield number
