"""What belongs to the page itself: in which language it is, and its end."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from letterbook.web.changing import Change
from letterbook.web.rendering import LANGUAGE_COOKIE, desk_of, page
from letterbook.web.words import languages

_YEAR = 365 * 24 * 3600


async def choose_language(request: Request) -> Response:
    """Keeps the clerk's language, and goes back to where that was chosen."""
    form = await request.form()
    back, language = str(form.get("back", "/")), str(form.get("language", ""))
    answer = RedirectResponse(_inside(back), 303)
    if language in languages():
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, httponly=True, samesite="strict")
    return answer


def _inside(back: str) -> str:
    """The path on this page that was named; its beginning for anything that could lead elsewhere."""
    is_path = back.startswith("/") and not back.startswith("//") and back.isascii() and back.isprintable()
    return back if is_path and "\\" not in back else "/"


async def close(request: Request) -> Response:
    """Says goodbye, and ends the server; not while letters are being issued."""
    busy = desk_of(request).jobs.running("issue")
    if busy:
        return page(request, "busy.html", 409, job=busy[0])
    return page(request, "closed.html", background=BackgroundTask(request.app.state.stop))


routes = [
    Change("/language", choose_language, role="look"),
    Change("/close", close, role="look"),
]
