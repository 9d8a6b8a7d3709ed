"""Words whose bytes were UTF-8 and were read in a code page of Windows: MÃ¼ller for Müller, РџСЂ… for Пр…."""

from __future__ import annotations

import re

from letterbook.problems import Place, Problem
from letterbook.sentences import say

_SECOND = (
    "".join(map(chr, (*range(0x80, 0x85), *range(0x86, 0xA1))))
    + "¡¢£¤¥¦§¨©ª¬®¯°±²³´µ¶·¸¹º¼½¾¿‚ƒ„†‡ˆ‰ŠŒŽœžŸš€˜"
)
_SECOND_CYRILLIC = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\xa0ЎўЈ¤Ґ¦§Ё©Є«¬\xad®Ї°±Ііґµ¶·ё№є»јЅѕї"
_MISREAD = re.compile(
    f"[ÂÃÄÅÐÑ][{_SECOND}]|â€[\x80-\xbf™œ“”˜¦–—]|[a-zəıöüşçğ]É™|É™[a-zəıöüşçğ]|(?:[РС][{_SECOND_CYRILLIC}]){{3}}"
)
"""A capital with an accent before a sign that stands behind no capital: not Ã before a quotation mark."""
_WORD = re.compile(r"[^\s()\[\]]+")
_CODE_PAGES = ("cp1252", "cp1251", "cp1254", "latin-1")


def misread_words(text: str) -> list[str]:
    """The words of the text that were read in a wrong encoding, each once."""
    if text.isascii() or not _MISREAD.search(text):
        return []
    return [word for word in dict.fromkeys(_WORD.findall(text)) if len(word) > 1 and _MISREAD.search(word)]


def misread(word: str, place: Place, about: str = "") -> Problem:
    """The notice of such a word; `about` is the recipient in whose data it stands."""
    meant, shown = _meant(word), f"{about}: {word}" if about else word
    what = say("“{shown}” looks like words that were read in a wrong encoding.", shown=shown)
    if meant:
        what = say(
            "“{shown}” looks like words that were read in a wrong encoding; “{meant}” may be meant.",
            shown=shown,
            meant=meant,
        )
    hint = "Type it anew; or open the file that it comes from as UTF-8, and copy it again."
    return Problem("misread-words", place, what, hint, word, "warning")


def _meant(word: str) -> str | None:
    for page in _CODE_PAGES:
        try:
            return word.encode(page).decode("utf-8")
        except UnicodeError:
            continue
    return None
