"""What a post office would ask about an address: unlikely postcodes, missing parts, and parts that say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from letterbook.language.countries import country_name
from letterbook.language.postcodes import example, has_form, is_untold, missing_parts
from letterbook.model import Address
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.raw_recipient import RawRecipient, place_of
from letterbook.sources.text_checks import shortened


def doubtful_parts(raw: RawRecipient, address: Address) -> Iterator[Problem]:
    """Notices, all of them, since a post office knows more than any table. Codes: untold-part, odd-postcode, missing-part."""
    parts = {key: getattr(address, key) for key in ("street", "city", "region", "postcode")}
    untold = {key for key, text in parts.items() if text and is_untold(text)}
    yield from (_untold(raw, key, str(parts[key])) for key in parts if key in untold)
    yield from (_untold(raw, "lines", line) for line in address.lines if is_untold(line))
    postcode = address.postcode
    if postcode and "postcode" not in untold and not has_form(postcode, address.country):
        yield _odd_postcode(raw, postcode, address.country)
    if address.street:
        yield from (_missing(raw, key, address.country) for key in missing_parts(address.country, parts))


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
