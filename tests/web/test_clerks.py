"""Several desks: who is let in, for how long, what each may do, and what becomes of everybody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from browsers import number
from clerks import ADA, BOB, LOOKER, ORIGIN, PASSWORD, SENT, Page, log_in, several
from conftest import make_workspace, snapshot
from starlette.routing import Route
from starlette.testclient import TestClient

from letterbook.web.app import AREAS
from letterbook.web.attempts import LOCKED_S, MOST_FOR_A_NAME, MOST_FOR_AN_ADDRESS, Attempts
from letterbook.web.changing import Change
from letterbook.web.safety import HEADERS
from letterbook.web.sessions import IDLE_S, LONGEST_S


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that the tests only look at."""
    folder = make_workspace(tmp_path_factory.mktemp("desks") / "office")
    number(folder, "january-20-2021-01-19", date(2021, 1, 19), "A subject")
    with several(folder) as made:
        yield made


@pytest.fixture
def own_page(tmp_path: Path) -> Iterator[Page]:
    with several(make_workspace(tmp_path / "office")) as made:
        yield made


@pytest.fixture
def clock(own_page: Page, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass for sessions and wrong tries."""
    now = [1000.0]
    monkeypatch.setattr(own_page.door.sessions, "_clock", lambda: now[0])
    monkeypatch.setattr(own_page.door.attempts, "_clock", lambda: now[0])

    def passes(seconds: float) -> None:
        now[0] += seconds

    return passes


def is_in(browser: TestClient) -> bool:
    answer = browser.get("/help", headers={"accept": "text/html"})
    assert answer.status_code in (200, 303)
    return answer.status_code == 200


# --- In ------------------------------------------------------------------------------------------------------------


def test_whoever_is_not_logged_in_is_led_to_the_form_and_back(page: Page) -> None:
    browser = page.browser()
    led = browser.get("/register", headers={"accept": "text/html"})
    assert (led.status_code, led.headers["location"]) == (303, "/log-in?to=/register")
    form = browser.get(led.headers["location"]).text
    assert 'name="to" value="/register"' in form and 'type="password"' in form
    assert "<nav" not in form
    answer = log_in(browser, ADA, to="/register")
    assert answer.headers["location"] == "/register"
    assert ADA in browser.get("/help").text
    assert PASSWORD not in "".join(page.told)


def test_the_cookie_is_for_this_host_by_https_and_for_no_script(page: Page) -> None:
    cookie = log_in(page.browser(), ADA).headers["set-cookie"]
    assert re.match(r"__Host-letterbook-443=[\w-]{43}; ", cookie)
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} == set(cookie.split("; ")[1:])


@pytest.mark.parametrize("to", ["//attacker.example", "https://attacker.example", "/\\attacker.example", ""])
def test_the_form_leads_nowhere_else(page: Page, to: str) -> None:
    assert log_in(page.browser(), ADA, to=to).headers["location"] == "/"


def test_a_wrong_name_and_a_wrong_password_look_the_same(page: Page) -> None:
    answers = [
        log_in(page.browser(f"192.0.2.{at}"), name, "wrong") for at, name in enumerate((ADA, "Nobody"))
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].text == answers[1].text
    assert "Name or password is wrong." in answers[0].text
    assert "set-cookie" not in answers[0].headers


def test_wrong_tries_are_told_to_whoever_looks_after_the_server(own_page: Page) -> None:
    log_in(own_page.browser(), ADA, "secret-guess")
    log_in(own_page.browser("2001:db8::1"), "my password\x1b[31m", "secret-guess")
    first, second = own_page.told
    assert "log-in of “Ada Example” from 192.0.2.1 refused: wrong name or password" in first
    assert "an unknown name from 2001:db8::1" in second
    assert "secret-guess" not in first + second and "my password" not in second


@pytest.mark.parametrize("name", [ADA, "Nobody"])
def test_too_many_wrong_tries_lock_the_name_for_a_while(
    own_page: Page, clock: Callable[[float], None], name: str
) -> None:
    for at in range(MOST_FOR_A_NAME):
        assert log_in(own_page.browser(f"192.0.2.{at}"), name, "wrong").status_code == 403
    for attempted in (name, f"  {name.upper()} "):
        answer = log_in(own_page.browser("192.0.2.99"), attempted, PASSWORD)
        assert answer.status_code == 429
        assert "Wait ten minutes" in answer.text
    assert "too many wrong tries" in own_page.told[-1]
    assert log_in(own_page.browser("192.0.2.99"), BOB).status_code == 303
    clock(LOCKED_S + 1)
    assert log_in(own_page.browser(), name, PASSWORD).status_code == (303 if name == ADA else 403)


def test_one_address_cannot_try_every_name() -> None:
    attempts = Attempts()
    for at in range(MOST_FOR_AN_ADDRESS):
        assert not attempts.are_too_many(f"Clerk {at}", "2001:db8::1")
        attempts.count(f"Clerk {at}", f"2001:db8::{at}")
    assert attempts.are_too_many("Another", "2001:db8::ffff"), "a household has the whole of a /64"
    assert not attempts.are_too_many("Another", "2001:db8:0:1::1")


def test_a_right_try_clears_the_name_and_not_the_address() -> None:
    attempts = Attempts()
    for _ in range(MOST_FOR_AN_ADDRESS):
        attempts.count("Bob", "192.0.2.1")
    attempts.count("Ada", "192.0.2.1")
    attempts.was_right("Ada", "192.0.2.1")
    assert attempts.are_too_many("Ada", "192.0.2.1")
    assert not attempts.are_too_many("Ada", "192.0.2.2")


def test_tries_that_come_all_at_once_are_counted_before_they_are_answered(own_page: Page) -> None:
    """A password is looked at in another thread, so that many can wait for their answer together."""
    from concurrent.futures import ThreadPoolExecutor

    with own_page.browser() as browser, ThreadPoolExecutor(MOST_FOR_A_NAME * 2) as pool:
        codes = list(
            pool.map(lambda _: log_in(browser, ADA, "wrong").status_code, range(MOST_FOR_A_NAME * 2))
        )
    assert codes.count(403) == MOST_FOR_A_NAME
    assert codes.count(429) == MOST_FOR_A_NAME


def test_what_a_form_may_hold(page: Page) -> None:
    browser = page.browser("192.0.2.77")
    assert log_in(browser, "x" * 30_000, "x").status_code == 413
    assert browser.post("/log-in", files={"name": ("a", b"x")}, headers=SENT).status_code == 400
    assert browser.post("/log-in", data={}, headers=SENT).status_code == 403


# --- How long ------------------------------------------------------------------------------------------------------


def test_a_number_that_was_there_before_is_none_after(own_page: Page) -> None:
    """Session fixation: what somebody has put into the browser does not become the session."""
    browser = own_page.browser()
    browser.cookies.set(own_page.door.cookie, "chosen-by-somebody", domain="letters.example.gov", path="/")
    log_in(browser, ADA)
    stranger = own_page.browser()
    stranger.cookies.set(own_page.door.cookie, "chosen-by-somebody")
    assert not is_in(stranger)


def test_another_log_in_ends_the_session_before(own_page: Page) -> None:
    browser = own_page.of(ADA)
    number = browser.cookies[own_page.door.cookie]
    log_in(browser, BOB)
    assert browser.cookies[own_page.door.cookie] != number
    other = own_page.browser()
    other.cookies.set(own_page.door.cookie, number)
    assert not is_in(other)


def test_a_cookie_is_of_no_use_after_the_log_out(own_page: Page) -> None:
    browser = own_page.of(ADA)
    stolen = own_page.browser()
    stolen.cookies.set(own_page.door.cookie, browser.cookies[own_page.door.cookie])
    assert is_in(stolen)
    answer = browser.post("/log-out", headers=SENT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/log-in")
    assert not is_in(stolen)
    refused = stolen.post("/register/record", data={"event": "void"}, headers=SENT)
    assert refused.status_code == 403
    assert "You are logged out." in refused.text


def test_one_session_ends_and_the_others_go_on(own_page: Page) -> None:
    ada, bob = own_page.of(ADA), own_page.of(BOB)
    ada.post("/log-out", headers=SENT)
    assert is_in(bob) and not is_in(ada)


def test_a_session_ends_when_nobody_uses_it(own_page: Page, clock: Callable[[float], None]) -> None:
    browser = own_page.of(ADA)
    for _ in range(3):
        clock(IDLE_S - 1)
        assert is_in(browser)
    clock(IDLE_S + 1)
    assert not is_in(browser)


def test_a_session_ends_with_the_working_day(own_page: Page, clock: Callable[[float], None]) -> None:
    browser = own_page.of(ADA)
    for _ in range(int(LONGEST_S // (IDLE_S - 1))):
        clock(IDLE_S - 1)
        assert is_in(browser)
    clock(IDLE_S - 1)
    assert not is_in(browser)


def test_who_is_removed_or_has_another_password_is_logged_out(own_page: Page) -> None:
    accounts = own_page.door.sessions.accounts
    ada, bob = own_page.of(ADA), own_page.of(BOB)
    accounts.remove(ADA)
    accounts.set_password(BOB, PASSWORD * 2)
    assert not is_in(ada) and not is_in(bob)
    accounts.add(ADA, ["issue"], PASSWORD)
    assert not is_in(ada), "a new account is not the old one"


def test_a_damaged_file_of_accounts_is_told_and_lets_nobody_in(own_page: Page) -> None:
    browser = own_page.of(ADA)
    (own_page.folder / "clerks.json").write_text("{", "utf-8")
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "clerks.json cannot be understood" in answer.text
    assert "clerks.json" in own_page.told[-1]


@pytest.mark.parametrize("said", ["", "x", "\x7f", "é", "a" * 10_000])
def test_no_other_number_is_a_session(page: Page, said: str) -> None:
    cookie = f"{page.door.cookie}={said}"
    headers = [(b"cookie", cookie.encode()), (b"accept", b"text/html")]
    assert page.browser().get("/register", headers=headers).status_code == 303


# --- What each may do ----------------------------------------------------------------------------------------------


def changes() -> list[tuple[str, str]]:
    found = [route for area in AREAS for route in area.routes if isinstance(route, Change)]
    assert len(found) > 8
    return [(re.sub(r"\{.*?\}", "january-20", route.path), route.role) for route in found]


@pytest.mark.parametrize(("path", "role"), [each for each in changes() if each[1] != "look"])
def test_no_role_is_got_around_by_sending_the_form(page: Page, path: str, role: str) -> None:
    before = snapshot(page.folder)
    answer = page.of(LOOKER).post(path, data={"event": "void", "row": "0"}, headers=SENT)
    if path == "/start":  # with an office there is nothing to start, for nobody
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
    else:
        assert answer.status_code == 403, role
        assert "Your roles do not allow this." in answer.text
    assert snapshot(page.folder) == before


@pytest.mark.parametrize("path", [path for path, _ in changes() if path not in ("/log-in", "/language")])
def test_nobody_changes_anything_without_logging_in(page: Page, path: str) -> None:
    before = snapshot(page.folder)
    answer = page.browser().post(path, headers={**SENT, "accept": "text/html"})
    assert answer.status_code == 403
    assert snapshot(page.folder) == before


LOOKED_AT = sorted(
    {
        route.path
        for area in AREAS
        for route in area.routes
        if isinstance(route, Route) and "{" not in route.path
    }
)


def forms(text: str) -> list[str]:
    """Where the page's forms and buttons are sent to."""
    sent = re.findall(r'<form\b[^>]*method="post"[^>]*>', text)
    return re.findall(
        r'\b(?:form)?action="([^"]*)"', " ".join(sent) + " ".join(re.findall(r"<button[^>]*>", text))
    )


def needed_by(address: str) -> str:
    path = address.replace("&amp;", "&").partition("?")[0]
    found = [route for area in AREAS for route in area.routes if isinstance(route, Change)]
    return next(route.role for route in found if route.path_regex.match(path))


STATEMENT = "/mailings/january-20/statement"


@pytest.mark.parametrize("path", [*LOOKED_AT, "/mailings/january-20", STATEMENT, f"{STATEMENT}/en"])
def test_a_page_shows_no_form_that_the_clerk_may_not_send(page: Page, path: str) -> None:
    looking = page.of(LOOKER).get(path)
    if looking.status_code != 200 or "text/html" not in looking.headers["content-type"]:
        return
    assert {needed_by(address) for address in forms(looking.text)} == {"look"}
    lacking = {needed_by(address) for address in forms(page.of(ADA).get(path).text)} - {"look"}
    for role in lacking:
        assert looking.text.count(f"What needs the role “{role}”") == 1


def test_who_may_only_look_sees_the_pages_of_a_statement(page: Page) -> None:
    text = page.of(LOOKER).get(f"{STATEMENT}/en").text
    assert "/pictures/" in text
    assert "<textarea" not in text and "preview.js" not in text, "the script has a form to listen to"
    assert "preview.js" in page.of(ADA).get(f"{STATEMENT}/en").text


def test_forms_that_are_not_shown_are_there_for_others(page: Page) -> None:
    assert "/register/record" in forms(page.of(ADA).get("/register").text)
    text = page.of(LOOKER).get("/register").text
    assert "/register/record" not in forms(text) and "What needs the role “issue”" in text


def test_a_clerk_does_not_end_the_page_for_all(page: Page) -> None:
    ada = page.of(ADA)
    assert 'action="/close"' not in ada.get("/help").text
    assert ada.post("/close", headers=SENT).status_code == 404
    assert ada.get("/enter?token=").status_code == 404


# --- From where ----------------------------------------------------------------------------------------------------

FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://letters.example.gov"},
    {"origin": "https://letters.example.gov:8443"},
    {"origin": "https://letters.example.gov.attacker.example"},
    {"origin": "null"},
    {"sec-fetch-site": "same-origin", "origin": "https://attacker.example"},
]


