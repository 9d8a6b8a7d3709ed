"""The fonts that come with the program: what they can draw, and that they can be united."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import make_fonts
import pypdf
import pypdfium2
import pytest
from conftest import ROOT
from docx_samples import letter
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from script_samples import template

from letterbook.fonts import SANS, SERIF, SERIF_BOLD, font_files, missing_glyphs, unite, width_mm
from letterbook.fonts.widths import widths_in
from letterbook.render.docx.embedding import SIGNS
from letterbook.render.engine import font_configuration, weasyprint
from letterbook.render.pdf.letter_renderer import try_page

ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْ،؛؟٠١٢٣٤٥٦٧٨٩"
CHINESE = "，。、；：？！（）《》〈〉“”‘’—…·「」『』【】〔〕０１２３〇￥"
SONG, NASKH = "LetterbookSong-Regular.ttf", "LetterbookNaskh-Regular.ttf"
BOLD = {SONG: "LetterbookSong-Bold.ttf", NASKH: "LetterbookNaskh-Bold.ttf"}


def font(name: str) -> TTFont:
    return TTFont(io.BytesIO(font_files()[name]), recalcTimestamp=False)


def gb_2312() -> str:
    pairs = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)


@pytest.mark.parametrize("name", [SERIF, SERIF_BOLD, SANS])
def test_every_sign_of_the_seven_languages_can_be_drawn(name: str) -> None:
    azerbaijani, russian = "əğıöşüçƏĞİÖŞÜÇ", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя№«»"
    others = "éèêëàâçîïôùûüÿœæñáíóú¿¡ºª“”‘’–—…"
    assert missing_glyphs(azerbaijani + russian + others + ARABIC + CHINESE, name) == []


def test_the_chinese_font_has_all_of_gb_2312_and_common_old_forms() -> None:
    assert len(gb_2312()) == 6763
    for name in (SONG, BOLD[SONG]):
        known = set(font(name).getBestCmap())
        assert {sign for sign in gb_2312() if ord(sign) not in known} == set()
        assert {sign for sign in "臺灣國際聯盟總統閣下亞塞拜然" if ord(sign) not in known} == set()


@pytest.mark.parametrize("name", font_files())
def test_each_width_that_is_written_down_is_the_font_s(name: str) -> None:
    """Whoever changes a font has the widths written anew."""
    there = font(name)
    widths = {code: there["hmtx"][glyph][0] for code, glyph in there.getBestCmap().items()}
    assert widths_in(name) == {code: units / there["head"].unitsPerEm for code, units in widths.items()}


def test_a_sign_that_no_font_has_is_named() -> None:
    assert missing_glyphs("中한文") == ["한"]


@pytest.mark.parametrize("name", [SONG, NASKH, *BOLD.values()])
def test_latin_letters_are_left_to_the_serif(name: str) -> None:
    known = set(map(chr, font(name).getBestCmap()))
    assert not known & set("ABCxyzəЖ")
    assert {" ", "\u00a0"} <= known  # Pango leaves a space in the font of the word before it


@pytest.mark.parametrize("name", [SONG, NASKH, *BOLD.values()])
def test_outlines_are_quadratic_and_may_be_embedded(name: str) -> None:
    opened = font(name)
    assert "glyf" in opened
    assert "CFF " not in opened
    assert opened["OS/2"].fsType == 0


@pytest.mark.parametrize(("name", "halves"), [(SONG, ("关于声明", "人权事务")), (NASKH, ("السلام", "عليكم"))])
def test_subsets_of_the_new_fonts_can_be_united(name: str, halves: tuple[str, str]) -> None:
    parts = [subset(name, half) for half in halves]
    whole = TTFont(io.BytesIO(unite(parts)))
    compared = 0
    for part in map(TTFont, map(io.BytesIO, parts)):
        for number, glyph in enumerate(part.getGlyphOrder()):
            drawn = part["glyf"][glyph]
            if drawn.numberOfContours:
                there = whole["glyf"][whole.getGlyphOrder()[number]]
                assert there.getCoordinates(whole["glyf"])[0] == drawn.getCoordinates(part["glyf"])[0]
                compared += 1
    assert compared >= sum(map(len, halves))


def test_letters_with_accents_keep_them_in_a_united_font() -> None:
    """Each text's own font puts the tilde, the cedilla and so on behind its last glyph: the same number for several."""
    texts = ["ñ", "éèêëàâçîïôùûüÿœæ", "áíóúÁÉÑ", "əğışŞİçö", "ЖЩйё", "Ǻ"]
    parts = [embedded(text) for text in texts]
    for some in (parts, parts[::-1], parts[2:] + parts[:2]):
        whole = TTFont(io.BytesIO(unite(data for data, _ in some)))
        for data, numbers in some:
            part = TTFont(io.BytesIO(data))
            assert numbers
            for number in numbers:
                assert coordinates(whole, number) == coordinates(part, number)


