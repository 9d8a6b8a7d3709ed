"""One font made of the subsets that the letters of a bundle bring along."""

from __future__ import annotations

import io
from collections.abc import Iterable
from copy import deepcopy
from typing import Any


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
