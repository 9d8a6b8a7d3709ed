"""Lines set to just the full width, where WeasyPrint 70 leaves them short or lets them go beyond it.

A letter is drawn nearer to a space beside it (" A"), and Pango forgets that as soon as the space is widened: a line with two such
pairs stood out by 0.44 mm. So a widened line is measured, and its spaces make up for it. Where spaces would have to be wider or
narrower than they may be, the letters of the line give or take the rest.

WeasyPrint widens spaces; a line of Chinese has none, or one beside a foreign word that would become a hole. Here what is left
of a line goes between its characters, in equal parts, as Requirements for Chinese Text Layout (W3C) asks; foreign words
keep their own spacing. While a page of ours is laid out, this stands in the place of WeasyPrint's function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, create_layout, line_size

from letterbook.render.pdf.line_breaks import LETTER_SPACING, SLACK, in_spaces
from letterbook.render.pdf.paragraph_words import hanging_of, width_of

_FULL_WIDTH = re.compile(
    "[\u2014\u2018\u2019\u201c\u201d\u2026\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)
_MOST_EM = 0.35
"""Wider gaps than this part of a character look like spaces; the line stays short instead."""


class _Spread(Layout):  # type: ignore[misc]  # WeasyPrint carries no types
    """A line's layout with `gap` (px) after each Chinese or Japanese character."""

    def __init__(self, style: Any, gap: float) -> None:
        self.gap = gap
        super().__init__(style)

    def set_text(self, text: str, justify: bool = False) -> None:  # noqa: ARG002  # WeasyPrint names it
        super().set_text(text)
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for run in _FULL_WIDTH.finditer(self.text):
            attribute = pango.pango_attr_letter_spacing_new(int(self.gap * TO_UNITS))
            attribute.start_index = len(self.text[: run.start()].encode())
            attribute.end_index = len(self.text[: run.end()].encode())
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)


_show_text_of_pydyf = Stream.show_text


def _show_text(stream: Any, text: str) -> None:
    # PDFium, and so Chrome, forgets a move that follows an empty string: justified Arabic would come out ragged.
    _show_text_of_pydyf(stream, text.removeprefix("<>"))


_draw_first_line = drawing.draw_first_line


def _draw_spaced(stream: Any, text: Any, *rest: Any) -> Any:
    """Draws a text with the distance between its letters (ISO 32000-1, 9.3.2), which WeasyPrint would round for each letter."""
    spacing = _spacing(text)
    if not spacing:
        return _draw_first_line(stream, text, *rest)
    stream.stream.append(f"{spacing:.4f} Tc".encode())
    drawn = _draw_first_line(stream, text, *rest)
    stream.stream.append(b"0 Tc")
    return drawn


@contextmanager
def own_justification() -> Iterator[None]:
    """While a page is laid out, WeasyPrint justifies as told above; afterwards it is as it was, for others in the process."""
    before = inline.justify_line, Stream.show_text, drawing.draw_first_line
    inline.justify_line, Stream.show_text, drawing.draw_first_line = _justify, _show_text, _draw_spaced
    try:
        yield
    finally:
        inline.justify_line, Stream.show_text, drawing.draw_first_line = before


def _justify(context: Any, line: Any, extra_width: float) -> None:
    """Makes the line `extra_width` px wider, up to its full width."""
    if not str(line.style["lang"] or "").startswith(("zh", "ja")):
        _widen_spaces(context, line, extra_width)
        return
    signs = sum(len(run) for box in _texts(line) for run in _FULL_WIDTH.findall(box.text))
    if signs > 1:
        gap = min(extra_width / (signs - 1), _MOST_EM * line.style["font_size"])
        _spread(line, gap, 0)


def may_space_letters(box: Any) -> bool:
    """Whether letters may stand further apart than the font has them: those of Arabic are joined."""
    return bool(box.style["direction"] == "ltr" and box.style["letter_spacing"] == "normal")


def _widen_spaces(context: Any, line: Any, extra_width: float) -> None:
    """Gives each space of the line its part of the extra width, which may be less than nothing; what is more than spaces may take is
    shared by all letters. The last of them ends the line: the distance behind it is beyond the edge, and so is a part of a sign that hangs.
    """
    spaces = inline.count_expandable_spaces(line)
    if not spaces:
        return
    *_, last = _texts(line)
    if may_space_letters(line):
        last.letterbook_hanging = hanging_of(last.text.rstrip(), last.style)
        extra_width += last.letterbook_hanging
        space = width_of(" ", line.style)
        _space_letters(line, extra_width - in_spaces(extra_width, spaces, space), spaces, space)
    gap = extra_width / spaces
    natural = sum(text.width for text in _texts(line))
    widened = sum(_with_gap(context, text, gap)[1] for text in _texts(line))
    surplus = widened - _spacing(last) - natural - extra_width
    _widen(context, line, gap - surplus / spaces, 0.0)
    if may_space_letters(line):
        _make_up_for_rounding(line)


