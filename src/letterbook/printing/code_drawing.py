"""A sheet's code as it is drawn at the edge of a page: a QR code, and the same in letters beside it.

It stands in the lower left corner: no window shows the foot of a sheet, the fold marks of every form end above it, the holes
of a four-hole punch (ISO 838) too, and the margin of text begins to its right. All of it is outlines, and an artifact.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

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
    bits = f"{dark_modules(text):0{MODULES * MODULES}b}"
    rows = "\n".join(bits[at : at + MODULES] for at in range(MODULES * (MODULES - 1), -1, -MODULES))
    return b"\n".join([*(_rectangle(*run.span()) for run in _DARK.finditer(rows)), b"f\n"])


_DARK = re.compile("1+")


@lru_cache(maxsize=MODULES**3)
def _rectangle(begin: int, end: int) -> bytes:
    """That of a run of dark modules in the rows, from the lowest up, with a line end behind each."""
    y, x = divmod(begin, MODULES + 1)
    return b"%d %d %d 1 re" % (x, y, end - begin)


def dark_modules(text: str) -> int:
    """The modules of the text's QR code as the digits of a binary number, row by row from the upper left, 1 for a dark one.

    In codes of one length and mask each module is a sum, modulo 2, of the bits of the text: error correction is linear (ISO 18004,
    7.5), and all else stands where it stands. So segno draws a code for each bit, once, and every other code is a sum of these.
    """
    base, bits = _learned(len(text))
    for at, places in zip(range(0, len(text), 2), bits, strict=True):
        value = 0
        for sign in text[at : at + 2]:
            value = value * len(_SIGNS) + _SIGNS.index(sign)
        for place, differs in enumerate(places):
            if value >> place & 1:
                base ^= differs
    return base


_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""Of the alphanumeric mode, in the order of their values; two are a number of 11 bits, one of 6 (ISO 18004, 7.4.4)."""


@lru_cache(maxsize=20)
def _learned(length: int) -> tuple[int, tuple[tuple[int, ...], ...]]:
    """The modules of so many zeros, and in which of them a code differs that has one bit more; by pairs of signs."""
    base = _drawn_by_segno("0" * length)
    return base, tuple(
        tuple(
            _drawn_by_segno("0" * at + pair + "0" * (length - at - len(pair))) ^ base
            for pair in _powers_of_two(min(2, length - at))
        )
        for at in range(0, length, 2)
    )


def _powers_of_two(signs: int) -> list[str]:
    """The pairs of signs, or single ones, with the values 1, 2, 4 and so on."""
    values = (1 << place for place in range(11 if signs == 2 else 6))
    return ["".join(_SIGNS[part] for part in divmod(value, len(_SIGNS))[2 - signs :]) for value in values]


def _drawn_by_segno(text: str) -> int:
    code = segno.make_qr(text, version=2, error="m", mask=_MASK, boost_error=True, mode="alphanumeric")
    return int("".join(str(module) for row in code.matrix for module in row), 2)


def _letters(text: str) -> bytes:
    """The signs one after another, each a form that all pages share."""
    return b"".join(map(_sign, text))


@cache
def _sign(sign: str) -> bytes:
    name = ord("_") if sign == "-" else ord(sign)
    return b"/Over%c Do 1 0 0 1 %d 0 cm\n" % (name, round(outline(sign, _FONT)[1]))


@lru_cache(maxsize=1)
def _forms() -> dict[str, Form]:
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
    box = (-100.0, -300.0, 1100.0, 1000.0)
    return {f"Over{'_' if sign == '-' else sign}": Form(outline(sign, _FONT)[0], box) for sign in signs}
