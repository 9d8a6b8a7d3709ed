from __future__ import annotations

from datetime import date

import pytest

from letterbook.language.dates import long_date
from letterbook.language.locales import is_language


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "19 January 2021"),
        ("EN", "19 January 2021"),
        ("en-GB", "19 January 2021"),
        ("en-AZ", "19 January 2021"),
        ("en-US", "January 19, 2021"),
        ("az", "19 yanvar 2021"),
        ("az-AZ", "19 yanvar 2021"),
        ("az_Latn_AZ", "19 yanvar 2021"),
        ("fr", "19 janvier 2021"),
        ("es", "19 de enero de 2021"),
        ("zh-Hans", "2021年1月19日"),
        ("ar", "19 يناير 2021"),
    ],
)
def test_a_date_is_written_in_the_order_of_its_language(language: str, written: str) -> None:
    assert long_date(date(2021, 1, 19), language) == written


def test_the_months_of_azerbaijani() -> None:
    months = [long_date(date(2021, month, 1), "az").split()[1] for month in range(1, 13)]
    assert months[:6] == ["yanvar", "fevral", "mart", "aprel", "may", "iyun"]
    assert months[6:] == ["iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr"]


@pytest.mark.parametrize("language", ["", "english", "xx", "../az", "ə"])
def test_what_is_no_language_is_refused(language: str) -> None:
    assert not is_language(language)
    with pytest.raises(LookupError):
        long_date(date(2021, 1, 19), language)


def test_a_language_with_an_unknown_region_is_a_language() -> None:
    assert is_language("en-AZ")
