"""Whole mailings on paper: each sheet of each pile seen as a scanner sees it, and a stack of scans with twenty faults.

They run with LETTERBOOK_TORTURE=1 (`make torture`); what they look at is looked at on small mailings with every test.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLE, make_workspace
from many_letters import offices
from print_jobs import AT, printed
from scanned_stack import rendered, signed, stacked, with_code, worn

from letterbook.archive.ledger import read_ledger
from letterbook.archive.print_job import read_job
from letterbook.archive.sheet_code import SheetCode, edition_of, key_of_mailing
from letterbook.executors import Guard
from letterbook.model.order import Order
from letterbook.model.print_order import PrintOrder
from letterbook.printing.posted_letters import PostedMailing, posted_mailing
from letterbook.printing.scans import scanned_pages, signature_places
from letterbook.sources.office import office_of
from letterbook.usecases.issue import Run as IssueRun
from letterbook.usecases.issue import issue
from letterbook.usecases.signed import take_signed

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(not os.environ.get("LETTERBOOK_TORTURE"), reason="it takes minutes (make torture)"),
]
IN_ONE_STACK = 50


@dataclass(frozen=True)
class OnPaper:
    office: Path
    mailing: Path
    posted: PostedMailing
    job: Path

    def fronts(self) -> Iterator[tuple[Path, int]]:
        """The file and the page (from 1) of the front of each sheet of each letter, in the order of the piles."""
        for file in read_job(self.job).of_kind("piles"):
            for part in file.parts:
                for page in range(part.first_page, part.last_page + 1, 2):
                    yield self.job / file.path, page


def on_paper(folder: Path, office: Path) -> OnPaper:
    order = Order("january-20", formats=("pdf",))
    mailing = issue(office, order, IssueRun(office / "out", "clerk", AT)).folder
    printed(
        office, mailing, folder / "job", PrintOrder(parts=("way", "zone"), most_sheets=500, with_codes=True)
    )
    return OnPaper(office, mailing, posted_mailing(mailing, office_of(office).languages), folder / "job")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> OnPaper:
    folder = tmp_path_factory.mktemp("many")
    return on_paper(folder, make_workspace(folder / "office", offices(700)))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> OnPaper:
    folder = tmp_path_factory.mktemp("example")
    list_ = (EXAMPLE / "recipients.yaml").read_text("utf-8")
    return on_paper(folder, make_workspace(folder / "office", list_, whole=True, source=EXAMPLE))


def read(paper: OnPaper, folder: Path, *, is_worn: bool) -> list[SheetCode | None]:
    """The code of each sheet, as it comes out of a scanner."""
    found: list[SheetCode | None] = []
    fronts = list(paper.fronts())
    for begin in range(0, len(fronts), IN_ONE_STACK):
        pictures = [rendered(path, page) for path, page in fronts[begin : begin + IN_ONE_STACK]]
        if is_worn:
            pictures = [worn(picture, 1.5, seed=begin + at) for at, picture in enumerate(pictures)]
        stack = stacked(pictures, folder / "stack.pdf")
        found += [seen.scan.code for seen in scanned_pages(stack, {"": 297.0})]
    return found


def assert_all_there(paper: OnPaper, codes: list[SheetCode | None]) -> None:
    """Each sheet of each letter is read, once, and they are as many as the ledger says."""
    key = key_of_mailing(paper.posted.name)
    wanted = Counter(
        SheetCode(key, letter.number, sheet, sheets, edition_of(letter.sha256))
        for letter in paper.posted.printed
        for sheets in [letter.sheets(is_duplex=True)]
        for sheet in range(1, sheets + 1)
    )
    assert Counter(codes) == wanted
    assert set(wanted.values()) == {1}
    assert sum(wanted.values()) == sum(row.number("sheets") or 0 for row in read_ledger(paper.mailing))
    assert len({code.number for code in wanted}) == len(paper.posted.letters)


def test_each_sheet_of_the_example_is_read_once(example: OnPaper, tmp_path: Path) -> None:
    assert len(example.posted.letters) == 47
    assert_all_there(example, read(example, tmp_path, is_worn=True))


def test_each_sheet_of_seven_hundred_letters_is_read_once(many: OnPaper, tmp_path: Path) -> None:
    assert len(many.posted.letters) == 700
    assert len(read_job(many.job).of_kind("piles")) == 3
    assert_all_there(many, read(many, tmp_path, is_worn=True))


FAULTS = {
    **dict.fromkeys((5, 6, 7), "upside-down"),
    **dict.fromkeys((11, 12, 13), "unsigned"),
    **dict.fromkeys((17, 18, 19), "double"),
    **dict.fromkeys((23, 24, 25), "unreadable"),
    **dict.fromkeys((29, 30), "foreign"),
    **dict.fromkeys((35, 36), "earlier"),
    42: "mixed",
    **dict.fromkeys((50, 51, 52), "missing"),
}
"""What was done to which letter."""
SIGNED = range(1, 61)
_NOT_KNOWN = ("unreadable", "foreign")


def spoiled(paper: OnPaper, number: int, fault: str, picture: Any) -> Any:
    """The first sheet of a letter with a fault in its code."""
    letter = paper.posted.printed[number - 1]
    own = {"mailing": key_of_mailing(paper.posted.name), "edition": edition_of(letter.sha256)}
    changed = {"foreign": {"mailing": "ABCDE"}, "earlier": {"edition": "00"}}.get(fault)
    if fault == "unreadable":
        return with_code(picture, "")
    if changed is None:
        return picture
    said = own | changed
    return with_code(picture, str(SheetCode(said["mailing"], number, 1, 2, said["edition"])))


def stack_with_faults(paper: OnPaper, target: Path) -> tuple[Path, list[tuple[int, str, int | None]]]:
    """Scans of the signed letters, and the faults: page, what, whose."""
    fronts = list(paper.fronts())
    [place] = signature_places(paper.mailing, paper.posted.printed[0])
    pictures: list[Any] = []
    faults: list[tuple[int, str, int | None]] = []

    def lay(picture: Any, turn: float = 0.7) -> None:
        pictures.append(worn(picture, turn, seed=len(pictures)))

    for number in SIGNED:
        fault = FAULTS.get(number, "")
        if fault == "missing":
            continue
        sheet = rendered(*fronts[(number - 1) * 2])
        sheet = sheet if fault == "unsigned" else signed(sheet, place)
        if fault == "double":
            lay(sheet)
        lay(spoiled(paper, number, fault, sheet), turn=180.4 if fault == "upside-down" else 0.7)
        if FAULTS.get(number - 1) == "mixed":  # the second sheet of the one before
            lay(rendered(*fronts[(number - 2) * 2 + 1]))
            faults.append((len(pictures), "mixed", number - 1))
        if fault not in ("", "mixed"):
            faults.append((len(pictures), fault, None if fault in _NOT_KNOWN else number))
    return stacked(pictures, target), faults


def test_twenty_faults_of_eight_kinds_are_all_found(many: OnPaper, tmp_path: Path) -> None:
    """What was done to the stack is what is said of it, and nothing else."""
    stack, faults = stack_with_faults(many, tmp_path / "scan.pdf")
    with Guard() as guard:
        taken = take_signed(many.office, many.mailing, [stack], tmp_path / "signed", "clerk", AT, guard)
    found = [(fault.page, fault.fault, fault.number) for fault in taken.sheets.faults]
    assert Counter(found) == Counter(faults)
    unread = {number for number, fault in FAULTS.items() if fault in (*_NOT_KNOWN, "earlier", "missing")}
    assert {letter.number for letter in taken.missing} == unread | set(range(61, 701))
    assert (len(FAULTS), len(set(FAULTS.values()))) == (20, 8)
    good = {number for number in SIGNED if FAULTS.get(number, "upside-down") == "upside-down"}
    assert {copy.number for copy in taken.copies} == good