@pytest.mark.parametrize("headers", [*FOREIGN, {}], ids=str)
@pytest.mark.parametrize("path", ["/language", "/log-out", "/log-in"])
def test_a_foreign_page_sends_no_form(page: Page, path: str, headers: dict[str, str]) -> None:
    browser = page.of(ADA)
    form = {"name": BOB, "password": PASSWORD, "language": "de"}
    answer = browser.post(path, data=form, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert is_in(browser)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_foreign_page_links_only_to_the_log_in(page: Page, headers: dict[str, str]) -> None:
    browser = page.of(ADA)
    assert browser.get("/register", headers=headers).status_code == 403
    assert browser.get("/log-in", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("letters.example.gov:8443", "letters.example.gov.", "example.gov", "127.0.0.1", ""),
        *("letters.example.gov:443", "attacker.example", "letters.example.gov.attacker.example"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/log-in"])
def test_another_name_is_refused(page: Page, path: str, host: str) -> None:
    assert page.of(ADA).get(path, headers={"host": host}).status_code == 421


@pytest.mark.parametrize("path", ["/", "/log-in", "/nothing", "/static/page.css"])
def test_every_answer_asks_for_https_from_now_on(page: Page, path: str) -> None:
    for browser in (page.browser(), page.of(ADA)):
        headers = browser.get(path).headers
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert {name: headers[name] for name in HEADERS} == dict(HEADERS)
    assert ORIGIN.startswith("https")
