from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterbook.language.ordinals import anniversary, ordinal

# How the numerals are spoken; the ending repeats the last vowel's kind: e i ə -> ci, a ı -> cı, o u -> cu, ö ü -> cü.
UNITS = ["bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz"]
TENS = ["on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan"]
ENDINGS = {"e": "ci", "i": "ci", "ə": "ci", "a": "cı", "ı": "cı", "o": "cu", "u": "cu", "ö": "cü", "ü": "cü"}


def spoken(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = ["yüz"] if hundreds else []
    words += [TENS[tens - 1]] if tens else []
    words += [UNITS[units - 1]] if units else []
    return " ".join(words)


@pytest.mark.parametrize("number", range(1, 200))
def test_azerbaijani_endings_follow_the_last_vowel(number: int) -> None:
    last_vowel = [letter for letter in spoken(number) if letter in ENDINGS][-1]
    assert ordinal(number, "az") == f"{number}-{ENDINGS[last_vowel]}"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th")),
        *((11, "11th"), (12, "12th"), (13, "13th"), (20, "20th"), (21, "21st"), (22, "22nd"), (31, "31st")),
        *((33, "33rd"), (100, "100th"), (101, "101st"), (111, "111th"), (112, "112th"), (113, "113th")),
    ],
)
def test_english(number: int, written: str) -> None:
    assert ordinal(number, "en") == written
    assert ordinal(number, "en-US") == written


@pytest.mark.parametrize(
    ("number", "language", "written"),
    [
        (31, "az", "31-ci"),
        (40, "az-AZ", "40-cı"),
        (1000, "az", "1000-ci"),
        (1, "fr", "1er"),
        (31, "fr", "31e"),
        (1, "es", "1.er"),
        (2, "es", "2.º"),
        (11, "es", "11.º"),
        (13, "es", "13.er"),
        (30, "es", "30.º"),
        (31, "es", "31.er"),
        (31, "zh", "31"),
    ],
)
def test_other_languages(number: int, language: str, written: str) -> None:
    assert ordinal(number, language) == written


@pytest.mark.parametrize("language", ["ru", "ar", "xx", ""])
def test_a_language_without_a_rule_has_none(language: str) -> None:
    assert ordinal(31, language) is None


@pytest.mark.parametrize(
    ("occasion", "issued", "count"),
    [
        (date(1990, 1, 20), date(2021, 1, 19), 31),
        (date(1990, 1, 20), date(2021, 1, 20), 31),
        (date(1990, 1, 20), date(2020, 12, 30), 31),
        (date(1990, 1, 20), date(2021, 5, 1), 31),
        (date(1990, 1, 20), date(2020, 8, 1), 31),
        (date(1990, 1, 20), date(2027, 1, 19), 37),
        (date(1990, 12, 28), date(2022, 1, 3), 31),
        (date(2020, 2, 29), date(2021, 2, 28), 1),
        (date(2020, 2, 29), date(2021, 3, 1), 1),
        (date(2020, 1, 20), date(2020, 1, 20), 1),
        (date(2020, 1, 20), date(2020, 2, 1), 1),
    ],
)
def test_the_nearest_anniversary_counts(occasion: date, issued: date, count: int) -> None:
    assert anniversary(occasion, issued) == count


def test_no_anniversary_before_the_occasion() -> None:
    with pytest.raises(ValueError, match="before the occasion"):
        anniversary(date(2021, 1, 20), date(2021, 1, 19))


@given(
    st.dates(date(1500, 1, 1), date(2900, 12, 31)),
    st.integers(1, 200),
    st.integers(-182, 182),
)
def test_within_half_a_year_of_its_day_an_anniversary_keeps_its_number(
    occasion: date, count: int, days: int
) -> None:
    if (occasion.month, occasion.day) == (2, 29):
        occasion -= timedelta(days=1)
    issued = occasion.replace(year=occasion.year + count) + timedelta(days=days)
    assert anniversary(occasion, issued) == count


@given(st.dates(), st.dates())
def test_an_anniversary_is_at_least_the_first(one: date, other: date) -> None:
    occasion, issued = sorted((one, other))
    assert 1 <= anniversary(occasion, issued) <= issued.year - occasion.year + 1
