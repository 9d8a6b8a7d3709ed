"""Where an address names its country a second time, in its last line or in a part: the same, another, or the only one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from letterbook.language.countries import country_name
from letterbook.language.country_places import countries_of_part, is_clear_alone, is_place_in, same_state
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.countries import country_code
from letterbook.sources.raw_recipient import RawRecipient, place_of
from letterbook.sources.text_checks import shortened

LINES = "address.lines"
"""Stands for the last of the lines."""

_PARTS = {"address.region": "region", "address.city": "city"}


@dataclass(frozen=True)
class Settled:
    """The country of an address; the parts that only repeat it; what contradicts it. None: nothing says which it is."""

    country: str | None
    dropped: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


def settle(raw: RawRecipient, written: str | None, home: str) -> Settled:
    """What the whole address says of its country: `written` as a field, else in its last line or a part, else at home.

    A town that is called like a country is a town where its country is told, and where it is the office's own. Codes:
    other-country.
    """
    country, dropped, is_told = written or home, set[str](), bool(written)
    problems = []
    for key, text in _named_inside(raw):
        codes = countries_of_part(text)
        if not codes or is_place_in(text, country):
            continue
        if not is_told and len(codes) == 1 and country not in codes and is_clear_alone(text):
            country, is_told = codes[0], True
        if country in codes:
            dropped.add(key)
        elif country and not any(same_state(country, code) for code in codes):
            problems.append(_other_country(raw, key, text, country, is_told))
    return Settled(country or None, frozenset(dropped), tuple(problems))


def with_country_apart(raw: RawRecipient, home: str) -> RawRecipient:
    """The row of a table with the country that stands behind its town or province, “Wien, Österreich” or “Austin / USA”, as its
    country: such a list has no column for the few who live abroad, and the letter would be addressed as one at home. What may be
    a town or province of the row's country stays, and so does a country that contradicts that of the row.
    """
    written = raw.values.get("address.country")
    country = country_code(written) if written else home
    for key in _MAY_END_WITH_COUNTRY:
        found = _ENDS_WITH.fullmatch(raw.values.get(key, ""))
        if not found or not found["rest"].strip(" ,/"):
            continue
        last = found["country"].strip(" .,")
        codes = (country_code(last),) if last in _SHORT_NAMES else countries_of_part(last)
        if not codes or is_place_in(last, country or "") or not is_clear_alone(last):
            continue
        if not written or country in codes:
            values = {"address.country": last, **raw.values, key: found["rest"].strip(" ,/")}
            places = {"address.country": place_of(raw, key), **raw.places}
            return replace(raw, values=values, places=places)
    return raw


_MAY_END_WITH_COUNTRY = ("address.city", "address.post_town", "address.postcode_and_city", "address.region")
_ENDS_WITH = re.compile(
    r"(?P<rest>.*?\S)(?:\s*[,;/|،、]\s*|\s+[-–—]\s+|\s*[(（](?=[^()（）]+[)）]\s*$))(?P<country>[^,;/|()（）،、]+?)[)）]?\s*",
    re.DOTALL,
)
_SHORT_NAMES = ("USA", "UK", "UAE")
"""Which three letters behind a town are a country's and no province's."""


def without_unasked_region(raw: RawRecipient, home: str) -> RawRecipient:
    """The row of a table without its column of provinces where no letter has one: “małopolskie” below “30-001 Kraków”, the line
    that a post sorts by. A country's name in that column stays.
    """
    values = raw.values
    region = values.get("address.region")
    has_place = all(not values.keys().isdisjoint(keys) for keys in (_POSTCODES, _TOWNS))
    if region is None or countries_of_part(region) or not has_place:
        return raw
    country = country_code(values["address.country"]) if "address.country" in values else home
    if country not in _WITHOUT_REGION:
        return raw
    return replace(raw, values={key: text for key, text in values.items() if key != "address.region"})


_POSTCODES = frozenset(("address.postcode", "address.postcode_and_city"))
_TOWNS = frozenset(("address.city", "address.post_town", "address.postcode_and_city"))
_WITHOUT_REGION = frozenset("AT BE CH CZ DE DK FI FR LI LU NL NO PL PT SE SI SK".split())  # noqa: SIM905
"""Whose addresses end with postcode and town: Universal Postal Union, postal addressing systems of its members (S42)."""


def _named_inside(raw: RawRecipient) -> Iterator[tuple[str, str]]:
    """(key, text) of what may be a country's name; not the only thing that an address has."""
    lines = raw.lists.get(LINES, ())
    if len(lines) > 1:
        yield LINES, lines[-1]
    for key in _PARTS:
        if key in raw.values and ("address.street" in raw.values or key == "address.region"):
            yield key, raw.values[key]


def _other_country(raw: RawRecipient, key: str, text: str, country: str, is_told: bool) -> Problem:
    part = _PARTS.get(key, "last line")
    template = "The {part} of this address is “{text}”, and its country is {name} ({country})."
    if not is_told:
        template = "The {part} of this address is “{text}”; it has no country, and the office’s is {name} ({country})."
    name = country_name(country, "en")
    what = say(template, part=part, text=shortened(text), name=name, country=country)
    hint = (
        "Correct one of the two. If a town or region is called so, write it with its province: “Lebanon, PA”."
    )
    return Problem("other-country", place_of(raw, key, "address"), what, hint, text)
