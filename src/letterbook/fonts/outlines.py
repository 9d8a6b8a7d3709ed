"""The outlines of a font's signs as operators of PDF, for what is drawn and not written."""

from __future__ import annotations

from functools import cache
from typing import Any

from fontTools.pens.basePen import BasePen

from letterbook.fonts.opened import opened


@cache
def outline(sign: str, font: str) -> tuple[bytes, float]:
    """The operators that fill this sign in a size of 1000 units, and its advance, from a font of the program (its file)."""
    face = opened(font)
    glyphs, units = face.getGlyphSet(), face["head"].unitsPerEm
    glyph = glyphs[face.getBestCmap()[ord(sign)]]
    pen = _Operators(glyphs, 1000 / units)
    glyph.draw(pen)
    return b"\n".join([*pen.operators, b"f"]), glyph.width * 1000 / units


class _Operators(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Whole units are fine enough for a sign of a few millimetres."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self.operators: list[bytes] = []
        self._scale = scale

    def _write(self, operator: bytes, *points: tuple[float, float]) -> None:
        numbers = (b"%d" % round(number * self._scale) for point in points for number in point)
        self.operators.append(b" ".join([*numbers, operator]))

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._write(b"m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._write(b"l", pt)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._write(b"c", *points)

    def _closePath(self) -> None:  # noqa: N802
        self.operators.append(b"h")
