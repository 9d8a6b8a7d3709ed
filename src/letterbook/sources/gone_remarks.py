"""What a column that is not read, or a note to a cell, says of somebody who is gone: “deceased 2024” among the remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from letterbook.language.answers import yes_or_no
from letterbook.language.gone import says_gone
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.tables.grid import CellValue, Grid, GridRow, is_blank, text_of
from letterbook.sources.text_checks import shortened


def gone_remarks(
    grid: Grid, headings: Sequence[CellValue], columns: Mapping[str, int], rows: Sequence[GridRow]
) -> Iterator[Problem]:
    """A notice for each of these rows of the grid that such a column, or a note to one of its cells, seems to say this of; also where the office leaves the column out, since that was
    said of telephone numbers, and before the remark was written. Codes: gone-addressee.
    """
    read = {*columns.values()}
    unread = [at for at, heading in enumerate(headings) if at not in read and not is_blank(heading)]
    active = columns.get("active")
    notes = _notes_by_row(grid)
    for number, cells in rows:
        if active is not None and active < len(cells) and yes_or_no(text_of(cells[active])) is False:
            continue
        for at in unread:
            cell = cells[at] if at < len(cells) else ""
            if isinstance(cell, str) and cell and says_gone(cell):
                yield _gone(grid.origin.cell(number, at), cell)
                break
        else:
            yield from (_noted(grid.origin.cell(number, at), note) for at, note in notes.get(number, ())[:1])


def _notes_by_row(grid: Grid) -> Mapping[int, Sequence[tuple[int, str]]]:
    """The notes that say so, by the number of their row: (column, text)."""
    found: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in sorted(grid.notes.items()):
        if says_gone(text):
            found.setdefault(row, []).append((column, text))
    return found


def _gone(place: Place, text: str) -> Problem:
    what = say(
        "“{text}” seems to say that this addressee is gone; the column is not read, and the letter is made.",
        text=shortened(text),
    )
    return Problem("gone-addressee", place, what, _HINT, text, "warning")


def _noted(place: Place, text: str) -> Problem:
    what = say(
        "The note to this cell, “{text}”, seems to say that this addressee is gone; the letter is made.",
        text=shortened(text),
    )
    return Problem("gone-addressee", place, what, _HINT, text, "warning")


_HINT = "Write “no” into a column “active” for who gets no letter; or delete the remark, if the row is right by now."
