"""Whether two series of numbers can give one reference, whatever their numbers and years are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from string import Formatter

_DIGIT, _DIGITS = "digit", "digits"
Sign = tuple[str, str]
"""A sign of a reference: itself, a digit, or any count of digits that may be none."""


def can_meet(first: str, second: str) -> bool:
    """Whether there is a text that both patterns give. Both are valid: text with {number} and {year}."""
    return _meet(tuple(_signs(first)), tuple(_signs(second)))


def stand_together(pattern: str) -> bool:
    """Whether number and year follow each other without a sign between: nobody can read 120211 aloud."""
    fields = [(written, name) for written, name, *_ in Formatter().parse(pattern)]
    return any(not written and before and name for (_, before), (written, name) in pairwise(fields))


def _signs(pattern: str) -> Iterator[Sign]:
    for written, name, *_ in Formatter().parse(pattern):
        yield from (("sign", character) for character in written)
        if name == "year":
            yield from [(_DIGIT, "")] * 4
        elif name == "number":
            yield from [(_DIGIT, ""), (_DIGITS, "")]


@cache
def _meet(first: tuple[Sign, ...], second: tuple[Sign, ...]) -> bool:
    if first and first[0][0] == _DIGITS:
        if second and second[0][0] == _DIGITS:
            return _meet(first[1:], second) or _meet(first, second[1:])
        return _meet(first[1:], second) or (_begins_with_digit(second) and _meet(first, second[1:]))
    if second and second[0][0] == _DIGITS:
        return _meet(second, first)
    if not first or not second:
        return first == second
    return _agree(first[0], second[0]) and _meet(first[1:], second[1:])


def _begins_with_digit(signs: tuple[Sign, ...]) -> bool:
    return bool(signs) and (signs[0][0] != "sign" or signs[0][1] in "0123456789")


def _agree(first: Sign, second: Sign) -> bool:
    if first[0] == second[0] == "sign":
        return first == second
    return _begins_with_digit((first,)) and _begins_with_digit((second,))
