"""The questions that the register asks its tables."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from letterbook.model import Series
from letterbook.register.dialects import Connection
from letterbook.register.entries import Entry, Event, LetterHistory, MadeFile, MailingSum
from letterbook.register.errors import RegisterUnusableError
from letterbook.register.journal import COLUMNS, name_of
from letterbook.register.values import oddity
from letterbook.remedies import Remedy
from letterbook.sentences import say

_AT_ONCE = 500
"""Values in one question; SQLite takes at most 32,766."""


def everything(connection: Connection) -> list[LetterHistory]:
    return _records(connection, "1 = 1")


def of_mailing(connection: Connection, mailing: str) -> list[LetterHistory]:
    return _records(connection, "letters.mailing = ?", mailing)


def of_references(connection: Connection, references: Collection[str]) -> dict[str, LetterHistory]:
    """The letters with these references; one that is not there is left out."""
    found: dict[str, LetterHistory] = {}
    for some in _parts(references):
        places = ", ".join("?" * len(some))
        records = _records(connection, f"letters.reference IN ({places})", *some)
        found |= {record.entry.reference: record for record in records}
    return found


def of_recipients(connection: Connection, ids: Collection[str]) -> dict[str, list[Entry]]:
    """The letters to the recipients with these ids, in the order in which they were numbered."""
    found: dict[str, list[Entry]] = {}
    for some in _parts(ids):
        places = ", ".join("?" * len(some))
        for record in _records(connection, f"letters.recipient_id IN ({places})", *some):
            found.setdefault(record.entry.recipient_id, []).append(record.entry)
    for entries in found.values():
        entries.sort(key=lambda entry: (entry.date, entry.number))
    return found


def snapshots(connection: Connection, most: int) -> dict[str, str]:
    """The addressees of all letters, those of the latest first: each snapshot once, with the reference of a letter."""
    found = connection.execute(
        "SELECT snapshot, MAX(reference) FROM letters WHERE snapshot IS NOT NULL "
        "GROUP BY snapshot ORDER BY MAX(issued) DESC, MAX(number) DESC LIMIT ?",
        (most,),
    )
    return {str(snapshot): str(reference) for snapshot, reference in found}


def taken(connection: Connection, references: Collection[str]) -> set[str]:
    """Those of the references that a letter bears already."""
    found: set[str] = set()
    for some in _parts(references):
        places = ", ".join("?" * len(some))
        rows = connection.execute(f"SELECT reference FROM letters WHERE reference IN ({places})", some)
        found |= {reference for (reference,) in rows}
    return found


def mailings(connection: Connection) -> list[MailingSum]:
    """Every mailing with the number of its letters in each state, the latest first."""
    found: dict[str, MailingSum] = {}
    rows = connection.execute(
        "SELECT letters.mailing, MIN(letters.issued), MIN(letters.subject), events.kind, COUNT(*) "
        "FROM letters JOIN events ON events.reference = letters.reference "
        "WHERE events.id = (SELECT MAX(last.id) FROM events last "
        "WHERE last.reference = letters.reference AND last.kind <> 'reprinted') "
        "GROUP BY letters.mailing, events.kind ORDER BY MIN(letters.issued) DESC, letters.mailing"
    )
    for mailing, issued, subject, kind, count in rows:
        known = found.setdefault(mailing, MailingSum(str(mailing), str(issued), str(subject), {}))
        found[mailing] = replace(known, states={**known.states, str(kind): int(count)})
    return list(found.values())


def offices(connection: Connection) -> set[str]:
    """Whose letters these are; letters of an earlier schema do not say."""
    found = connection.execute("SELECT DISTINCT office FROM letters WHERE office IS NOT NULL")
    return {str(office) for (office,) in found}


def last_number(connection: Connection, series: Series, year: int) -> int:
    """The highest number given in the series, in that year if it resets yearly; 0 for none."""
    within = "series = ? AND year = ?" if series.reset == "yearly" else "series = ?"
    values: tuple[Any, ...] = (series.id, year) if series.reset == "yearly" else (series.id,)
    rest = f"WHERE {within} ORDER BY number DESC LIMIT 1"
    return next((int(row["number"]) for row in _whole(connection, "letters", rest, values)), 0)


def mentions(record: LetterHistory, text: str) -> bool:
    """Whether a clerk who looks for this text means this letter; capitals and the dot of an i do not matter."""
    entry = record.entry
    fields = [entry.reference, entry.mailing, entry.recipient_id, entry.recipient_name, entry.country]
    fields += [entry.subject, *_texts(json.loads(entry.snapshot) if entry.snapshot else None)]
    for event in record.events:
        fields += [event.way or "", event.tracking or "", event.note or ""]
    return any(_folded(text) in _folded(field) for field in fields)


def _texts(value: object) -> Iterator[str]:
    """Every text in a value that was read from JSON; the names of its fields are none."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str(text):
                yield text
            case dict(fields):
                waiting += fields.values()
            case list(items):
                waiting += items


