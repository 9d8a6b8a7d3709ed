"""Words of a text for which the page has no room: those that run into its margin, and those that stand too deep to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from letterbook.sentences import say

_PX_A_MM = 96 / 25.4
_TOLERANCE = 0.5 * _PX_A_MM
_NARROWEST = 25 * _PX_A_MM
"""Of a column within lists and quotations: four or five words a line."""


SHORTEN = "Shorten the text, or part the long word with spaces."


class NoRoomError(Exception):  # it says whose words
    """Words of a text reach beyond its column, or the column is too narrow: what is wrong, with the `text`, and what to do."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__(found)
        self.found = found


def refuse_without_room(document: Any) -> None:
    """Raises NoRoomError for a laid-out document with words outside the column of its text (class `text`), or of a signature
    beside another (`signature-column`).
    """
    texts = (box for page in document.pages for box in _texts(page._page_box))  # noqa: SLF001  # it has no other way in
    found = [each for text in texts for each in _without_room(text)]
    if found:
        raise NoRoomError(found)


_SIGNATURE = "signature-column"
_COLUMNS = frozenset({"text", _SIGNATURE})


def _texts(box: Any) -> Iterator[Any]:
    if not _COLUMNS.isdisjoint(_classes(box)) and box.is_in_normal_flow():
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _classes(box: Any) -> Sequence[str]:
    element = getattr(box, "element", None)
    return (element.get("class") or "").split() if element is not None else ()


def _without_room(text: Any) -> Iterator[tuple[str, str]]:
    left, right = text.content_box_x(), text.content_box_x() + text.width
    for words, begin, width in _words(text):
        if begin < left - _TOLERANCE or begin + width > right + _TOLERANCE:
            if _SIGNATURE in _classes(text):
                yield say("“{text}” has no room beside the other signature.", text=words), SHORTEN
            else:
                yield say("“{text}” runs into the margin of the page, or beyond it.", text=words), SHORTEN
    deep = next(_narrow(text), None)
    if deep is not None:
        words = " ".join(words for words, _, _ in _words(deep))
        what = "“{text}” stands too deep in lists and quotations: its lines have no room."
        yield say(what, text=words), "Use fewer levels."


def _words(box: Any) -> Iterator[tuple[str, float, float]]:
    """The words of each piece of text in a box, where they begin, and how wide they are without what hangs by right."""
    words = getattr(box, "text", None)
    if words and words.strip():
        yield words.strip(), box.position_x, box.width - getattr(box, "letterbook_hanging", 0.0)
    for child in getattr(box, "children", ()):
        yield from _words(child)


def _narrow(box: Any) -> Iterator[Any]:
    """The boxes with lines in them that are too narrow; a cell of a table may be as narrow as its words."""
    if type(box).__name__ == "TableBox" or str(box.element_tag).endswith("::marker"):
        return
    children = getattr(box, "children", ())
    if any(type(child).__name__ == "LineBox" for child in children):
        if box.width < _NARROWEST and any(_words(box)):
            yield box
        return
    for child in children:
        yield from _narrow(child)
