"""A country that an address names a second time, or only inside itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.core import get_global
from one_row import read_row

from letterbook.language import locales
from letterbook.language.countries import country_codes
from letterbook.language.country_places import countries_of_part, is_place_in
from letterbook.model import Address
from letterbook.problems import Problem


def read(tmp_path: Path, **cells: str) -> tuple[Address | None, list[Problem]]:
    """The address of one row, and its mistakes."""
    address, problems = read_row(tmp_path, **cells)
    return address, [problem for problem in problems if problem.is_error]


def lines(*texts: str) -> str:
    return ";".join(texts)


def test_a_missing_country_is_home(tmp_path: Path) -> None:
    assert read(tmp_path, street="1 Street", city="Bakı") == (
        Address("AZ", street="1 Street", city="Bakı"),
        [],
    )
    assert read(tmp_path, lines=lines("1 Street", "Bakı"), country="") == (
        Address("AZ", ("1 Street", "Bakı")),
        [],
    )


@pytest.mark.parametrize(
    "last", ["Germany", "DEUTSCHLAND", "Bundesrepublik Deutschland", "Германия", "Allemagne"]
)
@pytest.mark.parametrize("country", ["DE", "Germany", ""])
def test_a_last_line_that_says_the_same_goes_and_one_alone_is_the_country(
    tmp_path: Path, last: str, country: str
) -> None:
    address, problems = read(tmp_path, lines=lines("Straße 1", "10115 Berlin", last), country=country)
    assert (address, problems) == (Address("DE", ("Straße 1", "10115 Berlin")), [])


@pytest.mark.parametrize("key", ["region", "city"])
def test_a_part_that_says_the_same_goes(tmp_path: Path, key: str) -> None:
    cells = {"street": "Straße 1", "city": "Berlin", "country": "DE", key: "Deutschland"}
    address, problems = read(tmp_path, **cells)
    assert problems == []
    assert address is not None
    assert getattr(address, key) is None
    assert address.street == "Straße 1"


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        ({"lines": lines("Straße 1", "Berlin", "Germany"), "country": "FR"}, 3),
        ({"street": "Straße 1", "city": "Germany", "country": "Austria"}, 4),
        ({"street": "Straße 1", "city": "Berlin", "region": "Germany", "country": "AT"}, 5),
        ({"lines": lines("1 Street", "Atlanta", "Georgia")}, 3),  # the State or the country
    ],
)
def test_another_country_is_a_mistake_at_its_cell(tmp_path: Path, cells: dict[str, str], cell: int) -> None:
    _, [problem] = read(tmp_path, **cells)
    assert (problem.code, problem.place.line, problem.place.column, problem.level) == (
        "other-country",
        2,
        cell,
        "error",
    )
    assert problem.hint


@pytest.mark.parametrize(
    ("cells", "country"),
    [
        ({"city": "Atlanta", "region": "Georgia", "country": "US"}, "US"),
        ({"city": "Lebanon", "region": "PA", "country": "US"}, "US"),
        ({"city": "Luxembourg", "country": "LU"}, "LU"),
        ({"city": "Singapore", "country": "SG"}, "SG"),
        ({"city": "Arlon", "region": "Luxembourg", "country": "BE"}, "BE"),
        ({"city": "San Juan", "region": "Puerto Rico", "country": "US"}, "US"),
        ({"city": "Hong Kong", "country": "CN"}, "CN"),
        ({"city": "Sion", "region": "VS", "country": "CH"}, "CH"),
        ({"city": "Granada", "region": "Granada", "country": "ES"}, "ES"),
        ({"city": "Minna", "region": "Niger", "country": "NG"}, "NG"),
        ({"city": "Θεσσαλονίκη", "region": "Μακεδονία", "country": "GR"}, "GR"),
    ],
)
def test_a_town_or_region_that_is_called_so_stays(
    tmp_path: Path, cells: dict[str, str], country: str
) -> None:
    address, problems = read(tmp_path, street="1 Street", **cells)
    expected = Address(country, (), "1 Street", cells["city"], cells.get("region"))
    assert (address, problems) == (expected, [])


def test_a_town_that_is_called_like_its_country_stays_in_the_lines_at_home(tmp_path: Path) -> None:
    assert read(tmp_path, home="SG", lines=lines("1 Road", "Singapore")) == (
        Address("SG", ("1 Road", "Singapore")),
        [],
    )


def test_a_wrong_country_is_told_alone(tmp_path: Path) -> None:
    _, problems = read(tmp_path, street="1 Street", city="Berlin", region="Germany", country="Frnkreich")
    assert [problem.code for problem in problems] == ["unknown-country"]


def test_an_address_has_more_than_its_country(tmp_path: Path) -> None:
    address, problems = read(tmp_path, city="Germany", country="DE")
    assert (address, problems) == (Address("DE", (), None, "Germany"), [])


@pytest.mark.parametrize(
    ("cells", "home", "country", "city"),
    [
        ({"city": "Відень, Австрія"}, "UA", "AT", "Відень"),
        ({"city": "Köln / Almanya"}, "TR", "DE", "Köln"),
        ({"city": "Austin / Estados Unidos", "region": "Texas"}, "BR", "US", "Austin"),
        ({"city": "Austin, USA", "region": "Texas"}, "BR", "US", "Austin"),
        ({"city": "Wien (Österreich)"}, "DE", "AT", "Wien"),
        ({"city": "Wien - Österreich", "country": "AT"}, "DE", "AT", "Wien"),
        ({"city": "Київ, Україна"}, "UA", "UA", "Київ"),
        ({"city": "Austin", "region": "Texas, Estados Unidos"}, "BR", "US", "Austin"),
        ({"city": "Halle (Westf.)"}, "DE", "DE", "Halle (Westf.)"),
        ({"city": "Frankfurt (Oder)"}, "DE", "DE", "Frankfurt (Oder)"),
        ({"city": "Mexico, MO"}, "US", "US", "Mexico, MO"),
        ({"city": "Atlanta, Georgia"}, "US", "US", "Atlanta, Georgia"),
        ({"city": "Arlon, Luxembourg"}, "BE", "BE", "Arlon, Luxembourg"),
        ({"city": "Sion, VS"}, "CH", "CH", "Sion, VS"),
    ],
)
def test_a_country_behind_a_town_is_the_country(
    tmp_path: Path, cells: dict[str, str], home: str, country: str, city: str
) -> None:
    address, problems = read(tmp_path, home=home, street="1 Street", **cells)
    assert problems == []
    assert address is not None
    assert (address.country, address.city) == (country, city)
    assert address.region in (None, "Texas")


def test_a_country_behind_a_town_that_may_be_two_is_told(tmp_path: Path) -> None:
    _, problems = read(tmp_path, home="UA", street="1 Street", city="Seoul, Korea")
    assert [problem.code for problem in problems] == ["unclear-country"]


def towns() -> Iterator[tuple[str, str]]:
    """(town, country) of CLDR's example towns of the time zones, in each language of the program."""
    for file in Path(locales.__file__).with_name("data").glob("*.yaml"):
        zones = locales.locale(file.stem).time_zones
        for zone, country in get_global("zone_territories").items():
            if country in country_codes() and (town := zones.get(zone, {}).get("city")):
                yield town, country


def test_no_town_of_a_country_is_taken_for_another_country() -> None:
    """Amman is written like Oman in Arabic, and Juba like Cuba in Turkish."""
    known = set(towns())
    assert len(known) > 3000
    assert [
        (town, country)
        for town, country in known
        if (codes := countries_of_part(town)) and country not in codes and not is_place_in(town, country)
    ] == []


def test_amman_is_at_home_in_jordan_and_asked_about_elsewhere(tmp_path: Path) -> None:
    for town in ("عمان", "عمّان", "عَمان"):
        for cells in ({"country": "JO"}, {"home": "JO"}):
            assert read(tmp_path, street="1 Street", city=town, **cells) == (
                Address("JO", street="1 Street", city=town),
                [],
            )
        _, [problem] = read(tmp_path, street="1 Street", city=town)
        assert problem.code == "other-country"
