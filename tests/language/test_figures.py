"""Numbers, amounts and times as each language writes them, and numbers as people type them."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest

from letterbook.language.figures import money_text, number_text, read_number, time_text

NB, NARROW = "\u00a0", "\u202f"
# By the rules of CLDR 46: group, decimal sign, and where the currency stands; a space there never breaks.
WRITTEN = {
    "en": ("1,234,567.5", "€1,234.50", "14:30"),
    "en-US": ("1,234,567.5", "€1,234.50", f"2:30{NB}PM"),
    "de": ("1.234.567,5", f"1.234,50{NB}€", "14:30"),
    "fr": (f"1{NARROW}234{NARROW}567,5", f"1{NARROW}234,50{NB}€", "14:30"),
    "ru": (f"1{NB}234{NB}567,5", f"1{NB}234,50{NB}€", "14:30"),
    "az": ("1.234.567,5", f"1.234,50{NB}€", "14:30"),
    "tr": ("1.234.567,5", "€1.234,50", "14:30"),
    "ar": ("1,234,567.5", f"1,234.50{NB}€", f"2:30{NB}م"),
    "fa": ("1,234,567.5", f"€{NB}1,234.50", "14:30"),
    "zh": ("1,234,567.5", "€1,234.50", "14:30"),
}


@pytest.mark.parametrize("language", WRITTEN)
def test_each_language_writes_figures_in_its_way(language: str) -> None:
    number = number_text(Decimal("1234567.5"), language)
    money = money_text(Decimal("1234.5"), "EUR", language)
    assert (number, money, time_text(time(14, 30), language)) == WRITTEN[language]


def test_the_code_of_a_currency_stands_apart_from_its_number() -> None:
    assert money_text(Decimal(5), "AZN", "en") == f"AZN{NB}5.00"
    assert money_text(Decimal(-5), "AZN", "en") == f"-AZN{NB}5.00"
    assert money_text(Decimal(1500), "JPY", "de") == f"1.500{NB}¥"


TYPED = [
    ("1.234,56", "de", "1234.56"),
    ("1.234.567", "de", "1234567"),
    ("1234.56", "de", "1234.56"),
    ("12,5", "de", "12.5"),
    ("1,234.56", "en", "1234.56"),
    ("1,234", "en", "1234"),
    ("1 234,56", "fr", "1234.56"),
    (f"1{NARROW}234", "fr", "1234"),
    ("1 234,56", "ru", "1234.56"),
    ("−5", "uk", "-5"),
    ("0", "az", "0"),
]


@pytest.mark.parametrize(("text", "language", "number"), TYPED)
def test_a_number_is_read_as_its_language_writes_it(text: str, language: str, number: str) -> None:
    assert read_number(text, language) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "language"),
    [("12,34,567", "en"), ("1,5", "en"), ("abc", "de"), ("", "de"), ("1e5", "en"), ("1.2.3", "de")],
)
def test_what_is_no_number(text: str, language: str) -> None:
    assert read_number(text, language) is None


def test_a_number_that_may_be_two_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match=r"1\.234"):
        read_number("1.234", "de")
    assert read_number("1.234", "de", most_decimals=2) == 1234  # no amount has three
