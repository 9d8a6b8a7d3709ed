"""A list of recipients in a table: CSV, XLSX, ODS or XLS; a column a field, a row a recipient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path

from letterbook.model import ANY_LAYOUT, ListLayout
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.field_values import PREFIX, WrittenValue, not_declared
from letterbook.sources.gone_remarks import gone_remarks
from letterbook.sources.raw_recipient import CODED_KEYS, LIST_KEYS, RawRecipient, as_written
from letterbook.sources.table_columns import UNKNOWN, columns_of
from letterbook.sources.tables.container import read_checked
from letterbook.sources.tables.csv_table import read_csv
from letterbook.sources.tables.grid import (
    MOST_CHARACTERS,
    CellValue,
    Disguised,
    Fault,
    Grid,
    GridRow,
    Origin,
    UnreadableTableError,
    Value,
    is_blank,
    shows_error,
    text_of,
)
from letterbook.sources.tables.headings import (
    USUAL_COLUMNS,
    count_known,
    folded,
    heading_row,
)
from letterbook.sources.tables.sheets import read_sheets
from letterbook.sources.tables.totals import is_total, total_not_read
from letterbook.sources.text_checks import shortened
from letterbook.sources.unfilled import unfilled


def read_table(
    path: Path, label: str, layout: ListLayout = ANY_LAYOUT
) -> tuple[list[RawRecipient], list[Problem]]:
    """The recipients of a table, in its order, and all that is wrong with it.

    `label` is the file as the user knows it, `layout` what the office says of it. Values are the cells'
    texts without the spaces around them; a cell that holds only space is absent. The table is checked, not what a field may hold:
    that is for `recipients.build_groups`.
    """
    try:
        grids, problems = read_grids(path, label, layout)
    except UnreadableTableError as refused:
        return [], [refused.problem]
    if not any(grid.rows for grid in grids) and problems:  # why there is nothing has been said
        return [], problems
    found = [_recipients(grid, layout) for grid in grids]
    problems += _lost_columns(grids, layout)
    problems += _told_once([problem for _, each in found for problem in each])
    recipients = [recipient for each, _ in found for recipient in each]
    if not recipients and not any(problem.is_error for problem in problems):
        problems.append(_no_recipients(grids[0].origin.row(grids[0].rows[0][0])))
    return recipients, problems


def read_grids(path: Path, label: str, layout: ListLayout) -> tuple[list[Grid], list[Problem]]:
    """The rows of a table, whatever kind of file it is: of each sheet that is read, at least one. Raises UnreadableTableError."""
    data, kind = read_checked(path, label)
    return grids_of(data, kind, label, layout)


def grids_of(data: bytes, kind: str, label: str, layout: ListLayout) -> tuple[list[Grid], list[Problem]]:
    """The same of a file that is read; `kind` is the ending of such files. Raises UnreadableTableError."""
    if kind != ".csv":
        return read_sheets(data, kind, label, layout)
    grid, problems = read_csv(data, label, layout)
    return [grid], problems


def _told_once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The problems; a column that is not read is told of in the first of several sheets."""
    told = set()
    for problem in problems:
        if problem.code == UNKNOWN and not problem.is_error:
            if folded(problem.text) in told:
                continue
            told.add(folded(problem.text))
        yield problem


@dataclass(frozen=True, slots=True, eq=False)
class RowPlaces(Mapping[str, Place]):
    """Where each key of one row stands, worked out when asked: few of a long list's million are."""

    origin: Origin
    row: int
    columns: Mapping[str, int]

    def __getitem__(self, key: str) -> Place:
        return self.origin.cell(self.row, self.columns[key]) if key else self.origin.row(self.row)

    def __iter__(self) -> Iterator[str]:
        yield ""
        yield from self.columns

    def __len__(self) -> int:
        return len(self.columns) + 1


