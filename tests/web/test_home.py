"""The first page: what is due, what can be issued, what was; whatever the office's values hold."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from browsers import client_of, number
from conftest import edit, make_workspace
from starlette.testclient import TestClient

from letterbook import open_office
from letterbook.web import home

pytest_plugins = ["page_fixtures"]


def test_the_page_has_what_can_be_issued(client: TestClient) -> None:
    text = client.get("/").text
    assert 'href="/mailings/january-20"' in text
    assert "Statement of the Commissioner" in text
    assert "{{" not in text
    assert "Nothing was issued yet." in text


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "today", lambda: date(2026, 12, 1))


def test_the_page_has_what_was_issued_and_what_is_due(tmp_path: Path, on_day: None) -> None:
    workspace = make_workspace(tmp_path / "office")
    number(workspace, "january-20-2026-01-19", date(2026, 1, 19), "The 36th anniversary")
    (workspace / "out" / "january-20-2026-01-19").mkdir(parents=True)
    (workspace / "out" / "january-20-2026-01-19" / "ledger.csv").touch()
    with client_of(workspace) as client:
        text = client.get("/").text
    assert "20 January 2027" in text
    assert "Anniversary: 37, last issued for 36" in text
    assert "The 36th anniversary" in text
    assert 'href="/issued/january-20-2026-01-19"' in text
    assert re.search(r"made 1\b", text) and re.search(r"void 1\b", text)


@pytest.mark.parametrize(
    ("today", "issued", "expected"),
    [
        (date(2026, 12, 1), [], (date(2027, 1, 20), 37, None, False)),
        (date(2026, 12, 1), [date(2026, 1, 19)], (date(2027, 1, 20), 37, 36, False)),
        (date(2026, 12, 1), [date(2026, 11, 30), date(2026, 1, 19)], (date(2027, 1, 20), 37, 37, True)),
        (date(2027, 1, 20), [], (date(2027, 1, 20), 37, None, False)),
        (date(2026, 10, 22), [], (date(2027, 1, 20), 37, None, False)),
        (date(2026, 10, 21), [], None),
        (date(2027, 1, 21), [], None),
    ],
)
def test_what_is_due(
    tmp_path: Path, today: date, issued: list[date], expected: tuple[date, int, int | None, bool] | None
) -> None:
    workspace = make_workspace(tmp_path / "office")
    for day in issued:
        number(workspace, f"january-20-{day}", day, "About")
    due = open_office(workspace).overview(today).due
    found = [(near.day, near.count, near.pattern_count, near.is_issued) for near in due]
    assert found == ([expected] if expected else [])


def test_a_leap_day_is_kept_on_the_last_of_february(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    for file in workspace.glob("statements/*/*.md"):
        edit(file, "occasion: 1990-01-20", "occasion: 1992-02-29")
    [near] = open_office(workspace).overview(date(2027, 1, 1)).due
    assert (near.day, near.count) == (date(2027, 2, 28), 35)


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;"


def test_no_value_of_the_office_becomes_a_part_of_the_page(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    written = HOSTILE.replace('"', '\\"')
    edit(
        workspace / "letterbook.yaml",
        "Commissioner for Human Rights (Ombudsman) of the Republic of Azerbaijan",
        written,
    )
    for file in workspace.glob("statements/*/*.md"):
        file.write_text(re.sub("title: .*", f'title: "{written}"', file.read_text("utf-8")), "utf-8")
    number(workspace, f"january-20-{HOSTILE}", date(2026, 1, 19), HOSTILE)
    with client_of(workspace) as client:
        text = client.get("/", headers={"accept-language": HOSTILE}).text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    assert "<script" not in text and "<img" not in text
    assert "&amp;lt;" in text


def test_a_value_does_not_turn_the_page(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    number(workspace, "january-20-2026-01-19", date(2026, 1, 19), "safe\u202eevil\u0007")
    with client_of(workspace) as client:
        text = client.get("/").text
    assert "safe\\u202eevil\\x07" in text


def test_mistakes_of_the_office_are_told_at_their_place(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    edit(workspace / "letterbook.yaml", "office:\n  name:", "office:\n  nmae:")
    with client_of(workspace) as client:
        answer = client.get("/")
    assert answer.status_code == 409
    assert "letterbook.yaml:" in answer.text
    assert 'href="/help/unknown-key"' in answer.text


def test_a_page_that_is_not_there(client: TestClient) -> None:
    answer = client.get("/nothing/<script>")
    assert answer.status_code == 404
    assert "nothing under this address" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("language", "direction", "title"), [("de", "ltr", "Aussendungen"), ("ar", "rtl", "المراسلات")]
)
def test_the_page_in_the_clerks_language(
    client: TestClient, language: str, direction: str, title: str
) -> None:
    text = client.get("/", headers={"accept-language": language}).text
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert f"<h1>{title}</h1>" in text


def test_the_page_ends_by_its_button(office_folder: Path) -> None:
    ended: list[bool] = []
    with client_of(office_folder, stop=lambda: ended.append(True)) as client:
        answer = client.post("/close", headers={"sec-fetch-site": "same-origin"})
    assert "The office page is closed." in answer.text
    assert ended == [True]
