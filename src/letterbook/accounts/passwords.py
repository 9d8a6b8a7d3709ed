"""Passwords, of which nothing is kept but what argon2id makes of them (RFC 9106)."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from letterbook.errors import UsageError
from letterbook.sentences import say

SHORTEST, _LONGEST = 12, 1000
"""Characters of a password. Nothing else is asked of it: length is what helps (NIST SP 800-63B, 3.1.1)."""


def hashed(password: str) -> str:
    """The password as it may be kept. Raises UsageError where it is too short or too long."""
    if not SHORTEST <= len(password) <= _LONGEST:
        raise UsageError(
            say("A password has at least {count} characters; a few words in a row will do.", count=SHORTEST)
        )
    return _hasher().hash(_as_typed_anywhere(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether this is the password of which that was kept. None, for a name that nobody has, takes as long."""
    try:
        _hasher().verify(kept or _nobodys(), _as_typed_anywhere(password[: _LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def _as_typed_anywhere(password: str) -> str:
    """Keyboards and systems compose letters differently; the same word is the same password."""
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("")
