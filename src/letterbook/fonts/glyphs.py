"""Which characters the fonts have glyphs for, and how wide these are."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

SERIF, SERIF_BOLD, SANS = (
    "LiberationSerif-Regular.ttf",
    "LiberationSerif-Bold.ttf",
    "LiberationSans-Regular.ttf",
)
_ARABIC_AND_CHINESE = ("LetterbookNaskh-Regular.ttf", "LetterbookSong-Regular.ttf")
_ARABIC_AND_CHINESE_BOLD = ("LetterbookNaskh-Bold.ttf", "LetterbookSong-Bold.ttf")
MM_PER_PT = 25.4 / 72


@cache
def _open(name: str) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(files(__package__).joinpath(name).read_bytes()), lazy=True)


@cache
def _widths(name: str) -> Mapping[int, int]:
    """Advance width of each character's glyph, in font units."""
    font = _open(name)
    metrics = font["hmtx"].metrics
    return {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}


def _faces(name: str) -> tuple[str, ...]:
    """The fonts that are asked for a character one after another, as `font-family` in a page has them."""
    return (name, *(_ARABIC_AND_CHINESE_BOLD if "Bold" in name else _ARABIC_AND_CHINESE))


NO_BREAK_HYPHEN = "\u2011"
KEPT_TOGETHER = "\u2060\u2010\u2060"
"""Stands for a no-break hyphen, which the serif and the sans lack: their own hyphen, at which no line may end. In their
place the Arabic font would draw one, which has another height.
"""


@cache
def _width_em(character: str, name: str) -> float | None:
    """The width of a character's own glyph, in parts of the type size; None where none of the fonts has it."""
    character = "\u2010" if character == NO_BREAK_HYPHEN else character
    for face in _faces(name):
        width = _widths(face).get(ord(character))
        if width is not None:
            return float(width / _open(face)["head"].unitsPerEm)
    return None


@lru_cache(maxsize=1000)  # every letter has the office's return line, and is composed twice
def width_mm(text: str, size_pt: float, name: str = SERIF) -> float:
    """How wide the text is on one line, in mm, without kerning; a character that no font has counts as an em.

    Arabic is measured letter by letter as if none were joined to its neighbour, which is wider than it is printed.
    """
    widths = (_width_em(character, name) for character in text)
    return sum(1.0 if width is None else width for width in widths) * size_pt * MM_PER_PT


# Drawn by nothing: the layout engine deals with them before it looks for a glyph.
_INVISIBLE = frozenset("\n\t\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")

# They turn the direction of what follows, unseen: no letter of ours needs them, and a forger might.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def missing_glyphs(text: str, name: str = SERIF) -> list[str]:
    """The characters of the text that neither the font nor those for Arabic and Chinese can draw, each once, in order."""
    asked = dict.fromkeys(text)
    return [c for c in asked if (c not in _INVISIBLE and _width_em(c, name) is None) or c in _DIRECTION]
