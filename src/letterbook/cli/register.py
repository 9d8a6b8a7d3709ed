"""The commands about the register: which letter got which number, and what became of it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import click

from letterbook.cli.common import as_json as as_json_text
from letterbook.cli.common import clerk, print_json
from letterbook.cli.screen import table
from letterbook.errors import Place, WrongCommand
from letterbook.register import Entry, Event, Record, Step, is_of_register, shown

_DONE, _NOT_WHOLE = 0, 3

_as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def _day(required: bool) -> Callable[[Any], Any]:
    """The day that something happened."""
    return click.option(
        "--date",
        "day",
        type=click.DateTime(["%Y-%m-%d"]),
        required=required,
        help="The day that it happened, as 2027-01-20.",
    )


def _text(name: str, **settings: Any) -> Callable[[Any], Any]:
    """What a clerk writes into the book."""
    return click.option(name, callback=_safe, **settings)


def _safe(_: click.Context, option: click.Parameter, text: str | None) -> str | None:
    """The text. Raises WrongCommand where it has in it what no list may have."""
    from letterbook.sources.checks import unsafe_character

    problem = unsafe_character(option.opts[0], text or "", Place("the command"))
    if problem:
        raise WrongCommand(f"{problem.what} {problem.hint}")
    return text


@click.group()
def register() -> None:
    """The book of numbers: which letter got which, and what became of it."""


# --- Reading -------------------------------------------------------------------------------------------------------


@register.command("list")
@click.argument("mailing", required=False)
@_as_json
@click.pass_obj
def list_letters(workspace: Path, mailing: str | None, as_json: bool) -> None:
    """List all letters, or those of one MAILING."""
    from letterbook.mailing import registry

    _say_records(registry.records(workspace, mailing), as_json)


@register.command()
@click.argument("text")
@_as_json
@click.pass_obj
def find(workspace: Path, text: str, as_json: bool) -> None:
    """List the letters that mention TEXT: a name, a part of an address, a tracking number, a remark."""
    from letterbook.mailing import registry

    _say_records(registry.records(workspace, find=text), as_json)


@register.command()
@click.argument("reference")
@_as_json
@click.pass_obj
def show(workspace: Path, reference: str, as_json: bool) -> None:
    """Show everything that the register knows of the letter with this REFERENCE."""
    from letterbook.mailing import registry

    found = registry.record(workspace, reference)
    if as_json:
        print_json(_plain(found))
        return
    entry = asdict(found.entry)
    files = entry.pop("files")
    for key in ("snapshot", "reset"):
        entry.pop(key)
    for key, value in entry.items():
        if value is not None:
            click.echo(f"{key.replace('_', ' '):17}{value}")
    for file in files:
        click.echo(f"{'file':17}{file['name']}  sha256 {file['sha256']}")
    for event in found.events:
        click.echo(f"{event.at[:16].replace('T', ' '):17}{_in_words(event)}")


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
@click.argument("references", nargs=-1, required=True, metavar="REFERENCE...")
@_day(required=True)
@_text("--way", required=True, help="How it went: post, courier, by hand, …")
@_text("--tracking", help="The number under which the carrier keeps it.")
@_as_json
@click.pass_obj
def dispatch(
    workspace: Path,
    references: tuple[str, ...],
    day: datetime,
    way: str,
    tracking: str | None,
    as_json: bool,
) -> None:
    """Write down that letters have left the house; 1-0017/2021..1-0020/2021 means these and all between."""
    _take_down(workspace, references, Step("dispatched", day.date(), way, tracking), as_json)


@register.command("return")
@click.argument("reference")
@_text("--reason", required=True, help="Why it came back: moved, unknown, refused, …")
@_day(required=False)
@_as_json
@click.pass_obj
def give_back(workspace: Path, reference: str, reason: str, day: datetime | None, as_json: bool) -> None:
    """Write down that a letter came back."""
    _take_down(workspace, [reference], Step("returned", _or_none(day), note=reason), as_json)


@register.command()
@click.argument("reference")
@_day(required=True)
@_text("--note", help="What to remember of the answer.")
@_as_json
@click.pass_obj
def answer(workspace: Path, reference: str, day: datetime, note: str | None, as_json: bool) -> None:
    """Write down that a letter was answered."""
    _take_down(workspace, [reference], Step("answered", day.date(), note=note), as_json)


@register.command()
@click.argument("reference")
@_text("--reason", required=True, help="Why the letter is given up; it stays in the book with it.")
@_as_json
@click.pass_obj
def void(workspace: Path, reference: str, reason: str, as_json: bool) -> None:
    """Give up a letter that has not left the house. Its number stays in the book and is never given again."""
    _take_down(workspace, [reference], Step("void", note=reason), as_json)


def _take_down(workspace: Path, references: Sequence[str], step: Step, as_json: bool) -> None:
    from letterbook.mailing import registry

    entries = registry.take_down(workspace, references, step, clerk(), _now())
    if as_json:
        print_json({"letters": [_plain_entry(entry) for entry in entries]})
        return
    for entry in entries:
        click.echo(f"{entry.reference}, {entry.recipient_name}: {step.kind}.")


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
    workspace: Path,
    kind: Literal["csv", "xlsx", "pdf"] | None,
    out: Path | None,
    replace: bool,
    year: int | None,
    series: str | None,
    as_json: bool,
) -> None:
    """Export the register for a spreadsheet, or as pages to print and sign."""
    from letterbook.mailing import registry

    if out is not None:
        _refuse_target(workspace, out, replace)
    if as_json:
        chosen = registry.within(registry.records(workspace), year, series)
        _write(out, (as_json_text({"letters": list(map(_plain, chosen))}) + "\n").encode())
        return
    chosen_kind = kind or _kind_of(out)
    if out is None and chosen_kind != "csv" and sys.stdout.isatty():
        raise WrongCommand(f"A terminal cannot show {chosen_kind.upper()}. Name a file with --out.")
    _write(out, registry.export(workspace, chosen_kind, year, series, _now()))


def _kind_of(out: Path | None) -> Literal["csv", "xlsx", "pdf"]:
    match out.suffix.lower() if out else "":
        case ".xlsx":
            return "xlsx"
        case ".pdf":
            return "pdf"
    return "csv"


def _refuse_target(workspace: Path, out: Path, replace: bool) -> None:
    """Raises WrongCommand where an export would destroy a file: the register and its copies are never replaced."""
    _refuse_register(workspace, out)
    if not out.is_file():
        return
    if not replace:
        raise WrongCommand(
            f"{out} is there already. Name a file that is not there yet, or add --replace to write over it."
        )
    if _begins(out, b"SQLite format 3\0"):
        raise WrongCommand(
            f"{out} is a database, perhaps a copy of the register, and is not replaced. Name another file."
        )


def _refuse_register(workspace: Path, target: Path) -> None:
    from letterbook.sources.office import read_office

    office, _ = read_office(workspace)
    if office and is_of_register(target, workspace, office.register):
        raise WrongCommand(f"{target} is the register itself. Name another file.")


def _begins(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError as refusal:
        raise WrongCommand(f"{path} cannot be read ({refusal.strerror}). Name another file.") from refusal


def _write(out: Path | None, content: bytes) -> None:
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as refusal:
        raise WrongCommand(f"{out} cannot be written ({refusal.strerror}). Name another file.") from refusal


@register.command()
@click.option(
    "--noted", metavar="HASH", help="The last hash of an earlier check: was anything before it changed?"
)
@_as_json
@click.pass_obj
def check(workspace: Path, noted: str | None, as_json: bool) -> int:
    """Prove the register whole: no gap, no double, every hash known, no row changed by another program."""
    from letterbook.mailing import registry

    checked = registry.check(workspace, None if noted is None else _hash(noted))
    if as_json:
        print_json(asdict(checked))
    else:
        for finding in checked.findings:
            click.echo(str(finding), err=True)
        letters = f"{checked.letters:,} {'letter' if checked.letters == 1 else 'letters'}"
        click.echo(f"{letters}, {checked.lines:,} lines in the journal. The last hash: {checked.last_hash}")
        click.echo(_verdict(len(checked.findings)))
    return _NOT_WHOLE if checked.findings else _DONE


def _hash(noted: str) -> str:
    """The hash that was noted, as the journal has it."""
    text = noted.strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise WrongCommand(
            f"“{shown(noted.strip())}” is no hash: an earlier check has printed 64 digits and letters a to f."
        )
    return text


def _verdict(findings: int) -> str:
    if not findings:
        return "The register is whole."
    return f"The register is not whole: {findings:,} {'finding' if findings == 1 else 'findings'}."


@register.command()
@click.argument("file", type=click.Path(path_type=Path))
@_as_json
@click.pass_obj
def backup(workspace: Path, file: Path, as_json: bool) -> None:
    """Copy the register into FILE, also while others write. The copy is a register itself."""
    from letterbook.mailing import registry

    _refuse_register(workspace, file)
    registry.backup(workspace, file)
    if as_json:
        print_json({"file": str(file)})
    else:
        click.echo(f"Copied the register to {file}.")


# --- On the screen -------------------------------------------------------------------------------------------------


def _say_records(records: Sequence[Record], as_json: bool) -> None:
    if as_json:
        print_json({"letters": list(map(_plain, records))})
        return
    cells = [
        (one.reference, one.date.isoformat(), one.recipient_name, one.country, one.mailing, one.state)
        for one in (record.entry for record in records)
    ]
    table(("Reference", "Date", "Addressee", "Country", "Mailing", "State"), cells)


def _plain(record: Record) -> dict[str, object]:
    return {**_plain_entry(record.entry), "events": [asdict(event) for event in record.events]}


def _plain_entry(entry: Entry) -> dict[str, object]:
    snapshot = json.loads(entry.snapshot) if entry.snapshot else None
    return {**asdict(entry), "snapshot": snapshot, "sheets": entry.sheets}


def _or_none(day: datetime | None) -> date | None:
    return day.date() if day else None


def _now() -> datetime:
    """Now, in the clerk's own time zone: what day it is, depends on it."""
    return datetime.now().astimezone()
