"""What stands in columns: marks of lists and their words at one edge each, figures at the right, columns as their content asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import docx
import pypdfium2
import pytest
from conftest import OFFICE
from docx.shared import Mm
from docx_samples import chunk, enclosure, letter, para

from letterbook.model import Alignment, Block, Enclosure, ListBlock, Rendered, Table, Template, Text
from letterbook.render.docx import render
from letterbook.render.docx.columns import column_widths
from letterbook.render.pdf.letter_renderer import render_enclosure
from letterbook.templates import read_template

MM = 72 / 25.4
EDGE = 44.0
"""Where the text of an enclosure begins, mm from the sheet's left; it is 122 mm wide."""


@cache
def template() -> Template:
    found, _ = read_template(OFFICE, "letter")
    assert found is not None
    return found


def enclosed(*blocks: Block, language: str = "en") -> Enclosure:
    return enclosure(body=blocks, language=language, signature_name=None, addressed_to=None)


def ends(made: Enclosure) -> dict[str, tuple[float, float]]:
    """Each word of the page with the mm at which it begins and ends, measured from the text's left edge."""
    page = pypdfium2.PdfDocument(render_enclosure(template(), made, "2021-01-19"))[0]
    text = page.get_textpage()
    found, word = {}, ""
    left = right = 0.0
    for index in range(text.count_chars()):
        sign = text.get_text_range(index, 1)
        if not sign.strip():
            word = ""
            continue
        begin, _, end, _ = text.get_charbox(index, loose=True)
        left, right, word = (left, max(right, end), word + sign) if word else (begin, end, sign)
        found[word] = left / MM - EDGE, right / MM - EDGE
    return found


def cells(*rows: Sequence[str]) -> tuple[tuple[tuple[Text, ...], ...], ...]:
    return tuple(tuple((Text(cell),) for cell in row) for row in rows)


def test_a_mark_stands_at_the_edge_and_its_words_at_the_paragraphs_indent() -> None:
    inner = ListBlock(((para("inner"),),))
    listed = ListBlock(((para("first"), inner), (para("second"),)), start=9)
    found = ends(enclosed(para("Opening"), para("Indented"), listed))
    assert found["9."][0] == pytest.approx(0, abs=0.2)
    assert found["first"][0] == pytest.approx(6, abs=0.1)
    assert found["Indented"][0] == pytest.approx(6, abs=0.1)
    assert found["–"][0] == pytest.approx(6, abs=0.1)
    assert found["inner"][0] == pytest.approx(12, abs=0.1)
    assert found["second"][0] == pytest.approx(6, abs=0.1)


def test_wide_numbers_take_the_room_that_they_need() -> None:
    found = ends(enclosed(ListBlock(((para("words"),), (para("more"),)), start=1999)))
    assert found["1999."][0] == pytest.approx(0, abs=0.1)
    assert found["1999."][1] + 1 < found["words"][0] == found["more"][0]


def test_an_arabic_mark_stands_inside_the_text() -> None:
    found = ends(enclosed(ListBlock(((para("كلمة"),),), start=1), language="ar"))
    assert max(end for _, end in found.values()) == pytest.approx(122, abs=0.3)


TABLE = Table(
    cells(["Year", "Event", "Persons"], ["1990", "Entry of the troops", "1,234"], ["1991", "Report", "98"])
)


def test_figures_stand_right_but_for_the_first_column() -> None:
    assert [TABLE.alignment(column) for column in range(3)] == [
        Alignment.START,
        Alignment.START,
        Alignment.RIGHT,
    ]
    assert replace(TABLE, alignments=(Alignment.LEFT,) * 3).alignment(2) is Alignment.LEFT
    found = ends(enclosed(TABLE))
    assert found["Persons"][1] == pytest.approx(122, abs=0.2)
    assert found["98"][1] == pytest.approx(122, abs=0.2)
    assert found["1,234"][1] == pytest.approx(122, abs=0.2)
    assert found["1990"][0] == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(
    ("cell", "is_figure"),
    [("12.5 %", True), ("USD 1 200", True), ("−3", True), ("–", True), ("5 kg", True), ("12 May", False),
     ("A/RES/46", False), ("No. 5", False), ("1990–1991", False)],
)  # fmt: skip
def test_what_is_a_figure(cell: str, is_figure: bool) -> None:
    assert Table(cells(["", ""], ["a", cell])).has_figures(1) == is_figure


def test_columns_are_as_wide_as_their_content_asks() -> None:
    year, event, persons = column_widths(TABLE, 6000, 227, 10.5)
    assert year < persons < event
    assert year + event + persons == 6000
    long = Table(cells(["Year", "Event"], ["1990", "words and words " * 40]))
    narrow, wide = column_widths(long, 6000, 227, 10.5)
    assert 450 < narrow < 900
    assert wide == 6000 - narrow
    crowded = Table(cells(["Persons"] * 30, ["1"] * 30))
    assert sum(column_widths(crowded, 6000, 227, 10.5)) == 6000


def test_word_has_the_same_columns(tmp_path: object) -> None:
    (outcome,) = render(chunk(tmp_path, [letter(body=(TABLE,))], None, enclosed(TABLE)))  # type: ignore[arg-type]
    assert isinstance(outcome, Rendered)
    in_letter, in_enclosure = docx.Document(outcome.path).tables
    for table, room in ((in_letter, Mm(141)), (in_enclosure, Mm(122))):
        widths = [column.width for column in table.columns]
        assert sum(widths) == pytest.approx(room, rel=0.001)
        assert widths[0] < widths[2] < widths[1]
        head, row, _ = table.rows
        assert [cell.paragraphs[0].alignment is None for cell in row.cells] == [True, True, False]
        assert len(head._tr.xpath(".//w:tcBorders/w:bottom")) == 3
        assert not row._tr.xpath(".//w:tcBorders")


def rows_by_page(lines: int, rows: int) -> list[int]:
    """How many rows of a table, without its head, stand on each page behind so many lines."""
    table = Table(cells(["Fee", "From 2027"], *([f"kind {number}", "row"] for number in range(rows))))
    made = enclosed(*[para("line")] * lines, table, para("End"))
    pages = pypdfium2.PdfDocument(render_enclosure(template(), made, "2021-01-19"))
    texts = [page.get_textpage().get_text_range() for page in pages]
    return [count for text in texts if (count := text.count("row"))]


def test_no_row_of_a_table_stands_alone_at_the_edge_of_a_page() -> None:
    assert rows_by_page(23, 12) == [10, 2]
    assert rows_by_page(34, 12) == [12]
    for lines in (31, 32, 33):
        assert rows_by_page(lines, 5) == [5]
    assert len(rows_by_page(0, 60)) == 2


def test_word_keeps_rows_together_as_well(tmp_path: object) -> None:
    long = Table(cells(*(["a", "b"] for _ in range(12))))
    (outcome,) = render(chunk(tmp_path, [letter(body=(TABLE, para("x"), long))], None, None))  # type: ignore[arg-type]
    assert isinstance(outcome, Rendered)
    kept = [
        [cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells] == [True] * len(row.cells)
        for table in docx.Document(outcome.path).tables
        for row in table.rows
    ]
    assert kept == [True] * 2 + [False] + [True] * 2 + [False] * 8 + [True, False]
