"""What a reader takes for the same text, however it was typed; and what a text has that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
"""Characters without ink or width: soft hyphens, joiners, byte order marks, direction and variation marks."""

_CYRILLIC = dict(zip("авекмнорстухіјѕһԁԛԝ", "abekmhopctyxijshdqw", strict=True))
_GREEK = dict(zip("αβεζηικμνορτυχ", "abezhikmvoptyx", strict=True))
_MARKS = dict(zip("ı‘’ʼ`´“”„«»‐‑‒–—―−", "i'''''\"\"\"\"\"-------", strict=True))
LOOKALIKE_LETTERS = _CYRILLIC | _GREEK
_LOOKALIKES = str.maketrans(LOOKALIKE_LETTERS | _MARKS)
"""Small letters, as capitals are folded before, and marks: those that are drawn alike."""

_SCRIPTS = ("CYRILLIC", "GREEK")


def without_unseen(text: str) -> str:
    """The text without characters that have neither ink nor width, and without spaces at its ends."""
    return (text if text.isascii() else UNSEEN.sub("", text)).strip()


_SETTING = re.compile("[\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that only the setting of a line needs: where a word may be broken, and which way it runs."""
_WIDE_SPACES = re.compile("[\u00a0\u2007\u202f]")


def typed(text: str) -> str:
    """A text of a page as a person types it: plain spaces, and nothing that only the setting needs."""
    return text if text.isascii() else _WIDE_SPACES.sub(" ", _SETTING.sub("", text))


def folded(*texts: str | None) -> str:
    """The texts as one, alike for all that a reader takes for the same.

    No difference are capitals, spaces, kinds of quotation mark and hyphen, composed and decomposed accents, full-width
    forms, unseen characters, dotless i, and Cyrillic and Greek letters that look like Latin ones.
    """
    joined = " ".join(filter(None, texts))
    if not joined.isascii():
        joined = unicodedata.normalize("NFKC", UNSEEN.sub("", joined))
        joined = (
            unicodedata.normalize("NFKC", joined.casefold()).replace("i\u0307", "i").translate(_LOOKALIKES)
        )
    return " ".join(joined.casefold().split())


def caseless(text: str) -> str:
    """The text without capitals and spaces at its ends, in composed letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())


def oddity(text: str) -> str:
    """What nobody sees in a text that ought to be a plain word, as a sentence's part; empty where there is nothing."""
    return next(_oddities(text), "")


def _oddities(text: str) -> Iterator[str]:
    if text != text.strip():
        yield "a space at its beginning or end"
    for sign in text:
        if sign != " " and (sign.isspace() or UNSEEN.match(sign) or not sign.isprintable()):
            yield f"an unseen character (U+{ord(sign):04X})"
    if not text.isascii() and folded(text).isascii():
        for sign in text:
            script = unicodedata.name(sign, "").partition(" ")[0]
            if not sign.isascii() and sign not in "ßẞ":
                kind = (
                    f"a {script.title()} letter" if script in _SCRIPTS else "another sign than it looks like"
                )
                yield f"“{sign}”, {kind} (U+{ord(sign):04X})"
