"""The fonts that go along in a Word file: which faces, cut to which alphabets, once in a bundle, and whose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx_samples import chunk, enclosure, letter, letterhead, para, template
from fontTools.ttLib import TTFont
from lxml import etree
from own_font_files import OFFICE_NAME, THAI, thai_font
from script_samples import ARABIC

from letterbook.fonts import own_fonts
from letterbook.model import Enclosure, FontFile, Letter, Rendered, Template
from letterbook.printing.docx_bundle import write_bundle
from letterbook.problems import Place
from letterbook.render.docx import render, xml
from letterbook.render.docx.embedding import FONT_TABLE, SANS, SERIF, carried, embed, for_word, unlisted_fonts
from letterbook.render.docx.package import unpack
from letterbook.sources.fonts import font_sum

PLAIN = (para("No word is stressed here."),)
NAMED = (para(f"For {OFFICE_NAME}."),)
RUSSIAN = (para("Настоящим имею честь препроводить Заявление."),)
UPRIGHT = {(SERIF, "Regular"), (SERIF, "Bold"), (SANS, "Regular")}
OFFICE = {("Test Thai", "Regular"), ("Test Thai", "Bold")}


def thai_office(bits: int = 0) -> Template:
    """A template of an office that lists a font for Thai, with these embedding bits."""
    files = [thai_font(weight=weight, bits=bits) for weight in ("Regular", "Bold")]
    listed = [FontFile("Thai.ttf", Place("letterbook.yaml", 1), font_sum(data), data) for data in files]
    return replace(template(), own_fonts=own_fonts(listed))


def made(
    folder: Path,
    letters: Sequence[Letter],
    used: Template | None = None,
    enclosed: Enclosure | None = None,
) -> list[Path]:
    folder.mkdir(exist_ok=True)
    outcomes = list(render(chunk(folder, letters, used, enclosed)))
    assert all(isinstance(outcome, Rendered) for outcome in outcomes), outcomes
    return [Path(outcome.path) for outcome in outcomes if isinstance(outcome, Rendered)]


def fonts_in(path: Path) -> dict[tuple[str, str], TTFont]:
    found = {}
    for face in carried(unpack(path.read_bytes())):
        key = bytes.fromhex(face.key.strip("{}").replace("-", ""))[::-1]
        head = bytes(byte ^ key[index % 16] for index, byte in enumerate(face.data[:32]))
        font = TTFont(io.BytesIO(head + face.data[32:]))
        found[face.family, face.face] = font
    return found


def signs(font: TTFont) -> set[str]:
    return set(map(chr, font.getBestCmap()))


def test_the_faces_that_a_letter_uses_go_along(tmp_path: Path) -> None:
    [plain] = made(tmp_path / "plain", [letter(body=PLAIN)])
    assert fonts_in(plain).keys() == UPRIGHT
    [enclosed] = made(tmp_path / "enclosed", [letter(body=PLAIN)], None, enclosure())
    assert fonts_in(enclosed).keys() >= UPRIGHT | {(SERIF, "Italic")}
    [stressed] = made(tmp_path / "stressed", [letter()])
    found = fonts_in(stressed)
    assert found.keys() == UPRIGHT | {(SERIF, "Italic"), (SERIF, "BoldItalic")}
    for (family, _), font in found.items():
        assert font["name"].getDebugName(1) == family
        assert font["OS/2"].fsType == 0
        assert "kern" in {each.FeatureTag for each in font["GPOS"].table.FeatureList.FeatureRecord}


def test_no_other_library_decides_over_a_prefix() -> None:
    """lxml has one table of prefixes for a whole process, and whoever is loaded may write into it."""
    table = f'<w:fonts xmlns:w="{xml.NAMESPACES["w"]}"/>'.encode()
    etree.register_namespace("rel", xml.NAMESPACES["r"])
    try:
        written = embed({FONT_TABLE: table}, [for_word(SERIF, "Regular")]).parts[FONT_TABLE]
    finally:
        etree.register_namespace("r", xml.NAMESPACES["r"])
    assert b' r:id="rFont1"' in written


def test_a_face_has_the_alphabets_of_all_letters(tmp_path: Path) -> None:
    english, russian = made(tmp_path / "a", [letter(1), letter(2, body=RUSSIAN)])
    drawn = signs(fonts_in(english)[SERIF, "Regular"])
    assert set("AZazÀÿĂăƏəİıŞşȘșŁłőž“”«»–—№€‑0123456789АЯаяЁёҚқІіҐґΑΩάώẠỹ") <= drawn
    assert drawn == signs(fonts_in(russian)[SERIF, "Regular"])


def test_a_letterhead_in_another_font_gets_none_of_ours(tmp_path: Path) -> None:
    [path] = made(tmp_path / "a", [letter()], template(data=letterhead("{{ body }}")))
    assert fonts_in(path) == {}


def test_an_offices_own_font_goes_along_with_the_words_that_it_draws(tmp_path: Path) -> None:
    named, plain = made(tmp_path / "a", [letter(1, body=NAMED), letter(2)], thai_office())
    found = fonts_in(named)
    assert found.keys() >= OFFICE
    assert signs(found["Test Thai", "Regular"]) == {*THAI, " ", "\u00a0"}
    assert found["Test Thai", "Regular"]["name"].getDebugName(1) == "Test Thai"
    assert not fonts_in(plain).keys() & OFFICE


@pytest.mark.parametrize(("bits", "goes_along"), [(0x8, True), (0xC, True), (0x4, False)])
def test_it_goes_along_where_its_maker_lets_it(tmp_path: Path, bits: int, *, goes_along: bool) -> None:
    """Bits for looking and printing alone (OS/2, fsType) would make the whole file one that nobody can change."""
    [path] = made(tmp_path / "a", [letter(body=NAMED)], thai_office(bits))
    assert (("Test Thai", "Regular") in fonts_in(path)) == goes_along


def test_a_bundle_has_the_fonts_of_all_its_letters_once(tmp_path: Path) -> None:
    letters = [letter(1, body=PLAIN), letter(2, body=NAMED), ARABIC.letter(number=3), letter(4, body=NAMED)]
    bundle = tmp_path / "bundle.docx"
    paths = made(tmp_path / "a", letters, thai_office())
    write_bundle(bundle, paths, title="Mailing", author="Office", language="en", issued=date(2021, 1, 19))
    found = fonts_in(bundle)
    arabic = {("Letterbook Naskh", face) for face in ("Regular", "Bold")}
    assert found.keys() >= UPRIGHT | arabic | OFFICE
    assert sum(name.endswith(".odttf") for name in zipfile.ZipFile(bundle).namelist()) == len(found)
    assert b"embedTrueTypeFonts" in zipfile.ZipFile(bundle).read("word/settings.xml")


def test_a_letter_made_a_letterhead_brings_no_font_under_our_name(tmp_path: Path) -> None:
    [issued] = made(tmp_path / "issued", [letter()])
    assert unlisted_fonts(unpack(issued.read_bytes()), frozenset()) == []
    [again] = made(tmp_path / "again", [letter(body=PLAIN)], replace(template(), docx=issued.read_bytes()))
    assert fonts_in(again).keys() == UPRIGHT | {(SERIF, "Italic"), (SERIF, "BoldItalic")}
