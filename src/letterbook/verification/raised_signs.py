"""Raised and lowered signs of a finished file: the 5 of 10⁵, which on the line says something else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from letterbook.language.bidi import drawn_out_of_order
from letterbook.model.text import marked_signs
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened
from letterbook.verification.text_matching import folded, unordered


def wrong_heights(expected: Iterable[str], found: Iterable[str]) -> Iterator[str]:
    """What is wrong with the raised and lowered signs of a letter or an enclosure, as sentences. A file may have more of them than
    its text: those of a letterhead, or of the head of a table that goes on.
    """
    wanted = [_Sign.expected(signs) for signs in expected]
    there: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sign in [_Sign.found(signs) for signs in found] if wanted else ():
        there[sign.shown][sign.before] += 1
    # What may stand behind anything takes what is left.
    for sign in sorted(wanted, key=lambda sign: not sign.before):
        left = there[sign.shown]
        before = sign.before or next(iter(left), "")
        if left[before]:
            left.subtract([before])
            left += Counter()  # without those that are used up
        elif sign.mark == "^":
            yield say("“{signs}” is to stand above its line, and does not.", signs=shortened(sign.signs))
        else:
            yield say("“{signs}” is to stand below its line, and does not.", signs=shortened(sign.signs))


class _Sign(NamedTuple):
    """Signs above or below a line, and the letter or figure before them, where it is known."""

    mark: str
    signs: str
    before: str

    @classmethod
    def expected(cls, written: str) -> _Sign:
        """From what `model.text.raised_signs` says of it."""
        begin = 0 if written[:1] in _MARKS.values() else 1
        return cls(written[begin : begin + 1], written[begin + 1 : -1], _compared(written[:begin]))

    @classmethod
    def found(cls, written: str) -> _Sign:
        signs, _, text = written.partition("\n")
        return cls(signs[:1], signs[1:], _compared(text))

    @property
    def shown(self) -> tuple[str, str]:
        """The same for signs that look the same."""
        return self.mark, "".join(unordered(folded(self.signs)))


def _compared(before: str) -> str:
    """The letter or figure that ends a text; nothing for another sign, and for one that a page may draw elsewhere."""
    sign = before.rstrip(_TURNING)[-1:]
    return folded(sign)[-1:] if sign.isalnum() and not drawn_out_of_order(sign) else ""


_TURNING = "\u200e\u200f"  # nobody sees them, and a Word file has them around foreign words


def _written(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The signs of a line of texts and marks, each with all of the text before it in a second line."""
    return (f"{signs}\n{before}" for signs, before in marked_signs(texts))


# --- on a page of a PDF -----------------------------------------------------------------------------------------------

Drawn = tuple[str, float, float]
"""A text of a page: what it says, how high its line stands, and the size of its type."""

_SMALLER = 0.9
_LEAST, _MOST = 0.05, 0.65
"""By so much of the size of the type beside it a sign stands above or below its line; another line stands further off."""


def on_a_page(texts: Iterable[Drawn]) -> tuple[str, ...]:
    """The signs among the texts of a page as they are drawn; a line each, and in a second one what stands before it."""
    return tuple(_written(_marked([(said.rstrip(), *where) for said, *where in texts if said.strip()])))


def _marked(texts: list[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    beside = None
    for text, following in pairwise([*texts, None]):
        assert text is not None
        mark = _mark(text, beside) or _mark(text, following)
        beside = beside if mark else text
        yield text[0], mark


def _mark(text: tuple[Any, ...], beside: tuple[Any, ...] | None) -> str:
    if beside is None or text[2] > _SMALLER * beside[2]:
        return ""
    off = (text[1] - beside[1]) / beside[2]
    if not _LEAST < abs(off) < _MOST:
        return ""
    return "^" if off > 0 else "~"


# --- in a Word file ---------------------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _T, _R, _VAL, _HEIGHT = (f"{_W}{name}" for name in ("p", "t", "r", "val", "vertAlign"))
_APART = frozenset(f"{_W}{name}" for name in ("tab", "br", "cr", "footnoteReference"))
_MARKS = {"superscript": "^", "subscript": "~"}


def in_word(node: Any) -> tuple[str, ...]:
    """The signs of the paragraphs in an element (ECMA-376-1, 17.3.2.42), as `on_a_page` has them."""
    if next(node.iter(_HEIGHT), None) is None:
        return ()
    return tuple(signs for paragraph in node.iter(_P) for signs in _written(_texts(paragraph)))


def _texts(paragraph: Any) -> Iterator[tuple[str, str]]:
    """The texts of a paragraph with their marks, but for those of boxes in it."""
    for node in paragraph.iter(_T, *_APART):
        if next(node.iterancestors(_P)) is paragraph:
            yield (" ", "") if node.tag in _APART else (node.text or "", _height(node))


def _height(text: Any) -> str:
    run = next(text.iterancestors(_R), None)
    height = None if run is None else run.find(f"{_W}rPr/{_HEIGHT}")
    return "" if height is None else _MARKS.get(height.get(_VAL), "")
