"""The journal: every row of the register once more, chained by hashes, so that no edit goes unseen.

Each line of the journal holds a row as canonical JSON and the SHA-256 of the line before it together with its own
content. Who changes a row with other tools leaves a row that differs from its line, or a line that does not fit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from letterbook.register.dialects import Connection
from letterbook.register.entries import canonical
from letterbook.register.values import shown

FIRST = "0" * 64
"""What stands for the hash of the line before the first."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "letters": (
        *("reference", "series", "year", "number", "mailing", "recipient_id", "recipient_name", "country"),
        *("subject", "issued", "generation", "snapshot", "statement_sha256", "template_sha256", "reset"),
    ),
    "events": ("id", "reference", "kind", "at", "clerk", "day", "way", "tracking", "note", "other"),
    "files": ("event", "format", "name", "sha256", "pages", "sheets"),
}
JOURNAL = ("position", "content", "sha256")
KEYS: Mapping[str, tuple[str, ...]] = {
    "letters": ("reference",),
    "events": ("id",),
    "files": ("event", "format"),
}

Row = Mapping[str, Any]


class Pen:
    """Writes rows and their lines in the journal, inside the transaction that the caller has begun."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._position, self._hash = last_hash(connection)
        (self._event,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()

    def next_event(self) -> int:
        """Numbered by hand: a database's own sequence may leave gaps, and a gap would look like a deleted event."""
        self._event += 1
        return int(self._event)

    def write(self, table: str, rows: Sequence[Row]) -> None:
        """Adds the rows to the table; a column that a row does not name stays empty."""
        columns = COLUMNS[table]
        places = ", ".join("?" * len(columns))
        self._connection.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",
            [tuple(row.get(column) for column in columns) for row in rows],
        )
        self.seal(table, rows)

    def seal(self, table: str, rows: Sequence[Row]) -> None:
        """Writes lines for rows that stand in the table."""
        lines = []
        for row in rows:
            content = line(table, row)
            self._position, self._hash = self._position + 1, chained(self._hash, content)
            lines.append((self._position, content, self._hash))
        self._connection.executemany(
            "INSERT INTO journal (position, content, sha256) VALUES (?, ?, ?)", lines
        )


def line(table: str, row: Row) -> str:
    """A row as the journal has it. What is empty is left out, so that a new column changes no old line."""
    return canonical([table, {name: value for name, value in row.items() if value is not None}])


def chained(before: str, content: str) -> str:
    """The hash of a line, which holds that of the line before it."""
    # Bytes that are no UTF-8, which only another program writes, are counted as they stand.
    return hashlib.sha256(f"{before}\n{content}".encode(errors="surrogateescape")).hexdigest()


@dataclass(frozen=True)
class Break:
    """A place where register and journal disagree. `key` names the row of `table`, `what` says how, in a sentence."""

    position: int
    table: str
    key: str
    what: str


def breaks(connection: Connection) -> Iterator[Break]:
    """Every place where the chain does not hold, in the order of the journal."""
    sealed: dict[tuple[str, str], tuple[int, Row]] = {}
    found: list[Break] = []
    before, expected = FIRST, 1
    for position, content, sha256 in connection.execute(
        "SELECT position, content, sha256 FROM journal ORDER BY position"
    ):
        table, row = _parsed(content)
        key = _key(table, row)
        if position != expected:
            found.append(
                Break(expected, "journal", str(expected), "Lines are missing from the journal here.")
            )
        if chained(before, content) != sha256:
            what = f"Line {position} of the journal was changed after it was written, or the one before it."
            found.append(Break(position, table, key, what))
        elif (table, key) in sealed:
            found.append(Break(position, table, key, "The journal has the row twice."))
        if table in COLUMNS:
            sealed.setdefault((table, key), (position, row))
        before, expected = sha256, position + 1
    found += _differences(connection, sealed)
    yield from sorted(found, key=lambda one: one.position)


def _differences(connection: Connection, sealed: dict[tuple[str, str], tuple[int, Row]]) -> Iterator[Break]:
    """Rows that are not as the journal has them; empties `sealed`."""
    end = len(sealed) + 1
    for table, columns in COLUMNS.items():
        for values in connection.execute(f"SELECT {', '.join(columns)} FROM {table}"):
            row = {name: value for name, value in zip(columns, values, strict=True) if value is not None}
            key = _key(table, row)
            position, written = sealed.pop((table, key), (end, None))
            if written is None:
                yield Break(end, table, key, "The row was added by another program than letterbook.")
            elif row != written:
                yield Break(position, table, key, f"The row was changed: {_changes(written, row)}.")
    for (table, key), (position, _) in sealed.items():
        yield Break(position, table, key, "The row was deleted.")


def _changes(written: Row, found: Row) -> str:
    names = [name for name in {**written, **found} if written.get(name) != found.get(name)]
    return ", ".join(
        f"{name} was “{shown(written.get(name, ''))}” and is now “{shown(found.get(name, ''))}”"
        for name in names
    )


def _parsed(content: str) -> tuple[str, Row]:
    try:
        table, row = json.loads(content)
    except (ValueError, TypeError, RecursionError):
        return "journal", {}
    if isinstance(table, str) and table in COLUMNS and isinstance(row, dict):
        return table, row
    return "journal", {}


def _key(table: str, row: Row) -> str:
    return " ".join(str(row.get(name)) for name in KEYS.get(table, ()))


def name_of(table: str, row: Row) -> str:
    """A row's name in a sentence: its key, and the letter whose event it is."""
    key = shown(_key(table, row))
    return f"{key} of {shown(row.get('reference'))}" if table == "events" else key


def last_hash(connection: Connection) -> tuple[int, str]:
    """How many lines the journal has, and the hash of the last: noted on paper, it proves all that was before."""
    row = connection.execute("SELECT position, sha256 FROM journal ORDER BY position DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, FIRST)
