"""A field that a list has in several columns (street and house number), or two in one column (postcode and town)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from letterbook.language.house_numbers import with_house_number
from letterbook.language.postcodes import has_form, missing_parts
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.countries import country_code
from letterbook.sources.raw_recipient import PART_KEYS, RawGroup, RawRecipient, place_of
from letterbook.sources.text_checks import shortened

_MOST_WORDS = 3
"""Words that a postcode has at most: "SW1A 1AA", "1234 AB", "LV 1010"."""


def undivided(group: RawGroup, home: str) -> tuple[RawGroup, list[Problem]]:
    """The group with whole fields alone, and what could not be told apart.

    `home` is the country of an address that names none. Codes: wrong-address.
    """
    if not any(key in member.values for member in group.recipients for key in PART_KEYS):
        return group, []
    problems: list[Problem] = []
    members = [_undivided(member, home, problems) for member in group.recipients]
    return replace(group, recipients=tuple(members)), problems


def _undivided(member: RawRecipient, home: str, problems: list[Problem]) -> RawRecipient:
    if not any(key in member.values for key in PART_KEYS):
        return member
    values = member.values
    country = country_code(values.get("address.country", "")) or home
    whole = {key: text for key, text in values.items() if key not in PART_KEYS}
    whole |= _together("given", " ", values.get("given"), values.get("middle_name"))
    whole |= _together("surname", " ", values.get("surname_prefix"), values.get("surname"))
    whole |= _together("address.street", "\n", _street(values, country), *_further_lines(values))
    if town := values.get("address.postcode_and_city"):
        parts = postcode_and_city(town, country)
        if parts is None:
            problems.append(_not_told_apart(member, town))
            parts = {"address.city": town}
        whole = parts | whole
    return replace(member, values=whole)


def _together(key: str, between: str, *texts: str | None) -> dict[str, str]:
    there = [text for text in texts if text]
    return {key: between.join(there)} if there else {}


def _street(values: Mapping[str, str], country: str) -> str | None:
    street, number = values.get("address.street"), values.get("address.house_number")
    if street is None or number is None:
        return street or number
    first, *others = street.split("\n")
    return "\n".join([with_house_number(first, number, country), *others])


def _further_lines(values: Mapping[str, str]) -> Iterator[str | None]:
    yield values.get("address.second_line")
    yield values.get("address.third_line")


def postcode_and_city(text: str, country: str) -> dict[str, str] | None:
    """The parts of "10115 Berlin", "London SW1A 1AA" or "Springfield, IL 62701"; None where they cannot be told apart."""
    words = text.split()
    if not any(sign.isdigit() for sign in text):
        return _city_and_region(text, country)
    most = min(_MOST_WORDS, len(words) - 1)
    for count in range(1, most + 1):
        for code, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            town = " ".join(rest).strip(" ,")
            if _is_postcode(" ".join(code).strip(" ,"), country) and not any(map(str.isdigit, town)):
                found = {"address.postcode": " ".join(code).strip(" ,")}
                return found | _city_and_region(town, country)
    return None


def _is_postcode(text: str, country: str) -> bool:
    return any(sign.isdigit() for sign in text) and has_form(text, country)


def _city_and_region(text: str, country: str) -> dict[str, str]:
    """A town, with the state behind its comma where the country's post asks for one."""
    city, comma, region = (part.strip() for part in text.rpartition(","))
    asks = "region" in missing_parts(country, {})
    if comma and asks and city:
        return {"address.city": city, "address.region": region}
    return {"address.city": text.strip()}


def _not_told_apart(member: RawRecipient, text: str) -> Problem:
    what = say("Postcode and town cannot be told apart in “{text}”.", text=shortened(text))
    hint = "Write them into two columns, or the postcode as its country has it."
    return Problem("wrong-address", place_of(member, "address.postcode_and_city"), what, hint, text)
