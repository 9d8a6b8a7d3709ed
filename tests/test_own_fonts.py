"""An office's own font for a script that the program lacks: in its folder, listed, and Thai names are set by it alone."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from conftest import Run, at, edit
from docx import Document
from own_font_files import OFFICE_NAME, THAI, thai_font

import letterbook
from letterbook.fonts import FontRefusedError, missing_glyphs, own_fonts, width_mm
from letterbook.model import FontFile
from letterbook.problems import Place
from letterbook.sources.fonts import font_sum

LISTED = "\nfonts: [fonts/Thai.ttf, fonts/Thai-Bold.ttf]\n"


def file(data: bytes, name: str = "Thai.ttf") -> FontFile:
    return FontFile(name, Place("letterbook.yaml", 1), font_sum(data), data)


@pytest.fixture
def thai(workspace: Path) -> Path:
    """An office that writes to a Thai one, and has the font in its folder without listing it."""
    edit(
        workspace / "recipients.yaml", 'organisation: "UNESCO"', f'organisation: "UNESCO {OFFICE_NAME} 2021"'
    )
    edit(workspace / "statements/january-20/en.md", "moved into Baku", f"moved into **{OFFICE_NAME}** Baku")
    (workspace / "fonts").mkdir()
    (workspace / "fonts/Thai.ttf").write_bytes(thai_font())
    (workspace / "fonts/Thai-Bold.ttf").write_bytes(thai_font(weight="Bold"))
    return workspace


def list_fonts(workspace: Path, line: str = LISTED) -> None:
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as office:
        office.write(line)


def test_a_script_without_a_font_is_one_mistake_with_its_places(thai: Path) -> None:
    [problem] = letterbook.open_office(thai).check("january-20")
    assert problem.code == "missing-glyph"
    lines = [
        at(thai, name, OFFICE_NAME).rpartition(":")[0]
        for name in ("recipients.yaml", "statements/january-20/en.md")
    ]
    assert sorted(lines) == sorted(problem.what.rstrip(".").rpartition(" at ")[2].split(", "))
    assert "Thai" in problem.what
    assert "fonts" in problem.hint


def fonts_of(page: Any) -> dict[str, str]:
    """The characters that each font of a page is there for, by its family."""
    found: dict[str, str] = {}
    for font in page["/Resources"].get("/Font", {}).values():
        opened = font.get_object()
        name = str(opened["/BaseFont"]).partition("+")[2]
        unicode = opened["/ToUnicode"].get_data().decode("ascii")
        signs = re.findall(r"^<[0-9a-fA-F]+> <([0-9a-fA-F]+)>$", unicode, re.MULTILINE)
        found[name] = found.get(name, "") + "".join(
            bytes.fromhex(sign).decode("utf-16-be") for sign in signs if sign != "ffff"
        )
    return found


@pytest.mark.slow
def test_names_are_set_by_the_offices_font_and_nothing_else_is(run: Run, thai: Path) -> None:
    list_fonts(thai)
    result = run("issue", "january-20", "--to", "unesco")
    assert result.code == 0, result.err
    [letter] = thai.glob("out/*/letters/*.pdf")
    bundle = next(path for path in thai.glob("out/*/*.pdf"))
    for pdf in (letter, bundle):
        reader = pypdf.PdfReader(pdf)
        by_font = [(name, signs) for page in reader.pages for name, signs in fonts_of(page).items()]
        own = "".join(signs for name, signs in by_font if "Thai" in name)
        others = "".join(signs for name, signs in by_font if "Thai" not in name)
        assert set(unicodedata.normalize("NFKC", OFFICE_NAME)) <= set(own)
        assert {sign for sign in own if sign not in THAI} <= set(" \u00a0\u200b")
        assert not set(others) & set(THAI)
        assert {name for name, _ in by_font if "Thai" in name} == {"Test-Thai-Own", "Test-Thai-Own-Bold"}


def runs_of(docx: Path) -> Iterator[Any]:
    return (run for paragraph in Document(str(docx)).element.body.iter() for run in paragraph.findall("{*}r"))


def test_the_word_file_names_the_font_for_these_words_alone(run: Run, thai: Path) -> None:
    list_fonts(thai)
    assert run("issue", "january-20", "--to", "unesco", "--format", "docx").code == 0
    [letter] = thai.glob("out/*/letters/*.docx")
    named = {}
    for words in runs_of(letter):
        text = "".join(node.text or "" for node in words.findall("{*}t"))
        fonts = words.find("{*}rPr/{*}rFonts")
        if text:
            named[text] = set(fonts.attrib.values()) if fonts is not None else set()
    own = {text for text, fonts in named.items() if "Test Thai" in fonts}
    assert {text.strip() for text in own} == {OFFICE_NAME}
    assert all(named[text] == {"Test Thai"} for text in own)
    assert not any(set(text) & set(THAI) for text in named.keys() - own)
    assert b"2021" in zipfile.ZipFile(letter).read("word/document.xml")


@pytest.mark.slow
def test_the_register_on_paper_has_the_names_too(run: Run, thai: Path) -> None:
    list_fonts(thai)
    assert run("issue", "january-20", "--to", "unesco", "--format", "pdf").code == 0
    result = run("register", "export", "--out", thai / "register.pdf")
    assert result.code == 0, result.err
    reader = pypdf.PdfReader(thai / "register.pdf")
    found = [(name, signs) for page in reader.pages for name, signs in fonts_of(page).items()]
    own = "".join(signs for name, signs in found if "Thai" in name)
    assert set(unicodedata.normalize("NFKC", OFFICE_NAME)) <= set(own)
    assert not any(set(signs) & set(THAI) for name, signs in found if "Thai" not in name)


@pytest.mark.parametrize("bits", [0, 0x4, 0x8, 0xC, 0x6])
def test_a_font_that_may_be_embedded(bits: int) -> None:
    [font] = own_fonts([file(thai_font(bits=bits))])
    assert missing_glyphs(OFFICE_NAME, own=(font,)) == []
    assert missing_glyphs(OFFICE_NAME) == list(dict.fromkeys(OFFICE_NAME))


@pytest.mark.parametrize(
    ("bits", "says"),
    [(0x2, "may not be put"), (0x102, "may not be put"), (0x104, "only whole"), (0x208, "only pictures")],
)
def test_embedding_bits_are_respected(thai: Path, bits: int, says: str) -> None:
    (thai / "fonts/Thai.ttf").write_bytes(thai_font(bits=bits))
    list_fonts(thai, "\nfonts: fonts/Thai.ttf\n")
    problems = letterbook.open_office(thai).check("january-20")
    [refused] = [problem for problem in problems if problem.code == "restricted-font"]
    assert says in refused.what
    assert str(refused.place) == at(thai, "letterbook.yaml", "fonts/Thai.ttf")


def test_what_is_no_font_is_told(thai: Path) -> None:
    (thai / "fonts/Thai.ttf").write_bytes(b"\0\1\0\0" + b"no font" * 20)
    list_fonts(thai, "\nfonts: fonts/Thai.ttf\n")
    problems = letterbook.open_office(thai).check("january-20")
    assert [problem.code for problem in problems if problem.place.file == "letterbook.yaml"] == [
        "unreadable-font"
    ]


def test_a_second_family_leaves_a_script_to_the_first() -> None:
    first, second = thai_font("First Thai"), thai_font("Second Thai", "Bold")
    assert [font.family for font in own_fonts([file(first), file(second)])] == ["First Thai"]
    bold = thai_font("First Thai", "Bold")
    assert [font.is_bold for font in own_fonts([file(first), file(bold), file(first)])] == [False, True]


def test_only_signs_that_the_program_lacks_are_taken() -> None:
    [font] = own_fonts([file(thai_font())])
    assert {chr(code) for code in font.widths} == set(THAI)
    assert all(not unicodedata.name(chr(code)).startswith("LATIN") for code in font.widths)
    assert own_fonts([file(_plain())]) == ()


def _plain() -> bytes:
    from letterbook.fonts import font_files

    return font_files()["LetterbookSans-Regular.ttf"]


def test_the_width_of_its_signs_counts_in_the_address() -> None:
    fonts = own_fonts([file(thai_font())])
    assert 0 < width_mm(OFFICE_NAME, 10, own=fonts) != width_mm(OFFICE_NAME, 10)
    wide = tuple(replace(font, widths=dict.fromkeys(font.widths, 2.0)) for font in fonts)
    assert width_mm("กข", 10, own=wide) == pytest.approx(40 * 25.4 / 72)


def test_a_font_that_is_refused_says_why_and_what_to_do() -> None:
    with pytest.raises(FontRefusedError) as refused:
        own_fonts([file(thai_font(bits=2))])
    assert refused.value.code == "restricted-font"
    assert "Test Thai" in refused.value.what
