"""Long lists on pages of a hundred rows: nothing is left out, and no page is long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.requests import Request

from letterbook.model import Paging

Row = TypeVar("Row")
ROWS = 100


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """The rows of one page, where it stands, and the address of the list, to which a page's number is added."""

    rows: Sequence[Row]
    paging: Paging
    address: str

    @property
    def number(self) -> int:
        """Which page it is, from 1."""
        return self.paging.number

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self.paging.pages

    @property
    def total(self) -> int:
        """How many rows there are on all of them."""
        return self.paging.total

    @property
    def before(self) -> str | None:
        """The address of the page before this one."""
        return f"{self.address}page={self.number - 1}" if self.number > 1 else None

    @property
    def after(self) -> str | None:
        """The address of the page after this one."""
        return f"{self.address}page={self.number + 1}" if self.number < self.pages else None


def paged(rows: Sequence[Row], request: Request, size: int = ROWS) -> Paged[Row]:
    """The page that the request asks for, of `size` rows; the nearest one where there is none of this number."""
    paging = Paging.of(len(rows), asked_number(request), size)
    return page_of(rows[paging.first : paging.first + size], paging, request)


def page_of(rows: Sequence[Row], paging: Paging, request: Request) -> Paged[Row]:
    """A page whose rows are known; its neighbours have the address of the request."""
    query = request.url.remove_query_params("page").query
    address = f"{request.url.path}?{query}&" if query else f"{request.url.path}?"
    return Paged(rows, paging, address)


def asked_number(request: Request) -> int:
    """The number of the page that the request asks for with `page`."""
    wanted = request.query_params.get("page", "")
    return int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 8 else 1
