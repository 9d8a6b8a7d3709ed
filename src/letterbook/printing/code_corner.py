"""Whether the pages that get a sheet's code leave its corner free, or another area: a finished PDF of the office may draw there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from letterbook.archive.opening import MOST_LETTER_BYTES, read_inside
from letterbook.archive.print_job import CoveredCorner
from letterbook.envelope_windows import Area
from letterbook.printing.code_drawing import BOTTOM_MM, LEFT_MM, MODULE_MM, MODULES, QUIET
from letterbook.printing.posted_letters import PostedLetter, PostedMailing

_SIDE_MM = MODULE_MM * MODULES
_FREE_MM = QUIET * MODULE_MM
RIGHT_MM, TOP_MM = LEFT_MM + _SIDE_MM + 2 * _FREE_MM, BOTTOM_MM + _SIDE_MM + _FREE_MM
"""From the sheet's lower left corner: what a code takes with the white around it and the letters beside it."""
_PT_PER_MM = 72 / 25.4
_PAPER = 200
"""The grey from which on a dot counts as paper."""


AreaOf = Callable[[float, float], Area]
"""Where something is drawn on a page of this width and height in mm."""


def covered_corners(
    mailing: PostedMailing, letters: Sequence[PostedLetter], *, alone: bool
) -> Iterator[CoveredCorner]:
    """The pages on which something stands where the code is drawn, of a letter of each kind; `alone` without their enclosures."""
    return covered_pages(mailing, letters, _corner, alone=alone)


def _corner(_width: float, height: float) -> Area:
    """The code's corner; the sheet's edge, where printers draw nothing, is left out."""
    left, bottom = LEFT_MM - _FREE_MM, BOTTOM_MM - _FREE_MM
    return Area(left, height - TOP_MM, RIGHT_MM - left, TOP_MM - bottom)


def covered_pages(
    mailing: PostedMailing, letters: Sequence[PostedLetter], area_of: AreaOf, *, alone: bool
) -> Iterator[CoveredCorner]:
    """The pages on which something stands in this area, of a letter of each kind; `alone` without their enclosures."""
    kinds = {
        (letter.template, letter.language, *(part.title for part in letter.enclosures)): letter
        for letter in reversed(letters)
    }
    yield from dict.fromkeys(
        each for letter in kinds.values() for each in _of_letter(mailing, letter, area_of, alone=alone)
    )


def _of_letter(
    mailing: PostedMailing, letter: PostedLetter, area_of: AreaOf, *, alone: bool
) -> Iterator[CoveredCorner]:
    import pypdfium2

    assert letter.pdf is not None
    parts = [("", 0, letter.cover_pages)]
    parts += [] if alone else [(part.title, part.first, part.end) for part in letter.enclosures]
    with pypdfium2.PdfDocument(read_inside(mailing.folder, letter.pdf, MOST_LETTER_BYTES)) as document:
        for title, first, end in parts:
            for number in range(first, min(end, len(document))):
                if _is_covered(document[number], area_of):
                    yield CoveredCorner(title, number - first + 1)


def _is_covered(page: Any, area_of: AreaOf) -> bool:
    """Whether a dot in the area is darker than paper."""
    width, height = (side / _PT_PER_MM for side in page.get_size())
    area = area_of(width, height)
    around = (area.left, height - area.bottom, width - area.right, area.top)
    dots = page.render(scale=1, crop=tuple(side * _PT_PER_MM for side in around), grayscale=True)
    darkest, _ = dots.to_pil().convert("L").getextrema()
    return bool(darkest < _PAPER)
