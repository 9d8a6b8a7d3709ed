"""Which country a text names, in whatever way and language an office writes it: code, short, official or former name.

The short names are CLDR's in the languages that letters are written in; `country-names.yaml` has what CLDR has not.
No difference are capitals, accents, spaces, dots, apostrophes, hyphens and articles.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel.core import get_global

from letterbook.language.countries import country_codes
from letterbook.language.country_spelling import own_file, short_form, words_of
from letterbook.language.locales import locale

INDEX = Path(__file__).with_name("country-index.json")
"""The codes by folded name; `tools/make_country_index.py` makes it."""

_PARTED = re.compile(r"[,;/|()\[\]（）、，–—]|\s-\s")


def countries_named(text: str) -> tuple[str, ...]:
    """The codes of the countries that the text may name: none, one, or several where that is not clear."""
    code = text.strip().upper()
    if text.isascii() and len(code) < 4:
        known = _codes().get(code)
        return (known,) if known else _whole(text)
    return countries_spelt_out(text)


def countries_meant(text: str) -> tuple[str, ...]:
    """The codes of the countries whose name is a typing error away from a text that names none."""
    words = words_of(text)
    whole, short = "".join(words), short_form(words)
    names = _names()
    is_known = whole in names.places or whole in names.codes
    return () if is_known else names.near(whole) or names.near(short)


@lru_cache(maxsize=4096)
def countries_spelt_out(text: str) -> tuple[str, ...]:
    """As `countries_named`, of a text that is no code."""
    parts = [part for part in _PARTED.split(text) if words_of(part)]
    if len(parts) < 2:
        return _whole(text)
    same = set.intersection(*(set(countries_named(part)) for part in parts))  # "Myanmar (Burma)"
    turned = " ".join(reversed(parts))  # "Korea, Republic of"
    found = [_whole(" ".join(parts)), _whole(turned), tuple(same)]
    return next((codes for codes in found if len(codes) == 1), found[0] or found[1])


def _whole(text: str) -> tuple[str, ...]:
    words, names = words_of(text), _names()
    whole, short = "".join(words), short_form(words)
    if whole in names.codes:
        return names.codes[whole]
    return names.codes.get(short) or names.beside_forms.get(short, ())


@cache
def names_in(language: str) -> Mapping[str, str]:
    """The codes by each country's name in any language of CLDR, as `folded_name` writes it; none that two countries share.

    Raises LookupError for an unknown language.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for code, name in locale(language).territories.items():
        if code in country_codes():
            names[folded_name(name)].add(code)
    return {name: min(codes) for name, codes in names.items() if len(codes) == 1}


def country_names_known() -> Mapping[str, tuple[str, ...]]:
    """The codes by each name of a country that is known, as `folded_name` writes it."""
    return _names().codes


def folded_name(text: str) -> str:
    """A country's name, alike however it was typed."""
    return "".join(words_of(text))


@cache
def _codes() -> Mapping[str, str]:
    """What is a code as it stands, and nothing that resembles it: ISO 3166-1 alpha-2 and alpha-3, marks of cars."""
    aliases = get_global("territory_aliases")
    threes = {key: codes[0] for key, codes in aliases.items() if len(key) == 3 and len(codes) == 1}
    threes = {key: code for key, code in threes.items() if key.isalpha() and code in country_codes()}
    return {**own_file()["cars"], **threes, **{code: code for code in country_codes()}}


@dataclass(frozen=True)
class _Names:
    """Codes by folded name; `beside_forms` holds only beside a form of government. `places` are what a name is a typing error away from, and is not."""

    codes: Mapping[str, tuple[str, ...]]
    beside_forms: Mapping[str, tuple[str, ...]]
    places: frozenset[str]
    by_ends: Mapping[str, list[str]]

    def near(self, word: str) -> tuple[str, ...]:
        """The countries of the names that are nearest, as far as a typing error goes."""
        names = {name for end in _ends(word) for name in self.by_ends.get(end, ())} if word else set()
        errors = {name: typing_errors(word, name) for name in names}
        errors = {name: count for name, count in errors.items() if count <= _allowed(word, name)}
        least = min(errors.values(), default=0)
        return tuple(sorted({code for name in errors if errors[name] == least for code in self.codes[name]}))


def _allowed(word: str, name: str) -> int:
    """How many typing errors are believed: short names resemble towns and people, unless two letters changed places."""
    length = max(len(word), len(name))
    if length < _LONG:
        is_swap = length >= _SHORT and sorted(word) == sorted(name)
        return int(is_swap or (length == _LONG - 1 and _without_vowels(word) == _without_vowels(name)))
    return 1 if length < _LONGEST else 2


def _without_vowels(word: str) -> str:
    return re.sub("[aeiouy]", "", word)


_SHORT, _LONG, _LONGEST = 5, 7, 12
"""Letters from which two in each other's place, one typing error, and two are believed; a wrong vowel one letter earlier."""


def _ends(word: str) -> tuple[str, str]:
    """Its first letters and its last: a typing error leaves either as they were."""
    return word[:2], f"{word[0]}…{word[-2:]}"


def typing_errors(word: str, name: str, most: int = 2) -> int:
    """How many letters are wrong, missing, too many, or in each other's place; more than `most` as `most` + 1."""
    if abs(len(word) - len(name)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(name) + 1))
    for i, sign in enumerate(word, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(name, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == name[j - 2] and word[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


@cache
def _names() -> _Names:
    read = json.loads(INDEX.read_text(encoding="utf-8"))
    codes, beside_forms = (
        {name: tuple(several.split()) for name, several in read[key].items()}
        for key in ("names", "beside_forms")
    )
    by_ends: dict[str, list[str]] = defaultdict(list)
    for name in codes:
        for end in _ends(name) if len(name) >= _SHORT - 1 else ():
            by_ends[end].append(name)
    places = frozenset("".join(words_of(place)) for place in own_file()["places"])
    return _Names(codes, beside_forms, places, by_ends)
