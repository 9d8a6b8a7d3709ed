"""The list of addressees: each mistake at its cell, mended there, in the office's own file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from letterbook.api import AddressList
from letterbook.errors import InputError, UsageError
from letterbook.model.columns import ListTable
from letterbook.problems import Problem
from letterbook.web.changing import Change, clerk_of
from letterbook.web.desk import Desk
from letterbook.web.rendering import desk_of, page
from letterbook.web.tables import paged

ROWS = 50
"""Addressees on a page."""
_CELL = "cell-"


@dataclass(frozen=True)
class Cell:
    """A cell as it is shown: its column, its text, and what is wrong with it."""

    column: int
    text: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Row:
    """An addressee: the number in the table, from 0, its row or line in the file, its cells, and what is wrong with it as a whole."""

    number: int
    where: str
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    is_open: bool


async def show(request: Request) -> Response:
    """A page of the list; with `row` that row open to be changed, with `only=mistakes` the rows with something wrong."""
    return await _shown(request)


async def _shown(
    request: Request, status: int = 200, what: str = "", refused: Sequence[Problem] = ()
) -> Response:
    table = await _table(request)
    may_change = table.is_editable and clerk_of(request).may("prepare")
    found = table.problems_by_row()
    others = [problem for _, problem in found.pop(None, [])]
    asked = request.query_params
    only = asked.get("only") == "mistakes"
    wrong = [at for at in range(len(table.rows)) if at in found]
    shown = paged(wrong if only else range(len(table.rows)), request, ROWS)
    opened = _number(asked.get("row", ""))
    rows = [
        _row(table, at, found.get(at, ()), is_open=may_change and (at == opened or at in found))
        for at in shown.rows
    ]
    return page(
        request,
        "addressees.html",
        status,
        table=table,
        rows=rows,
        only=only,
        shown=shown,
        wrong=len(wrong),
        what=what,
        stops=[*refused, *(problem for problem in others if problem.is_error)],
        notices=[problem for problem in others if not problem.is_error],
    )


def _row(table: ListTable, at: int, found: Sequence[tuple[int | None, Problem]], *, is_open: bool) -> Row:
    by_column: dict[int | None, list[Problem]] = {}
    for column, problem in found:
        by_column.setdefault(column, []).append(problem)
    cells = tuple(
        Cell(column, text, tuple(by_column.get(column, ()))) for column, text in enumerate(table.rows[at])
    )
    place = table.places[at]
    where = place.cell.removeprefix("row ") if place.cell else str(place.line or at + 1)
    if len({column_sheet for column in table.columns for column_sheet in column.sheets}) > 1:
        where = f"{place.sheet} {where}"
    return Row(at, where, cells, tuple(by_column.get(None, ())), is_open)


async def change(request: Request) -> Response:
    """Writes the cells of one row that are other than they were, and shows the row."""
    form, desk = await request.form(), desk_of(request)
    row, version = _number(str(form.get("row", ""))), str(form.get("version", ""))
    table = await _table(request)
    if not 0 <= row < len(table.rows):
        raise HTTPException(400)
    texts = _changed(table.rows[row], {str(name): str(value) for name, value in form.items()}, row)
    try:
        if texts:
            addresses = desk.office.address_list()
            after = await desk.ask(addresses.change, version, texts)
            # Another writer in between would leave a fingerprint of a table that we do not have.
            if (fingerprint := await desk.ask(addresses.fingerprint)).split()[0] == after.version:
                request.app.state.addressees = (fingerprint, after)
    except InputError as refused:
        return await _shown(request, 409, refused=refused.problems)
    except UsageError as refused:
        return await _shown(request, 409, refused.what)
    return RedirectResponse(f"{request.url.path}?{request.url.query}#row-{row}", 303)


def _changed(texts: Sequence[str], form: Mapping[str, str], row: int) -> dict[tuple[int, int], str]:
    """The cells of the form that are other than the row's; a browser ends lines in its own way."""
    given = {
        column: form[f"{_CELL}{column}"].replace("\r\n", "\n")
        for column in range(len(texts))
        if f"{_CELL}{column}" in form
    }
    return {(row, column): text for column, text in given.items() if text != texts[column]}


def _number(row: str) -> int:
    """The row that is named; -1, which no row is, for anything else."""
    return int(row) if row.isdecimal() and len(row) < 10 else -1


async def _table(request: Request) -> ListTable:
    """The list, read anew where it or letterbook.yaml has changed."""
    desk: Desk = desk_of(request)
    addresses: AddressList = desk.office.address_list()
    fingerprint = await desk.ask(addresses.fingerprint)
    known: tuple[str, ListTable] | None = getattr(request.app.state, "addressees", None)
    if known is None or known[0] != fingerprint:
        known = (fingerprint, await desk.ask(addresses.table))
        request.app.state.addressees = known
    return known[1]


routes = [Route("/addressees", show), Change("/addressees", change, role="prepare")]
