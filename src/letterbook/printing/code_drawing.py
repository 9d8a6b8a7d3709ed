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
    """The dark modules as rectangles, from the lower left corner; a module has the side 1. A line has those of a third of a row: of
    few enough modules that each of their patterns is written once for all codes.
    """
    dark, lines = dark_modules(text), []
    for left, middle, right in _THIRDS:
        lines.append(left[dark >> _BEHIND_LEFT & _IN_LEFT])
        lines.append(middle[dark >> _BEHIND_MIDDLE & _IN_OTHERS])
        lines.append(right[dark & _IN_OTHERS])
        dark >>= MODULES
    return b"".join([*lines, b"f\n"])


class _Patterns(dict[int, bytes]):
    """The rectangles of the dark ones among modules of a row that stand side by side, the last bit the rightmost, as they are asked for."""

    def __init__(self, row: int, first: int, count: int) -> None:
        super().__init__({0: b""})
        self._row, self._first, self._count = row, first, count

    def __missing__(self, bits: int) -> bytes:
        runs = (found.span() for found in _DARK.finditer(f"{bits:0{self._count}b}"))
        self[bits] = b" ".join(
            b"%d %d %d 1 re" % (self._first + begin, self._row, end - begin) for begin, end in runs
        )
        self[bits] += b"\n"
        return self[bits]


_DARK = re.compile("1+")
_LEFT, _OTHERS = 9, 8
"""How many modules the first third of a row has, and each of the others."""
_BEHIND_MIDDLE, _BEHIND_LEFT = _OTHERS, 2 * _OTHERS
_IN_LEFT, _IN_OTHERS = (1 << _LEFT) - 1, (1 << _OTHERS) - 1
_THIRDS = tuple(
    (_Patterns(row, 0, _LEFT), _Patterns(row, _LEFT, _OTHERS), _Patterns(row, _LEFT + _OTHERS, _OTHERS))
    for row in range(MODULES)
)
"""From the lowest row up."""


def dark_modules(text: str) -> int:
    """The modules of the text's QR code as the digits of a binary number, row by row from the upper left, 1 for a dark one.

    In codes of one length and mask each module is a sum, modulo 2, of the bits of the text: error correction is linear (ISO 18004,
    7.5), and all else stands where it stands. So segno draws a code for each bit, once, and every other code is a sum of these.
    """
    dark, pairs = _learned(len(text))
    for at, differing in enumerate(pairs):
        dark ^= differing[text[2 * at : 2 * at + 2]]
    return dark


class _Differing(dict[str, int]):
    """The modules in which a code of so many signs differs that has these two, or one, at a place of it, instead of zeros."""

    def __init__(self, base: int, length: int, at: int) -> None:
        super().__init__()
        self._base, self._length, self._at = base, length, at
        self._bits: dict[int, int] = {}

    def __missing__(self, signs: str) -> int:
        value = differing = 0
        for sign in signs:
            value = value * len(_SIGNS) + _SIGNS.index(sign)
        for place in range(value.bit_length()):
            if value >> place & 1:
                differing ^= self._bit(1 << place, len(signs))
        self[signs] = differing
        return differing

    def _bit(self, value: int, count: int) -> int:
        """The same of the signs that have this value, a power of two."""
        if value not in self._bits:
            signs = "".join(_SIGNS[part] for part in divmod(value, len(_SIGNS))[2 - count :])
            text = "0" * self._at + signs + "0" * (self._length - self._at - count)
            self._bits[value] = _drawn_by_segno(text) ^ self._base
        return self._bits[value]


_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""Of the alphanumeric mode, in the order of their values; two are a number of 11 bits, one of 6 (ISO 18004, 7.4.4)."""


@lru_cache(maxsize=20)
def _learned(length: int) -> tuple[int, tuple[_Differing, ...]]:
    """The modules of so many zeros, and in which of them a code differs that has other signs; by pairs of signs."""
    base = _drawn_by_segno("0" * length)
    return base, tuple(_Differing(base, length, at) for at in range(0, length, 2))


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
