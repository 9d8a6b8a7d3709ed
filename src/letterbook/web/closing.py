"""What belongs to the page itself: in which language it is, and its end."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from letterbook.web.changing import Change
from letterbook.web.rendering import LANGUAGE_COOKIE, desk_of, door_of, page
from letterbook.web.words import languages

_YEAR = 365 * 24 * 3600


async def choose_language(request: Request) -> Response:
    """Keeps the clerk's language, and goes back to where that was chosen."""
    form = await request.form()
    back, language = str(form.get("back", "/")), str(form.get("language", ""))
    answer = RedirectResponse(inside(back), 303)
    is_public = door_of(request).has_several_desks
    if language in languages():
        answer.set_cookie(
            LANGUAGE_COOKIE, language, max_age=_YEAR, secure=is_public, httponly=True, samesite="strict"
        )
    return answer


def inside(back: str) -> str:
    """The path on this page that was named; its beginning for anything that could lead elsewhere."""
    is_path = back.startswith("/") and not back.startswith("//") and back.isascii() and back.isprintable()
    return back if is_path and "\\" not in back else "/"


async def close(request: Request) -> Response:
    """Says goodbye, and ends the server; not while letters are being issued."""
    if door_of(request).has_several_desks:  # whoever started the server ends it
        raise HTTPException(404)
    busy = desk_of(request).jobs.running("issue")
    if busy:
        return page(request, "busy.html", 409, job=busy[0])
    return page(request, "closed.html", background=BackgroundTask(request.app.state.stop))


routes = [
    Change("/language", choose_language, role="look"),
    Change("/close", close, role="look"),
]
