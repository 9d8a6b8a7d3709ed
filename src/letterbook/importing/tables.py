"""A table of any reader → rows of as many cells each, with what could not be kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterbook.importing.blocks import (
    Grid,
    Line,
    NoteMark,
    PictureMark,
    Piece,
    Pieces,
    Words,
    joined,
    text_of,
    trimmed,
)
from letterbook.importing.losses import Loss, Losses
from letterbook.model import Alignment

Cell = tuple[list[Line], int, bool]
"""Its paragraphs, how many columns it has, and whether it belongs to the cell above."""

_ALIGNED = {
    "left": Alignment.START,
    "start": Alignment.START,
    "both": Alignment.START,
    "justify": Alignment.START,
    "center": Alignment.CENTER,
    "right": Alignment.RIGHT,
    "end": Alignment.RIGHT,
}


def grid(
    rows: Sequence[Sequence[Cell]], losses: Losses, *, is_headed: bool, aligned: Sequence[Sequence[str]]
) -> Iterator[Line | Grid]:
    """The table, or the paragraphs of one that has a single cell; nothing for one without words.

    `is_headed` is whether its first row has the headings, `aligned` where the words of each cell stand (“right”), row by
    row; empty for a cell without words.
    """
    rows = [row for row in rows if row]
    words = text_of(
        each for row in rows for lines, _, _ in row for line in lines for each in (*line.pieces, Words(" "))
    )
    has_pictures = any(
        isinstance(each, PictureMark)
        for row in rows
        for lines, _, _ in row
        for line in lines
        for each in line.pieces
    )
    if not words.strip() and not has_pictures:
        return
    if len(rows) == 1 and len(rows[0]) == 1:
        losses.note(Loss.FRAMES, "", words)
        yield from rows[0][0][0]
        return
    if any(span > 1 or goes_on for row in rows for _, span, goes_on in row):
        losses.note(Loss.MERGED, "", words)
    if not is_headed:
        losses.note(Loss.NO_HEADINGS, "", words)
    cells = [[piece for cell in row for piece in _spread(cell, losses)] for row in rows]
    if any(isinstance(piece, NoteMark) for cell in cells[0] for piece in cell):
        losses.note(
            Loss.HEADING_NOTES, "", text_of(each for cell in cells[0] for each in (*cell, Words(" ")))
        )
    width = max(len(row) for row in cells)
    yield Grid(
        tuple((*row, *((),) * (width - len(row))) for row in map(tuple, cells)), _alignments(aligned, width)
    )


def _spread(cell: Cell, losses: Losses) -> Iterator[Pieces]:
    lines, span, _ = cell
    yield _in_one_line(lines, losses)
    yield from [()] * (span - 1)


def _in_one_line(lines: Sequence[Line], losses: Losses) -> Pieces:
    pieces: list[Piece] = []
    for line in lines:
        number = line.label.number if line.label is not None else None
        mark = "" if line.label is None else "• " if number is None else f"{number} "
        pieces += [*([Words(" ")] if pieces else []), *([Words(mark)] if mark else []), *trimmed(line.pieces)]
    has_pictures = any(isinstance(piece, PictureMark) for piece in pieces)
    if len(lines) > 1 or any(line.label is not None for line in lines) or has_pictures:
        losses.note(Loss.CELLS, "", text_of(pieces))
    return joined(pieces)


def _alignments(aligned: Sequence[Sequence[str]], width: int) -> tuple[Alignment, ...]:
    """Of each column that of all its words below the headings, where they agree."""
    found = []
    for column in range(width):
        said = {row[column] for row in aligned[1:] if column < len(row) and row[column]}
        found.append(_ALIGNED.get(next(iter(said)), Alignment.START) if len(said) == 1 else Alignment.START)
    return () if set(found) == {Alignment.START} else tuple(found)
