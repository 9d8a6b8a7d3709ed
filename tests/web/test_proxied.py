"""A page behind a proxy: only the proxy is answered, it alone says who asks, and its path stands before every address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from clerks import ADA, ORIGIN, SENT, Page, log_in, several
from conftest import ROOT, make_workspace
from starlette.routing import Route
from starlette.testclient import TestClient

from letterbook.web.app import AREAS
from letterbook.web.attempts import MOST_FOR_AN_ADDRESS
from letterbook.web.finishing import ADDRESSES, under_path
from letterbook.web.safety import HEADERS

PREFIX = "/office/letters"
PROXY = "127.0.0.1"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with several(make_workspace(tmp_path_factory.mktemp("proxied") / "office"), PREFIX, (PROXY,)) as made:
        yield made


@pytest.fixture
def ada(page: Page) -> TestClient:
    browser = page.browser(PROXY)
    assert log_in(browser, ADA).headers["location"] == f"{PREFIX}/"
    return browser


@pytest.mark.parametrize("peer", ["192.0.2.1", "127.0.0.2", "::1", "", "testclient"])
@pytest.mark.parametrize("path", ["/", "/log-in", "/static/page.css"])
def test_a_stranger_is_not_answered(page: Page, peer: str, path: str) -> None:
    headers = {"x-forwarded-for": PROXY, "x-forwarded-proto": "https", "forwarded": f"for={PROXY}"}
    answer = page.browser(peer).get(path, headers=headers)
    assert answer.status_code == 403
    assert "only by the address" in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)


@pytest.mark.parametrize("path", ["", "/office", "/office/letters2", "/office/lettersx/", "//office/letters"])
def test_another_path_is_not_ours(page: Page, path: str) -> None:
    assert TestClient(page.app, base_url=ORIGIN, client=(PROXY, 1)).get(path or "/").status_code == 403


def test_the_proxy_says_who_asks_and_nobody_before_it(tmp_path: Path) -> None:
    """The last address is the proxy's own word; what stands before it, the browser may have sent."""
    with several(make_workspace(tmp_path / "office"), PREFIX, (PROXY,)) as page:
        for at in range(MOST_FOR_AN_ADDRESS):
            browser = page.browser(PROXY)
            browser.headers["x-forwarded-for"] = f"198.51.100.{at}, 192.0.2.7"
            assert log_in(browser, f"Clerk {at}", "wrong").status_code == 403
        assert "from 192.0.2.7 refused" in page.told[-1]
        browser.headers["x-forwarded-for"] = "198.51.100.200, 192.0.2.7"
        assert log_in(browser, ADA).status_code == 429
        browser.headers["x-forwarded-for"] = "192.0.2.7, 192.0.2.8"
        assert log_in(browser, ADA).status_code == 303


def test_what_a_proxy_says_of_the_host_is_not_believed(ada: TestClient) -> None:
    headers = {"host": "attacker.example", "x-forwarded-host": "letters.example.gov"}
    assert ada.get("/", headers=headers).status_code == 421
    assert ada.get("/", headers={"x-forwarded-host": "attacker.example"}).status_code == 200


def test_forms_come_from_the_declared_origin(ada: TestClient) -> None:
    for origin in ("http://127.0.0.1:8443", "http://letters.example.gov", "https://127.0.0.1:8443"):
        assert ada.post("/language", headers={"origin": origin}).status_code == 403
    answer = ada.post("/language", data={"language": "en", "back": "/register"}, headers=SENT)
    assert answer.headers["location"] == f"{PREFIX}/register"


SEEN = sorted(
    {
        route.path
        for area in AREAS
        for route in area.routes
        if isinstance(route, Route) and "{" not in route.path
    }
)


@pytest.mark.parametrize("path", [*SEEN, "/mailings/january-20", "/help/office-page", "/nothing"])
def test_every_address_of_a_page_is_below_the_path(ada: TestClient, path: str) -> None:
    answer = ada.get(path)
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    attributes = "|".join(ADDRESSES)
    found = re.findall(rf'\s(?:{attributes})="([^"]*)"', answer.text)
    ours = [address for address in found if address.startswith("/")]
    assert len(ours) > 5
    assert all(address.startswith(f"{PREFIX}/") for address in ours)
    assert not any(address.startswith(f"{PREFIX}{PREFIX}") for address in ours)


def test_an_address_of_the_page_leads_there(ada: TestClient) -> None:
    css = re.search(r'href="([^"]*page\.css)"', ada.get("/").text)
    assert css
    answer = TestClient(ada.app, base_url=ORIGIN, client=(PROXY, 1), cookies=ada.cookies).get(css[1])
    assert answer.headers["content-type"].startswith("text/css")


def test_no_value_is_taken_for_an_address(page: Page) -> None:
    written = '<a href="/x" title="a href=&#34;/y">src=&#34;/z&#34;</a><img src="//elsewhere">'
    assert under_path(written, "/p") == written.replace('"/x"', '"/p/x"')
    assert under_path(written, "") == written


def test_every_script_takes_its_addresses_from_the_page() -> None:
    """A script's own address would miss the path; one in another attribute is not put below it."""
    scripts = list((ROOT / "src" / "letterbook" / "web" / "static").glob("*.js"))
    assert scripts
    for script in scripts:
        text = script.read_text("utf-8")
        assert not re.search(r"""["'`]/(?![/*])""", text), (
            f"{script.name} names an address: put it into a data attribute"
        )
    pages = (ROOT / "src" / "letterbook" / "web" / "pages").glob("*.html")
    for template in pages:
        for name in re.findall(r'\s(data-[\w-]+)="/', template.read_text("utf-8")):
            assert name in ADDRESSES, (
                f"{template.name}: name {name} in finishing.ADDRESSES, so that a path stands before it"
            )
