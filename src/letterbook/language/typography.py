"""The spaces at which no line may break, as the language's file and its dates ask for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial

from babel.dates import get_month_names

from letterbook.language.dates import months
from letterbook.language.locales import locale
from letterbook.model.language import Language

NO_BREAK = "\u00a0"

SHORT_LAST_WORD = 9
"""A last word of so many characters or fewer would be a line of its own; it keeps the word before it."""


_HAMZA = "\u0654"
"""Ends Persian months before a year, and is left out as often."""


@lru_cache(maxsize=64)
def _day_and_month(language: Language) -> re.Pattern[str]:
    """A day's number before the name of a month, in any case and with any ending (yanvarın, января); 20 de enero."""
    names = {*get_month_names("wide", locale=locale(language.tag)).values(), *months(language)}
    names |= {name.rstrip(_HAMZA) for name in names}
    beginnings = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    return re.compile(rf"(?<!\d)(\d{{1,2}}(?:\.|er|\.?º)?) (?:(de) )?({beginnings})", re.IGNORECASE)


@lru_cache(maxsize=64)
def _spacing(language: Language) -> Sequence[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), replacement) for pattern, replacement in language.spacing]


_BEHIND_BOX = re.compile(r"(?<=[☐☑☒]) (?=\S)")
_BEFORE_DASH = re.compile(r"(?<=\S) (?=[–—](?:\s|$))")


def _tied_day(found: re.Match[str]) -> str:
    return NO_BREAK.join(filter(None, found.groups())).replace(" ", NO_BREAK)


def tied(text: str, language: Language) -> str:
    """The text with a no-break space between a day and its month, never “20” here and “January” there, and before a dash,
    which begins no line in any language, and behind a box to tick, and with the spaces that the language wants around its signs.
    """
    text = _BEHIND_BOX.sub(NO_BREAK, text)
    text = _BEFORE_DASH.sub(NO_BREAK, _day_and_month(language).sub(_tied_day, text))
    for pattern, replacement in _spacing(language):
        text = pattern.sub(partial(_spaced, replacement=replacement), text)
    return text


def _spaced(found: re.Match[str], replacement: str) -> str:
    """What a rule makes of its place in the text; it may change spaces, and nothing that is read."""
    spaced = found.expand(replacement)
    return spaced if _without_spaces(spaced) == _without_spaces(found[0]) else found[0]


def _without_spaces(text: str) -> str:
    return "".join(text.split())


_LAST_WORDS = re.compile(rf"(\S{{2,}}) (\S{{1,{SHORT_LAST_WORD}}})$")


def tied_end(text: str) -> str:
    """The text of a paragraph with a short last word tied to the one before it."""
    return _LAST_WORDS.sub(rf"\1{NO_BREAK}\2", text)
