"""Salutations that cannot be meant are told at their cell, and what houses write is left alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from letterbook.model import Defaults
from letterbook.sources.recipient_list import read_list

HEADINGS = ["Anrede", "Name", "Funktion", "Straße", "Ort", "Briefanrede", "Sprache"]
OTHERS = [
    ["Herr", "Bo Lang", "", "2 Second Street", "City", "", "de"],
    ["", "Grace Kelly", "", "3 Third Street", "City", "", "de"],
]


def told(
    tmp_path: Path, salutation: str, form: str = "", name: str = "Ada Weber", language: str = "de"
) -> list[tuple[str, int | None, int | None]]:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        row = [form, name, "", "1 First Street", "City", salutation, language]
        csv.writer(file).writerows([HEADINGS, *OTHERS, row])
    problems = read_list(path, path.name, Defaults(language="de", country="AZ"))[1]
    assert {problem.code for problem in problems} <= {"odd-salutation"}
    return [(problem.level, problem.place.line, problem.place.column) for problem in problems]


@pytest.mark.parametrize(
    ("salutation", "form", "language"),
    [("Sehr geehrter Frau Weber,", "", "de"), ("Sehr geehrte Herr Weber,", "", "de"), ("Sehr geehrter Herrn Weber,", "", "de"), ("Sehr geehrte Frau,", "", "de"),
     ("Sehr geehrte Frau ,", "", "de"), ("Sehr geehrte Frau Weber ,", "", "de"), ("Sehr geehrte Frau Weber,,", "", "de"), ("Dear Mr,", "", "en"), ("Dear ,", "", "en"),
     ("Sehr geehrter Herr Weber,", "Frau", "de"), ("Dear Ms Weber,", "Mr", "en"), ("Cher Madame,", "", "fr"), ("Estimado Sra. Weber:", "", "es"),
     ("Szanowny Pani,", "", "pl"), ("Уважаемая господин Вебер!", "", "ru"), ("Sehr geehrte Frau Frau Weber,", "", "de")],
)  # fmt: skip
def test_words_that_cannot_be_meant_are_a_mistake(
    tmp_path: Path, salutation: str, form: str, language: str
) -> None:
    assert told(tmp_path, salutation, form, language=language) == [("error", 4, 6)]


@pytest.mark.parametrize(
    ("salutation", "language"),
    [
        ("Sehr geehrter Herr Lang,", "de"),
        ("Dear Ms Weber,", "de"),
        ("Sehr geehrte Frau Weber,", "en"),
        ("Monsieur,", "de"),
        ("Madame la Directrice,", "en"),
    ],
)
def test_a_salutation_of_another_row_or_language_is_a_notice(
    tmp_path: Path, salutation: str, language: str
) -> None:
    assert told(tmp_path, salutation, language=language) == [("warning", 4, 6)]


@pytest.mark.parametrize(
    ("salutation", "form", "name", "language"),
    [("Sehr geehrte Frau Weber,", "Frau", "Ada Weber", "de"), ("Sehr geehrte Damen und Herren,", "Frau", "Ada Weber", "de"), ("Sehr geehrte Herren,", "", "Ada Weber", "de"),
     ("Sehr geehrte Frau Weber, sehr geehrter Herr Weber,", "Herr", "Weber", "de"), ("Liebe Ada!", "", "Ada Weber", "de"), ("Guten Tag,", "", "Ada Weber", "de"),
     ("Excellency,", "Mr", "Ada Weber", "en"), ("Dear Sir or Madam,", "Ms", "Ada Weber", "en"), ("Dear Ms Pan,", "Ms", "Li Pan", "en"), ("Madame,", "", "A Weber", "fr"),
     ("Madame Ambassador,", "", "A Weber", "en"), ("Estimado Sr.:", "", "A Weber", "es"), ("Sehr geehrter Herr Minister,", "Herr", "B Weber", "de"),
     ("Egregio Signore,", "", "B Weber", "it"), ("Chers collègues,", "", "B Weber", "fr"), ("Sehr geehrter Herr Lang,", "Herr", "Cy Lang", "de"), ("Gentile Signora Rossi,", "", "A Rossi", "it")],
)  # fmt: skip
def test_salutations_as_houses_write_them(
    tmp_path: Path, salutation: str, form: str, name: str, language: str
) -> None:
    assert told(tmp_path, salutation, form, name, language) == []


def test_a_salutation_of_a_group_is_told_once(tmp_path: Path) -> None:
    member = "      - {{id: {0}, post: {0}, address: {{street: 1 Street, city: City, country: AZ}}}}\n"
    path = tmp_path / "list.yaml"
    path.write_text(
        "groups:\n  - id: g\n    name: g\n    salutation: 'Dear Mr,'\n    recipients:\n"
        + member.format("a")
        + member.format("b"),
        "utf-8",
    )
    [problem] = read_list(path, "list.yaml", Defaults(language="en", country="AZ"))[1]
    assert (problem.code, problem.place.line) == ("odd-salutation", 4)
