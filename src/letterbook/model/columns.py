"""What a list's columns may mean, as it is proposed to an office."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase, digits
from typing import Literal

from letterbook.problems import Place, Problem

SAMPLES = 5
"""So many texts of a column are shown."""

Basis = Literal["known", "written", "like", "content", "left-out"]
"""Why a column is read or not: its heading is known; letterbook.yaml says so; the heading is like a known one; its cells
are all of one kind; nobody knows it."""


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: where its heading stands ("D4", or the number of the column), and the field that it is read as,
    None for one that is left out. `samples` are the first different texts below the heading, at most SAMPLES.

    Of a list in several sheets a column is whatever stands under one heading and means the same; `places` are those of its
    headings, one in each sheet that has it.
    """

    where: str
    heading: str
    field: str | None
    samples: tuple[str, ...]
    basis: Basis
    places: tuple[Place, ...] = ()

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets that have the column; "" stands for a table without sheets."""
        return tuple(place.sheet or "" for place in self.places)

    @property
    def sample(self) -> str:
        """The first text below the heading; "" where there is none."""
        return next(iter(self.samples), "")


def places_in_sheets(columns: Sequence[ListColumn], column: ListColumn) -> str:
    """Where the heading of one of these columns stands, with the sheets where they are of several."""
    if len({sheet for each in columns for sheet in each.sheets}) < MOST_NAMED:
        return column.where
    return ", ".join(f"{place.sheet} {place.cell}" for place in column.places)


MOST_NAMED = 2
"""Sheets from which a column is named with its own."""


@dataclass(frozen=True)
class ColumnMap:
    """The columns of a list, and what letterbook.yaml would have to say for them to be read so: `lines`, of which there are
    none where it need not say anything. `problems` tell of sheets that are not read.
    """

    file: str
    columns: tuple[ListColumn, ...]
    lines: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    def where(self, column: ListColumn) -> str:
        """Where its heading stands, with the sheets where there are several: “Ministries D4, Embassies C1”."""
        return places_in_sheets(self.columns, column)


Together = Literal["household", "office"]
"""Who shares a letter."""


@dataclass(frozen=True)
class ListReading:
    """How the table in a file is read, where it is not found by itself: the encoding of a CSV, the sheet, the row of the
    headings, from 1, and several sheets instead of the one, or all of them.
    """

    encoding: str | None = None
    sheet: str | None = None
    headings: int | None = None
    sheets: tuple[str, ...] | Literal["all"] = ()


@dataclass(frozen=True)
class NewList:
    """A file that may become the office's list. `file` is its name in the office, and `is_there` whether another file has that
    name already; `columns` are as they are proposed, none for a list in YAML; `fields` are those that a column may hold.

    `sheets` are the workbook's sheets that may be read, and `read` those that the columns are of; none of other files.
    `office_list` is the file that is the office's list now; `together` is what letterbook.yaml says of the list's letters, and
    `country` the code of the country that holds where a row has none. `version` changes with the file and letterbook.yaml.
    """

    file: str
    is_there: bool
    columns: tuple[ListColumn, ...]
    fields: tuple[str, ...]
    reading: ListReading
    together: Together | None
    office_list: str
    country: str
    version: str
    sheets: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListChoice:
    """What a clerk says of a NewList: the field of each of its columns, in their order, None for one that is left out; which
    `version` was looked at; and whether a file of the same name may be written over.
    """

    version: str
    fields: tuple[str | None, ...] = ()
    together: Together | None = None
    replace: bool = False


@dataclass(frozen=True)
class ListTable:
    """A list of addressees as a table: its columns, and a row an addressee with a text a column, "" where there is none.

    `places` says where each row stands. `version` is the SHA-256 of the file that was read; `is_editable` whether its kind
    of file can be changed in place; `problems` are those of the list.
    """

    file: str
    version: str
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    places: tuple[Place, ...]
    is_editable: bool
    problems: tuple[Problem, ...] = ()

    def problems_by_row(self) -> dict[int | None, list[tuple[int | None, Problem]]]:
        """The problems by their rows, None for those of the list as a whole; each with its column, None where it is of the
        whole row. Rows and columns count from 0.
        """
        rows = {(place.sheet, _row_of(place)): row for row, place in enumerate(self.places)}
        columns = {
            (place.sheet, _letters(_cell_of(place))): at
            for at, column in enumerate(self.columns)
            for place in column.places
        }
        lines = sorted(place.line or 0 for place in self.places) if self._is_yaml else []
        found: dict[int | None, list[tuple[int | None, Problem]]] = {}
        for problem in self.problems:
            place = problem.place
            line = _line_before(lines, place.line) if lines else _row_of(place)
            row = rows.get((place.sheet, line)) if place.file == self.file else None
            is_of_a_cell = row is not None and not self._is_yaml
            column = columns.get((place.sheet, _letters(_cell_of(place)))) if is_of_a_cell else None
            found.setdefault(row, []).append((column, problem))
        return found

    @property
    def _is_yaml(self) -> bool:
        return bool(self.places) and self.places[0].cell is None and self.places[0].column is not None


def _row_of(place: Place) -> int | None:
    """The row or line of a place in a table."""
    if place.cell is None:
        return place.line
    digits = place.cell.removeprefix("row ").lstrip(ascii_uppercase)
    return int(digits) if digits.isdecimal() else None


def _cell_of(place: Place) -> str:
    """What a column's `where` would be at this place."""
    return place.cell or str(place.column or "")


def _letters(cell: str) -> str:
    """The letters of a cell ("D4"); the number of a column without any."""
    return cell.rstrip(digits) or cell


def _line_before(lines: Sequence[int], line: int | None) -> int | None:
    """The line on which the row begins that this line is of."""
    at = bisect_right(lines, line or 0)
    return lines[at - 1] if at else None
