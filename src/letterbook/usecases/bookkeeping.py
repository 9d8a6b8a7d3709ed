"""Asks the workspace's register, and writes down what became of its letters."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from letterbook.archive.sheet_code import SheetCode, edition_of, key_of_mailing, parse_code
from letterbook.errors import UsageError
from letterbook.language.register_words import register_language, register_words
from letterbook.model import Office, TableFormat
from letterbook.pipeline.book import NOTHING_MEANT, Told, open_book, passed_over, refuse_unsafe
from letterbook.pipeline.office_fonts import with_own_fonts
from letterbook.register import (
    Checked,
    Entry,
    LetterHistory,
    LetterPage,
    Register,
    Step,
    export_csv,
    export_xlsx,
    is_export,
    is_of_register,
    open_register,
    remark,
    shown,
)
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.office import office_of, read_office
from letterbook.storage.access import file_access


def letters(workspace: Path, mailing: str | None = None, find: str | None = None) -> list[LetterHistory]:
    """All letters of the register, those of one mailing, or those that mention a text.

    Raises InputError, UsageError for a mailing that is not known, a RegisterError.
    """
    with open_book(workspace) as register:
        found = register.records(mailing, find)
        if mailing and not found and not register.entries(mailing):
            raise UsageError(
                say("The register knows no mailing {mailing}.", mailing=mailing), Remedy.LIST_REGISTER
            )
    return found


def page(workspace: Path, text: str | None, number: int, size: int) -> LetterPage:
    """A page of the register's letters, the latest first, or of those that mention a text. Raises InputError, a RegisterError."""
    with open_book(workspace) as register:
        return register.page(text, number, size)


def letter(workspace: Path, reference: str) -> LetterHistory:
    """The letter with this reference. Raises InputError, UsageError, a RegisterError."""
    with open_book(workspace) as register:
        found = register.record(reference)
    if found is None:
        raise UsageError(
            say("The register has no letter {reference}.", reference=reference), Remedy.LIST_REGISTER
        )
    return found


def record_events(
    workspace: Path,
    references: Sequence[str],
    step: Step,
    clerk: str,
    at: datetime,
    told: Told | None = None,
) -> list[Entry]:
    """Writes down what became of these letters, all or none; `1-0017/2021..1-0020/2021` is a range, in which numbers that
    were given up or replaced are passed over. A letter may also be told by the code at the foot of one of its sheets.

    Raises InputError, UsageError, StepRefusedError, another RegisterError.
    """
    refuse_unsafe(step)
    with open_book(workspace) as register:
        book = cache(register.entries)  # for several ranges it is read once
        spread = [each for reference in references for each in _spread(register, book, reference, told)]
        if not spread:
            raise UsageError(NOTHING_MEANT)
        return register.record_events(list(dict.fromkeys(spread)), step, clerk, at)


def _spread(
    register: Register, book: Callable[[], list[Entry]], reference: str, told: Told | None
) -> list[str]:
    """The references of a range, both ends with it, or the one reference, which may be the code of a sheet of the letter."""
    first, between, last = reference.partition("..")
    if not between:
        code = parse_code(reference)
        return [reference if code is None else _of_code(book(), code)]
    if not (first and last):
        template = (
            "{reference} is no range: it lacks its end. Write both, as in 1-0017/2021..1-0020/2021."
            if first
            else "{reference} is no range: it lacks its beginning. Write both, as in 1-0017/2021..1-0020/2021."
        )
        raise UsageError(say(template, reference=reference))
    start, end = register.entry(first), register.entry(last)
    if start is None or end is None:
        raise UsageError(
            say("The register has no letter {first}.", first=first if start is None else last),
            Remedy.LIST_REGISTER,
        )
    if (start.series, start.year) != (end.series, end.year) or start.number > end.number:
        raise UsageError(
            say(
                "{reference} is no range: both letters have to be of one series and year, the lower number "
                "first.",
                reference=reference,
            )
        )
    numbers = range(start.number, end.number + 1)
    found = [
        entry
        for entry in book()
        if (entry.series, entry.year) == (start.series, start.year) and entry.number in numbers
    ]
    passed_over([entry for entry in found if not entry.is_current], told)
    return [entry.reference for entry in found if entry.is_current]


def _of_code(entries: Sequence[Entry], code: SheetCode) -> str:
    """The reference of the letter of which a sheet bears this code."""
    alike = (entry for entry in entries if entry.number == code.number)
    mine = [entry for entry in alike if key_of_mailing(entry.mailing) == code.mailing]
    if not mine:
        raise UsageError(
            say("The register has no letter with a sheet {code}.", code=code), Remedy.LIST_REGISTER
        )
    made = [entry for entry in mine if any(edition_of(file.sha256) == code.edition for file in entry.files)]
    if not made:
        raise UsageError(
            say(
                "{text} is a sheet of an earlier state of the letter {number}.", text=code, number=code.number
            )
        )
    return made[0].reference