def _recipients(grid: Grid, layout: ListLayout) -> tuple[list[RawRecipient], list[Problem]]:
    if not grid.rows:
        hint = "Put the headings into its first row."
        return [], [Problem("empty-file", grid.origin.whole, "There is nothing in this table.", hint)]
    begin = heading_row(grid.rows, layout)
    (row, headings), rows = grid.rows[begin], grid.rows[begin + 1 :]
    if not count_known(headings, layout):
        return [], [_no_headings(grid.origin.row(row), headings)]
    columns, problems = columns_of(grid.origin, row, headings, rows, layout)
    if begin and layout.headings is None:  # an office that says where they stand knows what stands above
        title, cells = grid.rows[0]
        problems.append(_not_read(grid.origin.row(title), cells, None if layout.sheets else row))
    totals = {row for row, cells in rows if is_total(cells)}
    problems += [total_not_read(grid.origin.row(row), cells) for row, cells in rows if row in totals]
    rows = [row for row in rows if row[0] not in totals]
    end = len(rows) - _below_the_list(rows)
    problems += [_foot_not_read(grid.origin.row(row), cells) for row, cells in rows[end:]]
    rows = rows[:end]
    names = [folded(text_of(cell)) for cell in headings]
    again = {row for row, cells in rows if _repeats(names, cells)}
    problems += [_headings_again(grid.origin.row(row)) for row in sorted(again)]
    rows = [row for row in rows if row[0] not in again]
    problems += _values_without_heading(grid.origin, headings, rows)
    problems += gone_remarks(grid, headings, columns, rows)
    typed = {f"{PREFIX}{name}" for name, rule in layout.fields.items() if rule.type != "text"}
    recipients = [_recipient(grid.origin, row, columns, typed, problems) for row in rows]
    recipients = [each for each in recipients if each.values or each.lists or each.own]
    if layout.sheets and grid.origin.sheet and "group" not in columns:
        recipients = [_grouped(each, grid.origin.sheet) for each in recipients]
    return recipients, problems


def _grouped(row: RawRecipient, sheet: str) -> RawRecipient:
    """A row of one sheet of several, whose name parts its addressees from those of the others."""
    return replace(row, values={**row.values, "group": as_written("group", sheet)})


def _below_the_list(rows: Sequence[GridRow]) -> int:
    """How many rows at the end say one thing each, behind an empty row or a total: who made the list, and when. None where the
    last row above them says one thing too, as lists of one column have it.
    """
    begin = len(rows)
    while begin and _says_one_thing(rows[begin - 1][1]):
        begin -= 1
    while 0 < begin < len(rows) and rows[begin][0] - rows[begin - 1][0] == 1:
        begin += 1
    return len(rows) - begin if begin else 0


def _says_one_thing(cells: Sequence[CellValue]) -> bool:
    texts = {text_of(cell) for cell in cells if not is_blank(cell)}
    return len(texts) == 1 and any(map(str.isalpha, texts.pop()))


def _repeats(headings: Sequence[str], cells: Sequence[CellValue]) -> bool:
    """Whether a row says what the headings say, which are folded, as where each page of a printed list begins with them.
    A row that is yet to be written may name them too, in brackets.
    """
    said = 0
    for at, cell in enumerate(cells):
        if is_blank(cell):
            continue
        text = text_of(cell)
        if at >= len(headings) or folded(text) != headings[at] or unfilled(text, _NOWHERE):
            return False
        said += 1
    return said > 1


# --- Headings -----------------------------------------------------------------------------------------------


def _lost_columns(grids: Sequence[Grid], layout: ListLayout) -> Iterator[Problem]:
    """A mistake for each heading that the office's file speaks of and no sheet of the list has."""
    headed = [(grid, grid.rows[heading_row(grid.rows, layout)][1]) for grid in grids if grid.rows]
    if not any(count_known(headings, layout) for _, headings in headed):
        return  # the list has no headings at all, which is told
    there = {folded(text_of(cell)) for _, headings in headed for cell in headings}
    whole = grids[0].origin.whole if len(grids) == 1 else Place(grids[0].origin.file)
    for heading, key in layout.columns.items():
        if key.startswith(PREFIX) and (name := key.removeprefix(PREFIX)) not in layout.fields:
            yield not_declared(name, layout.fields, layout.places[heading])
        if folded(heading) not in there:
            what = say("The list {list} has no column “{heading}”.", list=whole, heading=shortened(heading))
            hint = "Write the heading as it stands in the list, or take the line out."
            yield Problem("no-column", layout.places[heading], what, hint, heading)


def _values_without_heading(
    origin: Origin, headings: Sequence[CellValue], rows: Sequence[GridRow]
) -> list[Problem]:
    """A problem for each column with values under an empty heading, at the first of them."""
    width = max((len(cells) for _, cells in rows), default=0)
    without = [column for column in range(width) if column >= len(headings) or is_blank(headings[column])]
    problems = []
    for column in without:
        filled = (
            (row, cells[column]) for row, cells in rows if column < len(cells) and not is_blank(cells[column])
        )
        if (first := next(filled, None)) is not None:
            problems.append(_no_heading(origin.cell(first[0], column), text_of(first[1])))
    return problems


# --- Cells --------------------------------------------------------------------------------------------------


