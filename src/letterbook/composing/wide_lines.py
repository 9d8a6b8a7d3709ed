"""Lines of the address field that are wider than it, found before anything is laid out."""

from __future__ import annotations

from collections.abc import Iterator

from letterbook.envelope_windows import WINDOWS
from letterbook.fonts import SANS, SERIF_BOLD, width_mm
from letterbook.model import Letter, OwnFont

RETURN_LINE_PT, DELIVERY_PT = 7.5, 8.5  # as base.css has them


def wide_lines(letter: Letter, own: tuple[OwnFont, ...]) -> Iterator[tuple[str, str, float, float]]:
    """The single lines of the address field that are wider than it: key, text, width and room in mm; `own` are the
    office's fonts.
    """
    room = WINDOWS[letter.window].address.width
    single = (
        ("return_line", letter.head.return_line, RETURN_LINE_PT, SANS),
        ("delivery", letter.delivery, DELIVERY_PT, SERIF_BOLD),
    )
    for key, text, size, font in single:
        if text and (width := width_mm(text, size, font, own)) > room:
            yield key, text, width, room