def check(workspace: Path, noted: str | None) -> Checked:
    """Whether the register is whole. Raises InputError, UsageError for what is no hash, a RegisterError."""
    known = None if noted is None else _hash(noted)
    with open_book(workspace) as register:
        return register.check(known)


def _hash(noted: str) -> str:
    """The hash that was noted, as the journal has it."""
    text = noted.strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise UsageError(
            say(
                "“{noted}” is no hash: an earlier check has printed 64 digits and letters a to f.",
                noted=shown(noted.strip()),
            )
        )
    return text


def backup(workspace: Path, target: Path) -> None:
    """Copies the register into a new SQLite file. Raises InputError, UsageError, a RegisterError."""
    _refuse_register(workspace, target)
    with open_book(workspace) as register:
        register.backup(target)


def within(records: Sequence[LetterHistory], year: int | None, series: str | None) -> list[LetterHistory]:
    """The letters of this year and this series; None stands for all."""
    return [
        history
        for history in records
        if year in (None, history.entry.year) and series in (None, history.entry.series)
    ]


def export(workspace: Path, kind: TableFormat, year: int | None, series: str | None, at: datetime) -> bytes:
    """The register, or a series or year of it, as a file's content; `at` is printed on the PDF.

    Raises InputError, UsageError for another format, or a series or year without letters, a RegisterError.
    """
    if kind not in get_args(TableFormat):
        known = ", ".join(get_args(TableFormat))
        raise UsageError(say("“{kind}” is no format of a table: {known} are.", kind=kind, known=known))
    office = office_of(workspace)
    with open_register(workspace, office.register) as register:
        found = register.records()
        chosen = within(found, year, series)
        if not chosen and (found or kind == "pdf"):
            raise UsageError("The register has no letters to export here.", Remedy.LIST_REGISTER)
        if kind == "pdf":
            checked = register.check()
            return _printed(
                office,
                chosen,
                at,
                say(
                    "{lines:,} lines, the last {last_hash}", lines=checked.lines, last_hash=checked.last_hash
                ),
            )
    stream = io.BytesIO()
    (export_xlsx if kind == "xlsx" else export_csv)(chosen, stream)
    return stream.getvalue()


def write_export(workspace: Path, target: Path, content: bytes, *, replace: bool) -> None:
    """Writes an export into a file. Raises UsageError where that would destroy one: the register and its copies are never
    replaced, others only with `replace`.
    """
    refuse_target(workspace, target, replace=replace)
    office, _ = read_office(workspace)
    try:
        with file_access(office.access if office else Office.access):
            target.write_bytes(content)
    except OSError as refusal:
        raise UsageError(
            say(
                "{target} cannot be written ({strerror}). Name another file.",
                target=target,
                strerror=refusal.strerror,
            )
        ) from refusal


def refuse_target(workspace: Path, target: Path, *, replace: bool) -> None:
    """Raises UsageError where an export into this file would destroy one."""
    _refuse_register(workspace, target)
    if not target.is_file():
        return
    if not replace:
        raise UsageError(
            say("{target} is there already. Name a file that is not there yet.", target=target),
            Remedy.REPLACE_OUTPUT,
        )
    if _begins(target, b"SQLite format 3\0"):
        raise UsageError(
            say(
                "{target} is a database, perhaps a copy of the register, and is not replaced. Name another "
                "file.",
                target=target,
            )
        )
    if target.resolve().is_relative_to(workspace.resolve()) and not is_export(target):
        raise UsageError(
            say(
                "{target} is a file of the office and no earlier export, and is not replaced. Name another file.",
                target=target,
            )
        )


def _refuse_register(workspace: Path, target: Path) -> None:
    office, _ = read_office(workspace)
    if office and is_of_register(target, workspace, office.register):
        raise UsageError(say("{target} is the register itself. Name another file.", target=target))


def _begins(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError as refusal:
        raise UsageError(
            say(
                "{path} cannot be read ({strerror}). Name another file.", path=path, strerror=refusal.strerror
            )
        ) from refusal


def _printed(office: Office, chosen: Sequence[LetterHistory], at: datetime, journal: str) -> bytes:
    from letterbook.render.pdf.register_pages import Book, Line, print_register

    language = register_language(office.defaults.language)
    words = register_words(language)
    books: dict[tuple[str, int], list[Line]] = {}
    for history in chosen:
        entry, gone = history.entry, history.latest("dispatched")
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
            remark=remark(history, words) or (words["reserved"] if entry.state == "reserved" else ""),
            mark=mark,
        )
        books.setdefault((entry.series, entry.year), []).append(line)
    pages = [
        Book(office.own_name, series, year, tuple(lines), language) for (series, year), lines in books.items()
    ]
    drawn, _ = with_own_fonts(office)
    return print_register(pages, at, journal, drawn.own_fonts if drawn else ())


def _day(day: object) -> str:
    """A day as ISO 8601 writes it, which means the same in every country; empty for none."""
    return str(day) if day else ""
