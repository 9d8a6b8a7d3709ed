"""Makes the fonts of src/letterbook/fonts from those that Debian 12 carries.

    apt-get download fonts-sil-gentiumplus fonts-crosextra-carlito fonts-liberation2 fonts-noto-core fonts-noto-cjk
    for package in *.deb; do dpkg-deb -x "$package" packages; done
    python tools/make_fonts.py packages

The serif is cut from Gentium Plus and the sans from Carlito, both with the baseline of the fonts that letters had before
them, so that every line stands where it stood. The serif's space is a quarter of an em, a little wider than Gentium's:
what a space may shrink and stretch in a justified line is reckoned from it. Its boxes to tick are those of Noto Sans Symbols 2. The Hebrew font has what Gentium lacks of Liberation Serif: Hebrew,
and signs. The fonts of further scripts are cut to what letters in these languages need, and have no Latin letters, so that a
name in Latin letters is set in the serif beside them; the Arabic one has the serif's figures. The Chinese and Japanese
outlines become quadratic (TrueType), since only those can be united in a bundle. The Georgian and Armenian letters are drawn
a little smaller, as large as the serif's. The same sources and the same fontTools give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from babel import Locale
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.unicodedata import script

from letterbook.fonts.font_files import font_files
from letterbook.fonts.widths import FILE
from letterbook.render.docx.embedding import SIGNS

FONTS = Path(__file__).resolve().parents[1] / "src/letterbook/fonts"
FACES = FONTS.parent / "render/docx/faces"
FOR_WORD = ("Letterbook Serif", "Letterbook Sans")
"""What Word files bring along, with a part of its signs."""
JAPANESE, CHINESE_SIMPLIFIED = 0, 2
"""Which font of the collection has the forms of Japan, and those of the mainland."""
BESIDE_THE_SERIF: Mapping[str, float] = {"Letterbook Georgian": 0.92, "Letterbook Armenian": 0.92}
"""How large the small letters of Noto Serif have to be drawn to stand beside those of the serif."""
VERTICAL: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("Letterbook Serif", "Letterbook Superior", "Letterbook Hebrew"), (1884, 502)),
    "Letterbook Sans": (1932, 512),
}
"""Ascender and descender, in parts of an em of 2048: as deep as a p, and a baseline where Liberation's has it in a line."""
SUPERIORS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_GRAPHITE = ("Silf", "Silt", "Glat", "Gloc", "Sill", "Feat", "FFTM")
"""Tables of a shaping engine that no program of ours has, and of an editor's."""
BETWEEN = 0.15
"""How near to half a thousandth of an em a width is not certain to be rounded to the same side."""
LARGEST_ERROR = 2.0
"""How far a quadratic curve may lie from the cubic one, in thousandths of the type size."""

