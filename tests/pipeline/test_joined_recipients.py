"""One letter for a household or an office: joined names, one salutation, one number that belongs to all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import edit

import letterbook
from letterbook.model import Order, Recipient
from letterbook.pipeline.inputs import read_inputs
from letterbook.problems import Problem

ADDRESS = {"street": "7 place de Fontenoy", "city": "Paris", "postcode": "75007", "country": "FR"}
ADA = {"id": "ada", "person": "Ada Weber", "salutation": "Dear both,", "address": ADDRESS}
BO = {"id": "bo", "person": "Bo Lang", "salutation": "Dear both,", "address": ADDRESS}
NOW = datetime(2021, 1, 18, 9, tzinfo=UTC)
Row = Mapping[str, object]


def listed(workspace: Path, together: str | None, *rows: Row) -> tuple[list[Recipient], list[Problem]]:
    groups = [{"id": "readers", "name": {"en": "the readers", "az": "oxucular"}, "recipients": list(rows)}]
    (workspace / "recipients.yaml").write_text(json.dumps({"groups": groups}, ensure_ascii=False), "utf-8")
    office = workspace / "letterbook.yaml"
    text = office.read_text("utf-8").partition("\nlist:")[0]
    office.write_text(text + (f"\nlist:\n  together: {together}\n" if together else ""), "utf-8")
    inputs, problems = read_inputs(workspace, Order("january-20"))
    return list(inputs.recipients) if inputs else [], problems


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems if problem.is_error]


def test_a_household_gets_one_letter_only_when_asked(workspace: Path) -> None:
    apart, _ = listed(workspace, None, ADA, BO)
    assert [recipient.id for recipient in apart] == ["ada", "bo"]
    [whole], problems = listed(workspace, "household", ADA, BO)
    assert codes(problems) == []
    assert (whole.id, whole.person, whole.salutation) == ("ada-and-bo", "Ada Weber and Bo Lang", "Dear both,")


def test_the_id_is_the_same_wherever_the_rows_stand(workspace: Path) -> None:
    [whole], _ = listed(workspace, "household", BO, ADA)
    assert (whole.id, whole.person) == ("ada-and-bo", "Bo Lang and Ada Weber")
    long = [
        ADA | {"id": f"{'a' * 60}-{number}", "person": f"Ada {name}"} for number, name in enumerate("XYZ")
    ]
    [whole], _ = listed(workspace, "household", *long)
    [again], _ = listed(workspace, "household", *reversed(long))
    assert whole.id == again.id
    assert len(whole.id) <= 80


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", "Dr Ada Weber, Bo Lang and Cy Moss"), ("az", "Dr Ada Weber, Bo Lang və Cy Moss")],
)
def test_names_are_joined_as_the_language_writes_them_with_their_titles(
    workspace: Path, language: str, names: str
) -> None:
    rows = [ADA | {"honorific": "Dr", "form_of_address": "Ms"}, BO, BO | {"id": "cy", "person": "Cy Moss"}]
    [whole], _ = listed(workspace, "household", *(row | {"language": language} for row in rows))
    assert (whole.person, whole.honorific, whole.form_of_address) == (names, None, None)


@pytest.mark.parametrize(
    ("row", "together"),
    [
        (BO | {"address": ADDRESS | {"street": "8 place de Fontenoy"}}, "household"),
        (BO | {"language": "az"}, "household"),
        (BO | {"formats": ["pdf"]}, "household"),
        (BO | {"delivery": "By hand"}, "household"),
        (BO | {"organisation": "UNESCO"}, "household"),
        (BO | {"active": False}, "household"),
        (BO, "office"),
    ],
)
def test_who_differs_in_what_makes_a_letter_is_not_joined(workspace: Path, row: Row, together: str) -> None:
    recipients, _ = listed(workspace, together, ADA, row)
    assert "ada" in [recipient.id for recipient in recipients]


def test_an_address_in_two_spellings_is_one(workspace: Path) -> None:
    other = BO | {"address": ADDRESS | {"street": "7 PLACE  de Fontenoy"}}
    assert len(listed(workspace, "household", ADA, other)[0]) == 1


def test_nobody_is_left_out_where_letters_are_in_the_fallback_language(workspace: Path) -> None:
    rows = [row | {"language": "sv"} for row in (ADA, BO)]
    [whole], _ = listed(workspace, "household", *rows)
    assert whole.person == "Ada Weber and Bo Lang"
    [couple], _ = listed(workspace, None, rows[0] | {"together_with": "Cy Moss"})
    assert (couple.person, couple.together_with) == ("Ada Weber and Cy Moss", None)


def test_an_office_gets_one_letter_with_its_people_and_their_posts(workspace: Path) -> None:
    body = {"organisation": "UNESCO"}
    rows = [
        ADA | body | {"post": "Director", "cc": ["A"]},
        BO | body | {"post": "Archivist", "copies": "2", "cc": ["B"]},
    ]
    [whole], problems = listed(workspace, "office", *rows)
    assert codes(problems) == []
    assert (whole.organisation, whole.post) == ("UNESCO", None)
    assert whole.person == "Ada Weber, Director; and Bo Lang, Archivist"
    assert (whole.copies, whole.cc) == (2, ("A", "B"))
    [whole], _ = listed(workspace, "office", *(row | {"post": "Editor"} for row in rows))
    assert (whole.person, whole.post) == ("Ada Weber and Bo Lang", "Editor")
    two = [ADA | body, BO | {"organisation": "ICOM"}]
    assert len(listed(workspace, "office", *two)[0]) == 2


MINISTER: Row = {"kind": "minister"}


def without(row: Row, key: str) -> Row:
    return {name: value for name, value in row.items() if name != key}


@pytest.mark.parametrize(
    ("rows", "is_known"),
    [
        ((ADA, BO), True),
        ((ADA, BO | {"salutation": "Dear Bo,"}), False),
        ((ADA, without(BO, "salutation")), False),
        ((without(ADA, "salutation"), without(BO, "salutation")), True),
        (
            (
                {**without(ADA, "salutation"), **MINISTER},
                {**without(BO, "salutation"), **MINISTER},
            ),
            False,
        ),
    ],
)
def test_a_salutation_is_asked_for_where_it_cannot_be_known(
    workspace: Path, rows: tuple[Row, Row], is_known: bool
) -> None:
    _, problems = listed(workspace, "household", *rows)
    found = [problem for problem in problems if problem.code == "joined-salutation"]
    assert len(found) == int(not is_known)
    if found:
        assert "“Ada Weber and Bo Lang” get one letter" in found[0].what
        assert found[0].hint.count("recipients.yaml:") == 2


def test_the_number_belongs_to_all_of_them(workspace: Path) -> None:
    """The same people keep it; with another person it is another addressee, and so it is with others' ids."""
    order = letterbook.Order("january-20", formats=("pdf",), cover_only=True)
    office = letterbook.open_office(workspace)
    listed(workspace, "household", ADA, BO)
    [row] = office.issue(order, clerk="Clerk", at=NOW).letters
    listed(workspace, "household", BO, ADA)
    [again] = office.issue(order, clerk="Clerk", at=NOW).letters
    assert (again.reference, again.id) == (row.reference, "ada-and-bo")
    listed(workspace, "household", ADA, BO | {"person": "Cy Moss"})
    with pytest.raises(letterbook.InputError, match="A number belongs to one addressee"):
        office.issue(order, clerk="Clerk", at=NOW)
    listed(workspace, None, ADA, BO)
    apart = office.issue(order, clerk="Clerk", at=NOW, replace=True).letters
    assert row.reference not in [letter.reference for letter in apart if letter.id in ("ada", "bo")]
    assert len({letter.reference for letter in apart}) == len(apart)


def test_a_wrong_word_is_told(workspace: Path) -> None:
    listed(workspace, "household", ADA)
    edit(workspace / "letterbook.yaml", "together: household", "together: houshold")
    _, problems = read_inputs(workspace, Order("january-20"))
    assert "wrong-value" in [problem.code for problem in problems]
