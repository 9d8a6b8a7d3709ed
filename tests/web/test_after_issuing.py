"""What becomes of issued letters on the page: a mailing dispatched as a whole, a letter given up, a new one in a letter's place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from browsers import FORM, client_of, ended
from conftest import make_workspace
from starlette.testclient import TestClient

from letterbook import Order, open_office

pytestmark = pytest.mark.slow

ISSUED = "january-20-2021-01-19"
DISPATCH = f"/issued/{ISSUED}/dispatch"
GONE = {"day": "2026-01-20", "way": "courier"}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An office with three letters that were issued, as Word files."""
    folder = make_workspace(tmp_path / "office")
    order = Order("january-20", formats=("docx",))
    issued = open_office(folder).issue(order, clerk="A. Clerk", at=datetime(2021, 1, 19, tzinfo=UTC))
    assert issued.name == ISSUED
    return folder


@pytest.fixture
def client(workspace: Path) -> Iterator[TestClient]:
    with client_of(workspace) as browser:
        yield browser


def states(workspace: Path) -> dict[str, str]:
    letters = open_office(workspace).register.letters()
    return {history.entry.reference: history.entry.state for history in letters}


def record(workspace: Path, reference: str) -> None:
    register = open_office(workspace).register
    now, day = datetime.now(UTC), date(2026, 1, 20)
    register.record(reference, "dispatched", clerk="B. Clerk", at=now, day=day, way="post")


def fields(text: str) -> dict[str, list[str]]:
    """The hidden fields of the one form in a page's main part that has some."""
    found: dict[str, list[str]] = {}
    main = text.partition("<main")[2].partition("</main>")[0]
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', main):
        found.setdefault(name, []).append(value)
    return found


def test_a_mailing_is_dispatched_as_a_whole_after_it_was_shown(client: TestClient, workspace: Path) -> None:
    assert f'action="{DISPATCH}"' in client.get(f"/issued/{ISSUED}").text
    before = states(workspace)
    assert set(before.values()) == {"made"}
    shown = client.get(DISPATCH, params=GONE).text
    assert f"<dd>{len(before)}</dd>" in shown and f"{min(before)}..{max(before)}" in shown
    assert states(workspace) == before
    done = client.post("/register/record", data=fields(shown), headers=FORM).text
    assert f"Letters: {len(before)}" in done
    history = open_office(workspace).register.letters()[0]
    assert [(event.kind, event.way, event.date) for event in history.events][-1] == (
        "dispatched", "courier", date(2026, 1, 20),
    )  # fmt: skip
    assert set(states(workspace).values()) == {"dispatched"}
    again = client.get(DISPATCH, params=GONE).text
    assert "No letter of this mailing is left" in again and "were dispatched before" in again
    assert "Write all of them down" not in again


def test_what_went_meanwhile_stops_all(client: TestClient, workspace: Path) -> None:
    shown = client.get(DISPATCH, params=GONE).text
    record(workspace, "1-0002/2021")
    answer = client.post("/register/record", data=fields(shown), headers=FORM)
    assert answer.status_code == 409 and "1-0002/2021 cannot be dispatched" in answer.text
    assert [state for state in states(workspace).values() if state != "made"] == ["dispatched"]
    rest = client.get(DISPATCH, params=GONE).text
    assert "1-0002/2021" not in "".join(fields(rest)["reference"])


@pytest.mark.parametrize("query", [{}, {"day": "2026-01-20"}, {"way": "post"}, {"way": "post", "day": "x"}])
def test_a_day_and_a_way_are_asked_for(client: TestClient, query: dict[str, str]) -> None:
    assert client.get(DISPATCH, params=query).status_code == 400
    assert client.get("/issued/another/dispatch", params=GONE).status_code == 404


def test_a_letter_is_given_up_for_a_reason(client: TestClient, workspace: Path) -> None:
    address = "/register/letter?reference=1-0002%2F2021"
    assert "Make it void" in client.get(address).text
    for note in ("", "  ", "safe\u202eevil"):
        refused = client.post("/register/void", data={"reference": "1-0002/2021", "note": note}, headers=FORM)
        assert refused.status_code == 409
    assert states(workspace)["1-0002/2021"] == "made"
    form = {"reference": "1-0002/2021", "note": "<b>moved</b>"}
    done = client.post("/register/void", data=form, headers=FORM)
    assert (done.status_code, done.headers["location"]) == (303, address)
    text = client.get(address).text
    assert "&lt;b&gt;moved&lt;/b&gt;" in text and "Make it void" not in text
    assert states(workspace)["1-0002/2021"] == "void"


def test_a_new_letter_takes_the_place_of_one_that_has_left_the_house(
    client: TestClient, workspace: Path
) -> None:
    address = "/register/letter?reference=1-0002%2F2021"
    assert "A new letter in its place" not in client.get(address).text
    record(workspace, "1-0002/2021")
    before = client.get(address).text
    assert "A new letter in its place" in before and "Make it void" not in before
    asked = fields(before)
    assert asked["supersede"] == ["yes"]
    plan = ended(client, client.post("/mailings/january-20/plan", data=asked, headers=FORM))
    assert "1-0004/2021" in plan
    assert states(workspace)["1-0002/2021"] == "dispatched"
    carried = fields(plan)
    assert carried == {name: asked[name] for name in ("date", "to", "supersede")}
    ended(client, client.post("/mailings/january-20/issue", data=carried, headers=FORM))
    assert states(workspace) == {
        "1-0001/2021": "made", "1-0002/2021": "superseded", "1-0003/2021": "made", "1-0004/2021": "made",
    }  # fmt: skip
    after = client.get(address).text
    assert "1-0004/2021" in after and "A new letter in its place" not in after


def test_an_addressee_that_is_not_there_gets_no_letter(client: TestClient) -> None:
    form = {"to": "<nobody>", "supersede": "yes"}
    text = ended(client, client.post("/mailings/january-20/plan", data=form, headers=FORM))
    assert "&lt;nobody&gt;" in text and "<nobody>" not in text
