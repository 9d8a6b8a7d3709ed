"""Which names a file of the office may have."""

from __future__ import annotations

import os
import re

from letterbook.problems import Place, Problem

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def is_printable(name: str) -> bool:
    """Whether the name is text: UTF-8 on the disk, and without characters that control a terminal."""
    return _UNPRINTABLE.search(name) is None


def printable(name: str) -> str:
    """The name as a person may be shown it; a byte that is no text by its number."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def unprintable_name(label: str) -> Problem | None:
    """The problem of a file whose name is no text, if it is none; `label` is its path as the user knows it."""
    if is_printable(label):
        return None
    shown = printable(label)
    what = "The name of this file has characters that are no text, or not in UTF-8."
    return Problem("wrong-file-name", Place(shown), what, "Give the file a name of ordinary letters.", shown)
