"""Dates written out in words."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from letterbook.language.locales import locale


def long_date(day: date, language: str) -> str:
    """Writes it out: "19 January 2021", "19 yanvar 2021", "January 19, 2021" for en-US (CLDR's long form).

    Raises LookupError for an unknown language.
    """
    return format_date(day, format="long", locale=locale(language))
