"""What stands in a list in the place of a text, and would be printed as it stands: a placeholder, a code, letters that
were lost on the way, a word that says only that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from letterbook.language.answers import yes_or_no
from letterbook.language.misread import lost_letter, misread, program_code
from letterbook.language.postcodes import is_untold, may_be_untold
from letterbook.language.spelling import folded
from letterbook.model import ANY_LAYOUT
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.raw_recipient import CODED_KEYS, RawGroup, RawRecipient, place_of
from letterbook.sources.tables.headings import field_of_heading
from letterbook.sources.text_checks import shortened
from letterbook.sources.unfilled import to_write

_NOT_PRINTED = CODED_KEYS | {"group_name"}
_WITH_OWN_CHECK = "address."
"""What says nothing in a part of an address is told by `address_checks`."""

_NAMES = frozenset(("X", "Null", "None", "Nil"))
"""Names of bodies and of people, as they are written."""
_SUSPICIOUS = re.compile(
    r"[^\x00-\x7f]{2}|[&<{«$%\\=?�(†]|_x|[Tt][Oo] ?[Dd][Oo]|TBD|FIXME|[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]"
)
"""What anything that is wrong here has: one search for a whole row, since a list may have 100,000."""


def odd_texts(raw: RawGroup | RawRecipient) -> Iterator[Problem]:
    """The first thing that is wrong with each printed text. Codes: not-filled-in, garbled-text,
    mixed-alphabets, remark-in-text, untold-part.
    """
    is_suspicious = _SUSPICIOUS.search("\n".join([*raw.values.values(), *chain(*raw.lists.values())]))
    for key, text in _printed(raw):
        wrong = list(_wrong(key, text, place_of(raw, key))) if is_suspicious else []
        yield from wrong
        if wrong or key.startswith(_WITH_OWN_CHECK):
            continue
        if key == _SECOND_PERSON and _names_nobody(text, raw.values):
            yield replace(_untold(key, text, place_of(raw, key)), level="error")
        elif may_be_untold(text) and _says_nothing(text):
            yield _untold(key, text, place_of(raw, key))


def _says_nothing(text: str) -> bool:
    return text not in _NAMES and is_untold(text)


def _names_nobody(text: str, values: Mapping[str, str]) -> bool:
    """Whether no name is in the place of a second person's, or that of the first: “Max und ja Muster”."""
    first = values.get("person") or f"{values.get('given')} {values.get('surname')}"
    is_name = "@" not in text and any(map(str.isalpha, text)) and yes_or_no(text) is None
    return not is_name or _says_nothing(text) or folded(text) == folded(first)


_SECOND_PERSON = "together_with"


def _printed(raw: RawGroup | RawRecipient) -> Iterator[tuple[str, str]]:
    """The texts that a letter bears, with their keys."""
    for key, text in raw.values.items():
        if key not in _NOT_PRINTED:
            yield key, text
    for key, texts in raw.lists.items():
        if key not in _NOT_PRINTED:
            yield from ((key, text) for text in texts)


def _wrong(key: str, text: str, place: Place) -> Iterator[Problem]:
    """At most one problem: the nearest cause of the text."""
    if placeholder := _placeholder(text):
        yield to_write(placeholder, place)
    elif code := program_code(text):
        yield _code_problem(code[0], code[1], place)
    elif garbled := misread(text):
        yield _misread(garbled[0], garbled[1], place)
    elif lost := lost_letter(text):
        yield _lost(lost, place)
    elif mixed := _TWO_ALPHABETS.search(text):
        yield _mixed(mixed[0], place)
    elif (remark := _REMARK.search(text) or _in_doubt(key, text)) and not is_untold(text):
        yield _remark(remark[0], place)


# --- What somebody has yet to write ----------------------------------------------------------------------------------

_PLACEHOLDER = re.compile(
    r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\$\{[^{}]*\}|%[A-Z][A-Z_]+%|<<[^<>]*\w[^<>]*>>|\{\s*MERGEFIELD\b[^{}]*\}|^(?:TODO|ToDo|TO DO|FIXME|TBD)(?:$|\W.*)|^[Tt]odo(?:$|[:!].*)",
    re.DOTALL,
)
"""Places of other programs' templates that nobody has filled, and notes to oneself."""
_IN_GUILLEMETS = re.compile(r"«\s*([^«»]{1,40}?)\s*»")


