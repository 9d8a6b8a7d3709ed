"""Room for a pen that no fold crosses: ink does not take well on the crease, and a signature across it looks broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_PX_A_MM = 96 / 25.4
_CLEAR = 1.0 * _PX_A_MM
"""What is between the crease and the room for the pen; a fold may be off by as much."""
_PEN, _FOLD = "signature-space", "fold-mark"


def clear_of_folds(document: Any, again: Callable[[str], Any]) -> Any:
    """The document, or the same laid out `again` with a rule more, by which its room for a pen begins below the fold that
    crosses it; but not where that takes a page more.
    """
    lower = _too_high(document.pages[0])
    if not lower:
        return document
    moved = again(f".{_PEN} {{ margin-top: {lower:.2f}px }}")
    return moved if len(moved.pages) == len(document.pages) else document


def _too_high(page: Any) -> float:
    """By how much the room for a pen has to go down, in px; 0 where no fold crosses it."""
    folds = [top for top, _ in _places(page, _FOLD)]
    for top, bottom in _places(page, _PEN):
        for fold in folds:
            if top < fold + _CLEAR and fold - _CLEAR < bottom:
                return float(fold + _CLEAR - top)
    return 0.0


def _places(page: Any, kind: str) -> Iterator[tuple[float, float]]:
    """Top and bottom of each box of this class."""
    for box in page._page_box.descendants():  # noqa: SLF001  # it has no other way in
        element = getattr(box, "element", None)
        if element is not None and kind in (element.get("class") or "").split():
            yield box.position_y, box.position_y + box.margin_height()
