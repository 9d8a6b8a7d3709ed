"""The bars of `archive.sheet_marks` as they are drawn at a page's edge, and whether the pages leave it free."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from letterbook.archive.sheet_marks import (
    BESIDE_MM,
    BEYOND_MM,
    EDGE_MM,
    FIRST_MM,
    LENGTH_MM,
    PLACES,
    THICKNESS_MM,
    Marks,
    middle_mm,
)
from letterbook.envelope_windows import Area
from letterbook.errors import UsageError
from letterbook.pdf import Overlay
from letterbook.printing.code_corner import covered_pages
from letterbook.printing.posted_letters import PostedLetter, PostedMailing
from letterbook.sentences import say

_PT = 72 / 25.4


@lru_cache(maxsize=100)
def drawn_marks(marks: Marks, size_mm: tuple[float, float]) -> Overlay:
    """The bars of a sheet of this width and height."""
    width, height = size_mm
    left = width - EDGE_MM - LENGTH_MM
    bars = (
        b"%.3f %.3f %.3f %.3f re\n"
        % (
            left * _PT,
            (height - middle_mm(place) - THICKNESS_MM / 2) * _PT,
            LENGTH_MM * _PT,
            THICKNESS_MM * _PT,
        )
        for place, is_there in enumerate(marks)
        if is_there
    )
    return Overlay(b"0 g\n" + b"".join(bars) + b"f", is_common=True)


def with_marks(code: Overlay | None, marks: Overlay) -> Overlay:
    """Both on one page."""
    return marks if code is None else Overlay(code.drawn + b"\n" + marks.drawn, code.forms)


def _marked_area(width: float, _height: float) -> Area:
    """What the bars of a sheet of this size take with the white around them, in mm."""
    left = width - EDGE_MM - LENGTH_MM - BESIDE_MM
    return Area(
        left,
        FIRST_MM - BEYOND_MM,
        LENGTH_MM + 2 * BESIDE_MM,
        middle_mm(PLACES - 1) - FIRST_MM + 2 * BEYOND_MM,
    )


def refuse_covered_edge(
    mailing: PostedMailing, letters: Sequence[PostedLetter], *, alone: bool, is_duplex: bool
) -> None:
    """Raises UsageError where the front of a sheet has something in the place of the bars: a machine would read it as one."""
    for found in covered_pages(mailing, letters, _marked_area, alone=alone):
        if is_duplex and found.page % 2 == 0:
            continue  # bars stand on fronts alone
        where = {"page": found.page, "title": found.title}
        if found.title:
            raise UsageError(
                say(
                    "Page {page} of “{title}” has something where the marks are printed: 4 to 16 mm from the right edge, "
                    "107 to 147 mm from the top. Print the enclosures apart, or without marks.",
                    **where,
                )
            )
        raise UsageError(
            say(
                "Page {page} of a letter has something where the marks are printed: 4 to 16 mm from the right edge, "
                "107 to 147 mm from the top. Let its template leave that free, or print without marks.",
                page=found.page,
            )
        )
