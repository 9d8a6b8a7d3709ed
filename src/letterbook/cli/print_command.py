"""`letterbook print` and `letterbook signed`: a mailing in piles for the printer and whoever folds and posts it, and what comes back
signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from letterbook.api import Office
from letterbook.cli.common import clerk, shortest_path
from letterbook.cli.screen import counted, print_json, progress_bars, say_line
from letterbook.model.post import PostOrder
from letterbook.model.print_order import PrintOrder, as_copies, as_criteria

if TYPE_CHECKING:
    from letterbook.archive.print_job import FileKind, PrintedFile
    from letterbook.usecases.print_job import PrintedJob
    from letterbook.usecases.signed import TakenIn


@click.command("print")
@click.argument("mailing")
@click.option(
    "--by",
    default="",
    help="What letters are parted by: way, zone, country, group, language, sheets, envelope.",
)
@click.option(
    "--order", default="", help="What they go by within a pile, as --by; postcode too. Else by their numbers."
)
@click.option("--at-most", type=click.IntRange(min=1), help="The most sheets that one file has.")
@click.option("--duplex/--simplex", "is_duplex", default=True, help="On both sides (as usual), or on one.")
@click.option("--codes", is_flag=True, help="A code at the foot of each sheet, by which it is known again.")
@click.option(
    "--omr",
    "marks",
    is_flag=True,
    help="Bars at the right edge of each sheet, for a machine that folds and fills.",
)
@click.option(
    "--enclosures-apart", is_flag=True, help="Letters alone, and the enclosures in a pile of their own."
)
@click.option("--one-file", is_flag=True, help="All piles in one file as well.")
@click.option("--copies", default="", help="Marked copies: further, file, registry, cc.")
@click.option(
    "--envelopes",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Envelopes as well, as `letterbook post`.",
)
@click.option(
    "--labels", is_flag=False, flag_value="", metavar="[NAME]", help="Labels as well, as `letterbook post`."
)
@click.option("--printer", metavar="NAME", help="Move labels as this printer needs it.")
@click.option("--lists", is_flag=True, help="Dispatch lists as well, and who signs what in which pile.")
@click.option("--numbers", help="Only the letters with these numbers, as 17,42-45.")
@click.option(
    "--reprint",
    "codes_read",
    multiple=True,
    help="Only the letters whose sheets bear this code; the register notes it.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for print jobs; by default out/print.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def print_(
    office: Office,
    mailing: str,
    by: str,
    order: str,
    at_most: int | None,
    is_duplex: bool,
    codes: bool,
    marks: bool,
    enclosures_apart: bool,
    one_file: bool,
    copies: str,
    envelopes: str | None,
    labels: str | None,
    printer: str | None,
    lists: bool,
    numbers: str | None,
    codes_read: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    """Print MAILING in piles with separator sheets and a cover sheet that adds up, each sheet verified."""
    asked = PrintOrder(
        as_criteria(by),
        as_criteria(order),
        at_most,
        is_duplex,
        codes,
        enclosures_apart,
        one_file,
        as_copies(copies),
        numbers,
        _post_order(envelopes, labels, printer, lists=lists),
        marks,
    )
    room, now = office.mailing(mailing).print_room, datetime.now(UTC)
    with progress_bars(quiet=as_json) as on_progress:
        if codes_read:
            done = room.print_again(
                codes_read, asked, clerk=clerk(), at=now, out=out, on_progress=on_progress
            )
        else:
            done = room.print(asked, at=now, out=out, on_progress=on_progress)
    if as_json:
        print_json(_as_json(done))
    else:
        _say_printed(done)


def _as_json(done: PrintedJob) -> dict[str, object]:
    files = [
        {
            "path": file.path,
            "kind": file.kind,
            "title": file.title,
            "letters": len(file.parts),
            "sheets": file.sheets,
            "separators": len(file.separators),
        }
        for file in done.job.files
    ]
    return {
        "folder": str(done.folder),
        "numbers": list(done.job.numbers),
        "files": files,
        "papers": [asdict(paper) for paper in done.job.papers],
        "covered": [asdict(corner) for corner in done.job.covered],
    }


def _say_printed(done: PrintedJob) -> None:
    say_line(
        f"Printed {counted(len(done.job.numbers), 'letter')} into {shortest_path(done.folder)}; every sheet was verified."
    )
    for file in done.job.files:
        say_line(f"  {file.path}: {file.title}, {_what_lies_in(file)}")
    for corner in done.job.covered:
        where = f"“{corner.title}”" if corner.title else "the letter"
        say_line(
            f"  Page {corner.page} of {where} has something in its lower left corner; the code there may not be read.",
            err=True,
        )
    for paper in done.job.papers:
        said = f": {counted(len(paper.numbers), 'letter')}" if paper.kind != "lists" else ""
        say_line(f"  {paper.path}{said}")
        for number in paper.left_out:
            say_line(f"    left out, as its address does not fit: letter {number}", err=True)


_COUNTED: Mapping[FileKind, tuple[str, str]] = {
    "piles": ("letter", "letters"),
    "enclosures": ("enclosure", "enclosures"),
    "copies": ("copy", "copies"),
}


def _what_lies_in(file: PrintedFile) -> str:
    """In the words and with the sums of the cover sheet, where sheets are those of letters alone."""
    sums = (
        counted(len(file.parts), *_COUNTED[file.kind]),
        counted(file.letter_sheets, "sheet"),
        counted(len(file.separators), "separator sheet"),
    )
    return ", ".join(sums)


def _post_order(
    envelopes: str | None, labels: str | None, printer: str | None, *, lists: bool
) -> PostOrder | None:
    """What is wanted for the post; None for nothing."""
    if envelopes is None and labels is None and not lists:
        return None
    return PostOrder(envelopes, labels, printer=printer, lists=lists)


_FAULTS = {
    "unreadable": "no code can be read; lay the sheet on the glass again, or look which it is",
    "foreign": "a sheet of another mailing",
    "earlier": "a sheet of an earlier state of its letter; it is not what would be posted today",
    "double": "the same sheet a second time",
    "upside-down": "it lay upside down",
    "mixed": "sheets of another letter lay between those of this one",
    "unsigned": "nothing is written in the place of a signature",
    "place-unknown": "the letter does not say where it is signed; look at it",
}


@click.command()
@click.argument("mailing")
@click.argument(
    "scans", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for signed copies; by default out/signed."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def signed(office: Office, mailing: str, scans: tuple[Path, ...], out: Path | None, as_json: bool) -> None:
    """Take in SCANS (PDF) of the signed sheets of MAILING that were printed with codes.

    Ends with 4 where a letter is missing or has a fault.
    """
    room = office.mailing(mailing).print_room
    with progress_bars(quiet=as_json) as on_progress:
        taken = room.take_signed(scans, clerk=clerk(), at=datetime.now(UTC), out=out, on_progress=on_progress)
    if as_json:
        print_json(_signed_as_json(taken))
    else:
        _say_signed(taken)
    if taken.missing or any(fault.fault != "upside-down" for fault in taken.sheets.faults):
        raise SystemExit(_NOT_ALL)


def _signed_as_json(taken: TakenIn) -> dict[str, object]:
    return {
        "folder": str(taken.folder),
        "signed": [copy.reference for copy in taken.copies],
        "noted": list(taken.noted),
        "missing": [letter.reference for letter in taken.missing],
        "faults": [asdict(fault) for fault in taken.sheets.faults],
    }


def _say_signed(taken: TakenIn) -> None:
    say_line(
        f"{counted(taken.sheets.pages, 'page')} read: {counted(len(taken.copies), 'letter')} signed, {len(taken.missing)} missing. "
        f"The copies lie in {shortest_path(taken.folder)}; the register notes {len(taken.noted)} of them now."
    )
    for fault in taken.sheets.faults:
        whose = f" (letter {fault.number})" if fault.number is not None else ""
        say_line(f"  {fault.file}, page {fault.page}{whose}: {_FAULTS[fault.fault]}.")
    for letter in taken.missing:
        say_line(f"  missing: {letter.reference}, {letter.addressee}")


_NOT_ALL = 4