SOURCES: Mapping[str, tuple[str, str, str, str]] = {
    "LetterbookSerif-Regular.ttf": (
        "usr/share/fonts/truetype/gentiumplus/GentiumPlus-Regular.ttf",
        "845e06bb4673a908a5f3b3b4ac9f38841750a07faa9aa45bfcb5796893346f0b",
        "Letterbook Serif",
        "Regular",
    ),
    "LetterbookSerif-Bold.ttf": (
        "usr/share/fonts/truetype/gentiumplus/GentiumPlus-Bold.ttf",
        "716c4a16887550b13f40b408df5dad6c410c72a00867c5fe802a9ed483e3fb8d",
        "Letterbook Serif",
        "Bold",
    ),
    "LetterbookSerif-Italic.ttf": (
        "usr/share/fonts/truetype/gentiumplus/GentiumPlus-Italic.ttf",
        "18df1f3ddf09cf72338f25c45ca0d1922fb5e86cdd748522dbd6bede4fb1f99d",
        "Letterbook Serif",
        "Italic",
    ),
    "LetterbookSerif-BoldItalic.ttf": (
        "usr/share/fonts/truetype/gentiumplus/GentiumPlus-BoldItalic.ttf",
        "35e7ad6591694a832de59df1899bccc88e0af8ad5fff20533b63751747851c71",
        "Letterbook Serif",
        "Bold Italic",
    ),
    "LetterbookSuperior-Regular.ttf": (
        "usr/share/fonts/truetype/gentiumplus/GentiumPlus-Regular.ttf",
        "845e06bb4673a908a5f3b3b4ac9f38841750a07faa9aa45bfcb5796893346f0b",
        "Letterbook Superior",
        "Regular",
    ),
    "LetterbookSans-Regular.ttf": (
        "usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf",
        "b4ff23ba370cc95a3c349336b73f9c28514a1371210f89832efc85c4b1ea7131",
        "Letterbook Sans",
        "Regular",
    ),
    "LetterbookSans-Bold.ttf": (
        "usr/share/fonts/truetype/crosextra/Carlito-Bold.ttf",
        "0f62ab34ad5d079a0a28fac01bcf7c7a724a4db4d6cb99cab9cabff382fbb80f",
        "Letterbook Sans",
        "Bold",
    ),
    "LetterbookHebrew-Regular.ttf": (
        "usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
        "29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba",
        "Letterbook Hebrew",
        "Regular",
    ),
    "LetterbookHebrew-Bold.ttf": (
        "usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf",
        "446a4421f297698427170fd7db20e59169a4188baaaf940e9bea58af6341a723",
        "Letterbook Hebrew",
        "Bold",
    ),
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


_EUROPEAN = (*range(0x0590), *range(0x1D00, 0x2C00))
"""Latin, Greek, Cyrillic, and what all scripts share; behind them come letters of linguists and medievalists."""


def serif(font: Any) -> Iterable[int]:
    """The letters of all languages in Latin, Cyrillic and Greek, punctuation, currencies, superiors and inferiors."""
    return (code for code in font.getBestCmap() if code in _EUROPEAN)


def superior(_: Any) -> Iterable[int]:
    """The figures that stand high, each in the place of the ordinary one."""
    return map(ord, SUPERIORS + _BLANK)


def sans(font: Any) -> Iterable[int]:
    """All that it has in those languages."""
    return (code for code in font.getBestCmap() if code in _EUROPEAN)


def hebrew(font: Any) -> Iterable[int]:
    """Hebrew with its points, and what else the serif lacks, but marks that would stand on the serif's letters."""
    drawn = TTFont(FONTS / "LetterbookSerif-Regular.ttf").getBestCmap()
    return (
        code
        for code in font.getBestCmap()
        if chr(code) in _BLANK
        or (code not in drawn and (script(chr(code)) == "Hebr" or not unicodedata.combining(chr(code))))
    )


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
    "Letterbook Serif": serif,
    "Letterbook Superior": superior,
    "Letterbook Sans": sans,
    "Letterbook Hebrew": hebrew,
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
    "Letterbook Serif": ["ccmp", "kern", "mark", "mkmk", "locl"],
    "Letterbook Superior": [],
    "Letterbook Hebrew": ["ccmp", "kern", "mark", "mkmk"],
    "Letterbook Naskh": ["*"],
    "Letterbook Song": ["kern", "chws"],
    "Letterbook Mincho": ["kern", "chws"],
}


BOXES = "☐☑☒"
BOXES_OF = (
    "usr/share/fonts/truetype/noto/NotoSansSymbols2-Regular.ttf",
    "876598db5f1e3bef2bc77c4d94c5b0d5d2c1620be4878a06f18fb5434e331688",
)
BOXES_SCALE = 0.92
"""With it a box is as high as the serif's capitals."""