def _folded(text: str) -> str:
    return text.replace("İ", "i").replace("ı", "i").casefold()


def _parts(values: Collection[str]) -> Iterator[Sequence[str]]:
    rest = iter(dict.fromkeys(values))
    while some := tuple(islice(rest, _AT_ONCE)):
        yield some


def _records(connection: Connection, where: str, *values: str) -> list[LetterHistory]:
    """Every letter for which the condition `where` (SQL of this module, never of a user) holds."""
    events = _events(connection, where, values)
    rest = f"WHERE {where} ORDER BY series, year, number, reference"
    return [
        _record(row, tuple(events.get(row["reference"], ())))
        for row in _whole(connection, "letters", rest, values)
    ]


def _record(row: dict[str, Any], events: tuple[Event, ...]) -> LetterHistory:
    states = [event.kind for event in events if event.kind != "reprinted"]
    entry = Entry(
        date=date.fromisoformat(row.pop("issued")),
        state=states[-1] if states else "reserved",
        files=tuple({file.format: file for event in events for file in event.files}.values()),
        **row,
    )
    return LetterHistory(entry, events)


def _events(connection: Connection, where: str, values: Sequence[Any]) -> dict[str, list[Event]]:
    """Each letter's history, the oldest event first."""
    files = _files(connection, where, values)
    found: dict[str, list[Event]] = {}
    rest = f"JOIN letters ON letters.reference = events.reference WHERE {where} ORDER BY events.id"
    for row in _whole(connection, "events", rest, values):
        made, day = tuple(files.get(row.pop("id"), ())), row.pop("day")
        event = Event(date=date.fromisoformat(day) if day is not None else None, files=made, **row)
        found.setdefault(event.reference, []).append(event)
    return found


def _files(connection: Connection, where: str, values: Sequence[Any]) -> dict[int, list[MadeFile]]:
    """The files of each event."""
    found: dict[int, list[MadeFile]] = {}
    rest = (
        "JOIN events ON events.id = files.event JOIN letters ON letters.reference = events.reference "
        f"WHERE {where} ORDER BY files.event, files.format"
    )
    for row in _whole(connection, "files", rest, values):
        found.setdefault(row.pop("event"), []).append(MadeFile(**row))
    return found


def _whole(
    connection: Connection, table: str, rest: str, values: Sequence[Any] = ()
) -> Iterator[dict[str, Any]]:
    """The rows of a table. Raises RegisterUnusableError at one that holds what letterbook never writes."""
    for row in rows(connection, table, rest, values):
        if what := oddity(row):
            found = connection.execute("SELECT id, reference FROM events")
            name = name_of(table, row, {str(event): str(reference) for event, reference in found})
            raise RegisterUnusableError(
                say(
                    "The register holds what letterbook never writes: {table} {name}: {what}. Another program "
                    "has changed it. Put back the last copy that is whole.",
                    table=table,
                    name=name,
                    what=what,
                ),
                Remedy.CHECK_REGISTER,
            )
        yield row


def rows(
    connection: Connection, table: str, rest: str = "", values: Sequence[Any] = ()
) -> Iterator[dict[str, Any]]:
    """The rows of a table as they stand there, whatever they hold; `rest` is what follows FROM in SQL."""
    columns = COLUMNS[table]
    names = ", ".join(f"{table}.{column}" for column in columns)
    for found in connection.execute(f"SELECT {names} FROM {table} {rest}", values):
        yield dict(zip(columns, found, strict=True))
