"""Which characters the fonts have glyphs for, and how wide these are."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial

from letterbook.fonts.widths import widths_in
from letterbook.model import OwnFont

SERIF, SERIF_BOLD, SANS = (
    "LetterbookSerif-Regular.ttf",
    "LetterbookSerif-Bold.ttf",
    "LetterbookSans-Regular.ttf",
)
_FURTHER_SCRIPTS = ("Hebrew", "Naskh", "Song", "Mincho", "Georgian", "Armenian")
MM_PER_PT = 25.4 / 72


def _faces(name: str) -> tuple[str, ...]:
    """The fonts that are asked for a character one after another, as `font-family` in a page has them."""
    weight = "Bold" if "Bold" in name else "Regular"
    further = (f"Letterbook{script}-{weight}.ttf" for script in ("Serif", *_FURTHER_SCRIPTS))
    return (name, *(file for file in further if file != name))


NO_BREAK_HYPHEN = "\u2011"
KEPT_TOGETHER = "\u2060\u2010\u2060"
"""Stands for a no-break hyphen: the face's own hyphen, at which no line may end. In a line from right to left the Arabic font
would draw one, which has another height.
"""


@cache
def _width_em(character: str, name: str) -> float | None:
    """The width of a character's own glyph, in parts of the type size; None where none of the program's fonts has it."""
    code = ord("\u2010" if character == NO_BREAK_HYPHEN else character)
    return next((width for face in _faces(name) if (width := widths_in(face).get(code)) is not None), None)


def _own_width(character: str, name: str, own: Sequence[OwnFont]) -> float | None:
    """The same of the office's own fonts, of those of this weight before the others."""
    is_bold = "Bold" in name
    fonts = sorted(own, key=lambda font: font.is_bold != is_bold)
    return next((width for font in fonts if (width := font.widths.get(ord(character))) is not None), None)


@lru_cache(maxsize=1000)  # every letter has the office's return line, and is composed twice
def width_mm(text: str, size_pt: float, name: str = SERIF, own: tuple[OwnFont, ...] = ()) -> float:
    """How wide the text is on one line, in mm, without kerning; a character that no font has counts as an em,
    a mark above or below another as nothing.

    Arabic is measured letter by letter as if none were joined to its neighbour, which is wider than it is printed. `own`
    are the office's fonts for further scripts.
    """
    return sum(_width_of(character, name, own) for character in text) * size_pt * MM_PER_PT


def measuring(own: tuple[OwnFont, ...]) -> Callable[[str, float], float]:
    """`width_mm` for the serif, with the office's own fonts."""
    return partial(width_mm, own=own)


def _width_of(character: str, name: str, own: Sequence[OwnFont]) -> float:
    width = _width_em(character, name)
    width = _own_width(character, name, own) if width is None and own else width
    if width is None:
        return float(unicodedata.category(character) != "Mn")
    return width


# Drawn by nothing: the layout engine deals with them before it looks for a glyph.
_INVISIBLE = frozenset("\n\t\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")

# They turn the direction of what follows, or break a line, unseen: no letter of ours needs them, and a forger might.
_UNWANTED = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def missing_glyphs(text: str, name: str = SERIF, own: Sequence[OwnFont] = ()) -> list[str]:
    """The characters of the text that no font can draw, the program's or the office's own, each once, in order."""
    return [sign for sign in dict.fromkeys(text) if sign in _UNWANTED or not _is_drawn(sign, name, own)]


def is_drawn_by(name: str, text: str) -> bool:
    """Whether this font draws all that is seen of the text, and none of those that stand in for it."""
    own = widths_in(name)
    return all(
        ord(sign) in own or sign in _INVISIBLE or sign in _UNWANTED
        for sign in text.replace(NO_BREAK_HYPHEN, "-")
    )


def _is_drawn(sign: str, name: str, own: Sequence[OwnFont]) -> bool:
    if sign in _INVISIBLE or _width_em(sign, name) is not None:
        return True
    return any(ord(sign) in font.widths for font in own)
