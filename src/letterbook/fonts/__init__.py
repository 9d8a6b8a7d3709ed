"""The program's own fonts: what they can draw, how wide it is, and one font made of a bundle's many subsets.

`tools/make_fonts.py` makes all of them from others (OFL, `OFL.txt` beside them): Letterbook Serif from Gentium Plus, with boxes of Noto Sans Symbols 2, Sans from
Carlito, Hebrew from Liberation Serif, and Naskh, Song, Mincho, Georgian and Armenian from Noto fonts; these have no Latin letters.
Superior has the serif's high figures in the place of the ordinary ones.
"""

from letterbook.fonts.font_files import CONFIGURATION, font_files
from letterbook.fonts.glyphs import (
    KEPT_TOGETHER,
    MM_PER_PT,
    NO_BREAK_HYPHEN,
    SANS,
    SERIF,
    SERIF_BOLD,
    is_drawn_by,
    measuring,
    missing_glyphs,
    width_mm,
)
from letterbook.fonts.merging import unite
from letterbook.fonts.own import FontRefusedError, glyph_readings, mark_glyphs, may_be_changed, own_fonts
from letterbook.fonts.scripts import missing_script, scripts_of

__all__ = [
    "CONFIGURATION",
    "KEPT_TOGETHER",
    "MM_PER_PT",
    "NO_BREAK_HYPHEN",
    "SANS",
    "SERIF",
    "SERIF_BOLD",
    "FontRefusedError",
    "font_files",
    "glyph_readings",
    "is_drawn_by",
    "mark_glyphs",
    "may_be_changed",
    "measuring",
    "missing_glyphs",
    "missing_script",
    "own_fonts",
    "scripts_of",
    "unite",
    "width_mm",
]
