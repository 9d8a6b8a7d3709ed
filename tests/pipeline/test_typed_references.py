"""A page prints this letter's number and date, and none that somebody left in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import edit, make_workspace

import letterbook

RECIPIENTS = """\
groups:
  - id: all
    name: "all"
    recipients:
      - id: alpha
        organisation: "Alpha Institute"
        salutation: "Dear colleagues,"
        address: {street: "17 Garden Street", city: "Vienna", postcode: "1010", country: AT}
"""

SALUTATION = '{% if salutation %}<p class="salutation">{{ salutation }}</p>{% endif %}'
REFERENCES = ["1-0007/2021", "Our reference: 1-7/1999", "<b>1-</b>0007/2021", "{{ '1-0007/2020' }}"]
DATES = [
    "19 January 2021",
    "Baku, 19 January 2021",
    "January 19, 2021",
    "Date: 2021-01-19",
    "19.01.2021",
    "1/2/2021",
    "Berlin, 3. Oktober 2020",
    "Paris, le 1er janvier 2021".replace(", le", ","),
    "2021年1月19日",
    "19 января 2021 года",
    "19 <b>January</b> 2021",
]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "office", RECIPIENTS)


def told(workspace: Path) -> list[tuple[str, int | None]]:
    problems = letterbook.open_office(workspace).check("january-20")
    return [(problem.code, problem.place.line) for problem in problems if problem.is_error]


@pytest.mark.parametrize("typed", REFERENCES)
def test_a_reference_on_a_page(workspace: Path, typed: str) -> None:
    edit(workspace / "templates/letter/letter.html", SALUTATION, f"{SALUTATION}\n<p>{typed}</p>")
    assert told(workspace) == [("reference-in-template", 10)]


@pytest.mark.parametrize("typed", DATES)
def test_a_date_on_a_page(workspace: Path, typed: str) -> None:
    edit(workspace / "templates/letter/letter.html", SALUTATION, f"{SALUTATION}\n<p>{typed}</p>")
    assert told(workspace) == [("date-in-template", 10)]


@pytest.mark.parametrize(
    "typed",
    [
        "Form 2/2021",
        "Established by the Act of 28 December 2001",
        "Tel. 1-0007",
        "20.01.1990 and 1990.01.20 are one day",
        "Version 2.1.3",
        "2021",
        "31 February 2021",
        "Account 1-0007/20211",
    ],
)
def test_what_a_page_may_say(workspace: Path, typed: str) -> None:
    edit(workspace / "templates/letter/letter.html", SALUTATION, f"{SALUTATION}\n<p>{typed}</p>")
    assert told(workspace) == []


@pytest.mark.parametrize(
    ("typed", "is_told"), [("Form 2/2021", False), ("No. 2/2021", False), ("2/2021", True)]
)
def test_the_number_of_a_form_where_references_are_bare(workspace: Path, typed: str, is_told: bool) -> None:
    edit(workspace / "letterbook.yaml", '"1-{number:04d}/{year}"', '"{number}/{year}"')
    edit(workspace / "templates/letter/letter.html", SALUTATION, f"{SALUTATION}\n<p>{typed}</p>")
    assert told(workspace) == ([("reference-in-template", 10)] if is_told else [])


def test_words_may_name_an_earlier_letter(workspace: Path) -> None:
    edit(
        workspace / "templates/letter/en.md",
        "I have the honour",
        "With reference to my letter 1-0007/2020 of 20 January 2020,\n\n20 January 1990\n\nI have the honour",
    )
    assert told(workspace) == []


def test_a_date_in_a_style_sheet(workspace: Path) -> None:
    with (workspace / "templates/letter/letter.css").open("a") as file:
        file.write('\n.salutation::after { content: "19 January 2021" }\n')
    assert [code for code, _ in told(workspace)] == ["date-in-template"]
