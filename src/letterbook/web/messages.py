"""What the program says of mistakes, in the clerk's language: each sentence knows the English one it was made of.

A file of `messages/` holds the sentences of one language under the English ones; `tools/make_messages.py` keeps it. What it
does not hold is shown in English, and said to be English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from letterbook.sentences import Sentence
from letterbook.web.words import FIRST

FOLDER = Path(__file__).with_name("messages")
_SENTENCE_END = re.compile(r"(?<=[.?!…:])\s")


@cache
def messages(language: str) -> Mapping[str, str]:
    """The sentences and words of a language by the English ones; none of a language without a file."""
    file = FOLDER / f"{language}.yaml"
    if not file.exists():
        return MappingProxyType({})
    read = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  # all text, no objects; our own file
    return MappingProxyType(read)


def translated(sentence: str, language: str) -> str | None:
    """The sentence in this language; None where a part of it is not known in it."""
    if language == FIRST:
        return str(sentence)
    known = messages(language)
    if not isinstance(sentence, Sentence):
        return _in_a_row(sentence, known)
    template = _in_a_row(sentence.template, known)
    return None if template is None else template.format(**_values(sentence.values, known, language))


def _in_a_row(text: str, known: Mapping[str, str]) -> str | None:
    """The text of one sentence, or of several in a row, each of which is known."""
    text = text.strip()
    if text in known:
        return known[text]
    for end in reversed([found.start() for found in _SENTENCE_END.finditer(text)]):
        if (first := known.get(text[:end])) is not None:
            rest = _in_a_row(text[end:], known)
            return None if rest is None else f"{first} {rest}"
    return None


def _values(values: Mapping[str, object], known: Mapping[str, str], language: str) -> dict[str, object]:
    """What is put into a sentence: sentences and words of ours in this language, all else as it came."""
    return {
        name: (translated(value, language) or value)
        if isinstance(value, Sentence) or (isinstance(value, str) and value in known)
        else value
        for name, value in values.items()
    }
