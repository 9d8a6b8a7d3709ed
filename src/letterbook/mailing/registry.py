"""Asks the workspace's register, and writes down what became of its letters."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from letterbook.errors import InputMistakes, LetterbookError, WrongCommand
from letterbook.mailing.publishing import manifest_of
from letterbook.model import Office
from letterbook.proof.sums import MANIFEST
from letterbook.register import (
    Checked,
    Entry,
    Record,
    Register,
    Step,
    export_csv,
    export_xlsx,
    open_register,
    remark,
)
from letterbook.sources.office import read_office

Table = Literal["csv", "xlsx", "pdf"]

_ALL = "`letterbook register list` shows all"


def records(workspace: Path, mailing: str | None = None, find: str | None = None) -> list[Record]:
    """All letters of the register, those of one mailing, or those that mention a text.

    Raises InputMistakes, WrongCommand for a mailing that is not known, a RegisterError.
    """
    with _open(workspace) as register:
        found = register.records(mailing, find)
        if mailing and not found and not register.entries(mailing):
            raise WrongCommand(f"The register knows no mailing {mailing}; {_ALL}.")
    return found


def record(workspace: Path, reference: str) -> Record:
    """The letter with this reference. Raises InputMistakes, WrongCommand, a RegisterError."""
    with _open(workspace) as register:
        found = register.record(reference)
    if found is None:
        raise WrongCommand(f"The register has no letter {reference}; {_ALL}.")
    return found


def take_down(
    workspace: Path, references: Sequence[str], step: Step, clerk: str, at: datetime
) -> list[Entry]:
    """Writes down what became of these letters, all or none; `1-0017/2021..1-0020/2021` is a range.

    Raises InputMistakes, WrongCommand, StepRefused, another RegisterError.
    """
    with _open(workspace) as register:
        single = [one for reference in references for one in _spread(register, reference)]
        return register.take_down(list(dict.fromkeys(single)), step, clerk, at)


def _spread(register: Register, reference: str) -> list[str]:
    """The references of a range, both ends with it, or the one reference."""
    first, between, last = reference.partition("..")
    if not between:
        return [reference]
    if not (first and last):
        raise WrongCommand(
            f"{reference} is no range: it lacks its {'end' if first else 'beginning'}. "
            "Write both, as in 1-0017/2021..1-0020/2021."
        )
    start, end = register.entry(first), register.entry(last)
    if start is None or end is None:
        raise WrongCommand(f"The register has no letter {first if start is None else last}; {_ALL}.")
    if (start.series, start.year) != (end.series, end.year) or start.number > end.number:
        raise WrongCommand(
            f"{reference} is no range: both letters have to be of one series and year, the lower number first."
        )
    numbers = range(start.number, end.number + 1)
    return [
        one.reference
        for one in register.entries()
        if (one.series, one.year) == (start.series, start.year) and one.number in numbers
    ]


def registered_files(workspace: Path, mailing: str) -> dict[str, str] | None:
    """The SHA-256 of every file of a mailing by its path there; None where the office's register does not know it.

    Files of letters that became void or were superseded are among them: they lie in the folder as they were published.
    Raises a RegisterError.
    """
    office, _ = read_office(workspace)
    if office is None:
        return None
    with open_register(workspace, office.register) as register:
        entries = register.entries(mailing)
    if not entries:
        return None
    return {file.name: file.sha256 for one in entries for file in one.files}


class RegisterLost(LetterbookError):
    """The register does not know a mailing that was published; its numbers would be given a second time."""

    exit_code = 3


def refuse_lost_register(register: Register, out: Path) -> None:
    """Raises RegisterLost where there is a mailing in `out` that the register does not know: it is an old copy, or new."""
    folders = sorted(manifest.parent for manifest in out.glob(f"[!.]*/{MANIFEST}"))
    names = filter(None, (manifest_of(folder).get("mailing") for folder in folders))
    unknown = next((name for name in names if not register.knows(str(name))), None)
    if unknown:
        raise RegisterLost(
            f"The register does not know the mailing {unknown}, which is in {out}: its numbers would be given a second "
            "time. If the register was lost, put back its last backup. If the mailing is of another register, move its "
            "folder away, or name another folder with --out."
        )


def check(workspace: Path, noted: str | None) -> Checked:
    """Whether the register is whole. Raises InputMistakes, a RegisterError."""
    with _open(workspace) as register:
        return register.check(noted)


def backup(workspace: Path, target: Path) -> None:
    """Copies the register into a new SQLite file. Raises InputMistakes, a RegisterError."""
    with _open(workspace) as register:
        register.backup(target)


def within(records: Sequence[Record], year: int | None, series: str | None) -> list[Record]:
    """The letters of this year and this series; None stands for all."""
    return [one for one in records if year in (None, one.entry.year) and series in (None, one.entry.series)]


def export(workspace: Path, kind: Table, year: int | None, series: str | None, at: datetime) -> bytes:
    """The register, or a series or year of it, as a file's content; `at` is printed on the PDF.

    Raises InputMistakes, WrongCommand for a series or year without letters, a RegisterError.
    """
    office = _office(workspace)
    with open_register(workspace, office.register) as register:
        found = register.records()
        chosen = within(found, year, series)
        if not chosen and (found or kind == "pdf"):
            raise WrongCommand(f"The register has no letters to export here; {_ALL}.")
        if kind == "pdf":
            checked = register.check()
            return _printed(office, chosen, at, f"{checked.lines:,} lines, the last {checked.last_hash}")
    stream = io.BytesIO()
    (export_xlsx if kind == "xlsx" else export_csv)(chosen, stream)
    return stream.getvalue()


def _printed(office: Office, chosen: Sequence[Record], at: datetime, journal: str) -> bytes:
    from letterbook.render.register_page import Book, Line, print_register

    books: dict[tuple[str, int], list[Line]] = {}
    for one in chosen:
        entry, gone = one.entry, one.latest("dispatched")
        way = ", ".join(filter(None, [gone.way, _day(gone.date), gone.tracking])) if gone else ""
        mark: Literal["", "void", "superseded"] = ""
        if entry.state == "void":
            mark = "void"
        elif entry.state == "superseded":
            mark = "superseded"
        line = Line(
            number=entry.reference,
            date=_day(entry.date),
            addressee=entry.recipient_name,
            country=entry.country,
            subject=entry.subject,
            sheets="" if entry.sheets is None else str(entry.sheets),
            way=way,
            remark=remark(one) or ("not made" if entry.state == "reserved" else ""),
            mark=mark,
        )
        books.setdefault((entry.series, entry.year), []).append(line)
    name = office.name.to(office.defaults.language) or ""
    pages = [Book(name, series, year, tuple(lines)) for (series, year), lines in books.items()]
    return print_register(pages, at, journal)


def _day(day: object) -> str:
    """A day as ISO 8601 writes it, which means the same in every country; empty for none."""
    return str(day) if day else ""


def _office(workspace: Path) -> Office:
    office, problems = read_office(workspace)
    if office is None:
        raise InputMistakes(problems)
    return office


def _open(workspace: Path) -> Register:
    return open_register(workspace, _office(workspace).register)