def make(root: Path, source: str, family: str, weight: str) -> TTFont:
    """The font, cut and renamed; `source` is its file below `root`, where the packages are."""
    number = JAPANESE if family == "Letterbook Mincho" else CHINESE_SIMPLIFIED
    font = TTFont(root / source, fontNumber=number, recalcTimestamp=False)
    options = Options()
    options.layout_features = FEATURES.get(family, ["ccmp", "kern", "mark"])
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG", "BASE", *_GRAPHITE]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(KEPT[family](font)))
    subsetter.subset(font)
    if "CFF " in font:
        _make_quadratic(font)
    elif family == "Letterbook Naskh":
        _add_figures(font, weight)
    elif family in BESIDE_THE_SERIF:
        font["head"].unitsPerEm = round(font["head"].unitsPerEm / BESIDE_THE_SERIF[family])
    elif family in VERTICAL:
        _set_vertical(font, *VERTICAL[family])
        _settle_widths(font)
    if family == "Letterbook Superior":
        _lift(font)
    if family == "Letterbook Serif":
        _raise_ordinals(font)
        _add_signs(font, TTFont(_checked(root, *BOXES_OF)), BOXES, BOXES_SCALE)
        font["hmtx"][font.getBestCmap()[0x20]] = (font["head"].unitsPerEm // 4, 0)
    _part(font, 0x20, 0xA0)
    if family == "Letterbook Sans":
        for hyphen in (0x2010, 0x2011):
            _part(font, ord("-"), hyphen)
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


def _part(font: Any, code: int, further: int) -> None:
    """A glyph of its own for a character that looks like another: a PDF says of each glyph which one it stands for."""
    known, name = font.getBestCmap()[code], f"own{further:04X}"
    font["glyf"][name], font["hmtx"][name] = deepcopy(font["glyf"][known]), font["hmtx"][known]
    for table in font["cmap"].tables:
        table.cmap[further] = name


def _settle_widths(font: Any) -> None:
    """Moves widths that lie between two thousandths of an em by one unit: a PDF has thousandths, which are rounded from each size
    of type by itself, and a font that is put together of several subsets has one width for a glyph.
    """
    units, widths = font["head"].unitsPerEm, font["hmtx"].metrics
    for name, (width, bearing) in widths.items():
        beyond = width * 1000 / units % 1
        if abs(beyond - 0.5) < BETWEEN:
            widths[name] = (width + (1 if beyond >= 0.5 else -1), bearing)


ORDINALS = """
    lookup RAISED {{
        sub {e} by ordinale;
        sub {r} by ordinalr;
    }} RAISED;
    lookup FRENCH {{
        ignore sub @figure [{e} {r}]' [{e} {r}]' @letter;
        sub @figure {e}' lookup RAISED {r}' lookup RAISED;
        sub @figure {r}' lookup RAISED {e}' lookup RAISED;
        ignore sub @figure {e}' @letter;
        sub @figure {e}' lookup RAISED;
    }} FRENCH;
    lookup SPANISH {{
        ignore sub @figure {period} {e}' {r}' @letter;
        sub @figure {period} {e}' lookup RAISED {r}' lookup RAISED;
    }} SPANISH;
    feature calt {{
        script latn;
        language FRA;
        lookup FRENCH;
        language ESP;
        lookup SPANISH;
    }} calt;
"""
"""The endings of 1er, 1re and 31e in French (Lexique des règles typographiques en usage à l'Imprimerie nationale, "Abréviations") and
of 31.er in Spanish (Ortografía de la lengua española, 2010) stand high; the text keeps its ordinary letters."""


def _raise_ordinals(font: Any) -> None:
    """Lets endings of ordinals be drawn with small high letters, each a glyph of its own, for a PDF says of each what it stands for."""
    known = font.getBestCmap()
    for letter, high in (("e", 0x1D49), ("r", 0x02B3)):
        glyph = f"ordinal{letter}"
        font["glyf"][glyph], font["hmtx"][glyph] = (
            deepcopy(font["glyf"][known[high]]),
            font["hmtx"][known[high]],
        )
    letters = [name for code, name in known.items() if chr(code).isalpha()]
    classes = {"figure": [known[code] for code in map(ord, "0123456789")], "letter": letters}
    said = ORDINALS.format(e=known[ord("e")], r=known[ord("r")], period=known[ord(".")])
    said = "".join(f"@{name} = [{' '.join(dict.fromkeys(names))}];" for name, names in classes.items()) + said
    kept, font["GSUB"] = font["GSUB"], newTable("GSUB")
    addOpenTypeFeaturesFromString(font, said, tables=["GSUB"])
    added, font["GSUB"] = font["GSUB"], kept
    _add_features(kept.table, added.table)


def _add_features(table: Any, more: Any) -> None:
    """Adds features of languages, which keep those that their script has without them."""
    lookups, features = len(table.LookupList.Lookup), table.FeatureList.FeatureRecord
    for lookup in more.LookupList.Lookup:
        for each in lookup.SubTable:
            for chained in getattr(each, "SubstLookupRecord", None) or ():
                chained.LookupListIndex += lookups
    table.LookupList.Lookup += more.LookupList.Lookup
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    (script,) = (each.Script for each in table.ScriptList.ScriptRecord if each.ScriptTag == "latn")
    (new,) = (each.Script for each in more.ScriptList.ScriptRecord if each.ScriptTag == "latn")
    for language in new.LangSysRecord:
        own = language.LangSys.FeatureIndex
        language.LangSys.FeatureIndex = [
            *script.DefaultLangSys.FeatureIndex,
            *(len(features) + each for each in own),
        ]
        language.LangSys.FeatureCount = len(language.LangSys.FeatureIndex)
    for record in more.FeatureList.FeatureRecord:
        record.Feature.LookupListIndex = [lookups + each for each in record.Feature.LookupListIndex]
    script.LangSysRecord = sorted(
        [*script.LangSysRecord, *new.LangSysRecord], key=lambda each: each.LangSysTag
    )
    script.LangSysCount = len(script.LangSysRecord)
    table.FeatureList.FeatureRecord = [*features, *more.FeatureList.FeatureRecord]
    table.FeatureList.FeatureCount = len(table.FeatureList.FeatureRecord)


def _lift(font: Any) -> None:
    """Lets the ordinary figures be drawn high."""
    known = font.getBestCmap()
    for table in font["cmap"].tables:
        blanks = {code: known[code] for code in map(ord, _BLANK)}
        table.cmap = blanks | {ord("0") + figure: known[ord(sign)] for figure, sign in enumerate(SUPERIORS)}


def _set_vertical(font: Any, ascender: int, descender: int) -> None:
    """Line heights and the place of the baseline in them."""
    across, windows = font["hhea"], font["OS/2"]
    across.ascent, across.descent, across.lineGap = ascender, -descender, 0
    windows.sTypoAscender, windows.sTypoDescender, windows.sTypoLineGap = ascender, -descender, 0
    windows.usWinAscent, windows.usWinDescent = ascender, descender
    windows.fsSelection &= ~(
        1 << 7
    )  # else the typographic measures would be taken by some, the others by others


FIGURES = "0123456789()[]/-+%#&*=@–—‘’“”…·•№"
"""Set in the Arabic font too, from the serif: Word takes them from the font of the words around them."""


def _add_figures(font: Any, weight: str) -> None:
    _add_signs(font, TTFont(FONTS / f"LetterbookSerif-{weight}.ttf"), FIGURES)


def _add_signs(font: Any, other: Any, signs: str, size: float = 1.0) -> None:
    """Sets signs of another font in this one, of so much of their size."""
    outlines, names = other.getGlyphSet(), other.getBestCmap()
    scale = size * font["head"].unitsPerEm / other["head"].unitsPerEm
    for code in map(ord, signs):
        added, pen = f"serif{code:04X}", TTGlyphPen(None)
        scaled = TransformPen(pen, (scale, 0, 0, scale, 0, 0))
        outlines[names[code]].draw(DecomposingFilterPen(scaled, outlines))
        font["glyf"][added] = pen.glyph(dropImpliedOnCurves=False)
        font["hmtx"][added] = (round(other["hmtx"][names[code]][0] * scale), 0)
        for table in font["cmap"].tables:
            table.cmap[code] = added
    font["glyf"].compile(font)  # sets the boxes from which the side bearings follow
    for code in map(ord, signs):
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
        6: f"{family}-{weight}".replace(" ", ""),
    }
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


