"""The outlines of a TrueType font's glyphs, read table by table (OpenType 1.9, `loca` and `glyf`).

The fonts of the bundle are written by fontTools, so the verification reads them itself. Two programs may store the same
outline in different bytes; what is compared is the points.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache

_REPEAT, _ON_CURVE = 0x08, 0x01
_AXES = ((0x02, 0x10), (0x04, 0x20))  # of x and y: one byte wide; and then positive, else the same as before
_WORDS, _XY_VALUES, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x0001, 0x0002, 0x0008, 0x0020, 0x0040, 0x0080

Outline = tuple[object, ...]


class BrokenFontError(Exception):  # it says what is wrong with the embedded font
    """The embedded font program cannot be read."""


def outlines(font: bytes) -> Mapping[int, Outline]:
    """Each glyph that is drawn, by its number, in values that are equal where the outlines are. Raises BrokenFontError."""
    try:
        stored = dict(_glyphs(font))
        return {glyph: _resolved(glyph, stored) for glyph in stored}
    except (struct.error, IndexError, KeyError, RecursionError) as error:
        raise BrokenFontError("The embedded font is damaged.") from error


def glyph_data(font: bytes) -> tuple[int, Iterator[tuple[int, bytes]]]:
    """How many units an em has, and each glyph that is drawn with its data as it is stored."""
    tables = _tables(font)
    return struct.unpack_from(">H", tables[b"head"], 18)[0], _glyphs(font)


def _tables(font: bytes) -> dict[bytes, bytes]:
    tables = {}
    for index in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, start, size = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        tables[tag] = font[start : start + size]
    return tables


def _glyphs(font: bytes) -> Iterator[tuple[int, bytes]]:
    tables = _tables(font)
    count = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
    is_long = struct.unpack_from(">h", tables[b"head"], 50)[0]
    places = struct.unpack_from(f">{count + 1}{'I' if is_long else 'H'}", tables[b"loca"])
    unit = 1 if is_long else 2
    for glyph in range(count):
        if places[glyph] != places[glyph + 1]:
            yield glyph, tables[b"glyf"][places[glyph] * unit : places[glyph + 1] * unit]


def _resolved(glyph: int, stored: Mapping[int, bytes]) -> Outline:
    """The outline; one that is put together of others with theirs, since their numbers may differ between fonts."""
    data = stored.get(glyph)
    if not data:
        return ()
    contours = struct.unpack_from(">h", data)[0]
    if contours >= 0:
        return _simple(data, contours)
    return tuple((_resolved(part, stored), how) for part, how in _composite(data))


@lru_cache(maxsize=4096)
def _simple(data: bytes, contours: int) -> Outline:
    if contours == 0:
        return ()
    ends = struct.unpack_from(f">{contours}H", data, 10)
    at = 10 + 2 * contours
    at += 2 + int(struct.unpack_from(">H", data, at)[0])
    flags: list[int] = []
    while len(flags) <= ends[-1]:
        flag, at = data[at], at + 1
        times = 1
        if flag & _REPEAT:
            times, at = 1 + data[at], at + 1
        flags += [flag] * times
    coordinates = []
    for short, same in _AXES:
        values, at = _coordinates(data, at, flags, short, same)
        coordinates.append(values)
    return (ends, bytes(flag & _ON_CURVE for flag in flags), *coordinates)


def _coordinates(
    data: bytes, at: int, flags: list[int], short: int, same: int
) -> tuple[tuple[int, ...], int]:
    values, value = [], 0
    for flag in flags:
        if flag & short:
            value += data[at] if flag & same else -data[at]
            at += 1
        elif not flag & same:
            value += struct.unpack_from(">h", data, at)[0]
            at += 2
        values.append(value)
    return tuple(values), at


@lru_cache(maxsize=1024)
def _composite(data: bytes) -> tuple[tuple[int, Outline], ...]:
    """The glyphs that this one is put together of, each with where and how it is set."""
    parts: list[tuple[int, Outline]] = []
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", data, at)
        at += 4
        form = (
            ("hh" if flags & _XY_VALUES else "HH")
            if flags & _WORDS
            else ("bb" if flags & _XY_VALUES else "BB")
        )
        moved = struct.unpack_from(f">{form}", data, at)
        at += struct.calcsize(f">{form}")
        scales = 4 if flags & _MATRIX else 2 if flags & _TWO_SCALES else 1 if flags & _SCALE else 0
        parts.append((glyph, (flags & _XY_VALUES, moved, struct.unpack_from(f">{scales}h", data, at))))
        at += 2 * scales
    return tuple(parts)
