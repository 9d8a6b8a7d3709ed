"""Log-in and log-out, on a page for several desks."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from letterbook.web.changing import Change
from letterbook.web.clerks_door import LOG_IN, ClerksDoor
from letterbook.web.closing import inside
from letterbook.web.rendering import door_of, page
from letterbook.web.safety import cookie_in

_MOST_BYTES = 20_000
WRONG, LOCKED = "desks.wrong", "desks.locked"


async def show(request: Request) -> Response:
    """The form for name and password."""
    _door_of(request)
    return _form(request, inside(request.query_params.get("to", "/")))


async def log_in(request: Request) -> Response:
    """Begins a session; another one of this browser ends. What is wrong, name or password, is told nobody."""
    door = _door_of(request)
    form = await request.form(max_files=0, max_fields=4)
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    to, address = inside(str(form.get("to", "/"))), request.client.host if request.client else ""
    if door.attempts.are_too_many(name, address):
        door.tell_refused(name, address, "too many wrong tries")
        return _form(request, to, 429, LOCKED)
    door.attempts.count(name, address)
    account = await door.account(name, password)
    if account is None:
        door.tell_refused(name, address, "wrong name or password")
        return _form(request, to, 403, WRONG)
    door.attempts.was_right(name, address)
    door.sessions.end(cookie_in(request.headers, door.cookie))
    answer = RedirectResponse(to, 303)
    number = door.sessions.begin(account)
    answer.set_cookie(door.cookie, number, secure=True, httponly=True, samesite="strict")
    return answer


async def log_out(request: Request) -> Response:
    """Ends the session: here, so that its cookie is of no use to anybody."""
    door = _door_of(request)
    door.sessions.end(cookie_in(request.headers, door.cookie))
    answer = RedirectResponse(LOG_IN, 303)
    answer.delete_cookie(door.cookie, secure=True, httponly=True, samesite="strict")
    return answer


def _form(request: Request, to: str, status: int = 200, wrong: str = "") -> Response:
    return page(request, "log-in.html", status, to=to, wrong=wrong)


def _door_of(request: Request) -> ClerksDoor:
    """Raises HTTPException where the page is one clerk's alone."""
    door = door_of(request)
    if not isinstance(door, ClerksDoor):
        raise HTTPException(404)
    return door


routes = [
    Route(LOG_IN, show),
    Change(
        LOG_IN,
        log_in,
        role="look",
        middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=_MOST_BYTES)],
    ),
    Change("/log-out", log_out, role="look"),
]
