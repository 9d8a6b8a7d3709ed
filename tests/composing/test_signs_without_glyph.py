"""A sign that no font has is found by `check` wherever it would be printed, at its place; a no-break hyphen is drawn."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from conftest import edit

import letterbook
from letterbook.fonts import SERIF, width_mm

LETTER = "templates/letter"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("letterbook.yaml", '"1-{number:04d}/{year}"', '"🎓{number:04d}/{year}"'),
        ("letterbook.yaml", "Call centre 916", "🎓 Call centre 916"),
        (f"{LETTER}/en.md", "---\nsubject: ", "---\nclosing: 🎓\nsubject: "),
        (f"{LETTER}/letter.css", ".subject {", ".subject::after { content: '🎓' }\n.subject {"),
        (f"{LETTER}/letter.css", ".subject {", ".subject::after { content: '\\01F393' }\n.subject {"),
        (f"{LETTER}/letter.css", ".subject {", "@page { @bottom-left { content: 'p. ' '🎓' } }\n.subject {"),
        (f"{LETTER}/letter.html", '<h1 class="subject">', '<h1 class="subject">&#x1F393;'),
        (f"{LETTER}/letter.css", ".subject {", ".subject::before { content: attr(title) }\n.subject {"),
    ],
)
def test_a_sign_that_no_font_has(workspace: Path, file: str, old: str, new: str) -> None:
    if "attr" in new:
        edit(workspace / LETTER / "letter.html", '<h1 class="subject">', '<h1 title="🎓" class="subject">')
    text = (workspace / file).read_text("utf-8")
    assert old in text
    text = text.replace("closing:", "closing_:", 1) if "closing" in new else text
    (workspace / file).write_text(text.replace(old, new, 1).replace("closing_:", "form_:"), "utf-8")
    problems = [
        problem
        for problem in letterbook.open_office(workspace).check("january-20")
        if problem.code == "missing-glyph"
    ]
    assert problems
    assert {problem.place.file for problem in problems} <= {file, f"{LETTER}/letter.html"}
    assert "🎓" in problems[0].what


def test_a_no_break_hyphen_is_the_hyphen_of_the_text(workspace: Path) -> None:
    edit(workspace / "recipients.yaml", "The Director-General", "The Director‑General")
    with (workspace / LETTER / "letter.css").open("a") as css:
        css.write(".subject::after { content: 'no‑break' '\\2011 x' }")
    office = letterbook.open_office(workspace)
    issued = office.issue("january-20", clerk="Registry", at=datetime(2021, 1, 19, tzinfo=UTC))
    page: Any = pypdf.PdfReader(issued.folder / "letters/0002-unesco.pdf").pages[0]
    text = page.extract_text()
    assert "The Director‐General" in text
    assert "no‐break" in text.replace("\n", "")
    assert not any(
        "Naskh" in str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()
    )
    word = zipfile.ZipFile(issued.folder / "letters/0002-unesco.docx").read("word/document.xml").decode()
    assert "Director</w:t><w:noBreakHyphen/><w:t" in word
    assert width_mm("‑", 11, SERIF) == width_mm("‐", 11, SERIF)


@pytest.mark.parametrize(
    ("words", "script"),
    [("สำนักงานผู้ตรวจการแผ่นดิน", "Thai"), ("ការិយាល័យសិទ្ធិមនុស្ស", "Khmer"), ("대한민국 국가인권위원회", "Hangul")],
)
def test_a_script_that_no_font_has_is_one_mistake(workspace: Path, words: str, script: str) -> None:
    edit(workspace / "statements/january-20/en.md", "moved into Baku", f"moved into {words} Baku")
    edit(workspace / "recipients.yaml", 'organisation: "UNESCO"', f'organisation: "UNESCO {words}"')
    [problem] = letterbook.open_office(workspace).check("january-20")
    assert problem.code == "missing-glyph"
    assert f"the letters of the script {script}; they stand at " in problem.what
    assert "recipients.yaml:" in problem.what
    assert "statements/january-20/en.md:" in problem.what


def test_what_no_font_can_have_and_what_was_misread_are_told_with_their_places(workspace: Path) -> None:
    statement = workspace / "statements/january-20/en.md"
    lines = statement.read_text("utf-8").count("\n")
    with statement.open("a", encoding="utf-8") as file:
        file.write("\nA page\x0cbreak.\n\nA\u2028line, \uf04a, MÃ¼ller and CAFÉ”, MAÇÃ”.\n")
    told = {
        problem.text: (problem.code, problem.place.line, problem.level)
        for problem in letterbook.open_office(workspace).check("january-20")
    }
    assert told == {
        "\x0c": ("missing-glyph", lines + 2, "error"),
        "\u2028": ("missing-glyph", lines + 4, "error"),
        "\uf04a": ("missing-glyph", lines + 4, "error"),
        "MÃ¼ller": ("garbled-text", lines + 4, "warning"),
    }


def test_words_of_an_anniversary_want_an_occasion_once(workspace: Path) -> None:
    for language in ("en", "az"):
        edit(workspace / f"statements/january-20/{language}.md", "occasion: 1990-01-20\n", "")
    problems = letterbook.open_office(workspace).check("january-20")
    assert {problem.code for problem in problems} == {"missing-value"}
    assert not any("recipients" in problem.place.file for problem in problems)
    assert all("names no occasion" in problem.what for problem in problems)


@pytest.mark.parametrize("text", ["***\n\n&nbsp;", "{% if false %}Words.{% endif %}"])
def test_a_statement_without_anything_to_see(workspace: Path, text: str) -> None:
    """It may go with no letter."""
    for language in ("en", "az"):
        path = workspace / f"statements/january-20/{language}.md"
        front = path.read_text("utf-8").split("\n---\n")[0]
        path.write_text(f"{front}\n---\n{text}\n", "utf-8")
    office = letterbook.open_office(workspace)
    assert {problem.code for problem in office.check("january-20")} == {"empty-body"}
    for language in ("en", "az"):
        edit(workspace / f"statements/january-20/{language}.md", "\n---\n", "\nenclosures: none\n---\n")
    assert office.check("january-20") == []
