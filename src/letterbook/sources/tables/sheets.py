"""XLSX, ODS and XLS: the sheet with the recipients as a grid; the one user of python-calamine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from letterbook.model import ANY_LAYOUT, ListLayout
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.tables.biff import xls_layouts
from letterbook.sources.tables.container import damaged, encrypted, open_archive, read_checked
from letterbook.sources.tables.grid import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_EMPTY_COLUMNS,
    MOST_ROWS,
    CellValue,
    Disguised,
    Grid,
    GridRow,
    Origin,
    UnreadableTableError,
    column_letters,
    is_blank,
    text_of,
)
from letterbook.sources.tables.headings import count_known, heading_row
from letterbook.sources.tables.number_forms import shown_as
from letterbook.sources.tables.sheet_structure import CellRange, SheetStructure, ods_layouts, xlsx_layouts
from letterbook.sources.text_checks import suggestion

_ENOUGH = 4
"""Known headings that make a list whatever stands beside them: name, street, postcode and town, among telephones and notes."""
_MOST_RUNS = 10
"""How many runs of hidden rows get a notice each; a filtered list may have hundreds."""


def read_workbook(
    data: bytes, suffix: str, label: str, layout: ListLayout = ANY_LAYOUT
) -> tuple[Grid, list[Problem]]:
    """The one sheet of `read_sheets`, where several are not spoken of."""
    grids, problems = read_sheets(data, suffix, label, layout)
    return grids[0], problems


def read_sheets(
    data: bytes, suffix: str, label: str, layout: ListLayout = ANY_LAYOUT
) -> tuple[list[Grid], list[Problem]]:
    """The sheets that the office names, at least one, else the first visible one with known headings, without what is hidden
    in them.

    Merged cells are filled with their top-left value; a row that holds nothing of its own stays blank.
    `suffix` is .xlsx, .ods or .xls. Raises UnreadableTableError.
    """
    try:
        return _read(data, suffix, label, layout)
    except (UnreadableTableError, MemoryError):
        raise
    except PasswordError as error:
        raise encrypted(label) from error
    except Exception as error:  # whatever calamine, lxml or our own parsers stumble over is the file's fault
        raise damaged(label) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # calamine's Rust gave up
            raise damaged(label) from error
        raise


def _read(data: bytes, suffix: str, label: str, layout: ListLayout) -> tuple[list[Grid], list[Problem]]:
    book, layouts = _open_checked(data, suffix, label)
    with book:
        visible, hidden = _sheets(book, is_visible=True), _sheets(book, is_visible=False)
        filled = [name for name in visible if layouts[name].height]
        if not filled:
            raise UnreadableTableError(_empty_workbook(label, hidden))
        named = _named(layout)
        for name in named:
            if name not in filled:
                raise UnreadableTableError(_no_sheet(label, name, layout, filled))
        each = (_read_sheet(book, Origin(label, name), layouts[name]) for name in named or filled)
        sheets = [*each] if named else _lists(each, layout)
    notices = [_hidden_sheet(Origin(label, name)) for name in hidden]
    if not named:  # an office that names its sheets knows of the others
        read = [sheet.origin.sheet or "" for sheet in sheets]
        notices += [
            _unread_sheet(Origin(label, name), read[0], layout) for name in filled if name not in read
        ]
    notices += [notice for sheet in sheets for notice in sheet.notices]
    return [Grid(sheet.origin, sheet.rows, sheet.notes) for sheet in sheets], notices


def _named(layout: ListLayout) -> list[str]:
    """The sheets that the office speaks of by name, each once; none where it leaves that to the program."""
    if layout.sheet is not None:
        return [layout.sheet]
    return [] if layout.sheets == "all" else [*dict.fromkeys(layout.sheets)]


def sheets_of(path: Path, label: str) -> list[str]:
    """The sheets of a workbook that may be read: none that is hidden or empty; nothing for other kinds of files.

    Raises UnreadableTableError.
    """
    data, kind = read_checked(path, label)
    if kind == ".csv":
        return []
    book, layouts = _open_checked(data, kind, label)
    with book:
        return [name for name in _sheets(book, is_visible=True) if layouts[name].height]


def _open_checked(
    data: bytes, suffix: str, label: str
) -> tuple[CalamineWorkbook, Mapping[str, SheetStructure]]:
    """The workbook and the layouts of its sheets (in an XLSX of the visible ones), none of them too large."""
    if suffix == ".xls":
        xls = xls_layouts(data, label)
        _check_sizes(xls, label)
        return CalamineWorkbook.from_filelike(BytesIO(data)), xls
    with open_archive(data, label) as archive:
        if suffix == ".ods":
            ods = ods_layouts(archive)
            _check_sizes(ods, label)  # before calamine, which lays out all sheets of an ODS at once
            return CalamineWorkbook.from_filelike(BytesIO(data)), ods
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        xlsx = xlsx_layouts(archive, _sheets(book, is_visible=True))
        _check_sizes(xlsx, label)
        return book, xlsx


def _sheets(book: CalamineWorkbook, *, is_visible: bool) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and (sheet.visible == SheetVisibleEnum.Visible) is is_visible
    ]


def _check_sizes(layouts: Mapping[str, SheetStructure], label: str) -> None:
    for name, layout in layouts.items():
        origin = Origin(label, name)
        if layout.width > MOST_EMPTY_COLUMNS:
            raise _too_wide(origin, layout.width)
        if layout.height > MOST_ROWS + 1:
            raise UnreadableTableError(
                _too_much(
                    "too-many-rows",
                    origin.row(layout.height),
                    say("more than {most_rows:,} rows", most_rows=MOST_ROWS),
                )
            )
        if layout.height * layout.width > MOST_CELLS:
            raise UnreadableTableError(
                _too_much(
                    "too-many-cells",
                    origin.whole,
                    say("more than {most_cells:,} cells", most_cells=MOST_CELLS),
                )
            )


def _check_width(cells: list[list[CellValue]], origin: Origin) -> None:
    """Cells that hold nothing but spaces are no columns, however many there are."""
    width = max(map(len, cells), default=0)
    if width <= MOST_COLUMNS:
        return
    for row in cells:
        while len(row) > MOST_COLUMNS and is_blank(row[-1]):
            row.pop()
    width = max(map(len, cells))
    if width > MOST_COLUMNS:
        raise _too_wide(origin, width)


def _too_wide(origin: Origin, width: int) -> UnreadableTableError:
    what = say("more than {most_columns} columns", most_columns=MOST_COLUMNS)
    return UnreadableTableError(_too_much("too-many-columns", origin.cell(1, width - 1), what))


@dataclass(frozen=True)
class _Sheet:
    """A sheet as a person sees it: what is hidden taken out, merged cells filled."""

    origin: Origin
    rows: list[GridRow]
    notices: list[Problem]
    notes: Mapping[tuple[int, int], str]

    def is_list(self, layout: ListLayout) -> bool:
        """Whether half of the row of headings are headings that we know, or as many as an address needs."""
        row = self.rows[heading_row(self.rows, layout)][1] if self.rows else []
        headings = [cell for cell in row if not is_blank(cell)]
        known = count_known(headings, layout)
        return bool(headings) and (2 * known >= len(headings) or known >= _ENOUGH)


def _lists(sheets: Iterable[_Sheet], layout: ListLayout) -> list[_Sheet]:
    """The first of at least one sheet that is a list, or all that are; where none is, the first, whose headings will be named
    as unknown.
    """
    first: _Sheet | None = None
    lists = []
    for sheet in sheets:
        first = first or sheet
        if sheet.is_list(layout):
            lists.append(sheet)
            if layout.sheets != "all":
                break
    assert first is not None, "the caller gives at least one sheet"
    return lists or [first]


def _read_sheet(book: CalamineWorkbook, origin: Origin, layout: SheetStructure) -> _Sheet:
    sheet = book.get_sheet_by_name(origin.sheet or "")
    cells: list[list[CellValue]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    _put_faults(cells, layout)
    _check_width(cells, origin)
    _put_disguises(cells, layout)
    hidden_rows = _indexes(layout.hidden_rows, len(cells))
    hidden_columns = _indexes(layout.hidden_columns, max(map(len, cells), default=0))
    unseen = {
        column for column in hidden_columns if any(not is_blank(cell) for cell in _column(cells, column))
    }
    filled = [any(not is_blank(cell) for cell in _without(row, unseen)) for row in cells]
    _fill_merged(cells, [*_flat(sheet.merged_cell_ranges), *layout.merged])
    rows: list[GridRow] = [
        (index + 1, _blanked(row, hidden_columns))
        for index, row in enumerate(cells)
        if filled[index] and index not in hidden_rows
    ]
    notices = _hidden_columns(origin, layout.hidden_columns, unseen) + _struck(origin, rows, layout)
    notices += _hidden_rows(origin, layout.hidden_rows, filled)
    return _Sheet(
        origin, rows, notices, {(row + 1, column): text for (row, column), text in layout.notes.items()}
    )


def _indexes(runs: Iterable[range], end: int) -> set[int]:
    """The rows or columns of these runs that lie before the end; a run may go on to the last row of all."""
    return {index for run in runs for index in range(run.start, min(run.stop, end))}


def _column(cells: list[list[CellValue]], column: int) -> Iterator[CellValue]:
    return (row[column] for row in cells if column < len(row))


def _without(row: list[CellValue], columns: set[int]) -> Iterable[CellValue]:
    return (cell for column, cell in enumerate(row) if column not in columns) if columns else row


def _blanked(row: list[CellValue], columns: set[int]) -> list[CellValue]:
    return ["" if column in columns else cell for column, cell in enumerate(row)] if columns else row


def _put_faults(cells: list[list[CellValue]], layout: SheetStructure) -> None:
    """For an error, calamine gives an empty text, and nothing at the end of a row."""
    for (row, column), fault in layout.faults.items():
        cells.extend([] for _ in range(row + 1 - len(cells)))
        cells[row].extend([""] * (column + 1 - len(cells[row])))
        cells[row][column] = fault


def _put_disguises(cells: list[list[CellValue]], layout: SheetStructure) -> None:
    """Marks the numbers that a person sees otherwise than they are stored."""
    for row, column in chain(layout.forms, layout.shown):
        if row >= len(cells) or column >= len(cells[row]):
            continue
        value = cells[row][column]
        if isinstance(value, str | bool | Disguised) or not isinstance(value, int | float):
            continue
        if (form := layout.forms.get((row, column))) is not None:
            cells[row][column] = Disguised(value, shown_as(value, form))
        elif (shown := layout.shown[row, column]) != text_of(value):
            cells[row][column] = Disguised(value, shown)


def _flat(areas: Iterable[tuple[tuple[int, int], tuple[int, int]]] | None) -> list[CellRange]:
    return [(*first, *last) for first, last in areas or ()]


def _fill_merged(cells: list[list[CellValue]], areas: Iterable[CellRange]) -> None:
    """Raises ValueError where merged cells lie over each other, which no spreadsheet writes."""
    left_to_fill = sum(map(len, cells))
    for top, left, bottom, right in areas:
        if top >= len(cells) or left >= len(cells[top]):
            continue
        value = cells[top][left]
        for row in cells[top : bottom + 1]:
            count = len(row[left : right + 1])
            row[left : right + 1] = [value] * count
            left_to_fill -= count
        if left_to_fill < 0:
            raise ValueError("merged cells overlap")


# --- What a person is told ----------------------------------------------------------------------------------


def _hidden_columns(origin: Origin, runs: Iterable[range], unseen: set[int]) -> list[Problem]:
    return [
        _hidden_columns_notice(origin, columns)
        for run in runs
        if (columns := sorted(unseen.intersection(run)))
    ]


def _hidden_columns_notice(origin: Origin, columns: list[int]) -> Problem:
    first, last = column_letters(columns[0]), column_letters(columns[-1])
    what = f"Column {first} is" if first == last else f"Columns {first} to {last} are"
    place = origin.cell(1, columns[0])
    return _notice(
        "hidden-columns", place, say("{what} hidden and not read.", what=what), "Show what is to be read."
    )


def _hidden_rows(origin: Origin, runs: Iterable[range], filled: list[bool]) -> list[Problem]:
    told = [
        run
        for run in (range(run.start, min(run.stop, len(filled))) for run in runs)
        if any(filled[run.start : run.stop])
    ]
    notices = [_hidden_rows_notice(origin, run) for run in told[:_MOST_RUNS]]
    if rest := told[_MOST_RUNS:]:
        what = say("From here on, {len} more rows are hidden and not read.", len=sum(map(len, rest)))
        notices.append(_notice("hidden-rows", origin.row(rest[0].start + 1), what, _SHOW_ROWS))
    return notices


_SHOW_ROWS = "Take away the filter, or show the rows, if they are to be read."


def _hidden_rows_notice(origin: Origin, run: range) -> Problem:
    what = f"Row {run.stop} is" if len(run) == 1 else f"Rows {run.start + 1} to {run.stop} are"
    return _notice(
        "hidden-rows", origin.row(run.start + 1), say("{what} hidden and not read.", what=what), _SHOW_ROWS
    )


def _struck(origin: Origin, rows: Iterable[GridRow], layout: SheetStructure) -> list[Problem]:
    """A notice of rows of which most is struck through, and one of single cells, each at the first of them: offices strike out who has
    died or moved, and what no longer holds.
    """
    whole: list[int] = []
    single: list[tuple[int, int]] = []
    for number, cells in rows if layout.struck else ():
        columns = [column for column in layout.struck.get(number - 1, ()) if column < len(cells)]
        struck = [column for column in columns if not is_blank(cells[column])]
        if 2 * len(struck) > sum(not is_blank(cell) for cell in cells):
            whole.append(number)
        else:
            single += ((number, column) for column in struck)
    return [*_struck_rows(origin, whole), *_struck_cells(origin, single)]


def _struck_cells(origin: Origin, struck: Sequence[tuple[int, int]]) -> list[Problem]:
    if not struck:
        return []
    what = say(
        "What is struck through in this cell is read all the same (the first of {count} such cells).",
        count=len(struck),
    )
    hint = "Delete what no longer holds."
    return [_notice("struck-cells", origin.cell(*struck[0]), what, hint)]


def _struck_rows(origin: Origin, struck: Sequence[int]) -> list[Problem]:
    if not struck:
        return []
    what = say(
        "Row {row} is struck through, and is read all the same (the first of {count} such rows).",
        row=struck[0],
        count=len(struck),
    )
    hint = "Delete the row of who is to get no letter, or write “no” into its column active."
    return [_notice("struck-rows", origin.row(struck[0]), what, hint)]


def _hidden_sheet(origin: Origin) -> Problem:
    what = say("The sheet “{sheet}” is hidden and not read.", sheet=origin.sheet)
    return _notice("hidden-sheet", origin.whole, what, "Show it if it is to be read.")


def _unread_sheet(origin: Origin, chosen: str, layout: ListLayout) -> Problem:
    if layout.sheets == "all":
        what = say(
            "The sheet “{sheet}” is not read, because it has no headings of a list.", sheet=origin.sheet
        )
        hint = "That is right for notes. If it is a list, name it under sheets, with the others."
        return _notice("unread-sheet", origin.whole, what, hint)
    what = say(
        "The sheet “{sheet}” is not read, because the list is taken from “{chosen}”.",
        sheet=origin.sheet,
        chosen=chosen,
    )
    hint = (
        "To have all sheets, write “sheets: all” under list in letterbook.yaml, or name some of them: “sheets: […, …]”. For one of "
        "them alone, make a mailing of it, and name its sheet there, under list."
    )
    return _notice("unread-sheet", origin.whole, what, hint)


def _no_sheet(label: str, name: str, layout: ListLayout, filled: Sequence[str]) -> Problem:
    what = say("There is no sheet “{sheet}” with content in {label}.", sheet=name, label=label)
    hint = suggestion(name, filled, "There are")
    places = (layout.places.get(key) for key in (f"sheets.{name}", "sheets", "sheet"))
    return Problem("no-sheet", next(filter(None, places), Place(label)), what, hint, name)


def _empty_workbook(label: str, hidden: list[str]) -> Problem:
    what = "All sheets with content are hidden." if hidden else "The workbook is empty."
    hint = "Show the sheet with the recipients." if hidden else "Put the headings into the first row."
    return Problem("empty-file", Place(label), what, hint)


def _too_much(code: str, place: Place, what: str) -> Problem:
    return Problem(
        code,
        place,
        say("The list has {what}.", what=what),
        "Delete what is not needed, or split the list into several.",
    )


def _notice(code: str, place: Place, what: str, hint: str) -> Problem:
    return Problem(code, place, what, hint, level="warning")
