"""The values of a recipient's own fields as a template sees them, and the filters that write them in a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from jinja2 import Undefined

from letterbook.language.bidi import isolated
from letterbook.language.figures import money_text, number_text
from letterbook.model import FieldType, OwnField

FORMS: Mapping[str, frozenset[FieldType]] = {
    "number": frozenset({"number", "money"}),
    "money": frozenset({"number", "money"}),
    "date": frozenset({"date"}),
    "time": frozenset({"time"}),
}
"""The filters, and the types of the fields that each can write."""


class WrongFormError(TypeError):
    """A field is asked for in a form that it has not, which `field_checks.wrong_uses` tells with its line."""


class TemplateValue:
    """One value: it prints as the letter's language writes it and compares as what it is.

    All its attributes begin with an underscore, which no template may name.
    """

    __slots__ = ("_field", "_language", "_marked")

    def __init__(self, field: OwnField, language: str, *, marked: bool = False) -> None:
        self._field, self._language, self._marked = field, language, marked

    def _print(self, text: str) -> str:
        said = self._field.instead or text
        return isolated(said, self._language) if self._marked else said

    def _in_form(self, form: str, currency: str | None) -> str:
        value = self._field.value
        if self._field.type not in FORMS[form]:
            raise WrongFormError(f"the field “{self._field.name}” is no {form}")
        if form == "money" and isinstance(value, Decimal):
            return self._print(money_text(value, currency or self._field.currency, self._language))
        if form == "number" and isinstance(value, Decimal):
            return self._print(number_text(value, self._language))
        return str(self)

    def __str__(self) -> str:
        return self._print(self._field.text)

    def __bool__(self) -> bool:
        return bool(self._field.value)

    def __hash__(self) -> int:
        return hash(self._field.value)

    def __eq__(self, other: object) -> bool:
        return bool(self._field.value == self._like(other))

    def __lt__(self, other: object) -> bool:
        return self._compared(other, lambda own, their: own < their)

    def __le__(self, other: object) -> bool:
        return self._compared(other, lambda own, their: own <= their)

    def __gt__(self, other: object) -> bool:
        return self._compared(other, lambda own, their: own > their)

    def __ge__(self, other: object) -> bool:
        return self._compared(other, lambda own, their: own >= their)

    def _compared(self, other: object, rule: Callable[[Any, Any], bool]) -> bool:
        their = self._like(other)
        if their is None or isinstance(self._field.value, bool | str):
            raise TypeError(f"the field “{self._field.name}” cannot be more or less than {other}")
        return rule(self._field.value, their)

    def _like(self, other: object) -> object:
        """What it is compared with, as a value of its own type; None where it is none."""
        if isinstance(other, TemplateValue):
            other = other._field.value  # noqa: SLF001 - its own kind
        return comparable(other, self._field.type)


def comparable(other: object, type_: FieldType) -> object:
    """What a template compares a field of this type with, as a value of the type; None where it is none.

    Days and hours are written as texts: "2021-03-01", "14:30".
    """
    match type_:
        case "number" | "money" if isinstance(other, int | float | Decimal) and not isinstance(other, bool):
            return Decimal(str(other))
        case "date" if isinstance(other, str):
            return _from_iso(date.fromisoformat, other)
        case "time" if isinstance(other, str):
            return _from_iso(time.fromisoformat, other)
    return other if isinstance(other, _VALUES[type_]) else None


_VALUES: Mapping[FieldType, type] = {
    "text": str,
    "number": Decimal,
    "money": Decimal,
    "date": date,
    "time": time,
    "yes/no": bool,
}


def _from_iso(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except ValueError:
        return None


def template_values(
    fields: Iterable[OwnField], language: str, *, marked: bool = False
) -> dict[str, TemplateValue | None]:
    """The values by name, None for what a recipient has not; `marked` as `language.bidi` marks foreign words."""
    return {
        field.name: None if field.value is None else TemplateValue(field, language, marked=marked)
        for field in fields
    }


def _filter(form: str) -> Callable[..., object]:
    def write(value: object, currency: str | None = None) -> object:
        if isinstance(value, Undefined):  # without a value there is none in any form
            return value
        if not isinstance(value, TemplateValue):
            raise WrongFormError(f"“{form}” writes a field of the recipient")
        return value._in_form(form, currency)  # noqa: SLF001 - hidden from templates alone

    return write


FORM_FILTERS: Mapping[str, Callable[..., object]] = {form: _filter(form) for form in FORMS}
"""The same as functions."""
