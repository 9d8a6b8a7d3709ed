"""Days as people type them: in figures, in the order of their country, or with the month in words of a language (CLDR)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

from letterbook.language.known import program_languages
from letterbook.language.locales import base_language, is_language, locale

NO_MONTHS: Mapping[str, int] = {}
_YEAR_FIRST = re.compile(r"([0-9]{4})([-./]) ?([0-9]{1,2})\2 ?([0-9]{1,2})\.?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-./]) ?([0-9]{1,2})\2 ?([0-9]{4})\.?")
_EAST_ASIAN = re.compile(r"([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]")
_PLAIN = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(1500, 2300)
"""Years of our calendar: in Persian and Thai, one of another may be meant (1404, 2569)."""
_MARKS = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LITERAL = re.compile("(?<=')[^']+(?=')|[^\x00-\x7f]+")
"""What stands in a pattern of CLDR as itself: in quotation marks, or in letters that are no field."""
_MOST = 80
"""Characters of the longest date."""

_ENDINGS: Mapping[str, frozenset[str]] = {
    "az": frozenset({"ci", "cu", "cü", "il", "ilin"}),
    "de": frozenset({"den", "der", "am"}),
    "en": frozenset({"st", "nd", "rd", "th", "the", "of"}),
    "fr": frozenset({"er", "le"}),
    "es": frozenset({"o", "del", "el"}),
    "it": frozenset({"o", "il"}),
    "pl": frozenset({"r"}),
    "pt": frozenset({"o"}),
    "kk": frozenset({"жылы"}),
    "ru": frozenset({"го", "года", "г"}),
    "uk": frozenset({"го", "року", "р"}),
}
"""Words and endings beside the numbers that CLDR's patterns do not have."""


def day_of(
    text: str, languages: Iterable[str], country: str = "", own_months: Mapping[str, int] = NO_MONTHS
) -> date | None:
    """The day that was typed: 2021-01-19, 19.1.2021, 20 janvier 2026, ٢٠ يناير ٢٠٢٦; None for what is none, or has a year of
    two figures.

    The month may be in words of each of the languages, or of `own_months` (as `folded_date` writes them). Points are the
    same everywhere; with other signs day and month stand in the order of the country and of the languages. Raises
    ValueError where it may be read as two days.
    """
    typed = folded_date(text)
    if not typed or len(typed) > _MOST:
        return None
    spoken = [language for language in dict.fromkeys(languages) if is_language(language)]
    found = {*_in_figures(typed, spoken, country), *_in_words(typed, spoken, own_months)}
    if not _PLAIN.fullmatch(text.strip()):
        found = {day for day in found if day.year in _YEARS}
    if len(found) > 1:
        raise ValueError(text)
    return next(iter(found), None)


def folded_date(text: str) -> str:
    """The text in small letters, with European figures, without marks of direction, every space a plain one."""
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", text)).casefold()
    plain = unicodedata.normalize("NFC", plain).replace("i\u0307", "i").replace("ı", "i")
    figures = (str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in plain)
    return " ".join("".join(figures).split())


def _in_figures(typed: str, languages: Sequence[str], country: str) -> Iterator[date]:
    if found := _YEAR_FIRST.fullmatch(typed):
        yield from _day(found[1], found[3], found[4])
    elif found := _EAST_ASIAN.fullmatch(typed):
        yield from _day(*found.groups())
    elif found := _YEAR_LAST.fullmatch(typed):
        orders = {False} if found[2] == "." else _month_first(languages, country)
        for month_first in sorted(orders):
            month, day = (found[1], found[3]) if month_first else (found[3], found[1])
            yield from _day(found[4], month, day)


def _day(year: str, month: str, day: str) -> Iterator[date]:
    with suppress(ValueError):
        yield date(int(year), int(month), int(day))


def _month_first(languages: Sequence[str], country: str) -> set[bool]:
    """Whether the month stands before the day; both where nobody can tell."""
    asked = [locale(language) for language in languages if "-" in language]
    asked += [known for language in languages if (known := _in_country(language, country)) is not None]
    if not asked and any(base_language(language) == "en" for language in languages):
        return {True, False}  # British and American English differ
    asked = asked or [locale(language) for language in languages]
    return {order for known in asked for order in _orders(known.date_formats["short"].pattern.casefold())}


def _in_country(language: str, country: str) -> Locale | None:
    """The language as it is written in the country; as it is by itself where CLDR does not know it there."""
    if not country or "-" in language:
        return None
    try:
        return Locale(base_language(language), country)
    except UnknownLocaleError:
        return locale(language)


def _orders(pattern: str) -> set[bool]:
    """A pattern with the year first says nothing of a date in which it stands last."""
    year, month, day = map(pattern.find, "ymd")
    return {True, False} if year < min(month, day) else {month < day}


def _in_words(typed: str, languages: Sequence[str], own_months: Mapping[str, int]) -> Iterator[date]:
    for language in languages:
        yield from _with_month(typed, {**_months(language), **own_months}, _beside(language))


def _with_month(typed: str, months: Mapping[str, int], beside: frozenset[str]) -> Iterator[date]:
    """The days that the text may be: one month, a day and a year, and nothing else but words that stand beside them."""
    for name in sorted(months, key=len, reverse=True):
        before, found, after = typed.partition(name)
        if not found:
            continue
        prefix = _LETTERS.findall(before)[-1:] if before[-1:].isalpha() else []
        if after[:1].isalpha() or (prefix and prefix[0] not in beside):
            continue
        rest = f"{before} {after}"
        numbers = re.findall("[0-9]+", rest)
        years = [number for number in numbers if len(number) == 4]
        others = [number for number in numbers if len(number) < 3]
        if len(numbers) == 2 and len(years) == len(others) == 1 and set(_LETTERS.findall(rest)) <= beside:
            yield from _day(years[0], str(months[name]), others[0])
        return


@cache
def _months(language: str) -> Mapping[str, int]:
    """The months' names, whole and shortened, as they stand in a date; without those of which there are two."""
    names: dict[str, set[int]] = {}
    for number, name in _names(language):
        for said in (name, *name.split("/")):
            names.setdefault(folded_date(said).rstrip(".'’׳"), set()).add(number)
    return {name: min(months) for name, months in names.items() if len(months) == 1}


def _names(language: str) -> Iterator[tuple[int, str]]:
    for width in ("wide", "abbreviated"):
        yield from get_month_names(width, locale=locale(language)).items()
    known = program_languages().get(language)
    yield from enumerate(known.months if known else (), start=1)


@cache
def _beside(language: str) -> frozenset[str]:
    """The words that stand beside the numbers and the month: those of CLDR's patterns, and our own."""
    known = program_languages().get(language)
    patterns = [locale(language).date_formats[width].pattern for width in ("medium", "long")]
    said = [word for pattern in patterns for word in _LITERAL.findall(pattern)]
    said += [re.sub(r"\{\w+\}", " ", known.date_pattern or "")] if known else []
    said += locale(language).eras["abbreviated"].values()
    words = {word for text in said for word in _LETTERS.findall(folded_date(text))}
    return frozenset(words | _ENDINGS.get(base_language(language), frozenset()))
