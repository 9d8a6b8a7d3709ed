"""Makes the Arabic, Chinese, Japanese, Georgian and Armenian fonts of src/letterbook/fonts from the Noto fonts that Debian 12 carries.

    apt-get download fonts-noto-core fonts-noto-cjk
    for package in *.deb; do dpkg-deb -x "$package" noto; done
    python tools/make_fonts.py noto

All are cut to what letters in these languages need, and none has Latin letters, so that a name in Latin letters is
set in the serif beside it; the Arabic one has the serif's figures. The Chinese and Japanese outlines become quadratic
(TrueType), since only those can be united in a bundle. The Georgian and Armenian letters are drawn a little smaller, as
large as the serif's. The same sources and the same fontTools give the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from babel import Locale
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

FONTS = Path(__file__).resolve().parents[1] / "src/letterbook/fonts"
JAPANESE, CHINESE_SIMPLIFIED = 0, 2
"""Which font of the collection has the forms of Japan, and those of the mainland."""
BESIDE_THE_SERIF = 0.92
"""How large the small letters of Noto Serif have to be drawn to stand beside those of the serif."""
LARGEST_ERROR = 2.0
"""How far a quadratic curve may lie from the cubic one, in thousandths of the type size."""

SOURCES: Mapping[str, tuple[str, str, str, str]] = {
    "LetterbookNaskh-Regular.ttf": (
        "usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf",
        "8c67eaa2f0086872628fc3f7f760386f83c8be5c5e9a1ba3a38891237b2ac7cb",
        "Letterbook Naskh",
        "Regular",
    ),
    "LetterbookNaskh-Bold.ttf": (
        "usr/share/fonts/truetype/noto/NotoNaskhArabic-Bold.ttf",
        "b5cbcb561b4b540ff11d7b6934577dbbbbb9e1d152d47f6f31f19176d58ff39c",
        "Letterbook Naskh",
        "Bold",
    ),
    "LetterbookSong-Regular.ttf": (
        "usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
        "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
        "Letterbook Song",
        "Regular",
    ),
    "LetterbookSong-Bold.ttf": (
        "usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
        "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
        "Letterbook Song",
        "Bold",
    ),
    "LetterbookMincho-Regular.ttf": (
        "usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
        "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
        "Letterbook Mincho",
        "Regular",
    ),
    "LetterbookMincho-Bold.ttf": (
        "usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
        "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
        "Letterbook Mincho",
        "Bold",
    ),
    "LetterbookGeorgian-Regular.ttf": (
        "usr/share/fonts/truetype/noto/NotoSerifGeorgian-Regular.ttf",
        "4489ca2f28b4a79b16bc8ba6a857a8cd14857e04a14b8fa1031b7b84a00fe537",
        "Letterbook Georgian",
        "Regular",
    ),
    "LetterbookGeorgian-Bold.ttf": (
        "usr/share/fonts/truetype/noto/NotoSerifGeorgian-Bold.ttf",
        "635bc1529b2ca28dfc694aa7cd1e9960c04fdfcde99ee5b7f7b34761d37259fe",
        "Letterbook Georgian",
        "Bold",
    ),
    "LetterbookArmenian-Regular.ttf": (
        "usr/share/fonts/truetype/noto/NotoSerifArmenian-Regular.ttf",
        "9b6f1837a89ede5f9404bb5975539dbac8eff23e262fc3e459cba029f30292f4",
        "Letterbook Armenian",
        "Regular",
    ),
    "LetterbookArmenian-Bold.ttf": (
        "usr/share/fonts/truetype/noto/NotoSerifArmenian-Bold.ttf",
        "fea8914af4f165301e619655e1e5fa447c65c08077010c8153bfe2d599d85bc1",
        "Letterbook Armenian",
        "Bold",
    ),
}
"""File → its source, the source's SHA-256, the family and the weight."""


_BLANK = " \u00a0"  # Pango leaves a space in the font of the word before it, whether that font has one or not


def arabic(font: Any) -> Iterable[int]:
    """What the Arabic font keeps: its letters, marks, punctuation and what nobody sees."""
    return (
        code
        for code in font.getBestCmap()
        if code >= 0x600 or chr(code) in f"{_BLANK}!,.:«»\u200c\u200d\u200e\u200f"
    )


