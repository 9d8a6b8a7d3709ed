"""Files that LibreOffice, pandoc and python-docx wrote: no word is lost or added, with pandoc as the second reader."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.shared import RGBColor
from external_tools import needs
from imported_words import imported, pandoc_words, read_words, text_of

from letterbook.importing.statement_file import StatementFile

pytestmark = pytest.mark.slow

PAGES = {
    "words": "<h1>Bericht</h1><p>Ein <b>fetter</b> und ein <i>kursiver</i> Satz.</p><p>Noch <b><i>beides</i></b>.</p>",
    "headings": "<h1>Eins</h1><p>a</p><h2>Zwei</h2><p>b</p><h3>Drei</h3><p>c</p><h2>Vier</h2><p>d</p>",
    "lists": "<p>Vorher</p><ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul><p>Mitte</p>"
    "<ol><li>e</li><li>f</li></ol><p>Ende</p>",
    "numbers": "<p>Vorher</p><ol start='4'><li>a</li><li>b<ol><li>c</li></ol></li></ol>",
    "table": "<p>Vorher</p><table><thead><tr><th>Jahr</th><th>Fälle</th></tr></thead>"
    "<tr><td>2025</td><td align='right'>12</td></tr><tr><td>2026</td><td align='right'>7</td></tr></table><p>Nachher</p>",
    "links": "<p>Siehe <a href='https://un.org/a'>dort</a> und <a href='mailto:a@example.org'>hier</a>.</p>",
    "signs": "<p>„So“ – 5&nbsp;% … 2 * 3, a_b_c, [x](y), # 1, &lt;b&gt; &amp; \\ ~~w~~</p><p>1. Satz</p><p>- Satz</p><p>+ Satz</p>",
    "lines": "<p>Zeile eins<br>Zeile zwei<br>Zeile drei</p><blockquote><p>Ein Zitat.</p></blockquote>",
    "russian": "<h1>Заявление</h1><p>Комиссия <b>сообщает</b>: «так».</p><ol><li>один</li><li>два</li></ol>",
    "chinese": "<h1>声明</h1><p>委员会<b>报告</b>如下：<i>内容</i>。</p>",
    "turkish": "<h1>Açıklama</h1><p>Kurul <b>İstanbul’da</b> toplandı.</p><ul><li>ığüşöç</li></ul>",
    "arabic": "<h1>بيان</h1><p>أعلنت <b>المفوضية</b> ما يلي.</p>",
}
FORMATS = ("docx", "odt")
RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times New Roman;}}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}"
    r"\pard\s1\b Erkl\'e4rung\b0\par\pard Ein \b fetter\b0  Satz\~mit \emdash  Strich.\par Zeile\line zwei.\par}"
)


def converted(sources: list[Path], kind: str, folder: Path, *more: str) -> None:
    """LibreOffice saves the files as this kind."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [needs("libreoffice", "soffice"), profile, "--headless", *more, "--convert-to", kind]
    command += ["--outdir", str(folder), *map(str, sources)]
    subprocess.run(command, capture_output=True, check=True, timeout=300)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, as LibreOffice saves them in each format."""
    folder = tmp_path_factory.mktemp("written")
    pages = []
    for name, page in PAGES.items():
        pages.append(folder / f"{name}.html")
        pages[-1].write_text(f"<html><meta charset='utf-8'><body>{page}</body></html>", "utf-8")
    for kind in FORMATS:
        converted(pages, kind, folder, "--infilter=HTML (StarWriter)")
    (folder / "rich.rtf").write_text(RTF, "ascii")
    converted([folder / "rich.rtf"], "docx", folder)
    return folder


PANDOC_LOSES = {"table.odt": (("Jahr", "Fälle"), ("a", "b"))}
"""pandoc 2.17 does not read the rows of headings of an ODT."""


def compared(path: Path, folder: Path) -> tuple[StatementFile, int]:
    """What comes of the file, and the number of its words, which are those that pandoc finds."""
    made = imported(folder, path.name, path.read_bytes())
    ours, theirs = read_words(text_of(made)), pandoc_words(path)
    for lost in PANDOC_LOSES.get(path.name, ()):
        ours = [word for word in ours if word not in lost]
    title = made.files["de.md"].decode().split('"')[1]
    ours = [*([] if title.startswith("[") else title.split()), *ours]
    assert ours == theirs
    return made, len(ours)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", PAGES)
def test_libreoffice(name: str, kind: str, written: Path, tmp_path: Path) -> None:
    _, count = compared(written / f"{name}.{kind}", tmp_path)
    print(f"{name}.{kind}: {count} words")  # noqa: T201
    assert count > 2


def test_rich_text_through_libreoffice(written: Path, tmp_path: Path) -> None:
    made, _ = compared(written / "rich.docx", tmp_path)
    assert text_of(made) == "Ein **fetter** Satz\u00a0mit — Strich.\n\nZeile\\\nzwei."


@pytest.mark.parametrize("name", PAGES)
def test_both_formats_become_the_same_statement(name: str, written: Path, tmp_path: Path) -> None:
    word, odt = (
        imported(tmp_path, f"a.{kind}", (written / f"{name}.{kind}").read_bytes()) for kind in FORMATS
    )
    assert text_of(word) == text_of(odt)


MARKDOWN = {
    "notes": "Satz[^1] und[^b] weiter.\n\n[^1]: Erste *Note*.\n\n[^b]: Zweite.\n",
    "table": "| a | b |\n|:--|--:|\n| c | d |\n",
    "deep": "1. a\n\n    - b\n\n        3. c\n\n2. d\n",
    "quote": "> Ein Zitat.\n\nText **fett *kursiv* fett**.\n",
    "code": "Text `a*b` Text.\n",
}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", MARKDOWN)
def test_pandoc(name: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.{kind}"
    command = [needs("pandoc", "pandoc"), "--from", "markdown", "--to", kind, "--output", str(path)]
    subprocess.run(command, input=MARKDOWN[name].encode(), check=True)
    (tmp_path / "again").mkdir()
    _, count = compared(path, tmp_path / "again")
    print(f"{name}.{kind} by pandoc: {count} words")  # noqa: T201


def paragraphs(made: Document) -> None:
    made.add_heading("Bericht", 0)
    made.add_heading("Lage", 1)
    made.add_paragraph("Ein Satz.")
    made.add_paragraph("Ein Zitat.", style="Intense Quote")


def lists(made: Document) -> None:
    made.add_paragraph("Vorher")
    for style in ("List Bullet", "List Number", "List Bullet 2", "List Number 2"):
        made.add_paragraph(f"In {style}", style=style)


def tables(made: Document) -> None:
    table = made.add_table(3, 3, style="Light Grid Accent 1")
    for count, cell in enumerate(each for row in table.rows for each in row.cells):
        cell.text = f"Zelle {count}"


def looks(made: Document) -> None:
    paragraph = made.add_paragraph("Ein ")
    paragraph.add_run("fettes").bold = True
    paragraph.add_run(" und ")
    run = paragraph.add_run("rotes")
    run.font.color.rgb = RGBColor(255, 0, 0)
    paragraph.add_run(" Wort,\tmit Tabulator.\nZeile zwei.")


def merged(made: Document) -> None:
    table = made.add_table(2, 2, style="Table Grid")
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 0).text = "a", "b", "c"
    table.cell(1, 0).merge(table.cell(1, 1))


DOCUMENTS: list[Callable[[Document], None]] = [paragraphs, lists, tables, looks, merged]


@pytest.mark.parametrize("write", DOCUMENTS, ids=lambda write: write.__name__)
def test_python_docx(write: Callable[[Document], None], tmp_path: Path) -> None:
    made = docx.Document()
    write(made)
    path = tmp_path / "made.docx"
    made.save(str(path))
    (tmp_path / "again").mkdir()
    _, count = compared(path, tmp_path / "again")
    print(f"{write.__name__} by python-docx: {count} words")  # noqa: T201
