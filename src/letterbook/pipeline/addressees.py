"""Whom of the list a mailing is for: groups, and of these whom `only` chooses by country, kind, language and own fields."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from letterbook.language.countries import country_name
from letterbook.model import (
    Bound,
    FieldFilter,
    FieldRule,
    FieldValue,
    Group,
    MailingDefinition,
    Office,
    Recipient,
    Statement,
)
from letterbook.pipeline.input_checks import unknown_kind
from letterbook.problems import Place, Problem, has_errors
from letterbook.sentences import say
from letterbook.sources.field_values import NoValueError, Reading, no_more_or_less, not_declared, value_of
from letterbook.sources.text_checks import nearest, shortened

_COMPARED: Mapping[Bound, Callable[[Any, Any], bool]] = {
    "from": operator.ge,
    "to": operator.le,
    "above": operator.gt,
    "below": operator.lt,
    "after": operator.gt,
    "before": operator.lt,
}
MOST_SHOWN = 8
"""Of the values that a field has on the list."""


def groups_of(
    groups: Sequence[Group], mailing: MailingDefinition, statements: Mapping[str, Statement]
) -> tuple[list[Group], list[Problem]]:
    """The groups that the mailing names, else those of the statement, in this order; all of them where neither names any."""
    statement = next(iter(statements.values()), None)
    if mailing.groups is not None:
        names, places = mailing.groups, {name: mailing.place("groups", name) for name in mailing.groups}
    elif statement is not None and statement.groups is not None:
        place = statement.places.get("groups", Place(statement.file))
        names, places = statement.groups, dict.fromkeys(statement.groups, place)
    else:
        return list(groups), []
    by_id = {group.id: group for group in groups}
    problems = [_unknown_group(name, by_id, places[name]) for name in names if name not in by_id]
    return [by_id[name] for name in names if name in by_id], problems


def _unknown_group(name: str, known: Iterable[str], place: Place) -> Problem:
    near = nearest(name, known)
    hint = (
        say("Did you mean “{near}”? ", near=near) if near else ""
    ) + "Name a group of the list of recipients."
    return Problem("unknown-group", place, say("There is no group “{name}”.", name=name), hint, name)


@dataclass(frozen=True)
class _Choice:
    """One thing that is asked of an addressee, as it was written, and where; `known` is what the list has there."""

    meets: Callable[[Recipient], bool]
    what: str
    place: Place
    known: Callable[[Iterable[Recipient]], Iterable[str]] | None = None


def chosen_of(
    groups: Sequence[Group], mailing: MailingDefinition, office: Office | None
) -> tuple[list[Group], list[Problem]]:
    """The groups with those of their addressees whom the mailing is for, without the groups that are then empty.

    Codes: unknown-field, unknown-kind, wrong-value; nobody-chosen, which is a notice where others of the same key are there.
    """
    keys, problems = _choices(mailing, office)
    chosen = [
        replace(group, recipients=tuple(each for each in group.recipients if _meets_all(each, keys)))
        for group in groups
    ]
    chosen = [group for group in chosen if group.recipients]
    asked = [each for group in groups for each in group.recipients if each.active]
    problems += [problem for choices in keys for problem in _unmet(choices, asked)]
    if keys and not has_errors(problems) and not _addressed(chosen):
        what = "Nobody on the list is whom this mailing is for."
        hint = "Each key under only leaves somebody, all of them together nobody. Correct them, or the list."
        problems.append(Problem("nobody-chosen", mailing.place("only"), what, hint))
    return chosen, problems


def _addressed(groups: Iterable[Group]) -> bool:
    return any(recipient.active for group in groups for recipient in group.recipients)


def _meets_all(recipient: Recipient, keys: Iterable[Sequence[_Choice]]) -> bool:
    """Whether the addressee is as one choice of each key asks."""
    return all(any(choice.meets(recipient) for choice in choices) for choices in keys)


def _unmet(choices: Sequence[_Choice], asked: Sequence[Recipient]) -> Iterator[Problem]:
    """What nobody of these is: mistakes where nobody is left by this key, else notices."""
    unmet = [choice for choice in choices if not any(map(choice.meets, asked))]
    for choice in unmet:
        what = say("No addressee of this mailing has {what}.", what=choice.what)
        hint = "Correct it here, or in the list."
        if choice.known is not None and (known := list(dict.fromkeys(choice.known(asked)))):
            hint = say("There are: {known}.", known=", ".join(map(shortened, known[:MOST_SHOWN])))
        level: Any = "error" if len(unmet) == len(choices) else "warning"
        yield Problem("nobody-chosen", choice.place, what, hint, level=level)


def _choices(mailing: MailingDefinition, office: Office | None) -> tuple[list[list[_Choice]], list[Problem]]:
    """What is asked, a list of choices a key. What stands against a key leaves it out."""
    kinds = [kind for kind in mailing.kinds if office is None or kind in office.kinds]
    problems = [
        unknown_kind(kind, office.kinds, mailing.place("kinds", kind))
        for kind in mailing.kinds
        if office is not None and kind not in office.kinds
    ]
    keys = [
        [_country(code, mailing.place("countries", code)) for code in mailing.countries],
        [_kind(kind, mailing.place("kinds", kind)) for kind in kinds],
        [_language(tag, mailing.place("languages", tag)) for tag in mailing.languages],
    ]
    if office is not None:
        fields, found = _fields(mailing, office)
        return [choices for choices in [*keys, *fields] if choices], problems + found
    return [choices for choices in keys if choices], problems


def _country(code: str, place: Place) -> _Choice:
    what = say("the country {name}", name=country_name(code, "en"))
    return _Choice(lambda recipient: recipient.address.country == code, what, place)


def _kind(kind: str, place: Place) -> _Choice:
    what = say("the kind “{kind}”", kind=kind)
    return _Choice(
        lambda recipient: recipient.kind == kind,
        what,
        place,
        lambda asked: filter(None, (recipient.kind for recipient in asked)),
    )


def _language(tag: str, place: Place) -> _Choice:
    """The language with all its regions, or with this one."""
    what = say("the language “{tag}”", tag=tag)
    return _Choice(
        lambda recipient: recipient.language == tag or recipient.language.startswith(f"{tag}-"),
        what,
        place,
        lambda asked: (recipient.language for recipient in asked),
    )


# --- Own fields ----------------------------------------------------------------------------------------------------


class _RefusedError(Exception):
    """What is asked of a field cannot be asked of it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def _fields(mailing: MailingDefinition, office: Office) -> tuple[list[list[_Choice]], list[Problem]]:
    keys: list[list[_Choice]] = []
    problems: list[Problem] = []
    for asked in mailing.fields:
        try:
            keys.append(_field(asked, office))
        except _RefusedError as refused:
            problems += refused.problems
    return keys, problems