def chinese(_: Any) -> Iterable[int]:
    """GB 2312, the common half of Big5 for names in old forms, all states' names, and Chinese punctuation."""
    yield from map(ord, _decoded("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF)))
    yield from map(ord, _decoded("big5", range(0xA4, 0xC7), range(0x40, 0xFF)))
    for tag in ("zh", "zh_Hant"):
        yield from (
            ord(sign) for name in Locale.parse(tag).territories.values() for sign in name if sign > "⺀"
        )
    yield from map(ord, f"{_BLANK}—‘’“”…·")
    yield from (*range(0x3000, 0x3020), *range(0xFF01, 0xFF5F), 0xFFE5)


def japanese(_: Any) -> Iterable[int]:
    """JIS X 0208 without its Latin, Greek and Cyrillic letters, all states' names, and Japanese punctuation."""
    signs = _decoded("euc_jp", range(0xA1, 0xF5), range(0xA1, 0xFF))
    yield from (ord(sign) for sign in signs if sign > "\u2e7f")
    names = Locale.parse("ja").territories.values()
    yield from (ord(sign) for name in names for sign in name if sign > "\u2e7f")
    yield from map(ord, f"{_BLANK}—‘’“”…‥")
    yield from (
        *range(0x3000, 0x3020),
        *range(0x3041, 0x3097),
        *range(0x3099, 0x3100),
        *range(0xFF01, 0xFF5F),
        0xFFE5,
    )


def letters_of(first: int, last: int) -> Callable[[Any], Iterable[int]]:
    """What a font keeps of which one block of Unicode is wanted, with the blanks."""
    return lambda font: (code for code in font.getBestCmap() if first <= code <= last or chr(code) in _BLANK)


KEPT: Mapping[str, Callable[[Any], Iterable[int]]] = {
    "Letterbook Naskh": arabic,
    "Letterbook Song": chinese,
    "Letterbook Mincho": japanese,
    "Letterbook Georgian": letters_of(0x10A0, 0x10FF),
    "Letterbook Armenian": letters_of(0x0530, 0x058F),
}


def _decoded(encoding: str, rows: Iterable[int], cells: Iterable[int]) -> Iterable[str]:
    pairs = (bytes((row, cell)) for row in rows for cell in cells)
    return (sign for pair in pairs if len(sign := pair.decode(encoding, "ignore")) == 1)


FEATURES: Mapping[str, list[str]] = {
    "Letterbook Naskh": ["*"],
    "Letterbook Song": ["kern", "chws"],
    "Letterbook Mincho": ["kern", "chws"],
}


def make(source: Path, family: str, weight: str) -> TTFont:
    """The font, cut and renamed."""
    number = JAPANESE if family == "Letterbook Mincho" else CHINESE_SIMPLIFIED
    font = TTFont(source, fontNumber=number, recalcTimestamp=False)
    options = Options()
    options.layout_features = FEATURES.get(family, ["ccmp", "kern", "mark"])
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG", "BASE"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(KEPT[family](font)))
    subsetter.subset(font)
    if "CFF " in font:
        _make_quadratic(font)
    elif family == "Letterbook Naskh":
        _add_figures(font, weight)
    else:
        font["head"].unitsPerEm = round(font["head"].unitsPerEm / BESIDE_THE_SERIF)
    _part_spaces(font)
    _name(font, family, weight)
    return font


def _make_quadratic(font: Any) -> None:
    """Puts TrueType outlines in the place of those in CFF."""
    outlines, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    del font["CFF "]
    highest = font["maxp"]
    highest.tableVersion = 0x00010000
    for field in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements",
    ):  # fmt: skip
        setattr(highest, field, int(field == "maxZones"))
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"


def _part_spaces(font: Any) -> None:
    """A glyph of its own for the no-break space: a PDF says of each glyph which one character it stands for."""
    space = font.getBestCmap()[0x20]
    font["glyf"]["nbspace"], font["hmtx"]["nbspace"] = TTGlyphPen(None).glyph(), font["hmtx"][space]
    for table in font["cmap"].tables:
        table.cmap[0xA0] = "nbspace"


FIGURES = "0123456789()[]/-+%#&*=@–—‘’“”…·•№"
"""Set in the Arabic font too, from the serif: Word takes them from the font of the words around them."""


def _add_figures(font: Any, weight: str) -> None:
    serif = TTFont(FONTS / f"LiberationSerif-{weight}.ttf")
    outlines, names = serif.getGlyphSet(), serif.getBestCmap()
    scale = font["head"].unitsPerEm / serif["head"].unitsPerEm
    for code in map(ord, FIGURES):
        added, pen = f"serif{code:04X}", TTGlyphPen(None)
        scaled = TransformPen(pen, (scale, 0, 0, scale, 0, 0))
        outlines[names[code]].draw(DecomposingFilterPen(scaled, outlines))
        font["glyf"][added] = pen.glyph(dropImpliedOnCurves=False)
        font["hmtx"][added] = (round(serif["hmtx"][names[code]][0] * scale), 0)
        for table in font["cmap"].tables:
            table.cmap[code] = added
    font["glyf"].compile(font)  # sets the boxes from which the side bearings follow
    for code in map(ord, FIGURES):
        added = f"serif{code:04X}"
        font["hmtx"][added] = (font["hmtx"][added][0], font["glyf"][added].xMin)


def _name(font: Any, family: str, weight: str) -> None:
    """A name of our own, as the licence asks of a changed font that has a reserved one."""
    full = f"{family} {weight}"
    names = {
        1: family,
        2: weight,
        3: full,
        4: full,
        5: "Version 1.0",
        6: full.replace(" ", "").replace(weight, f"-{weight}"),
    }
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def main() -> None:
    root = Path(sys.argv[1])
    for name, (path, digest, family, weight) in SOURCES.items():
        data = (root / path).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            sys.exit(f"{path} is not the file of Debian 12's package.")
        make(root / path, family, weight).save(FONTS / name)
        print(name, (FONTS / name).stat().st_size)


if __name__ == "__main__":
    main()
