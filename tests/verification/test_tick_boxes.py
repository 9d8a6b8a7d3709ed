"""Boxes to tick: drawn in a PDF, Word's own marks of a list in a Word file, and found where another stands there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from conftest import make_workspace
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from issued_mailing import Mailing, issue_verified, with_enclosure

from letterbook.fonts import missing_glyphs
from letterbook.model import Enclosure, Format, ListBlock
from letterbook.verification.docx_reader import read_word, section_digests
from letterbook.verification.tagged_text import tags_of

UNESCO = "unesco"
TEXT = """
- [ ] I will attend.
- [x] I will **not** attend.
  - [ ] Nor will others.
- A bullet.
- []

☐ Both ☑ or ☒ none
"""
ITEMS = (
    *("☐ I will attend.", "☒ I will not attend.", "☐ Nor will others.", "A bullet.", "☐"),
    "☐ Both ☑ or ☒ none",
)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = make_workspace(tmp_path_factory.mktemp("boxes") / "office")
    for file in (workspace / "statements/january-20").glob("*.md"):
        with file.open("a", encoding="utf-8") as opened:
            opened.write(TEXT)
    with (workspace / "templates/letter/en.md").open("a", encoding="utf-8") as opened:
        opened.write("\n- [ ] I have read it.\n- [x] I have not.\n")
    return issue_verified(workspace, workspace / "out")


def test_the_record_says_which_there_are(issued: Mailing) -> None:
    letter = issued.expected(UNESCO).letter
    assert [text.replace("\u00a0", " ") for text in letter.body[-2:]] == [
        "☐ I have read it.",
        "☒ I have not.",
    ]
    said = [text.replace("\u00a0", " ") for text in letter.enclosures[0].texts]
    assert set(ITEMS) <= set(said)


def drawn(file: Path) -> Iterator[tuple[str, ...]]:
    with closing(pypdfium2.PdfDocument(file)) as document:
        for index in range(len(document)):
            page = document[index]
            yield tags_of(page, page.get_textpage()).texts()


def test_a_pdf_shows_them_as_labels(issued: Mailing) -> None:
    texts = [" ".join(text.split()) for page in drawn(issued.file(UNESCO)) for text in page]
    at = texts.index("I will attend.")
    assert texts[at - 1 : at + 9] == [
        *("☐", "I will attend.", "☒", "I will not attend.", "☐", "Nor will others.", "•", "A bullet.", "☐"),
        ITEMS[-1],
    ]
    assert texts[texts.index("I have not.") - 1] == "☒"


def test_a_word_file_has_them_as_marks_of_a_list(issued: Mailing) -> None:
    data = issued.file(UNESCO, "docx").read_bytes()
    said = [
        text.replace("\u00a0", " ").strip()
        for section in read_word(data).sections
        for text in section.paragraphs
    ]
    assert set(ITEMS) <= set(said)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root: Any = parse_xml(archive.read("word/numbering.xml"))
        document = archive.read("word/document.xml").decode()
    levels = [
        (node.find(qn("w:numFmt")).get(qn("w:val")), node.find(qn("w:lvlText")).get(qn("w:val")))
        for node in root.iter(qn("w:lvl"))
    ]
    assert levels.count(("bullet", "☐")) == levels.count(("bullet", "☒")) == 9
    order = [node.tag for node in root]
    assert order == sorted(order)  # definitions before the lists
    assert document.count("☐") == document.count("☒") == 1  # those among words
    assert "w14:checkbox" not in document


def test_the_bundle_has_them(issued: Mailing) -> None:
    data = issued.file(UNESCO, "docx").read_bytes()
    assert len({*section_digests(issued.folder / "bundle.docx")} & {*section_digests_of(data)}) >= 2
    with zipfile.ZipFile(issued.folder / "bundle.docx") as archive:
        assert "☒" in archive.read("word/numbering.xml").decode()


def section_digests_of(data: bytes) -> list[bytes]:
    from letterbook.verification.docx_reader import digest

    return [digest(section) for section in read_word(data).sections]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_another_box_is_found(issued: Mailing, kind: Format, tmp_path: Path) -> None:
    def changed(enclosure: Enclosure) -> Enclosure:
        body = [
            replace(block, boxes=(True, *block.boxes[1:])) if isinstance(block, ListBlock) else block
            for block in enclosure.body
        ]
        return replace(enclosure, body=tuple(body))

    assert with_enclosure(issued, UNESCO, kind, tmp_path, lambda enclosure: enclosure) == []
    [finding] = with_enclosure(issued, UNESCO, kind, tmp_path, changed)
    assert finding.code == "wrong-enclosure"
    assert "☐" in finding.what


def test_every_face_has_them() -> None:
    for face in ("Serif-Regular", "Serif-Bold", "Serif-Italic", "Serif-BoldItalic", "Sans-Regular"):
        assert missing_glyphs("☐☑☒", f"Letterbook{face}.ttf") == []
