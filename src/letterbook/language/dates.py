"""Dates written out in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date, get_month_names

from letterbook.language.locales import base_language, locale

ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
"""The name used in the Levant and Iraq, a stroke, the name used in Egypt: as the United Nations write in Arabic, so that
every Arab reader finds the name of home. Digits are European, as in the same documents."""


def months(language: str) -> Sequence[str]:
    """The twelve months as they stand in a date: "января" in the genitive, both names in Arabic.

    Raises LookupError for an unknown language.
    """
    if base_language(language) == "ar":
        return ARABIC_MONTHS
    names = get_month_names("wide", locale=locale(language))
    return tuple(names[month] for month in range(1, 13))


def long_date(day: date, language: str) -> str:
    """Writes it out: "19 January 2021", "19 yanvar 2021", "1er janvier 2021", "January 19, 2021" for en-US.

    It is CLDR's long form but for three usages. French counts the first of a month as an ordinal. Russian has the word
    "года" in full, as the documents of the United Nations have it: it may end a sentence. Arabic has two names for a
    month (ARABIC_MONTHS). Raises LookupError for an unknown language.
    """
    match base_language(language):
        case "ar":
            return f"{day.day} {ARABIC_MONTHS[day.month - 1]} {day.year}"
        case "ru":
            return f"{day.day} {months(language)[day.month - 1]} {day.year} года"
        case "fr" if day.day == 1:
            return f"1er {months(language)[day.month - 1]} {day.year}"
    return format_date(day, format="long", locale=locale(language))
