"""Word letters in Arabic and Chinese: what Word is told of direction, fonts and languages."""

from __future__ import annotations

import io
import uuid
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx_samples import chunk, enclosure, letter
from fontTools.ttLib import TTFont
from lxml import etree
from script_samples import ARABIC, CHINESE, SCRIPTS, Script, template

from letterbook.fonts import font_files
from letterbook.model import Enclosure, Letter, Rendered
from letterbook.render.docx import render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = "\u200e"


def make(folder: Path, to_render: Letter, enclosed: Enclosure | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    (outcome,) = render(chunk(folder, [to_render], template(), enclosed))
    assert isinstance(outcome, Rendered), outcome
    return Path(outcome.path)


def part(path: Path, name: str) -> Any:
    return etree.fromstring(zipfile.ZipFile(path).read(name))


def paragraphs(path: Path) -> list[Any]:
    return list(part(path, "word/document.xml").iter(f"{W}p"))


def said(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("ar"), ARABIC.letter(), ARABIC.enclosure())


def test_arabic_paragraphs_run_from_right_to_left_and_the_address_does_not(arabic: Path) -> None:
    turned = {
        said(node): node.find(f"{W}pPr/{W}bidi") is not None for node in paragraphs(arabic) if said(node)
    }
    framed = {
        "405 East 42nd Street",
        "UNITED STATES OF AMERICA",
        *(text for text in turned if text.startswith("Ombudsman")),
    }
    assert framed < turned.keys()
    assert {text for text, is_turned in turned.items() if not is_turned} >= framed
    assert turned[ARABIC.subject]
    sentences = {text for text in turned if "البيان" in text}
    assert sentences
    assert all(turned[text] for text in sentences)


def test_an_arabic_address_begins_where_the_window_does(tmp_path: Path) -> None:
    made = make(tmp_path, ARABIC.letter(address=("وزارة العدل", "10011", "العراق")))
    sides = {said(node): node.findall(f"{W}pPr/{W}jc") for node in paragraphs(made) if said(node)}
    assert [side.get(f"{W}val") for side in sides["وزارة العدل"]] == ["right"]  # of a line from right to left
    assert sides["10011"] == []


def test_each_run_goes_its_own_way(arabic: Path) -> None:
    turned: list[str] = []
    foreign: list[str] = []
    for paragraph in paragraphs(arabic):
        if paragraph.find(f"{W}pPr/{W}bidi") is not None:
            for run in paragraph.iter(f"{W}r"):
                (foreign if run.find(f"{W}rPr/{W}rtl") is None else turned).append(said(run))
    assert foreign
    assert all(text.startswith(MARK) and text.endswith(MARK) for text in foreign if text)
    assert f"{MARK}1-0007/2021{MARK}" in foreign
    assert any(ARABIC.salutation in text for text in turned)
    assert not any(MARK in text for text in turned)


def test_the_letterhead_is_mirrored(arabic: Path) -> None:
    heads = [name for name in zipfile.ZipFile(arabic).namelist() if name.startswith("word/header")]
    tables = [table for name in heads for table in part(arabic, name).iter(f"{W}tblPr")]
    assert tables
    assert all(table.find(f"{W}bidiVisual") is not None for table in tables)


def test_the_arabic_font_goes_along_and_can_be_taken_out_again(arabic: Path) -> None:
    """ECMA-376-1, 17.8.1: the first 32 bytes are changed by the key, read backwards."""
    archive = zipfile.ZipFile(arabic)
    fonts = {node.get(f"{W}name"): node for node in part(arabic, "word/fontTable.xml")}
    entry = fonts["Letterbook Naskh"]
    targets = {
        relationship.get("Id"): f"word/{relationship.get('Target')}"
        for relationship in part(arabic, "word/_rels/fontTable.xml.rels")
    }
    for face, file in (("Regular", "LetterbookNaskh-Regular.ttf"), ("Bold", "LetterbookNaskh-Bold.ttf")):
        embedded = entry.find(f"{W}embed{face}")
        key = uuid.UUID(embedded.get(f"{W}fontKey")).bytes[::-1]
        (identifier,) = (value for name, value in embedded.attrib.items() if name.endswith("}id"))
        data = archive.read(targets[identifier])
        plain = bytes(byte ^ key[at % 16] for at, byte in enumerate(data[:32])) + data[32:]
        assert plain == font_files()[file]
        assert TTFont(io.BytesIO(plain))["name"].getDebugName(1) == "Letterbook Naskh"
    assert part(arabic, "word/settings.xml").find(f"{W}embedTrueTypeFonts") is not None
    assert b"obfuscatedFont" in archive.read("[Content_Types].xml")


def test_an_english_letter_carries_no_arabic_font_and_one_with_an_arabic_enclosure_does(
    tmp_path: Path,
) -> None:
    plain = make(tmp_path / "plain", letter(), enclosure())
    mixed = make(tmp_path / "mixed", letter(), ARABIC.enclosure())
    assert not any("Naskh" in name for name in zipfile.ZipFile(plain).namelist())
    assert any("Naskh" in name for name in zipfile.ZipFile(mixed).namelist())
    assert paragraphs(mixed)[0].find(f"{W}pPr/{W}bidi") is None
    assert paragraphs(mixed)[-1].find(f"{W}pPr/{W}bidi") is not None


def test_a_letter_is_the_same_whichever_letters_are_made_with_it(tmp_path: Path) -> None:
    for folder in ("alone", "together"):
        (tmp_path / folder).mkdir()
    letters = [ARABIC.letter(number=1), letter(number=2), CHINESE.letter(number=3)]
    together = list(render(chunk(tmp_path / "together", letters, template())))
    alone = [next(render(chunk(tmp_path / "alone", [to_render], template()))) for to_render in letters]
    hashes = [
        [outcome.sha256 for outcome in outcomes if isinstance(outcome, Rendered)]
        for outcomes in (alone, together)
    ]
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) == len(together) == 3


