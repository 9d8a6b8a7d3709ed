"""Conditions of words, pages, letterheads and salutations: what they may ask for, and what nobody can ever be."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import at, edit
from own_fields import COVERS, PDF, PEOPLE, letterhead, office, told

from letterbook.archive.expectation import own_on_page
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.problems import Problem

PEOPLE_OF_TWO = {name: PEOPLE[name] for name in ("alpha", "beta")}
TRUE_OF_BETA = {
    "kind": 'recipient.kind == "mission"',
    "country": 'recipient.country == "CH"',
    "one of some countries": 'recipient.country in ["CH", "LI"]',
    "language": 'recipient.language == "en-GB"',
    "group": 'recipient.group == "all" and recipient.kind',
    "a text": 'recipient.fields.file == "AZ 2021/119"',
    "a text of some": 'recipient.fields.file in ("AZ 2021/119", "AZ 7")',
    "a number": "recipient.fields.seats > 5",
    "a sum": "recipient.fields.seats >= 16 and recipient.fields.amount == 1234.56",
    "a day": 'recipient.fields.seats != 5 and recipient.fields.due <= "2021-03-01"',
    "an hour": 'recipient.fields.begins < "10:00"',
    "not": "not recipient.fields.member",
}


def of_two(tmp_path: Path, words: str = "", page: str = "") -> Path:
    workspace = office(tmp_path, words, page, people=PEOPLE_OF_TWO)
    people = workspace / "recipients.yaml"
    edit(
        people,
        "organisation: Beta Institute\n        language: en\n",
        "organisation: Beta Institute\n        language: en-GB\n        kind: mission\n",
    )
    edit(
        people,
        "4 Beta Lane, city: Vienna, postcode: '1010', country: AT",
        "4 Beta Lane, city: Bern, postcode: '3000', country: CH",
    )
    return workspace


@pytest.mark.parametrize("kind", TRUE_OF_BETA)
def test_words_page_and_letterhead_choose_alike(tmp_path: Path, kind: str) -> None:
    source = f"{{% if {TRUE_OF_BETA[kind]} %}}Chosen{{% endif %}}"
    workspace = of_two(tmp_path, source, f"<p>{source}</p>")
    letterhead(workspace, source)
    mailing = prepare_mailing(workspace, COVERS, UNWATCHED)
    alpha, beta = (draft.letter for draft in mailing.drafts)
    template = mailing.inputs.templates["letter"]
    assert "Chosen" not in str(alpha.body)
    assert "Chosen" in str(beta.body)
    for format_ in ("pdf", "docx"):
        assert own_on_page(alpha, format_, template).choices == "0"
        assert own_on_page(beta, format_, template).choices == "1"


NEVER = {
    "no kind": ('recipient.kind == "mision"', "mision", "Did you mean “mission”?"),
    "a country by its name": (
        'recipient.country == "Germany"',
        "Germany",
        "Write the two letters of Germany: “DE”.",
    ),
    "no country": ('recipient.country != "Atlantis"', "Atlantis", ""),
    "one of some": ('recipient.country in ["CH", "Liechtenstein"]', "Liechtenstein", "“LI”"),
    "the other way round": ('"Germany" == recipient.country', "Germany", "“DE”"),
    "behind brackets": ('recipient["country"] == "germany"', "germany", "“DE”"),
    "no language": ('recipient.language == "EN"', "EN", "such as en, az"),
    "no group": ('recipient.group == "All of them"', "All of them", "id of a group"),
    "a number as a text": ('recipient.fields.seats > "5"', "5", "without quotation marks"),
    "a day that there is not": ('recipient.fields.due < "2021-02-30"', "2021-02-30", '"2021-03-01"'),
    "a day as people write it": ('recipient.fields.due == "1.3.2021"', "1.3.2021", '"2021-03-01"'),
    "an hour without its nought": ('recipient.fields.begins == "9:05"', "9:05", '"09:30"'),
    "yes": ('recipient.fields.member == "yes"', "yes", "ask for it alone"),
    "a text as a number": ("recipient.fields.file == 118", "118", "in quotation marks"),
    "an amount with its currency": (
        'recipient.fields.amount == "77 EUR"',
        "77 EUR",
        "without quotation marks",
    ),
}


@pytest.mark.parametrize("kind", NEVER)
def test_what_nobody_can_ever_be_is_told_at_its_place(tmp_path: Path, kind: str) -> None:
    condition, text, hint = NEVER[kind]
    source = f"{{% if {condition} %}}Chosen{{% endif %}}"
    workspace = of_two(tmp_path, f"Here.\n\n{source}", f"<p>{source}</p>")
    letterhead(workspace, source)
    problems = told(workspace, COVERS)
    assert {problem.code for problem in problems} == {"wrong-comparison"}
    places = [str(problem.place) for problem in problems]
    folder = "templates/letter"
    assert [_place(workspace, f"{folder}/{name}", source, text) for name in ("en.md", "letter.html")] == [
        place for place in places if "docx" not in place
    ]
    assert [place for place in places if "letter.docx, paragraph" in place]
    assert len(places) == 3
    assert all(f"“{text}” can never be recipient." in problem.what for problem in problems)
    assert all(hint in problem.hint for problem in problems)


def _place(workspace: Path, file: str, source: str, text: str) -> str:
    line = int(at(workspace, file, source).split(":")[1])
    written = (workspace / file).read_text("utf-8").split("\n")[line - 1]
    return f"{file}:{line}:{written.index(text) + 1}"


def test_a_rule_for_salutations_is_looked_through(tmp_path: Path) -> None:
    workspace = of_two(tmp_path)
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "salutations:\n  en:\n"
            "    Ms: \"Dear {% if recipient.country == 'Austria' %}Frau{% else %}Ms{% endif %} {{ recipient.surname }},\"\n"
        )
    [problem] = told(workspace)
    assert (problem.code, problem.place.file) == ("wrong-comparison", "letterbook.yaml")


def test_what_a_condition_compares_is_not_typed_and_what_it_chooses_is(tmp_path: Path) -> None:
    page = '{% if recipient.fields.file == "AZ 2021/119" %}<p>AZ 2021/119</p>{% endif %}'
    [problem] = told(of_two(tmp_path, "", page))
    assert problem.code == "name-in-template"
    printed = '<p>{{ "AZ 2021/119" if recipient.fields.member else "" }}</p>'
    assert [problem.code for problem in told(of_two(tmp_path / "b", "", printed))] == ["name-in-template"]


def test_what_is_not_there_may_be_compared(tmp_path: Path) -> None:
    source = "{% if recipient.kind == none or recipient.fields.due != none %}a{% endif %}"
    problems: list[Problem] = told(of_two(tmp_path, source, source), PDF)
    assert problems == []
