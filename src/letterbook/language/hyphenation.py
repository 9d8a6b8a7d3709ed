"""Where words part, and that names do not: what the languages' files say is taught to pyphen, which WeasyPrint asks.

Pyphen does not have Azerbaijani, Turkish and Kazakh. The rule: a syllable has one vowel, and a new one begins at the
single consonant before a vowel, or between two vowels. `data/az.dic`, `tr.dic` and `kk.dic` hold it as patterns in the form
of hunspell and TeX; a test holds those files equal to `turkic_patterns()`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from letterbook.language.countries import DOTTED_I
from letterbook.language.hyphenation_patterns import read_dictionary
from letterbook.language.known import program_languages
from letterbook.language.locales import base_language, locale
from letterbook.model.language import Hyphenation


@dataclass(frozen=True)
class Alphabet:
    """The vowels and the consonants of a language whose words part by this rule."""

    vowels: str
    consonants: str
    hiatus: bool = True  # a new syllable begins between two vowels


TURKIC: Mapping[str, Alphabet] = {
    "az": Alphabet("aeəıioöuü", "bcçdfgğhxjkqlmnprsştvyz"),
    "tr": Alphabet("aeıioöuüâîû", "bcçdfgğhjklmnprsştvyz"),
    # у and и are a vowel with its glide: nothing parts beside them but before the consonant that opens their syllable.
    "kk": Alphabet("аәеёиоөуұүыіэюя", "бвгғджзйкқлмнңпрстфхһцчшщ", hiatus=False),
}


def turkic_patterns(tag: str) -> str:
    """The text of the language's file of patterns."""
    vowels, consonants = TURKIC[tag].vowels, TURKIC[tag].consonants
    syllables = [f"1{consonant}{vowel}" for consonant in consonants for vowel in vowels]
    hiatus = [f"{first}1{second}" for first in vowels for second in vowels if TURKIC[tag].hiatus]
    # A word may begin with several consonants (struktur), and none of them is a syllable.
    onsets = [f".{first}{second}2" for first in consonants for second in consonants]
    return "\n".join(["UTF-8", "LEFTHYPHENMIN 2", "RIGHTHYPHENMIN 2", *syllables, *hiatus, *onsets, ""])


def turkic_lower(word: str) -> str:
    """Small letters, one for each capital: `str.lower` would make two characters of İ, and an i of I."""
    return word.replace("İ", "i").replace("I", "ı").lower()


class _Text:
    """A text that pyphen reads as if it were a file."""

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self.text.encode())

    def read_text(self, _encoding: str) -> str:
        return self.text


MOST_KEPT = 5000
"""Words of a language whose parts are kept."""


class _NoNames:
    """A dictionary of pyphen, read when it is first asked, that parts no name: no word with a capital letter.

    Where every noun has one, as in German, those that a country's name consists of are names. Words of a Turkic language are
    asked in small letters of their own, so that positions fit the word.
    """

    def __init__(self, language: str, file: Any) -> None:
        self._language, self._file = language, file
        self._patterns: Any = None

    def positions(self, word: str) -> Any:
        if self._is_name(word):
            return []
        if self._patterns is None:
            self._patterns = read_dictionary(self._file)
        if (
            len(self._patterns.cache) >= MOST_KEPT
        ):  # it keeps every word, and each of 100,000 letters has one of its own
            self._patterns.cache.clear()
        return self._patterns.positions(turkic_lower(word) if self._language in DOTTED_I else word)

    def _is_name(self, word: str) -> bool:
        if not word[:1].isupper():
            return False
        return self._language not in _NOUNS_IN_CAPITALS or word.removesuffix("s") in _country_words(
            self._language
        )


_NOUNS_IN_CAPITALS = frozenset(("de", "lb"))


@cache
def _country_words(language: str) -> frozenset[str]:
    """The words that the names of countries consist of in a language, without the s of a genitive."""
    names = locale(language).territories.values()
    return frozenset(word.removesuffix("s") for name in names for word in re.findall(r"\w+", name))


def parts_of(word: str, tag: str, left: int, right: int) -> Sequence[int]:
    """Behind which letters a word may part, with so many of them left on either side; nowhere in a language without rules."""
    import pyphen

    known = pyphen.language_fallback(tag)
    return [] if known is None else list(pyphen.Pyphen(lang=known, left=left, right=right).positions(word))


def rules_of(tag: str) -> Hashable:
    """By which rules words of this language are parted at the moment; None in a language without rules."""
    import pyphen

    known = pyphen.language_fallback(tag)
    rules: Hashable = None if known is None else pyphen.LANGUAGES[known]
    return rules


_NO_WORD = "UTF-8\n.1.\n"
"""Patterns that part nothing: pyphen wants one at least."""


def dictionaries() -> list[str]:
    """The names of pyphen's own dictionaries."""
    import pyphen  # it has no annotations

    return sorted(_ORIGINAL or pyphen.LANGUAGES)


_ORIGINAL: dict[str, Any] = {}
_TAUGHT: dict[str, Hyphenation] = {}


def register_hyphenation(own: Mapping[str, Hyphenation] | None = None) -> None:
    """Teaches pyphen, in this process, where the program's languages and an office's own (by tag) part their words.

    What it was taught of another office is forgotten; a second call with the same changes nothing.
    """
    import pyphen

    programs = program_languages().by_tag.values()
    wanted = {language.tag: language.hyphenation for language in programs if language.hyphenation}
    wanted |= own or {}
    if wanted == _TAUGHT:
        return
    _ORIGINAL.update(pyphen.LANGUAGES if not _ORIGINAL else {})
    _TAUGHT.clear()
    _TAUGHT.update(wanted)
    known = {name.replace("_", "-"): Hyphenation(dictionary=name) for name in _ORIGINAL} | wanted
    pyphen.LANGUAGES.clear()
    pyphen.LANGUAGES.update({tag.replace("-", "_"): _key(tag, each) for tag, each in known.items()})
    pyphen.LANGUAGES_LOWERCASE.clear()
    pyphen.LANGUAGES_LOWERCASE.update({name.lower(): name for name in pyphen.LANGUAGES})


def _key(tag: str, hyphenation: Hyphenation) -> object:
    """Under what pyphen finds the patterns ready: those of its own dictionary, or a language's."""
    import pyphen

    key = (base_language(tag), hyphenation)
    if key not in pyphen.hdcache:
        own = hyphenation.dictionary
        language = base_language((own or tag).replace("_", "-"))
        pyphen.hdcache[key] = _NoNames(
            language, _ORIGINAL[own] if own else _Text(hyphenation.patterns or _NO_WORD)
        )
    return key
