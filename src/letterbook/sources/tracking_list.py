"""Reads a carrier's list of tracking numbers: a table with a reference or an id, and a number, in each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from letterbook.model import ListLayout
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.tables.container import read_checked
from letterbook.sources.tables.csv_table import read_csv
from letterbook.sources.tables.grid import Grid, GridRow, UnreadableTableError, is_blank, text_of
from letterbook.sources.tables.headings import field_of_heading, heading_row
from letterbook.sources.tables.sheets import read_workbook
from letterbook.sources.text_checks import shortened, unsafe_character

_COLUMNS = {
    "reference": "reference",
    "our reference": "reference",
    "id": "id",
    "recipient": "id",
    "tracking": "tracking",
    "tracking number": "tracking",
    "tracking no": "tracking",
    "number": "tracking",
}
"""Headings, and what stands below them; other columns are the carrier's own and are left alone."""
_LAYOUT = ListLayout(columns=_COLUMNS)
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
"""A long number as Excel shows it: its last digits are lost."""


@dataclass(frozen=True)
class TrackedLetter:
    """One row: the letter, by its reference or its recipient's id, and the carrier's number; with the place of each."""

    by: Literal["reference", "id"]
    letter: str
    place: Place
    tracking: str


def read_tracking(path: Path, label: str) -> tuple[list[TrackedLetter], list[Problem]]:
    """The rows of the list, and all that is wrong with it, at the cell.

    Codes: missing-field, wrong-value, duplicate-id, control-character, and those of the tables.
    """
    try:
        data, kind = read_checked(path, label)
        read = read_csv(data, label, _LAYOUT) if kind == ".csv" else read_workbook(data, kind, label, _LAYOUT)
    except UnreadableTableError as refused:
        return [], [refused.problem]
    grid, problems = read
    if not grid.rows:
        return [], problems or [_no_column(grid.origin.whole)]
    begin = heading_row(grid.rows, _LAYOUT)
    columns = _columns(grid.rows[begin])
    if "tracking" not in columns or not {"reference", "id"} & columns.keys():
        return [], [*problems, _no_column(grid.origin.row(grid.rows[begin][0]))]
    rows: list[TrackedLetter] = []
    for row in grid.rows[begin + 1 :]:
        found = _row(grid, row, columns)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            rows.append(found)
    return rows, [*problems, *_twice(rows)]


def _columns(row: GridRow) -> dict[str, int]:
    """What each column of the row of headings is for; the first of several alike."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row[1]):
        key = None if is_blank(cell) else field_of_heading(text_of(cell), _LAYOUT)
        if key in _COLUMNS.values():
            found.setdefault(str(key), index)
    return found


def _row(grid: Grid, row: GridRow, columns: Mapping[str, int]) -> TrackedLetter | Problem | None:
    """The row, or what is wrong with it; None for one that says nothing of ours."""
    number, cells = row
    said = {
        key: text_of(cells[index]).strip() if index < len(cells) else "" for key, index in columns.items()
    }
    by: Literal["reference", "id"] = "reference" if said.get("reference") else "id"
    letter, tracking = said.get(by, ""), said["tracking"]
    if not letter and not tracking:
        return None
    if not letter:
        place = grid.origin.cell(number, columns.get("reference", columns.get("id", 0)))
        hint = "Write the letter's reference or its recipient's id, or take the row out."
        return Problem("missing-field", place, "A tracking number is here, and no letter.", hint, tracking)
    place = grid.origin.cell(number, columns["tracking"])
    if not tracking:
        what = say("The letter {letter} has no tracking number here.", letter=shortened(letter))
        return Problem("missing-field", place, what, "Write it, or take the row out.", letter)
    if _ROUNDED.fullmatch(tracking):
        what = say("“{tracking}” is a rounded number; its last digits are lost.", tracking=tracking)
        hint = "Take the carrier's own file, or make the column one of text in Excel before you paste."
        return Problem("wrong-value", place, what, hint, tracking)
    if problem := unsafe_character("tracking number", tracking, place):
        return problem
    return TrackedLetter(by, letter, grid.origin.cell(number, columns[by]), tracking)


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
    hint = "Call the first one reference or id, the other one tracking."
    return Problem("missing-field", place, what, hint)
