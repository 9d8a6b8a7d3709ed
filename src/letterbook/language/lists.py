"""Several things named in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from letterbook.language.locales import base_language, locale
from letterbook.model.language import Language

COMMAS = ",،，、;؛；"


def enumeration(items: Sequence[str], language: Language) -> str:
    """Joins them: "A, B and C" as the language writes it (CLDR list patterns); "" for nothing.

    Where an item holds a comma, the items are parted by semicolons, before the last one too, so that no reader takes
    a part for an item. Raises LookupError for a tag that CLDR does not know.
    """
    *rest, last = items or [""]
    if not rest:
        return last
    separator, final = _separators(items, language)
    return separator.join(rest) + final + last


def pair(one: str, other: str, language: Language) -> str:
    """Two names as the language joins them, whatever signs stand in them: "Max Muster, MBA und Eva Beispiel"."""
    between: str = locale(language.tag).list_patterns["standard"]["2"].format("", "")
    return f"{one}{between}{other}"


def semicolons(items: Sequence[str], language: Language) -> str:
    """Joins what stands side by side without belonging to a sentence, such as those who get a copy: "A; B"."""
    return language.semicolon.join(items)


def _separators(items: Sequence[str], language: Language) -> tuple[str, str]:
    """What stands between two items, and what before the last."""
    patterns = locale(language.tag).list_patterns["standard"]
    middle = patterns["middle"].format("", "")
    pair = patterns["2"].format("", "")
    if any(comma in item for item in items for comma in COMMAS):
        return language.semicolon, language.semicolon.rstrip() + pair
    final = pair if len(items) == 2 else patterns["end"].format("", "")
    if len(items) > 2 and base_language(language.tag) == "en" and any(pair in item for item in items):
        return middle, ", and "  # "X, Y and Z and W" would leave open where the last item begins
    return middle, final
