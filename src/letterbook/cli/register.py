"""The commands about the register: which letter got which number, and what became of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from letterbook.api import Office
from letterbook.cli.common import clerk
from letterbook.cli.dates import Day
from letterbook.cli.screen import as_json as as_json_text
from letterbook.cli.screen import print_json, say_content, say_line, table
from letterbook.errors import UsageError
from letterbook.model import TableFormat
from letterbook.model.order import RecordableEvent

if TYPE_CHECKING:
    from letterbook.register import Entry, Event, LetterHistory

_DONE, _NOT_WHOLE = 0, 3

_as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def _day(required: bool) -> Callable[[Any], Any]:
    """The day that something happened."""
    return click.option(
        "--date",
        "day",
        type=Day(),
        required=required,
        help="The day that it happened, as 2027-01-20 or 20.1.2027.",
    )


@click.group()
def register() -> None:
    """The book of numbers: which letter got which, and what became of it."""


# --- Reading -------------------------------------------------------------------------------------------------------


@register.command("list")
@click.argument("mailing", required=False)
@_as_json
@click.pass_obj
def list_letters(office: Office, mailing: str | None, as_json: bool) -> None:
    """List all letters, or those of one MAILING."""
    _say_records(office.register.letters(mailing), as_json)


@register.command()
@click.argument("text")
@_as_json
@click.pass_obj
def find(office: Office, text: str, as_json: bool) -> None:
    """List the letters that mention TEXT: a name, a part of an address, a tracking number, a remark."""
    _say_records(office.register.find(text), as_json)


@register.command()
@click.argument("reference")
@_as_json
@click.pass_obj
def show(office: Office, reference: str, as_json: bool) -> None:
    """Show everything that the register knows of the letter with this REFERENCE."""
    found = office.register.letter(reference)
    if as_json:
        print_json(_plain(found))
        return
    entry = asdict(found.entry)
    files = entry.pop("files")
    for key in ("snapshot", "reset"):
        entry.pop(key)
    for key, value in entry.items():
        if value is not None:
            say_line(f"{key.replace('_', ' '):17}{value}")
    for file in files:
        say_line(f"{'file':17}{file['name']}  sha256 {file['sha256']}")
    for event in found.events:
        say_line(f"{event.at[:16].replace('T', ' '):17}{_in_words(event)}")


def _in_words(event: Event) -> str:
    """An event as one line: what happened, and after a colon what the clerk wrote."""
    other = {"reserved": " in place of", "superseded": " by"}.get(event.kind, "")
    what = event.kind + (f"{other} {event.other}" if event.other else "")
    what += f" on {event.date}" if event.date else ""
    tracking = f"tracking {event.tracking}" if event.tracking else None
    said = ", ".join(filter(None, (event.way, tracking, event.note)))
    return f"{what}: {said} ({event.clerk})" if said else f"{what} ({event.clerk})"


# --- What became of a letter ---------------------------------------------------------------------------------------


@register.command()
@click.argument("letters", nargs=-1, required=True, metavar="MAILING|REFERENCE...")
@_day(required=True)
@click.option("--way", required=True, help="How it went: post, courier, by hand, …")
@click.option("--group", "groups", multiple=True, help="Of a mailing only this group; may be repeated.")
@click.option("--numbers", help="Of a mailing only these numbers, as 17,42-45.")
@click.option("--tracking", help="The number under which the carrier keeps it.")
@click.option(
    "--tracking-list",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A table (CSV, XLSX, ODS) with reference or id, and tracking number: the letters on it.",
)
@click.option(
    "--encoding", metavar="NAME", help="What that table is saved in, if it is an old CSV: windows-1252."
)
@_as_json
@click.pass_obj
def dispatch(
    office: Office,
    letters: tuple[str, ...],
    day: date,
    way: str,
    groups: tuple[str, ...],
    numbers: str | None,
    tracking: str | None,
    tracking_list: Path | None,
    encoding: str | None,
    as_json: bool,
) -> None:
    """Write down that letters have left the house: those of a MAILING, or single ones.

    1-0017/2021..1-0020/2021 means these and all between.
    """
    told = partial(say_line, err=True)
    if groups or numbers or tracking_list or (len(letters) == 1 and _is_mailing(office, letters[0])):
        if len(letters) > 1:
            raise UsageError("--group, --numbers and --tracking-list are for one mailing.")
        entries = office.register.dispatch(
            letters[0],
            way=way,
            day=day,
            groups=groups,
            numbers=numbers,
            tracking=tracking,
            tracking_list=tracking_list,
            encoding=encoding,
            clerk=clerk(),
            at=_now(),
            told=told,
        )
        _say_recorded(entries, "dispatched", as_json)
    else:
        _record(office, letters, "dispatched", as_json, day=day, way=way, tracking=tracking)


def _is_mailing(office: Office, name: str) -> bool:
    try:
        return bool(office.register.letters(name))
    except UsageError:
        return False


@register.command("return")
@click.argument("references", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why it came back: moved, unknown, refused, …")
@_day(required=False)
@_as_json
@click.pass_obj
def mark_returned(
    office: Office, references: tuple[str, ...], reason: str, day: date | None, as_json: bool
) -> None:
    """Write down that letters came back: by their numbers, from one number to another, or by the codes at the foot of their sheets."""
    _record(office, list(references), "returned", as_json, day=day, note=reason)


@register.command()
@click.argument("reference")
@_day(required=True)
@click.option("--note", help="What to remember of the answer.")
@_as_json
@click.pass_obj
def answer(office: Office, reference: str, day: date, note: str | None, as_json: bool) -> None:
    """Write down that a letter was answered."""
    _record(office, [reference], "answered", as_json, day=day, note=note)


@register.command()
@click.argument("reference")
@click.option("--reason", required=True, help="Why the letter is given up; it stays in the book with it.")
@_as_json
@click.pass_obj
def void(office: Office, reference: str, reason: str, as_json: bool) -> None:
    """Give up a letter that has not left the house. Its number stays in the book and is never given again."""
    _record(office, [reference], "void", as_json, note=reason)


def _record(
    office: Office, references: Sequence[str], event: RecordableEvent, as_json: bool, **said: Any
) -> None:
    told = partial(say_line, err=True)
    entries = office.register.record(references, event, clerk=clerk(), at=_now(), told=told, **said)
    _say_recorded(entries, event, as_json)


def _say_recorded(entries: Sequence[Entry], event: RecordableEvent, as_json: bool) -> None:
    if as_json:
        print_json({"letters": [_plain_entry(entry) for entry in entries]})
        return
    for entry in entries:
        say_line(f"{entry.reference}, {entry.recipient_name}: {event}.")


# --- The book as a whole -------------------------------------------------------------------------------------------


@register.command()
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "xlsx", "pdf"]),
    help="By default what FILE is called, else csv.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="By default the screen."
)
@click.option("--replace", is_flag=True, help="Write over FILE where it is there already.")
@click.option("--year", type=int, help="Only the letters of this year.")
@click.option("--series", help="Only the letters of this series.")
@_as_json
@click.pass_obj
def export(
    office: Office,
    kind: TableFormat | None,
    out: Path | None,
    replace: bool,
    year: int | None,
    series: str | None,
    as_json: bool,
) -> None:
    """Export the register for a spreadsheet, or as pages to print and sign."""
    register = office.register
    if out is not None:
        register.refuse_target(out, replace=replace)
    if as_json:
        chosen = register.letters(year=year, series=series)
        content = (as_json_text({"letters": list(map(_plain, chosen))}) + "\n").encode()
    else:
        chosen_kind = kind or _kind_of(out)
        if out is None and chosen_kind != "csv" and sys.stdout.isatty():
            raise UsageError(f"A terminal cannot show {chosen_kind.upper()}. Name a file with --out.")
        content = register.export(chosen_kind, at=_now(), year=year, series=series)
    if out is None:
        say_content(content)
    else:
        register.write(out, content, replace=replace)


def _kind_of(out: Path | None) -> TableFormat:
    match out.suffix.lower() if out else "":
        case ".xlsx":
            return "xlsx"
        case ".pdf":
            return "pdf"
    return "csv"


@register.command()
@click.option(
    "--noted", metavar="HASH", help="The last hash of an earlier check: was anything before it changed?"
)
@_as_json
@click.pass_obj
def check(office: Office, noted: str | None, as_json: bool) -> int:
    """Check that the register is whole: no gap, no double, every hash known, no row changed by another program."""
    checked = office.register.check(noted)
    if as_json:
        print_json(asdict(checked))
    else:
        for finding in checked.findings:
            say_line(finding, err=True)
        letters = f"{checked.letters:,} {'letter' if checked.letters == 1 else 'letters'}"
        say_line(f"{letters}, {checked.lines:,} lines in the journal. The last hash: {checked.last_hash}")
        say_line(_verdict(len(checked.findings)))
    return _NOT_WHOLE if checked.findings else _DONE


def _verdict(findings: int) -> str:
    if not findings:
        return "The register is whole."
    return f"The register is not whole: {findings:,} {'finding' if findings == 1 else 'findings'}."


@register.command()
@click.argument("file", type=click.Path(path_type=Path))
@_as_json
@click.pass_obj
def backup(office: Office, file: Path, as_json: bool) -> None:
    """Copy the register into FILE, also while others write. The copy is a register itself."""
    office.register.backup(file)
    if as_json:
        print_json({"file": str(file)})
    else:
        say_line(f"Copied the register to {file}.")


# --- On the screen -------------------------------------------------------------------------------------------------


def _say_records(records: Sequence[LetterHistory], as_json: bool) -> None:
    if as_json:
        print_json({"letters": list(map(_plain, records))})
        return
    cells = [
        (
            entry.reference,
            entry.date.isoformat(),
            entry.recipient_name,
            entry.country,
            entry.mailing,
            entry.state,
        )
        for entry in (record.entry for record in records)
    ]
    table(("Reference", "Date", "Addressee", "Country", "Mailing", "State"), cells)


def _plain(record: LetterHistory) -> dict[str, object]:
    return {**_plain_entry(record.entry), "events": [asdict(event) for event in record.events]}


def _plain_entry(entry: Entry) -> dict[str, object]:
    snapshot = json.loads(entry.snapshot) if entry.snapshot else None
    return {**asdict(entry), "snapshot": snapshot, "sheets": entry.sheets}


def _now() -> datetime:
    """Now, in the clerk's own time zone: what day it is, depends on it."""
    return datetime.now().astimezone()
