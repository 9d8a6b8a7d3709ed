"""Numbers, amounts of money and times of day as a language writes them (CLDR), and numbers as people type them."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal

from babel.dates import format_time
from babel.numbers import (
    NumberFormatError,
    format_currency,
    format_decimal,
    get_currency_precision,
    get_decimal_symbol,
    list_currencies,
    parse_decimal,
)

from letterbook.language.locales import locale
from letterbook.language.typography import NO_BREAK

_MARKS = re.compile("[\u200e\u200f\u061c]")
"""Marks of direction in CLDR's patterns; `language.bidi` sets its own."""
_SPACE = re.compile(r"[ \u202f](?=\D|$)")
"""A space before a sign of currency or before “PM”; the narrow one between groups of digits stays."""
_CODE_AT_DIGIT = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
"""Where the code of a currency meets its number, CLDR wants a space."""
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_MINUS = str.maketrans("−–", "--")


def number_text(value: Decimal, language: str) -> str:
    """The number with all its decimals: 1,234.5 in English, 1.234,5 in German. Raises LookupError for an unknown language."""
    return _unbroken(format_decimal(value, locale=locale(language), decimal_quantization=False))


def money_text(value: Decimal, currency: str, language: str) -> str:
    """The amount: €1,234.50 in English, 1.234,50 € in German. Raises LookupError for an unknown language."""
    amount = format_currency(value, currency, locale=locale(language))
    return _unbroken(_CODE_AT_DIGIT.sub(NO_BREAK, amount))


def time_text(value: time, language: str) -> str:
    """The time of day without seconds: 14:30, 2:30 PM in American English. Raises LookupError for an unknown language."""
    return _unbroken(format_time(value, format="short", locale=locale(language)))


def _unbroken(text: str) -> str:
    return _SPACE.sub(NO_BREAK, _MARKS.sub("", text))


def is_currency(currency: str) -> bool:
    """Whether it is the code of a currency (ISO 4217)."""
    return currency in list_currencies()


def decimals_of(currency: str) -> int:
    """How many decimals an amount of this currency has: 2 for EUR, 0 for JPY."""
    return get_currency_precision(currency)


def read_number(text: str, language: str, most_decimals: int | None = None) -> Decimal | None:
    """The number that was typed as the language writes it, or plainly (1234.5); None for what is none.

    Raises ValueError where it may be read in two ways, as 1.234 in German: what has more than `most_decimals` is none.
    """
    typed = text.translate(_MINUS).replace(" ", NO_BREAK)
    found = {_in_language(typed, language), Decimal(typed) if _PLAIN.fullmatch(typed) else None} - {None}
    if most_decimals is not None and len(found) > 1:
        found = {number for number in found if number is not None and decimals(number) <= most_decimals}
    if len(found) > 1:
        raise ValueError(text)
    return next(iter(found), None)


def decimals(number: Decimal) -> int:
    """How many decimals it has, zeros at its end not counted."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _in_language(typed: str, language: str) -> Decimal | None:
    """The number as the language writes it; groups of digits, where there are any, are in their places."""
    symbols = locale(language).number_symbols["latn"]
    group, point = str(symbols["group"]), get_decimal_symbol(locale(language))
    is_group_space = group.isspace()
    spaced = typed.replace(NO_BREAK, group) if is_group_space else typed.replace("'", "’")
    spaced = spaced.replace("\u202f", group) if is_group_space else spaced
    grouped = rf"-?[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{2,3}})*" + rf"(?:{re.escape(point)}[0-9]+)?"
    ungrouped = rf"-?[0-9]+(?:{re.escape(point)}[0-9]+)?"
    if not re.fullmatch(rf"{grouped}|{ungrouped}", spaced):
        return None
    try:
        return parse_decimal(spaced, locale=locale(language), strict=bool(group in spaced))
    except NumberFormatError:
        return None
