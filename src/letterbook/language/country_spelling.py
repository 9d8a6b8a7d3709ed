"""What makes no difference in the name of a country, and what is left of a State's long name.

The words that come into it, in every language, stand in `country-names.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from letterbook.language.spelling import folded

FILE = Path(__file__).with_name("country-names.yaml")

_LETTERS = str.maketrans(
    dict(zip("øđðłəħیىکةھہ", "oddlehييكههه", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th", "ـ": ""}
)
"""Letters that are no letter with an accent, and yet are typed without their stroke; Arabic and Persian forms."""

_ELISION = re.compile(r"\b(?:l|d|dell|dall|nell|all)'")
_INSIDE_A_WORD = re.compile(r"(?<=\w)[.'\"״׳](?=\w)|[·・]")
_GLUED = re.compile(r"(?<!\w)(?:و?ال(?=\w{3})|و(?=\w{4}))|(?<=\w{3})[اه](?!\w)")
"""What Arabic writes as one with a word: the article, "and"; and the two letters that a name may end with alike."""
_DOUBLED = re.compile("(?<=\u05d5)\u05d5|(?<=\u05d9)\u05d9")
"""Hebrew vav and yod, which one spelling doubles and another does not."""
_WORD = re.compile(r"[^\W_]+")
_IDEOGRAPHS = re.compile(r"[\u3005\u3040-\u30ff\u4e00-\u9fff]+")


def words_of(text: str) -> tuple[str, ...]:
    """The words that make a name, alike however they were typed; articles only where there is nothing else."""
    own = _own_words()
    words = _split(own.abbreviation.sub(lambda found: own.unabbreviated[found[1]], _letters(text)))
    return tuple(word for word in words if word not in own.small) or tuple(words)


def short_form(words: tuple[str, ...]) -> str:
    """A State's long name without its form of government, as one word; "" where there is none in it."""
    own = _own_words()
    if len(words) == 1 and _IDEOGRAPHS.fullmatch(words[0]):
        return _without_ends(words[0], own.ends)
    left = [word for word in words if word not in own.forms]
    gone = own.forms.intersection(words)
    return "".join(left) if gone - own.weak else ""


@cache
def own_file() -> Mapping[str, Any]:
    """All of `country-names.yaml`."""
    # All of it is text, no objects, in a file of our own.
    read: Mapping[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    return read


@dataclass(frozen=True)
class _OwnWords:
    forms: frozenset[str]
    weak: frozenset[str]
    ends: tuple[str, ...]
    small: frozenset[str]
    abbreviation: re.Pattern[str]
    unabbreviated: Mapping[str, str]


@cache
def _own_words() -> _OwnWords:
    read = own_file()
    whole = {_letters(short): _letters(long) for short, long in read["abbreviations"].items()}
    ends = sorted(_each(read["ends"]), key=len, reverse=True)
    return _OwnWords(
        frozenset(_each(read["forms"].values())),
        frozenset(_each([read["weak"]])),
        tuple(ends),
        frozenset(_each(read["small"])),
        re.compile(rf"(?<!\w)({'|'.join(map(re.escape, whole))})(?:\.|(?!\w))"),
        whole,
    )


def _each(lines: Iterable[str]) -> list[str]:
    return [word for line in lines for word in _split(_letters(line))]


def _letters(text: str) -> str:
    """The text in small letters without accents."""
    letters = unicodedata.normalize("NFKD", folded(text))
    if not letters.isascii():
        letters = "".join(sign for sign in letters if unicodedata.category(sign) != "Mn")
        letters = _DOUBLED.sub("", _GLUED.sub("", folded(letters).translate(_LETTERS)))
    return letters


def _split(letters: str) -> list[str]:
    return _WORD.findall(_INSIDE_A_WORD.sub("", _ELISION.sub(" ", letters)))


def _without_ends(word: str, ends: tuple[str, ...]) -> str:
    left = word
    while end := next((end for end in ends if left.endswith(end) and left != end), None):
        left = left.removesuffix(end)
    return left if left != word else ""
