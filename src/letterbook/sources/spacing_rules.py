"""Patterns that an office writes for the spaces around its language's signs: only those that cost next to nothing to try."""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from letterbook.sentences import say

MAX_PATTERN, MAX_WAYS, MAX_PUT = 200, 1000, 40
"""Characters of a pattern and of what is put, and the ways in which a pattern may fit at one place of a text."""

_ONE = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN, sre.AT, sre.CATEGORY, sre.RANGE, sre.GROUPREF)
_INSIDE = (sre.ASSERT, sre.ASSERT_NOT)
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def wrong_rule(find: str, put: str) -> tuple[str, str] | None:
    """What is wrong with a pattern and what is put for it, and what to do; None where both may be used."""
    if len(find) > MAX_PATTERN or len(put) > MAX_PUT:
        what = say(
            "This rule is longer than {most} characters.", most=MAX_PUT if len(put) > MAX_PUT else MAX_PATTERN
        )
        return what, "Part it into several rules."
    try:
        ways = _ways(_parser.parse(find))
        re.compile(find).sub(put, "")
    except (re.error, OverflowError, RecursionError, IndexError) as error:
        return say("This is no pattern: {error}.", error=error), _SEE
    if ways > MAX_WAYS:
        return "This pattern fits in too many ways, or repeats something without end.", _BOUND
    if re.compile(find).match("") or not _has_width(find):
        return (
            "This pattern fits where there is nothing.",
            "Let it name the sign or the space that it is about.",
        )
    return None


_SEE = "The page on languages has patterns to begin with."
_BOUND = "Write ? or {0,3} instead of * and +, and no repetition inside another."


def _has_width(find: str) -> bool:
    return bool(_parser.parse(find).getwidth()[0])


def _ways(items: Iterable[tuple[Any, Any]]) -> int:
    """In how many ways a parsed pattern can fit at one place; more than allowed for what has no bound."""
    ways = 1
    for operation, argument in items:
        ways *= _ways_of(operation, argument)
        if ways > MAX_WAYS:
            return MAX_WAYS + 1
    return ways


def _ways_of(operation: object, argument: Any) -> int:
    if operation in _ONE:
        return 1
    if operation in _INSIDE:
        return _ways(argument[1])
    if operation is sre.SUBPATTERN:
        return _ways(argument[-1])
    if operation is sre.BRANCH:
        return sum(_ways(branch) for branch in argument[1])
    if operation in _REPEATS and argument[1] <= MAX_PATTERN:
        least, most, inner = argument
        return sum(_ways(inner) ** count for count in range(least, most + 1))
    return MAX_WAYS + 1
