"""The program's own fonts: what they can draw, how wide it is, and one font made of a bundle's many subsets.

Liberation Serif and Sans (OFL, `OFL.txt` beside them) have the measures of Times New Roman and Arial, so that a DOCX
opened in Word breaks its lines where the PDF does. For Arabic and Chinese stand Letterbook Naskh and Letterbook Song
beside them, which `tools/make_fonts.py` makes from Noto Naskh Arabic and Noto Serif CJK; they have no Latin letters.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache, lru_cache
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


def unite(subsets: Iterable[bytes]) -> bytes:
    """One TrueType font with every glyph of several subsets of the same font; glyph numbers stay as they are.

    The subsets must have been made with their glyph numbers kept, as WeasyPrint makes them. A glyph that is only a part
    of another, such as an accent, has no number of its own in them: each subset puts it behind its last glyph.
    """
    from fontTools.ttLib import TTFont

    fonts = [TTFont(io.BytesIO(data), recalcTimestamp=False) for data in subsets]
    union = _Union(max(fonts, key=lambda font: font["maxp"].numGlyphs))
    for font in fonts:
        if font is not union.font:
            union.add(font)
    return union.bytes()


class _Union:
    """The largest subset, to which the glyphs of the others are added; parts of glyphs stand behind all of them."""

    def __init__(self, whole: Any) -> None:
        self.font = whole
        self._order = list(whole.getGlyphOrder())
        self._count = len(self._order)
        self._parts: dict[bytes, str] = {}
        self._only_parts = _parts(whole)
        for name in self._order[: self._count]:
            self._settle_parts(whole, whole["glyf"][name])

    def add(self, font: Any) -> None:
        """Copies the outlines and widths that the font has and the whole lacks; a glyph's number is its place."""
        glyphs, widths, parts = self.font["glyf"], self.font["hmtx"].metrics, _parts(font)
        for name, target in zip(font.getGlyphOrder(), self._order, strict=False):
            glyph = font["glyf"][name]
            stands = glyphs[target]
            if glyph.numberOfContours and self._gives_way(target, stands, glyph, is_part=name in parts):
                self._settle_parts(font, glyph)
                glyphs.glyphs[target] = glyph
                widths[target] = font["hmtx"].metrics[name]
                (self._only_parts.add if name in parts else self._only_parts.discard)(target)
            elif not widths[target][0]:
                widths[target] = font["hmtx"].metrics[name]

    def _gives_way(self, target: str, stands: Any, glyph: Any, *, is_part: bool) -> bool:
        """Whether the other font's glyph belongs here: where there is none, or only a part of one that has moved."""
        if not stands.numberOfContours:
            return True
        return target in self._only_parts and not is_part and stands != glyph

    def _settle_parts(self, font: Any, glyph: Any) -> None:
        for component in glyph.components if glyph.isComposite() else ():
            component.glyphName = self._part(font, component.glyphName)

    def _part(self, font: Any, name: str) -> str:
        """The name of this part behind all glyphs of the whole."""
        glyph = deepcopy(font["glyf"][name])
        self._settle_parts(font, glyph)
        # The parts of a part have names of the whole by now.
        outline = (
            repr([sorted(vars(component).items()) for component in glyph.components]).encode()
            if glyph.isComposite()
            else glyph.compile(font["glyf"])
        )
        if outline not in self._parts:
            added = self._parts[outline] = f"part{len(self._parts)}"
            self._order.append(added)
            self.font["glyf"].glyphs[added] = glyph
            self.font["hmtx"].metrics[added] = font["hmtx"].metrics[name]
        return self._parts[outline]

    def bytes(self) -> bytes:
        """The font as a file."""
        self.font.setGlyphOrder(self._order)
        self.font["glyf"].glyphOrder = self._order
        out = io.BytesIO()
        self.font.save(out)
        return out.getvalue()


def _parts(font: Any) -> set[str]:
    """The glyphs of which others are put together."""
    glyphs = (font["glyf"][name] for name in font.getGlyphOrder())
    return {part.glyphName for glyph in glyphs if glyph.isComposite() for part in glyph.components}
