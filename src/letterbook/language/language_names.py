"""What languages are called in other languages, by CLDR."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from letterbook.language.countries import capitals
from letterbook.language.known import program_languages
from letterbook.language.locales import languages_named, locale
from letterbook.language.spelling import folded


def language_name(tag: str, language: str) -> str:
    """The name as at the beginning of a line: "Azerbaijani", "İngilis", and in itself "Português (Brasil)"; the tag where CLDR has
    none for it.
    """
    try:
        name = Locale.parse(tag.replace("-", "_")).get_display_name(locale(language))
    except (UnknownLocaleError, ValueError):
        name = None
    return capitals(name[:1], language) + name[1:] if name else tag


_COUNTRIES = frozenset(("UK", "AR"))
"""In capitals these are countries, of another language than the tag: Ukrainian, Arabic."""


@lru_cache(maxsize=1_000)
def language_meant(text: str, told_in: str) -> str | None:
    """The tag of one of the program's languages, from a tag in another spelling (EN, de_DE) or a name in English, in itself or in
    the language `told_in`; None where there is none, or several.
    """
    if text in _COUNTRIES:
        return None
    known = tuple(program_languages())
    found = languages_named(text, known) or tuple(
        tag for tag in known if folded(language_name(tag, told_in)) == folded(text)
    )
    return found[0] if len(found) == 1 else None
