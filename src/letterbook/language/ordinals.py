"""Which anniversary a statement concerns, and how a language writes its number, as its file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import MAXYEAR, date

from letterbook.model.language import Language, OrdinalCase

ARABIC_UNITS = (
    *("", "الأولى", "الثانية", "الثالثة", "الرابعة"),
    *("الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة"),
)
ARABIC_FIRST_WITH_TEN = "الحادية"  # in 11, 21, 31, ... where 1 alone is الأولى
ARABIC_TENS = ("", "", "العشر", "الثلاث", "الأربع", "الخمس", "الست", "السبع", "الثمان", "التسع")
ARABIC_HUNDRED = "المائة"


def _arabic_genitive(number: int) -> str:
    """Of the feminine ذكرى, as it stands after a preposition or in a genitive: الحادية والثلاثين."""
    return _arabic(number, "ين")


def _arabic_nominative(number: int) -> str:
    """الحادية والثلاثون: the tens alone show the case in unvocalised writing."""
    return _arabic(number, "ون")


def _arabic(number: int, tens_ending: str) -> str:
    """In words, up to 199."""
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


PERSIAN_UNITS = (
    *("", "یک", "دو", "سو", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده"),
    *("یازده", "دوازده", "سیزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده"),
)
"""As they stand before the ending of an ordinal: سو, not سه."""
PERSIAN_TENS = ("", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود", "صد")
ZWNJ = "\u200c"  # parts letters that would be joined, without a space


def _persian(number: int) -> str:
    """Before its noun: سی‌ویکمین سالگرد. In words, up to 100; the first has a word of its own."""
    tens, units = divmod(number, 10)
    if number == 1:
        return "نخستین"
    if number < 20:
        return f"{PERSIAN_UNITS[number]}مین"
    if units:
        return f"{PERSIAN_TENS[tens]}{ZWNJ}و{PERSIAN_UNITS[units]}مین"
    return f"{PERSIAN_TENS[tens]}{ZWNJ}اُمین" if number == 30 else f"{PERSIAN_TENS[tens]}مین"


RULES: Mapping[str, Callable[[int], str]] = {
    "arabic": _arabic_genitive,
    "arabic-nominative": _arabic_nominative,
    "persian": _persian,
}
"""What the cases of a language file cannot say, by the name that the file has for it."""


def ordinal(number: int, language: Language) -> str | None:
    """The number as it stands beside the language's word for anniversary, after a preposition; None without a rule.

    on the 31st anniversary, 31-ci ildönümü, 31e anniversaire, 31.er aniversario, 31-й годовщиной, 31周年, and behind
    its noun الذكرى السنوية الحادية والثلاثين. `number` from 1 to 999,999.
    """
    return _written(number, language.ordinals)


def ordinal_as_subject(number: int, language: Language) -> str | None:
    """The same where the anniversary is the subject of its sentence: 31-я годовщина."""
    return _written(number, language.ordinals_as_subject or language.ordinals)


def _written(number: int, cases: Sequence[OrdinalCase]) -> str | None:
    for case in cases:
        if _holds(case, number):
            return case.write.format(number=RULES[case.rule](number) if case.rule else number)
    return None


def _holds(case: OrdinalCase, number: int) -> bool:
    wanted = (
        (case.numbers, number),
        (case.last_digit, number % 10),
        (case.last_two, number % 100),
        (case.last_three, number % 1000),
    )
    within = (case.first or 0) <= number <= (case.last or number)
    return within and all(value in values for values, value in wanted if values)


def anniversary_day(occasion: date, count: int) -> date:
    """The day on which so many years have passed."""
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
    return min(candidates, key=lambda count: abs(anniversary_day(occasion, count) - issued))
