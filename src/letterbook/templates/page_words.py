"""The words that a page of a template has of its own: what stands in it beside its placeholders, on every letter the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from jinja2 import TemplateError, nodes

from letterbook.templates.environments import html_environment
from letterbook.templates.page_tree import walk_page

_BORDER = "\ue000"
"""Stands for a placeholder, and between two elements; no text of an office has it."""

_WITHIN_A_TEXT = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
)  # fmt: skip
_UNSEEN = frozenset({"head", "script", "style", "template", "title"})
_READ_ALOUD = ("alt", "title", "aria-label")
_PRINTED = frozenset(
    {"content", "hyphenate-character", "quotes", "string-set", "list-style", "list-style-type"}
)
"""The properties whose strings stand on the paper (CSS Generated Content, Lists and Text)."""


@lru_cache(maxsize=64)
def words_of_page(html: str, css: str) -> tuple[str, ...]:
    """The texts that a page and its stylesheet have of their own, those within one element together."""
    return (*_parted("".join(_texts(_without_placeholders(html)))), *printed_strings(css))


@lru_cache(maxsize=64)
def typeset_words(html: str, css: str) -> tuple[str, ...]:
    """The same without what is only read aloud, such as the description of a picture."""
    return (*_parted("".join(_texts(_without_placeholders(html), ()))), *printed_strings(css))


@lru_cache(maxsize=64)
def words_of_letterhead(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """The same of a Word letterhead, given the texts of its paragraphs."""
    return tuple(text for paragraph in paragraphs for text in _parted(_without_placeholders(paragraph)))


def printed_strings(css: str) -> tuple[str, ...]:
    """The strings that a stylesheet prints: those of `content` and the like."""
    import tinycss2

    return tuple(filter(str.strip, _strings(tinycss2.parse_component_value_list(css))))


def _without_placeholders(source: str) -> str:
    try:
        tree = html_environment().parse(source)
    except TemplateError:  # check has said so
        return ""
    return "".join(_own(tree))


def _own(node: nodes.Node) -> Iterator[str]:
    match node:
        case nodes.TemplateData():
            yield node.data
        case nodes.Const() if isinstance(node.value, str):
            yield f"{_BORDER}{node.value}{_BORDER}"
        case nodes.Output() | nodes.Template() | nodes.If() | nodes.For():
            for child in node.iter_child_nodes():
                yield from _own(child)
        case _:
            yield _BORDER
            for child in node.iter_child_nodes():
                yield from _own(child)


def _texts(html: str, read_aloud: Iterable[str] = _READ_ALOUD) -> Iterator[str]:
    """The texts of a page, a border wherever one element ends and another begins; those of attributes that are read aloud."""
    unseen = 0
    for event, node in walk_page(html):
        is_start, tag = event == "start", str(node.tag).lower()
        unseen += (tag in _UNSEEN) * (1 if is_start else -1)
        if tag not in _WITHIN_A_TEXT:
            yield _BORDER
        if is_start:
            yield from (f"{_BORDER}{node.get(name)}{_BORDER}" for name in read_aloud if node.get(name))
        if not unseen:
            yield (node.text if is_start else node.tail) or ""


def _parted(text: str) -> Iterator[str]:
    words = (re.sub(r"\s+", " ", part).strip() for part in text.split(_BORDER))
    return (part for part in words if any(map(str.isalnum, part)))


def _strings(tokens: Iterable[Any]) -> Iterator[str]:
    """The strings of the printed properties, however deep in rules and functions."""
    held = [token for token in tokens if token.type not in ("whitespace", "comment")]
    is_printed = False
    for token, following in pairwise([*held, None]):
        if token.type == "ident" and following == ":":
            is_printed = token.lower_value in _PRINTED
        elif token.type == "string" and is_printed:
            yield token.value
        elif token.type == "function" and is_printed:
            yield from (part.value for part in token.arguments if part.type == "string")
        elif token.type == "{} block":
            yield from _strings(token.content)
        if token.type == "{} block" or (token.type == "literal" and token.value == ";"):
            is_printed = False
