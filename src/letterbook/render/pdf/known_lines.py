"""Lines that were set before: in all letters of a template most words are the same, and break and measure alike.

While a page is laid out, this stands in the place of WeasyPrint's function that fits as much of a text as there is room for. What it gave
for the same text in the same style and room it gives again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from weasyprint.layout import inline, preferred
from weasyprint.text.line_break import split_first_line

PROPERTIES = (
    "direction",
    "font_family",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_size",
    "font_stretch",
    "font_style",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
    "font_weight",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "lang",
    "letter_spacing",
    "overflow_wrap",
    "tab_size",
    "text_decoration_line",
    "white_space",
    "word_break",
    "word_spacing",
)
"""All of a style that decides over how a text is broken and how wide it is."""
_MOST_KNOWN = 5000


class KnownLines:
    """The lines of one template's pages, as long as its fonts and its rules of hyphenation are the same."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Any, ...]] = {}

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While a page is laid out, lines are looked up first; afterwards WeasyPrint is as it was."""
        before = inline.split_first_line, preferred.split_first_line
        inline.split_first_line = preferred.split_first_line = self._split
        try:
            yield
        finally:
            inline.split_first_line, preferred.split_first_line = before

    def _split(
        self,
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,  # as WeasyPrint has it
        minimum: bool = False,
    ) -> tuple[Any, ...]:
        """As `weasyprint.text.line_break.split_first_line`."""
        key = text, _looks(style), max_width, justification_spacing, is_line_start, minimum
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = split_first_line(
                text, style, context, max_width, justification_spacing, is_line_start, minimum
            )
            self._known[key] = found
        layout, *measures = found
        return copy(layout), *measures  # whoever draws it gives it another style


def _looks(style: Any) -> str:
    """The style by what counts for lines; of one object it never changes."""
    looks: str | None = getattr(style, "letterbook_looks", None)
    if looks is None:
        looks = style.letterbook_looks = repr([style[name] for name in PROPERTIES])
    return looks
