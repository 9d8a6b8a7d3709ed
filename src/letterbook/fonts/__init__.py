"""The program's own fonts: what they can draw, how wide it is, and one font made of a bundle's many subsets.

Liberation Serif and Sans (OFL, `OFL.txt` beside them) have the measures of Times New Roman and Arial, so that a DOCX
opened in Word breaks its lines where the PDF does. For Arabic, Chinese, Japanese, Georgian and Armenian stand
Letterbook Naskh, Song, Mincho, Georgian and Armenian beside them, which `tools/make_fonts.py` makes from Noto fonts; they
have no Latin letters.
"""

from letterbook.fonts.font_files import CONFIGURATION, font_files
from letterbook.fonts.glyphs import (
    KEPT_TOGETHER,
    MM_PER_PT,
    NO_BREAK_HYPHEN,
    SANS,
    SERIF,
    SERIF_BOLD,
    measuring,
    missing_glyphs,
    width_mm,
)
from letterbook.fonts.merging import unite
from letterbook.fonts.own import FontRefusedError, may_be_changed, own_fonts
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
    "may_be_changed",
    "measuring",
    "missing_glyphs",
    "missing_script",
    "own_fonts",
    "scripts_of",
    "unite",
    "width_mm",
]
