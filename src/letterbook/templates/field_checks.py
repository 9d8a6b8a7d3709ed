"""Which of the office's own fields a template uses, and what is wrong with how it uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import TemplateSyntaxError, nodes

from letterbook.language.figures import is_currency
from letterbook.model import FieldRule, Office
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.field_values import not_declared
from letterbook.templates.condition_checks import wrong_comparisons
from letterbook.templates.environments import html_environment
from letterbook.templates.field_values import FORMS

Use = nodes.Getattr | nodes.Getitem
_KINDS = (nodes.Getattr, nodes.Getitem)


@lru_cache(maxsize=256)
def used_fields(source: str) -> frozenset[str]:
    """The names of the own fields that the source asks for; nothing where it cannot be read."""
    try:
        tree = html_environment().parse(source)
    except TemplateSyntaxError:
        return frozenset()
    return frozenset(name for node in tree.find_all(_KINDS) if (name := _name_of(node)))


def wrong_uses(source: str, office: Office, file: str = "", first_line: int = 1) -> Iterator[Problem]:
    """A mistake for each field that is used and not declared, for each form that a field cannot have, and for each comparison
    of an addressee with what it can never be.

    The source begins on this line of its file. One that cannot be read has none of them.
    """

    def place_of(line: int) -> Place:
        return Place(file, first_line + line - 1)

    try:
        tree = html_environment().parse(source)
    except TemplateSyntaxError:
        return
    rules = office.fields
    yield from wrong_comparisons(tree, office, file, first_line)
    for node in tree.find_all(_KINDS):
        name = _name_of(node)
        if name and name not in rules:
            yield not_declared(name, rules, place_of(node.lineno))
    for asked in tree.find_all(nodes.Filter):
        if asked.name in FORMS and (what := _wrong_form(asked, rules)):
            place, remedy = place_of(asked.lineno), Remedy.HELP_TEMPLATES
            yield Problem("wrong-form", place, what, _forms_of(asked, rules), asked.name, remedy=remedy)
    for output in tree.find_all(nodes.Output):
        for node in _printed(output):
            name = _name_of(node)
            if name and name in rules and rules[name].type == "yes/no":
                what = say("The field “{name}” is yes or no; neither can be printed.", name=name)
                hint = say("Ask for it: {{% if recipient.fields.{name} %}} … {{% endif %}}.", name=name)
                yield Problem("wrong-form", place_of(node.lineno), what, hint, name)


def _wrong_form(asked: nodes.Filter, rules: Mapping[str, FieldRule]) -> str | None:
    name = _name_of(asked.node) if isinstance(asked.node, _KINDS) else None
    rule = rules.get(name or "")
    if name is None:
        return say("“{form}” is for a field of the recipient alone.", form=asked.name)
    if rule is None:  # which has been said
        return None
    if rule.type not in FORMS[asked.name]:
        return say(
            "The field “{name}” is of the type {type} and has no form “{form}”.",
            name=name,
            type=rule.type,
            form=asked.name,
        )
    given = [*asked.args, *(keyword.value for keyword in asked.kwargs)]
    code = getattr(given[0], "value", None) if given else rule.currency or None
    if asked.name == "money" and (not isinstance(code, str) or not is_currency(code)):
        return say("The field “{name}” is asked for as money without a currency that is known.", name=name)
    if given and (asked.name != "money" or len(given) > 1):
        return say("“{form}” is written with more than it takes.", form=asked.name)
    return None


def _forms_of(asked: nodes.Filter, rules: Mapping[str, FieldRule]) -> str:
    """A hint: the forms that the field has."""
    rule = rules.get(_name_of(asked.node) or "") if asked.node else None
    forms = [form for form, types in FORMS.items() if rule is not None and rule.type in types]
    return say("It has the forms: {forms}.", forms=", ".join(forms)) if forms else "Take the form out."


def _name_of(node: nodes.Node | None) -> str | None:
    """The field's name, of `recipient.fields.name`."""
    match node:
        case nodes.Getattr(node=owner, attr=str(name)) if _is_fields(owner):
            return name
        case nodes.Getitem(node=owner, arg=nodes.Const(value=str(name))) if _is_fields(owner):
            return name
    return None


def _is_fields(node: nodes.Node) -> bool:
    match node:
        case nodes.Getattr(node=nodes.Name(name="recipient"), attr="fields"):
            return True
        case nodes.Getitem(node=nodes.Name(name="recipient"), arg=nodes.Const(value="fields")):
            return True
    return False


def _printed(node: nodes.Node) -> Iterator[Use]:
    """What is asked for in what is printed, but for what is only asked about."""
    if isinstance(node, _KINDS):
        yield node
    for child in node.iter_child_nodes(exclude=("test", "expr")):
        yield from _printed(child)
