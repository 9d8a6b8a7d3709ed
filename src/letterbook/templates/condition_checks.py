"""Conditions of words and pages that ask for what an addressee can never be: they would choose the same for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes

from letterbook.language.countries import country_name
from letterbook.model import FieldRule, FieldType, Office
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.countries import country_code, country_hint
from letterbook.sources.field_values import no_more_or_less
from letterbook.sources.text_checks import is_language_tag, is_slug, not_a_language, shortened, suggestion
from letterbook.templates.environments import html_environment
from letterbook.templates.field_values import comparable

_CODES = frozenset({"kind", "country", "group", "language"})
_ORDER = frozenset({"lt", "lteq", "gt", "gteq"})
_WRITTEN: dict[FieldType, str] = {
    "text": 'Write a text, in quotation marks: "…".',
    "number": "Write figures without quotation marks, such as 1234.5.",
    "money": "Write figures without quotation marks, such as 1234.5.",
    "date": 'Write year, month and day in quotation marks: "2021-03-01".',
    "time": 'Write hours and minutes in quotation marks: "09:30".',
    "yes/no": "It is yes or no: ask for it alone, or with “not” before it.",
}


@dataclass(frozen=True)
class _Asked:
    """What of the recipient is compared, `recipient.kind` or `recipient.fields.due`, with what, and how."""

    name: str
    value: object
    operator: str
    line: int


def wrong_comparisons(tree: nodes.Template, office: Office, file: str, first_line: int) -> Iterator[Problem]:
    """A mistake for each comparison of kind, country, group, language or an own field with what it can never be.

    Code: wrong-comparison.
    """
    for asked in _comparisons(tree):
        if wrong := _wrong(asked, office):
            what, hint = wrong
            place = Place(file, first_line + asked.line - 1)
            yield Problem("wrong-comparison", place, what, hint, str(asked.value))


def compared_texts(source: str) -> Counter[tuple[int, str]]:
    """The texts, by their lines, with which the source compares what is known of an addressee by code or in an own field.

    They are compared and never printed. Nothing of a source that cannot be read.
    """
    try:
        tree = html_environment().parse(source)
    except TemplateSyntaxError:
        return Counter()
    return Counter(
        (asked.line, asked.value)
        for asked in _comparisons(tree)
        if isinstance(asked.value, str) and (asked.name in _CODES or asked.name.startswith("fields."))
    )


def _comparisons(tree: nodes.Template) -> Iterator[_Asked]:
    for compare in tree.find_all(nodes.Compare):
        left = compare.expr
        for operand in compare.ops:
            name = _name(left) or _name(operand.expr)
            other = operand.expr if _name(left) else left
            for constant in _constants(other) if name else ():
                yield _Asked(name or "", constant.value, operand.op, constant.lineno)
            left = operand.expr


def _constants(node: nodes.Node) -> Iterator[nodes.Const]:
    """What is written there itself: a text, a number, or several of them. None is what is not there."""
    if isinstance(node, nodes.List | nodes.Tuple):
        for item in node.items:
            yield from _constants(item)
    elif isinstance(node, nodes.Const) and node.value is not None:
        yield node


def _name(node: nodes.Node) -> str | None:
    """What stands behind the dot of `recipient.`, such as `kind` or `fields.due`."""
    match node:
        case nodes.Getattr(node=nodes.Name(name="recipient"), attr=str(name)):
            return name
        case nodes.Getitem(node=nodes.Name(name="recipient"), arg=nodes.Const(value=str(name))):
            return name
        case (
            nodes.Getattr(node=owner, attr=str(name))
            | nodes.Getitem(node=owner, arg=nodes.Const(value=str(name)))
        ) if _name(owner) == "fields":
            return f"fields.{name}"
    return None


def _wrong(asked: _Asked, office: Office) -> tuple[str, str] | None:
    """What is wrong and what to do, or None."""
    field = office.fields.get(asked.name.removeprefix("fields.")) if "." in asked.name else None
    if field is not None and asked.operator in _ORDER and field.type in ("text", "yes/no"):
        return no_more_or_less(field), 'Compare it with “==”, as in == "…".'
    hint = _field_hint(asked.value, field) if field else _code_hint(asked, office)
    if hint is None:
        return None
    return say(
        "“{value}” can never be recipient.{name}.", value=shortened(str(asked.value)), name=asked.name
    ), hint


def _field_hint(value: object, field: FieldRule) -> str | None:
    return _WRITTEN[field.type] if comparable(value, field.type) is None else None


def _code_hint(asked: _Asked, office: Office) -> str | None:
    text = str(asked.value)
    match asked.name:
        case "kind" if text not in office.kinds:
            return suggestion(text, office.kinds, "There are")
        case "country" if country_code(text) is None:
            return country_hint(text)
        case "country" if (code := country_code(text)) and code != text:
            return say(
                "Write the two letters of {country}: “{code}”.", country=country_name(code, "en"), code=code
            )
        case "language" if not is_language_tag(text):
            return not_a_language(text, Place("")).hint
        case "group" if not is_slug(text):
            return "Write the id of a group, as the list has it."
    return None
