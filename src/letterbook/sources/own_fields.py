"""The office's own fields, as letterbook.yaml declares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, cast

from letterbook.language.figures import is_currency
from letterbook.model import FIELD_TYPES, FieldRule, FieldType, SalutationRule
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened
from letterbook.sources.yaml.located import LocatedMap
from letterbook.sources.yaml.validation import (
    Language,
    LineList,
    OneLine,
    Schema,
    YesNo,
    checked,
    one_of,
    wrong,
)

_TAKEN = frozenset(dir({}))
"""Names that mean something else behind a dot in a template."""


def _field_name(text: str) -> str:
    if not text.isidentifier() or text.startswith("_") or text in _TAKEN:
        what = say("“{text}” cannot be the name of a field.", text=shortened(text))
        hint = "Use letters, digits and _, beginning with a letter, such as amount or due_date."
        if text in _TAKEN:
            hint = "Templates use this word for something else; take another."
        raise wrong(what, hint, "wrong-id")
    return text


def _currency(text: str) -> str:
    if not is_currency(text):
        what = say("“{text}” is no currency.", text=shortened(text))
        raise wrong(what, "Write its code of three capital letters, such as EUR or AZN.")
    return text


class FieldSchema(Schema):
    """What letterbook.yaml may say of a field."""

    type: Annotated[str, one_of(FIELD_TYPES)] = FieldRule.type
    title: LineList | None = None
    required: YesNo = FieldRule.required
    currency: Annotated[OneLine, checked(_currency)] | None = None


FieldSchemas = dict[Annotated[str, checked(_field_name)], FieldSchema]
SalutationSchemas = dict[Language, dict[OneLine, OneLine]]


def field_rules(schemas: Mapping[str, FieldSchema]) -> dict[str, FieldRule]:
    """The fields by name, in the order of the file."""
    return {
        name: FieldRule(
            name,
            cast(FieldType, field.type),
            field.required,
            tuple(field.title or ()),
            field.currency or "",
        )
        for name, field in schemas.items()
    }


def no_currencies(root: LocatedMap) -> Iterable[Problem]:
    """A mistake for each field of money that does not say of which currency."""
    fields = root.values.get("fields")
    for name, field in fields.values.items() if isinstance(fields, LocatedMap) else ():
        if isinstance(field, LocatedMap) and field.text("type") == "money" and not field.text("currency"):
            what = say("The field “{name}” is money and has no currency.", name=name)
            yield Problem(
                "missing-field", field.place, what, "Add a line “currency: EUR”, or another code.", name
            )


def form_key(form: str) -> str:
    """A form of address as it is compared: without capitals, and without the point of an abbreviation."""
    return " ".join(form.split()).casefold().rstrip(".")


def salutation_rules(
    schemas: Mapping[str, Mapping[str, str]], root: LocatedMap
) -> dict[str, dict[str, SalutationRule]]:
    """The rules by language and form of address, each with the place at which it was written."""
    nodes = root.values.get("salutations")
    rules: dict[str, dict[str, SalutationRule]] = {}
    for language, forms in schemas.items():
        node = nodes.values.get(language) if isinstance(nodes, LocatedMap) else None
        for form, source in forms.items():
            place = node.values[form].place if isinstance(node, LocatedMap) else root.place
            rules.setdefault(language, {})[form_key(form)] = SalutationRule(form, source, place)
    return rules
