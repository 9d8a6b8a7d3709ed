"""Changes in a Word file that nobody has accepted or rejected yet: words put in, taken out or moved, and altered looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docx.oxml.ns import qn

from letterbook.render.docx.xml import Node

_CHANGES = frozenset(
    {
        *(qn(f"w:{tag}") for tag in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")),
        *(qn(f"w:{tag}Change") for tag in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr")),
        *(qn(f"w:{tag}Change") for tag in ("tblGrid", "numbering")),
        *(qn(f"w:{tag}RangeStart") for tag in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel")),
        *(qn(f"w:{tag}RangeStart") for tag in ("customXmlMoveFrom", "customXmlMoveTo")),
        *(qn(f"w:{tag}") for tag in ("delText", "delInstrText")),
        *(qn(f"w14:{tag}") for tag in ("conflictIns", "conflictDel")),
    }
)
_AUTHOR = qn("w:author")


def changes(root: Node) -> Iterator[Node]:
    """The elements of a part that mark a change."""
    return (node for node in root.iter() if node.tag in _CHANGES)


def authors(found: Iterable[Node]) -> list[str]:
    """Who made these changes, in alphabetical order."""
    return sorted({node.get(_AUTHOR) for node in found} - {None, ""})
