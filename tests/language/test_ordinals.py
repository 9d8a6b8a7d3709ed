from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import table
from tongues import tongue

from letterbook.language.ordinals import anniversary, ordinal, ordinal_as_subject
from letterbook.model.language import Language


@pytest.mark.parametrize("column", ["en", "az", "fr", "es", "ru", "ar", "zh"])
def test_the_first_120_are_those_of_the_table(column: str) -> None:
    written = {int(row["number"]): row[column] for row in table("ordinals.tsv")}
    assert {number: ordinal(number, tongue(column)) for number in range(1, 121)} == written


@pytest.mark.parametrize("column", ["en", "az", "fr", "es", "ru-nom", "ar-nom", "zh"])
def test_as_subject_of_a_sentence_they_are_those_of_the_table(column: str) -> None:
    language = column.removesuffix("-nom")
    written = {int(row["number"]): row[column] for row in table("ordinals.tsv")}
    assert {number: ordinal_as_subject(number, tongue(language)) for number in range(1, 121)} == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th")),
        *((11, "11th"), (12, "12th"), (13, "13th"), (20, "20th"), (21, "21st"), (22, "22nd"), (31, "31st")),
        *((33, "33rd"), (100, "100th"), (101, "101st"), (111, "111th"), (112, "112th"), (113, "113th")),
    ],
)
def test_english(number: int, written: str) -> None:
    assert ordinal(number, tongue("en")) == written
    assert ordinal(number, tongue("en-US")) == written


@pytest.mark.parametrize(
    ("number", "language", "written"),
    [
        (40, "az-AZ", "40-cı"),
        (1000, "az", "1000-ci"),
        (199, "ar", "التاسعة والتسعين بعد المائة"),
        (200, "ar", "الـ200"),
        (1111, "en", "1111th"),
        (250, "ru", "250-й"),
    ],
)
def test_beyond_the_table(number: int, language: str, written: str) -> None:
    assert ordinal(number, tongue(language)) == written


def test_a_language_without_a_rule_has_none() -> None:
    bare = Language("cy", "", {})
    assert ordinal(31, bare) is None is ordinal_as_subject(31, bare)


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
def test_an_anniversary_is_at_least_the_first(day: date, other: date) -> None:
    occasion, issued = sorted((day, other))
    assert 1 <= anniversary(occasion, issued) <= issued.year - occasion.year + 1
