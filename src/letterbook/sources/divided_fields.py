"""A field that a list has in several columns (street and house number), or two in one column (postcode and town)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import takewhile

from letterbook.language.answers import yes_or_no
from letterbook.language.house_numbers import with_flat, with_house_number
from letterbook.language.po_boxes import is_number, may_stand_beside_a_street, po_box
from letterbook.language.postcodes import has_form, missing_parts
from letterbook.language.spelling import folded
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.countries import country_code
from letterbook.sources.named_within import CARE_OF, apart
from letterbook.sources.raw_recipient import PART_KEYS, RawGroup, RawRecipient, place_of
from letterbook.sources.text_checks import shortened
from letterbook.sources.whole_salutations import with_salutation

_MOST_WORDS = 3
"""Words that a postcode has at most: "SW1A 1AA", "1234 AB", "LV 1010"."""


def undivided(group: RawGroup, home: str, language: str) -> tuple[RawGroup, list[Problem]]:
    """The group with whole fields alone, and what could not be told apart.

    `home` is the country of an address that names none, `language` that of a letter whose row names none. Codes: wrong-address.
    """
    problems: list[Problem] = []
    members = [
        _undivided(with_salutation(apart(member)), home, language, problems) for member in group.recipients
    ]
    return replace(group, recipients=tuple(members)), problems


def _undivided(member: RawRecipient, home: str, language: str, problems: list[Problem]) -> RawRecipient:
    values = member.values
    is_number = _NUMBER_ALONE.fullmatch(values.get("address.street", "")) is not None
    if not is_number and not any(key in values for key in PART_KEYS):
        return member
    country = country_code(values.get("address.country", "")) or home
    parts = _postcode_and_city(member, country, problems)
    if parts and "address.city" in values:
        values = {_POST_TOWN: parts["address.city"], **values}
    names = _names_apart(member, problems) | dict(values)
    whole = parts | {key: text for key, text in names.items() if key not in PART_KEYS}
    whole |= _together("given", " ", names.get("given"), names.get("middle_name"))
    whole |= _together("surname", " ", *map(names.get, _SURNAME))
    whole |= _with_degrees(whole, values.get("after_name"))
    whole |= _together("address.city", "", values.get(_POST_TOWN))
    whole |= _together(
        "address.street", "\n", *_above(values), *_with_quarter(values, _street(values, country), country)
    )
    if box := _box(values, country, values.get("language", language)):
        whole = _with_box(box, whole, member, country, problems)
    elif own := values.get(_BOX_POSTCODE):  # of somebody with so many letters that the postcode is the box
        whole = {"address.postcode": own} | whole
    if _BOX_POSTCODE in values and whole.get("address.postcode") == values[_BOX_POSTCODE]:
        places = {**member.places, "address.postcode": place_of(member, _BOX_POSTCODE)}
        return replace(member, values=whole, places=places)
    return replace(member, values=whole)


def _postcode_and_city(member: RawRecipient, country: str, problems: list[Problem]) -> dict[str, str]:
    text = member.values.get("address.postcode_and_city")
    if not text:
        return {}
    parts = postcode_and_city(text, country)
    if parts is None:
        problems.append(_not_told_apart(member, text))
        return {"address.city": text}
    return parts


def _names_apart(member: RawRecipient, problems: list[Problem]) -> dict[str, str]:
    """Surname and given name of “Beispiel, Eva”, of “BEISPIEL Eva” and of two words; what has more is told, and stays as it is."""
    written = member.values.get(_BOTH_NAMES)
    if written is None:
        return {}
    title, text = _title_apart(written)
    is_titled_twice = bool(title) and "honorific" in member.values
    surname, comma, given = (part.strip() for part in text.partition(","))
    words = text.split()
    capitals = len([*takewhile(lambda word: word.isupper() and len(word) > 1, words)])
    if not comma and 0 < capitals < len(words):
        surname, given = " ".join(words[:capitals]), " ".join(words[capitals:])
    elif not comma and len(words) == len(("surname", "given")):
        surname, given = words
    if surname and given and not is_titled_twice:
        return {"surname": surname, "given": given} | _together("honorific", "", title)
    what = say("Surname and given name cannot be told apart in “{text}”.", text=shortened(written))
    hint = "Write a comma behind the surname, or give each a column of its own."
    problems.append(Problem("wrong-value", place_of(member, _BOTH_NAMES), what, hint, written, "warning"))
    return {"person": written}


def _title_apart(name: str) -> tuple[str, str]:
    """The titles before a surname that stands first, and the names: “Dr Testowska, Irena”."""
    words = name.split()
    titles = [
        *takewhile(lambda word: word == _FATHER or word.casefold().rstrip(".") in _DEGREES, words),
    ]
    return " ".join(titles), " ".join(words[len(titles) :])


_DEGREES = frozenset(("dr", "ddr", "prof", "hab", "mgr", "inż", "ks", "dipl.-ing", "mag", "lic"))
"""What no surname is in the countries whose lists have the surname first."""
_FATHER = "o."
"""Of an order, in Polish; “O Sample” is a surname."""


_BOTH_NAMES = "surname_and_given"
_SURNAME = ("surname_prefix", "surname", "second_surname")


def _with_degrees(whole: Mapping[str, str], degrees: str | None) -> dict[str, str]:
    """The name with the degrees that stand behind it: “Eva Beispiel, MBA”."""
    name = whole.get("person") or " ".join(filter(None, (whole.get("given"), whole.get("surname"))))
    return {"person": f"{name}, {degrees.lstrip(', ')}"} if degrees and name else {}


def _above(values: Mapping[str, str]) -> list[str]:
    """The lines above the street."""
    return [values[key] for key in ("address.department", CARE_OF) if key in values]


def _box(values: Mapping[str, str], country: str, language: str) -> str | None:
    """The line of a P.O. box: what is more than a number stands as it was written. A yes is a box without a number, as Switzerland
    has it, and a no is none.
    """
    said = values.get(_BOX)
    if said is None:
        return None
    town = " ".join(filter(None, (values.get("address.city"), values.get("address.postcode_and_city"))))
    if is_number(said):
        return po_box(said, country, language, town)
    answer = True if said.casefold() in _CROSSES else yes_or_no(said)
    return said if answer is None else po_box("", country, language, town) if answer else None


_CROSSES = ("x", "×", "✓", "✔", "☒", "☑")


def _with_box(
    box: str, whole: Mapping[str, str], member: RawRecipient, country: str, problems: list[Problem]
) -> dict[str, str]:
    """The address with its box: below the street where a post has it so, else in its place, with the box's own postcode."""
    street, own = whole.get("address.street"), member.values.get(_BOX_POSTCODE)
    above = _above(member.values)
    if own:
        return {**whole, "address.street": "\n".join((*above, box)), "address.postcode": own}
    if (
        street
        and street != "\n".join(above)
        and whole.get("address.postcode")
        and not may_stand_beside_a_street(country)
    ):
        problems.append(_street_and_box(member, box))
        return dict(whole)
    return {**whole, "address.street": "\n".join(filter(None, (street, box)))}


