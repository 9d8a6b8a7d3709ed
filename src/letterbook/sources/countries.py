"""The country code of an address: which text is one, and what to write instead of one that is not."""

from __future__ import annotations

from functools import cache

from letterbook.language.countries import country_codes, country_name
from letterbook.sentences import say
from letterbook.sources.text_checks import nearest, unseen

_NAMED_IN = ("en", "az", "fr", "ru", "es", "ar", "zh", "de", "tr")

_OTHER_NAMES = {
    "uk": "GB",
    "gbr": "GB",
    "england": "GB",
    "great britain": "GB",
    "usa": "US",
    "united states of america": "US",
    "el": "GR",
    "holland": "NL",
    "czech republic": "CZ",
    "macedonia": "MK",
}
"""What people write that is no name of CLDR's; el is the European Commission's code for Greece."""


def country_code(text: str) -> str | None:
    """The code that the text is, in capitals, or None where no country has it."""
    code = text.upper()
    return code if text.isascii() and code in country_codes() else None


def country_hint(text: str) -> str:
    """What to write instead of a text that is no country code."""
    code = _code_of(" ".join(text.casefold().split()))
    if code is None:
        hint = "Write the two-letter country code (ISO 3166), such as AZ, DE or US."
        return " ".join(filter(None, [unseen(text), hint]))
    return say("Write {code}, the code of {country}.", code=code, country=country_name(code, "en"))


def _code_of(folded: str) -> str | None:
    """The code of a country's name in one of the languages here, even where it is misspelt."""
    names = _codes_by_name()
    if folded in names:
        return names[folded]
    near = nearest(folded, names) if len(folded) > 3 else None
    return names[near] if near else None


@cache
def _codes_by_name() -> dict[str, str]:
    names = {
        country_name(code, language).casefold(): code for language in _NAMED_IN for code in country_codes()
    }
    return names | _OTHER_NAMES
