"""How wide each character is in each of the program's fonts.

`tools/make_fonts.py` reads it off the fonts into `widths.json`: to read a font of 9,000 ideographs takes longer than most of what a
check does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE = Path(__file__).with_name("widths.json")


@cache
def _table() -> Mapping[str, Any]:
    """By the name of a font's file its `em` in units, and its `characters` by how many units they are wide."""
    return MappingProxyType(json.loads(FILE.read_text("utf-8")))


@cache
def widths_in(name: str) -> Mapping[int, float]:
    """The width of each character's glyph in the font of this file, in parts of the type size."""
    font = _table()[name]
    return MappingProxyType(
        {
            ord(character): int(units) / font["em"]
            for units, characters in font["characters"].items()
            for character in characters
        }
    )


@cache
def program_signs() -> frozenset[int]:
    """The code points that the program's fonts can draw."""
    return frozenset(code for name in _table() for code in widths_in(name))
