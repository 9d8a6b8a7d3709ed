"""Country codes as people write them."""

from __future__ import annotations

import pytest

from letterbook.sources.countries import country_code, country_hint


@pytest.mark.parametrize("text", ["AZ", "NO", "XK", "AQ", "az", "Us"])
def test_codes(text: str) -> None:
    assert country_code(text) == text.upper()


@pytest.mark.parametrize("text", ["", "XX", "EU", "UN", "ZZ", "AC", "UK", "DEU", "001", "Azerbaijan", "ß"])
def test_no_codes(text: str) -> None:
    assert country_code(text) is None
    assert country_hint(text).endswith(".")


@pytest.mark.parametrize(
    ("text", "code"),
    [("Germany", "DE"), ("Allemagne", "DE"), ("Türkiyə", "TR"), ("Россия", "RU"), (" great  BRITAIN ", "GB")],
)
def test_names(text: str, code: str) -> None:
    assert f"Write {code}," in country_hint(text)


def test_nothing_is_guessed_from_two_letters() -> None:
    assert "such as" in country_hint("XX")
