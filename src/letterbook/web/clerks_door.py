"""The door of a page for several desks: whoever has logged in, under a name of their own, over HTTPS."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Scope

from letterbook.errors import LetterbookError
from letterbook.model.clerk import Clerk
from letterbook.sentences import printable
from letterbook.web.attempts import Attempts
from letterbook.web.changing import SAFE_METHODS
from letterbook.web.safety import cookie_in, refused
from letterbook.web.sessions import Sessions

if TYPE_CHECKING:
    from letterbook.accounts import Account, Accounts

LOG_IN = "/log-in"
NOBODY = Clerk("", frozenset())
_FOR_NOBODY = (LOG_IN, "/language")
_HASHERS = 2
"""Passwords that are looked at side by side: each takes 64 MB and a moment of all processors."""


class ClerksDoor:
    """Lets in who has a session. `origin` is the address that browsers ask for, `prefix` the path below it where the page is."""

    has_several_desks = True
    from_anywhere = frozenset({LOG_IN})
    # What is here is for HTTPS alone from now on, also where somebody types the address without it.
    headers: Mapping[str, str] = {"strict-transport-security": "max-age=31536000"}

    def __init__(self, origin: str, prefix: str, accounts: Accounts, log: Callable[[str], object]) -> None:
        self.origin, self.prefix = origin, prefix
        self.host = urlsplit(origin).netloc
        self.sessions, self.attempts = Sessions(accounts), Attempts()
        self._hashers = ThreadPoolExecutor(_HASHERS, thread_name_prefix="passwords")
        self._log = log

    @property
    def cookie(self) -> str:
        """The cookie's name: with __Host- a browser takes it only from this very host, by HTTPS. It knows neither ports nor
        paths, so the name has them.
        """
        place = f"{urlsplit(self.origin).port or 443}{self.prefix}".replace("/", "-")
        return f"__Host-letterbook-{place}"

    def let_in(self, scope: Scope, headers: Headers) -> Clerk | Response:
        """The clerk of the session; nobody where that will do; else the way to the log-in, or a refusal."""
        try:
            clerk = self.sessions.clerk(cookie_in(headers, self.cookie))
        except LetterbookError as error:
            self.tell(str(error))
            return PlainTextResponse(str(error), 500)
        if clerk is not None:
            return clerk
        path: str = scope["path"]
        if path in _FOR_NOBODY or path.startswith("/static/"):
            return NOBODY
        if scope["method"] in SAFE_METHODS and "text/html" in headers.get("accept", ""):
            return RedirectResponse(f"{LOG_IN}?to={quote(path)}", 303)
        return refused(headers, "desks.logged-out")

    async def account(self, name: str, password: str) -> Account | None:
        """The account of this name and password, after a while that does not tell which of both is wrong."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._hashers, self.sessions.accounts.right, name, password)

    def tell_refused(self, name: str, address: str, why: str) -> None:
        """Tells whoever looks after the server. A name that nobody has is not told: it may be a password at the wrong place."""
        known = self.sessions.accounts.of(name)
        self.tell(
            f"log-in of {f'“{known.clerk.name}”' if known else 'an unknown name'} from {address} refused: {why}"
        )

    def tell(self, what: str) -> None:
        """A line for whoever looks after the server, with the time."""
        self._log(f"{datetime.now().astimezone().isoformat(timespec='seconds')} {printable(what)}")

    def close(self) -> None:
        """Looks at no more passwords."""
        self._hashers.shutdown(cancel_futures=True)
