"""The office's own fields: what it says of them, and what a recipient has of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal

from letterbook.problems import Place

FieldType = Literal["text", "number", "money", "date", "time", "yes/no"]
FIELD_TYPES: tuple[FieldType, ...] = ("text", "number", "money", "date", "time", "yes/no")
FieldValue = str | Decimal | date | time | bool


@dataclass(frozen=True)
class FieldRule:
    """What the office says of a field of its own. `titles` are the headings of its column, `currency` is ISO 4217."""

    name: str
    type: FieldType = "text"
    required: bool = False
    titles: tuple[str, ...] = ()
    currency: str = ""


@dataclass(frozen=True)
class OwnField:
    """A recipient's value of a field; None where it has none.

    `text` is how the letter's language writes it, empty before the letter is composed. `instead` is printed in place
    of it in whatever form a page asks for; the value still decides what the page's conditions choose.
    """

    name: str
    type: FieldType
    value: FieldValue | None
    currency: str = ""
    text: str = ""
    instead: str = ""


Bound = Literal["from", "to", "above", "below", "after", "before"]
"""How a number, an amount, a day or an hour is compared: `from` and `to` are within, the others without."""


@dataclass(frozen=True)
class FieldFilter:
    """What a mailing asks of a field, as it was written: to be a value of these, or to lie within bounds.

    `place` is that of the field's name; each value and each bound has its own.
    """

    name: str
    place: Place
    values: tuple[tuple[str, Place], ...] = ()
    bounds: tuple[tuple[Bound, str, Place], ...] = ()