def coordinates(opened: TTFont, number: int) -> list[tuple[int, int]]:
    glyph = opened["glyf"][opened.getGlyphOrder()[number]]
    return list(glyph.getCoordinates(opened["glyf"])[0])


def embedded(text: str) -> tuple[bytes, list[int]]:
    """The font that a page with this text carries, and the numbers of the glyphs that the page shows."""
    data = try_page(replace(template(), html=f"<p>{text}</p>", css=""), letter())
    page: Any = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    fonts = [entry.get_object() for entry in page["/Resources"]["/Font"].values()]
    (font,) = (entry for entry in fonts if entry["/BaseFont"].endswith("+Letterbook-Serif"))
    program = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile2"].get_data()
    mapping = font["/ToUnicode"].get_data().decode()
    shown = {
        number: bytes.fromhex(sign).decode("utf-16-be")
        for number, sign in re.findall(r"<(\w+)> <(\w+)>", mapping)
    }
    return program, [int(number, 16) for number, sign in shown.items() if sign in text]


def subset(name: str, text: str) -> bytes:
    opened, options = font(name), Options()
    options.retain_gids = True
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def test_a_chinese_character_is_an_em_wide_and_arabic_is_measured_in_its_own_font() -> None:
    assert width_mm("中华人民", 72) == pytest.approx(4 * 25.4)
    assert 0 < width_mm("باكو", 72) < 4 * 25.4


@pytest.mark.parametrize("name", [SONG, NASKH, *BOLD.values()])
def test_a_space_and_a_no_break_space_are_two_glyphs(name: str) -> None:
    """Which of the two a shared glyph stood for would depend on the page, and a bundle has one font for all pages."""
    known = font(name).getBestCmap()
    assert known[0x20] != known[0xA0]


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_arabic_font_has_the_figures_of_the_serif(weight: str) -> None:
    for sign in "0123456789()/-–":
        naskh, serif = (
            width_mm(sign, 1000, f"{family}-{weight}.ttf")
            for family in ("LetterbookNaskh", "LetterbookSerif")
        )
        assert naskh == pytest.approx(serif, abs=0.4)


def test_the_fonts_say_whose_they_are() -> None:
    notice = (ROOT / "src/letterbook/fonts/OFL.txt").read_text("utf-8")
    for name in (SONG, NASKH):
        family = font(name)["name"].getDebugName(1)
        assert family in notice
        assert "SIL Open Font License" in font(name)["name"].getDebugName(13)


@pytest.mark.parametrize("name", ["LetterbookSerif-Regular.ttf", "LetterbookSans-Bold.ttf"])
def test_word_gets_what_is_cut_from_the_fonts(name: str) -> None:
    """They are cut once and shipped: who changes the font makes them anew."""
    shipped = ROOT / "src/letterbook/render/docx/faces" / name
    assert shipped.read_bytes() == make_fonts.cut(font_files()[name], SIGNS)


@pytest.mark.parametrize(
    ("language", "text", "raised"),
    [
        ("fr", "31e 1er 1re", "eerre"),
        ("fr", "2eme 3erre Le er", ""),
        ("es", "31.er 31er 31e", "er"),
        ("en", "31e 31.er", ""),
    ],
)
def test_endings_of_ordinals_stand_high_where_a_language_has_it_so(
    language: str, text: str, raised: str
) -> None:
    """Set by the layout engine and read by PDFium: the text is what it was, and these letters end above the line."""
    html = f'<p lang="{language}" style="font: 24pt Letterbook Serif">{text}</p>'
    pdf = weasyprint().HTML(string=html).write_pdf(font_config=font_configuration())
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    assert page.get_text_range() == text
    foot = page.get_charbox(0)[1]
    high = [sign for at, sign in enumerate(text) if sign in "er" and page.get_charbox(at)[1] > foot + 3]
    assert "".join(high) == raised
