"""Which country a text names, in whatever way and language an office writes it: code, short, official or former name.

The short names are CLDR's in the languages that letters are written in; `country-names.yaml` has what CLDR has not.
No difference are capitals, accents, spaces, dots, apostrophes, hyphens and articles.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from babel.core import get_global

from letterbook.language.countries import country_codes, country_name
from letterbook.language.country_spelling import own_file, short_form, words_of
from letterbook.language.locales import locale

_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
"""How a keyboard without umlauts writes them."""

_BRACKETS = re.compile(r"(.+) [(（](.+)[)）]")
_PARTED = re.compile(r"[,;/|()\[\]（）、，–—]|\s-\s")


def countries_named(text: str) -> tuple[str, ...]:
    """The codes of the countries that the text may name: none, one, or several where that is not clear."""
    code = text.strip().upper()
    if text.isascii() and len(code) < 4:
        known = _codes().get(code)
        return (known,) if known else _whole(text)
    return _named(text)


def countries_meant(text: str) -> tuple[str, ...]:
    """The codes of the countries whose name is a typing error away from a text that names none."""
    words = words_of(text)
    whole, short = "".join(words), short_form(words)
    names = _names()
    is_known = whole in names.places or whole in names.codes
    return () if is_known else names.near(whole) or names.near(short)


@lru_cache(maxsize=4096)
def _named(text: str) -> tuple[str, ...]:
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
    by_ends: Mapping[str, tuple[str, ...]]

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
        return int(length >= _SHORT and sorted(word) == sorted(name))
    return 1 if length < _LONGEST else 2


_SHORT, _LONG, _LONGEST = 5, 7, 12
"""Letters from which two in each other's place, one typing error, and two are believed."""


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
    codes = _by_name(_all_names())
    in_brackets = _by_name(_names_in_brackets())
    codes.update((name, of) for name, of in in_brackets.items() if len(of) == 1 and name not in codes)
    codes.update(("".join(words_of(name)), set(several.split())) for name, several in _decided())
    by_ends: dict[str, list[str]] = defaultdict(list)
    for name in codes:
        for end in _ends(name) if len(name) >= _SHORT - 1 else ():
            by_ends[end].append(name)
    return _Names(
        {name: tuple(sorted(of)) for name, of in codes.items()},
        {name: tuple(sorted(of)) for name, of in _by_name(_inflected()).items()},
        frozenset("".join(words_of(place)) for place in own_file()["places"]),
        {end: tuple(found) for end, found in by_ends.items()},
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name in pairs:
        for spelt in {name, name.translate(_TWO_LETTERS)}:
            codes["".join(words_of(spelt))].add(code)
    return codes


def _all_names() -> Iterator[tuple[str, str]]:
    """(code, what is written for it)."""
    yield from _short_names()
    yield from ((code, country_name(code, language)) for language in ("en", "az") for code in country_codes())
    for code, names in own_file()["names"].items():
        yield from ((code, name.strip()) for name in names.split("|"))


def _short_names() -> Iterator[tuple[str, str]]:
    for language in own_file()["languages"]:
        territories = locale(language).territories
        yield from ((code, str(territories[code])) for code in country_codes() if code in territories)


def _names_in_brackets() -> Iterator[tuple[str, str]]:
    """Both of "Myanmar (Burma)"."""
    for code, name in _short_names():
        both = _BRACKETS.fullmatch(name)
        yield from ((code, part) for part in (both.groups() if both else ()))


def _inflected() -> Iterator[tuple[str, str]]:
    """(code, genitive or adjective of its name)."""
    for language, ends in own_file()["genitives"].items():
        territories = locale(language).territories
        for code in country_codes():
            *before, last = str(territories.get(code, code)).split()
            genitives = [_genitives(word, ends) for word in before]
            for genitive in _genitives(last, ends):
                yield code, " ".join([*before, genitive])
                yield code, " ".join([*(words[0] for words in genitives), genitive])
    for code, adjectives in own_file()["adjectives"].items():
        yield from ((code, adjective) for adjective in adjectives.split())


def _genitives(word: str, ends: Mapping[str, str]) -> list[str]:
    end = next((end for end in ends if word.endswith(end)), None)
    if end is None:
        return [word]
    return [word.removesuffix(end) + genitive.replace("-", "") for genitive in ends[end].split()]


def _decided() -> Iterator[tuple[str, str]]:
    """(name, the codes that it may stand for)."""
    yield from own_file()["decided"].items()
