"""Where a line must not break: spaces that tie what is read as one thing."""

from __future__ import annotations

import re
from functools import cache

from babel.dates import get_month_names

from letterbook.language.locales import locale

NO_BREAK = "\u00a0"

SHORT_LAST_WORD = 9
"""A last word of so many characters or fewer would be a line of its own; it keeps the word before it."""


@cache
def _day_and_month(language: str) -> re.Pattern[str]:
    """A day's number before the name of a month, in any case and with any ending (yanvarın, января)."""
    names = set(get_month_names("wide", locale=locale(language)).values())
    return re.compile(
        rf"(?<!\d)(\d{{1,2}}\.?) (?=(?:{'|'.join(map(re.escape, sorted(names)))}))", re.IGNORECASE
    )


def tied(text: str, language: str) -> str:
    """The text with a no-break space between a day and its month: never “20” here and “January” there."""
    return _day_and_month(language).sub(rf"\1{NO_BREAK}", text)


_LAST_WORDS = re.compile(rf"(\S{{2,}}) (\S{{1,{SHORT_LAST_WORD}}})$")


def tied_end(text: str) -> str:
    """The text of a paragraph with a short last word tied to the one before it."""
    return _LAST_WORDS.sub(rf"\1{NO_BREAK}\2", text)
