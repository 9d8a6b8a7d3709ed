"""What a column that is not read says of somebody who is gone: “deceased 2024” among the remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from letterbook.language.answers import yes_or_no
from letterbook.language.gone import says_gone
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.tables.grid import CellValue, GridRow, Origin, is_blank, text_of
from letterbook.sources.text_checks import shortened


def gone_remarks(
    origin: Origin, headings: Sequence[CellValue], columns: Mapping[str, int], rows: Sequence[GridRow]
) -> Iterator[Problem]:
    """A notice for each row that such a column seems to say this of; also where the office leaves the column out, since that was
    said of telephone numbers, and before the remark was written. Codes: gone-addressee.
    """
    read = {*columns.values()}
    unread = [at for at, heading in enumerate(headings) if at not in read and not is_blank(heading)]
    active = columns.get("active")
    for number, cells in rows:
        if active is not None and active < len(cells) and yes_or_no(text_of(cells[active])) is False:
            continue
        for at in unread:
            cell = cells[at] if at < len(cells) else ""
            if isinstance(cell, str) and cell and says_gone(cell):
                yield _gone(origin, number, at, cell)
                break


def _gone(origin: Origin, row: int, column: int, text: str) -> Problem:
    what = say(
        "“{text}” seems to say that this addressee is gone; the column is not read, and the letter is made.",
        text=shortened(text),
    )
    hint = "Write “no” into a column “active” for who gets no letter; or delete the remark, if the row is right by now."
    return Problem("gone-addressee", origin.cell(row, column), what, hint, text, "warning")
