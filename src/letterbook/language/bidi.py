"""Lines that run from right to left, and the Latin names and references inside them, kept in their own order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from letterbook.language.locales import direction

MARK = "\u200e"
"""LEFT-TO-RIGHT MARK: nobody sees it, and what stands between two of them is read from left to right."""

_TURNED = "\u200f"
"""RIGHT-TO-LEFT MARK: before a figure that follows foreign words and belongs to what comes after it (UAX 9, W7)."""

_FIGURE_BEHIND = re.compile(r"[^\w\n]{1,3}[0-9]")

# A run of words or figures with what stands between them; it ends with a letter or a figure.
_LEFT_TO_RIGHT = re.compile(r"\+?[0-9A-Za-zÀ-ʯͰ-ӿ]+(?:[ \u00a0/@:.,+’'&#()_-]*[0-9A-Za-zÀ-ʯͰ-ӿ]+)*")
_NEEDS_MARKS = re.compile(r"[A-Za-zÀ-ʯͰ-ӿ+]|-.*/|/.*-")


def isolated(text: str, language: str, whole: Sequence[str] = ()) -> str:
    """The text with marks around each run of foreign words, addresses and telephone numbers, and around each of `whole`.

    Without them the Unicode bidirectional algorithm would turn 1-0007/2021 into 0007/2021-1 after an Arabic word
    (UAX 9, W2 and W4). A number, a date and a span of years need none. A language that runs from left to right gets its text back.
    """
    if direction(language) == "ltr":
        return text

    def marked(run: re.Match[str]) -> str:
        found, figure = _without_date(run)
        if any(phrase in found for phrase in whole) or _NEEDS_MARKS.search(found):
            is_followed = figure or _FIGURE_BEHIND.match(run.string, run.end())
            return f"{MARK}{found}{MARK}{_TURNED if is_followed else ''}{figure}"
        return run[0]

    return _LEFT_TO_RIGHT.sub(marked, text)


def before_figures(text: str, language: str) -> str:
    """The text, closed so that a figure behind it stays there in a line from left to right: the day in “تهران, 3 December”."""
    ends_turned = text and unicodedata.bidirectional(text[-1]) in _RIGHT_TO_LEFT
    return text + MARK if ends_turned and direction(language) == "ltr" else text


_LAST_FIGURE = re.compile(r",[ \u00a0][0-9]+$")
_BEFORE_RIGHT_TO_LEFT = re.compile(r"[ \u00a0]+[\u0590-\u08ff]")


def _without_date(run: re.Match[str]) -> tuple[str, str]:
    """The run, and behind it a figure that belongs to what follows: the day in “Baku, 19 בינואר”."""
    last = _LAST_FIGURE.search(run[0])
    if last is None or not _BEFORE_RIGHT_TO_LEFT.match(run.string, run.end()):
        return run[0], ""
    return run[0][: last.start()], last[0]


_RIGHT_TO_LEFT = frozenset({"R", "AL"})


_SHARED_MARKS = range(0x0300, 0x0370), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00), range(0x20D0, 0x2100)
"""Accents of Latin, Greek and Cyrillic letters."""


_IN_ORDER = re.compile(
    "[\0-\u0482\u048a-\u058f\u10a0-\u10ff\u1e00-\u1fff\u2000-\u200e\u2010-\u2029\u202f-\u2064"
    "\u2070-\u20cf\u2100-\u27bf\ue000\ufb00-\ufb17\ufffe]*"
)
"""Signs that are drawn as they are written, without a look at each: those of the scripts of Europe, and what goes with them."""


def drawn_out_of_order(text: str) -> bool:
    """Whether a PDF may give the signs back in another order than they are written in: lines from right to left, and scripts
    whose vowel signs stand before, above or below their letter, such as Devanagari, Khmer and Thai.
    """
    if text.isascii() or _IN_ORDER.fullmatch(text):
        return False
    return runs_right_to_left(text) or any(map(_is_moved, text))


def _is_moved(sign: str) -> bool:
    is_mark = sign > "\u02ff" and unicodedata.category(sign) in ("Mn", "Mc")
    return is_mark and not any(ord(sign) in span for span in _SHARED_MARKS)


def runs_right_to_left(text: str) -> bool:
    """Whether the text holds Hebrew or Arabic letters (UAX 9: R, AL); a PDF gives them back in the order seen."""
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)
