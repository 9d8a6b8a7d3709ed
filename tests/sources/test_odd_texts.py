"""What stands in a list in the place of a text is told at its cell, and what only looks like it is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from one_row import read_row

from letterbook.model import Defaults
from letterbook.sources.recipient_list import read_list

WHERE = {"street": "1 High Street", "city": "City", "country": "AZ", "postcode": "AZ1000"}


def told(tmp_path: Path, **cells: str) -> list[tuple[str, str, int | None]]:
    """(code, level, column) of all that is told of one row."""
    problems = read_row(tmp_path, **{**WHERE, **cells})[1]
    return [(problem.code, problem.level, problem.place.column) for problem in problems]


@pytest.mark.parametrize(
    "text",
    ["«Last_Name»", "Mr «Nachname»", "«Nom»", "{{ surname }}", "${name}", "%NAME%", "<<Name>>", "Mr << last name >>", "{ MERGEFIELD Name }", "TODO", "todo", "TODO: ask her", "FIXME"],
)  # fmt: skip
def test_a_placeholder_that_nobody_filled_is_a_mistake(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == [("not-filled-in", "error", 7)]


@pytest.mark.parametrize("text", ["M&uuml;ller", "MÃ¼ller", "M?ller", "Street 1<br>Yard"])
def test_garbled_text_is_a_mistake(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == [("garbled-text", "error", 7)]
    assert told(tmp_path, street=text) == [("garbled-text", "error", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "n/a",
        "N.N.",
        "NN",
        "unbekannt",
        "null",
        "nan",
        "siehe oben",
        "нет",
        "(leer)",
        "verzogen",
        "wyprowadził się",
    ],
)
def test_a_name_that_says_nothing_is_a_notice(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == [("untold-part", "warning", 7)]
    assert told(tmp_path, cc=text) == [("untold-part", "warning", 7)]


@pytest.mark.parametrize(
    "text", ["-", "ja", "nein", "Tak", "verstorben", "1", "12.03.1960", "eva@example.org", "max muster"]
)
def test_what_names_no_second_person_is_a_mistake(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, person="Max Muster", together_with=text) == [("untold-part", "error", 8)]


@pytest.mark.parametrize("text", ["Eva", "Eva Beispiel", "Frau Dr. Eva Beispiel", "Si Probe", "김 예나"])
def test_a_second_person_is_no_mistake(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, person="Max Muster", together_with=text) == []


@pytest.mark.parametrize(
    "text",
    ["«Le Monde»", "ООО «Газпром»", "X", "Nan", "Null", "Todo a Pulmón", "100 % Wool", "R&D", "A & B", "Was nun?", "C#", "Ministry of State {Press}", "#1 Books"],
)  # fmt: skip
def test_names_as_offices_have_them(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == []


@pytest.mark.parametrize(
    "text", ["#BEZUG!", "#VALEUR!", "#¿NOMBRE?", "#ССЫЛКА!", "#N/D", "####", "Err:502", "=B2", '="Dear "&A2']
)
def test_errors_and_formulas_in_any_language_of_the_spreadsheet(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == [("error-cell", "error", 7)]


def test_a_text_that_was_written_for_excel_keeps_its_zeros(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        'Name,Straße,PLZ,Ort\nAda Weber,Hauptstr. 1,="01067",Dresden\n', "utf-8"
    )
    groups, problems = read_list(tmp_path / "list.csv", "list.csv", Defaults(country="DE"))
    assert problems == []
    assert groups[0].recipients[0].address.postcode == "01067"


def test_the_settings_of_a_group_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(
        "groups:\n  - id: a\n    name: a\n    salutation: 'Dear {{ name }},'\n    recipients:\n      - id: b\n        post: B\n"
        "        address: {street: 1 Street, city: City, country: AZ}\n",
        "utf-8",
    )
    assert [
        (each.code, each.place.line) for each in read_list(path, "list.yaml", Defaults())[1] if each.is_error
    ] == [("not-filled-in", 4)]


@pytest.mark.parametrize("text", ["Аda House", "Wеber", "Иvанов", "Αda"])
def test_a_word_of_two_alphabets_is_a_notice(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == [("mixed-alphabets", "warning", 7)]


@pytest.mark.parametrize(
    "text",
    [
        "Ada (verstorben)",
        "Ada (bitte prüfen)",
        "Ada ???",
        "Ada †",
        "Иванов (умерла)",
        "Ada (deceased 2020)",
        "Ada (?)",
    ],
)
def test_a_remark_of_the_list_is_a_notice(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == [("remark-in-text", "warning", 7)]
    assert told(tmp_path, street=text) == [("remark-in-text", "warning", 3)]
    assert told(tmp_path, person="Ada?") == [("remark-in-text", "warning", 7)]


@pytest.mark.parametrize(
    "text",
    [
        "Museum (Old Building)",
        "Ada (née Lang)",
        "Kirche (See)",
        "Company (UK) Ltd",
        "Check Point",
        "Əli Vəliyev",
        "Семён",
    ],
)
def test_words_in_brackets_that_belong_to_a_name(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == []


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"city": "AZ1000 City"}, 4), ({"street": "1 High Street, AZ1000 City"}, 3), ({"street": "Ada Weber", "person": "Ada Weber"}, 3),
     ({"street": "Ms Ada Weber", "person": "Ada Weber"}, 3), ({"honorific": "Dr.", "person": "Dr. Ada Weber"}, 7)],
)  # fmt: skip
def test_what_would_be_printed_twice_is_a_notice(tmp_path: Path, cells: dict[str, str], column: int) -> None:
    assert told(tmp_path, **cells) == [("repeated-part", "warning", column)]


def test_what_is_there_once_in_two_forms(tmp_path: Path) -> None:
    assert (
        told(tmp_path, city="City 10", honorific="Dr.", person="Ada Weber", organisation="Ada Weber House")
        == []
    )


@pytest.mark.parametrize(
    "text",
    ["ada@example.org", "www.example.org", "https://example.org/x", "1.12.2026", "2026-12-01 00:00:00", "+49 30 1234567", "(030) 1234-56", "Tel. 030/1234567", "2125550123"],
)  # fmt: skip
def test_what_is_no_part_of_an_address_is_a_notice(tmp_path: Path, text: str) -> None:
    for key, column in (("organisation", 7), ("street", 3), ("city", 4)):
        assert ("misplaced-text", "warning", column) in told(tmp_path, **{key: text})


@pytest.mark.parametrize(
    "text",
    ["Hauptstr. 1", "Lange Straße 12 b", "12 High Street", "3 bis, rue de la Paix", "Calle Mayor 5", "ul. Długa 7", "ул. Мира 3"],
)  # fmt: skip
def test_a_street_in_another_place_is_a_notice(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == [("misplaced-text", "warning", 7)]
    assert ("misplaced-text", "warning", 4) in told(tmp_path, city=text)
    assert told(tmp_path, street=text) == []


@pytest.mark.parametrize("text", ["Herr", "Frau", "Mr.", "Mme", "Señora"])
def test_a_form_of_address_is_no_body(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, organisation=text) == [("misplaced-text", "warning", 7)]


@pytest.mark.parametrize(
    "cells",
    [
        {"organisation": "3M"},
        {"organisation": "Haus 12"},
        {"organisation": "Via Campesina"},
        {"organisation": "1. FC Street 04"},
        {"organisation": "Platz der Republik e. V."},
        {"organisation": "Booking.com"},
        {"street": "1-2-3"},
        {"street": "12"},
        {"street": "12/3/45 Long Lane"},
        {"street": "P.O. Box 1234567"},
        {"city": "1030 Wien"},
        {"city": "Road Town"},
    ],
)
def test_what_only_looks_misplaced(tmp_path: Path, cells: dict[str, str]) -> None:
    assert not [code for code, _, _ in told(tmp_path, **cells) if code == "misplaced-text"]
