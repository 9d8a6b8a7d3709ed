"""Dates written out in words, and days that were typed in figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date, get_month_names

from letterbook.language.locales import locale
from letterbook.model.language import Language


def months(language: Language) -> Sequence[str]:
    """The twelve months as they stand in a date: "января" in the genitive, both names in Arabic.

    Raises LookupError for a tag that CLDR does not know.
    """
    if language.months:
        return language.months
    names = get_month_names("wide", locale=locale(language.tag))
    return tuple(names[month] for month in range(1, 13))


def long_date(day: date, language: Language) -> str:
    """Writes it out: "19 January 2021", "19 yanvar 2021", "1er janvier 2021", "January 19, 2021" for en-US.

    It is CLDR's long form where the language's file says nothing else. Raises LookupError for a tag that CLDR does not
    know.
    """
    if language.date_pattern is None:
        return format_date(day, format="long", locale=locale(language.tag))
    first = language.first_day if day.day == 1 else None
    month = months(language)[day.month - 1]
    return language.date_pattern.format(day=first or day.day, month=month, year=day.year)


_NUMERIC = re.compile(r"([0-9]{1,4})([-./])([0-9]{1,2})\2([0-9]{1,4})\.?")


def day_of(text: str, language: str) -> date | None:
    """The day that was typed in figures: 2021-01-19, or in the order of the language, 19.1.2021 and in American English
    1/19/2021; None for what is none, or has a year of two figures.
    """
    found = _NUMERIC.fullmatch(text.strip())
    if found is None:
        return None
    first, sign, second, third = found.groups()
    if len(first) == 4:
        year, month, day = first, second, third
    elif len(third) == 4:
        pattern = locale(language).date_formats["short"].pattern.casefold()
        is_month_first = sign != "." and "m" in pattern and pattern.find("m") < pattern.find("d")
        year, month, day = (third, first, second) if is_month_first else (third, second, first)
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
