"""Every country has a continent, and an office's own decides how far a letter goes."""

from __future__ import annotations

import pytest
from babel import Locale

from letterbook.language.zones import continents, zone_of


def test_every_country_has_a_continent() -> None:
    codes = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
    unions_and_tests = {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ", "CP", "DG"}
    assert codes - unions_and_tests == set(continents()) - unions_and_tests


@pytest.mark.parametrize(
    ("country", "home", "zone"),
    [
        ("DE", "DE", "home"),
        ("PR", "US", "home"),
        ("FR", "DE", "region"),
        ("AZ", "DE", "world"),
        ("GE", "AZ", "region"),
        ("DE", "", "world"),
        ("", "DE", "world"),
        ("", "", "world"),
    ],
)
def test_the_offices_own_country_decides(country: str, home: str, zone: str) -> None:
    assert zone_of(country, home) == zone


def test_an_office_says_what_its_region_is() -> None:
    region = ("TR", "GE")
    found = [zone_of(country, "AZ", region) for country in ("AZ", "TR", "GE", "IR", "DE")]
    assert found == ["home", "region", "region", "world", "world"]