def _field(asked: FieldFilter, office: Office) -> list[_Choice]:
    rule = office.fields.get(asked.name)
    if rule is None:
        raise _RefusedError(not_declared(asked.name, office.fields, asked.place))
    if asked.bounds:
        return [_within(asked, rule, office)]
    values = [(text, _value(text, rule, office, place), place) for text, place in asked.values]
    return [_equal(text, value, rule, place) for text, value, place in values]


def _value(text: str, rule: FieldRule, office: Office, place: Place) -> FieldValue:
    reading = Reading(country=office.country, words=office.list_layout.words)
    try:
        return value_of(text, rule, office.defaults.language, reading)
    except NoValueError as refused:
        raise _RefusedError(Problem("wrong-value", place, refused.what, refused.hint, text)) from None


def _own(recipient: Recipient, rule: FieldRule) -> FieldValue | None:
    """The recipient's value; of yes or no, no where the list says nothing, as in the conditions of a letter."""
    own = next((field.value for field in recipient.fields if field.name == rule.name), None)
    return False if own is None and rule.type == "yes/no" else own


def _equal(text: str, value: FieldValue, rule: FieldRule, place: Place) -> _Choice:
    def known(asked: Iterable[Recipient]) -> Iterator[str]:
        return (str(own) for each in asked if (own := _own(each, rule)) not in (None, ""))

    what = say("“{text}” in the field “{name}”", text=shortened(text), name=rule.name)
    return _Choice(
        lambda recipient: _own(recipient, rule) == value, what, place, known if rule.type == "text" else None
    )


def _within(asked: FieldFilter, rule: FieldRule, office: Office) -> _Choice:
    if rule.type in ("text", "yes/no"):
        _, _, place = asked.bounds[0]
        what = no_more_or_less(rule)
        hint = say("Write “{name}: …” with a value, or with a list of values.", name=rule.name)
        raise _RefusedError(Problem("wrong-value", place, what, hint, rule.name))
    bounds = [(_COMPARED[bound], _value(text, rule, office, place)) for bound, text, place in asked.bounds]

    def meets(recipient: Recipient) -> bool:
        own = _own(recipient, rule)
        return own is not None and all(compared(own, value) for compared, value in bounds)

    said = ", ".join(f"{bound} {text}" for bound, text, _ in asked.bounds)
    what = say("a value {bounds} in the field “{name}”", bounds=said, name=rule.name)
    return _Choice(meets, what, asked.place)
