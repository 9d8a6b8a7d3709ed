"""Another list for the office: sent or chosen, its columns named by the clerk, and then the office's own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from letterbook.errors import InputError, LetterbookError, UsageError
from letterbook.model.columns import ListChoice, ListReading, NewList, Together, places_in_sheets
from letterbook.web.changing import Change
from letterbook.web.orders import text_in
from letterbook.web.rendering import desk_of, page
from letterbook.web.uploads import Sent, drop_sent, keep_sent, sent_of

MOST_BYTES = 70_000_000
"""Of a form with a list, which itself has at most 64 MiB."""
FIELDS = {
    "lists.name": (
        "organisation", "person", "given", "middle_name", "surname_prefix", "surname", "second_surname", "surname_and_given",
        "together_with", "form_of_address", "honorific", "after_name", "post", "department", "attention",
    ),
    "lists.address": (
        "street", "house_number", "staircase", "flat", "second_line", "third_line", "quarter", "postcode", "city", "post_town", "postcode_and_city",
        "care_of", "po_box", "po_box_postcode", "region", "country", "lines",
    ),
    "lists.words": ("language", "salutation", "closing", "in_text", "kind", "template", "signatory"),
    "lists.sending": ("delivery", "formats", "copies", "cc", "window", "universal", "active", "id", "group", "group_name"),
}  # fmt: skip
"""The fields in the order and the groups in which a clerk looks for them."""
_COLUMN = "column-"


async def show(request: Request) -> Response:
    """Where to send a list, and those that lie in the office already."""
    desk = desk_of(request)
    names = await desk.ask(desk.office.lists.names)
    return page(request, "new-list.html", names=names, query=_address)


async def send(request: Request) -> Response:
    """Keeps the list that was sent, and leads to its columns."""
    async with request.form(max_files=1, max_fields=2) as form:
        sent = await keep_sent(request, form.get("file"))
    return RedirectResponse(_address(sent=sent.id), 303)


async def show_columns(request: Request) -> Response:
    """The list's columns, each with its first texts and what it is proposed to mean."""
    file, sent = await _file_of(request)
    desk, reading = desk_of(request), _reading(request.query_params)
    try:
        found = await desk.ask(desk.office.lists.look, file, sent.name if sent else None, reading)
    except (InputError, UsageError) as refused:
        return _not_read(request, reading, refused)
    return _columns(request, found, [column.field for column in found.columns], found.together)


async def take(request: Request) -> Response:
    """Makes the list the office's own, and leads to its addressees."""
    file, sent = await _file_of(request)
    desk, reading, form = desk_of(request), _reading(request.query_params), await request.form(max_fields=600)
    name, lists = sent.name if sent else None, desk.office.lists
    try:
        found = await desk.ask(lists.look, file, name, reading)
    except (InputError, UsageError) as refused:
        return _not_read(request, reading, refused)
    fields = [text_in(form, f"{_COLUMN}{number}") for number in range(len(found.columns))]
    together = _together(form)
    choice = ListChoice(str(form.get("version")), tuple(fields), together, replace=bool(form.get("replace")))
    try:
        await desk.ask(lists.take, file, choice, name, reading)
    except UsageError as refused:
        return _columns(request, found, fields, together, 409, refused.what)
    if sent:
        drop_sent(request, sent.id)
    return RedirectResponse("/addressees", 303)


def _columns(
    request: Request,
    found: NewList,
    fields: list[str | None],
    together: Together | None,
    status: int = 200,
    what: str = "",
) -> Response:
    own = [field for field in found.fields if field.startswith("fields.")]
    return page(
        request,
        "list-columns.html",
        status,
        found=found,
        columns=[
            (column, field, places_in_sheets(found.columns, column))
            for column, field in zip(found.columns, fields, strict=True)
        ],
        together=together,
        groups=FIELDS,
        own=own,
        what=what,
        query=f"?{request.url.query}",
        hidden=_named_file(request),
        encodings=desk_of(request).office.lists.encodings(),
    )


def _not_read(request: Request, reading: ListReading, refused: LetterbookError) -> Response:
    """Why the list cannot be read, and in which encoding it might be."""
    problems = list(getattr(refused, "problems", ()))
    may_be_read = any(problem.code == "wrong-encoding" for problem in problems)
    if not may_be_read and reading == ListReading():
        drop_sent(request, request.query_params.get("sent", ""))
    return page(
        request,
        "list-refused.html",
        409,
        problems=problems,
        what="" if problems else refused.what,
        may_be_read=may_be_read,
        reading=reading,
        hidden=_named_file(request),
        encodings=desk_of(request).office.lists.encodings(),
    )


async def _file_of(request: Request) -> tuple[str, Sent | None]:
    """The list that the address names: one that was sent, or one of the office's. Raises HTTPException where there is none."""
    number, name = (request.query_params.get(key) for key in ("sent", "list"))
    if number:
        sent = sent_of(request, number)
        return str(sent.path), sent
    desk = desk_of(request)
    if name is None or name not in await desk.ask(desk.office.lists.names):
        raise HTTPException(404)
    return name, None


def _named_file(request: Request) -> tuple[str, str]:
    """The value of the address that names the file."""
    key = "sent" if request.query_params.get("sent") else "list"
    return key, request.query_params[key]


def _address(**values: str) -> str:
    return f"/addressees/columns?{urlencode(values)}"


def _reading(given: QueryParams) -> ListReading:
    """How the clerk says that the table is read."""
    row = given.get("headings", "").strip()
    headings = int(row) if row.isascii() and row.isdecimal() and len(row) < 6 else None
    sheets = tuple(filter(None, given.getlist("sheet")))
    sheet = sheets[0] if len(sheets) == 1 else None
    return ListReading(text_in(given, "encoding"), sheet, headings or None, () if sheet else sheets)


def _together(form: Mapping[str, object]) -> Together | None:
    wanted = form.get("together")
    return "household" if wanted == "household" else "office" if wanted == "office" else None


routes = [
    Route("/addressees/new", show),
    Change(
        "/addressees/new",
        send,
        role="prepare",
        middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES)],
    ),
    Route("/addressees/columns", show_columns),
    Change("/addressees/columns", take, role="prepare"),
]
