"""A text as Pango shapes it in a style, measured and drawn by WeasyPrint's own functions without a page around it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout, line_size


class ShapedText:
    """One line of text in a style; what WeasyPrint asks of a box of text that it draws.

    `layout` is one of the same style, which other texts may use in turns. A text wider than `cut_at` (px) ends with “…”.
    """

    def __init__(
        self, text: str, style: Any, layout: Layout | None = None, cut_at: float | None = None
    ) -> None:
        self.text, self.style, self._is_cut = text, style, cut_at is not None
        self.pango_layout = layout or Layout(style, 0, cut_at)
        self._set()

    def _set(self) -> None:
        self.pango_layout.set_text(self.text)
        self.pango_layout.letterbook_owner = self

    @property
    def first_line(self) -> Any:
        if self.pango_layout.letterbook_owner is not self:
            self._set()
        return self.pango_layout.get_first_line()[0]

    @cached_property
    def width(self) -> float:
        """In px, if it is not cut."""
        width, _ = line_size(self.first_line, self.style)
        return float(width)

    def draw(self, stream: Stream, x: float = 0.0, baseline: float = 0.0) -> None:
        """Adds the operators that draw it at this place, in px from the page's upper left corner."""
        if self.pango_layout.letterbook_owner is not self:
            self._set()
        overflow = "ellipsis" if self._is_cut else "clip"
        draw_first_line(stream, self, overflow, "none", Matrix(d=-1, e=x, f=baseline))


class Layouts:
    """A layout for each style, in which texts are shaped one after another."""

    def __init__(self) -> None:
        self._layouts: dict[int, tuple[Any, Layout]] = {}

    def shaped(self, text: str, style: Any, cut_at: float | None = None) -> ShapedText:
        """The text in this style. What is cut, or has its letters or words set apart, has a layout of its own."""
        if (
            cut_at is not None
            or style["word_spacing"]
            or style["letter_spacing"] not in ("normal", 0)
            or style["overflow_wrap"] != "normal"
        ):
            return ShapedText(text, style, None, cut_at)
        if id(style) not in self._layouts:  # the style is kept, or another may get its id
            self._layouts[id(style)] = style, Layout(style)
        _, layout = self._layouts[id(style)]
        pango.pango_layout_set_single_paragraph_mode(layout.layout, False)
        return ShapedText(text, style, layout)


def loose_stream(fonts: dict[Any, Any]) -> Stream:
    """A stream of no page that draws with these fonts, by WeasyPrint's keys, and adds to them what it needs."""
    return Stream(fonts, None, {}, {}, None, {}, None)
