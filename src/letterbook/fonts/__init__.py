"""The program's own fonts: what they can draw, how wide it is, and one font made of a bundle's many subsets.

Liberation Serif and Sans (OFL, `OFL.txt` beside them) have the measures of Times New Roman and Arial, so that a DOCX
opened in Word breaks its lines where the PDF does. For Arabic and Chinese stand Letterbook Naskh and Letterbook Song
beside them, which `tools/make_fonts.py` makes from Noto Naskh Arabic and Noto Serif CJK; they have no Latin letters.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

SERIF, SERIF_BOLD, SANS = (
    "LiberationSerif-Regular.ttf",
    "LiberationSerif-Bold.ttf",
    "LiberationSans-Regular.ttf",
)
_ARABIC_AND_CHINESE = ("LetterbookNaskh-Regular.ttf", "LetterbookSong-Regular.ttf")
_ARABIC_AND_CHINESE_BOLD = ("LetterbookNaskh-Bold.ttf", "LetterbookSong-Bold.ttf")
MM_PER_PT = 25.4 / 72

CONFIGURATION = Path(__file__).with_name("fonts.conf")
"""For fontconfig: the fonts beside this file, and none of the machine's."""


def font_files() -> Mapping[str, bytes]:
    """The font files by name."""
    return {
        entry.name: entry.read_bytes()
        for entry in sorted(files(__package__).iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".ttf")
    }


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


@cache
def _width_em(character: str, name: str) -> float | None:
    """The width of a character's own glyph, in parts of the type size; None where none of the fonts has it."""
    for face in _faces(name):
        width = _widths(face).get(ord(character))
        if width is not None:
            return float(width / _open(face)["head"].unitsPerEm)
    return None


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
    lacking = (c for c in text if (c not in _INVISIBLE and _width_em(c, name) is None) or c in _DIRECTION)
    return list(dict.fromkeys(lacking))


def unite(subsets: Iterable[bytes]) -> bytes:
    """One TrueType font with every glyph of several subsets of the same font; glyph numbers stay as they are.

    The subsets must have been made with their glyph numbers kept, as WeasyPrint makes them.
    """
    from fontTools.ttLib import TTFont

    fonts = [TTFont(io.BytesIO(data), recalcTimestamp=False) for data in subsets]
    whole = max(fonts, key=lambda font: font["maxp"].numGlyphs)
    for font in fonts:
        if font is not whole:
            _add_glyphs(whole, font)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _add_glyphs(whole: Any, part: Any) -> None:
    """Copies the outlines and widths that `part` has and `whole` lacks; a glyph's number is its place in the order."""
    order, glyphs, widths = whole.getGlyphOrder(), whole["glyf"], whole["hmtx"].metrics
    for name, target in zip(part.getGlyphOrder(), order, strict=False):
        glyph = part["glyf"][name]
        if glyph.numberOfContours and not glyphs[target].numberOfContours:
            if glyph.isComposite():
                for component in glyph.components:
                    component.glyphName = order[part.getGlyphID(component.glyphName)]
            glyphs.glyphs[target] = glyph
        if not widths[target][0]:
            widths[target] = part["hmtx"].metrics[name]
