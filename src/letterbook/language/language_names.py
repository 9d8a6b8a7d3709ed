"""What languages are called in other languages, by CLDR."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

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
    """The tag of one of the program's languages, from a tag in another spelling (EN, de_DE) or a name in English, in itself, in the
    language `told_in` or in another of the program's languages; None where there is none, or several.
    """
    if text in _COUNTRIES:
        return None
    known, wanted = tuple(program_languages()), folded(text)
    found = languages_named(text, known) or tuple(
        tag for tag in known if folded(language_name(tag, told_in)) == wanted
    )
    if found:
        return found[0] if len(found) == 1 else None
    return _names().get(wanted, (None, ""))[0]


_LIKENESS = 0.75
"""Of a name to what was typed, by `difflib`: “Pollish” is near “Polish”, and “Klingon” near nothing."""


_MOST_SIGNS = 60
"""Of a text that may be the name of a language."""


@lru_cache(maxsize=1_000)
def language_like(text: str) -> tuple[str, str] | None:
    """Tag and name of the program's language whose name, in whichever of them, is most like what was typed; None where none is."""
    if len(text) > _MOST_SIGNS:
        return None
    near = get_close_matches(folded(text), _names(), n=1, cutoff=_LIKENESS)
    return _names()[near[0]] if near else None


@cache
def _names() -> Mapping[str, tuple[str, str]]:
    """Tag and name of every language of the program as every one of them has it, by the name as it is looked up; the English ones
    first.
    """
    known = tuple(program_languages())
    found: dict[str, tuple[str, str]] = {}
    for told_in in ("en", *known):
        for tag in known:
            name = language_name(tag, told_in)
            found.setdefault(folded(name), (tag, name))
    return found
