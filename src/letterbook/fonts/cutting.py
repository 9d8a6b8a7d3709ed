"""A font with a part of its signs, for a file that brings it along."""

from __future__ import annotations

import io
from collections.abc import Iterable

_NAMES = [0, 1, 2, 3, 4, 5, 6, 14]
"""Whose it is, what it is called, and where its licence stands."""


def cut(data: bytes, codes: Iterable[int]) -> bytes:
    """The TrueType font with the signs of these code points that it has, with its kerning, and with the forms that signs have
    beside others.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False)
    options = Options()
    options.glyph_names, options.notdef_outline, options.name_IDs = False, True, _NAMES
    options.layout_features = ["kern", "calt"]
    options.drop_tables += ["GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()
