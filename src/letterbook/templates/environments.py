"""The sandboxed, strict Jinja environments.

Templates come from outside: they see only the values given to them, no file, no network and no Python objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from math import isfinite
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letterbook.templates.field_values import FORM_FILTERS

_MARKDOWN_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")


_SPACES = re.compile(r"[ \t\r\n]+")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class MissingValueError(Exception):
    """A placeholder stands for something that has no value for this letter."""


class Absent(Undefined):
    """A known name without a value: false in `if` and `or`, and never a text, whatever filter it goes through."""

    def __str__(self) -> str:
        raise MissingValueError(self._undefined_name)

    __html__ = __str__


class _NotedAbsent(Absent):
    """One that lets itself be printed, to find out what else is missing; `noted` are the names that were printed."""

    noted: list[str]

    def __str__(self) -> str:
        self.noted.append(str(self._undefined_name))
        return ""

    __html__ = __str__


def with_absent(value: object, name: str = "", kind: type[Absent] = Absent) -> Any:
    """The value with an Absent for each None in it, however deep in mappings; `name` is what a template calls it."""
    if type(value) is str:  # most are, and to ask for a mapping takes long
        return value
    if isinstance(value, Mapping):
        return {
            key: with_absent(part, f"{name}.{key}" if name else str(key), kind) for key, part in value.items()
        }
    return kind(name=name) if value is None else value


def missing_names(template: Compiled, values: Mapping[str, object]) -> list[str]:
    """The names without a value that the template prints, each once: not those that it has a way out for."""
    noted: list[str] = []
    kind = type("_Noted", (_NotedAbsent,), {"noted": noted})
    with suppress(TemplateError, MissingValueError, ArithmeticError, TypeError, ValueError):
        template.render(with_absent(values, kind=kind))
    return list(dict.fromkeys(noted))


def missing_in(source: str, values: Mapping[str, object]) -> list[str]:
    """The same of a source; nothing where it cannot be read, which has been told."""
    try:
        return missing_names(compiled_line(source), values)
    except TemplateSyntaxError:
        return []


def _escape_markdown(value: object) -> str:
    """A value as Markdown that reads as just its characters: one line, every punctuation mark escaped."""
    return _MARKDOWN_SPECIAL.sub(r"\\\1", _one_line(value))


def _one_line(value: object) -> str:
    return one_line(str(with_absent(value)))


def one_line(text: str) -> str:
    """The text without line breaks and without more than one space in a row; a no-break space stays."""
    return _SPACES.sub(" ", text).strip(" ")


def _or_nothing(value: object) -> object:
    return "" if value is None or isinstance(value, Absent) else value


STATEMENTS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Const, nodes.Name, nodes.Getattr,
    nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.CondExpr, nodes.Concat, nodes.Add, nodes.Sub, nodes.Tuple, nodes.List, nodes.Keyword,
)  # fmt: skip
"""What a template may do: print, choose and repeat. Whoever may also compute can fill a machine's memory."""

FILTERS = frozenset(
    {
        "capitalize", "count", "d", "default", "first", "join", "last", "length", "lower", "string",
        "title", "trim", "upper", *FORM_FILTERS,
    }
)  # fmt: skip
LISTS = frozenset({"address", "addressee", "contact", "lines", "folds"})
MAX_LOOPS = 2  # one within the other
MAX_DEPTH = 60  # of brackets and blocks
MAX_PARTS = 50  # that one placeholder puts together
MAX_BETWEEN = 50  # characters between the parts of a list


class RefusedTemplateError(TemplateSyntaxError):
    """A template asks for what a letter may not do; its message says so in half a sentence."""


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for templates that come from outside: sandboxed, and so small a language that each ends soon."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
            _refuse_boundless(tree, loops=0, depth=0)
        except RecursionError:
            raise RefusedTemplateError("it is nested too deeply", 1) from None
        except ValueError:  # of Python's, about a number with thousands of digits
            raise RefusedTemplateError("a number has too many digits", 1) from None
        return tree


def _is_list(node: nodes.Node) -> bool:
    """Whether this is one of the short lists that a page has, or two of them after each other."""
    if isinstance(node, nodes.Add):
        return isinstance(node.left, nodes.Getattr) and _is_list(node.left) and _is_list(node.right)
    return getattr(node, "attr", None) in LISTS or getattr(node, "name", None) in LISTS


