"""A list of addressees as a table to look at, and to change cell by cell in the file that it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from letterbook.model import ListLayout
from letterbook.model.columns import ListColumn, ListTable
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.column_map import columns_of_grid
from letterbook.sources.field_values import PREFIX
from letterbook.sources.raw_recipient import LIST_KEYS, RECIPIENT_KEYS, RawRecipient
from letterbook.sources.recipient_list import YAML_SUFFIXES
from letterbook.sources.recipient_tables import grids_of
from letterbook.sources.recipients_yaml import read_raw
from letterbook.sources.tables.cell_changes import (
    not_editable,
    with_csv_cells,
    with_xlsx_cells,
)
from letterbook.sources.tables.container import read_checked
from letterbook.sources.tables.grid import CellValue, Grid, UnreadableTableError, text_of
from letterbook.sources.tables.headings import folded, heading_row
from letterbook.sources.tables.totals import is_total
from letterbook.sources.yaml.value_changes import with_values

Changes = Mapping[tuple[int, int], str]
"""The new text of each cell, by the row and the column of a ListTable, from 0."""


@dataclass(frozen=True)
class OpenList:
    """A list that was read: its table, and a way to the bytes of the file with other texts in some of its cells.

    `changed` raises NotEditableError, and leaves the file alone: whoever calls it writes the bytes.
    """

    table: ListTable
    changed: Callable[[Changes], bytes]


def open_list(path: Path, label: str, layout: ListLayout) -> tuple[OpenList | None, list[Problem]]:
    """The list in this file, `label` as the user knows it; None where it cannot be read, which the problems say."""
    if path.suffix.lower() in YAML_SUFFIXES:
        return _open_yaml(path, label, layout)
    try:
        data, kind = read_checked(path, label)
        grids, problems = grids_of(data, kind, label, layout)
    except UnreadableTableError as refused:
        return None, [refused.problem]
    is_whole = all(problem.code != "broken-record" for problem in problems)
    grids = [grid for grid in grids if grid.rows]
    return (_open_grids(data, kind if is_whole else "", grids, layout) if grids else None), problems


# --- Tables ----------------------------------------------------------------------------------------------------------


def _open_grids(data: bytes, kind: str, grids: Sequence[Grid], layout: ListLayout) -> OpenList:
    """`kind` is the ending that tells the kind of table; "" for one that was not read to its end."""
    label = grids[0].origin.file
    columns, columns_of_each = _columns_of_all(grids, layout)
    rows = [
        _Row(at, number, cells, columns_of_each[at])
        for at, grid in enumerate(grids)
        for number, cells in grid.rows[heading_row(grid.rows, layout) + 1 :]
        if not is_total(cells)
    ]
    texts = tuple(tuple(row.text(column) for column in range(len(columns))) for row in rows)
    places = tuple(grids[row.grid].origin.row(row.number) for row in rows)
    table = ListTable(label, _version(data), tuple(columns), texts, places, kind in (".csv", ".xlsx"))

    def changed(changes: Changes) -> bytes:
        new = data
        wanted: list[dict[tuple[int, int], str]] = [{} for _ in grids]
        for (at, column), text in changes.items():
            row = rows[at]
            if column not in row.columns:
                what = say("The sheet has no column “{heading}”.", heading=columns[column].heading)
                raise not_editable(places[at], what, "Add it in Excel, and load the list anew.")
            wanted[row.grid][row.number, row.columns[column]] = text
        for grid, cells in zip(grids, wanted, strict=True):
            if kind == ".csv":
                new = with_csv_cells(new, grid.origin, layout, cells)
            elif kind != ".xlsx":
                raise not_editable(grid.origin.whole, "This list cannot be changed here.", _SAVE_AS_XLSX)
            elif cells:
                new = with_xlsx_cells(new, grid.origin, cells)
        after = [grid for grid in grids_of(new, kind, label, layout)[0] if grid.rows]
        for before, now, cells in zip_longest(grids, after, wanted):
            _refuse_other_changes(before, now, cells)
        return new

    return OpenList(table, changed)


@dataclass(frozen=True, eq=False)
class _Row:
    """A row of one sheet, which is counted from 0, and where in it each column of the table stands that the sheet has."""

    grid: int
    number: int
    cells: Sequence[CellValue]
    columns: Mapping[int, int]

    def text(self, column: int) -> str:
        at = self.columns.get(column)
        return text_of(self.cells[at]) if at is not None and at < len(self.cells) else ""


def _columns_of_all(
    grids: Sequence[Grid], layout: ListLayout
) -> tuple[list[ListColumn], list[Mapping[int, int]]]:
    """The columns of the table, and where in each sheet they stand: what is read as one field is one column, whatever the
    sheets call it.
    """
    columns: dict[tuple[str, int], ListColumn] = {}
    found: list[Mapping[int, int]] = []
    for grid in grids:
        seen: Counter[str] = Counter()
        keys: dict[tuple[str, int], int] = {}
        for at, column in columns_of_grid(grid, layout):
            name = column.field or f"{folded(column.heading)}."
            key = (name, seen[name])
            seen[name] += 1
            keys[key] = at
            columns[key] = _called_both(columns[key], column) if key in columns else column
        numbers = {key: number for number, key in enumerate(columns)}
        found.append({numbers[key]: at for key, at in keys.items()})
    return [*columns.values()], found


def _called_both(one: ListColumn, other: ListColumn) -> ListColumn:
    headings = dict.fromkeys((*one.heading.split(_OR), other.heading))
    return replace(one, heading=_OR.join(headings), places=(*one.places, *other.places))


_OR = " / "
"""Between what several sheets call a column."""


_SAVE_AS_XLSX = "Save it as XLSX in Excel or LibreOffice, and name that file as the list."


def _refuse_other_changes(before: Grid, after: Grid | None, cells: Mapping[tuple[int, int], str]) -> None:
    """Raises NotEditableError unless the sheet reads as before in all other cells, and as it was asked for in these."""
    after = after or Grid(before.origin, ())
    wanted = _texts(before) | dict(cells)
    if {at: text for at, text in wanted.items() if text.strip()} != {
        at: text for at, text in _texts(after).items() if text.strip()
    }:
        raise not_editable(
            before.origin.whole,
            "The list cannot be changed here without changing something else in it.",
            "Change it in the program that it was made with, and load it anew.",
        )


def _texts(grid: Grid) -> dict[tuple[int, int], str]:
    return {(number, column): text_of(value) for number, row in grid.rows for column, value in enumerate(row)}


def _version(data: bytes) -> str:
    return sha256(data).hexdigest()


# --- YAML ------------------------------------------------------------------------------------------------------------


def _open_yaml(path: Path, label: str, layout: ListLayout) -> tuple[OpenList | None, list[Problem]]:
    raw, problems = read_raw(path, label, layout)
    if raw is None:
        return None, problems
    text, members = raw.text, [member for group in raw.groups for member in group.recipients]
    data = path.read_bytes()
    own = [f"{PREFIX}{name}" for name in layout.fields]
    keys = [key for key in (*RECIPIENT_KEYS, *own) if any(_text(member, key) for member in members)]
    columns = tuple(_column(key, members) for key in keys)
    rows = tuple(tuple(_text(member, key) for key in keys) for member in members)
    places = tuple(member.places[""] for member in members)
    table = ListTable(label, _version(data), columns, rows, places, is_editable=True)

    def changed(changes: Changes) -> bytes:
        values = {
            (places[row], tuple(keys[column].split("."))): new for (row, column), new in changes.items()
        }
        lists = [place for place, key in values if ".".join(key) in LIST_KEYS]
        new = None if lists else with_values(text, values)
        if new is None:
            what = say("This cannot be changed here without changing something else in {label}.", label=label)
            raise not_editable(
                lists[0] if lists else next(iter(values))[0],
                what,
                "Change it in an editor, and load it anew.",
            )
        mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
        ends_as_windows = b"\r\n" in data and data.count(b"\r\n") == data.count(b"\n")
        return (mark + (new.replace("\n", "\r\n") if ends_as_windows else new)).encode("utf-8")

    return OpenList(table, changed), problems


def _column(key: str, members: Sequence[RawRecipient]) -> ListColumn:
    field = key.removeprefix("address.")
    sample = next(filter(None, (_text(member, key) for member in members)), "")
    return ListColumn(field, field, field, tuple(filter(None, [sample[:40]])), "known")


def _text(member: RawRecipient, key: str) -> str:
    if key.startswith(PREFIX):
        return str(member.own.get(key.removeprefix(PREFIX), ""))
    return member.values.get(key) or "; ".join(member.lists.get(key, ()))
