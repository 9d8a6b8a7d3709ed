"""Gives the fonts of a document glyphs beyond those of its own words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi
from weasyprint.text.line_break import Layout

from letterbook.render.pdf.alphabet import LIGATURES, ROWS

_KNOWN: dict[tuple[Any, ...], str] = {}
_MOST_KNOWN = 500


def learn(fonts: dict[Any, Any], style: Any, signs: str) -> None:
    """Gives the fonts, by WeasyPrint's keys, the glyphs of these signs in this style."""
    if not signs.strip():
        return
    stream = Stream(fonts, None, {}, {}, None, {}, None)
    words = SimpleNamespace(text=signs, style=style, pango_layout=_layout(style, signs))
    draw_first_line(stream, words, "clip", "none", Matrix())


def in_one_font(face: tuple[Any, ...], style: Any, row: str) -> str:
    """The signs of a row that the font of its first sign has; with the ligatures of the first row."""
    key = (*face, id(style.font_config), row)
    if key not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = _of_first_font(style, row) + (LIGATURES if row == ROWS[0] else "")
    return _KNOWN[key]


def _of_first_font(style: Any, row: str) -> str:
    layout = _layout(style, row)
    line, _ = layout.get_first_line()
    text, found, first = row.encode(), b"", None
    run = line.runs[0]
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


def _layout(style: Any, text: str) -> Any:
    layout = Layout(style)
    layout.set_text(text, justify=True)
    return layout
