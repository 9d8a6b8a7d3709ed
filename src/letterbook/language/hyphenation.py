"""Where words part: what the languages' files say of it is taught to pyphen, which WeasyPrint asks.

Pyphen does not have Azerbaijani, Turkish and Kazakh. The rule: a syllable has one vowel, and a new one begins at the
single consonant before a vowel, or between two vowels. `data/az.dic`, `tr.dic` and `kk.dic` hold it as patterns in the form
of hunspell and TeX; a test holds those files equal to `turkic_patterns()`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from letterbook.language.countries import DOTTED_I
from letterbook.language.known import program_languages
from letterbook.language.locales import base_language
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


class _InTurkicLetters:
    """A dictionary of pyphen that is asked in Turkic small letters, so that positions fit the word."""

    def __init__(self, patterns: Any) -> None:
        self.patterns = patterns

    def positions(self, word: str) -> Any:
        return self.patterns.positions(turkic_lower(word))


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
    pyphen.LANGUAGES.clear()
    pyphen.LANGUAGES.update(_ORIGINAL)
    for tag, hyphenation in wanted.items():
        pyphen.LANGUAGES[tag.replace("-", "_")] = _key(tag, hyphenation)
    pyphen.LANGUAGES_LOWERCASE.clear()
    pyphen.LANGUAGES_LOWERCASE.update({name.lower(): name for name in pyphen.LANGUAGES})


def _key(tag: str, hyphenation: Hyphenation) -> object:
    """What pyphen finds the patterns by: the path of its own dictionary, or a key under which they lie ready."""
    import pyphen

    if hyphenation.dictionary is not None:
        return _ORIGINAL[hyphenation.dictionary]
    is_turkic = base_language(tag) in DOTTED_I
    key = (is_turkic, hyphenation)
    if key not in pyphen.hdcache:
        patterns = pyphen.HyphDict(_Text(hyphenation.patterns or _NO_WORD))
        pyphen.hdcache[key] = _InTurkicLetters(patterns) if is_turkic else patterns
    return key
