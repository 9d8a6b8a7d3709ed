"""Long lists on pages of a hundred rows: nothing is left out, and no page is long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.requests import Request

Row = TypeVar("Row")
ROWS = 100


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """The rows of one page, which it is of how many (from 1), and how many rows there are in all."""

    rows: Sequence[Row]
    number: int
    pages: int
    total: int
    address: str

    @property
    def before(self) -> str | None:
        """The address of the page before this one."""
        return f"{self.address}page={self.number - 1}" if self.number > 1 else None

    @property
    def after(self) -> str | None:
        """The address of the page after this one."""
        return f"{self.address}page={self.number + 1}" if self.number < self.pages else None


def paged(rows: Sequence[Row], request: Request, size: int = ROWS) -> Paged[Row]:
    """The page that the request asks for with `page`, of `size` rows; the nearest one where there is none of this number."""
    wanted = request.query_params.get("page", "")
    asked = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 8 else 1
    pages = max(1, -(-len(rows) // size))
    number = min(max(asked, 1), pages)
    query = request.url.remove_query_params("page").query
    address = f"{request.url.path}?{query}&" if query else f"{request.url.path}?"
    return Paged(rows[(number - 1) * size : number * size], number, pages, len(rows), address)
