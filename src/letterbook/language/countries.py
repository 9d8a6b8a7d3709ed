"""Countries by their ISO 3166-1 alpha-2 code: their names, and the last line of an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from unicodedata import normalize

from letterbook.language.locales import base_language, locale

NO_COUNTRIES = frozenset(("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"))
"""Two-letter codes of CLDR that ISO 3166-1 does not give to a country. XK (Kosovo), which ISO leaves to its users,
stays: post goes there."""

ENVELOPE_NAMES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "CD": "Democratic Republic of the Congo",
        "CG": "Republic of the Congo",
        "HK": "Hong Kong",
        "KP": "Democratic People’s Republic of Korea",
        "KR": "Republic of Korea",
        "MM": "Myanmar",
        "MO": "Macao",
        "PS": "Palestine",
        "US": "United States of America",
    },
    "az": {
        "CD": "Konqo Demokratik Respublikası",
        "CG": "Konqo Respublikası",
        "HK": "Honq Konq",
        "KP": "Koreya Xalq Demokratik Respublikası",
        "KR": "Koreya Respublikası",
        "MO": "Makao",
        "PS": "Fələstin",
    },
}
"""Where CLDR's name is made for a menu ("Congo - Kinshasa", "Myanmar (Burma)") and not for an envelope."""


@cache
def country_codes() -> Mapping[str, str]:
    """Every code that an address may have, with the English name."""
    codes = [str(code) for code in locale("en").territories]
    countries = sorted(code for code in codes if len(code) == 2 and code not in NO_COUNTRIES)
    return MappingProxyType({code: country_name(code, "en") for code in countries})


def country_name(country: str, language: str) -> str:
    """The name as an envelope bears it, not yet in capitals. Raises KeyError for a code that is no country."""
    chosen = ENVELOPE_NAMES.get(base_language(language), {}).get(country)
    if chosen:
        return chosen
    name = str(locale(language).territories.get(country) or locale("en").territories[country])
    if base_language(language) == "en":
        name = re.sub(r"^St\.? ", "Saint ", name.replace(" & ", " and "))
    return name


DOTTED_I = frozenset(("az", "tr"))
"""Languages in which I and i are two letters, each with a small and a capital one (Unicode, SpecialCasing)."""


def capitals(text: str, language: str) -> str:
    """The text in capitals; a dotted i keeps its dot in Azerbaijani and Turkish, Greek capitals have no accent, and Georgian
    has no capitals that envelopes bear.
    """
    if base_language(language) == "ka":
        return text
    if base_language(language) == "el":
        return normalize("NFC", normalize("NFD", text.upper()).replace("\u0301", ""))
    dotted = base_language(language) in DOTTED_I
    return (text.replace("i", "İ") if dotted else text).upper()


def country_line(country: str, sender: str, language: str) -> str | None:
    """The last line of an address, in capitals in the office's postal language; None at home.

    The language is that of the country of dispatch, or one known everywhere (Universal Postal Union). Raises KeyError
    for a code that is no country.
    """
    if country == sender:
        return None
    name = country_name(country, language)
    # The State writes its name TÜRKİYE in every language that took the name over.
    return capitals(name, "tr" if name == "Türkiye" else language)