_NAMES = [0, 1, 2, 3, 4, 5, 6, 14]
"""Whose it is, what it is called, and where its licence stands."""


def cut(data: bytes, codes: Iterable[int]) -> bytes:
    """The TrueType font with the signs of these code points that it has, with its kerning, and with the forms that signs have
    beside others.
    """
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


def write_widths() -> None:
    """Writes down how wide each character is in each font: all characters of one width together."""
    table = {}
    for name, data in font_files().items():
        font = TTFont(io.BytesIO(data), lazy=True)
        characters: dict[int, str] = {}
        for code, glyph in sorted(font.getBestCmap().items()):
            units = font["hmtx"][glyph][0]
            characters[units] = characters.get(units, "") + chr(code)
        table[name] = {"em": font["head"].unitsPerEm, "characters": dict(sorted(characters.items()))}
    FILE.write_text(json.dumps(table, indent=0) + "\n", "utf-8")


def _checked(root: Path, path: str, digest: str) -> Path:
    if hashlib.sha256((root / path).read_bytes()).hexdigest() != digest:
        sys.exit(f"{path} is not the file of Debian 12's package.")
    return root / path


def main() -> None:
    root = Path(sys.argv[1])
    for name, (path, digest, family, weight) in SOURCES.items():
        _checked(root, path, digest)
        make(root, path, family, weight).save(FONTS / name)
        print(name, (FONTS / name).stat().st_size)
        if family in FOR_WORD:
            (FACES / name).write_bytes(cut((FONTS / name).read_bytes(), SIGNS))
    write_widths()


if __name__ == "__main__":
    main()
