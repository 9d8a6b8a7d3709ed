"""The office's own fields: declared in letterbook.yaml, filled in by the list, each value of its type."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from conftest import make_workspace
from own_fields import DECLARED, PEOPLE, office, recipients

from letterbook.model import Defaults, FieldRule, Group, ListLayout, Order
from letterbook.pipeline.inputs import read_inputs
from letterbook.problems import Problem, has_errors
from letterbook.sources.office import read_office
from letterbook.sources.recipient_list import read_list

HEADINGS = [
    "Organisation",
    "Straße",
    "PLZ",
    "Ort",
    "Betrag",
    "due",
    "seats",
    "file",
    "begins",
    "member",
    "Bemerkung",
]
ROW = [
    "Amt",
    "Hauptstraße 1",
    "AZ1000",
    "Baku",
    1234.56,
    date(2021, 3, 1),
    5,
    "A 1",
    time(14, 30),
    True,
    "alt",
]


def table(folder: Path, *rows: list[object], declared: str = DECLARED) -> tuple[list[Group], list[Problem]]:
    workspace = make_workspace(folder / "office")
    text = (workspace / "letterbook.yaml").read_text("utf-8").replace("language: en", "language: de")
    (workspace / "letterbook.yaml").write_text(text + declared, "utf-8")
    read, problems = read_office(workspace)
    assert read is not None, problems
    book = openpyxl.Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    book.save(workspace / "list.xlsx")
    return read_list(workspace / "list.xlsx", "list.xlsx", read.defaults, read.list_layout)


def values(groups: list[Group]) -> dict[str, object]:
    return {field.name: field.value for group in groups for each in group.recipients for field in each.fields}


def test_cells_have_the_types_of_their_fields(tmp_path: Path) -> None:
    groups, problems = table(tmp_path, ROW)
    assert [(problem.code, problem.place.cell) for problem in problems] == [("unknown-column", "K1")]
    assert values(groups) == {
        "amount": Decimal("1234.56"),
        "due": date(2021, 3, 1),
        "seats": Decimal(5),
        "file": "A 1",
        "begins": time(14, 30),
        "member": True,
    }


def test_texts_are_read_as_the_office_writes(tmp_path: Path) -> None:
    row = [*ROW[:4], "1.234,56 €", "1.3.2021", "1.234.567", "A 1", "9.05", "no", None]
    groups, problems = table(tmp_path, row)
    assert not has_errors(problems)
    found = values(groups)
    assert (found["amount"], found["due"], found["seats"]) == (
        Decimal("1234.56"),
        date(2021, 3, 1),
        Decimal(1234567),
    )
    assert (found["begins"], found["member"]) == (time(9, 5), False)


@pytest.mark.parametrize(
    ("typed", "language", "day"),
    [
        ("20 janvier 2026", "fr", date(2026, 1, 20)),  # the row's language
        ("20. Januar 2026", "fr", date(2026, 1, 20)),  # the office's own
        ("٢٠ يناير ٢٠٢٦", "ar", date(2026, 1, 20)),
        ("20 січня 2026 року", "uk", date(2026, 1, 20)),
        ("03/04/2026", "de", date(2026, 4, 3)),  # as in the office's country
        ("20 janvier 2026", "de", None),
        ("03/04/2026", "en-US", None),  # the row says one order, the office's country the other
    ],
)
def test_a_day_is_read_in_the_language_of_the_row_and_of_the_office(
    tmp_path: Path, typed: str, language: str, day: date | None
) -> None:
    workspace = make_workspace(tmp_path / "office")
    text = (workspace / "letterbook.yaml").read_text("utf-8").replace("language: en", "language: de")
    (workspace / "letterbook.yaml").write_text(text + DECLARED, "utf-8")
    read, _ = read_office(workspace)
    assert read is not None
    people = {"alpha": PEOPLE["alpha"].replace("2021-03-01", typed)}
    (workspace / "recipients.yaml").write_text(recipients(people, language), "utf-8")
    groups, problems = read_list(
        workspace / "recipients.yaml", "recipients.yaml", read.defaults, read.list_layout
    )
    assert values(groups).get("due") == day
    said = [problem.what for problem in problems if problem.code == "wrong-value"]
    assert bool(said) == (day is None)
    assert all(typed in what for what in said)


def test_each_wrong_value_is_told_at_its_cell_in_one_run(tmp_path: Path) -> None:
    wrong = [
        *ROW[:4],
        "viel",
        "bald",
        "1.234",
        datetime.fromisoformat("2021-03-01"),
        "25:00",
        "vielleicht",
        None,
    ]
    precise = [
        "Rat",
        *ROW[1:4],
        33.3333,
        datetime.fromisoformat("2021-03-01 14:30"),
        True,
        7.5,
        3,
        "no",
        None,
    ]
    _, problems = table(tmp_path, wrong, precise)
    told = {(problem.place.cell, problem.code) for problem in problems if problem.is_error}
    assert told == {
        ("E2", "wrong-value"),
        ("F2", "wrong-value"),
        ("G2", "wrong-value"),
        ("H2", "typed-cell"),
        ("I2", "wrong-value"),
        ("J2", "wrong-value"),
        ("E3", "wrong-value"),
        ("F3", "wrong-value"),
        ("G3", "wrong-value"),
        ("H3", "typed-cell"),
        ("I3", "wrong-value"),
    }


def test_a_share_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["Organisation", "Ort", "PLZ", "Straße", "seats"],
        ["Amt", "Baku", "AZ1000", "Street 1", 0.12],
    ):
        book.active.append(row)
    book.active["E2"].number_format = "0%"
    book.save(path)
    layout = ListLayout(fields={"seats": FieldRule("seats", "number")})
    [problem] = read_list(path, "list.xlsx", Defaults(country="AZ"), layout)[1]
    assert (problem.code, problem.place.cell, problem.text) == ("typed-cell", "E2", "12%")


def test_a_required_field_is_missing(tmp_path: Path) -> None:
    declared = DECLARED.replace("title: Betrag", "title: Betrag, required: true")
    _, problems = table(tmp_path, [*ROW[:4], None, *ROW[5:]], declared=declared)
    [problem] = [problem for problem in problems if problem.is_error]
    assert (problem.code, problem.place.cell, problem.text) == ("missing-field", "E2", "amount")


def test_who_gets_no_letter_needs_no_fields(tmp_path: Path) -> None:
    people = recipients({"alpha": PEOPLE["alpha"], "beta": ""}).replace("fields: {}\n", "active: false\n", 1)
    workspace = office(tmp_path, declared=DECLARED.replace("title: Betrag", "required: true"))
    (workspace / "recipients.yaml").write_text(people, "utf-8")
    _, problems = read_inputs(workspace, Order("january-20"))
    assert problems == []


def test_a_column_may_be_mapped_to_a_field(tmp_path: Path) -> None:
    declared = (
        DECLARED.replace(", title: Betrag", "")
        + "list:\n  columns: {Betrag: fields.amount}\n  ignore: [Bemerkung]\n"
    )
    groups, problems = table(tmp_path, ROW, declared=declared)
    assert problems == []
    assert values(groups)["amount"] == Decimal("1234.56")


def test_the_column_of_a_field_is_read_though_it_was_left_out_before(tmp_path: Path) -> None:
    groups, problems = table(tmp_path, ROW, declared=DECLARED + "list:\n  ignore: [Betrag, Bemerkung]\n")
    assert problems == []
    assert values(groups)["amount"] == Decimal("1234.56")


def test_a_column_of_a_field_that_is_not_declared(tmp_path: Path) -> None:
    declared = DECLARED + "list:\n  columns: {Bemerkung: fields.amuont}\n"
    [problem] = table(tmp_path, ROW, declared=declared)[1]
    assert (problem.code, problem.text, problem.place.file) == ("unknown-field", "amuont", "letterbook.yaml")
    assert "Did you mean “amount”?" in problem.hint


def test_a_list_in_yaml_has_fields_that_are_declared(tmp_path: Path) -> None:
    workspace = office(tmp_path, people={"alpha": 'amuont: "5", amount: many, due: [1]'})
    _, problems = read_inputs(workspace, Order("january-20"))
    told = [(problem.code, problem.text) for problem in problems]
    assert told == [("unknown-field", "amuont"), ("wrong-value", ""), ("wrong-value", "many")]
    assert "Did you mean “amount”?" in problems[0].hint


WRONG = {
    "no type": ("a: {type: colour}", "wrong-value"),
    "no currency": ("a: {type: money}", "missing-field"),
    "an unknown currency": ("a: {type: money, currency: EURO}", "wrong-value"),
    "a name with a hyphen": ("due-date: {type: date}", "wrong-id"),
    "a name that templates use": ("items: {type: text}", "wrong-id"),
    "an unknown key": ("a: {typ: text}", "unknown-key"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_declared(tmp_path: Path, kind: str) -> None:
    line, code = WRONG[kind]
    workspace = office(tmp_path, declared=f"\nfields:\n  {line}\n")
    assert [problem.code for problem in read_office(workspace)[1]] == [code]
