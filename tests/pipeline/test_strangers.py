"""Who gets no letter of a mailing is a stranger to it: others of the list, and addressees of earlier letters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from conftest import edit, make_workspace

from letterbook.model import Order
from letterbook.usecases.check import check
from letterbook.usecases.issue import Run, issue

BEFORE = """\
groups:
  - id: all
    name: "all"
    recipients:
      - id: alpha
        organisation: "Alpha Institute"
        person: "Ann Archer"
        salutation: "Dear Ms Archer,"
        address: {street: "17 Garden Street", city: "Vienna", postcode: "1010", country: AT}
"""
GAMMA = """\
      - id: gamma
        organisation: "Gamma Press"
        person: "Paul Lindqvist"
        salutation: "Dear Mr Lindqvist,"
        delivery: "By e-mail: paul@gamma.example"
        address: {street: "9 Harbour Road", city: "Vienna", postcode: "1010", country: AT}
"""
IS_INACTIVE = "        active: false\n"
ANOTHER_GROUP = '  - id: others\n    name: "others"\n    recipients:\n'
LETTER = '{% if salutation %}<p class="salutation">{{ salutation }}</p>{% endif %}'
COVERS = Order("january-20", formats=("pdf",), cover_only=True)

IN_PIECES = {
    "a street": "<div>9 Harbour</div><div>Road</div>",
    "a name": "<div>It is of Paul</div><div>Lindqvist alone</div>",
    "an e-mail address": "<div>paul@gamma</div><div>.example</div>",
}


def told(workspace: Path, order: Order = COVERS) -> list[str]:
    found = check(workspace, order, workspace / "out").problems
    return [f"{problem.code}: {problem.what}" for problem in found if problem.is_error]


def with_page(workspace: Path, typed: str) -> Path:
    edit(workspace / "templates" / "letter" / "letter.html", LETTER, LETTER + typed)
    return workspace


@pytest.mark.parametrize("typed", IN_PIECES.values(), ids=IN_PIECES)
@pytest.mark.parametrize("listed", [GAMMA + IS_INACTIVE, ANOTHER_GROUP + GAMMA], ids=["inactive", "group"])
def test_others_of_the_list(tmp_path: Path, listed: str, typed: str) -> None:
    workspace = with_page(make_workspace(tmp_path / "office", BEFORE + listed), typed)
    for statement in (workspace / "statements" / "january-20").glob("*.md"):
        edit(statement, "place: ", "groups: [all]\nplace: ")
    [what] = told(workspace)
    assert what.startswith("page-not-right: The letter to alpha: “")
    assert what.endswith("” belongs to gamma and stands here as well.")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that wrote to Gamma Press a year ago, and does not today."""
    workspace = make_workspace(tmp_path_factory.mktemp("register") / "office", BEFORE + GAMMA)
    at = dt.datetime(2022, 1, 19, tzinfo=dt.UTC)
    order = Order("january-20", date=at.date(), formats=("pdf",), cover_only=True)
    issue(workspace, order, Run(workspace / "out", "clerk", at))
    (workspace / "recipients.yaml").write_text(BEFORE, "utf-8")
    return workspace


OF_LAST_YEAR = {
    **{name: typed for name, typed in IN_PIECES.items() if name != "a name"},
    "a salutation": "<p>Dear Mr Lindqvist,</p>",
    "a salutation in pieces": "<div>Dear Mr</div><div>Lindqvist</div>",
    "a whole street": "<p>9 Harbour Road</p>",
    "letters one by one": "".join(f"<div>{letter}</div>" for letter in "DearMrLindqvist"),
}


@pytest.mark.parametrize("typed", OF_LAST_YEAR.values(), ids=OF_LAST_YEAR)
def test_an_addressee_of_last_year(office: Path, typed: str) -> None:
    page = office / "templates" / "letter" / "letter.html"
    before = page.read_text("utf-8")
    try:
        [what] = told(with_page(office, typed))
    finally:
        page.write_text(before, "utf-8")
    assert "1-0002/2022" in what


ORDINARY = [
    "<p>Director: Mr Paul Lindqvist</p>",
    "<p>A member of Gamma Press, 1010 Vienna</p>",
    "<p>See our letter 1-0002/2022</p>",
    "<p>Harbour Road 10, by e-mail</p>",
]


@pytest.mark.parametrize("typed", ORDINARY)
def test_what_a_letterhead_may_say_of_an_addressee_of_last_year(office: Path, typed: str) -> None:
    page = office / "templates" / "letter" / "letter.html"
    before = page.read_text("utf-8")
    try:
        assert told(with_page(office, typed)) == []
    finally:
        page.write_text(before, "utf-8")


def test_who_lives_where_another_lived(office: Path) -> None:
    successor = GAMMA.replace("id: gamma", "id: successor").replace("Paul", "Eva").replace("Mr", "Ms")
    (office / "recipients.yaml").write_text(BEFORE + successor, "utf-8")
    try:
        assert told(office) == []
    finally:
        (office / "recipients.yaml").write_text(BEFORE, "utf-8")
