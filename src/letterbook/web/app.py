"""The page put together: which address is answered by what, and what becomes of errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from letterbook.errors import LetterbookError
from letterbook.problems import Problem
from letterbook.web import (
    addressees,
    closing,
    home,
    issued,
    letter_settings,
    letters,
    logging_in,
    mailing,
    manual,
    new_list,
    post,
    print_room,
    register,
    start,
    statements,
    verifying,
    working,
)
from letterbook.web.changing import refuse_without_role
from letterbook.web.desk import Desk
from letterbook.web.rendering import page
from letterbook.web.safety import Entrance, Safety

MOST_BYTES = 1_000_000
"""Of a form; whoever takes files says for itself how large they may be."""

AREAS = (
    start,
    home,
    addressees,
    new_list,
    letters,
    mailing,
    statements,
    letter_settings,
    working,
    issued,
    post,
    print_room,
    register,
    verifying,
    manual,
    closing,
    logging_in,
)
"""The areas of the page, each a module with its `routes`."""

_STATIC = Path(__file__).with_name("static")


def make_app(desk: Desk, door: Entrance, stop: Callable[[], None]) -> ASGIApp:
    """The page of the desk's office. `stop` ends the server that shows it."""
    routes = [route for area in AREAS for route in area.routes]
    refuse_without_role(routes)
    app = Starlette(
        routes=[*routes, Mount("/static", StaticFiles(directory=_STATIC))],
        middleware=[Middleware(start.FirstStart)],
        exception_handlers={
            HTTPException: _refusal,
            LetterbookError: _mistake,
            OSError: _machine_refused,
            Exception: _own_fault,
        },
    )
    app.state.desk, app.state.stop, app.state.door = desk, stop, door
    app.router.redirect_slashes = (
        False  # it would write a whole address, which a proxy in front of us does not have
    )
    return Safety(RequestBodyLimitMiddleware(app, MOST_BYTES), door)


def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    word = {
        403: "desks.no-role",
        408: "error.too-slow",
        404: "error.not-found",
        405: "error.not-found",
        413: "error.too-large",
    }
    key = word.get(error.status_code, "error.request")
    return page(request, "error.html", error.status_code, key=key, what="", problems=(), remedies=())


def _mistake(request: Request, error: Exception) -> Response:
    """What stands in the way, as the API says it: a sentence, and the problems one by one."""
    assert isinstance(error, LetterbookError)
    problems: list[Problem] = list(getattr(error, "problems", ()))
    what = "" if problems else error.what
    return page(
        request,
        "error.html",
        409,
        key="error.mistake",
        what=what,
        problems=problems,
        remedies=error.remedies,
    )


def _machine_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)
    what = error.strerror or str(error)
    return page(request, "error.html", 500, key="error.machine", what=what, problems=(), remedies=())


def _own_fault(request: Request, _error: Exception) -> Response:
    """A mistake of the program; what Python says of it is on the terminal that the page was started from."""
    return page(request, "error.html", 500, key="error.own-fault", what="", problems=(), remedies=())
