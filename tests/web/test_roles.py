"""Which role each address needs that changes something, and what becomes of a clerk who has another one."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from letterbook.model.clerk import ROLES, Clerk, Role
from letterbook.web.app import AREAS
from letterbook.web.changing import SAFE_METHODS, Change, clerk_of, refuse_without_role

NEEDED = {
    "/addressees": "prepare",
    "/addressees/new": "prepare",
    "/addressees/columns": "prepare",
    "/new-mailing": "prepare",
    "/mailings/{mailing}/statement": "prepare",
    "/mailings/{mailing}/statement/{language}": "prepare",
    "/start": "prepare",
    "/mailings/{mailing}/hand-over": "prepare",
    "/mailings/{mailing}/letter": "prepare",
    "/mailings/{mailing}/letter/enclosures": "prepare",
    "/mailings/{mailing}/letter/enclosures/remove": "prepare",
    "/mailings/{mailing}/letter/words": "prepare",
    "/mailings/{mailing}/letter/signatories": "prepare",
    "/mailings/{mailing}/letter/languages": "prepare",
    "/issued/{folder}/post/make": "prepare",
    "/issued/{folder}/print/make": "prepare",
    "/issued/{folder}/print/again": "issue",
    "/issued/{folder}/signed/take": "issue",
    "/mailings/{mailing}/issue": "issue",
    "/register/record": "issue",
    "/register/reprint": "issue",
    "/register/void": "issue",
}
"""What changes the office or its register; all else only begins what is looked at."""


def changes() -> list[Change]:
    return [route for area in AREAS for route in area.routes if isinstance(route, Change)]


def test_every_address_that_changes_something_says_its_role() -> None:
    for area in AREAS:
        refuse_without_role(area.routes)
    assert len(changes()) > 5
    assert all(route.role in ROLES for route in changes())


def test_what_needs_which_role() -> None:
    found = {route.path: route.role for route in changes()}
    assert {path: role for path, role in found.items() if path in NEEDED} == NEEDED


async def _answer(request: Request) -> Response:
    return PlainTextResponse(clerk_of(request).name)


@pytest.mark.parametrize(
    "route",
    [
        *(Route("/new", _answer, methods=[method]) for method in ("POST", "PUT", "DELETE", "PATCH")),
        Route("/new", PlainTextResponse("for every method")),
        Mount("/new", routes=[]),
    ],
    ids=["post", "put", "delete", "patch", "every method", "mount"],
)
def test_an_address_without_a_role_is_found_and_told_what_to_do(route: BaseRoute) -> None:
    with pytest.raises(TypeError, match=r'/new does not say .* Change\("/new", …, role="prepare"\)'):
        refuse_without_role([Change("/known", _answer, role="look"), Route("/seen", _answer), route])


@pytest.mark.parametrize("needed", ROLES)
@pytest.mark.parametrize("has", ROLES)
def test_only_who_has_the_role_changes_something(needed: Role, has: Role) -> None:
    app = Starlette(routes=[Change("/change", _answer, role=needed)])

    async def let_in(scope: Scope, receive: Receive, send: Send) -> None:
        scope["user"] = Clerk("A. Clerk", frozenset({has}))
        await app(scope, receive, send)

    with TestClient(let_in) as browser:
        answer = browser.post("/change", content=b"x" * 1000)
        may = needed in {has, "look"}
        assert answer.status_code == (200 if may else 403)
        assert {browser.request(method, "/change").status_code for method in SAFE_METHODS} == {405}