_BOX, _BOX_POSTCODE = "address.po_box", "address.po_box_postcode"


def _street_and_box(member: RawRecipient, box: str) -> Problem:
    what = say(
        "A street and a P.O. box, “{box}”, stand in this row, and the postcode can be that of one of them.",
        box=shortened(box),
    )
    hint = (
        "Leave the one that the postcode belongs to; or write the box's own postcode into a column po_box_postcode, and the letter goes "
        "to the box. To send all letters to the street, name the column of the boxes under ignore, under list in letterbook.yaml."
    )
    return Problem("wrong-address", place_of(member, _BOX), what, hint, box)


def _together(key: str, between: str, *texts: str | None) -> dict[str, str]:
    there = [text for text in texts if text]
    return {key: between.join(there)} if there else {}


def _street(values: Mapping[str, str], country: str) -> str | None:
    street, number = values.get("address.street"), values.get("address.house_number")
    first, *others = (street or number or "").split("\n")
    if street and number:
        first = with_house_number(first, number, country)
    staircase, flat = values.get("address.staircase", ""), values.get("address.flat", "")
    if first and (staircase or flat):
        first = with_flat(first, staircase, flat, country)
    village = _village(values) or (values.get("address.city") if country in _COUNTED_BY_VILLAGE else None)
    if village and _NUMBER_ALONE.fullmatch(first):
        first = with_house_number(village, first, country)  # in a village without streets
    return "\n".join((first, *others)) or None


def _with_quarter(values: Mapping[str, str], street: str | None, country: str) -> Iterator[str | None]:
    """The lines from the street on, with the part of the town where the country's post has it; not where the street names it."""
    quarter = values.get("address.quarter", "")
    if quarter and _words(quarter) in _words(street or ""):
        quarter = ""
    if country in _QUARTER_FIRST:
        yield quarter
    second = values.get("address.second_line")
    if country in _SECOND_IN_STREET and street and second:
        yield f"{street}, {second}"
    else:
        yield street
        yield second
    yield from _further_lines(values)
    if country not in _QUARTER_FIRST:
        yield quarter


_QUARTER_FIRST = ("TR",)
"""Where the part of the town stands above the street: Universal Postal Union, postal addressing systems of its members (S42)."""


_SECOND_IN_STREET = ("BR",)
"""Where floor and room (complemento) stand behind the number: with a line of their own the address is too long for a window."""


def _further_lines(values: Mapping[str, str]) -> Iterator[str | None]:
    yield values.get("address.third_line")
    village, street = _village(values), values.get("address.street", values.get("address.house_number", ""))
    is_in_street = _NUMBER_ALONE.fullmatch(street) or _words(village or "") in _words(street)
    if not is_in_street and (street or _BOX not in values):
        yield village


def _words(text: str) -> str:
    """The words of a text, with something between them: “Las” is none of “ul. Lasowa 3”."""
    return " ".join(["", *re.findall(r"\w+", folded(text)), ""])


def _village(values: Mapping[str, str]) -> str | None:
    """The place of an address where letters go by another one, that of the post office."""
    place, town = values.get("address.city"), values.get(_POST_TOWN)
    return place if place and town and folded(place) != folded(town) else None


_POST_TOWN = "address.post_town"
_COUNTED_BY_VILLAGE = frozenset(("AT", "CZ", "HR", "PL", "SI", "SK"))
"""Where villages without streets have numbers, and an address names the village before its number: “Wzorów 12”."""
_NUMBER_ALONE = re.compile(r"\d+ ?[^\W\d_]?(?: ?/ ?\d+ ?[^\W\d_]?)*")


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
