"""What a page ends with: no word is parted there, since nobody should have to turn the sheet for the rest of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Parted = tuple[Any, int]
"""Where a word is parted: the element of its paragraph, and the bytes that are no spaces before that place."""

_FOOTNOTES, _MARGINS = "FootnoteAreaBox", "MarginBox"


def mark_parted(line: Any, place: Parted) -> None:
    """Lets a line of the layout know that it ends with a part of a word."""
    line.letterbook_parted = place


def parted_by_pages(document: Any) -> Iterator[Parted]:
    """The places at which a page of the document ends within a word, with a hyphen of ours."""
    for page in document.pages[:-1]:
        lines = [*_lines(page._page_box)]  # noqa: SLF001  # it has no other way in
        place = getattr(lines[-1], "letterbook_parted", None) if lines else None
        if place is not None:
            yield place


def _lines(box: Any) -> Iterator[Any]:
    """The lines of running text, from the first to the last."""
    kind = type(box).__name__
    if kind in (_FOOTNOTES, _MARGINS):
        return
    if kind == "LineBox":
        yield box
    for child in getattr(box, "children", ()):
        if child.is_in_normal_flow():
            yield from _lines(child)
