"""The register: numbers given to letters, and what became of them. Rows are added, never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from letterbook.model import Series
from letterbook.register import reading
from letterbook.register.database import Database
from letterbook.register.entries import Entry, MadeFile, Request
from letterbook.register.errors import ReferenceTaken, RegisterError
from letterbook.register.numbering import allot


class Register:
    """An open register; use it as a context manager.

    Every method raises a RegisterError where the file cannot do what is asked. `clerk` is who does it, `at` when (with
    a time zone); both go into the book.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, path: Path, wait_s: float = 60) -> Self:
        """The register in a SQLite file, which the first `reserve` makes if it is not there.

        `wait_s` is how many seconds to wait for other runs before RegisterBusy.
        """
        return cls(Database(path, wait_s))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def reserve(
        self, mailing: str, issued: date, requests: Sequence[Request], clerk: str, at: datetime
    ) -> dict[str, Entry]:
        """Numbers for a whole mailing in one transaction: the entry of each recipient, in the order of the requests.

        Who has a number in this mailing keeps it; the others get the next ones of their series, without a gap within
        the series and the year of the issue date (or within the series, where it never resets).
        """
        with self._database.writing() as connection:
            entries = _allotted(connection, mailing, issued, requests)
            taken = [entry for entry in entries.values() if not reading.exists(connection, entry.reference)]
            connection.executemany(
                "INSERT INTO letters (reference, series, year, number, mailing, recipient_id, recipient_name,"
                " country, subject, issued) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                map(_row, taken),
            )
            for entry in taken:
                _add_event(connection, entry.reference, "reserved", clerk, at)
        return entries

    def peek(self, mailing: str, issued: date, requests: Sequence[Request]) -> dict[str, Entry]:
        """What `reserve` would give, without taking it; makes no file."""
        with self._database.reading() as connection:
            return _allotted(connection, mailing, issued, requests)

    def record_made(
        self, mailing: str, files: Mapping[str, Sequence[MadeFile]], clerk: str, at: datetime
    ) -> None:
        """Writes down the files of each recipient id, in one transaction; a hash that is known adds nothing.

        Raises RegisterError for a recipient without a number in this mailing.
        """
        with self._database.writing() as connection:
            entries = {entry.recipient_id: entry for entry in reading.of_mailing(connection, mailing)}
            for recipient_id, made in files.items():
                if recipient_id not in entries:
                    raise RegisterError(f'"{recipient_id}" has no number in the mailing {mailing}.')
                if new := _unknown(made, entries[recipient_id]):
                    event = _add_event(connection, entries[recipient_id].reference, "made", clerk, at)
                    _add_files(connection, event, new)

    def entries(self, mailing: str | None = None, find: str | None = None) -> list[Entry]:
        """The letters by series, year and number: of one mailing, or all; with this text in any field, or all."""
        with self._database.reading() as connection:
            found = reading.of_mailing(connection, mailing) if mailing else reading.everything(connection)
        return [entry for entry in found if find is None or reading.mentions(entry, find)]

    def entry(self, reference: str) -> Entry | None:
        """The letter with this reference."""
        with self._database.reading() as connection:
            return next(iter(reading.of_reference(connection, reference)), None)


def _allotted(
    connection: sqlite3.Connection, mailing: str, issued: date, requests: Sequence[Request]
) -> dict[str, Entry]:
    given = {entry.recipient_id: entry for entry in reading.of_mailing(connection, mailing)}

    def last_number(series: Series) -> int:
        return reading.last_number(connection, series, issued.year)

    entries = allot(mailing, issued, requests, given, last_number)
    _refuse_taken(connection, [entry for entry in entries.values() if entry.recipient_id not in given])
    return entries


def _refuse_taken(connection: sqlite3.Connection, new: Iterable[Entry]) -> None:
    seen: set[str] = set()
    for entry in new:
        if entry.reference in seen or reading.exists(connection, entry.reference):
            raise ReferenceTaken(
                f'The series "{entry.series}" would give {entry.reference} for {entry.date} to '
                f'"{entry.recipient_id}", but another letter bears that reference. Change the series\' pattern in '
                "letterbook.yaml: {number} must be in it, {year} too if it resets every year, and something that no "
                "other series has."
            )
        seen.add(entry.reference)


def _unknown(made: Iterable[MadeFile], entry: Entry) -> list[MadeFile]:
    known = {(file.format, file.sha256) for file in entry.files}
    return [file for file in made if (file.format, file.sha256) not in known]


def _row(entry: Entry) -> tuple[str | int, ...]:
    return (
        *(entry.reference, entry.series, entry.year, entry.number, entry.mailing),
        *(entry.recipient_id, entry.recipient_name, entry.country, entry.subject, entry.date.isoformat()),
    )


def _add_event(connection: sqlite3.Connection, reference: str, kind: str, clerk: str, at: datetime) -> int:
    """Numbered by hand: a database's own sequence may leave gaps, and a gap would look like a deleted event."""
    if at.tzinfo is None:
        raise ValueError("the time of an event needs its time zone")
    (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    connection.execute(
        "INSERT INTO events (id, reference, kind, at, clerk) VALUES (?, ?, ?, ?, ?)",
        (last + 1, reference, kind, moment, clerk),
    )
    return int(last) + 1


def _add_files(connection: sqlite3.Connection, event: int, files: Iterable[MadeFile]) -> None:
    connection.executemany(
        "INSERT INTO files (event, format, name, sha256, pages) VALUES (?, ?, ?, ?, ?)",
        [(event, file.format, file.name, file.sha256, file.pages) for file in files],
    )
