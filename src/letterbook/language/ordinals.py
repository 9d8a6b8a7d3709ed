"""Which anniversary a statement concerns, and how a language writes its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import MAXYEAR, date

from letterbook.language.locales import base_language

AZERBAIJANI_UNITS = ("", "ci", "ci", "cü", "cü", "ci", "cı", "ci", "ci", "cu")
AZERBAIJANI_TENS = ("", "cu", "ci", "cu", "cı", "ci", "cı", "ci", "ci", "cı")
AZERBAIJANI_HUNDREDS = "cü"
AZERBAIJANI_THOUSANDS = "ci"


def english(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def azerbaijani(number: int) -> str:
    """The ending follows the last vowel of the word that is spoken last: otuz bir, 31-ci; yüz, 100-cü."""
    ending = AZERBAIJANI_UNITS[number % 10] or AZERBAIJANI_TENS[number // 10 % 10]
    return f"{number}-{ending or (AZERBAIJANI_HUNDREDS if number % 1000 else AZERBAIJANI_THOUSANDS)}"


def french(number: int) -> str:
    return "1er" if number == 1 else f"{number}e"


def spanish(number: int) -> str:
    """Before a masculine noun primero and tercero lose their o: 31.er aniversario, but 11.º (undécimo)."""
    shortened = number % 10 in (1, 3) and number % 100 != 11
    return f"{number}.er" if shortened else f"{number}.º"


RULES: Mapping[str, Callable[[int], str]] = {
    "en": english,
    "az": azerbaijani,
    "fr": french,
    "es": spanish,
    "zh": str,
}
"""Left out on purpose: Russian (31-я, 31-й, 31-ю) and Arabic, whose form depends on the sentence around it."""


def ordinal(number: int, language: str) -> str | None:
    """The number as it stands directly before the language's word for anniversary; None without a rule.

    31st anniversary, 31-ci ildönümü, 31e anniversaire, 31.er aniversario, 31周年. `number` from 1 to 999,999.
    """
    rule = RULES.get(base_language(language))
    return rule(number) if rule else None


def _anniversary_day(occasion: date, count: int) -> date:
    year = min(occasion.year + count, MAXYEAR)
    try:
        return occasion.replace(year=year)
    except ValueError:  # 29 February in a year that has none
        return date(year, 2, 28)


def anniversary(occasion: date, issued: date) -> int:
    """The anniversary nearest to the issue date, at least the first.

    A statement goes out shortly before the day, so full years would count one too few: 20 January 1990 is 31 years
    away from 19 January 2021 and from 30 December 2020. In the very middle the past one counts. Raises ValueError if
    it is issued before the occasion.
    """
    if issued < occasion:
        raise ValueError(f"issued on {issued}, before the occasion of {occasion}")
    years = issued.year - occasion.year
    candidates = [count for count in (years - 1, years, years + 1) if count >= 1]
    return min(candidates, key=lambda count: abs(_anniversary_day(occasion, count) - issued))
