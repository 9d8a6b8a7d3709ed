"""Labels for registered letters: the number that the post gave the office (UPU S10), as bars and to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from letterbook.envelope_windows import Area
from letterbook.model.post import Offset, RegisteredNumbers
from letterbook.printing.code128 import bars
from letterbook.render.pdf.post_pages import Block, Lain, PostPage, Printed, print_post
from letterbook.stationery.label_sheets import LabelSheet, sheet_size

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_NUMBER_PT, _NUMBER_PITCH_PT, _TEXT_MM = 11.0, 13.0, 5.0
_WIDEST_MM, _HIGHEST_MM = 55.0, 14.0


def item_number(numbers: RegisteredNumbers, serial: int) -> str:
    """The number of an item, with its check figure: RR000100009AZ (UPU S10)."""
    figures = f"{serial:08d}"
    rest = sum(weight * int(figure) for weight, figure in zip(_WEIGHTS, figures, strict=True)) % 11
    check = {0: 5, 1: 0}.get(rest, 11 - rest)
    return f"{numbers.service}{figures}{check}{numbers.country}"


def item_numbers(ranges: Sequence[RegisteredNumbers]) -> Iterator[str]:
    """All numbers of the ranges, in their order."""
    return chain.from_iterable(
        (item_number(each, serial) for serial in range(each.first, each.last + 1)) for each in ranges
    )


def grouped(number: str) -> str:
    """The number as people read it: RR 00 010 000 9 AZ."""
    return " ".join((number[:2], number[2:4], number[4:7], number[7:10], number[10:11], number[11:]))


def registered_labels(
    numbers: Mapping[str, str], sheet: LabelSheet, first: int, offset: Offset, printed: Printed
) -> tuple[bytes, int]:
    """Sheets with a label for each of the `numbers`, which are by reference, from the label `first` on, counted from 1; and how
    many sheets.
    """
    by_page: dict[int, list[tuple[int, str, str]]] = {}
    for place, (reference, number) in enumerate(numbers.items(), start=first - 1):
        page, label = divmod(place, sheet.count)
        by_page.setdefault(page, []).append((label, reference, number))
    pages = [_page(sheet, labels) for labels in by_page.values()]
    return print_post(pages, sheet_size(sheet), Lain(-offset.right, -offset.down), printed), len(pages)


def _page(sheet: LabelSheet, labels: Sequence[tuple[int, str, str]]) -> PostPage:
    blocks: list[Block] = []
    drawn: list[Area] = []
    for label, reference, number in labels:
        room = sheet.room(label)
        high = min(room.height - 2 * _TEXT_MM, _HIGHEST_MM)
        top = room.top + (room.height - high - 2 * _TEXT_MM) / 2
        code = Area(room.left, top + _TEXT_MM, min(room.width, _WIDEST_MM), high)
        above, below = (
            Area(room.left, top, room.width, _TEXT_MM),
            Area(room.left, code.bottom + 0.5, room.width, _TEXT_MM),
        )
        drawn += bars(number, code)
        blocks.append(Block("note", above, (reference,), 8.5, 11.0, "en"))
        blocks.append(Block("note", below, (grouped(number),), _NUMBER_PT, _NUMBER_PITCH_PT, "en"))
    return PostPage(tuple(blocks), bars=tuple(drawn))
