"""The book of numbers: a search, a letter's history, what became of letters, reprints, exports, and whether it is whole."""

from __future__ import annotations

from datetime import datetime
from typing import cast, get_args
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from letterbook.model import TableFormat
from letterbook.model.order import RecordableEvent
from letterbook.web.changing import Change, clerk_of
from letterbook.web.orders import day_in, seen_of, text_in, today
from letterbook.web.rendering import desk_of, page
from letterbook.web.tables import ROWS, asked_number, page_of

EVENTS: tuple[RecordableEvent, ...] = get_args(RecordableEvent)
REPLACEABLE = ("dispatched", "returned", "answered")
"""What became of letters that have left the house: a new letter can be sent in their place."""
VOIDABLE = ("reserved", "made")
MOST_FIELDS = 10_000
"""Of a form that names letters."""
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


async def show(request: Request) -> Response:
    """The letters of the register, or those that mention a text, the latest first."""
    return await _book(request)


async def _book(request: Request, said: tuple[str, ...] = (), recorded: int = 0) -> Response:
    desk, text = desk_of(request), request.query_params.get("q", "").strip()
    found = await desk.ask(desk.office.register.page, asked_number(request), ROWS, text=text or None)
    shown = page_of(found.letters, found.paging, request)
    return page(
        request,
        "register.html",
        shown=shown,
        q=text,
        events=EVENTS,
        said=said,
        recorded=recorded,
        today=today(),
    )


async def record(request: Request) -> Response:
    """Writes down what became of the letters that were ticked or typed: of all of them, or of none."""
    form, desk = await request.form(max_fields=MOST_FIELDS), desk_of(request)
    event = next((each for each in EVENTS if each == form.get("event")), None)
    if event is None:
        raise HTTPException(400)
    typed = str(form.get("numbers") or "").replace(",", " ").split()
    references = [*map(str, form.getlist("reference")), *typed]
    told: list[str] = []
    entries = await desk.ask(
        desk.office.register.record,
        references,
        event,
        clerk=clerk_of(request).name,
        at=_now(),
        day=day_in(form, "day"),
        way=text_in(form, "way"),
        tracking=text_in(form, "tracking"),
        note=text_in(form, "note"),
        told=told.append,
    )
    return await _book(request, tuple(told), len(entries))


async def letter(request: Request) -> Response:
    """Everything that the register knows of a letter."""
    desk = desk_of(request)
    found = await desk.ask(desk.office.register.letter, request.query_params.get("reference", ""))
    entry, seen = found.entry, await seen_of(request)
    by_mailing = {f"{each.id}-{entry.date}": each for each in seen.mailings}
    return page(
        request,
        "register-letter.html",
        history=found,
        entry=entry,
        may_be_void=entry.state in VOIDABLE,
        replaced_in=by_mailing.get(entry.mailing) if entry.state in REPLACEABLE else None,
    )


async def void(request: Request) -> Response:
    """Gives a letter up that has not left the house, for a reason, and shows it."""
    form, desk = await request.form(), desk_of(request)
    reference = str(form.get("reference", ""))
    await desk.ask(
        desk.office.register.record,
        [reference],
        "void",
        clerk=clerk_of(request).name,
        at=_now(),
        note=text_in(form, "note"),
    )
    return RedirectResponse(f"/register/letter?{urlencode({'reference': reference})}", 303)


async def reprint(request: Request) -> Response:
    """The pages of a letter once more, as they were printed; the register notes it."""
    form, desk = await request.form(), desk_of(request)
    found = await desk.ask(desk.office.register.letter, str(form.get("reference", "")))
    known = found.entry.mailing
    published = await desk.ask(desk.office.published)
    mailings = [each for each in published if each.name == known or each.name.startswith(f"{known}-to-")]
    holding = [
        each for each in mailings if any(row.reference == found.entry.reference for row in each.letters)
    ]
    if not holding:
        raise HTTPException(404)
    path = await desk.ask(
        holding[0].reprint, str(found.entry.number), clerk=clerk_of(request).name, at=_now()
    )
    return FileResponse(path, filename=path.name, content_disposition_type="inline")


async def export(request: Request) -> Response:
    """The register as a table for a spreadsheet, or as pages to print and sign."""
    kind, desk = request.path_params["kind"], desk_of(request)
    if kind not in _KINDS:
        raise HTTPException(404)
    content = await desk.ask(desk.office.register.export, cast("TableFormat", kind), at=_now())
    how = "inline" if kind == "pdf" else "attachment"
    headers = {"content-disposition": f'{how}; filename="register.{kind}"'}
    return Response(content, media_type=_KINDS[kind], headers=headers)


async def check(request: Request) -> Response:
    """Whether the book is whole."""
    desk = desk_of(request)
    noted = text_in(request.query_params, "noted")
    checked = await desk.ask(desk.office.register.check, noted)
    return page(request, "register-check.html", checked=checked, noted=noted or "")


def _now() -> datetime:
    """Now, in the clerk's own time zone: what day it is, depends on it."""
    return datetime.now().astimezone()


routes = [
    Route("/register", show),
    Change("/register/record", record, role="issue"),
    Route("/register/letter", letter),
    Change("/register/void", void, role="issue"),
    Change("/register/reprint", reprint, role="issue"),
    Route("/register/export.{kind}", export),
    Route("/register/check", check),
]
