"""How wide the columns of a table are: as their content asks, as a browser has them. Lengths are twips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterbook.fonts import SERIF, SERIF_BOLD, width_mm
from letterbook.model import Table
from letterbook.model.text import inline_text

_TWIPS_A_MM = 1440 / 25.4
_MORE = 1.04
"""Another program's font may be a little wider than ours."""


def column_widths(table: Table, room: int, apart: int, size_pt: float) -> list[int]:
    """The widths of the columns, which fill the room; `apart` is what stands free between two, `size_pt` the size of type.

    What is left over goes to each as to what it needs on one line; where that is too much, each column has its longest
    word, and more the more it needs.
    """
    count = max(map(len, table.rows))
    between = [*[apart] * (count - 1), 0]
    natural = [_widest(_cells(table, column), size_pt) + free for column, free in enumerate(between)]
    if sum(natural) <= room:
        return _filling(natural, room)
    least = [_widest(_unbroken(table, column), size_pt) + free for column, free in enumerate(between)]
    left = room - sum(least)
    if left <= 0:
        return _filling(least, room)
    wanting = [most - few for most, few in zip(natural, least, strict=True)]
    return _filling(
        [few + left * want / sum(wanting) for few, want in zip(least, wanting, strict=True)], room
    )


def _filling(widths: Sequence[float], room: int) -> list[int]:
    scale = room / (sum(widths) or 1)
    whole = [int(width * scale) for width in widths[:-1]]
    return [*whole, room - sum(whole)]


def _cells(table: Table, column: int) -> Iterator[tuple[str, str]]:
    """The texts of a column, each with its font."""
    for index, row in enumerate(table.rows):
        if column < len(row):
            yield inline_text(row[column]), SERIF if index else SERIF_BOLD


def _unbroken(table: Table, column: int) -> Iterator[tuple[str, str]]:
    """What of these no line may break: words, and figures with their unit."""
    for text, font in _cells(table, column):
        whole = [text] if table.has_figures(column) and font == SERIF else text.split(" ")
        yield from ((word, font) for word in whole)


def _widest(texts: Iterator[tuple[str, str]], size_pt: float) -> float:
    widths = (width_mm(text, size_pt, font) for text, font in texts)
    return max(widths, default=0.0) * _TWIPS_A_MM * _MORE
