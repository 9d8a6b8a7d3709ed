"""Dates written out in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date, get_month_names

from letterbook.language.locales import locale
from letterbook.language.ordinals import ordinal
from letterbook.model.language import Language


def months(language: Language) -> Sequence[str]:
    """The twelve months as they stand in a date: "января" in the genitive, both names in Arabic.

    Raises LookupError for a tag that CLDR does not know.
    """
    if language.months:
        return language.months
    names = get_month_names("wide", locale=locale(language.tag))
    return tuple(names[month] for month in range(1, 13))


@lru_cache(maxsize=64)  # every letter of a mailing has the same
def _long_date_of_cldr(day: date, tag: str) -> str:
    return format_date(day, format="long", locale=locale(tag))


def long_date(day: date, language: Language) -> str:
    """Writes it out: "19 January 2021", "19 yanvar 2021-ci il", "1er janvier 2021", "January 19, 2021" for en-US.

    It is CLDR's long form where the language's file says nothing else. Raises LookupError for a tag that CLDR does not
    know.
    """
    if language.date_pattern is None:
        return _long_date_of_cldr(day, language.tag)
    first = language.first_day if day.day == 1 else None
    month = months(language)[day.month - 1]
    year = ordinal(day.year, language) if "{ordinal_year}" in language.date_pattern else None
    return language.date_pattern.format(
        day=first or day.day, month=month, year=day.year, ordinal_year=year or day.year
    )
