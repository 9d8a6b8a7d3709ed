"""From a language tag as the office writes it ("az", "en-US", "zh_Hant") to the data of that language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global

Direction = Literal["ltr", "rtl"]

HOUSE_LOCALES = {"en": "en_GB", "pt": "pt_PT"}
"""Where a tag without region would give a usage that offices outside that region do not write."""


def base_language(language: str) -> str:
    """The tag without region and script: "en" for "en-US"."""
    return language.replace("-", "_").split("_")[0].lower()


@cache
def locale(language: str) -> Locale:
    """The CLDR data of a tag; a region that CLDR does not know for it ("en-AZ") counts as none.

    Raises LookupError for what is no language.
    """
    base = base_language(language)
    for tag in (language.replace("-", "_"), base):
        try:
            return Locale.parse(HOUSE_LOCALES.get(tag.lower(), tag))
        except (UnknownLocaleError, ValueError):
            continue
    raise LookupError(f'"{language}" is no language that dates and lists can be written in')


def languages_named(text: str, tags: Iterable[str]) -> tuple[str, ...]:
    """Those of the tags that a person may mean: by the tag, or by a language's name in English or in itself. A
    tag with a region that is not among them means the language: en for en-GB.
    """
    said = text.strip().replace("_", "-").casefold()
    known = list(tags)
    by_tag = tuple(tag for tag in known if tag.casefold() == said)
    by_name = by_tag or tuple(tag for tag in known if said in {name.casefold() for name in _names(tag)})
    return by_name or tuple(tag for tag in known if "-" in said and tag == base_language(said))


def _names(tag: str) -> Iterator[str]:
    """“portugués (Brasil)”, “Portuguese (Brazil)”: what a language is called."""
    known = Locale.parse(tag.replace("-", "_"))
    for told_in in (tag.replace("-", "_"), "en"):
        yield known.get_display_name(told_in) or tag
        if known.territory is None:
            yield known.get_language_name(told_in) or tag


def is_language(language: str) -> bool:
    """Whether `locale` has data for this tag."""
    try:
        locale(language)
    except LookupError:
        return False
    return True


@cache
def direction(language: str) -> Direction:
    """The way its lines run: "rtl" for Arabic. Raises LookupError for an unknown language."""
    return "rtl" if locale(language).text_direction == "rtl" else "ltr"


def plural_forms(language: str) -> frozenset[str]:
    """The forms that a noun has after numerals, as CLDR calls them: "one", "few", "other".

    Raises LookupError for an unknown language.
    """
    return frozenset(locale(language).plural_form.tags) | {"other"}


def script(language: str) -> str:
    """The script it is written in, by its ISO 15924 code: Latn, Cyrl, Arab, Hans, Hant.

    The one in the tag, else the one that CLDR takes for likely: Hant for zh-TW. Raises LookupError for an unknown
    language.
    """
    known = locale(language)
    return str(known.script) if known.script else _likely(known)[1]


def likely_territory(language: str) -> str:
    """The country where it is spoken most, by its ISO 3166 code: DE for de. Raises LookupError for an unknown language."""
    return _likely(Locale(base_language(language)))[2]


def _likely(known: Locale) -> list[str]:
    """Language, script and country, as CLDR takes them for likely."""
    likely = get_global("likely_subtags")
    whole = likely.get(f"{known.language}_{known.territory}") or likely[known.language]
    return str(whole).split("_")
