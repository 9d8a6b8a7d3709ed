"""The parts of a zip that is held in memory: what was unpacked once for one file is not unpacked again for the next.

A part is taken for known by all of its packed bytes, its sum and its size. A zip that is written in any unusual way is read by `zipfile` alone.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache, lru_cache

Read = Callable[[str], bytes]

_LOCAL = struct.Struct("<4s5HL2L2H")  # APPNOTE.TXT, 4.3.7
_UTF8 = 0x800
_MOST_KEPT_BYTES = 200_000


def part_reader(file: bytes, archive: zipfile.ZipFile) -> Read:
    """Gives a part by its name, as `archive.read` does, which is `file` opened."""

    @cache
    def read(name: str) -> bytes:
        info = archive.getinfo(name)
        packed = _packed(file, info)
        if packed is None or len(packed) > _MOST_KEPT_BYTES:
            return archive.read(name)
        data = _unpacked(packed, info.compress_type, info.file_size, info.CRC)
        return archive.read(name) if data is None else data

    return read


def _packed(file: bytes, info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of an entry as they are packed; None where its two descriptions differ, or have more than a name."""
    begin = info.header_offset + _LOCAL.size
    head = file[info.header_offset : begin]
    if len(head) < _LOCAL.size:
        return None
    sign, _, flags, method, _, _, check, packed, size, length, more = _LOCAL.unpack(head)
    name = info.orig_filename.encode()
    said = (flags & ~_UTF8, method, check, packed, size, more, file[begin : begin + length])
    if sign != b"PK\3\4" or said != (
        0,
        info.compress_type,
        info.CRC,
        info.compress_size,
        info.file_size,
        0,
        name,
    ):
        return None
    return file[begin + length : begin + length + packed]


def unpacked_part(packed: bytes, method: int, size: int, check: int) -> bytes | None:
    """What was packed; None where it is not of this size or sum."""
    if method == zipfile.ZIP_STORED:
        data = packed
    elif method == zipfile.ZIP_DEFLATED:
        try:
            data = zlib.decompressobj(-15).decompress(packed, size + 1)
        except zlib.error:
            return None
    else:
        return None
    return data if (len(data), zlib.crc32(data)) == (size, check) else None


_unpacked = lru_cache(maxsize=256)(unpacked_part)
