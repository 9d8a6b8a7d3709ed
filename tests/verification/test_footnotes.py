"""The footnotes of a statement are those of its text in both formats, counted from 1, and are read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import Run

import letterbook
from letterbook.pdf.letter import elements
from letterbook.printing.docx_bundle import write_bundle
from letterbook.verification.docx_reader import read_word, section_digests
from letterbook.verification.page_layout import read_sheet
from letterbook.verification.text_matching import closed

NOTES = """\

The office recalls the *decision*[^b] and the resolution.[^a]

| Year | Grounds |
|---|---|
| 1990 | The first[^c] |

- an item[^d]

[^a]: Resolution, with *stress*, which goes on
on a second line.
[^b]: A first one.

[^c]: In a cell.
[^d]: In an item.
"""
SAID = (
    "The office recalls the decision1 and the resolution.2",
    "1 A first one.",
    "2 Resolution, with stress, which goes on on a second line.",
    "Year",
    "Grounds",
    "1990",
    "The first3",
    "3 In a cell.",
    "an item4",
    "4 In an item.",
)
STATEMENT = "statements/january-20/{}.md"
LANGUAGES = ("en", "az")


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def with_notes(workspace: Path, notes: str = NOTES) -> None:
    for language in LANGUAGES:
        with (workspace / STATEMENT.format(language)).open("a", encoding="utf-8") as file:
            file.write(notes)


def drafted(run: Run, workspace: Path, kind: str) -> Path:
    assert run("preview", "january-20", "--to", "unesco", "--format", kind).code == 0
    return workspace / f"out/drafts/january-20-unesco.{kind}"


def paragraphs(word: Path) -> list[str]:
    return [plain(text) for section in read_word(word.read_bytes()).sections for text in section.paragraphs]


def test_a_word_file_has_them_as_footnotes(run: Run, workspace: Path) -> None:
    with_notes(workspace)
    word = drafted(run, workspace, "docx")
    said = paragraphs(word)
    assert said[said.index(SAID[0]) :][: len(SAID)] == list(SAID)
    with zipfile.ZipFile(word) as archive:
        assert archive.read("word/footnotes.xml").count(b"<w:footnoteRef/>") == 4
        assert b'<w:numRestart w:val="eachSect"/>' in archive.read("word/document.xml")
        assert b"<w:footnotePr>" in archive.read("word/settings.xml")


def test_a_page_has_them_at_its_foot_and_reads_them_where_they_are_called(run: Run, workspace: Path) -> None:
    with_notes(workspace)
    texts: list[str] = []
    with pypdfium2.PdfDocument(drafted(run, workspace, "pdf")) as pdf:
        for index in range(len(pdf)):
            texts += map(plain, read_sheet(pdf, index, None).texts)
    joined = closed("".join(texts))
    assert all(closed(text) in joined for text in SAID)


def test_a_text_without_footnotes_has_no_such_part(run: Run, workspace: Path) -> None:
    with zipfile.ZipFile(drafted(run, workspace, "docx")) as archive:
        assert "footnoteReference" not in archive.read("word/document.xml").decode()
        assert b"EnclosureFootnote" not in archive.read("word/styles.xml")


def test_check_finds_them_in_both_formats(workspace: Path) -> None:
    with_notes(workspace)
    assert letterbook.open_office(workspace).check("january-20") == []


@pytest.mark.parametrize("css", ["footnote { display: none }", "footnote { float: none }"])
def test_a_page_that_drops_them_is_refused(workspace: Path, css: str) -> None:
    with_notes(workspace)
    with (workspace / "templates/letter/letter.css").open("a") as file:
        file.write(css)
    assert letterbook.open_office(workspace).check("january-20")


def test_a_page_that_numbers_them_otherwise_is_refused(workspace: Path) -> None:
    with_notes(workspace)
    with (workspace / "templates/letter/letter.css").open("a") as file:
        file.write("footnote::footnote-call { content: '7' !important }")
    found = " ".join(problem.what for problem in letterbook.open_office(workspace).check("january-20"))
    assert "“The office recalls the decision1 and the resolution.2” is" in plain(found)


def changed(file: Path, part: str, change: Callable[[bytes], bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, change(data) if entry.filename == part else data)
    return made.getvalue()


SABOTAGE: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("word/footnotes.xml", lambda data: data.replace(b"A first one.", b"A second one.")),
    ("word/footnotes.xml", lambda data: data.replace(b"<w:footnoteRef/>", b"")),
    ("word/document.xml", lambda data: data.replace(b'w:numStart w:val="1"', b'w:numStart w:val="5"')),
    ("word/document.xml", lambda data: data.replace(b"eachSect", b"continuous")),
    ("word/document.xml", lambda data: data.replace(b'<w:footnoteReference w:id="1"/>', b"")),
    ("word/document.xml", lambda data: data.replace(b'Reference w:id="1"/>', b'Reference w:id="2"/>')),
]


@pytest.mark.parametrize(("part", "change"), SABOTAGE)
def test_changed_footnotes_are_another_text(
    run: Run, workspace: Path, part: str, change: Callable[[bytes], bytes]
) -> None:
    with_notes(workspace)
    word = drafted(run, workspace, "docx")
    other = changed(word, part, change)
    assert other != word.read_bytes()
    assert read_word(other).sections != read_word(word.read_bytes()).sections


def test_a_bundle_counts_each_letters_anew(run: Run, workspace: Path, tmp_path: Path) -> None:
    with_notes(workspace)
    word = drafted(run, workspace, "docx")
    bundle = tmp_path / "bundle.docx"
    write_bundle(bundle, [word, word], title="Two", author="Office", language="en", issued=date(2021, 1, 19))
    own = section_digests(word)
    assert section_digests(bundle) == own + own
    with zipfile.ZipFile(bundle) as archive:
        assert archive.read("word/footnotes.xml").count(b"<w:footnoteRef/>") == 8


def test_each_note_of_a_bundle_has_an_identifier_of_its_own(run: Run, workspace: Path) -> None:
    with_notes(workspace)
    done = run("issue", "january-20", "--format", "pdf")
    assert done.code == 0, done.err
    with pikepdf.Pdf.open(next(workspace.glob("out/january-20-*/bundle.pdf"))) as bundle:
        found = [str(element.ID) for element in elements(bundle.Root.StructTreeRoot.K) if "/ID" in element]
    assert len(found) == len(set(found)) > 4


def test_a_footnote_may_name_an_addressee(workspace: Path, run: Run) -> None:
    """It is a part of the statement, which may; in a Word file it lies in a part of its own."""
    with_notes(workspace, "\nWith a note.[^1]\n\n[^1]: See UNESCO, 7 place de Fontenoy.\n")
    arguments = ("january-20", "--format", "docx", "--to", "unesco", "--to", "un-secretary-general")
    assert run("issue", *arguments).code == 0
