"""Who works at the office page, and what that clerk may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["look", "prepare", "issue"]
"""look: see everything; prepare: change lists, statements and settings, hand over for release; issue: give numbers, and write down
what becomes of letters."""
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Clerk:
    """A person at the page: the name that stands in the register, and the roles. Whoever is let in may look."""

    name: str
    roles: frozenset[Role]

    def may(self, role: Role) -> bool:
        """Whether the clerk may do what needs this role."""
        return role == "look" or role in self.roles
