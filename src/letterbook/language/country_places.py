"""A country's name inside an address: whether it is one, a town that is called so, or another part of the same State."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from letterbook.language.country_names import countries_spelt_out
from letterbook.language.country_spelling import own_file, words_of

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