def _recipient(
    origin: Origin, row: GridRow, columns: Mapping[str, int], typed: AbstractSet[str], problems: list[Problem]
) -> RawRecipient:
    """Appends what is wrong with the row's cells to `problems`; `typed` are the own fields that hold no text."""
    number, cells = row
    width = len(cells)
    values: dict[str, str] = {}
    own: dict[str, WrittenValue] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for key, column in columns.items():
        value = cells[column] if column < width else ""
        if value == "":
            continue
        if isinstance(value, str) and (left := unfilled(value, origin.cell(number, column))):
            problems.append(left)
            return RawRecipient({}, {}, RowPlaces(origin, number, columns))
        if key in typed and not isinstance(value, str):
            problems += _shares(value, origin.cell(number, column))
            own[key] = value.value if isinstance(value, Disguised) else value
            continue
        value = _as_shown(key, value)
        problem = cell_problem(key, value)
        if problem is not None:
            problems.append(replace(problem, place=origin.cell(number, column)))
            if key in CODED_KEYS or problem.code in _WITHOUT_VALUE:
                continue
        text = as_written(key, text_of(value))
        if key in LIST_KEYS:
            if items := tuple(filter(None, (as_written(key, item) for item in _ITEM_ENDS.split(text)))):
                lists[key] = items
        elif text:
            (own if key.startswith(PREFIX) else values)[key] = text
    by_name = {key.removeprefix(PREFIX): value for key, value in own.items()}
    return RawRecipient(values, lists, RowPlaces(origin, number, columns), by_name)


def _as_shown(key: str, value: CellValue) -> CellValue:
    """A postcode that is stored as a number, and shown with its noughts, is what its cell shows: 01069, 110 00, D-01069."""
    if key not in _POSTCODES or not isinstance(value, Disguised):
        return value
    shown = value.shown or ""
    digits = "".join(filter(str.isdecimal, shown))
    stored = text_of(value.value)
    is_whole = _POSTCODE_SHOWN.fullmatch(shown) and digits.lstrip("0") == stored != shown
    return shown if is_whole else value


_POSTCODE_SHOWN = re.compile(r"(?:[A-Z]{1,3}-)?0*[0-9]+(?:[ -][0-9]+)?")
_POSTCODES = ("address.postcode", "address.po_box_postcode")


def _shares(value: Value | Disguised, place: Place) -> Iterator[Problem]:
    """The mistake of a number that its cell shows as a share or a fraction: the letter would say 0.12 for 12%."""
    if isinstance(value, Disguised) and _IN_PARTS.search(value.shown or ""):
        yield replace(_shown_otherwise("number", text_of(value), value.shown), place=place)


_IN_PARTS = re.compile("[%/]")
_WITHOUT_VALUE = ("error-cell", "cell-too-long")
_ITEM_ENDS = re.compile(r"[;\r\n]")


def cell_problem(key: str, value: CellValue) -> Problem | None:
    """What is wrong with a cell that holds a text of this key, its place left open."""
    if isinstance(value, str):
        if isinstance(value, Fault) or shows_error(value):
            return _error_cell(value)
        if value.startswith("=") and _FORMULA.fullmatch(value):
            return replace(_error_cell(value), hint="Correct the formula, or type the value.")
        if "E+" in value and _SHORTENED.fullmatch(value.strip()):
            return _shown_otherwise("number", value, value)
        return _long_cell(value) if len(value) > MOST_CHARACTERS else None
    if key in _POSTCODES:
        return _postcode_number(value)
    return _typed_cell(key, value)


def _typed_cell(key: str, value: Value | Disguised) -> Problem | None:
    """What is wrong with a cell that holds no text: the page would show its value, and not what the sheet shows."""
    text, shown = text_of(value), value.shown if isinstance(value, Disguised) else None
    inner = value.value if isinstance(value, Disguised) else value
    if isinstance(inner, bool):
        return None if key in _YES_NO else _shown_otherwise("yes or no", text, shown)
    if isinstance(inner, date | time | timedelta):
        return _shown_otherwise("date" if isinstance(inner, date) else "time", text, shown)
    if key == "copies":  # what is no number of copies is told as such
        return None
    is_long = abs(inner) >= (_EXACT if key in CODED_KEYS else _IN_FULL)
    if isinstance(value, Disguised) or is_long or not float(inner).is_integer():
        return _shown_otherwise("number", text, shown)
    return None if key in CODED_KEYS or key in _NUMBERS else _number_cell(text)


