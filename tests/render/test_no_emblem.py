"""A letterhead without an emblem leaves no room for one."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from conftest import edit, make_workspace
from docx.shared import Mm
from docx_samples import chunk, letter, template

import letterbook
from letterbook.model import Rendered
from letterbook.render.docx import render

EMBLEM = "  emblem: office/emblem.svg\n"
MARGIN_MM, ROOM_MM = 25, 22


def made(folder: Path, *, with_emblem: bool) -> tuple[bytes, bytes]:
    """The letter to one addressee, as PDF and as Word file."""
    workspace = make_workspace(folder / "office")
    if not with_emblem:
        edit(workspace / "letterbook.yaml", EMBLEM, "")
    office = letterbook.open_office(workspace)
    order = letterbook.Order("january-20", to=("unesco",), cover_only=True)
    return office.preview(order).read_bytes(), office.preview(order, kind="docx").read_bytes()


def name_begins(pdf: bytes) -> float:
    """How far from the left edge of the sheet the office's name begins, in mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        search = page.search("Commissioner for Human")
        boxes = [page.get_charbox(index) for index, _ in iter(search.get_next, None)]
        left, *_ = max(boxes, key=lambda box: box[3])  # it stands above all else
        return float(left) / 72 * 25.4


def row(word: bytes | Path) -> list[tuple[int, str]]:
    """Each cell of the letterhead's first row: its width in mm, and what it says."""
    document = docx.Document(str(word) if isinstance(word, Path) else io.BytesIO(word))
    section = document.sections[0]
    tables = section.first_page_header.tables or document.tables
    cells = dict.fromkeys(cell._tc for cell in tables[0].rows[0].cells)
    return [(round((cell.width or Mm(0)).mm), "".join(cell.xpath(".//w:t/text()"))) for cell in cells]


@pytest.mark.parametrize(
    ("with_emblem", "begins", "widths"),
    [(True, MARGIN_MM + ROOM_MM, [22, 104, 34]), (False, MARGIN_MM, [126, 34])],
)
def test_the_name_begins_at_the_margin(
    tmp_path: Path, begins: float, widths: list[int], *, with_emblem: bool
) -> None:
    pdf, word = made(tmp_path, with_emblem=with_emblem)
    assert name_begins(pdf) == pytest.approx(begins, abs=0.5)
    cells = row(word)
    assert [width for width, _ in cells] == widths
    assert cells[-2][1].startswith("Commissioner for Human Rights")


@pytest.mark.parametrize(
    ("cells", "rows", "widths"),
    [
        (["{{ emblem }}", "{{ office.name }}"], 1, [70]),
        (["{{ office.name }}", "{{ emblem }}"], 1, [30, 40]),  # nothing comes after it
        (["{{ emblem }}", "{{ office.name }}"], 2, [30, 40]),  # the cells below stay under their own
        (["{{ emblem }}\nEst. 1992", "{{ office.name }}"], 1, [30, 40]),
    ],
)
def test_in_a_letterhead_of_the_offices_own(
    tmp_path: Path, cells: list[str], rows: int, widths: list[int]
) -> None:
    document = docx.Document()
    table = document.add_table(rows, len(cells))
    for column, (width, text) in enumerate(zip((30, 40), cells, strict=True)):
        first, *others = text.split("\n")
        cell = table.cell(0, column)
        cell.width, cell.paragraphs[0].text = Mm(width), first
        for words in others:
            cell.add_paragraph(words)
    document.add_paragraph("{{ reference_line }} {{ place_and_date }}")
    document.add_paragraph("{{ body }}")
    out = io.BytesIO()
    document.save(out)
    written = letter()
    written = replace(written, head=replace(written.head, emblem=None))
    (outcome,) = render(chunk(tmp_path, [written], template(data=out.getvalue())))
    assert isinstance(outcome, Rendered), outcome
    assert [width for width, _ in row(Path(outcome.path))] == widths
