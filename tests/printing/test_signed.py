"""Scans of signed sheets: every letter that is signed is filed and noted, and every fault is named."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from conftest import Run, make_workspace
from print_jobs import AT, printed
from scanned_stack import rendered, signed, stacked, with_code, worn

from letterbook.archive.sheet_code import SheetCode, edition_of, key_of_mailing
from letterbook.errors import UsageError
from letterbook.executors import Guard
from letterbook.model.order import Order
from letterbook.model.print_order import PrintOrder
from letterbook.model.progress import UNWATCHED
from letterbook.printing.posted_letters import PostedMailing, posted_mailing
from letterbook.printing.scans import signature_places
from letterbook.printing.signed_letters import SignedSheets
from letterbook.register import open_register
from letterbook.sources.office import office_of
from letterbook.steps import watch_steps
from letterbook.usecases.issue import Run as IssueRun
from letterbook.usecases.issue import issue
from letterbook.usecases.signed import TakenIn, _read, take_signed

NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight")
LISTED = "groups:\n  - id: bodies\n    name: {en: bodies}\n    recipients:\n" + "".join(
    f"      - {{id: {name}, organisation: Body {name}, in_text: Body {name}, salutation: 'Dear Colleagues,', "
    f"address: {{street: {number} Street, city: Paris, postcode: '75007', country: FR}}}}\n"
    for number, name in enumerate(NAMES, start=1)
)


@dataclass(frozen=True)
class Printed:
    office: Path
    mailing: Path
    posted: PostedMailing
    pile: Path

    def sheet(self, number: int, *, sheet: int = 1, pen: bool = True) -> Any:
        """A sheet of a letter as it is scanned, signed or not."""
        page = (
            3 + (number - 1) * 4 + (sheet - 1) * 2
        )  # behind the separator and its back; a letter has two sheets
        picture = rendered(self.pile, page)
        letter = self.posted.printed[number - 1]
        places = signature_places(self.mailing, letter) if pen and sheet == 1 else ()
        for place in places:
            picture = signed(picture, place)
        return picture

    def code(self, number: int, **changes: Any) -> str:
        letter = self.posted.printed[number - 1]
        own = {"mailing": key_of_mailing(self.posted.name), "edition": edition_of(letter.sha256)} | changes
        return str(SheetCode(number=number, sheet=1, sheets=2, **own))

    def take(self, stack: Path, out: Path) -> TakenIn:
        with Guard() as guard:
            return take_signed(self.office, self.mailing, [stack], out, "clerk", AT, guard)


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """Eight letters, printed with codes."""
    folder = tmp_path_factory.mktemp("signed")
    office = make_workspace(folder / "office", LISTED)
    mailing = issue(
        office, Order("january-20", formats=("pdf",)), IssueRun(office / "out", "clerk", AT)
    ).folder
    printed(office, mailing, folder / "job", PrintOrder(with_codes=True))
    return Printed(
        office, mailing, posted_mailing(mailing, office_of(office).languages), folder / "job/piles/01.pdf"
    )


def faults(sheets: SignedSheets) -> list[tuple[int, str, int | None]]:
    return [(fault.page, fault.fault, fault.number) for fault in sheets.faults]


def test_every_fault_is_named_and_nothing_with_one_is_booked(job: Printed, tmp_path: Path) -> None:
    pictures = [
        worn(job.sheet(1), 1.5, seed=1),
        worn(job.sheet(2), 181, seed=2),  # upside down
        worn(job.sheet(3, pen=False), -1, seed=3),  # nobody has signed it
        worn(job.sheet(4), 0, seed=4),
        worn(job.sheet(4), 0.5, seed=5),  # a second time
        worn(job.sheet(6), 90, seed=6),
        worn(job.sheet(7), 0, seed=7),
        worn(job.sheet(6, sheet=2), 0, seed=8),  # behind another letter's
        worn(with_code(job.sheet(8), ""), 0, seed=9),  # its code was torn off
        worn(with_code(job.sheet(8), job.code(8, mailing="ABCDE")), 0, seed=10),
        worn(with_code(job.sheet(8), job.code(8, edition="00")), 0, seed=11),
        worn(with_code(job.sheet(8), "https://example.org"), 0, seed=12),
    ]
    taken = job.take(stacked(pictures, tmp_path / "scan.pdf"), tmp_path / "signed")
    assert sorted(faults(taken.sheets)) == [
        (2, "upside-down", 2),
        (3, "unsigned", 3),
        (5, "double", 4),
        (8, "mixed", 6),
        (9, "unreadable", None),
        (10, "foreign", None),
        (11, "earlier", 8),
        (12, "unreadable", None),
    ]
    assert [copy.number for copy in taken.copies] == [1, 2, 7]
    assert [letter.number for letter in taken.sheets.missing] == [5, 8]
    with open_register(job.office, office_of(job.office).register) as register:
        kinds = {entry.entry.number: entry.events[-1].kind for entry in register.records()}
        assert [number for number, kind in kinds.items() if kind == "signed"] == [1, 2, 7]
        assert {entry.entry.state for entry in register.records()} == {"made"}
    again = job.take(tmp_path / "scan.pdf", tmp_path / "signed")
    assert (again.noted, [copy.is_new for copy in again.copies]) == ((), [False] * 3)


def test_the_copy_is_seen_as_it_was_signed_and_read_as_it_was_written(job: Printed, tmp_path: Path) -> None:
    sheet = worn(job.sheet(1), 3, seed=20)
    taken = job.take(stacked([sheet], tmp_path / "scan.pdf"), tmp_path / "signed")
    [copy] = taken.copies
    path = taken.folder / copy.file
    assert copy.sha256[:16] in path.name
    assert json.loads((taken.folder / "signed.json").read_text("utf-8"))[copy.file]["sha256"] == copy.sha256
    with pypdfium2.PdfDocument(path) as document:
        assert "Dear Colleagues," in document[0].get_textpage().get_text_bounded()
        [place] = signature_places(job.mailing, job.posted.printed[0])
        picture = document[0].render(scale=DPI_72, grayscale=True).to_pil()
        box = (place.area.left, place.area.top, place.area.right, place.area.bottom)
        darkest, _ = picture.crop(tuple(round(side / 25.4 * 100) for side in box)).getextrema()
        assert darkest < 150  # the stroke stands in its place, upright
    with pikepdf.open(path) as opened:
        assert b"pdfaid:part" in opened.Root.Metadata.read_bytes()
        assert pikepdf.Name.StructTreeRoot in opened.Root
        assert len(opened.pages) == job.posted.printed[0].pages


def test_each_copy_gets_the_time_of_a_letter(job: Printed, tmp_path: Path) -> None:
    scan = stacked([job.sheet(number) for number in (1, 2)], tmp_path / "scan.pdf")
    begun: list[str] = []
    watch_steps(lambda step: begun.append(step.place.file) if step.is_letter else None)
    try:
        _, made = _read(job.office, job.mailing, [scan], UNWATCHED)
    finally:
        watch_steps(lambda _step: None)
    assert begun == ["scan.pdf", "scan.pdf", *(reference for _, reference, _ in made)]
    assert len(made) == 2


DPI_72 = 100 / 72


@pytest.mark.parametrize("turn", [0, 1.5, -4, 33, 90, 135, 180, 271])
def test_a_sheet_is_known_at_any_angle(job: Printed, tmp_path: Path, turn: float) -> None:
    from letterbook.printing.scans import has_ink, scanned_pages

    letter = job.posted.printed[1]
    [place] = signature_places(job.mailing, letter)
    stack = stacked(
        [worn(job.sheet(2), turn, seed=30), worn(job.sheet(2, pen=False), turn, seed=31)],
        tmp_path / "scan.pdf",
    )
    with_pen, without = scanned_pages(stack, {"": 297.0})
    assert with_pen.scan.code == without.scan.code
    assert with_pen.scan.code is not None
    off = (with_pen.scan.turned + turn) % 360
    assert min(off, 360 - off) <= 1
    assert has_ink(with_pen, place.area)
    assert not has_ink(without, place.area)


def test_a_scan_that_is_stored_as_its_negative_is_seen_as_it_is_shown(job: Printed, tmp_path: Path) -> None:
    from PIL import ImageOps

    from letterbook.printing.scans import has_ink, scanned_pages

    stack = stacked([ImageOps.invert(worn(job.sheet(2), 1, seed=30))], tmp_path / "negative.pdf")
    with pikepdf.open(stack) as pdf:
        [picture] = pdf.pages[0].get_images().values()
        picture.Decode = pikepdf.Array([1, 0])
        pdf.save(tmp_path / "scan.pdf")
    [seen] = scanned_pages(tmp_path / "scan.pdf", {"": 297.0})
    [place] = signature_places(job.mailing, job.posted.printed[1])
    assert seen.scan.code is not None
    assert has_ink(seen, place.area)
    assert sum(seen.picture.histogram()[128:]) > 0.9 * seen.picture.width * seen.picture.height  # its paper


def test_blank_pages_are_passed_over(job: Printed, tmp_path: Path) -> None:
    from PIL import Image

    stack = stacked([Image.new("L", (1654, 2339), 250), job.sheet(5)], tmp_path / "scan.pdf")
    taken = job.take(stack, tmp_path / "signed")
    assert (taken.sheets.blanks, taken.sheets.pages, len(taken.copies)) == (1, 2, 1)


def test_what_is_no_scan_is_refused(job: Printed, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"no PDF")
    with pytest.raises(UsageError, match="is no PDF that can be read"):
        job.take(tmp_path / "scan.pdf", tmp_path / "signed")
    with pytest.raises(UsageError, match="There is no file"):
        job.take(tmp_path / "other.pdf", tmp_path / "signed")
    assert not (tmp_path / "signed" / job.mailing.name / "signed.json").exists()


def test_the_command_takes_scans_in(run: Run, workspace: Path, tmp_path: Path) -> None:
    assert run("issue", "january-20").code == 0
    name = "january-20-2021-01-19"
    assert run("print", name, "--codes").code == 0
    sheet = rendered(workspace / "out/print" / name / "piles/01.pdf", 3)
    posted = posted_mailing(workspace / "out" / name, office_of(workspace).languages)
    [place] = signature_places(workspace / "out" / name, posted.printed[0])
    scan = stacked([signed(sheet, place)], tmp_path / "scan.pdf")
    done = run("signed", name, scan)
    assert (done.code, "1 letter signed, 2 missing" in done.out) == (4, True), done.out + done.err
    assert "signed" in run("register", "show", "1-0001/2021").out
    assert run("signed", name, scan, "--json").json["missing"] == ["1-0002/2021", "1-0003/2021"]
