"""Lists as offices have them: a title, headings of their own, no ids, words for groups, lines in a cell."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
import yaml

from letterbook.model import Defaults, Group, ListLayout, Recipient
from letterbook.problems import Place, Problem
from letterbook.sources.office import read_office
from letterbook.sources.recipient_list import read_list
from letterbook.sources.tables.headings import FILE, field_of_heading, folded

HEADINGS: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(FILE.read_text("utf-8"))
GERMAN = ["Name", "Straße", "PLZ", "Ort", "Land"]
PERSON = ["Ada Weber", "Hauptstraße 1", "01067", "Dresden", "DE"]
CLERK = Place("letterbook.yaml", 3, 1)


def table(folder: Path, rows: Sequence[Sequence[str | None]], name: str = "list.xlsx") -> Path:
    path = folder / name
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if name.endswith(".tsv") else ";").writerows(rows)
    return path


def read(path: Path, layout: ListLayout = ListLayout()) -> tuple[list[Group], list[Problem]]:  # noqa: B008
    return read_list(path, path.name, Defaults(), layout)


def recipients(groups: Sequence[Group]) -> list[Recipient]:
    return [recipient for group in groups for recipient in group.recipients]


def told(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.level) for problem in problems]


def test_no_heading_stands_for_two_fields() -> None:
    keys = defaultdict(set)
    for key, languages in HEADINGS.items():
        for words in languages.values():
            for word in words:
                keys[folded(word)].add(key)
    assert {word: found for word, found in keys.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", sorted({tag for words in HEADINGS.values() for tag in words}))
def test_headings_are_known_in_every_language(language: str) -> None:
    for key, languages in HEADINGS.items():
        for word in languages.get(language, ()):
            for spelling in (word, word.upper(), f" {word}: ", word.replace(" ", "_")):
                assert field_of_heading(spelling, ListLayout()) == key, spelling


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("STRASSE", "address.street"),
        ("Direccion", "address.street"),
        ("Codigo Postal", "address.postcode"),
        ("Prenom", "given"),
        ("Фамилия", "surname"),
        ("Adı", "given"),
        ("Ünvan", "address.street"),
        ("Unvan", "honorific"),
        ("Anrede", None),
        ("Nr.", None),
    ],
)
def test_a_heading_as_people_type_it(heading: str, key: str | None) -> None:
    assert field_of_heading(heading, ListLayout()) == key


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "list.tsv"])
def test_headings_are_found_under_a_title(tmp_path: Path, name: str) -> None:
    rows = [["Verteiler – Stand 11/2026"], ["Adressat", "", "Anschrift"], GERMAN, PERSON]
    groups, problems = read(table(tmp_path, rows, name))
    assert told(problems) == [("title-row", "warning")]
    [recipient] = recipients(groups)
    assert (recipient.person, recipient.address.city) == ("Ada Weber", "Dresden")


def test_the_office_s_map_comes_before_what_is_known(tmp_path: Path) -> None:
    path = table(tmp_path, [[*GERMAN, "Empfangsstelle", "Bemerkung"], [*PERSON, "Rathaus", "verzogen?"]])
    layout = ListLayout(
        columns={"empfangsstelle": "organisation"}, ignored=("Bemerkung",), places={"empfangsstelle": CLERK}
    )
    groups, problems = read(path, layout)
    assert problems == []
    assert recipients(groups)[0].organisation == "Rathaus"


def test_a_column_that_nobody_knows_is_left_out_and_told_once(tmp_path: Path) -> None:
    path = table(tmp_path, [[*GERMAN, "Bemerkung"], [*PERSON, "x"], ["Bo Lang", *PERSON[1:], "y"]])
    groups, problems = read(path)
    assert told(problems) == [("unknown-column", "warning")]
    assert "under ignore" in problems[0].hint
    assert len(recipients(groups)) == 2


def test_a_mistyped_field_is_a_mistake(tmp_path: Path) -> None:
    _, problems = read(table(tmp_path, [[*GERMAN, "salutaton"], [*PERSON, "Dear Ada,"]]))
    assert told(problems) == [("unknown-column", "error")]
    assert "salutation" in problems[0].hint


def test_a_heading_of_the_map_that_the_list_lacks_is_told_at_its_line(tmp_path: Path) -> None:
    layout = ListLayout(columns={"Stelle": "organisation"}, places={"Stelle": CLERK})
    _, problems = read(table(tmp_path, [GERMAN, PERSON]), layout)
    assert [(problem.code, problem.place) for problem in problems] == [("no-column", CLERK)]


def test_the_row_of_headings_and_the_sheet_can_be_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(GERMAN)
    book.active.append(PERSON)
    other = book.create_sheet("Neu")
    for row in (["name", "street"], GERMAN, ["Bo Lang", *PERSON[1:]]):
        other.append(row)
    book.save(tmp_path / "list.xlsx")
    groups, _ = read(tmp_path / "list.xlsx", ListLayout(sheet="Neu", headings=2))
    assert [recipient.person for recipient in recipients(groups)] == ["Bo Lang"]
    _, problems = read(tmp_path / "list.xlsx", ListLayout(sheet="Nue", places={"sheet": CLERK}))
    assert [(problem.code, problem.place) for problem in problems] == [("no-sheet", CLERK)]
    assert "Neu" in problems[0].hint


@pytest.mark.parametrize(
    ("headings", "cells", "name"),
    [
        (["Vorname", "Nachname"], ["Ada", "Weber"], "Ada Weber"),
        (["Vorname", "Name"], ["Ada", "Weber"], "Ada Weber"),
        (["Nombre", "Apellidos"], ["Ada", "Weber"], "Ada Weber"),
        (["Имя", "Фамилия"], ["Ада", "Вебер"], "Ада Вебер"),
        (["Name"], ["Ada Weber"], "Ada Weber"),
        (["Soyadı", "Adı"], ["Weber", "Ada"], "Ada Weber"),
    ],
)
def test_a_name_in_two_columns_is_one_name(
    tmp_path: Path, headings: list[str], cells: list[str], name: str
) -> None:
    groups, _ = read(table(tmp_path, [[*headings, *GERMAN[1:]], [*cells, *PERSON[1:]]]))
    assert [recipient.person for recipient in recipients(groups)] == [name]


def test_who_has_no_id_gets_one_of_name_and_place_wherever_the_row_stands(tmp_path: Path) -> None:
    rows = [PERSON, ["Посольство Франции", "ул. Мира 1", "1000", "Баку", "AZ"]]
    groups, _ = read(table(tmp_path, [GERMAN, *rows]))
    again, _ = read(table(tmp_path, [GERMAN, *reversed(rows)], "other.csv"))
    ids = {recipient.person: recipient.id for recipient in recipients(groups)}
    assert ids == {"Ada Weber": "ada-weber-dresden", "Посольство Франции": "posol-stvo-frantsii-baku"}
    assert {recipient.person: recipient.id for recipient in recipients(again)} == ids


def test_two_of_one_name_and_place_have_their_street_in_the_id(tmp_path: Path) -> None:
    rows = [PERSON, [PERSON[0], "Am Markt 2", *PERSON[2:]]]
    groups, problems = read(table(tmp_path, [GERMAN, *rows]))
    assert problems == []
    assert [recipient.id for recipient in recipients(groups)] == [
        "ada-weber-dresden-hauptstrasse-1",
        "ada-weber-dresden-am-markt-2",
    ]


def test_the_same_row_twice_is_told_as_such(tmp_path: Path) -> None:
    _, problems = read(table(tmp_path, [GERMAN, PERSON, PERSON]))
    assert [(problem.code, problem.place.cell) for problem in problems] == [("double-recipient", "row 3")]


def test_lines_in_the_cell_of_a_street_are_lines(tmp_path: Path) -> None:
    groups, problems = read(
        table(tmp_path, [GERMAN, ["Ada Weber", "Hauptstraße 1\nHinterhaus", *PERSON[2:]]])
    )
    assert problems == []
    assert recipients(groups)[0].address.street == "Hauptstraße 1\nHinterhaus"


def test_a_group_may_be_named_in_words(tmp_path: Path) -> None:
    groups, problems = read(table(tmp_path, [[*GERMAN, "Gruppe"], [*PERSON, "Die Botschaften"]]))
    assert problems == []
    assert [(group.id, group.name.to("de")) for group in groups] == [("die-botschaften", "Die Botschaften")]


LIST = """
list:
  file: Verteiler.xlsx
  sheet: Tabelle1
  headings: 4
  columns: {Stelle: organisation, Postfach: street}
  ignore: [Bemerkung]
