"""The value of one of the office's own fields, from what a list has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from letterbook.language.answers import yes_or_no
from letterbook.language.figures import decimals, decimals_of, read_number
from letterbook.language.typed_dates import day_of
from letterbook.model import NO_WORDS, FieldRule, FieldValue, ListWords
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import nearest, shortened

PREFIX = "fields."
"""What stands before the name of an own field among the keys of a recipient."""

WrittenValue = str | bool | int | float | date | datetime | time | timedelta
"""What a list has of a field: a text, or what a cell of a spreadsheet holds."""


def not_declared(name: str, rules: Iterable[str], place: Place) -> Problem:
    """The problem of a field that the office does not have."""
    near = nearest(name, rules)
    hint = (say("Did you mean “{near}”? ", near=near) if near else "") + say(
        "Declare it in letterbook.yaml, under fields: {name}: {{type: text}}.", name=name
    )
    return Problem("unknown-field", place, say("The field “{name}” is not declared.", name=name), hint, name)


def no_more_or_less(rule: FieldRule) -> str:
    """The sentence about a field that is asked whether it is more or less than something, and is a text or yes or no."""
    return say(
        "The field “{name}” is of the type {type} and has no more or less.", name=rule.name, type=rule.type
    )


@dataclass(frozen=True)
class Reading:
    """What a text of a list is read by beside the office's language: the recipient's, the office's country, and the words of
    the office's own languages.
    """

    language: str = ""
    country: str = ""
    words: ListWords = NO_WORDS


PLAIN = Reading()


class NoValueError(Exception):
    """What a list has is no value of the field's type; `what` and `hint` say so to a clerk."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what, hint)
        self.what, self.hint = what, hint


def value_of(written: WrittenValue, rule: FieldRule, language: str, reading: Reading = PLAIN) -> FieldValue:
    """The value of a field. A text is read as this language, the office's own, writes it; `reading` says
    what else a text may be read by. Raises NoValueError.
    """
    match rule.type:
        case "number" | "money":
            return _number(written, rule, language)
        case "date":
            return _date(written, rule, language, reading)
        case "time":
            return _time(written, rule)
        case "yes/no":
            return _yes_no(written, rule, reading.words.answers)
    return str(written)


def _none(rule: FieldRule, written: WrittenValue, hint: str) -> NoValueError:
    kinds = {
        "number": "number",
        "money": "amount",
        "date": "date",
        "time": "time of day",
        "yes/no": "yes or no",
    }
    what = say(
        "“{text}” is no {kind}, as the field “{name}” asks for.",
        text=shortened(str(written)),
        kind=kinds[rule.type],
        name=rule.name,
    )
    return NoValueError(what, hint)


def _number(written: WrittenValue, rule: FieldRule, language: str) -> Decimal:
    most = decimals_of(rule.currency) if rule.type == "money" and rule.currency else None
    if isinstance(written, int | float) and not isinstance(written, bool):
        number = Decimal(f"{written:.15g}")  # as many digits as a spreadsheet keeps
        if not number.is_finite():
            raise _none(rule, written, "Write a number.")
    elif isinstance(written, str):
        number = _typed_number(_without_currency(written, rule), rule, language, most)
    else:
        raise _none(rule, written, "Format the cell as a number, and type the number anew.")
    if most is not None and decimals(number) > most:
        what = say(
            "The amount {number} has more decimals than {currency} has.",
            number=number,
            currency=rule.currency,
        )
        raise NoValueError(what, "Round it in the list, so that the letter says what the list says.")
    return number


def _typed_number(text: str, rule: FieldRule, language: str, most: int | None) -> Decimal:
    try:
        number = read_number(text, language, most)
    except ValueError:
        what = say("“{text}” may be read as two numbers.", text=shortened(text))
        hint = "Write it without a sign between thousands, or with all signs as your language has them."
        raise NoValueError(what, hint) from None
    if number is None:
        raise _none(rule, text, "Write figures alone, such as 1234 or 1234.50.")
    return number


def _without_currency(text: str, rule: FieldRule) -> str:
    """The text without the field's own currency before or behind the number."""
    if rule.type != "money" or not rule.currency:
        return text.strip()
    signs = "|".join(map(re.escape, {rule.currency, *_SIGNS.get(rule.currency, ())}))
    return re.sub(rf"^\s*(?:{signs})\s*|\s*(?:{signs})\s*$", "", text).strip()


_SIGNS = {
    "EUR": ("€",),
    "GBP": ("£",),
    "USD": ("$",),
    "AZN": ("₼",),
    "UAH": ("₴", "грн"),
    "TRY": ("₺",),
    "RUB": ("₽",),
}


def _date(written: WrittenValue, rule: FieldRule, language: str, reading: Reading) -> date:
    if isinstance(written, datetime):
        if written.time() != time():
            raise _none(rule, written, "Take the time of day out of the cell.")
        return written.date()
    if isinstance(written, date):
        return written
    spoken = (reading.language or language, language)
    try:
        day = (
            day_of(written, spoken, reading.country, reading.words.months)
            if isinstance(written, str)
            else None
        )
    except ValueError:
        what = say("“{text}” may be read as two dates.", text=shortened(str(written)))
        raise NoValueError(what, "Write year, month and day, as in 2021-01-19.") from None
    if day is None:
        raise _none(rule, written, "Write year, month and day, as in 2021-01-19.")
    return day


_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?")


def _time(written: WrittenValue, rule: FieldRule) -> time:
    if isinstance(written, timedelta) and timedelta() <= written < timedelta(days=1):
        hours, rest = divmod(written.seconds, 3600)
        written = time(hours, rest // 60)
    if isinstance(written, time):
        return written.replace(second=0, microsecond=0)
    clock = _CLOCK.fullmatch(written) if isinstance(written, str) else None
    if clock is None:
        raise _none(rule, written, "Write hours and minutes, as in 14:30.")
    return time(int(clock[1]), int(clock[2]))


def _yes_no(written: WrittenValue, rule: FieldRule, answers: Mapping[str, bool]) -> bool:
    answer = written if isinstance(written, bool) else yes_or_no(str(written), answers)
    if answer is None:
        raise _none(rule, written, "Write yes or no.")
    return answer
