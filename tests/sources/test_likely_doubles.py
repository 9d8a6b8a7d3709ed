"""The same addressee in two spellings: found among two thousand, and hardly anybody else."""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from babel import Locale

from letterbook.model import Address, Defaults, Group, Localised, Recipient
from letterbook.problems import Place, Problem
from letterbook.sources.likely_doubles import likely_doubles
from letterbook.sources.recipient_list import read_list

READER = Recipient(
    "r", "readers", None, "Reader", None, None, None, None, None, None, Address("DE"), "de", "letter", ("pdf",), None, "none",
    places={"": Place("list.csv", 2)},
)  # fmt: skip
HEADINGS = ["id", "organisation", "person", "together_with", "street", "postcode", "city", "country"]
Row = dict[str, str]


def pairs(folder: Path, rows: Sequence[Mapping[str, str]]) -> list[Problem]:
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADINGS)
        writer.writeheader()
        writer.writerows({"id": f"r{number}", **row} for number, row in enumerate(rows))
    _, problems = read_list(path, "list.csv", Defaults(country="DE"))
    return [problem for problem in problems if problem.code in ("likely-double", "double-recipient")]


def person(name: str, **more: str) -> Row:
    return {"person": name, "street": "Hauptstraße 3", "postcode": "01067", "city": "Dresden", **more}


def body(name: str, **more: str) -> Row:
    return {"organisation": name, "street": "Hauptstraße 3", "postcode": "01067", "city": "Dresden", **more}


ONE = [
    (person("Ada Weber"), person("Weber, Ada")),
    (person("Ada Weber"), person("Dr. Ada Weber")),
    (person("Ada Weber"), person("A. Weber")),
    (person("Ada Weber", together_with="Bo Lang"), person("Bo Lang", together_with="Ada Weber")),
    (person("Ada Weber", together_with="Bo Lang"), person("Bo Lang")),
    (person("Ada Weber"), person("Ada Maria Weber")),
    (person("Ada Weber"), person("Ада Вебер")),
    (person("Jürgen Müller"), person("Juergen Mueller")),
    (person("Jürgen Müller"), person("Jurgen Muller")),
    (person("Dmitri Petrow"), person("Дмитрий Петров")),
    (person("Yuri Petrov"), person("Jurij Petroff")),
    (person("Ada Lindenbaum"), person("Ada Lindenbuam")),
    (person("Ada Weber"), person("Ada  Weber", street="Hauptstr. 3")),
    (person("Ada Weber"), person("Ada Weber", postcode="", street="Haupt-Straße 3")),
    (person("Ada Weber"), person("WEBER Ada", city="Dresden-Altstadt")),
    (body("Stadtbibliothek Dresden"), body("Stadtbibliotek Dresden")),
    (body("Institut für Zeitgeschichte"), body("Institut fuer Zeitgeschichte e. V.")),
    (body("Embassy of France"), body("The Embassy of France")),
]
TWO = [
    (person("Ada Weber", together_with="Bo Lang"), person("Cy Lang")),
    (person("Ada Weber"), person("Bo Weber")),
    (person("Maria Petrova"), person("Mario Petrov")),
    (person("Ivan Petrov"), person("Ivan Petrova")),
    (person("Ada Weber"), person("Ada Weber", street="Ringstraße 9")),
    (person("Ada Weber"), person("Weber, Ada", city="Leipzig", postcode="04109")),
    (person("Ada Weber"), person("Weber, Ada", street="Hauptstraße 5")),
    (body("Schule 1"), body("Schule 2")),
    (body("Stadtwerke"), body("Stadtwerke, Fuhrpark")),
    (body("Ministry of Health"), body("Ministry of Labour")),
    (body("Archiv", person="Ada Weber"), body("Archiv", person="Bo Lang")),
    (body("Archiv", person="Ada Weber"), body("Archiv")),
    (body("Archiv", person="Ada Weber"), body("Landgericht", person="Ada Weber")),
]


@pytest.mark.parametrize(("first", "second"), ONE)
def test_one_addressee_in_two_spellings(first: Row, second: Row, tmp_path: Path) -> None:
    [problem] = pairs(tmp_path, [first, second])
    assert (problem.code, problem.level, problem.place.line) == ("likely-double", "warning", 3)
    assert "list.csv:2" in problem.what


@pytest.mark.parametrize(("first", "second"), TWO)
def test_two_addressees_with_much_in_common(first: Row, second: Row, tmp_path: Path) -> None:
    assert pairs(tmp_path, [first, second]) == []


# --- Two thousand, and thirty of them twice --------------------------------------------------------------------------

