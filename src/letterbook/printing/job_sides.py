"""On which side of which sheet each page of a letter is printed, and back from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from letterbook.archive.sheet_code import SheetCode


def sides_of(parts: Iterable[int], *, is_duplex: bool) -> Iterator[tuple[int, bool]]:
    """For each page of parts that each begin on a sheet of their own: on which sheet it is (from 1), and whether on its back."""
    sheet = 0
    for pages in parts:
        for page in range(pages):
            is_back = is_duplex and page % 2 == 1
            sheet += not is_back
            yield sheet, is_back


def page_of(parts: Sequence[int], side: SheetCode) -> int | None:
    """The page (from 0) that bears this code, of a letter that was printed with its enclosures or without; None where it has no
    such page.
    """
    for meant in (parts, parts[:1]):
        sides = list(sides_of(meant, is_duplex=not side.is_simplex))
        if sides and sides[-1][0] == side.sheets and (side.sheet, side.is_back) in sides:
            return sides.index((side.sheet, side.is_back))
    return None
