"""Who is logged in: kept here and not in the browser, which has only a random number for it."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from letterbook.model.clerk import Clerk

if TYPE_CHECKING:
    from letterbook.accounts import Account, Accounts

IDLE_S = 2 * 3600
"""So long without a request, and a session has ended."""
LONGEST_S = 12 * 3600
"""No session lasts longer than a working day."""


@dataclass
class _Session:
    account: Account
    began: float
    used: float


class Sessions:
    """The sessions of a page. They live as long as the server: who starts it anew logs everybody out."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.monotonic) -> None:
        self.accounts = accounts
        self._clock = clock
        self._sessions: dict[str, _Session] = {}

    def begin(self, account: Account) -> str:
        """A new session of the account; what the browser is to say from now on."""
        for key in [key for key, session in self._sessions.items() if self._is_over(session)]:
            del self._sessions[key]
        number = secrets.token_urlsafe(32)
        self._sessions[_key(number)] = _Session(account, self._clock(), self._clock())
        return number

    def clerk(self, number: str) -> Clerk | None:
        """Whose session this is. None where there is none, where it has ended, and where the account was removed or has
        another password or other roles since. Raises LetterbookError where the accounts cannot be read.
        """
        session = self._sessions.get(_key(number))
        if session is None:
            return None
        if self._is_over(session) or self.accounts.of(session.account.clerk.name) != session.account:
            self.end(number)
            return None
        session.used = self._clock()
        return session.account.clerk

    def end(self, number: str) -> None:
        """Ends the session, where there is one."""
        self._sessions.pop(_key(number), None)

    def _is_over(self, session: _Session) -> bool:
        now = self._clock()
        return now - session.used > IDLE_S or now - session.began > LONGEST_S


def _key(number: str) -> str:
    """What is looked up is no secret: how long that takes tells nothing of the number."""
    return hashlib.sha256(number.encode("utf-8", "surrogateescape")).hexdigest()
