"""Wrong tries to log in, by name and by address: after too many nobody is let in there for some minutes."""

from __future__ import annotations

import ipaddress
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

MOST_FOR_A_NAME = 10
MOST_FOR_AN_ADDRESS = 30
"""More than for a name: a whole house may come from one address."""
LOCKED_S = 600
_MOST_KEPT = 20_000
"""Names and addresses that are remembered; of more the oldest are forgotten."""


@dataclass
class _Count:
    tries: int
    last: float


class Attempts:
    """Counts the wrong tries. A name that nobody has is counted like any other, so that a lock tells nothing of it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[tuple[str, str], _Count] = {}

    def are_too_many(self, name: str, address: str) -> bool:
        """Whether name or address is locked just now. A try that is refused so is not counted, so that the lock ends."""
        return any(self._tries(key) >= most for key, most in _keys(name, address))

    def count(self, name: str, address: str) -> None:
        """Counts a try, before it is known whether it is right: many at once are no way around the limit."""
        for key, _ in _keys(name, address):
            tries = self._tries(key) + 1
            self._counts.pop(key, None)  # the latest stands last
            self._counts[key] = _Count(tries, self._clock())
        while len(self._counts) > _MOST_KEPT:
            del self._counts[next(iter(self._counts))]

    def was_right(self, name: str, address: str) -> None:
        """Forgets the wrong tries for the name, and of the address this one: its others may have been for other names."""
        (of_name, _), (of_address, _) = _keys(name, address)
        self._counts.pop(of_name, None)
        if of_address in self._counts:
            self._counts[of_address].tries -= 1

    def _tries(self, key: tuple[str, str]) -> int:
        known = self._counts.get(key)
        return known.tries if known is not None and self._clock() - known.last < LOCKED_S else 0


def _keys(name: str, address: str) -> tuple[tuple[tuple[str, str], int], tuple[tuple[str, str], int]]:
    folded = unicodedata.normalize("NFC", " ".join(name.split())).casefold()[:200]
    return (("name", folded), MOST_FOR_A_NAME), (("address", _network(address)), MOST_FOR_AN_ADDRESS)


def _network(address: str) -> str:
    """The address; of one in IPv6 what a single household has, /64."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:200]
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))
