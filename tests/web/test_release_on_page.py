"""Release by a second person on the page: handed over by one clerk, looked at and released by another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsers import FORM, client_of, ended
from conftest import edit, make_workspace
from starlette.testclient import TestClient

from letterbook import open_office

pytestmark = pytest.mark.slow

MAILING = "/mailings/january-20"
ISSUED = "january-20-2021-01-19"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = make_workspace(tmp_path / "office")
    edit(folder / "letterbook.yaml", "register:", "release: second-person\nregister:")
    return folder


@contextmanager
def clerk(office: Path, name: str) -> Iterator[TestClient]:
    with client_of(office, clerk=name) as browser:
        yield browser


def plan(browser: TestClient) -> str:
    return ended(browser, browser.post(f"{MAILING}/plan", headers=FORM))


def hand_over(browser: TestClient) -> str:
    return ended(browser, browser.post(f"{MAILING}/hand-over", headers=FORM))


def issue(browser: TestClient, seen: str) -> str:
    return ended(browser, browser.post(f"{MAILING}/issue", data={"seen": seen}, headers=FORM))


def code_in(text: str) -> str:
    found = re.search(r"<code>([0-9a-f]{8})</code>", text)
    assert found is not None, text
    return found[1]


def numbers(office: Path) -> list[str]:
    return [history.entry.reference for history in open_office(office).register.letters()]


def test_one_clerk_hands_over_and_another_releases_what_was_seen(office: Path) -> None:
    with clerk(office, "A. Clerk") as first:
        assert "another one releases it" in first.get(MAILING).text
        before = plan(first)
        assert "Nobody has handed this mailing over yet." in before
        assert "Release and issue" not in before and "Issue these letters" not in before
        code = code_in(hand_over(first))
        own = plan(first)
        assert "somebody else has to release it" in own and "Release and issue" not in own
        assert "A. Clerk prepared january-20-2021-01-19; somebody else has to release it." in issue(
            first, code
        )
    assert numbers(office) == []
    with clerk(office, "B. Clerk") as second:
        seen = plan(second)
        assert "A. Clerk" in seen and "Nothing has changed since" in seen and code_in(seen) == code
        assert f'href="{MAILING}/letters/un-secretary-general"' in seen and "note-verbale · az" in seen
        assert f'href="/issued/{ISSUED}"' in issue(second, code)
    history = open_office(office).register.letters()[0]
    assert {(event.clerk, event.note) for event in history.events} == {("B. Clerk", "prepared by A. Clerk")}


def test_what_has_changed_since_is_named_and_handed_over_anew(office: Path) -> None:
    with clerk(office, "A. Clerk") as first:
        code = code_in(hand_over(first))
    edit(office / "recipients.yaml", "The Director-General", "The Deputy Director-General")
    with clerk(office, "B. Clerk") as second:
        seen = plan(second)
        assert "<li><bdi>The Deputy Director-General, UNESCO</bdi></li>" in seen
        assert "Hand over for release" in seen and "Release and issue" not in seen
        assert "there are other letters: unesco" in issue(second, code)
        new = code_in(hand_over(second))
        assert new != code
    assert numbers(office) == []
    with clerk(office, "A. Clerk") as first:
        assert f"it has the code {new}, and you have seen {code}" in issue(first, code)
        assert numbers(office) == []
        assert f'href="/issued/{ISSUED}"' in issue(first, new)


def test_an_office_that_asks_for_none_has_no_word_of_it(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "office")
    with clerk(folder, "A. Clerk") as browser:
        text = plan(browser)
    assert "Issue these letters" in text and "release" not in text.split("<main")[1].lower()
