"""The questions that the register asks its tables."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from letterbook.language.spelling import typed
from letterbook.model import Paging, Series
from letterbook.register.dialects import Connection
from letterbook.register.entries import Entry, Event, LetterHistory, LetterPage, MadeFile, MailingSum
from letterbook.register.errors import RegisterUnusableError
from letterbook.register.event_rules import STANDING_BY
from letterbook.register.journal import COLUMNS, name_of
from letterbook.register.values import oddity
from letterbook.remedies import Remedy
from letterbook.sentences import say

_AT_ONCE = 500
"""Values in one question; SQLite takes at most 32,766."""


def everything(connection: Connection) -> list[LetterHistory]:
    return _records(connection, "1 = 1")


def of_mailing(connection: Connection, mailing: str) -> Iterator[LetterHistory]:
    """The letters of a mailing, of which there may be thousands, some at a time."""
    order = "ORDER BY series, year, number, reference"
    found = connection.execute(f"SELECT reference FROM letters WHERE mailing = ? {order}", (mailing,))
    for some in _parts([reference for (reference,) in found]):
        places = ", ".join("?" * len(some))
        yield from _records(connection, f"letters.reference IN ({places})", *some)


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
        "SELECT letters.mailing, MIN(letters.issued), events.kind, COUNT(*) "
        "FROM letters JOIN events ON events.reference = letters.reference "
        "WHERE events.id = (SELECT MAX(last.id) FROM events last "
        "WHERE last.reference = letters.reference AND last.kind NOT IN ('reprinted', 'signed')) "
        "GROUP BY letters.mailing, events.kind ORDER BY MIN(letters.issued) DESC, letters.mailing"
    )
    subjects = _usual_subjects(connection)
    for mailing, issued, kind, count in rows:
        known = found.setdefault(
            mailing, MailingSum(str(mailing), str(issued), subjects.get(str(mailing), ""), {})
        )
        found[mailing] = replace(known, states={**known.states, str(kind): int(count)})
    return list(found.values())


def _usual_subjects(connection: Connection) -> dict[str, str]:
    """What most letters of each mailing are about; of several as usual, what the one with the lowest number is."""
    rows = connection.execute(
        "SELECT named.mailing, (SELECT letters.subject FROM letters WHERE letters.mailing = named.mailing "
        "GROUP BY letters.subject ORDER BY COUNT(*) DESC, MIN(letters.number), letters.subject LIMIT 1) "
        "FROM (SELECT DISTINCT mailing FROM letters) AS named"
    )
    return {str(mailing): str(subject) for mailing, subject in rows}


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
    entry, wanted = record.entry, _folded(text)
    fields = [getattr(entry, column) for column in _SEARCHED]
    said = [getattr(event, column) for event in record.events for column in _SAID]
    return _is_in(wanted, fields) or _is_in(wanted, said) or _is_in_snapshot(wanted, entry.snapshot)


def page(connection: Connection, text: str | None, number: int, size: int) -> LetterPage:
    """A page of the letters, or of those that mention a text, the latest first; only these letters are read whole."""
    if text is None:
        (total,) = connection.execute("SELECT COUNT(*) FROM letters").fetchone()
        place = Paging.of(total, number, size)
        found = [
            each for (each,) in connection.execute(f"{_LATEST_FIRST} LIMIT ? OFFSET ?", (size, place.first))
        ]
    else:
        meant = _mentioning(connection, text)
        every = [each for (each,) in connection.execute(_LATEST_FIRST) if each in meant] if meant else []
        place = Paging.of(len(every), number, size)
        found = every[place.first : place.first + size]
    letters = of_references(connection, found)
    return LetterPage(tuple(letters[reference] for reference in found), place)


def _mentioning(connection: Connection, text: str) -> set[str]:
    """The references of the letters that mention the text.

    What "the same but for capitals" is, Python says and neither database: their `lower` and `LIKE` know ASCII only, or what
    the server's language has. So the texts that are searched are read, and nothing else of the letters.
    """
    wanted = _folded(text)
    said = connection.execute(
        f"SELECT reference, {', '.join(_SAID)} FROM events "
        "WHERE way IS NOT NULL OR tracking IS NOT NULL OR note IS NOT NULL"
    )
    found = {reference for reference, *fields in said if _is_in(wanted, fields)}
    for *fields, snapshot in connection.execute(f"SELECT {', '.join(_SEARCHED)}, snapshot FROM letters"):
        if _is_in(wanted, fields) or _is_in_snapshot(wanted, snapshot):
            found.add(fields[0])
    return found


_LATEST_FIRST = "SELECT reference FROM letters ORDER BY series DESC, year DESC, number DESC, reference DESC"
_SEARCHED = ("reference", "mailing", "recipient_id", "recipient_name", "country", "subject")
"""The columns of a letter in which a clerk's text is looked for, beside its snapshot."""
_SAID = ("way", "tracking", "note")
"""The same of an event."""


def _is_in(wanted: str, fields: Iterable[object]) -> bool:
    """Whether one of the texts holds what is wanted, which is folded; what is no text holds nothing."""
    asked = _quoted_alike(wanted)
    return any(asked in _quoted_alike(_folded(field)) for field in fields if isinstance(field, str))


def _is_in_snapshot(wanted: str, snapshot: object) -> bool:
    """The same of the texts in a snapshot, which is only taken apart where the whole of it holds what is wanted."""
    if not isinstance(snapshot, str):
        return False
    folded = _folded(snapshot)
    if _as_in_json(wanted) not in folded:
        return False
    try:
        return _holds(json.loads(folded), wanted)
    except (ValueError, RecursionError):  # another program wrote it; where the letter is shown, that is said
        return False


def _as_in_json(text: str) -> str:
    """A text as it stands within a text of canonical JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _holds(value: object, wanted: str) -> bool:
    """Whether a text in a value that was read from JSON holds what is wanted; the names of its fields are none."""
    if isinstance(value, str):
        return wanted in value
    if isinstance(value, dict):
        return any(_holds(field, wanted) for field in value.values())
    return isinstance(value, list) and any(_holds(item, wanted) for item in value)


_ALIKE = str.maketrans({"İ": "i", "ı": "i", **dict.fromkeys("’‘ʼ", "'")})
_QUOTED = str.maketrans(dict.fromkeys("“”„«»", '"'))


def _folded(text: str) -> str:
    """The text without what a clerk types otherwise, or not at all: capitals, dots of an i, spaces and apostrophes of the setting."""
    return typed(text).translate(_ALIKE).casefold()


def _quoted_alike(text: str) -> str:
    """A folded text with the quotation marks of a keyboard; a snapshot has them around each text, so these stay apart."""
    return text if text.isascii() else text.translate(_QUOTED)


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
    states = [event.kind for event in events if event.kind not in STANDING_BY]
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
