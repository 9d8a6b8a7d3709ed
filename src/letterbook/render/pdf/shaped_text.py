"""A text as Pango shapes it in a style, measured and drawn by WeasyPrint's own functions without a page around it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream
from weasyprint.text.line_break import Layout, line_size


class ShapedText:
    """One line of text in a style; what WeasyPrint asks of a box of text that it draws."""

    def __init__(self, text: str, style: Any) -> None:
        self.text, self.style = text, style
        self.pango_layout = Layout(style)
        self.pango_layout.set_text(text)

    @property
    def first_line(self) -> Any:
        return self.pango_layout.get_first_line()[0]

    @cached_property
    def width(self) -> float:
        """In px."""
        width, _ = line_size(self.first_line, self.style)
        return float(width)

    def draw(self, stream: Stream, x: float = 0.0, baseline: float = 0.0) -> None:
        """Adds the operators that draw it at this place, in px from the page's upper left corner."""
        draw_first_line(stream, self, "clip", "none", Matrix(d=-1, e=x, f=baseline))


def loose_stream(fonts: dict[Any, Any]) -> Stream:
    """A stream of no page that draws with these fonts, by WeasyPrint's keys, and adds to them what it needs."""
    return Stream(fonts, None, {}, {}, None, {}, None)
