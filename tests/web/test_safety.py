"""Requests that are not the clerk's: a foreign name, a foreign page, no token, a GET that would change something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import snapshot
from starlette.routing import Route
from starlette.testclient import TestClient

from letterbook.web.app import AREAS
from letterbook.web.safety import HEADERS

pytest_plugins = ["page_fixtures"]

HOST = "127.0.0.1:8123"
ORIGIN = f"http://{HOST}"


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1:8124", "127.0.0.1:81230", "localhost:8123", "attacker.example:8123", ""),
        *("127.0.0.1:8123.attacker.example", "127.0.0.1:8123@attacker.example", "127.0.0.1:8123/x"),
        *("[::1]:8123", "127.0.0.1:8123, attacker.example", "a.127.0.0.1:8123"),
    ],
)
def test_another_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "own address" in answer.text


def test_two_names_are_refused(client: TestClient) -> None:
    answer = client.get("/", headers=[("host", HOST), ("host", HOST)])
    assert answer.status_code == 421


@pytest.mark.parametrize("path", ["/", "/static/page.css", "/nothing", "/language"])
def test_without_the_token_there_is_nothing(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).status_code == 403
    assert stranger.post(path, headers={"origin": ORIGIN}).status_code == 403


@pytest.mark.parametrize("token", ["", "wrong", "start-toke", "start-token2", "ünïcode", "session-secret"])
def test_a_wrong_token_lets_nobody_in(stranger: TestClient, token: str) -> None:
    answer = stranger.get("/enter", params={"token": token})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_token_becomes_a_cookie_and_leaves_the_address(stranger: TestClient) -> None:
    answer = stranger.get("/enter", params={"token": "start-token"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("letterbook-8123=session-secret")
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert "start-token" not in cookie
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize(
    "cookie", ["letterbook-8123=", "letterbook-8123=x", "letterbook-9=session-secret", "=;;\x7f"]
)
def test_another_cookie_is_none(stranger: TestClient, cookie: str) -> None:
    assert stranger.get("/", headers={"cookie": cookie}).status_code == 403


FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://attacker.example"},
    {"origin": "null"},
    {"origin": f"{ORIGIN}.attacker.example"},
    {"origin": "http://127.0.0.1:8124"},
    {"origin": "https://127.0.0.1:8123"},
    {"sec-fetch-site": "same-origin", "origin": "http://attacker.example"},
    {"sec-fetch-site": "cross-site", "origin": ORIGIN},
]


@pytest.mark.parametrize("headers", [*FOREIGN, {}], ids=str)
def test_a_foreign_page_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/language", data={"language": "de"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_foreign_page_sees_nothing(client: TestClient, headers: dict[str, str]) -> None:
    assert client.get("/", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": ORIGIN}], ids=str)
def test_our_own_form_is_taken(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/language", data={"language": "de", "back": "/"}, headers=headers)
    assert answer.status_code == 303
    assert "letterbook-language=de" in answer.headers["set-cookie"]
    client.cookies.delete("letterbook-language")


def changing() -> list[str]:
    """The addresses under which something is changed."""
    routes = [route for area in AREAS for route in area.routes if isinstance(route, Route)]
    found = [route.path for route in routes if "POST" in (route.methods or ())]
    assert len(found) > 5
    return [re.sub(r"\{.*?\}", "x", path) for path in found]


@pytest.mark.parametrize("path", changing())
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_a_form_changes_anything(
    client: TestClient, office_folder: Path, path: str, method: str
) -> None:
    before = snapshot(office_folder)
    answer = client.request(method, path, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code in (200, 303, 404, 405)
    assert snapshot(office_folder) == before


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/static/page.css", "/static/nothing", "/enter?token=start-token", "/enter"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and "http" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    "path",
    [
        *("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"),
        *("/static/%2e%2e%2f%2e%2e%2f__init__.py", "/static/..\\app.py", "/static/page.css%00.html"),
    ],
)
def test_no_address_leads_out_of_the_package(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_form_that_is_too_large_is_refused(client: TestClient) -> None:
    answer = client.post("/language", content=b"x" * 1_000_001, headers={"origin": ORIGIN})
    assert answer.status_code == 413


def test_a_form_that_says_it_is_small_and_is_not(client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(200):
            yield b"language=" + b"x" * 10_000 + b"&"

    headers = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/language", content=parts(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "back",
    ["//attacker.example", "http://attacker.example", "\\\\attacker.example", "/\\x", "/a\r\nb: c", "x"],
)
def test_a_form_leads_nowhere_else(client: TestClient, back: str) -> None:
    data = {"language": "nothing", "back": back}
    answer = client.post("/language", data=data, headers={"origin": ORIGIN})
    assert answer.headers["location"] == "/"
    assert "set-cookie" not in answer.headers
