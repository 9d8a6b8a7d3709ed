"""The journal: every row of the register once more, chained by hashes, so that no edit goes unseen.

Each line of the journal holds a row as canonical JSON and the SHA-256 of the line before it together with its own
content. Who changes a row with other tools leaves a row that differs from its line, or a line that does not fit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
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
        "office",
    ),
    "events": ("id", "reference", "kind", "at", "clerk", "day", "way", "tracking", "note", "other"),
    "files": ("event", "format", "name", "sha256", "pages", "sheets"),
}
_AT_ONCE = 500
"""Rows that are written together, so that those of thousands of letters are not in memory at once."""
JOURNAL = ("position", "content", "sha256")
KEYS: Mapping[str, tuple[str, ...]] = {
    "letters": ("reference",),
    "events": ("id",),
    "files": ("event", "format"),
}

JournalRow = Mapping[str, Any]


class JournalWriter:
    """Writes rows and their lines in the journal, inside the transaction that the caller has begun."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._position, self._hash = last_hash(connection)
        (self._event,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()

    def next_event(self) -> int:
        """Numbered by hand: a database's own sequence may leave gaps, and a gap would look like a deleted event."""
        self._event += 1
        return int(self._event)

    def write(self, table: str, rows: Iterable[JournalRow]) -> None:
        """Adds the rows to the table; a column that a row does not name stays empty."""
        columns, rest = COLUMNS[table], iter(rows)
        places = ", ".join("?" * len(columns))
        while some := list(islice(rest, _AT_ONCE)):
            self._connection.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",
                [tuple(row.get(column) for column in columns) for row in some],
            )
            self.seal(table, some)

    def seal(self, table: str, rows: Sequence[JournalRow]) -> None:
        """Writes lines for rows that stand in the table."""
        lines = []
        for row in rows:
            content = line(table, row)
            self._position, self._hash = self._position + 1, chained(self._hash, content)
            lines.append((self._position, content, self._hash))
        self._connection.executemany(
            "INSERT INTO journal (position, content, sha256) VALUES (?, ?, ?)", lines
        )


@dataclass(frozen=True)
class Mark:
    """A line of the journal by its number and hash. Who knows it can tell whether a register still holds it, and so all
    that was written before; number 0 is before the first line.
    """

    line: int
    sha256: str


def last_mark(connection: Connection) -> Mark:
    """The last line of the journal."""
    return Mark(*last_hash(connection))


def holds(connection: Connection, mark: Mark) -> bool:
    """Whether the journal has this line."""
    if mark.line == 0:
        return True
    row = connection.execute("SELECT sha256 FROM journal WHERE position = ?", (mark.line,)).fetchone()
    return row is not None and row[0] == mark.sha256


def mark_of_mailing(connection: Connection, mailing: str) -> Mark | None:
    """The line that took down the mailing's latest letter; the same as long as no letter is added."""
    likely = f'["letters",%"mailing":{canonical(mailing)}%'
    found = connection.execute(
        "SELECT position, sha256, content FROM journal WHERE content LIKE ? ORDER BY position DESC", (likely,)
    )
    for position, sha256, content in found:
        if json.loads(content)[1].get("mailing") == mailing:
            return Mark(int(position), str(sha256))
    return None


def is_all_of_one_run(connection: Connection, since: Mark, mailing: str, clerk: str, moment: str) -> bool:
    """Whether all lines behind that one say that this clerk took numbers for letters of the mailing, or made them, at that moment."""
    rows = connection.execute("SELECT content FROM journal WHERE position > ?", (since.line,))
    return all(_is_of_run(content, mailing, clerk, moment) for (content,) in rows)


def _is_of_run(content: str, mailing: str, clerk: str, moment: str) -> bool:
    table, row = json.loads(content)
    if table == "letters":
        return bool(row["mailing"] == mailing)
    if table == "events":
        said = row["kind"], row["clerk"], row["at"]
        return said in (("reserved", clerk, moment), ("made", clerk, moment))
    return bool(table == "files")  # of an event among these, as every other has its own before it


def line(table: str, row: JournalRow) -> str:
    """A row as the journal has it. What is empty is left out, so that a new column changes no old line."""
    return canonical([table, {name: value for name, value in row.items() if value is not None}])


def chained(before: str, content: str) -> str:
    """The hash of a line, which holds that of the line before it."""
    # Bytes that are no UTF-8, which only another program writes, are counted as they stand.
    return hashlib.sha256(f"{before}\n{content}".encode(errors="surrogateescape")).hexdigest()


def row_key(table: str, row: JournalRow) -> str:
    """What a table has a row by."""
    return " ".join(str(row.get(name)) for name in KEYS.get(table, ()))


def name_of(table: str, row: JournalRow, letters: Mapping[str, str]) -> str:
    """A row's name in a sentence: its key, and the letter it is about. `letters` are the references by event."""
    key = shown(row_key(table, row))
    if table == "events":
        return f"{key} of {shown(row.get('reference'))}"
    if table == "files":
        return f"{key} of {shown(letters.get(str(row.get('event')), 'a letter that is not known'))}"
    return key


def last_hash(connection: Connection) -> tuple[int, str]:
    """How many lines the journal has, and the hash of the last: noted on paper, it proves all that was before."""
    row = connection.execute("SELECT position, sha256 FROM journal ORDER BY position DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, FIRST)
