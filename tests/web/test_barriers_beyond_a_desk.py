"""No barrier on the pages that several clerks see: logging in, and releasing what another one has prepared."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsers import DOOR, FORM, client_of, ended
from clerks import ADA, ORIGIN, several
from conftest import edit, make_workspace
from in_chromium import barriers, beyond_the_edge, complaints
from playwright.sync_api import Browser, Route
from starlette.testclient import TestClient

pytest_plugins = ("chromium_fixtures",)
pytestmark = pytest.mark.slow


def found(
    chromium: Browser, axe: str, client: TestClient, origin: str, *paths: str
) -> dict[tuple[str, str], dict[str, list[str]]]:
    """What axe-core finds on each page, by day and by night; the browser is answered by the client."""

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        path = f"{address.path}?{address.query}" if address.query else address.path
        response = client.request(route.request.method, path)
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.content)

    said: dict[tuple[str, str], dict[str, list[str]]] = {}
    for scheme in ("light", "dark"):
        context = chromium.new_context(
            locale="en-GB", color_scheme=scheme, viewport={"width": 360, "height": 800}
        )
        context.route("**/*", answer)
        page = context.new_page()
        for path in paths:
            shown = page.goto(f"{origin}{path}")
            assert shown is not None and shown.status == 200, path
            said[path, scheme] = barriers(page, axe)
            assert beyond_the_edge(page) == 0, path
        assert complaints(page) == []
        context.close()
    return said


def test_logging_in(chromium: Browser, axe: str, tmp_path: Path) -> None:
    with several(make_workspace(tmp_path / "office")) as page:
        outside = found(chromium, axe, page.browser(), ORIGIN, "/log-in")
        inside = found(chromium, axe, page.of(ADA), ORIGIN, "/")
    assert {**outside, **inside} == {where: {} for where in (*outside, *inside)}
    assert len(outside) + len(inside) == 4


def test_releasing_what_another_has_prepared(chromium: Browser, axe: str, tmp_path: Path) -> None:
    office = make_workspace(tmp_path / "office")
    edit(office / "letterbook.yaml", "register:", "release: second-person\nregister:")
    with client_of(office, clerk="A. Clerk") as first:
        ended(first, first.post("/mailings/january-20/hand-over", headers=FORM))
        with client_of(office, clerk="B. Clerk") as second:
            plan = second.post("/mailings/january-20/plan", headers=FORM)
            assert "Release and issue" in ended(second, plan)
            said = found(chromium, axe, second, DOOR.origin, plan.headers["location"], "/mailings/january-20")
    assert said == {where: {} for where in said}
    assert len(said) == 4
