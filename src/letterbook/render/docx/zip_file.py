"""A Word file's zip, as `zipfile` would write it, but a part that stands in many letters is packed once.

The entries say nothing of the machine or the time: same content, same bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_PACKED = (".png", ".jpeg", ".jpg")
_STORED, _DEFLATED = 0, 8  # APPNOTE.TXT, 4.4.5
_VERSION, _UTF8, _FIRST_OF_1980 = 20, 0x800, 33
_LOCAL = struct.Struct("<4s5HL2L2H")  # 4.3.7
_CENTRAL = struct.Struct("<4s6HL2L5H2L")  # 4.3.12
_END = struct.Struct("<4s4H2LH")  # 4.3.16


def is_packed(part: str) -> bool:
    """Whether what the part holds is compressed by itself."""
    return part.lower().endswith(_PACKED)


class _Content(NamedTuple):
    method: int
    check: int
    size: int
    data: bytes


@lru_cache(maxsize=128)
def _content(data: bytes, *, stored: bool) -> _Content:
    if stored:
        return _Content(_STORED, zlib.crc32(data), len(data), data)
    packer = zlib.compressobj(-1, zlib.DEFLATED, -15)
    return _Content(_DEFLATED, zlib.crc32(data), len(data), packer.compress(data) + packer.flush())


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these parts in this order. Each, and all together, have less than 4 GB."""
    pieces: list[bytes] = []
    central: list[bytes] = []
    at = 0
    for part, data in parts:
        held, name = _content(data, stored=is_packed(part)), part.encode()
        flags = 0 if name.isascii() else _UTF8
        said = (flags, held.method, 0, _FIRST_OF_1980, held.check, len(held.data), held.size, len(name), 0)
        pieces += (_LOCAL.pack(b"PK\3\4", _VERSION, *said), name, held.data)
        central += (_CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *said, 0, 0, 0, 0, at), name)
        at += _LOCAL.size + len(name) + len(held.data)
    count, length = len(central) // 2, sum(map(len, central))
    return b"".join((*pieces, *central, _END.pack(b"PK\5\6", 0, 0, count, count, length, at, 0)))
