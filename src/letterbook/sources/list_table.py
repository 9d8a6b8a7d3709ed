"""A list of addressees as a table to look at, and to change cell by cell in the file that it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from letterbook.model import ListLayout
from letterbook.model.columns import ListColumn, ListTable
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.column_map import columns_of_grid
from letterbook.sources.field_values import PREFIX
from letterbook.sources.raw_recipient import LIST_KEYS, RECIPIENT_KEYS, RawRecipient
from letterbook.sources.recipient_list import YAML_SUFFIXES
from letterbook.sources.recipients_yaml import read_raw
from letterbook.sources.tables.cell_changes import (
    not_editable,
    with_csv_cells,
    with_xlsx_cells,
)
from letterbook.sources.tables.container import read_checked
from letterbook.sources.tables.csv_table import read_csv
from letterbook.sources.tables.grid import Grid, UnreadableTableError, text_of
from letterbook.sources.tables.headings import heading_row
from letterbook.sources.tables.sheets import read_workbook
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
        grid, problems = _read(data, kind, label, layout)
    except UnreadableTableError as refused:
        return None, [refused.problem]
    is_whole = all(problem.code != "broken-record" for problem in problems)
    return (_open_grid(data, kind if is_whole else "", grid, layout) if grid.rows else None), problems


# --- Tables ----------------------------------------------------------------------------------------------------------


def _read(data: bytes, kind: str, label: str, layout: ListLayout) -> tuple[Grid, list[Problem]]:
    return read_csv(data, label, layout) if kind == ".csv" else read_workbook(data, kind, label, layout)


def _open_grid(data: bytes, kind: str, grid: Grid, layout: ListLayout) -> OpenList:
    """`kind` is the ending that tells the kind of table; "" for one that was not read to its end."""
    label, begin = grid.origin.file, heading_row(grid.rows, layout)
    found = columns_of_grid(grid, layout)
    rows = [(number, cells) for number, cells in grid.rows[begin + 1 :] if not is_total(cells)]
    texts = tuple(
        tuple(text_of(cells[at]) if at < len(cells) else "" for at, _ in found) for _, cells in rows
    )
    places = tuple(grid.origin.row(number) for number, _ in rows)
    columns = tuple(column for _, column in found)
    table = ListTable(label, _version(data), columns, texts, places, kind in (".csv", ".xlsx"))

    def changed(changes: Changes) -> bytes:
        cells = {(rows[row][0], found[column][0]): text for (row, column), text in changes.items()}
        if kind == ".csv":
            new = with_csv_cells(data, grid.origin, layout, cells)
        elif kind == ".xlsx":
            new = with_xlsx_cells(data, grid.origin, cells)
        else:
            raise not_editable(grid.origin.whole, "This list cannot be changed here.", _SAVE_AS_XLSX)
        _refuse_other_changes(grid, _read(new, kind, label, layout)[0], cells)
        return new

    return OpenList(table, changed)


_SAVE_AS_XLSX = "Save it as XLSX in Excel or LibreOffice, and name that file as the list."


def _refuse_other_changes(before: Grid, after: Grid, cells: Mapping[tuple[int, int], str]) -> None:
    """Raises NotEditableError unless the sheet reads as before in all other cells, and as it was asked for in these."""
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
