"""The numbers of lists are those of the text in both formats, and are read back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from conftest import Run, edit
from docx import Document

import letterbook
from letterbook.verification.docx_reader import read_word, section_digests

LISTS = """\

1. one
2. two

A paragraph between.

3. three
4. four

   more of four

   7. inner
   8. inner two

   9) nine
   10) ten
5. five

Between the lists

1990. That was the year.

> 12. quoted

"""
NUMBERED = (
    "1. one", "2. two", "3. three", "4. four", "7. inner", "8. inner two", "9) nine", "10) ten", "5. five",
    "1990. That was the year.", "12. quoted",
)  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def with_lists(workspace: Path, language: str = "en") -> None:
    for file in workspace.glob("templates/*/*.md"):
        if file.stem == language:
            front, text = file.read_text("utf-8").rsplit("---\n", 1)
            file.write_text(f"{front}---\n{text}\n{LISTS}\n{text}", encoding="utf-8")


def test_a_page_shows_the_numbers_of_its_lists(workspace: Path) -> None:
    with_lists(workspace)
    office = letterbook.open_office(workspace)
    assert office.check("january-20") == []
    with (workspace / "templates/letter/letter.css").open("a") as css:
        css.write("li { list-style-type: none !important }")
    found = " ".join(problem.what for problem in office.check("january-20"))
    assert all(f"“{text}” is not in the letter" in found for text in NUMBERED)


def test_numbers_of_another_list_do_not_stand_for_it(workspace: Path) -> None:
    with_lists(workspace)
    with (workspace / "templates/letter/letter.css").open("a") as css:
        css.write("li { list-style-type: decimal !important }")
    found = " ".join(problem.what for problem in letterbook.open_office(workspace).check("january-20"))
    assert all(f"“{text}” is not in the letter" in found for text in ("3. three", "7. inner", "9) nine"))
    assert "“1. one”" not in found


def test_a_page_from_right_to_left_shows_them(workspace: Path) -> None:
    with_lists(workspace, "ar")
    edit(workspace / "recipients.yaml", "language: az\n", "language: ar\n")
    problems = letterbook.open_office(workspace).check("january-20")
    assert "page-not-right" not in [problem.code for problem in problems]


def word_letter(run: Run, workspace: Path) -> Path:
    assert run("preview", "january-20", "--to", "unesco", "--format", "docx").code == 0
    return workspace / "out/drafts/january-20-unesco.docx"


def test_a_word_file_counts_as_the_text_does(run: Run, workspace: Path) -> None:
    with_lists(workspace)
    said = [
        text
        for section in read_word(word_letter(run, workspace).read_bytes()).sections
        for text in section.paragraphs
    ]
    assert [text for text in map(plain, said) if text in NUMBERED] == list(NUMBERED)


def test_a_word_file_that_counts_otherwise_is_another(run: Run, workspace: Path, tmp_path: Path) -> None:
    with_lists(workspace)
    file = word_letter(run, workspace)
    other, changed = tmp_path / "other.docx", io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/numbering.xml":
                assert b'w:startOverride w:val="3"' in data
                data = data.replace(b'w:startOverride w:val="3"', b'w:startOverride w:val="1"')
            new.writestr(entry, data)
    other.write_bytes(changed.getvalue())
    assert section_digests(file) != section_digests(other)


@pytest.mark.slow
def test_letters_and_bundles_with_lists_are_issued(run: Run, workspace: Path) -> None:
    with_lists(workspace)
    statement = workspace / "statements/january-20/en.md"
    statement.write_text(statement.read_text("utf-8") + LISTS, encoding="utf-8")
    issued = run("issue", "january-20", "--format", "pdf", "--format", "docx")
    assert issued.code == 0, issued.err
    [bundle] = workspace.glob("out/*/bundle.docx")
    assert len(Document(str(bundle)).paragraphs) > len(NUMBERED)