def _placeholder(text: str) -> str:
    """What stands for a text that was to be filled in; "" where there is nothing. «Le Monde» is a newspaper, «Nom» is not."""
    if found := _PLACEHOLDER.search(text):
        return found[0]
    for found in _IN_GUILLEMETS.finditer(text):
        if "_" in found[1] or field_of_heading(found[1], ANY_LAYOUT):
            return found[0]
    return ""


# --- What nobody sees, and what is nobody else's business ------------------------------------------------------------

_LATIN, _OTHER = "A-Za-z\u00c0-\u02af", "\u0370-\u03ff\u0400-\u04ff"
_TWO_ALPHABETS = re.compile(rf"\w*(?:[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}])\w*")
"""A word with Latin letters and Greek or Cyrillic ones, which mostly look alike: who looks for it does not find it."""
_OTHER_LETTER = re.compile(f"[{_OTHER}]")

_REMARKS = (
    "verstorben", "unbekannt verzogen", "verzogen", "umgezogen", "bitte prüfen", "prüfen", "ungültig", "gelöscht", "storniert", "alt:",
    "alte adresse", "neu:", "neue adresse", "nicht mehr",  "deceased", "moved", "returned", "please check",  "invalid", "deleted",
    "old address", "new address", "no longer", "do not",  "décédé", "à vérifier", "parti sans", "a déménagé", "fallecid", "comprobar",
    "se mudó", "deceduto", "zmarł", "sprawdzić", "overleden", "умер", "проверить", "переехал", "помер", "vefat", "vəfat", "yoxla", "متوفى", "已故",
)  # fmt: skip
_REMARK = re.compile(
    rf"[(\[](?:{'|'.join(map(re.escape, _REMARKS))})(?![^\W\d_])[^()\[\]]*[)\]]|[(\[](?:décédé|fallecid|zmarł|умер|переехал|помер|vefat|vəfat|yoxla)\w*[^()\[\]]*[)\]]"
    r"|†|\?{2,}|[(]\s*\?+\s*[)]",
    re.IGNORECASE,
)
"""What the keeper of a list notes beside a name or a street, and that somebody was in doubt."""
_DOUBT = re.compile(r"(?<=\w)\s?\?$")
_TITLED = ("organisation", "salutation", "in_text", "cc")
"""What may end as a question: a body called “Who’s who?”."""


def _in_doubt(key: str, text: str) -> re.Match[str] | None:
    return None if key in _TITLED else _DOUBT.search(text)


# --- What a person is told -------------------------------------------------------------------------------------------


def _untold(key: str, text: str, place: Place) -> Problem:
    what = say(
        "“{text}” says nothing as {key}, and a letter would bear it so.", text=shortened(text), key=key
    )
    return Problem("untold-part", place, what, "Write what it is, or leave it empty.", text, "warning")


def _code_problem(found: str, meant: str, place: Place) -> Problem:
    what = say(
        "“{code}” is a code of web pages or of programs; a letter would bear it so.", code=shortened(found)
    )
    hint = say("Type what it stands for: “{meant}”.", meant=meant) if meant else "Type what it stands for."
    return Problem("garbled-text", place, what, hint, found)


def _misread(word: str, meant: str, place: Place) -> Problem:
    what = say(
        "“{word}” was read in a wrong encoding on its way into the list; it was “{meant}”.",
        word=shortened(word),
        meant=shortened(meant),
    )
    return Problem("garbled-text", place, what, _ANEW, word)


def _lost(word: str, place: Place) -> Problem:
    what = say("“{word}” has lost a letter on its way into the list.", word=shortened(word))
    return Problem("garbled-text", place, what, _ANEW, word)


def _mixed(word: str, place: Place) -> Problem:
    signs = "".join(_OTHER_LETTER.findall(word))
    if 2 * len(signs) > len(word):
        signs = "".join(sign for sign in word if not _OTHER_LETTER.match(sign))
    what = say(
        "“{word}” has letters of two alphabets: “{signs}” is not of that of the rest.",
        word=shortened(word),
        signs=signs,
    )
    return Problem("mixed-alphabets", place, what, "Type the word anew.", word, "warning")


def _remark(remark: str, place: Place) -> Problem:
    what = say(
        "“{remark}” looks like a remark of whoever keeps the list; a letter would bear it.",
        remark=shortened(remark.strip()),
    )
    hint = "Take it out, into a column of its own; who is to get no letter has “no” in the column active."
    return Problem("remark-in-text", place, what, hint, remark.strip(), "warning")


_ANEW = "Take the list anew from where it came, as UTF-8 or as a workbook; or type the text again."
