"""Sentences that know what they were made of, so that a door can put them into its own terms and its clerk's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Self

_PLAIN = (str, int, float, date)
"""Values that travel between processes and doors as they are; others as the text that they give."""


UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters that one line of a letter cannot show, or that turn the reading direction of what follows."""

_BYTES = range(0xDC80, 0xDD00)
"""How Python writes a byte of a file's name that is no UTF-8 (PEP 383)."""


class Sentence(str):
    """An English sentence; beside it the `template` it was made of, with names in braces, and the `values` by name.

    A door that speaks another language looks the template up and fills that in, as with gettext.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        plain = {name: value if isinstance(value, _PLAIN) else str(value) for name, value in values.items()}
        sentence = super().__new__(cls, template.format(**plain))
        sentence.template, sentence.values = template, plain
        return sentence

    def __reduce__(self) -> tuple[type[Self], tuple[str, Mapping[str, object]]]:
        return type(self), (self.template, self.values)

    def __add__(self, other: str) -> Self:
        """Both after each other, and what both were made of."""
        clash = values_of(other).keys() & self.values.keys()
        if any(values_of(other)[name] != self.values[name] for name in clash):
            return type(self)(self.template + escaped(other), self.values)
        return type(self)(self.template + template_of(other), {**self.values, **values_of(other)})

    def __radd__(self, before: str) -> Self:
        return type(self)(escaped(before) + self.template, self.values)


def say(template: str, /, **values: object) -> Sentence:
    """The sentence that comes of the template: `say("There is no group “{name}”.", name=name)`."""
    return Sentence(template, values)


MOST_NAMED = 5
"""Letters that a sentence names; of more it says how many."""


def few(names: Sequence[str]) -> str:
    """The names in a row; of many the first ones, and how many more there are."""
    named, rest = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return say("{named} and {rest} more", named=named, rest=rest) if rest > 0 else named


def listed(names: Sequence[str]) -> str:
    """The names in one line; what each was made of goes along. Nothing of none."""
    return (
        reduce(lambda before, after: say("{before}, {after}", before=before, after=after), names)
        if names
        else ""
    )


def in_a_row(*sentences: str) -> str:
    """Those of the sentences that are not empty, with a space between them; what each was made of goes along."""
    said = [sentence for sentence in sentences if sentence]
    return reduce(lambda before, after: before + " " + after, said) if said else ""


def template_of(text: str) -> str:
    """What a sentence was made of; a text that was written as it stands is its own template."""
    return text.template if isinstance(text, Sentence) else escaped(text)


def escaped(text: str) -> str:
    """A text as a part of a template."""
    return text.replace("{", "{{").replace("}", "}}")


def values_of(text: str) -> Mapping[str, object]:
    """What was put into a sentence, by name; nothing for a text that was written as it stands."""
    return text.values if isinstance(text, Sentence) else {}


def printable(text: str) -> str:
    """The text as it may stand on one line of a terminal: what nobody sees, or what a terminal obeys, by its number."""
    return UNSAFE.sub(_by_number, text)


def _by_number(found: re.Match[str]) -> str:
    number = ord(found[0])
    number -= 0xDC00 if number in _BYTES else 0
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
