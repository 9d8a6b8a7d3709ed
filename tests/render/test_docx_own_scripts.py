"""Word files in Georgian, Armenian and Japanese: which font each word has, and which goes along."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from conftest import run_outside
from docx import Document
from every_language import letters_office

from letterbook.render.docx.embedding import ARMENIAN, GEORGIAN

FONTS = {"ka": GEORGIAN, "hy": ARMENIAN, "ja": "MS Mincho"}


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    workspace = letters_office(tmp_path_factory.mktemp("words") / "office", *FONTS)
    done = run_outside(workspace, "issue", "january-20", "--format", "docx", "--cover-only", "--jobs", "1")
    assert done.code == 0, done.err
    return {language: next(workspace.glob(f"out/*/letters/*-{language}-letter.docx")) for language in FONTS}


@pytest.mark.slow
@pytest.mark.parametrize("language", FONTS)
def test_words_of_the_script_have_its_font_and_others_have_not(
    letters: dict[str, Path], language: str
) -> None:
    named, plain = "", ""
    for paragraph in Document(str(letters[language])).paragraphs:
        for run in paragraph.runs:
            fonts = run._r.find("{*}rPr/{*}rFonts")
            is_own = fonts is not None and FONTS[language] in fonts.attrib.values()
            named, plain = (named + run.text, plain) if is_own else (named, plain + run.text)
    assert len(named) > 60
    assert "The Ambassador" in plain
    assert max(plain) < "\u0530"


@pytest.mark.slow
@pytest.mark.parametrize("language", FONTS)
def test_a_font_that_is_on_no_machine_goes_along(letters: dict[str, Path], language: str) -> None:
    with zipfile.ZipFile(letters[language]) as word:
        file = FONTS[language].replace(" ", "")
        carried = [name for name in word.namelist() if name.startswith(f"word/fonts/{file}-")]
        table = word.read("word/fontTable.xml").decode()
    assert len(carried) == (0 if language == "ja" else 2)
    assert (FONTS[language] in table) == (language != "ja")
