"""What languages are called in other languages, by CLDR."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

from letterbook.language.countries import capitals
from letterbook.language.locales import locale


def language_name(tag: str, language: str) -> str:
    """The name as at the beginning of a line: "Azerbaijani", "İngilis", and in itself "Português (Brasil)"; the tag where CLDR has
    none for it.
    """
    try:
        name = Locale.parse(tag.replace("-", "_")).get_display_name(locale(language))
    except (UnknownLocaleError, ValueError):
        name = None
    return capitals(name[:1], language) + name[1:] if name else tag
