"""Azerbaijani hyphenation, which pyphen (and so WeasyPrint) does not have.

The rule: a syllable has one vowel, and a new one begins at the single consonant before a vowel, or between two vowels.
`hyph_az.dic` holds it as patterns in the form of hunspell and TeX; a test holds that file equal to
`azerbaijani_patterns()`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

DICTIONARY = Path(__file__).with_name("hyph_az.dic")
VOWELS = "aeəıioöuü"
CONSONANTS = "bcçdfgğhxjkqlmnprsştvyz"


def azerbaijani_patterns() -> str:
    """The text of `hyph_az.dic`."""
    syllables = [f"1{consonant}{vowel}" for consonant in CONSONANTS for vowel in VOWELS]
    hiatus = [f"{first}1{second}" for first in VOWELS for second in VOWELS]
    # A word may begin with several consonants (struktur), and none of them is a syllable.
    onsets = [f".{first}{second}2" for first in CONSONANTS for second in CONSONANTS]
    return "\n".join(["UTF-8", "LEFTHYPHENMIN 2", "RIGHTHYPHENMIN 2", *syllables, *hiatus, *onsets, ""])


def azerbaijani_lower(word: str) -> str:
    """Small letters, one for each capital: `str.lower` would make two characters of İ, and an i of I."""
    return word.replace("İ", "i").replace("I", "ı").lower()


class _Patterns:
    """A dictionary of pyphen that is asked in Azerbaijani small letters, so that positions fit the word."""

    def __init__(self, patterns: Any) -> None:
        self.patterns = patterns

    def positions(self, word: str) -> Any:
        return self.patterns.positions(azerbaijani_lower(word))


def register_hyphenation() -> None:
    """Teaches pyphen Azerbaijani, in this process; a second call changes nothing."""
    import pyphen  # it has no annotations

    pyphen.LANGUAGES["az"] = DICTIONARY
    pyphen.LANGUAGES_LOWERCASE["az"] = "az"
    pyphen.hdcache[DICTIONARY] = _Patterns(pyphen.HyphDict(DICTIONARY))
