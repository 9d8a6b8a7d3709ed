"""Two who sign: a table without lines, the signatures in its first row, whose they are in its second."""

from __future__ import annotations

from collections.abc import Sequence

from docx.shared import Mm

from letterbook.render.docx import xml
from letterbook.render.docx.styles import Stylesheet
from letterbook.render.docx.xml import Node

GAP_MM = 6.0
"""Between the two, as half of it at each."""


def named(lines: tuple[str | None, str | None], styles: Stylesheet) -> list[Node]:
    """Name and title of one signatory as paragraphs."""
    return [
        _paragraph(styles.id(style), text)
        for style, text in zip(("Letter Signatory", "Letter Signatory Title"), lines, strict=True)
        if text
    ]


def side_by_side(signed: Sequence[list[Node]], names: Sequence[list[Node]], width_mm: float) -> Node:
    """The table, `width_mm` wide; a row that would be empty is left out."""
    width = Mm(width_mm).twips // len(signed)
    table = xml.fragment(
        f'<w:tbl><w:tblPr><w:tblW w:w="{width * len(signed)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="{Mm(GAP_MM).twips}" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr><w:tblGrid/></w:tbl>"
    )
    for _ in signed:
        xml.sub(table.tblGrid, "gridCol", w=str(width))
    for cells, align in ((signed, "bottom"), (names, "top")):
        if any(cells):
            table.append(_row(cells, width, align))
    return table


def _row(cells: Sequence[list[Node]], width: int, align: str) -> Node:
    row = xml.element("tr")
    xml.sub(xml.sub(row, "trPr"), "cantSplit")
    for paragraphs in cells:
        cell = xml.sub(row, "tc")
        properties = xml.sub(cell, "tcPr")
        xml.sub(properties, "tcW", w=str(width), type="dxa")
        xml.sub(properties, "vAlign", val=align)
        # A cell has to hold a paragraph (ECMA-376-1, 17.4.65).
        cell.extend(paragraphs or [xml.element("p")])
    return row


def _paragraph(style: str, text: str) -> Node:
    run = xml.element("r", (xml.text_node(text),))
    return xml.element("p", (xml.element("pPr", (xml.element("pStyle", val=style),)), run))
