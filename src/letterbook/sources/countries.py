"""The country of an address: which text is one, and what to write instead of one that is not."""

from __future__ import annotations

from collections.abc import Iterable

from letterbook.language.countries import country_name
from letterbook.language.country_names import countries_meant, countries_named
from letterbook.language.country_places import country_with_a_part
from letterbook.problems import Place, Problem
from letterbook.sentences import in_a_row, say
from letterbook.sources.text_checks import shortened, unseen


def country_code(text: str) -> str | None:
    """The code of the one country that the text names, by code or name, also with a part of it; None where it is not one."""
    codes = countries_named(text)
    if codes:
        return codes[0] if len(codes) == 1 else None
    return country_with_a_part(text)


def not_a_country(text: str, place: Place) -> Problem:
    """The problem of a text that `country_code` does not take."""
    codes = countries_named(text)
    if codes:
        what = say("“{text}” may be {countries}.", text=shortened(text), countries=_listed(codes))
        return Problem("unclear-country", place, what, "Write the code of the one that is meant.", text)
    what = say("There is no country “{text}”.", text=shortened(text))
    return Problem("unknown-country", place, what, country_hint(text), text)


def country_hint(text: str) -> str:
    """What to write instead of a text that is no country."""
    meant = countries_meant(text)
    if meant:
        return say("Did you mean {countries}? Write the name, or the code.", countries=_listed(meant))
    hint = "Write the country’s name, or its two-letter code (ISO 3166), such as AZ, DE or US."
    return in_a_row(unseen(text), hint)


def _listed(codes: Iterable[str]) -> str:
    return " or ".join(f"{country_name(code, 'en')} ({code})" for code in codes)
