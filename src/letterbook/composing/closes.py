"""Which close goes with which salutation, by the pairs that a language has: “Excellency,” is not answered by “Yours faithfully,”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from letterbook.model import Letter
from letterbook.model.language import Closes, Language
from letterbook.problems import Place, Problem
from letterbook.sentences import say

_ANY = "…"
_OWN = "{salutation}"


def usual_close(salutation: str, language: Language) -> str | None:
    """The close that goes with this salutation; None where the language has none for it."""
    pair = _pair(salutation, language)
    return pair.close[0].replace(_OWN, _bare(salutation)) if pair else None


def goes_with(closing: str, salutation: str, language: Language) -> bool:
    """Whether nothing speaks against the two together.

    A close that the language's pairs do not have is the office's own, and goes with whatever the office writes it to.
    """
    pair = _pair(salutation, language)
    if pair is None or any(_is(own.replace(_OWN, _bare(salutation)), closing) for own in pair.close):
        return True
    return not any(
        _is(known.replace(_OWN, _ANY), closing) for each in language.closes for known in each.close
    )


def wrong_close(letter: Letter, language: Language, place: Place) -> Iterator[Problem]:
    """The mistake of a close, written at this place, that goes with other salutations than the letter's."""
    salutation, closing = letter.salutation, letter.closing
    if not salutation or not closing or goes_with(closing, salutation, language):
        return
    what = say("“{closing}” does not go with “{salutation}”.", closing=closing, salutation=salutation)
    hint = say(
        "Write “{usual}”; or leave the close out of the list, and let the words say {{{{ recipient.closing }}}}.",
        usual=usual_close(salutation, language),
    )
    yield Problem("wrong-close", place, what, hint, closing)


def _pair(salutation: str, language: Language) -> Closes | None:
    return next((pair for pair in language.closes if any(_is(each, salutation) for each in pair.after)), None)


def _is(known: str, text: str) -> bool:
    return _pattern(known).fullmatch(_compared(text)) is not None


@lru_cache(maxsize=1_000)
def _pattern(known: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, _compared(known).split(_ANY))))


def _compared(text: str) -> str:
    """The words without capitals, without the sign at their end, and with plain spaces and apostrophes."""
    return " ".join(_bare(text).replace("’", "'").casefold().split())


def _bare(text: str) -> str:
    return text.strip().rstrip(" ,.;:!،：，。！։՝՜\u00a0\u202f")
