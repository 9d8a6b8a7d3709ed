"""One font made of the subsets that the letters of a bundle bring along."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any


def unite(subsets: Iterable[bytes]) -> bytes:
    """One TrueType font with every glyph of several subsets of the same font; glyph numbers stay as they are.

    The subsets must have been made with their glyph numbers kept, as WeasyPrint makes them. A glyph that is only a part
    of another, such as an accent, has no number of its own in them: each subset puts it behind its last glyph.
    """
    from fontTools.ttLib import TTFont

    # Glyphs stay as they are written, so what a font says of all of them is not reckoned anew.
    fonts = [TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False) for data in subsets]
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
            if _contours(whole["glyf"].glyphs[name]) < 0:
                self._settle_parts(whole, whole["glyf"][name])

    def add(self, font: Any) -> None:
        """Copies the outlines and widths that the font has and the whole lacks; a glyph's number is its place."""
        glyphs, widths, parts = self.font["glyf"].glyphs, self.font["hmtx"].metrics, _parts(font)
        theirs, their_widths = font["glyf"].glyphs, font["hmtx"].metrics
        self._reckon(font)
        for name, target in zip(font.getGlyphOrder(), self._order, strict=False):
            contours = _contours(theirs[name])
            if contours and self._gives_way(target, font, name, is_part=name in parts):
                if contours < 0:
                    self._settle_parts(font, font["glyf"][name])
                glyphs[target] = theirs[name]
                widths[target] = their_widths[name]
                (self._only_parts.add if name in parts else self._only_parts.discard)(target)
            elif not widths[target][0]:
                widths[target] = their_widths[name]

    def _gives_way(self, target: str, font: Any, name: str, *, is_part: bool) -> bool:
        """Whether the other font's glyph belongs here: where there is none, or only a part of one that has moved."""
        if not _contours(self.font["glyf"].glyphs[target]):
            return True
        return target in self._only_parts and not is_part and self.font["glyf"][target] != font["glyf"][name]

    def _reckon(self, font: Any) -> None:
        """What the whole says of all its glyphs, with those of another font."""
        for table, key, better in _OF_ALL_GLYPHS:
            mine, theirs = self.font[table], font[table]
            if hasattr(theirs, key):
                setattr(mine, key, better(getattr(mine, key), getattr(theirs, key)))

    def _settle_parts(self, font: Any, glyph: Any) -> None:
        for component in glyph.components if glyph.isComposite() else ():
            component.glyphName = self._part(font, component.glyphName)

    def _part(self, font: Any, name: str) -> str:
        """The name of this part behind all glyphs of the whole."""
        glyph = font["glyf"].glyphs[name]
        if _contours(glyph) < 0:
            glyph = deepcopy(font["glyf"][name])
            self._settle_parts(font, glyph)
            # The parts of a part have names of the whole by now.
            outline = repr([sorted(vars(component).items()) for component in glyph.components]).encode()
        else:
            outline = glyph.data if hasattr(glyph, "data") else glyph.compile(font["glyf"])
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


_OF_ALL_GLYPHS: tuple[tuple[str, str, Callable[[int, int], int]], ...] = (
    *(("head", key, min) for key in ("xMin", "yMin")),
    *(("head", key, max) for key in ("xMax", "yMax")),
    *(("hhea", key, min) for key in ("minLeftSideBearing", "minRightSideBearing")),
    *(("hhea", key, max) for key in ("advanceWidthMax", "xMaxExtent")),
    *(
        ("maxp", key, max)
        for key in (
            "maxPoints",
            "maxContours",
            "maxCompositePoints",
            "maxCompositeContours",
            "maxComponentElements",
            "maxComponentDepth",
        )
    ),
)
"""What a font says of all its glyphs together (OpenType, head, hhea and maxp)."""


def _contours(glyph: Any) -> int:
    """How many contours a glyph has; less than 0 for one that is put together, 0 for none. It is not read for that."""
    data = getattr(glyph, "data", None)
    if data is None:
        return int(glyph.numberOfContours)
    return int.from_bytes(data[:2], "big", signed=True) if data else 0


def _parts(font: Any) -> set[str]:
    """The glyphs of which others are put together."""
    table = font["glyf"]
    composed = (table[name] for name, glyph in list(table.glyphs.items()) if _contours(glyph) < 0)
    return {part.glyphName for glyph in composed for part in glyph.components}
