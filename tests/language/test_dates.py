from __future__ import annotations

from datetime import date

import pytest
from tables import table
from tongues import tongue

from letterbook.language.dates import long_date
from letterbook.language.locales import Direction, direction, locale, script
from letterbook.model.language import Language


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "19 January 2021"),
        ("EN", "19 January 2021"),
        ("en-GB", "19 January 2021"),
        ("en-AZ", "19 January 2021"),
        ("en-US", "January 19, 2021"),
        ("az", "19 yanvar 2021-ci il"),
        ("az-AZ", "19 yanvar 2021-ci il"),
        ("az_Latn_AZ", "19 yanvar 2021-ci il"),
        ("fr", "19 janvier 2021"),
        ("es", "19 de enero de 2021"),
        ("zh-Hans", "2021年1月19日"),
        ("ar-EG", "19 كانون الثاني/يناير 2021"),
    ],
)
def test_a_date_is_written_in_the_order_of_its_language(language: str, written: str) -> None:
    assert long_date(date(2021, 1, 19), tongue(language)) == written


@pytest.mark.parametrize("language", ["en", "az", "fr", "es", "ru", "ar", "zh"])
def test_every_month_is_written_as_in_the_table(language: str) -> None:
    written = {date.fromisoformat(row["date"]): row[language] for row in table("dates.tsv")}
    assert {day.month for day in written} == set(range(1, 13))
    assert {day: long_date(day, tongue(language)) for day in written} == written


@pytest.mark.parametrize("language", ["", "english", "xx", "../az", "ə"])
def test_what_is_no_language_is_refused(language: str) -> None:
    with pytest.raises(LookupError):
        long_date(date(2021, 1, 19), Language(language, "", {}))


def test_a_language_with_an_unknown_region_is_a_language() -> None:
    assert locale("en-AZ").language == "en"


@pytest.mark.parametrize(
    ("language", "way", "written_in"),
    [
        ("en", "ltr", "Latn"),
        ("az-AZ", "ltr", "Latn"),
        ("az-Cyrl", "ltr", "Cyrl"),
        ("fr", "ltr", "Latn"),
        ("ru", "ltr", "Cyrl"),
        ("es", "ltr", "Latn"),
        ("ar", "rtl", "Arab"),
        ("ar-EG", "rtl", "Arab"),
        ("zh", "ltr", "Hans"),
        ("zh-TW", "ltr", "Hant"),
    ],
)
def test_each_language_has_its_direction_and_script(language: str, way: Direction, written_in: str) -> None:
    assert (direction(language), script(language)) == (way, written_in)


def test_what_is_no_language_has_no_direction() -> None:
    with pytest.raises(LookupError):
        direction("xx")
    with pytest.raises(LookupError):
        script("xx")
