"""Which anniversary a statement concerns, and how a language writes its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import MAXYEAR, date

from letterbook.language.locales import base_language

AZERBAIJANI_UNITS = ("", "ci", "ci", "cü", "cü", "ci", "cı", "ci", "ci", "cu")
AZERBAIJANI_TENS = ("", "cu", "ci", "cu", "cı", "ci", "cı", "ci", "ci", "cı")
AZERBAIJANI_HUNDREDS = "cü"
AZERBAIJANI_THOUSANDS = "ci"

ARABIC_UNITS = (
    *("", "الأولى", "الثانية", "الثالثة", "الرابعة"),
    *("الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة"),
)
ARABIC_FIRST_WITH_TEN = "الحادية"  # in 11, 21, 31, ... where 1 alone is الأولى
ARABIC_TENS = ("", "", "العشر", "الثلاث", "الأربع", "الخمس", "الست", "السبع", "الثمان", "التسع")
ARABIC_HUNDRED = "المائة"


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


def russian(number: int) -> str:
    """Of the feminine годовщина, as every case has it but nominative and accusative: в связи с 31-й годовщиной."""
    return f"{number}-й"


def russian_nominative(number: int) -> str:
    """31-я годовщина: after a vowel one letter of the ending is written, whatever the number."""
    return f"{number}-я"


def arabic(number: int) -> str:
    """Of the feminine ذكرى, as it stands after a preposition or in a genitive: الحادية والثلاثين."""
    return _arabic(number, "ين")


def arabic_nominative(number: int) -> str:
    """الحادية والثلاثون: the tens alone show the case in unvocalised writing."""
    return _arabic(number, "ون")


def _arabic(number: int, tens_ending: str) -> str:
    """In words up to 199; a larger number would fill a line, and stands in digits behind the article."""
    if number > 199:
        return f"الـ{number}"
    if number == 100:
        return ARABIC_HUNDRED
    below = _arabic_below_hundred(number % 100, tens_ending)
    return f"{below} بعد {ARABIC_HUNDRED}" if number > 100 else below


def _arabic_below_hundred(number: int, tens_ending: str) -> str:
    tens, units = divmod(number, 10)
    if number <= 10:
        return ARABIC_UNITS[number]
    unit = ARABIC_FIRST_WITH_TEN if units == 1 else ARABIC_UNITS[units]
    if tens == 1:
        return f"{unit} عشرة"
    ten = ARABIC_TENS[tens] + tens_ending
    return f"{unit} و{ten}" if units else ten


RULES: Mapping[str, Callable[[int], str]] = {
    "en": english,
    "az": azerbaijani,
    "fr": french,
    "ru": russian,
    "es": spanish,
    "ar": arabic,
    "zh": str,
}
NOMINATIVES: Mapping[str, Callable[[int], str]] = {"ru": russian_nominative, "ar": arabic_nominative}
"""Where the ordinal of a subject is another than the one after a preposition."""


def ordinal(number: int, language: str) -> str | None:
    """The number as it stands beside the language's word for anniversary, after a preposition; None without a rule.

    on the 31st anniversary, 31-ci ildönümü, 31e anniversaire, 31.er aniversario, 31-й годовщиной, 31周年, and behind
    its noun الذكرى السنوية الحادية والثلاثين. `number` from 1 to 999,999.
    """
    rule = RULES.get(base_language(language))
    return rule(number) if rule else None


def ordinal_as_subject(number: int, language: str) -> str | None:
    """The same where the anniversary is the subject of its sentence: 31-я годовщина."""
    rule = NOMINATIVES.get(base_language(language))
    return rule(number) if rule else ordinal(number, language)


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
