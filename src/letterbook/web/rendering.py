"""A page of HTML from its template, its words and its values; every value is escaped, whatever it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse

from letterbook.api import long_date
from letterbook.model.clerk import Role
from letterbook.problems import Place
from letterbook.sentences import Sentence, printable
from letterbook.web.changing import clerk_of
from letterbook.web.desk import Desk
from letterbook.web.finishing import under_path, without_forbidden
from letterbook.web.messages import translated
from letterbook.web.safety import Entrance
from letterbook.web.words import FIRST, Words, languages, words_for

if TYPE_CHECKING:
    from letterbook.usecases.overview import MailingSummary

SECTIONS = (
    ("/", "sections.mailings"),
    ("/addressees", "sections.addressees"),
    ("/register", "sections.register"),
    ("/verify", "sections.verify"),
    ("/help", "sections.help"),
)
"""What the page consists of: addresses, and the keys of their words."""
LANGUAGE_COOKIE = "letterbook-language"
_NEEDED: Mapping[Role, str] = {"prepare": "desks.needs-prepare", "issue": "desks.needs-issue"}
"""What is said in the place of what a clerk may not do."""
_PAGES = Path(__file__).with_name("pages")


def desk_of(request: Request) -> Desk:
    """The office that this page is of."""
    desk: Desk = request.app.state.desk
    return desk


def door_of(request: Request) -> Entrance:
    """What let the browser in."""
    door: Entrance = request.app.state.door
    return door


def words_of(request: Request) -> Words:
    """The words in the clerk's language."""
    return words_for(request.headers.get("accept-language", ""), request.cookies.get(LANGUAGE_COOKIE, ""))


def page(
    request: Request,
    template: str,
    status: int = 200,
    background: BackgroundTask | None = None,
    **values: Any,
) -> HTMLResponse:
    """The page of this template, a file of `pages/`. In it `w("key")` gives words and `day(date)` a written date."""
    words, door = words_of(request), door_of(request)
    given = {
        "w": words.text,
        "words": words,
        "languages": languages(),
        "sections": SECTIONS,
        "state_word": lambda state: words.texts.get(f"state.{state}", state),
        "title_of": lambda mailing: title_of(mailing, words),
        "tell": lambda sentence: told(sentence, words),
        "where": lambda place: _told_place(place, words),
        "path": request.url.path,
        "clerk": clerk_of(request),
        "has_several_desks": door.has_several_desks,
        "day": lambda when: _written_day(when, words),
        **values,
    }
    written = _environment().get_template(template).render(given)
    allowed = without_forbidden(
        written, clerk_of(request), request.app.routes, lambda role: words.text(_NEEDED[role])
    )
    return HTMLResponse(under_path(allowed, door.prefix), status, background=background)


def _written_day(when: date, words: Words) -> str:
    """The day as letters in this language have it: "19 January 2021"."""
    return long_date(when, words.language)


def told(sentence: str, words: Words) -> Markup:
    """What the program says, in the clerk's language; where that is not known in English, and marked as English."""
    own = translated(sentence, words.language)
    if own is not None:
        return escape(printable(own))
    return Markup('<span lang="en" dir="ltr">{}</span>').format(
        printable(str(sentence))
    )  # the value is escaped


def _told_place(place: Place, words: Words) -> str:
    """Where it is, in the clerk's language as far as that is known."""
    return ", ".join(
        (translated(name, words.language) if isinstance(name, Sentence) else None) or name
        for name in place.named
    )


def title_of(mailing: MailingSummary, words: Words) -> str:
    """What a mailing is about: in the clerk's language, in that of those who have none here, or in any; else its id."""
    wanted = (mailing.titles.get(language) for language in (words.language, FIRST))
    return next(filter(None, (*wanted, *mailing.titles.values())), mailing.id)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["as_typed"] = escape  # what stands in a field goes back as it came, line ends too
    return environment


def _shown(value: object) -> object:
    """A value as it may stand on a page: what turns the reading direction, or is not seen, by its number."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
