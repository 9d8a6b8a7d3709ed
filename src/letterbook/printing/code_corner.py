"""Whether the pages that get a sheet's code leave its corner free: a finished PDF of the office may draw there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterbook.archive.opening import MOST_LETTER_BYTES, read_inside
from letterbook.archive.print_job import CoveredCorner
from letterbook.printing.code_drawing import BOTTOM_MM, LEFT_MM, MODULE_MM, MODULES, QUIET
from letterbook.printing.posted_letters import PostedLetter, PostedMailing

_SIDE_MM = MODULE_MM * MODULES
_FREE_MM = QUIET * MODULE_MM
RIGHT_MM, TOP_MM = LEFT_MM + _SIDE_MM + 2 * _FREE_MM, BOTTOM_MM + _SIDE_MM + _FREE_MM
"""From the sheet's lower left corner: what a code takes with the white around it and the letters beside it."""
_PT_PER_MM = 72 / 25.4
_PAPER = 200
"""The grey from which on a dot counts as paper."""


def covered_corners(
    mailing: PostedMailing, letters: Sequence[PostedLetter], *, alone: bool
) -> Iterator[CoveredCorner]:
    """The pages on which something stands where the code is drawn, of a letter of each kind; `alone` without their enclosures."""
    kinds = {
        (letter.template, letter.language, *(part.title for part in letter.enclosures)): letter
        for letter in reversed(letters)
    }
    found = dict.fromkeys(
        each for letter in kinds.values() for each in _of_letter(mailing, letter, alone=alone)
    )
    yield from found


def _of_letter(mailing: PostedMailing, letter: PostedLetter, *, alone: bool) -> Iterator[CoveredCorner]:
    import pypdfium2

    assert letter.pdf is not None
    parts = [("", 0, letter.cover_pages)]
    parts += [] if alone else [(part.title, part.first, part.end) for part in letter.enclosures]
    with pypdfium2.PdfDocument(read_inside(mailing.folder, letter.pdf, MOST_LETTER_BYTES)) as document:
        for title, first, end in parts:
            for number in range(first, min(end, len(document))):
                if _is_covered(document[number]):
                    yield CoveredCorner(title, number - first + 1)


def _is_covered(page: object) -> bool:
    """Whether a dot in the corner is darker than paper; the sheet's edge, where printers draw nothing, is left out."""
    width, height = page.get_size()  # type: ignore[attr-defined]  # pypdfium2 has no types
    left, bottom = (LEFT_MM - _FREE_MM) * _PT_PER_MM, (BOTTOM_MM - _FREE_MM) * _PT_PER_MM
    right, top = width - RIGHT_MM * _PT_PER_MM, height - TOP_MM * _PT_PER_MM
    corner = page.render(scale=1, crop=(left, bottom, right, top), grayscale=True)  # type: ignore[attr-defined]
    darkest, _ = corner.to_pil().convert("L").getextrema()
    return bool(darkest < _PAPER)