"""


def test_the_office_says_where_its_list_is(workspace: Path) -> None:
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write(LIST)
    office, problems = read_office(workspace)
    assert problems == []
    assert office is not None
    layout = office.list_layout
    assert (layout.file, layout.sheet, layout.headings) == ("Verteiler.xlsx", "Tabelle1", 4)
    assert layout.columns == {"Stelle": "organisation", "Postfach": "address.street"}
    assert layout.ignored == ("Bemerkung",)
    assert (
        layout.places["Stelle"].line
        == len((workspace / "letterbook.yaml").read_text("utf-8").splitlines()) - 1
    )


@pytest.mark.parametrize(("old", "new"), [("organisation", "organization"), ("4", "four"), ("4", "0")])
def test_a_wrong_word_about_the_list_is_told(workspace: Path, old: str, new: str) -> None:
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write(LIST.replace(old, new, 1))
    office, problems = read_office(workspace)
    assert office is None
    assert [problem.code for problem in problems] == ["wrong-value"]


@pytest.mark.parametrize(
    ("postcode", "country", "codes"),
    [
        (48143, "DE", []),
        (10117, "Deutschland", []),
        (1067, "DE", ["postcode-number"]),
        (75352, "FR", []),
        (1010, "AT", []),
        (101000, "RU", []),
        (10100, "RU", ["postcode-number"]),
        (1234, "QA", ["postcode-number"]),
    ],
)
def test_a_postcode_that_is_a_number_is_refused_only_where_a_zero_may_be_lost(
    tmp_path: Path, postcode: int, country: str, codes: list[str]
) -> None:
    book = openpyxl.Workbook()
    book.active.append(GERMAN)
    book.active.append(["Ada Weber", "Hauptstraße 1", postcode, "Town", country])
    book.save(tmp_path / "list.xlsx")
    _, problems = read(tmp_path / "list.xlsx")
    assert [problem.code for problem in problems if problem.is_error] == codes
