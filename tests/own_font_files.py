"""A font file for Thai as an office might have it, drawn with the serif's outlines: its letters are Thai, Latin and figures."""

from __future__ import annotations

import io

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from letterbook.fonts import font_files

OFFICE_NAME = "สำนักงานผู้ตรวจการแผ่นดิน"
THAI = [chr(code) for code in (*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C))]


def thai_font(family: str = "Test Thai", weight: str = "Regular", bits: int = 0) -> bytes:
    """The file; `bits` are those for embedding (OS/2, fsType)."""
    signs = [chr(code) for code in range(0x00C0, 0x00C0 + len(THAI))]
    latin = "ABCabc0123456789 "
    font = TTFont(io.BytesIO(font_files()[f"LetterbookSerif-{weight}.ttf"]), recalcTimestamp=False)
    options = Options()
    options.glyph_names, options.notdef_outline = True, True
    subsetter = Subsetter(options)
    subsetter.populate(text="".join([*signs, latin]))
    subsetter.subset(font)
    glyphs = font.getBestCmap()
    named = {ord(thai): glyphs[ord(sign)] for thai, sign in zip(THAI, signs, strict=True)}
    named |= {ord(sign): glyphs[ord(sign)] for sign in latin} | {0xA0: glyphs[0x20]}
    for table in font["cmap"].tables:
        table.cmap = dict(named) if table.isUnicode() else {}
    for number, text in {
        1: family,
        2: weight,
        4: f"{family} {weight}",
        6: f"{family.replace(' ', '')}-{weight}",
    }.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["name"].names = [name for name in font["name"].names if name.platformID == 3]
    font["OS/2"].fsType = bits
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
