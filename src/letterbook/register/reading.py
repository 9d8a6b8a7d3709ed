"""The questions that the register asks its tables."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

from letterbook.model import Series
from letterbook.register.entries import Entry, MadeFile


def everything(connection: sqlite3.Connection) -> list[Entry]:
    return _entries(connection, "1 = 1")


def of_mailing(connection: sqlite3.Connection, mailing: str) -> list[Entry]:
    return _entries(connection, "letters.mailing = ?", mailing)


def of_reference(connection: sqlite3.Connection, reference: str) -> list[Entry]:
    return _entries(connection, "letters.reference = ?", reference)


def exists(connection: sqlite3.Connection, reference: str) -> bool:
    """Whether a letter bears this reference."""
    return bool(connection.execute("SELECT 1 FROM letters WHERE reference = ?", (reference,)).fetchone())


def last_number(connection: sqlite3.Connection, series: Series, year: int) -> int:
    """The highest number given in the series, in that year if it resets yearly; 0 for none."""
    within = "series = ? AND year = ?" if series.reset == "yearly" else "series = ?"
    values = (series.id, year) if series.reset == "yearly" else (series.id,)
    (number,) = connection.execute(
        f"SELECT COALESCE(MAX(number), 0) FROM letters WHERE {within}", values
    ).fetchone()
    return int(number)


def mentions(entry: Entry, text: str) -> bool:
    """Whether a clerk who looks for this text means this entry; capitals and the dot of an i do not matter."""
    fields = (entry.reference, entry.mailing, entry.recipient_id, entry.recipient_name, entry.country)
    return any(_folded(text) in _folded(field) for field in (*fields, entry.subject))


def _folded(text: str) -> str:
    return text.replace("İ", "i").replace("ı", "i").casefold()


def _entries(connection: sqlite3.Connection, where: str, *values: str) -> list[Entry]:
    """Every letter for which the condition `where` (SQL of this module, never of a user) holds."""
    states = _states(connection, where, values)
    files = _files(connection, where, values)
    rows = connection.execute(
        "SELECT reference, series, number, year, mailing, recipient_id, recipient_name, country, subject, issued"
        f" FROM letters WHERE {where} ORDER BY series, year, number",
        values,
    )
    return [_entry(row, states[row[0]], tuple(files.get(row[0], {}).values())) for row in rows]


def _entry(row: tuple[Any, ...], state: str, files: tuple[MadeFile, ...]) -> Entry:
    reference, series, number, year, mailing, recipient_id, recipient_name, country, subject, issued = row
    return Entry(
        series=series,
        number=number,
        year=year,
        reference=reference,
        mailing=mailing,
        recipient_id=recipient_id,
        recipient_name=recipient_name,
        country=country,
        subject=subject,
        date=date.fromisoformat(issued),
        state=state,
        files=files,
    )


def _states(connection: sqlite3.Connection, where: str, values: tuple[str, ...]) -> dict[str, str]:
    """The kind of each letter's latest event."""
    return dict(
        connection.execute(
            "SELECT events.reference, events.kind FROM events"
            f" JOIN letters ON letters.reference = events.reference WHERE {where} ORDER BY events.id",
            values,
        )
    )


def _files(
    connection: sqlite3.Connection, where: str, values: tuple[str, ...]
) -> dict[str, dict[str, MadeFile]]:
    """Each letter's latest file by format."""
    found: dict[str, dict[str, MadeFile]] = {}
    for reference, *made in connection.execute(
        "SELECT events.reference, files.format, files.name, files.sha256, files.pages FROM files"
        " JOIN events ON events.id = files.event JOIN letters ON letters.reference = events.reference"
        f" WHERE {where} ORDER BY events.id, files.format",
        values,
    ):
        file = MadeFile(*made)
        found.setdefault(reference, {})[file.format] = file
    return found
