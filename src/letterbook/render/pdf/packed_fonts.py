"""The fonts of a PDF that WeasyPrint is about to write, packed once for all documents with the same."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

from pydyf import Stream


def pack_fonts(pdf: Any) -> None:
    """Gives each stream of a font the bytes that WeasyPrint would make of it, twice: once to name the file by what is in it."""
    for found in pdf.objects:
        if isinstance(found, Stream) and found.compress and "Length1" in found.extra:
            found.stream = [_packed(b"\n".join(found.stream))]
            found.extra = {**found.extra, "Filter": "/FlateDecode"}
            found.compress = False


@lru_cache(maxsize=64)
def _packed(font: bytes) -> bytes:
    return zlib.compress(font, 9)
