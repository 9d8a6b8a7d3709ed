from __future__ import annotations

import pytest

from letterbook.language.countries import capitals, country_codes, country_line


def test_the_codes_are_those_of_iso_3166_and_kosovo() -> None:
    codes = country_codes()
    assert len(codes) == 249 + 1
    assert {"AZ", "NO", "US", "XK"} <= codes.keys()
    assert not {"EU", "UN", "XX", "ZZ", "UK", "SU", "001"} & codes.keys()
    assert codes["AZ"] == "Azerbaijan"


@pytest.mark.parametrize(
    ("country", "language", "line"),
    [
        ("CH", "en", "SWITZERLAND"),
        ("US", "en", "UNITED STATES OF AMERICA"),
        ("BA", "en", "BOSNIA AND HERZEGOVINA"),
        ("LC", "en", "SAINT LUCIA"),
        ("CD", "en", "DEMOCRATIC REPUBLIC OF THE CONGO"),
        ("TR", "en", "TÜRKİYE"),
        ("TR", "az", "TÜRKİYƏ"),
        ("CH", "az", "İSVEÇRƏ"),
        ("GB", "az", "BİRLƏŞMİŞ KRALLIQ"),
        ("PS", "az", "FƏLƏSTİN"),
        ("CH", "fr", "SUISSE"),
        ("CH", "zh", "瑞士"),
    ],
)
def test_the_country_in_capitals(country: str, language: str, line: str) -> None:
    assert country_line(country, "AZ", language) == line


def test_no_country_at_home() -> None:
    assert country_line("AZ", "AZ", "en") is None


def test_a_code_that_is_no_country() -> None:
    with pytest.raises(KeyError):
        country_line("XQ", "AZ", "en")


@pytest.mark.parametrize("code", sorted(country_codes()))
def test_no_envelope_bears_a_name_made_for_a_menu(code: str) -> None:
    for language in ("en", "az"):
        line = country_line(code, "", language)
        assert line
        assert not {"&", " - ", "SAR"} & {line, *line.split(" ")}
        assert "MYANMAR (" not in line


def test_capitals_keep_the_dot_in_azerbaijani_only() -> None:
    assert capitals("bakı, xətai", "az") == "BAKI, XƏTAİ"
    assert capitals("vienna", "en") == "VIENNA"
