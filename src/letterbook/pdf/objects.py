"""PDF's objects as text, apart from the numbers of those that they refer to: the same in every file."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from pikepdf import Object

_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|(\d+) 0 R", re.DOTALL)
"""A reference, the group its number; or a string, in which the same letters would mean nothing."""


def with_holes(value: Object) -> tuple[bytes, tuple[int, ...]]:
    """The value, which is no stream, as PDF with a `%d` for each object's number, and these numbers."""
    return _with_holes(value.unparse(resolved=True))


@lru_cache(maxsize=5000)  # in letters that are built alike the same objects have the same numbers
def _with_holes(text: bytes) -> tuple[bytes, tuple[int, ...]]:
    numbers = []

    def reference(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0]
        numbers.append(int(found[1]))
        return b"%d 0 R"

    return _REFERENCE.sub(reference, text.replace(b"%", b"%%")), tuple(numbers)


def stream_object(about: bytes, data: bytes, level: int = -1) -> bytes:
    """A stream, packed; `about` are its other entries, `level` is zlib's."""
    return packed_stream(about, zlib.compress(data, level))


def packed_stream(about: bytes, packed: bytes) -> bytes:
    """The same of data that are packed already."""
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (about, len(packed), packed)


def object_stream(objects: Sequence[tuple[int, bytes]], level: int = -1) -> bytes:
    """Objects, each with its number, packed together (ISO 32000-1, 7.5.7)."""
    offsets = accumulate((len(text) + 1 for _, text in objects), initial=0)
    head = b" ".join(
        b"%d %d" % (number, offset) for (number, _), offset in zip(objects, offsets, strict=False)
    )
    head += b"\n"
    about = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return stream_object(about, head + b"\n".join(text for _, text in objects), level)
