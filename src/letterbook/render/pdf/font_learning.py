"""Gives the fonts of a document glyphs beyond those of its own words."""

from __future__ import annotations

from typing import Any

from weasyprint.text.ffi import ffi

from letterbook.render.pdf.alphabet import LIGATURES, ROWS
from letterbook.render.pdf.shaped_text import ShapedText, loose_stream

_KNOWN: dict[tuple[Any, ...], str] = {}
_MOST_KNOWN = 500


def learn(fonts: dict[Any, Any], style: Any, signs: str) -> None:
    """Gives the fonts, by WeasyPrint's keys, the glyphs of these signs in this style."""
    if signs.strip():
        ShapedText(signs, style).draw(loose_stream(fonts))


def in_one_font(face: tuple[Any, ...], style: Any, row: str) -> str:
    """The signs of a row that the font of its first sign has; with the ligatures of the first row."""
    key = (*face, id(style.font_config), row)
    if key not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = _of_first_font(style, row) + (LIGATURES if row == ROWS[0] else "")
    return _KNOWN[key]


def _of_first_font(style: Any, row: str) -> str:
    shaped = ShapedText(row, style)  # lives as long as its runs are read
    text, found, first = row.encode(), b"", None
    run = shaped.first_line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        first = first or item.analysis.font
        is_there = all(glyph.glyph < _UNKNOWN for glyph in glyphs.glyphs[0 : glyphs.num_glyphs])
        if item.analysis.font == first and is_there:
            found += text[item.offset : item.offset + item.length]
        run = run.next
    return found.decode()


_UNKNOWN = 0x10000000
"""Pango's mark of a glyph that no font has."""
