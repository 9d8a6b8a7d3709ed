"""What a post office would ask about an address: unlikely postcodes, missing parts, and parts that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from letterbook.language.countries import country_name
from letterbook.language.postcodes import example, has_form, is_untold, missing_parts
from letterbook.language.spelling import folded
from letterbook.model import Address
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.divided_fields import postcode_and_city
from letterbook.sources.likely_doubles import TITLES
from letterbook.sources.raw_recipient import RawRecipient, place_of
from letterbook.sources.text_checks import shortened


def doubtful_parts(raw: RawRecipient, address: Address) -> Iterator[Problem]:
    """Notices, all of them, since a post office knows more than any table. Codes: untold-part, odd-postcode, missing-part,
    repeated-part.
    """
    parts = {key: getattr(address, key) for key in ("street", "city", "region", "postcode")}
    untold = {key for key, text in parts.items() if text and is_untold(text)}
    yield from (_untold(raw, key, str(parts[key])) for key in parts if key in untold)
    yield from (_untold(raw, "lines", line) for line in address.lines if is_untold(line))
    postcode = address.postcode
    if postcode and "postcode" not in untold and not has_form(postcode, address.country):
        yield _odd_postcode(raw, postcode, address.country)
    yield from _repeated(raw, address)
    missing = missing_parts(address.country, parts) if address.street else ()
    is_townless = _is_townless(address)
    within = _within(address) if missing or is_townless else ()
    yield from (_missing(raw, key, address.country) for key in missing if key not in within)
    if is_townless and "city" not in {*missing, *within}:
        place, hint = _place(raw, "city"), say("Write the {key}.", key="city")
        yield Problem("missing-part", place, "This address has no town.", hint, level="warning")


def _is_townless(address: Address) -> bool:
    """Whether there is a street and nothing that may be a town, which no table has to ask for."""
    street = address.street or ""
    is_alone = not (address.city or address.region or "\n" in street or "," in street)
    return bool(street) and is_alone and address.country not in _TOWNLESS


_TOWNLESS = frozenset(
    ["AC", "AQ", "BV", "FK", "GI", "GS", "HK", "HM", "IO", "MC", "MO", "NF", "NR", "NU", "PN", "SG", "SH", "SM", "TA", "TF", "TK", "VA"]
)  # fmt: skip
"""Countries that are one town, or too small to have several: street and country are enough."""


def _within(address: Address) -> set[str]:
    """The parts that stand in another one: the postcode in the town, or both in the last line of the street."""
    if address.city:
        if not any(map(str.isdigit, address.city)):
            return set()
        inside = postcode_and_city(address.city, address.country) or {}
        return {"postcode"} & {key.removeprefix("address.") for key in inside}
    *before, last = re.split(r"[\n,]", address.street or "")
    inside = (before and postcode_and_city(last.strip(), address.country)) or {}
    found = {key.removeprefix("address.") for key in inside}
    return found if "postcode" in found else set()


def _repeated(raw: RawRecipient, address: Address) -> Iterator[Problem]:
    """A name, a title or a postcode that stands in another part of the row as well."""
    postcode, city, street = address.postcode, address.city or "", address.street or ""
    if postcode and any(sign.isdigit() for sign in city) and postcode in _parted(city):
        yield _twice(raw, "city", postcode)
    elif (
        postcode
        and city
        and postcode in street
        and postcode in _parted(street)
        and folded(city) in folded(street)
    ):
        yield _twice(raw, "street", f"{postcode} {city}")
    person = raw.values.get("person") or " ".join(filter(None, map(raw.values.get, ("given", "surname"))))
    names = [name.casefold() for name in (person, raw.values.get("organisation")) if name]
    written = [("lines", line) for line in address.lines] or [("street", line) for line in street.split("\n")]
    for key, line in written:
        if any(line.casefold().endswith(name) and _without_form(line.casefold()) == name for name in names):
            yield _twice(raw, key, line)
    title = raw.values.get("honorific")
    if title and person.casefold().startswith(f"{title.casefold()} "):
        yield _twice(raw, "honorific", title)


def _parted(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _without_form(line: str) -> str:
    """A line in small letters, without the form of address before a name."""
    first, _, rest = line.partition(" ")
    return rest if first.rstrip(".") in TITLES else line


def _twice(raw: RawRecipient, key: str, text: str) -> Problem:
    what = say(
        "“{text}” stands in this row twice, once in {key}, and would be printed twice.",
        text=shortened(text),
        key=key,
    )
    place = place_of(raw, f"address.{key}", key, "address")
    return Problem("repeated-part", place, what, "Take one of the two out.", text, "warning")


def _untold(raw: RawRecipient, key: str, text: str) -> Problem:
    what = say(
        "The {key} of this address is “{text}”, which a letter would bear so.", key=key, text=shortened(text)
    )
    return Problem(
        "untold-part",
        _place(raw, key),
        what,
        "Write what it is, or leave it empty.",
        text,
        "warning",
    )


def _odd_postcode(raw: RawRecipient, postcode: str, country: str) -> Problem:
    name = country_name(country, "en")
    what = say(
        "“{postcode}” is no postcode of {name} ({country}).",
        postcode=shortened(postcode),
        name=name,
        country=country,
    )
    like = example(country)
    hint = (
        say("One looks like {like}. Look it up, or correct the country.", like=like)
        if like
        else "Look it up."
    )
    return Problem("odd-postcode", _place(raw, "postcode"), what, hint, postcode, "warning")


def _missing(raw: RawRecipient, key: str, country: str) -> Problem:
    name = country_name(country, "en")
    what = say(
        "This address has no {key}; the post of {name} ({country}) asks for it.",
        key=key,
        name=name,
        country=country,
    )
    return Problem(
        "missing-part",
        _place(raw, key),
        what,
        say("Write the {key}.", key=key),
        key,
        "warning",
    )


def _place(raw: RawRecipient, part: str) -> Place:
    return place_of(raw, f"address.{part}", "address")
