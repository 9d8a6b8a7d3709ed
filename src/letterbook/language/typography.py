"""How a language sets its signs: its quotation marks, and the spaces at which no line may break."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from babel.dates import get_month_names

from letterbook.language.dates import months
from letterbook.language.locales import base_language, locale

NO_BREAK = "\u00a0"
NARROW = "\u202f"  # no line breaks there either

SHORT_LAST_WORD = 9
"""A last word of so many characters or fewer would be a line of its own; it keeps the word before it."""

QUOTATION_MARKS: Mapping[str, Sequence[str]] = {
    "en": "“”‘’",
    "az": "“”‘’",
    "fr": (f"«{NO_BREAK}", f"{NO_BREAK}»", "“", "”"),
    "ru": "«»„“",
    "es": "«»“”",
    "ar": "«»“”",
    "zh": "“”‘’",
}
"""Opening and closing, then those of a quotation within a quotation."""

_Rule = tuple[re.Pattern[str], str]

SPACING: Mapping[str, Sequence[_Rule]] = {
    # Lexique des règles typographiques en usage à l'Imprimerie nationale: a narrow space before ; ! ?, a full one before
    # a colon and within guillemets. Set also where it was forgotten, but not inside an address of the web or a time.
    "fr": (
        (re.compile(r"(?: |(?<=[\w)»”’…]))([;!?])(?!\w)"), rf"{NARROW}\1"),
        (re.compile(r"(?: |(?<=[\w)»”’])):(?=\s|$)"), f"{NO_BREAK}:"),
        (re.compile(r"« ?(?!\s)"), f"«{NO_BREAK}"),
        (re.compile(r"(?<!\s) ?»"), f"{NO_BREAK}»"),
    ),
    # Мильчин, Справочник издателя и автора: a dash stays with the word before it, a sign with its number, a year with
    # its word, and a preposition or conjunction of one letter with the word after it.
    "ru": (
        (re.compile(r" (?=[—–](?:\s|$))"), NO_BREAK),
        (re.compile(r"№ ?(?=\d)"), f"№{NO_BREAK}"),
        (re.compile(r"(?<=\d) (?=(?:год[ауе]?|годом|гг?\.)(?!\w))"), NO_BREAK),
        (re.compile(r"(?<![\w-])([вксоуияа]) (?=\w)", re.IGNORECASE), rf"\1{NO_BREAK}"),
    ),
}
"""Pattern and replacement, one after another."""


@cache
def _day_and_month(language: str) -> re.Pattern[str]:
    """A day's number before the name of a month, in any case and with any ending (yanvarın, января); 20 de enero."""
    names = {*get_month_names("wide", locale=locale(language)).values(), *months(language)}
    beginnings = "|".join(map(re.escape, sorted(names)))
    return re.compile(rf"(?<!\d)(\d{{1,2}}(?:\.|er)?) (?:(de) )?(?=(?:{beginnings}))", re.IGNORECASE)


def _tied_day(found: re.Match[str]) -> str:
    return NO_BREAK.join([*filter(None, found.groups()), ""])


def tied(text: str, language: str) -> str:
    """The text with a no-break space between a day and its month, never “20” here and “January” there, and with the
    spaces that the language wants around its signs.
    """
    text = _day_and_month(language).sub(_tied_day, text)
    for pattern, replacement in SPACING.get(base_language(language), ()):
        text = pattern.sub(replacement, text)
    return text


_LAST_WORDS = re.compile(rf"(\S{{2,}}) (\S{{1,{SHORT_LAST_WORD}}})$")


def tied_end(text: str) -> str:
    """The text of a paragraph with a short last word tied to the one before it."""
    return _LAST_WORDS.sub(rf"\1{NO_BREAK}\2", text)
