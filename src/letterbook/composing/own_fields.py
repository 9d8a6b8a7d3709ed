"""The own fields of one letter: those that its template uses, each written as the letter's language writes it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from letterbook.language.dates import long_date
from letterbook.language.figures import money_text, number_text, time_text
from letterbook.language.typography import tied
from letterbook.model import FieldRule, OwnField, Recipient
from letterbook.model.language import Language

_FEWEST_DIGITS, _FEWEST_SIGNS = 5, 5


def own_fields(
    recipient: Recipient, rules: Mapping[str, FieldRule], used: Collection[str], language: Language
) -> tuple[OwnField, ...]:
    """Each field that is used, in the office's order; without a value where the recipient has none."""
    own = {field.name: field for field in recipient.fields}
    return tuple(
        _written(own[name], language) if name in own else OwnField(name, rule.type, None)
        for name, rule in rules.items()
        if name in used
    )


def _written(field: OwnField, language: Language) -> OwnField:
    return replace(field, text=_text(field, language))


def _text(field: OwnField, language: Language) -> str:
    match field.value:
        case bool() | None:
            return ""
        case Decimal() as number:
            in_money = field.type == "money" and field.currency
            return (
                money_text(number, field.currency, language.tag)
                if in_money
                else number_text(number, language.tag)
            )
        case date() as day:
            return tied(long_date(day, language), language)
        case time() as moment:
            return time_text(moment, language.tag)
        case text:
            return text


def telling(fields: Collection[OwnField]) -> Iterator[str]:
    """The texts that may belong to one addressee alone: a name, a file number, an amount of many digits.

    A day or a time is anybody's, and so is a single word.
    """
    for field in fields:
        digits, words = sum(map(str.isdigit, field.text)), field.text.split()
        is_own_text = len(words) > 1 or (digits > 0 and len(field.text) >= _FEWEST_SIGNS)
        is_own_number = digits >= _FEWEST_DIGITS
        if {"text": is_own_text, "number": is_own_number, "money": is_own_number}.get(field.type):
            yield field.text
