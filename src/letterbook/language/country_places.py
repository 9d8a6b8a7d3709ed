"""A country's name inside an address: whether it is one, a town that is called so, or another part of the same State."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from letterbook.language.country_names import countries_spelt_out, country_names_known
from letterbook.language.country_spelling import own_file, words_of

_PARTED = re.compile(r"[/()（）]|\s[-–—]\s")
_NO_CODE = 3
"""Letters from which a part is no code of a province."""
_TURNED = frozenset(
    (
        "neu", "neues", "new", "nuevo", "nueva", "nouveau", "nouvelle", "nuovo", "nuova", "novo", "nova", "innere", "inner", "interior",
        "nord", "sud", "north", "south", "norte", "sur", "west", "ost", "east", "este", "oeste", "ouest", "est", "ovest",
    )
)  # fmt: skip
"""Words that make another place of a country's name."""
_INITIALS = 4
"""Letters below which a part is taken for the abbreviation of a province: VS, SUA, PAR."""


def countries_of_part(text: str) -> tuple[str, ...]:
    """The countries that a part of an address names, where it is a country's name and nothing else."""
    is_short = text.isascii() and len(text.strip()) < _INITIALS
    return () if is_short else countries_spelt_out(text)


def is_place_in(text: str, country: str) -> bool:
    """Whether a town or region of this country is called like a country."""
    return country in _places().get("".join(words_of(text)), ())


def is_clear_alone(text: str) -> bool:
    """Whether a country's name says, in an address that has no country, where it lies: Germany does, Georgia does not."""
    return "".join(words_of(text)) not in _unclear_alone()


@lru_cache(maxsize=4096)
def country_with_a_part(text: str) -> str | None:
    """The country of a text that also says which part of it is meant: “Italien/Südtirol”, “USA (California)”. None where the
    other word is a country too, where the name is within another country's, or where it may be a town's: “Guinea/Bissau”,
    “Georgia (Atlanta)”.
    """
    found: set[str] = set()
    parts = [part for part in _PARTED.split(text) if words_of(part)]
    for part in parts if len(parts) > 1 else ():
        codes = countries_spelt_out(part)
        is_country = len(codes) == 1 and len(part.strip(" .")) >= _NO_CODE and is_clear_alone(part)
        if _TURNED.intersection(words_of(part)) or (codes and not (is_country and _is_its_own(part))):
            return None
        found.update(codes)
    return found.pop() if len(found) == 1 else None


def _is_its_own(name: str) -> bool:
    """Whether no other country has this name within its own."""
    folded = "".join(words_of(name))
    if len(folded) <= _INITIALS:  # USA is no word of “federación rusa”
        return True
    return len({codes for known, codes in country_names_known().items() if folded in known}) == 1


def same_state(one_code: str, other_code: str) -> bool:
    """Whether the post of one reaches the other: Puerto Rico and the United States."""
    parents = _parents()
    return parents.get(one_code, one_code) == parents.get(other_code, other_code)


@cache
def _parents() -> Mapping[str, str]:
    return dict(pair.split(":") for pair in own_file()["parents"].split())


@cache
def _unclear_alone() -> frozenset[str]:
    return frozenset("".join(words_of(name)) for name in own_file()["unclear_alone"].split("|"))


@cache
def _places() -> Mapping[str, frozenset[str]]:
    places: dict[str, frozenset[str]] = {}
    for code, names in own_file()["namesakes"].items():
        for name in names.split("|"):
            key = "".join(words_of(name))
            places[key] = places.get(key, frozenset()) | {code}
    return places
