"""PDF's objects as text, apart from the numbers of those that they refer to: the same in every file."""

from __future__ import annotations

import re
from functools import lru_cache

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
