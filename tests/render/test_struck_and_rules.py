"""Struck words and ruled lines: seen in the PDF, and Word's own in the Word file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdfium2
from conftest import Run
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx_samples import chunk, enclosure, letter, para

from letterbook.model import Rendered, Rule
from letterbook.render.docx import render
from letterbook.verification.docx_reader import read_word

TEXT = """
Words that ~~no longer~~ hold, and ~~**bold** ones~~.

---

Words below.

> Quoted.
>
> ***
>
> Below.
"""


def drafted(run: Run, workspace: Path, kind: str) -> bytes:
    for file in (workspace / "statements/january-20").glob("*.md"):
        with file.open("a", encoding="utf-8") as opened:
            opened.write(TEXT)
    assert run("preview", "january-20", "--to", "unesco", "--format", kind).code == 0
    return (workspace / f"out/drafts/january-20-unesco.{kind}").read_bytes()


def lines_on(page: pypdfium2.PdfPage) -> list[tuple[float, float]]:
    """Width and height in pt of thin lines and areas."""
    boxes = [each.get_bounds() for each in page.get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    return [(right - left, top - bottom) for left, bottom, right, top in boxes if top - bottom < 1.5]


def test_a_pdf_shows_them(run: Run, workspace: Path) -> None:
    data = drafted(run, workspace, "pdf")
    document = pypdfium2.PdfDocument(data)
    widths = [round(width / 72 * 25.4) for page in document for width, _ in lines_on(page)]
    assert 122 in widths  # as wide as the column
    assert 110 in widths or 111 in widths  # and as a quotation
    assert sum(5 < width < 25 for width in widths) >= 2  # the struck words
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert opened.Root.MarkInfo.Marked


def test_a_word_file_has_them(run: Run, workspace: Path) -> None:
    data = drafted(run, workspace, "docx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body: Any = parse_xml(archive.read("word/document.xml"))
        styles: Any = parse_xml(archive.read("word/styles.xml"))
    struck = [
        run.text for run in body.iter(qn("w:r")) if run.find(f"{qn('w:rPr')}/{qn('w:strike')}") is not None
    ]
    assert [text.replace("\xa0", " ") for text in struck] == ["no longer", "bold", " ones"]
    [ruled] = [style.styleId for style in styles.style_lst if style.name_val == "Letterbook Rule"]
    named = [node.get(qn("w:val")) for node in body.iter(qn("w:pStyle"))]
    assert named.count(ruled) == 2
    said = [text.replace("\xa0", " ") for section in read_word(data).sections for text in section.paragraphs]
    assert "Words that no longer hold, and bold ones." in said


def test_a_rule_in_a_letters_word_file_is_as_wide_as_the_text(tmp_path: Path) -> None:
    (outcome,) = render(chunk(tmp_path, [letter(body=(para("Above"), Rule()))], None, enclosure()))
    assert isinstance(outcome, Rendered)
    paragraphs: Any = docx.Document(str(outcome.path)).paragraphs
    [above] = [paragraph for paragraph in paragraphs if paragraph.text == "Above"]
    [rule] = [paragraph for paragraph in paragraphs if paragraph.style.name == "Letterbook Rule"]
    assert rule.paragraph_format.right_indent == above.style.paragraph_format.right_indent != 0
