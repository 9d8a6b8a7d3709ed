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


@dataclass(frozen=True)
class Door:
    """What lets a browser in: our address with its port, the token in the first address, and what the cookie holds; `clerk` is who sits here."""

    host: str
    token: str
    session: str
    clerk: str

    @property
    def origin(self) -> str:
        """What a browser says of our own pages."""
        return f"http://{self.host}"

    @property
    def cookie(self) -> str:
        """The cookie's name."""
        return f"letterbook-{self.host.rpartition(':')[2]}"


class Safety:
    """Refuses what is not ours, lets in whoever has the token, and puts HEADERS on every answer."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
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
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        answer = self._answer(scope)
        await (answer or self._app)(scope, receive, send_safely)

    def _answer(self, scope: Scope) -> Response | None:
        """The refusal, or the way in; None for a request that may go on."""
        headers = Headers(scope=scope)
        if headers.getlist("host") != [self._door.host]:
            return _refused(headers, "refused.host", 421)
        if scope["path"] == ENTER and scope["method"] in SAFE_METHODS:
            return self._entered(scope, headers)
        if not self._has_session(headers):
            return _refused(headers, "refused.token")
        if not self._is_own(scope["method"], headers):
            return _refused(headers, "refused.origin")
        scope["user"] = Clerk(self._door.clerk, frozenset(ROLES))
        return None

    def _entered(self, scope: Scope, headers: Headers) -> Response:
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not _same(token, self._door.token):
            return _refused(headers, "refused.token")
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self._door.cookie, self._door.session, httponly=True, samesite="strict")
        return answer

    def _has_session(self, headers: Headers) -> bool:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._door.cookie)
        except CookieError:
            return False
        return found is not None and _same(found.value, self._door.session)

    def _is_own(self, method: str, headers: Headers) -> bool:
        """Whether one of our pages, or the clerk at the keyboard, asks for this."""
        site, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
        if any(value not in _OURS for value in site) or any(value != self._door.origin for value in origins):
            return False
        return method in SAFE_METHODS or bool(site or origins)


def _same(given: str, wanted: str) -> bool:
    """Whether both are the same, in a time that does not tell how much of it is."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def _refused(headers: Headers, word: str, status: int = 403) -> Response:
    return PlainTextResponse(words_for(headers.get("accept-language", "")).text(word), status)
