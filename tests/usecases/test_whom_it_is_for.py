"""`only` of a mailing: whom of the list it goes to, by country, kind, language and the office's own fields."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import edit
from own_fields import DECLARED, PEOPLE, office

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare
from letterbook.problems import Problem

FILE = "mailings/reminder.yaml"
HEAD = "statement: january-20\nformats: pdf\n"
REGIONS = {
    "alpha": PEOPLE["alpha"] + ', region: "North"',
    "beta": PEOPLE["beta"] + ', region: "South"',
    "gamma": PEOPLE["gamma"] + ', region: "South West"',
    "delta": 'amount: "2500000.5"',
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    made = office(tmp_path, people=REGIONS, declared=DECLARED + "  region: {type: text}\n")
    people = made / "recipients.yaml"
    edit(people, "      - id: beta\n", "      - id: beta\n        kind: mission\n")
    edit(
        people,
        "organisation: Gamma Institute\n        language: en\n",
        "organisation: Gamma Institute\n        language: fr\n",
    )
    (made / "mailings").mkdir()
    return made


def asked(workspace: Path, only: str) -> tuple[list[str], list[Problem]]:
    (workspace / FILE).write_text(f"{HEAD}only:\n{only}", encoding="utf-8")
    mailing, problems = prepare(workspace, Order("reminder", cover_only=True), UNWATCHED)
    return [recipient.id for recipient in mailing.recipients] if mailing else [], problems


CHOSEN = {
    "a text": ("  fields: {region: North}\n", ["alpha"]),
    "a text with a space": ("  fields:\n    region: South West\n", ["gamma"]),
    "some texts": ("  fields: {region: [North, South]}\n", ["alpha", "beta"]),
    "yes": ("  fields: {member: ja}\n", ["alpha"]),
    "no, also where nothing is said": ("  fields: {member: no}\n", ["beta", "gamma", "delta"]),
    "some numbers": ("  fields: {seats: [5, 16]}\n", ["alpha", "beta", "gamma"]),
    "at least": ("  fields: {amount: {from: 1234.56}}\n", ["alpha", "beta", "delta"]),
    "more than": ("  fields: {amount: {above: 1234.56 EUR}}\n", ["delta"]),
    "within": ("  fields: {amount: {above: 77, to: 1234.56}}\n", ["alpha", "beta"]),
    "a day": ("  fields: {due: 2021-03-01}\n", ["alpha", "beta"]),
    "after a day": ("  fields: {due: {after: 2021-03-01}}\n", ["gamma"]),
    "before a day": ("  fields: {due: {before: 1.4.2021}}\n", ["alpha", "beta"]),
    "until an hour": ("  fields: {begins: {to: 9:05}}\n", ["beta"]),
    "two fields": ("  fields:\n    seats: 5\n    region: North\n", ["alpha"]),
    "a kind": ("  kinds: mission\n", ["beta"]),
    "a language": ("  languages: [fr]\n", ["gamma"]),
    "all together": (
        "  countries: [Austria]\n  languages: [en]\n  fields: {seats: {below: 16}}\n",
        ["alpha"],
    ),
}


@pytest.mark.parametrize("kind", CHOSEN)
def test_who_is_chosen(workspace: Path, kind: str) -> None:
    only, expected = CHOSEN[kind]
    chosen, problems = asked(workspace, only)
    assert chosen == expected
    assert [problem for problem in problems if problem.place.file == FILE] == []


def test_a_language_is_meant_with_its_regions(workspace: Path) -> None:
    edit(workspace / "recipients.yaml", "        language: fr\n", "        language: fr-CA\n")
    assert asked(workspace, "  languages: fr\n")[0] == ["gamma"]
    assert "nobody-chosen" in {told.code for told in asked(workspace, "  languages: fr-FR\n")[1]}


WRONG = {
    "an unknown field": ("  fields: {regoin: North}\n", "unknown-field", "4:12", "Did you mean “region”?"),
    "an unknown kind": ("  kinds: [mission, mision]\n", "unknown-kind", "4:20", "Did you mean “mission”?"),
    "no language": ("  languages: [french!]\n", "wrong-language", "4:15", ""),
    "no country": ("  countries: [Atlantis]\n", "unknown-country", "4:15", ""),
    "no number": ("  fields: {seats: many}\n", "wrong-value", "4:19", "figures"),
    "no day": ("  fields: {due: {from: soon}}\n", "wrong-value", "4:24", "2021-01-19"),
    "neither yes nor no": ("  fields: {member: perhaps}\n", "wrong-value", "4:20", "yes or no"),
    "more than a text": ("  fields: {region: {above: North}}\n", "wrong-value", "4:28", "list of values"),
    "an unknown bound": ("  fields: {seats: {over: 5}}\n", "unknown-key", "4:20", "above"),
    "two decimals too many": ("  fields: {amount: 1.2345}\n", "wrong-value", "4:20", ""),
    "nothing": ("  fields: {member: }\n", "wrong-value", "4:12", "member: yes"),
    "an empty list": ("  fields: {region: []}\n", "wrong-value", "4:20", "member: yes"),
    "no fields": ("  fields: region\n", "wrong-value", "4:11", "member: yes"),
    "a text that nobody has": (
        "  fields: {region: Noth}\n",
        "nobody-chosen",
        "4:20",
        "North, South, South West",
    ),
    "a bound that nobody keeps": ("  fields: {seats: {above: 16}}\n", "nobody-chosen", "4:12", "Correct it"),
    "bounds that cross": ("  fields: {seats: {above: 7, below: 5}}\n", "nobody-chosen", "4:12", "Correct it"),
    "a country with nobody": ("  countries:\n    - Norway\n", "nobody-chosen", "5:7", "Correct it"),
    "a kind that nobody is of": ("  kinds: ministry\n", "nobody-chosen", "4:10", "mission"),
    "a language that nobody has": ("  languages: de\n", "nobody-chosen", "4:14", "There are: en, fr"),
    "nobody who is all of it": (
        "  languages: fr\n  fields: {region: North}\n",
        "nobody-chosen",
        "4:3",
        "all of them together nobody",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_asked_is_told_at_its_place(workspace: Path, kind: str) -> None:
    only, code, place, hint = WRONG[kind]
    [problem] = [each for each in asked(workspace, only)[1] if each.place.file == FILE]
    assert (problem.code, str(problem.place), problem.is_error) == (code, f"{FILE}:{place}", True)
    assert hint in problem.hint


def test_one_of_several_that_nobody_has_is_a_notice(workspace: Path) -> None:
    chosen, problems = asked(workspace, "  countries: [AT, NO]\n  fields: {region: [North, Noth]}\n")
    assert chosen == ["alpha"]
    found = [(each.code, str(each.place), each.level) for each in problems if each.place.file == FILE]
    assert found == [
        ("nobody-chosen", f"{FILE}:4:19", "warning"),
        ("nobody-chosen", f"{FILE}:5:28", "warning"),
    ]


def test_whom_a_mistake_of_the_list_keeps_out_is_not_missed(workspace: Path) -> None:
    edit(
        workspace / "recipients.yaml",
        "        kind: mission\n",
        "        kind: mission\n        copies: many\n",
    )
    assert "nobody-chosen" not in {problem.code for problem in asked(workspace, "  kinds: mission\n")[1]}