def _make_up_for_rounding(line: Any) -> None:
    for text in _texts(line):
        glyphs, rounded = _drawn(text)
        if glyphs:
            text.letterbook_letter_spacing = _spacing(text) - rounded / glyphs


def _space_letters(line: Any, width: float, spaces: int, space: float) -> None:
    """Lets the letters of the line stand further apart, or closer, so that its words take `width` px more, or as much as may be.

    The distance is added before and behind each space too, which is made to fit afterwards, and not behind the last letter.
    """
    texts = list(_texts(line))
    letters = sum(_drawn(text)[0] for text in texts) - 2 * spaces - 1
    if abs(width) < SLACK or letters <= 0:
        return
    most = max(LETTER_SPACING) * (sum(text.width for text in texts) - spaces * space)
    for text in texts:
        text.letterbook_letter_spacing = max(min(width, most), -most) / letters


def _spacing(text: Any) -> float:
    """The distance between letters of a text, in px, that is added to the font's own."""
    return float(getattr(text, "letterbook_letter_spacing", 0.0))


def _drawn(text: Any) -> tuple[int, float]:
    """How many glyphs are drawn of a text, and by how many px they are wider than they were laid out.

    WeasyPrint moves each glyph by whole thousandths of an em (`weasyprint.draw.text.draw_first_line`), which a line adds up to a tenth of
    a millimetre.
    """
    layout = text.pango_layout
    layout.reactivate(text.style)
    first_line, _ = layout.get_first_line()
    count, rounded, run = 0, 0.0, first_line.runs[0]
    size = text.style["font_size"]
    rectangle = ffi.new("PangoRectangle *")
    while run != ffi.NULL:
        font, glyphs = run.data.item.analysis.font, run.data.glyphs
        for glyph in glyphs.glyphs[0 : glyphs.num_glyphs]:
            if glyph.glyph == pango.PANGO_GLYPH_EMPTY:
                continue
            pango.pango_font_get_glyph_extents(font, glyph.glyph, ffi.NULL, rectangle)
            offset, width = glyph.geometry.x_offset / size, glyph.geometry.width / TO_UNITS / size * 1000
            moved = round(rectangle.width / TO_UNITS / size * 1000) + offset - width
            count, rounded = count + 1, rounded + moved - int(moved)
        run = run.next
    layout.deactivate()
    return count, rounded * size / 1000


def _with_gap(context: Any, text: Any, gap: float) -> tuple[Any, float]:
    """The layout of a text whose spaces are wider by the gap, and how wide it is, in px."""
    spacing = _spacing(text)
    given = spacing * _drawn(text)[0] if spacing else 0.0
    if not inline.count_expandable_spaces(text):
        return text.pango_layout, text.width + given
    layout = create_layout(text.text, text.style, context, max_width=None, justification_spacing=gap)
    layout.set_text(text.text, justify=True)
    width, _ = line_size(layout.get_first_line()[0], text.style)
    layout.deactivate()
    return layout, width + given


def _widen(context: Any, box: Any, gap: float, moved: float) -> float:
    """Widens the spaces of a box; how far what follows has moved, in px."""
    if isinstance(box, boxes.TextBox):
        box.position_x += moved
        box.justification_spacing = gap
        before = box.width
        box.pango_layout, box.width = _with_gap(context, box, gap)
        return float(moved + box.width - before)
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += moved
        before = moved
        for child in reversed(box.children) if box.style["direction"] == "rtl" else box.children:
            if child.is_in_normal_flow():
                moved = _widen(context, child, gap, moved)
        box.width += moved - before
        return moved
    box.translate(moved, 0)
    return moved


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(child)


def _spread(box: Any, gap: float, moved: float) -> float:
    """Widens the texts of a box by a gap for each character; how far what follows has moved to the right, in px."""
    if isinstance(box, boxes.TextBox):
        box.position_x += moved
        layout = _Spread(box.style, gap)
        layout.set_text(box.text)
        width, _ = line_size(layout.get_first_line()[0], box.style)
        layout.deactivate()
        moved += width - box.width
        box.width, box.pango_layout = width, layout
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += moved
        before = moved
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _spread(child, gap, moved)
        box.width += moved - before
    else:
        box.translate(moved, 0)
    return moved