def test_chinese_signs_of_two_widths_are_asked_for_in_the_chinese_font(tmp_path: Path) -> None:
    path = make(tmp_path / "zh", CHINESE.letter())
    runs = [run for paragraph in paragraphs(path) for run in paragraph.iter(f"{W}r") if "“" in said(run)]
    assert runs
    assert all(run.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia" for run in runs)
    fonts = part(path, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    assert fonts.get(f"{W}eastAsia") == "SimSun"


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_what_is_stressed_is_bold_where_there_is_no_italic(script: Script, tmp_path: Path) -> None:
    path = make(tmp_path / "one", script.letter(), script.enclosure())
    document = part(path, "word/document.xml")
    assert not list(document.iter(f"{W}i", f"{W}iCs"))
    styles = {style.name: style for style in docx.Document(str(path)).styles}
    assert styles["Enclosure Place and Date"].font.italic is False


@pytest.mark.parametrize(
    ("code", "spoken"),
    [
        ("en", ("en-GB", "zh-CN", "ar-SA")),
        ("ru", ("ru-RU", "zh-CN", "ar-SA")),
        ("ar", ("en-GB", "zh-CN", "ar-SA")),
        ("zh", ("en-GB", "zh-CN", "ar-SA")),
        ("zh-TW", ("en-GB", "zh-TW", "ar-SA")),
        ("az", ("az-Latn-AZ", "zh-CN", "ar-SA")),
    ],
)
def test_the_language_is_that_of_the_runs_script(code: str, spoken: tuple[str, ...], tmp_path: Path) -> None:
    path = make(tmp_path / "one", letter(language=code))
    tongue = part(path, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert tuple(tongue.get(f"{W}{which}") for which in ("val", "eastAsia", "bidi")) == spoken


def test_a_chinese_paragraph_begins_two_characters_in(tmp_path: Path) -> None:
    styles = docx.Document(str(make(tmp_path / "zh", CHINESE.letter(), CHINESE.enclosure()))).styles
    indents = {
        name: styles[name].paragraph_format.first_line_indent.pt for name in ("Letter Body", "Enclosure Body")
    }
    assert indents == {"Letter Body": 24, "Enclosure Body": 24}


def test_the_signature_block_is_kept_together(tmp_path: Path) -> None:
    found = docx.Document(str(make(tmp_path / "one", letter()))).paragraphs
    names = [paragraph.style.name for paragraph in found if paragraph.style]
    block = found[names.index("Letter Closing") : -1]
    assert len(block) > 3
    for paragraph in block:
        style = paragraph.style
        assert style is not None
        assert paragraph.paragraph_format.keep_with_next or style.paragraph_format.keep_with_next
