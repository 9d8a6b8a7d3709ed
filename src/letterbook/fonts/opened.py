"""The program's font files, opened."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

from letterbook.fonts.font_files import font_files


@cache
def opened(name: str) -> Any:
    """The font of this file, with its tables read when they are asked for."""
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(font_files()[name]), lazy=True)


def character_map(font: Any) -> Mapping[int, str]:
    """The name of the glyph of each character."""
    return dict(font.getBestCmap() or {})


def widths(font: Any) -> Mapping[int, float]:
    """The width of each character's glyph, in parts of the type size."""
    metrics, size = font["hmtx"].metrics, font["head"].unitsPerEm
    return {code: metrics[glyph][0] / size for code, glyph in character_map(font).items()}
