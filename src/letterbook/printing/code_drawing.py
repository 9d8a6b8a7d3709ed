"""A sheet's code as it is drawn at the edge of a page: a QR code, and the same in letters beside it.

It stands in the lower left corner: no window shows the foot of a sheet, the fold marks of every form end above it, the holes
of a four-hole punch (ISO 838) too, and the margin of text begins to its right. All of it is outlines, and an artifact.
"""

from __future__ import annotations

from functools import lru_cache

import segno

from letterbook.fonts import SANS
from letterbook.fonts.outlines import outline
from letterbook.pdf import Form, Overlay

MODULE_MM, MODULES, QUIET = 0.42, 25, 4
"""The side of a module, how many of them a code has in a row (version 2), and how many stay white around it."""
LEFT_MM, BOTTOM_MM = 7.0, 8.0
"""From the sheet's edges to the first module. Printers leave 4.2 mm white."""
_LETTERS_MM = 2.0
_FONT, _UNITS = SANS, 1000
_PT = 72 / 25.4
_SIDE_MM = MODULE_MM * MODULES
_MASK = 2
"""One of the eight patterns that a code may have: to choose the evenest for each would take twenty times as long."""


def drawn_code(text: str) -> Overlay:
    """What is drawn for a code, of a sheet or of a separator: at most 20 capital letters, figures and hyphens."""
    size = _LETTERS_MM * _PT / _UNITS
    x, y = (LEFT_MM + _SIDE_MM + QUIET * MODULE_MM + _LETTERS_MM * 0.75) * _PT, BOTTOM_MM * _PT
    matrix = b"%.4f 0 0 %.4f %.3f %.3f cm\n" % (
        MODULE_MM * _PT,
        MODULE_MM * _PT,
        LEFT_MM * _PT,
        BOTTOM_MM * _PT,
    )
    turned = b"0 %.5f %.5f 0 %.3f %.3f cm\n" % (size, -size, x, y)
    return Overlay(
        b"0 g\nq\n" + matrix + _modules(text) + b"Q\nq\n" + turned + _letters(text) + b"Q", _forms()
    )


def _modules(text: str) -> bytes:
    """The dark modules as rectangles, as many in a row in one, from the lower left corner; a module has the side 1."""
    rows = segno.make_qr(text, version=2, error="m", mask=_MASK, boost_error=True).matrix
    found = []
    for y, row in enumerate(reversed(rows)):
        start = None
        for x, is_dark in enumerate((*row, 0)):
            if is_dark and start is None:
                start = x
            elif not is_dark and start is not None:
                found.append(b"%d %d %d 1 re" % (start, y, x - start))
                start = None
    return b"\n".join([*found, b"f\n"])


def _letters(text: str) -> bytes:
    """The signs one after another, each a form that all pages share."""
    names = ((sign, ord("_") if sign == "-" else ord(sign)) for sign in text)
    return b"".join(b"/Over%c Do 1 0 0 1 %d 0 cm\n" % (name, _advance(sign)) for sign, name in names)


def _advance(sign: str) -> int:
    return round(outline(sign, _FONT)[1])


@lru_cache(maxsize=1)
def _forms() -> dict[str, Form]:
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
    box = (-100.0, -300.0, 1100.0, 1000.0)
    return {f"Over{'_' if sign == '-' else sign}": Form(outline(sign, _FONT)[0], box) for sign in signs}
