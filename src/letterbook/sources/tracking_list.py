"""Reads a carrier's list of tracking numbers: a table with a reference or an id, and a number, in each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from letterbook.model import ListLayout, ListWords
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.raw_recipient import as_written
from letterbook.sources.recipient_tables import cell_problem
from letterbook.sources.tables.container import read_checked
from letterbook.sources.tables.csv_table import read_csv
from letterbook.sources.tables.grid import Grid, GridRow, UnreadableTableError, is_blank, text_of
from letterbook.sources.tables.headings import (
    TRACKING_KEYS,
    HeadingReader,
    heading_row,
    tracking_headings,
)
from letterbook.sources.tables.sheets import read_workbook
from letterbook.sources.tables.totals import is_total, total_not_read
from letterbook.sources.text_checks import shortened, unsafe_character

_REFERENCE, _ID, _NUMBER = TRACKING_KEYS
_EXACT = "id"
"""The key of a list whose cells have to hold a text as exactly as those here: no digit of it may be lost."""


@dataclass(frozen=True)
class TrackedLetter:
    """One row: the letter, by its reference or its recipient's id, and the carrier's number; with the place of each."""

    by: Literal["reference", "id"]
    letter: str
    place: Place
    tracking: str


def read_tracking(
    path: Path,
    label: str,
    encoding: str | None = None,
    own_headings: Mapping[str, str] = MappingProxyType({}),
) -> tuple[list[TrackedLetter], list[Problem]]:
    """The rows of the list, and all that is wrong with it, at the cell; other columns are the carrier's own and left alone.

    `encoding` is that of an old CSV, `own_headings` what the office's own languages call the columns, by TRACKING_KEYS. Codes:
    missing-field, wrong-value, duplicate-id, control-character, and those of the tables and of their cells.
    """
    layout = ListLayout(encoding=encoding, words=ListWords({**tracking_headings(), **own_headings}))
    try:
        data, kind = read_checked(path, label)
        read = read_csv(data, label, layout) if kind == ".csv" else read_workbook(data, kind, label, layout)
    except UnreadableTableError as refused:
        return [], [refused.problem]
    grid, problems = read
    if not grid.rows:
        return [], problems or [_no_column(grid.origin.whole)]
    begin = heading_row(grid.rows, layout)
    columns = _columns(grid.rows[begin], layout)
    if _NUMBER not in columns or not {_REFERENCE, _ID} & columns.keys():
        return [], [*problems, _no_column(grid.origin.row(grid.rows[begin][0]))]
    rows: list[TrackedLetter] = []
    for row in grid.rows[begin + 1 :]:
        if is_total(row[1]):
            problems.append(total_not_read(grid.origin.row(row[0]), row[1]))
            continue
        found = _row(grid, row, columns)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            rows.append(found)
    return rows, [*problems, *_twice(rows)]


def _columns(row: GridRow, layout: ListLayout) -> dict[str, int]:
    """What each column of the row of headings is for; the first of several alike."""
    found: dict[str, int] = {}
    reader = HeadingReader(layout)
    for index, cell in enumerate(row[1]):
        key = None if is_blank(cell) else reader.field(text_of(cell))
        if key in TRACKING_KEYS:
            found.setdefault(key, index)
    return found


def _row(grid: Grid, row: GridRow, columns: Mapping[str, int]) -> TrackedLetter | Problem | None:
    """The row, or what is wrong with it; None for one that says nothing of ours."""
    number, cells = row
    there = {key: cells[index] for key, index in columns.items() if index < len(cells)}
    said = {key: as_written(_EXACT, text_of(cell)) for key, cell in there.items()}
    by: Literal["reference", "id"] = "reference" if said.get(_REFERENCE) else "id"
    key = _REFERENCE if by == "reference" else _ID
    letter, tracking = said.get(key, ""), said.get(_NUMBER, "")
    if not letter and not tracking:
        return None
    for used in (key, _NUMBER):
        if said.get(used) and (problem := cell_problem(_EXACT, there[used])):
            return replace(problem, place=grid.origin.cell(number, columns[used]))
    if not letter:
        place = grid.origin.cell(number, columns.get(_REFERENCE, columns.get(_ID, 0)))
        hint = "Write the letter's reference or its recipient's id, or take the row out."
        return Problem("missing-field", place, "A tracking number is here, and no letter.", hint, tracking)
    place = grid.origin.cell(number, columns[_NUMBER])
    if not tracking:
        what = say("The letter {letter} has no tracking number here.", letter=shortened(letter))
        return Problem("missing-field", place, what, "Write it, or take the row out.", letter)
    if problem := unsafe_character("tracking number", tracking, place):
        return problem
    return TrackedLetter(by, letter, grid.origin.cell(number, columns[key]), tracking)


def _twice(rows: list[TrackedLetter]) -> Iterator[Problem]:
    letters: dict[tuple[str, str], TrackedLetter] = {}
    numbers: dict[str, TrackedLetter] = {}
    for row in rows:
        before = letters.setdefault((row.by, row.letter), row)
        if before is not row:
            what = say(
                "The letter {letter} is there twice; first at {place}.", letter=row.letter, place=before.place
            )
            yield Problem("duplicate-id", row.place, what, "Take one of the two rows out.", row.letter)
        other = numbers.setdefault(row.tracking, row)
        if other is not row and before is row:
            what = say(
                "The number {tracking} is given to {letter} and, at {place}, to {other}.",
                tracking=row.tracking,
                letter=row.letter,
                place=other.place,
                other=other.letter,
            )
            yield Problem("wrong-value", row.place, what, "Correct one of the two.", row.tracking)


def _no_column(place: Place) -> Problem:
    what = "A list of tracking numbers needs a column with the letters, and one with the numbers."
    hint = "Call the first one reference or id, the other one tracking number, in any language that the program has."
    return Problem("missing-field", place, what, hint)