def _line(node: nodes.Node) -> int:
    """The line of the source; Jinja gives none to what it wraps around a statement."""
    return node.lineno or next((_line(child) for child in node.iter_child_nodes()), 1)


def _word(node: nodes.Node) -> str:
    """What a template's author calls this statement."""
    is_autoescape = isinstance(node, nodes.Scope) and isinstance(node.body[0], nodes.EvalContextModifier)
    return "autoescape" if is_autoescape else type(node).__name__.lower()


def _is_short_join(node: nodes.Filter) -> bool:
    """Whether a join grows no more than its list: joins of joins fill any memory, already when they are compiled."""
    between = [*node.args, *(keyword.value for keyword in node.kwargs)]
    is_written = all(
        isinstance(part, nodes.Const) and len(str(part.value)) <= MAX_BETWEEN for part in between
    )
    return node.node is not None and _is_list(node.node) and is_written


def _refuse_value(node: nodes.Const) -> None:
    if isinstance(node.value, float) and not isfinite(node.value):
        raise RefusedTemplateError("a number is too large", node.lineno)
    if isinstance(node.value, str) and _UNPRINTABLE.search(node.value):
        raise RefusedTemplateError("a text in it has a character that cannot be printed", node.lineno)


def _refuse_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS:
        raise RefusedTemplateError(f"there is no filter “{node.name}” for letters", node.lineno)
    if node.name == "join" and not _is_short_join(node):
        raise RefusedTemplateError("“join” puts a short text between the lines of an address", node.lineno)


def _refuse_boundless(node: nodes.Node, loops: int, depth: int) -> None:
    """Raises TemplateSyntaxError for what could take long or grow without bound."""
    if not isinstance(node, STATEMENTS):
        raise RefusedTemplateError(f"“{_word(node)}” is more than a letter may do", _line(node))
    if isinstance(node, nodes.Const):
        _refuse_value(node)
    if isinstance(node, nodes.Filter):
        _refuse_filter(node)
    if isinstance(node, nodes.Concat) and len(node.nodes) > MAX_PARTS:
        raise RefusedTemplateError("too many texts are put together with “~”", node.lineno)
    if isinstance(node, nodes.For):
        loops += 1
        if loops > MAX_LOOPS or node.recursive or not _is_list(node.iter):
            raise RefusedTemplateError("a repetition goes over the lines of an address", node.lineno)
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise RefusedTemplateError(f"“{node.attr}” is nothing of a letter", node.lineno)
    if depth > MAX_DEPTH:
        raise RefusedTemplateError("it is nested too deeply", node.lineno)
    for child in node.iter_child_nodes():
        _refuse_boundless(child, loops, depth + 1)


def _environment(finalize: Callable[[object], object], autoescape: bool) -> ImmutableSandboxedEnvironment:
    environment = LetterEnvironment(undefined=StrictUndefined, autoescape=autoescape, finalize=finalize)
    # A template has no use for these, and with some of them a short one can fill the memory.
    environment.globals.clear()
    environment.filters.update(FORM_FILTERS)
    return environment


def markdown_environment() -> ImmutableSandboxedEnvironment:
    """For Markdown with placeholders: values are escaped, so that a name with `*` or `<` stays a name."""
    return _environment(_escape_markdown, autoescape=False)


def line_environment() -> ImmutableSandboxedEnvironment:
    """For the one-line texts of an office's words: values go in as they are; an absent one raises MissingValueError."""
    return _environment(_one_line, autoescape=False)


def html_environment() -> ImmutableSandboxedEnvironment:
    """For page templates: values are escaped as HTML, absent ones print nothing."""
    return _environment(_or_nothing, autoescape=True)


def plain_environment() -> ImmutableSandboxedEnvironment:
    """For the Word letterhead: values go in as they are, absent ones print nothing."""
    return _environment(_or_nothing, autoescape=False)


@lru_cache(maxsize=256)
def compiled_markdown(source: str) -> Compiled:
    """A Markdown text with placeholders, ready to be filled. Raises jinja2.TemplateSyntaxError."""
    return markdown_environment().from_string(source)


@lru_cache(maxsize=256)
def compiled_line(source: str) -> Compiled:
    """A one-line text with placeholders, ready to be filled. Raises jinja2.TemplateSyntaxError."""
    return line_environment().from_string(source)
