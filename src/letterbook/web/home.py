"""The first page: what is due, what can be issued, and what was."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from letterbook.web.orders import today
from letterbook.web.rendering import desk_of, page, words_of

DAYS = 90
"""So far ahead the page looks for anniversaries."""


async def home(request: Request) -> Response:
    """The mailings of the office."""
    desk = desk_of(request)
    seen = await desk.ask(desk.office.overview, today(), DAYS)
    language = words_of(request).language
    name = seen.office.to(language) or next(iter(seen.office.texts.values()), "")
    return page(request, "home.html", seen=seen, office_name=name, days=DAYS, language=language)


routes = [Route("/", home)]
