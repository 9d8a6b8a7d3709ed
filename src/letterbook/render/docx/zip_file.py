"""A Word file's zip, as `zipfile` would write it, but a part that stands in many letters is packed once.

The entries say nothing of the machine or the time: same content, same bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_PACKED = (".png", ".jpeg", ".jpg")
_STORED, _DEFLATED = 0, 8  # APPNOTE.TXT, 4.4.5
_VERSION, _UTF8, _FIRST_OF_1980 = 20, 0x800, 33
_LOCAL = struct.Struct("<4s5HL2L2H")  # 4.3.7
_CENTRAL = struct.Struct("<4s6HL2L5HL")  # 4.3.12, without the last field: where the entry begins
_END = struct.Struct("<4s4H2LH")  # 4.3.16
_PLACE = 4  # bytes of that field


def is_packed(part: str) -> bool:
    """Whether what the part holds is compressed by itself."""
    return part.lower().endswith(_PACKED)


class _Content(NamedTuple):
    method: int
    check: int
    size: int
    data: bytes


def _pack(data: bytes, *, stored: bool) -> _Content:
    if stored:
        return _Content(_STORED, zlib.crc32(data), len(data), data)
    packer = zlib.compressobj(-1, zlib.DEFLATED, -15)
    return _Content(_DEFLATED, zlib.crc32(data), len(data), packer.compress(data) + packer.flush())


_pack_once = lru_cache(maxsize=128)(_pack)


class Stretch(NamedTuple):
    """Parts as they stand in a zip one after another. Of each the directory says what it is, and where in these bytes it begins."""

    data: bytes
    said: tuple[tuple[bytes, int, bytes], ...]
    """What the directory says before the place, the place, and the part's name."""


def stretch(parts: Iterable[tuple[str, bytes]]) -> Stretch:
    """These parts in this order, each packed once for all files that have it."""
    return _together(_one(part, _pack_once(data, stored=is_packed(part))) for part, data in parts)


def of_its_own(part: str, data: bytes) -> Stretch:
    """A part that no other file has: how it is packed is not remembered."""
    return _one(part, _pack(data, stored=is_packed(part)))


def _one(part: str, held: _Content) -> Stretch:
    name = part.encode()
    flags = 0 if name.isascii() else _UTF8
    said = (flags, held.method, 0, _FIRST_OF_1980, held.check, len(held.data), held.size, len(name), 0)
    head = _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *said, 0, 0, 0, 0)
    data = b"".join((_LOCAL.pack(b"PK\3\4", _VERSION, *said), name, held.data))
    return Stretch(data, ((head, 0, name),))


def _together(stretches: Iterable[Stretch]) -> Stretch:
    pieces, said, at = list[bytes](), list[tuple[bytes, int, bytes]](), 0
    for each in stretches:
        pieces.append(each.data)
        said += ((head, at + place, name) for head, place, name in each.said)
        at += len(each.data)
    return Stretch(b"".join(pieces), tuple(said))


def zip_pieces(stretches: Sequence[Stretch]) -> list[bytes]:
    """A zip of these stretches, in pieces to be written one after another. Each part, and all together, have less than 4 GB."""
    directory = b"".join(_directory(stretches))
    count, length = sum(len(each.said) for each in stretches), sum(len(each.data) for each in stretches)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), length, 0)
    return [*(each.data for each in stretches), directory + end]


def _directory(stretches: Iterable[Stretch]) -> Iterator[bytes]:
    at = 0
    for each in stretches:
        for head, place, name in each.said:
            yield head
            yield (at + place).to_bytes(_PLACE, "little")
            yield name
        at += len(each.data)


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these parts in this order. Each, and all together, have less than 4 GB."""
    return b"".join(zip_pieces([stretch(parts)]))
