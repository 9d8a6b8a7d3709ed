"""The office's contact lines in the letterhead of a Word file, where Word would end a line behind a hyphen."""

from __future__ import annotations

import re

from letterbook.fonts import NO_BREAK_HYPHEN, SANS
from letterbook.fonts.glyphs import width_mm

_WORD = re.compile(r"\S*-\S*")
_WHOLE = re.compile(r"[0-9@/]|[.:]\w")
"""What a telephone number, an e-mail address and that of a web page have, and other words with a hyphen have not."""
_COLUMN_MM, _SIZE_PT = 34.0, 8.0
"""The column of the program's letterheads (tools/make_letterheads.py). Word would part a wider word anywhere: a hyphen is better."""


def kept_whole(line: str) -> str:
    """The line with no-break hyphens in numbers and addresses, so that none of them is parted; the page of the PDF has room for
    them.
    """
    return _WORD.sub(_whole, line)


def _whole(found: re.Match[str]) -> str:
    word = found[0]
    if not _WHOLE.search(word) or width_mm(word, _SIZE_PT, SANS) > _COLUMN_MM:
        return word
    return word.replace("-", NO_BREAK_HYPHEN)
