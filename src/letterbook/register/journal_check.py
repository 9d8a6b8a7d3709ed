"""Where the rows of the register and the lines of its journal disagree, and which of the two is as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from letterbook.register.dialects import Connection
from letterbook.register.entries import canonical
from letterbook.register.journal import COLUMNS, FIRST, JournalRow, chained, line, name_of, row_key
from letterbook.register.values import shown
from letterbook.sentences import say


@dataclass(frozen=True)
class Break:
    """A place where register and journal disagree. `row` is the name of a row of `table`, `what` says how, in words."""

    position: int
    table: str
    row: str
    what: str


@dataclass(frozen=True)
class _Line:
    """A line of the journal, and whether it is as it was written."""

    position: int
    table: str
    key: str
    row: JournalRow
    before: str
    sha256: str
    fits: bool

    def was_written_for(self, table: str, row: JournalRow) -> bool:
        """Whether the hash is that of this row, whatever the line says now."""
        try:
            return chained(self.before, line(table, row)) == self.sha256
        except TypeError:  # bytes, which letterbook never writes
            return False

    def break_here(self, what: str, letters: Mapping[str, str]) -> Break:
        """That something is wrong with this line or its row; `letters` are the references by the ids of their events."""
        return Break(self.position, self.table, name_of(self.table, self.row, letters), what)


def journal_breaks(connection: Connection) -> Iterator[Break]:
    """Every place where the chain does not hold, in the order of the journal."""
    found: list[Break] = []
    sealed: dict[tuple[str, str], _Line] = {}
    broken: dict[int, _Line] = {}
    letters: dict[str, str] = {}
    expected = 1
    for journal_line in _lines(connection):
        if journal_line.position != expected:
            what = "Lines are missing from the journal here."
            found.append(Break(expected, "journal", str(expected), what))
        expected = journal_line.position + 1
        if journal_line.table == "events":
            letters.setdefault(journal_line.key, str(journal_line.row.get("reference")))
        known = sealed.get((journal_line.table, journal_line.key))
        if not journal_line.fits:
            broken[journal_line.position] = journal_line
        elif known and known.fits:
            found.append(journal_line.break_here("The journal has the row twice.", letters))
        if journal_line.table in COLUMNS and (known is None or (journal_line.fits and not known.fits)):
            sealed[journal_line.table, journal_line.key] = journal_line
    found += _differences(connection, sealed, broken, letters)
    for journal_line in broken.values():
        what = say(
            "Line {position} of the journal was changed after it was written, or the one before it.",
            position=journal_line.position,
        )
        found.append(journal_line.break_here(what, letters))
    yield from sorted(found, key=lambda journal_break: journal_break.position)


def _lines(connection: Connection) -> Iterator[_Line]:
    before = FIRST
    for position, content, sha256 in connection.execute(
        "SELECT position, content, sha256 FROM journal ORDER BY position"
    ):
        table, row = _parsed(content)
        yield _Line(
            position, table, row_key(table, row), row, before, sha256, chained(before, content) == sha256
        )
        before = sha256


_TRIED = 50
"""Broken lines that are tried for each row without a line: more would take hours where every line is broken."""


def _differences(
    connection: Connection,
    sealed: dict[tuple[str, str], _Line],
    broken: dict[int, _Line],
    letters: dict[str, str],
) -> Iterator[Break]:
    """Rows that are not as the journal has them; takes from `broken` the lines whose row is as it was written.

    The hash of a line decides between it and its row. `letters` are the references by the ids of their events.
    """
    unsealed: list[tuple[str, str, JournalRow]] = []
    doubtful = dict(broken)
    for table, row in _rows(connection):
        key = row_key(table, row)
        if table == "events":
            letters.setdefault(key, str(row.get("reference")))
        journal_line = sealed.pop((table, key), None)
        if journal_line is None:
            unsealed.append((table, name_of(table, row, letters), row))
            continue
        doubtful.pop(journal_line.position, None)
        if row != journal_line.row:
            if journal_line.was_written_for(table, row):
                broken.pop(journal_line.position, None)
            what = _difference(journal_line, table, row)
            yield Break(journal_line.position, table, name_of(table, row, letters), what)
    yield from _without_line(unsealed, sealed, broken, list(doubtful.values())[:_TRIED])
    for journal_line in sealed.values():
        said = ", ".join(f"{shown(name)} “{shown(value)}”" for name, value in journal_line.row.items())
        yield journal_line.break_here(say("The row was deleted. It said: {said}.", said=said), letters)


def _difference(journal_line: _Line, table: str, row: JournalRow) -> str:
    """What was done to a row or to its line, which says something else."""
    if journal_line.fits:
        return say("The row was changed: {row}.", row=_changes(journal_line.row, row))
    if journal_line.was_written_for(table, row):
        return _line_was_changed(journal_line, f": {_changes(row, journal_line.row)}")
    changes = _changes(journal_line.row, row, "{0} is “{2}” here and “{1}” there")
    return say(
        "The row is not as line {position} of the journal: {changes}.",
        position=journal_line.position,
        changes=changes,
    )


def _without_line(
    unsealed: Sequence[tuple[str, str, JournalRow]],
    sealed: dict[tuple[str, str], _Line],
    broken: dict[int, _Line],
    doubtful: list[_Line],
) -> Iterator[Break]:
    """Rows of which the journal says nothing, because another program wrote them, or because their line was changed."""
    end = max(map(attrgetter("position"), (*sealed.values(), *broken.values())), default=0) + 1
    for table, name, row in unsealed:
        journal_line = next(
            (candidate for candidate in doubtful if candidate.was_written_for(table, row)), None
        )
        if journal_line is None:
            what = "The journal has no line for the row: another program added it, or took its line away."
            yield Break(end, table, name, what)
            continue
        doubtful.remove(journal_line)
        del broken[journal_line.position]
        if sealed.get((journal_line.table, journal_line.key)) is journal_line:
            del sealed[journal_line.table, journal_line.key]
        yield Break(journal_line.position, table, name, _line_was_changed(journal_line, ""))


def _line_was_changed(journal_line: _Line, changes: str) -> str:
    what = say(
        "Line {position} of the journal was changed after it was written{changes}.",
        position=journal_line.position,
        changes=changes,
    )
    return say("{what} The row is as it was written.", what=what)


def _rows(connection: Connection) -> Iterator[tuple[str, JournalRow]]:
    """All rows, each with its table, and without what is empty in it."""
    for table, columns in COLUMNS.items():
        for values in connection.execute(f"SELECT {', '.join(columns)} FROM {table}"):
            row = zip(columns, values, strict=True)
            yield table, {name: value for name, value in row if value is not None}


def _changes(written: JournalRow, found: JournalRow, words: str = "{0} was “{1}” and is now “{2}”") -> str:
    before, after = _with_fields(written), _with_fields(found)
    if not before or not after or before == after:
        before, after = written, found
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return ", ".join(
        words.format(shown(name), shown(before.get(name, "")), shown(after.get(name, ""))) for name in names
    )


def _with_fields(row: JournalRow) -> JournalRow | None:
    """The row with the single fields of its snapshot; None where that is no JSON."""
    try:
        fields = dict(_fields("snapshot", json.loads(row["snapshot"])))
    except (KeyError, ValueError, TypeError, RecursionError):
        return None
    return {**{name: value for name, value in row.items() if name != "snapshot"}, **fields}


def _fields(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from _fields(f"{name}.{key}", child)
    else:
        yield name, value if isinstance(value, str) else canonical(value)


def _parsed(content: str) -> tuple[str, JournalRow]:
    try:
        table, row = json.loads(content)
    except (ValueError, TypeError, RecursionError):
        return "journal", {}
    known = isinstance(table, str) and table in COLUMNS and isinstance(row, dict)
    if not known or any(isinstance(value, (dict, list)) for value in row.values()):
        return "journal", {}
    return table, row
