"""Texts of a list that stand in the place of another one: where a row has slipped, or two columns were exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.raw_recipient import RawRecipient, place_of
from letterbook.sources.text_checks import shortened

_STREET, _CITY = "address.street", "address.city"
_NAMES = ("organisation", "person", "given", "surname", "post", "attention")
_LOOKED_AT = frozenset((*_NAMES, _STREET, _CITY))
_WHOSE = ("organisation", "person", "surname")

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\W\d_]{2,}")
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}([./])\d{1,2}\1(?:\d{2}|\d{4})|\d{4}-\d{2}-\d{2}(?:[ T]00:00(?::00)?)?")
_BEGINS_NUMBER = frozenset("+(0123456789TtPpFf")
_NUMBER = re.compile(r"(?:(?:tel|phone|fax)[.:]*\s*)?[+(]?\d[\d\s()/.–-]*", re.IGNORECASE)
_ROAD = re.compile(
    r"(?:[^\W\d_][\w.-]* )*[\w-]*(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse) \d+ ?[a-z]?"
    r"|\d+\w? .+ (?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|drive|square)"
    r"|\d+(?: bis| ter)?,? (?:rue|avenue|boulevard|place|chemin|allée|quai) .+"
    r"|(?:calle|avenida|via|viale|corso|piazza|rua|ul\.|al\.|ул\.|улица|просп\.|пр\.|вул\.) ?.+ \d+\w?",
    re.IGNORECASE,
)
_ROAD_WORD = re.compile(
    "str|weg|platz|allee|gasse|st|ro?a?d|ave|lane|drive|square|rue|boule|place|chemin|quai|calle|via|corso|piazza|rua|[uaу]l|ул|пр",
    re.IGNORECASE,
)
"""Quicker to look for, since a list may have 100,000 rows."""
_FORMS_OF_ADDRESS = frozenset(
    [
        "herr",
        "herrn",
        "frau",
        "mr",
        "mrs",
        "ms",
        "monsieur",
        "madame",
        "mme",
        "señor",
        "señora",
        "sr",
        "sra",
        "signor",
        "signora",
        "pani",
        "господин",
        "госпожа",
        "г-н",
        "г-жа",
    ]
)


_LONGEST_FORM = 12


def misplaced_texts(raw: RawRecipient) -> Iterator[Problem]:
    """A notice for each name, street and town that is something else. Code: misplaced-text."""
    for key, text in raw.values.items():
        if key in _LOOKED_AT and (what := _what(key, text)):
            yield _problem(what, text, place_of(raw, key))


def _what(key: str, text: str) -> str | None:
    """What the text is instead, in a sentence."""
    if text[0] in _BEGINS_NUMBER:
        if _DATE.fullmatch(text):
            return say(
                "“{text}” looks like a date, and would be printed in the address.", text=shortened(text)
            )
        if _is_number(key, text):
            return say("“{text}” is a number, and would be printed in the address.", text=shortened(text))
    if "@" in text and _MAIL.fullmatch(text):
        return say(
            "“{text}” is an e-mail address, and would be printed in the address.", text=shortened(text)
        )
    if "." in text and _WEB.fullmatch(text):
        return say(
            "“{text}” is an address on the web, and would be printed in the address.", text=shortened(text)
        )
    if key == _STREET:
        return None
    if len(text) < _LONGEST_FORM and key in _WHOSE and text.rstrip(".").casefold() in _FORMS_OF_ADDRESS:
        return say("“{text}” is a form of address, and stands in the place of a name.", text=shortened(text))
    if _ROAD_WORD.search(text) and _ROAD.fullmatch(text):
        return say(
            "“{text}” looks like a street, and stands in another place of the address.", text=shortened(text)
        )
    return None


def _is_number(key: str, text: str) -> bool:
    """Whether there is nothing else; a house in Japan may be 1-2-3."""
    is_of_digits = text.replace(" ", "").isdigit()  # the number of a P.O. box without its word
    fewest = 3 if key != _STREET else 4 if is_of_digits else 7
    return bool(_NUMBER.fullmatch(text)) and sum(map(str.isdigit, text)) >= fewest


def _problem(what: str, text: str, place: Place) -> Problem:
    hint = "If the row has slipped, or two columns were exchanged, mend that; if it is meant, all is well."
    return Problem("misplaced-text", place, what, hint, text, "warning")
