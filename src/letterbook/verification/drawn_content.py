"""What a page draws, however it is cut into streams and packed (ISO 32000-1, 7.8.2)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from functools import lru_cache

_MOST_BYTES = 50_000_000
_TOO_LONG = "its contents are far longer than what a page draws"


@lru_cache(maxsize=4)  # what a page draws is asked for its digest, and for its lines
def unpacked(data: bytes) -> bytes:
    """A stream packed by Flate; as it is stored where it is damaged. Raises ValueError where it is far longer than what a page draws."""
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(data, _MOST_BYTES)
    except zlib.error:
        return data
    if reader.unconsumed_tail:
        raise ValueError(_TOO_LONG)
    return found


def drawn_digest(streams: Iterable[bytes]) -> str:
    """The digest of contents in one or several streams; "" where they are empty. Raises ValueError where they are far too long."""
    digest, size = hashlib.sha256(), 0
    for stream in streams:
        digest.update(stream)
        size += len(stream)
        if size > _MOST_BYTES:
            raise ValueError(_TOO_LONG)
    return digest.hexdigest() if size else ""
