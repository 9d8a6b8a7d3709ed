"""Who may ask the page for what: only a browser that was let in, only by our own address, and only from our own pages.

A program on this machine, and every website that the clerk's browser shows, can send requests to 127.0.0.1. So each one is held
against all of this before anything else looks at it:

- Host is our address whole, with its port: a foreign name that was made to point to 127.0.0.1 (DNS rebinding) is none;
- the cookie that `/enter?token=…` gave, HttpOnly and SameSite=Strict. Cookies know no ports, so its name has ours;
- Sec-Fetch-Site, which a browser sets and no website can: from ourselves, or typed by the clerk; and for whatever changes
  something that header or an Origin that is ours has to be there. With these two a token in each form would add nothing:
  it is a means against requests that a foreign page sends with our cookie, and here those are refused by where they come from.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import ClassVar, Protocol
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from letterbook.model.clerk import ROLES, Clerk
from letterbook.web.changing import SAFE_METHODS
from letterbook.web.words import words_for

ENTER = "/enter"
_OURS = frozenset({"same-origin", "none"})

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": _POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": with it a browser says "Origin: null" of our own forms too, and one of two checks would be lost.
    # The token is never in an address that a page is shown under.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""Of every answer."""


class Entrance(Protocol):
    """What lets a browser in: for one clerk at this machine a Door, for several desks a ClerksDoor."""

    @property
    def has_several_desks(self) -> bool:
        """Whether clerks log in."""

    @property
    def prefix(self) -> str:
        """The path below which browsers see the page; empty where it has the whole address."""

    @property
    def from_anywhere(self) -> frozenset[str]:
        """What may be looked at from a foreign page's link: it shows nothing of the office."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Of every answer, besides HEADERS."""

    @property
    def host(self) -> str:
        """The address whole, as a browser says it in Host."""

    @property
    def origin(self) -> str:
        """What a browser says of our own pages."""

    def let_in(self, scope: Scope, headers: Headers) -> Clerk | Response:
        """Who asks, or the answer to whoever is not let in."""


@dataclass(frozen=True)
class Door:
    """What lets the browser of this machine in: our address with its port, the token in the first address, and what the cookie holds; `clerk` is who sits here."""

    host: str
    token: str
    session: str
    clerk: str
    has_several_desks: ClassVar[bool] = False
    prefix: ClassVar[str] = ""
    from_anywhere: ClassVar[frozenset[str]] = frozenset({ENTER})
    headers: ClassVar[Mapping[str, str]] = {}

    @property
    def origin(self) -> str:
        """What a browser says of our own pages."""
        return f"http://{self.host}"

    @property
    def cookie(self) -> str:
        """The cookie's name."""
        return f"letterbook-{self.host.rpartition(':')[2]}"

    def let_in(self, scope: Scope, headers: Headers) -> Clerk | Response:
        """The clerk of this machine, where the browser has the cookie; the cookie, where it has the token."""
        if scope["path"] == ENTER and scope["method"] in SAFE_METHODS:
            return self._entered(scope, headers)
        if _same(cookie_in(headers, self.cookie), self.session):
            return Clerk(self.clerk, frozenset(ROLES))
        return refused(headers, "refused.token")

    def _entered(self, scope: Scope, headers: Headers) -> Response:
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not _same(token, self.token):
            return refused(headers, "refused.token")
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self.cookie, self.session, httponly=True, samesite="strict")
        return answer


class Safety:
    """Refuses what is not ours, lets in whoever has the token, and puts HEADERS on every answer."""

    def __init__(self, app: ASGIApp, door: Entrance) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # the page has no WebSocket
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, **self._door.headers}.items():
                    headers[name] = value
            await send(message)

        answer = self._answer(scope)
        await (answer or self._app)(scope, receive, send_safely)

    def _answer(self, scope: Scope) -> Response | None:
        """The refusal, or the way in; None for a request that may go on."""
        headers = Headers(scope=scope)
        if headers.getlist("host") != [self._door.host]:
            return refused(headers, "refused.host", 421)
        clerk = self._door.let_in(scope, headers)
        if isinstance(clerk, Response):
            return clerk
        if not self._is_own(scope["method"], scope["path"], headers):
            return refused(headers, "refused.origin")
        scope["user"] = clerk
        return None

    def _is_own(self, method: str, path: str, headers: Headers) -> bool:
        """Whether one of our pages, or the clerk at the keyboard, asks for this."""
        if method in SAFE_METHODS and path in self._door.from_anywhere:
            return True
        site, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
        if any(value not in _OURS for value in site) or any(value != self._door.origin for value in origins):
            return False
        return method in SAFE_METHODS or bool(site or origins)


def _same(given: str, wanted: str) -> bool:
    """Whether both are the same, in a time that does not tell how much of it is."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def cookie_in(headers: Headers, name: str) -> str:
    """What the browser's cookie of this name says; nothing where there is none, or none that can be read."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def refused(headers: Headers, word: str, status: int = 403) -> Response:
    """A sentence in the language of the browser, and nothing of the office."""
    return PlainTextResponse(words_for(headers.get("accept-language", "")).text(word), status)
