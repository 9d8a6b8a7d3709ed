"""Where a page of a long list stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Paging:
    """Which page it is, from 1, of how many, of `size` rows each, and how many rows there are on all of them."""

    number: int
    pages: int
    size: int
    total: int

    @classmethod
    def of(cls, total: int, number: int, size: int) -> Self:
        """The page of this number, or the nearest one where there is none."""
        pages = max(1, -(-total // size))
        return cls(min(max(number, 1), pages), pages, size, total)

    @property
    def first(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * self.size
