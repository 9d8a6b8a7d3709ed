"""What changes something: each such address has the role beside it that a clerk needs, and is refused to all others here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from letterbook.model.clerk import Clerk, Role

SAFE_METHODS = frozenset({"GET", "HEAD"})


class Change(Route):
    """An address to which a form is sent (POST), for clerks who have the role: `Change("/register/record", record, role="issue")`.

    The role "look" is for what changes nothing of the office, such as the language of the page. HTTPException 403 is raised
    for everybody else, before anything of the form is read.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[[Request], Awaitable[Response]],
        *,
        role: Role,
        middleware: Sequence[Middleware] = (),
    ) -> None:
        super().__init__(path, endpoint, methods=["POST"], middleware=middleware)
        self.role: Role = role

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST" and not clerk_of(Request(scope)).may(self.role):
            raise HTTPException(403)
        await super().handle(scope, receive, send)


def clerk_of(request: Request) -> Clerk:
    """Who asks: whom `safety` has let in."""
    clerk: Clerk = request.user
    return clerk


def refuse_without_role(routes: Iterable[BaseRoute]) -> None:
    """Raises TypeError where an address that is not only looked at does not say which role it needs."""
    for route in routes:
        if isinstance(route, Change):
            continue
        methods = (route.methods or {"any method"}) if isinstance(route, Route) else {"any method"}
        unsafe = sorted(methods - SAFE_METHODS)
        if unsafe:
            path = getattr(route, "path", route)
            raise TypeError(
                f"{unsafe[0]} {path} does not say which role a clerk needs. Write it as "
                f'Change("{path}", …, role="prepare"), or "issue" or "look", from letterbook.web.changing.'
            )