_FORMULA = re.compile(r"=[^=?\s].*", re.DOTALL)
"""A formula in a cell that was text before it was typed, or in a CSV."""
_YES_NO = ("universal", "active")
_NUMBERS = ("address.house_number", "address.staircase", "address.flat", "address.po_box")
"""What is a number by its nature, and has no zeros before it."""
_IN_FULL, _EXACT = 1e11, 1e15
"""From here on Excel shows a number shortened (1.2E+11); from here on its last digits are lost."""
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}")


# --- What a person is told ----------------------------------------------------------------------------------

_NOWHERE = Place("")


def _no_headings(place: Place, headings: Sequence[CellValue]) -> Problem:
    return Problem(
        "no-headings",
        place,
        "This row holds no heading that is known, and no row below it.",
        say(
            "Write the headings into the row above the addressees. Columns: {columns}.",
            columns=USUAL_COLUMNS,
        ),
        text=shortened(" ".join(text_of(cell) for cell in headings if not is_blank(cell))),
    )


def _not_read(place: Place, cells: Sequence[CellValue], headings: int | None) -> Problem:
    """`headings` is their row, None in one sheet of several, since a row named in letterbook.yaml holds for all of them."""
    texts = dict.fromkeys(text_of(cell) for cell in cells if not is_blank(cell))  # merged cells have one text
    text = shortened(" ".join(texts))
    what = say("What stands above the headings is not read: “{text}”.", text=text)
    hint = say(
        "That is right for a title. “headings: {row}” under list in letterbook.yaml says so, and it is told no more.",
        row=headings,
    )
    return Problem(
        "title-row", place, what, hint if headings else "That is right for a title.", text, "warning"
    )


def _foot_not_read(place: Place, cells: Sequence[CellValue]) -> Problem:
    text = shortened(next(text_of(cell) for cell in cells if not is_blank(cell)))
    what = say("This row below the list is not read: “{text}”.", text=text)
    hint = "If it is an addressee, write the address into it."
    return Problem("totals-row", place, what, hint, text, "warning")


def _headings_again(place: Place) -> Problem:
    what = "The headings stand here once more; this row is not read."
    return Problem(
        "title-row", place, what, "That is right where the list goes on below it.", level="warning"
    )


def _no_heading(place: Place, text: str) -> Problem:
    what = "There is a value here, but its column has no heading."
    return Problem(
        "missing-heading", place, what, "Write a heading over the column, or empty the cell.", text
    )


def _no_recipients(place: Place) -> Problem:
    what = "There is no recipient below the headings."
    return Problem("no-recipients", place, what, "Add a row for each recipient.")


def _error_cell(value: str) -> Problem:
    text = str(value)
    if text.startswith("="):
        what, hint = (
            say("The formula “{text}” has no result.", text=shortened(text)),
            "Open the file in Excel or LibreOffice and save it.",
        )
    else:
        what, hint = (
            say("The cell shows {text} instead of a value.", text=text),
            "Correct the formula, or type the value.",
        )
    return Problem("error-cell", _NOWHERE, what, hint, text)


def _long_cell(value: str) -> Problem:
    what = say(
        "The cell holds {count:,} characters; at most {most_characters:,} are read.",
        count=len(value),
        most_characters=MOST_CHARACTERS,
    )
    return Problem("cell-too-long", _NOWHERE, what, "Shorten the text.", shortened(value))


def _shown_otherwise(kind: str, text: str, shown: str | None) -> Problem:
    """Of a value that is stored as something else than the text that a person reads or meant."""
    if shown is None or shown == text:
        what = say("The cell holds no text but a {kind}, {text}.", kind=kind, text=text)
    else:
        what = say(
            "The cell shows “{shown}” but holds the {kind} {text}.",
            shown=shortened(shown),
            kind=kind,
            text=text,
        )
    return Problem("typed-cell", _NOWHERE, what, _AS_TEXT, shown or text)


_AS_TEXT = "Format the cell as text, and type into it what the letter shall say."


def _number_cell(text: str) -> Problem:
    what = say("The cell holds the number {text} and no text; zeros before it would be lost.", text=text)
    return Problem("number-cell", _NOWHERE, what, f"If a zero is missing: {_AS_TEXT}", text, "warning")


def _postcode_number(value: CellValue) -> Problem:
    stored = value.value if isinstance(value, Disguised) else value
    kind = "date" if isinstance(stored, date) else "number"
    what = say(
        "The postcode {value} is stored as a {kind}, so that zeros before it may be lost.",
        value=text_of(value),
        kind=kind,
    )
    hint = "Format the column as text and type the postcode again with its zeros."
    return Problem("postcode-number", _NOWHERE, what, hint, text_of(value))
