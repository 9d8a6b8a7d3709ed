"""The questions that the register asks its tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from letterbook.model import Series
from letterbook.register.dialects import Connection
from letterbook.register.entries import Entry, Event, MadeFile, Record

_AT_ONCE = 500
"""Values in one question; SQLite takes at most 32,766."""


def everything(connection: Connection) -> list[Record]:
    return _records(connection, "1 = 1")


def of_mailing(connection: Connection, mailing: str) -> list[Record]:
    return _records(connection, "letters.mailing = ?", mailing)


def of_references(connection: Connection, references: Collection[str]) -> dict[str, Record]:
    """The letters with these references; one that is not there is left out."""
    found: dict[str, Record] = {}
    for some in _parts(references):
        places = ", ".join("?" * len(some))
        records = _records(connection, f"letters.reference IN ({places})", *some)
        found |= {record.entry.reference: record for record in records}
    return found


def taken(connection: Connection, references: Collection[str]) -> set[str]:
    """Those of the references that a letter bears already."""
    found: set[str] = set()
    for some in _parts(references):
        places = ", ".join("?" * len(some))
        rows = connection.execute(f"SELECT reference FROM letters WHERE reference IN ({places})", some)
        found |= {reference for (reference,) in rows}
    return found


def last_number(connection: Connection, series: Series, year: int) -> int:
    """The highest number given in the series, in that year if it resets yearly; 0 for none."""
    within = "series = ? AND year = ?" if series.reset == "yearly" else "series = ?"
    values = (series.id, year) if series.reset == "yearly" else (series.id,)
    (number,) = connection.execute(
        f"SELECT COALESCE(MAX(number), 0) FROM letters WHERE {within}", values
    ).fetchone()
    return int(number)


def mentions(record: Record, text: str) -> bool:
    """Whether a clerk who looks for this text means this letter; capitals and the dot of an i do not matter."""
    entry = record.entry
    fields = [entry.reference, entry.mailing, entry.recipient_id, entry.recipient_name, entry.country]
    fields += [entry.subject, entry.snapshot or ""]
    for event in record.events:
        fields += [event.way or "", event.tracking or "", event.note or ""]
    return any(_folded(text) in _folded(field) for field in fields)


def _folded(text: str) -> str:
    return text.replace("İ", "i").replace("ı", "i").casefold()


def _parts(values: Collection[str]) -> Iterator[Sequence[str]]:
    rest = iter(dict.fromkeys(values))
    while some := tuple(islice(rest, _AT_ONCE)):
        yield some


def _records(connection: Connection, where: str, *values: str) -> list[Record]:
    """Every letter for which the condition `where` (SQL of this module, never of a user) holds."""
    events = _events(connection, where, values)
    rows = connection.execute(
        "SELECT reference, series, number, year, mailing, recipient_id, recipient_name, country, subject, issued,"
        " generation, snapshot, statement_sha256, template_sha256, reset"
        f" FROM letters WHERE {where} ORDER BY series, year, number, reference",
        values,
    )
    return [_record(row, tuple(events.get(row[0], ()))) for row in rows]


def _record(row: tuple[Any, ...], events: tuple[Event, ...]) -> Record:
    reference, series, number, year, mailing, recipient_id, recipient_name, country, subject, issued = row[
        :10
    ]
    generation, snapshot, statement_sha256, template_sha256, reset = row[10:]
    states = [event.kind for event in events if event.kind != "reprinted"]
    entry = Entry(
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
        state=states[-1] if states else "reserved",
        files=tuple({file.format: file for event in events for file in event.files}.values()),
        generation=generation,
        snapshot=snapshot,
        statement_sha256=statement_sha256,
        template_sha256=template_sha256,
        reset=reset,
    )
    return Record(entry, events)


def _events(connection: Connection, where: str, values: tuple[str, ...]) -> dict[str, list[Event]]:
    """Each letter's history, the oldest event first."""
    files = _files(connection, where, values)
    found: dict[str, list[Event]] = {}
    for number, reference, kind, at, clerk, day, *said in connection.execute(
        "SELECT events.id, events.reference, kind, at, clerk, day, way, tracking, note, other FROM events"
        f" JOIN letters ON letters.reference = events.reference WHERE {where} ORDER BY events.id",
        values,
    ):
        happened = date.fromisoformat(day) if day else None
        way, tracking, note, other = said
        made = tuple(files.get(number, ()))
        event = Event(reference, kind, at, clerk, happened, way, tracking, note, other, made)
        found.setdefault(reference, []).append(event)
    return found


def _files(connection: Connection, where: str, values: tuple[str, ...]) -> dict[int, list[MadeFile]]:
    """The files of each event."""
    found: dict[int, list[MadeFile]] = {}
    for event, *made in connection.execute(
        "SELECT files.event, files.format, files.name, files.sha256, files.pages, files.sheets FROM files"
        " JOIN events ON events.id = files.event JOIN letters ON letters.reference = events.reference"
        f" WHERE {where} ORDER BY files.event, files.format",
        values,
    ):
        found.setdefault(event, []).append(MadeFile(*made))
    return found
