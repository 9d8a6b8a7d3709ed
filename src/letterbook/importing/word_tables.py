"""What a table of a Word file says of its cells: their columns, which go on from above, the row of headings."""

from __future__ import annotations

from docx.oxml.ns import qn

from letterbook.importing.tables import Cell
from letterbook.importing.word_looks import WordLooks
from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

TR, TC = qn("w:tr"), qn("w:tc")
_OFF = ("0", "false", "off")


def is_headed(table: Node) -> bool:
    """Whether the first row is said to have the headings."""
    row = next(table.iter(TR), None)
    mark = None if row is None else row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")
    if mark is not None:
        return mark.get(xml.VAL) not in _OFF
    look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    if look is None:
        return False
    said = look.get(qn("w:firstRow"))
    if said is not None:
        return said not in _OFF
    try:
        return bool(int(look.get(xml.VAL) or "0", 16) & 0x20)
    except ValueError:
        return False


def span(cell: Node) -> int:
    """How many columns a cell has."""
    node = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return _whole(None if node is None else node.get(xml.VAL)) or 1


def goes_on(cell: Node) -> bool:
    """Whether the cell belongs to the one above it."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(xml.VAL) in (None, "continue")


def blank(row: Node, name: str) -> list[Cell]:
    """The columns that a row leaves out at its begin (“gridBefore”) or end (“gridAfter”)."""
    node = row.find(f"{qn('w:trPr')}/{qn(f'w:{name}')}")
    return [([], 1, False)] * _whole(None if node is None else node.get(xml.VAL))


def alignments(table: Node, looks: WordLooks) -> list[list[str]]:
    """Where the words of each cell stand, row by row; empty for a cell without words."""
    return [
        [
            next((looks.alignment(each) for each in cell.iter(xml.P) if xml.text(each).strip()), "")
            for cell in row.iter(TC)
            for _ in range(span(cell))
        ]
        for row in table.iter(TR)
    ]


def _whole(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isdecimal() else 0