_STREETS = [
    "Hauptstraße",
    "Bahnhofstraße",
    "Am Markt",
    "Ringstraße",
    "Schulweg",
    "Rathausplatz",
    "Lindenallee",
    "Kirchgasse",
]
_KINDS = [
    "Stadtbibliothek",
    "Stadtarchiv",
    "Amtsgericht",
    "Landgericht",
    "Handelskammer",
    "Handwerkskammer",
    "Volkshochschule",
    "Grundschule Nr. 1",
    "Grundschule Nr. 2",
    "Universität",
    "Universitätsbibliothek",
    "Verein für Geschichte",
    "Verein für Volkskunde",
    "Ministerium für Gesundheit",
    "Ministerium für Arbeit",
]
_CYRILLIC = str.maketrans(dict(zip("abcdefghijklmnoprstuvwxyz", "абсдефгхийклмнопрстувввкиз", strict=False)))


def _names_of_places() -> list[str]:
    """Names of countries, of which families and towns are called here, as no person is invented."""
    territories = Locale("de").territories
    names = {
        name for code, name in territories.items() if code.isalpha() and name.isalpha() and len(name) > 4
    }
    return sorted(names)


def _unlike(chance: random.Random) -> list[Row]:
    """A thousand bodies, several of them in one house, and a thousand people, families and namesakes among them."""
    places = _names_of_places()
    rows: list[Row] = []
    for town in range(67):
        city, postcode = f"{places[town]}stadt", f"{10000 + 137 * town}"
        for number, kind in enumerate(_KINDS):
            street = f"{_STREETS[number % 3]} {1 + number // 5}"
            rows.append(
                {"organisation": f"{kind} {city}", "street": street, "postcode": postcode, "city": city}
            )
    given = places[:60]
    while len(rows) < 2000:
        town = chance.randrange(67)
        where = {
            "street": f"{chance.choice(_STREETS)} {chance.randrange(10, 90)}",
            "postcode": f"{10000 + 137 * town}",
            "city": f"{places[town]}stadt",
        }
        family = chance.choice(places)
        household = chance.sample(given, chance.choice([1, 1, 2, 3]))
        rows += [{"person": f"{first} {family}", **where} for first in household]
    seen: dict[str, Row] = {" ".join(row.values()): row for row in rows[:2000]}
    return list(seen.values())


def _umlauts(text: str) -> str:
    for sign, two in zip("äöüßÄÖÜ", ["ae", "oe", "ue", "ss", "Ae", "Oe", "Ue"], strict=True):
        text = text.replace(sign, two)
    return text


def _respelt(row: Row, way: int) -> Row:
    key = "organisation" if "organisation" in row else "person"
    name, street = row[key], row["street"]
    middle = len(name) // 2
    return row | [
        {key: unicodedata.normalize("NFD", name), "city": unicodedata.normalize("NFD", row["city"])},
        {key: name.upper(), "street": street.replace("straße", "str.")},
        {key: f"  {name.replace(' ', '  ')} ", "street": f"{street} "},
        {key: f"Frau Dr. {name}" if key == "person" else f"Die {name}"},
        {key: name.casefold().translate(_CYRILLIC)},
        {key: ", ".join(reversed(name.rsplit(" ", 1)))},
        {key: f"{name[:middle]}{name[middle + 1]}{name[middle]}{name[middle + 2:]}"},
        {key: _umlauts(name), "street": _umlauts(street), "city": _umlauts(row["city"])},
        {"postcode": "", "street": street.replace("straße", "-Straße")},
        {"city": f"{row['city']} (Mitte)"},
    ][way]  # fmt: skip


def test_thirty_pairs_are_found_among_two_thousand_and_hardly_another(tmp_path: Path) -> None:
    chance = random.Random(13)
    rows = _unlike(chance)
    assert len(rows) > 1900
    twice = chance.sample(range(len(rows)), 30)
    planted = {index + 2: len(rows) + 2 + number for number, index in enumerate(twice)}
    listed = [*rows, *(_respelt(rows[index], number % 10) for number, index in enumerate(twice))]
    told = {
        (
            int(str(problem.values.get("places") or problem.values["first"]).split(":")[1]),
            problem.place.line or 0,
        )
        for problem in pairs(tmp_path, listed)
    }
    found = told & set(planted.items())
    assert set(planted.items()) - told == set()
    assert told - found == set()


def test_fifty_thousand_people_in_large_houses_take_seconds() -> None:
    """Twenty flats a house are 190 pairs; all of them compared in full would take longer than a file may."""
    chance = random.Random(13)
    places = _names_of_places()
    address = Address("DE", (), "", "Dresden", None, "01067")
    readers = [
        replace(
            READER,
            id=f"r{number}",
            person=f"{chance.choice(places)} {chance.choice(places)}",
            address=replace(address, street=f"Ringweg {number // 20}"),
        )
        for number in range(50_000)
    ]
    begun = process_time()
    told = likely_doubles([Group("readers", Localised({}), tuple(readers))])
    assert process_time() - begun < 10
    assert len(told) < 100
