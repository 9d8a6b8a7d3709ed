"""Two clerks at one office: neither loses what the other does, and each stands in the register under the own name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from books import Address
from browsers import ended
from clerks import ADA, BOB, SENT, Page, several
from conftest import edit, make_workspace

from letterbook import open_office

pytest_plugins = ["register_fixtures"]

MAILING = "/mailings/january-20"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with several(make_workspace(tmp_path / "office")) as made:
        yield made


def version_of(text: str) -> str:
    found = re.search(r'name="version" value="(\w+)"', text)
    assert found
    return found[1]


def test_who_saves_a_row_second_gets_a_sentence(page: Page) -> None:
    edit(page.folder / "recipients.yaml", "country: FR}", "country: FX}")
    ada, bob = page.of(ADA), page.of(BOB)
    texts = [browser.get("/addressees?only=mistakes").text for browser in (ada, bob)]
    row = re.search(r'name="row" value="(\d+)"', texts[0])
    field = next(
        name for name, text in re.findall(r'name="(cell-\d+)"[^>]*>\n([^<]*)<', texts[0]) if text == "FX"
    )
    assert row
    codes = []
    for browser, text, country in ((ada, texts[0], "FR"), (bob, texts[1], "BE")):
        form = {"version": version_of(text), "row": row[1], field: country}
        answer = browser.post("/addressees", data=form, headers=SENT)
        codes.append(answer.status_code)
    assert codes == [303, 409]
    assert "changed meanwhile" in answer.text
    written = (page.folder / "recipients.yaml").read_text("utf-8")
    assert 'country: "FR"}' in written and "BE" not in written


def test_who_issues_second_gets_a_sentence_and_only_who_began_may_stop(page: Page) -> None:
    ada, bob = page.of(ADA), page.of(BOB)
    began = ada.post(f"{MAILING}/issue", headers=SENT)
    late = bob.post(f"{MAILING}/issue", headers=SENT)
    assert late.status_code == 409
    assert "Your order was not begun." in late.text
    job = began.headers["location"]
    seen = bob.get(job).text
    assert f"Begun by {ADA}" in seen and f"{job}/stop" not in seen
    assert f"{job}/stop" in ada.get(job).text
    assert bob.post(f"{job}/stop", headers=SENT).status_code == 403
    assert "/issued/january-20-2021-01-19" in ended(ada, began)
    histories = open_office(page.folder).register.letters()
    assert len(histories) == 3
    assert {event.clerk for history in histories for event in history.events} == {ADA}


def test_both_stand_in_the_register(tmp_path: Path, new_book: Callable[[], Address]) -> None:
    """In SQLite and in PostgreSQL: one issues, the other writes down that a letter was dispatched."""
    folder = make_workspace(tmp_path / "office")
    edit(folder / "letterbook.yaml", "register: register.sqlite", f'register: "{new_book()}"')
    with several(folder) as page:
        ada, bob = page.of(ADA), page.of(BOB)
        assert "/issued/january-20-2021-01-19" in ended(ada, ada.post(f"{MAILING}/issue", headers=SENT))
        [first, *_] = open_office(folder).register.letters()
        form = {"numbers": first.entry.reference, "event": "dispatched", "day": "2021-01-20", "way": "post"}
        assert bob.post("/register/record", data=form, headers=SENT).status_code == 200
        text = bob.get("/register/letter", params={"reference": first.entry.reference}).text
        assert ADA in text and BOB in text
    [history, *_] = open_office(folder).register.letters()
    assert [event.clerk for event in history.events][-1] == BOB
    assert {event.clerk for event in history.events} == {ADA, BOB}
