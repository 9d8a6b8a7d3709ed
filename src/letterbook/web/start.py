"""The first start: in a folder that is no office yet every page leads to a form that makes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, cast

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from letterbook.api import check_new_office, languages_to_begin_with, make_office, refuse_in_use
from letterbook.errors import InputError, UsageError
from letterbook.model import OwnOffice
from letterbook.problems import Problem
from letterbook.web.changing import Change
from letterbook.web.desk import Desk
from letterbook.web.rendering import desk_of, page, words_of

ADDRESS = "/start"
MOST_BYTES = 20_000_000
"""Of the form with its picture. A picture may be smaller than that; the form then says so, and keeps what was typed."""
_OPEN = ("/static/", "/help/")
_OPEN_WHOLE = (ADDRESS, "/language", "/close", "/help")
"""What is there before there is an office."""
_TEXTS = ("language", "country", "paper", "name", "address", "signatory", "title")
_PAPERS = ("A4", "Letter")


class FirstStart:
    """Leads whatever is asked of an office that is not there to the form."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            desk: Desk = scope["app"].state.desk
            is_form = scope["path"] == ADDRESS
            if desk.office.is_there == is_form and (is_form or not _is_open(scope["path"])):
                await RedirectResponse("/" if is_form else ADDRESS, 303)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_open(path: str) -> bool:
    return path in _OPEN_WHOLE or path.startswith(_OPEN)


async def show(request: Request) -> Response:
    """The empty form; where the folder holds what a new office would bring, what is there instead."""
    language = words_of(request).language
    try:
        refuse_in_use(desk_of(request).office.folder)
    except UsageError as error:
        return _form(request, {"language": language}, 409, what=error.what)
    return _form(request, {"language": language})


async def make(request: Request) -> Response:
    """Makes the office of the form and goes on with it; or shows the form again, each mistake at its field."""
    async with request.form(max_files=1, max_fields=len(_TEXTS)) as form:
        texts = {name: _text(form, name) for name in _TEXTS}
        own = await _own(texts, form.get("emblem"))
    desk = desk_of(request)
    try:
        wrong = await run_in_threadpool(check_new_office, texts["language"], texts["country"], own)
        if wrong:
            return _form(request, texts, 409, wrong, had_emblem=own.emblem is not None)
        await desk.ask(
            make_office,
            desk.office.folder,
            language=texts["language"],
            country=texts["country"],
            paper=cast(
                "Literal['A4', 'Letter'] | None", texts["paper"] if texts["paper"] in _PAPERS else None
            ),
            own=own,
        )
    except InputError as error:
        return _form(request, texts, 409, error.problems, had_emblem=own.emblem is not None)
    except UsageError as error:
        return _form(request, texts, 409, what=error.what, had_emblem=own.emblem is not None)
    return RedirectResponse("/", 303)


async def _own(texts: dict[str, str], sent: UploadFile | str | None) -> OwnOffice:
    lines = tuple(line.strip() for line in texts["address"].splitlines() if line.strip())
    own = OwnOffice(texts["name"].strip(), lines, texts["signatory"].strip(), texts["title"].strip())
    if not isinstance(sent, UploadFile) or not sent.filename:
        return own
    return replace(own, emblem=await sent.read(), emblem_name=sent.filename)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    if not isinstance(value, str):
        raise HTTPException(400)
    return value


def _form(
    request: Request,
    texts: dict[str, str],
    status: int = 200,
    wrong: Sequence[Problem] = (),
    *,
    what: str = "",
    had_emblem: bool = False,
) -> Response:
    return page(
        request,
        "start.html",
        status,
        texts=dict.fromkeys(_TEXTS, "") | texts,
        wrong={problem.place.part: problem for problem in wrong},
        what=what,
        had_emblem=had_emblem,
        folder=desk_of(request).office.folder,
        known=languages_to_begin_with(),
        papers=_PAPERS,
    )


routes = [
    Route(ADDRESS, show),
    Change(
        ADDRESS,
        make,
        role="prepare",
        middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES)],
    ),
]
