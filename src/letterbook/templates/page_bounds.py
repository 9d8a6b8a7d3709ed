"""What no letter needs and no layout engine ends with: spans, measures, repetitions and depths beyond any paper.

Whatever else takes too long or too much is ended by the limits of the process; that costs half a minute, and names a
file where this names a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened

MAX_SPAN = 100
"""Columns or rows that a cell goes over, tracks of a grid, and columns of a text."""
MAX_DEPTH = 40
"""Elements, rules or brackets that stand in each other."""
MAX_ATTRIBUTES, MAX_ELEMENTS, MAX_RULES, MAX_GRADIENTS = 60, 5_000, 1_000, 20
MAX_LENGTH, MIN_LENGTH_PT = 5_000, 0.01
MAX_EXPANDED = 2_000
"""Words that a value comes to when every var(…) in it is put in."""
MAX_STEPS = 30
"""From one property to another: twelve that double are enough to pass the most words."""

_PT = {"pt": 1.0, "px": 0.75, "mm": 72 / 25.4, "cm": 72 / 2.54, "q": 72 / 101.6, "in": 72.0, "pc": 12.0}
RULES = ("qualified-rule", "at-rule")
"""As tinycss2 names them."""
_SPANS = ("colspan", "rowspan", "span")
_TRACKS = re.compile(r"grid(?:-.+)?|columns|column-count")
VOID = frozenset(
    ["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_CLOSES = {
    "p": {"p"},
    "li": {"p", "li"},
    "tr": {"p", "td", "th", "tr"},
    **{tag: {"p", "td", "th"} for tag in ("td", "th")},
    **{tag: {"p", "dt", "dd"} for tag in ("dt", "dd")},
    **{
        tag: {"p"}
        for tag in ("div", "table", "ul", "ol", "dl", "h1", "h2", "h3", "section", "header", "footer")
    },
}
"""Elements that need no end: the beginning of another closes them (HTML, 13.1.2.4 Optional tags)."""
_HINT = "Make it shorter or simpler."


class Elements:
    """Counts the elements of a page and how deep they stand."""

    def __init__(self) -> None:
        self._count = 0
        self._open: list[str] = []

    def begin(self, tag: str, attributes: Mapping[str, str], place: Place) -> Iterator[Problem]:
        """Codes: too-large, too-deep; of what goes on and on, the first is told."""
        self._count += 1
        while self._open and self._open[-1] in _CLOSES.get(tag, ()):
            self._open.pop()
        if tag not in VOID:
            self._open.append(tag)
        if self._count == MAX_ELEMENTS + 1:
            yield _large(place, say("The page has more than {most:,} elements.", most=MAX_ELEMENTS))
        if len(self._open) == MAX_DEPTH + 1 and tag not in VOID:
            yield _deep(place, say("More than {most} elements stand in each other here.", most=MAX_DEPTH))
        if len(attributes) > MAX_ATTRIBUTES:
            what = say("A <{tag}> has more than {most} attributes.", tag=tag, most=MAX_ATTRIBUTES)
            yield _large(place, what)
        for name in _SPANS:
            if _number(attributes.get(name, "")) > MAX_SPAN:
                what = say(
                    "{name} is {value}; a table of a letter has at most {most} rows and columns.",
                    name=name,
                    value=shortened(attributes[name], 20),
                    most=MAX_SPAN,
                )
                yield _large(place, what)

    def end(self, tag: str) -> None:
        """Closes the element, and those in it that were left open."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass


def _number(written: str) -> float:
    digits = re.match(r"\s*\+?(\d+)", written)
    return float(digits[1][:20]) if digits else 0


def oversized(tokens: list[Any], name: str, place: Place) -> Iterator[Problem]:
    """What is too much in a selector or in the value of the property `name`, once. Codes: too-large, too-deep."""
    gradients = 0
    for token, depth in _with_depth(tokens):
        if depth > MAX_DEPTH:
            yield _deep(place, say("More than {most} brackets stand in each other here.", most=MAX_DEPTH))
            return
        gradients += token.type == "function" and token.lower_name.endswith("gradient")
        if gradients > MAX_GRADIENTS:
            yield _large(place, say("There are more than {most} gradients here.", most=MAX_GRADIENTS))
            return
        if what := _measure(token, name):
            yield _large(place, what)
            return


def _measure(token: Any, name: str) -> str | None:
    if token.type == "number" and _TRACKS.fullmatch(name) and abs(token.value) > MAX_SPAN:
        return say(
            "{name} counts to {value}; a letter needs at most {most}.",
            name=name,
            value=token.representation[:20],
            most=MAX_SPAN,
        )
    if token.type not in ("dimension", "percentage"):
        return None
    written = shortened(token.representation + getattr(token, "unit", "%"), 20)
    if abs(token.value) > MAX_LENGTH:
        return say("{written} is larger than any paper.", written=written)
    points = abs(token.value) * _PT.get(getattr(token, "lower_unit", "%"), 0)
    if 0 < points < MIN_LENGTH_PT:
        return say("{written} is smaller than anything that is printed.", written=written)
    return None


def _with_depth(tokens: Iterable[Any]) -> Iterator[tuple[Any, int]]:
    """Each token, also those within functions and brackets, and in how many of these it stands."""
    waiting = [(token, 0) for token in tokens]
    while waiting:
        token, depth = waiting.pop()
        yield token, depth
        inner = token.arguments if token.type == "function" else getattr(token, "content", None)
        waiting += [(part, depth + 1) for part in inner or ()]


def oversized_rule(node: Any, depth: int, before: int, place: Place) -> Iterator[Problem]:
    """For rules in rules, and for sheets that go on and on: `before` rules were read. Codes: too-large, too-deep."""
    if depth > MAX_DEPTH:
        yield _deep(place, say("More than {most} rules stand in each other here.", most=MAX_DEPTH))
    elif node.type in RULES and before == MAX_RULES:
        yield _large(place, say("There are more than {most:,} rules here.", most=MAX_RULES))


class Variables:
    """What a page's own properties (--name) come to: each may hold others twice, which doubles with every step."""

    def __init__(self) -> None:
        self._declared: list[tuple[str, list[str], Place]] = []

    def declare(self, name: str, tokens: list[Any], place: Place) -> None:
        """Takes note of one."""
        words = [token.value if token.type == "ident" else "" for token, _ in _with_depth(tokens)]
        self._declared.append((name, words, place))

    def overgrown(self) -> Iterator[Problem]:
        """The one that grows beyond measure first, wherever those that it holds are written. Code: too-large."""
        sizes: dict[str, int] = {}
        for _ in range(MAX_STEPS):
            for name, words, place in self._declared:
                size = sum(sizes.get(word, 1) for word in words)
                if size > MAX_EXPANDED:
                    what = say("{name} grows to more than {most:,} words.", name=name, most=MAX_EXPANDED)
                    yield _large(place, what)
                    return
                sizes[name] = max(size, sizes.get(name, 1))


def _large(place: Place, what: str) -> Problem:
    return Problem("too-large", place, what, _HINT)


def _deep(place: Place, what: str) -> Problem:
    return Problem("too-deep", place, what, _HINT)
