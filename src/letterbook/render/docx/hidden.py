"""What Word hides: runs, paragraphs, rows and drawings that nobody sees on paper and everybody finds in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docx.oxml.ns import qn

from letterbook.render.docx import xml
from letterbook.render.docx.style_cascade import R_STYLE, StyleCascade
from letterbook.render.docx.xml import Node

_MARKS = tuple(qn(f"w:{tag}") for tag in ("vanish", "specVanish", "webHidden"))
_TR_PR, _HIDDEN = qn("w:trPr"), qn("w:hidden")
_PART_OF_TABLE = qn("w:tblStylePr")
_SILENT = frozenset(qn(f"w:{tag}") for tag in ("rPr", "fldChar", "instrText", "lastRenderedPageBreak"))
_OFF = frozenset({"0", "false", "off"})
_VML = "{urn:schemas-microsoft-com:vml}"


def hides(cascade: StyleCascade, styles: Iterable[Node]) -> bool:
    """Whether a chain of styles, or the document as a whole, hides.

    Word takes two hidden styles on one run for a visible one (17.7.3); here one is enough, as nobody wants either.
    """
    for node in styles:
        if any(said(part.find(xml.RPR)) for part in node.findall(_PART_OF_TABLE)):
            return True
        word = said(node.find(xml.RPR))
        if word is not None:
            return word
    return bool(said(cascade.defaults))


def said(looks: Node | None) -> bool | None:
    """Whether properties of a run hide it; None where they leave it open."""
    marks = [] if looks is None else [node for node in looks if node.tag in _MARKS]
    return any(node.get(xml.VAL) not in _OFF for node in marks) if marks else None


def hidden_nodes(root: Node, cascade: StyleCascade) -> Iterator[Node]:
    """The runs, paragraphs, rows and drawings of a part that are hidden and hold something."""
    for node in root.iter(xml.P, xml.R, _TR_PR):
        if node.tag == _TR_PR:
            hidden = node.find(_HIDDEN)
            if hidden is not None and hidden.get(xml.VAL) not in _OFF:
                yield node
        elif _holds_something(node) and _is_hidden(node, cascade):
            yield node
    yield from (node for node in root.iter() if isinstance(node.tag, str) and _is_drawn_hidden(node))


def _holds_something(node: Node) -> bool:
    if node.tag == xml.P:
        return any(_holds_something(run) for run in xml.own(node, xml.R))
    return any(child.tag not in _SILENT and (child.tag != xml.T or child.text) for child in node)


def _is_hidden(node: Node, cascade: StyleCascade) -> bool:
    """Whether a run, or a paragraph's mark, is hidden."""
    is_run = node.tag == xml.R
    looks = node.find(xml.RPR) if is_run else node.find(f"{xml.PPR}/{xml.RPR}")
    word = said(looks)
    if word is not None:
        return word
    character = None if looks is None else looks.find(R_STYLE)
    if character is not None and hides(cascade, cascade.chain(character.get(xml.VAL))):
        return True
    if not is_run:
        return False  # its runs tell
    paragraph, table = (next(node.iterancestors(tag), None) for tag in (xml.P, xml.TBL))
    of_table = list(cascade.of_table(table))
    return hides(cascade, cascade.of_paragraph(paragraph)) or (bool(of_table) and hides(cascade, of_table))


def _is_drawn_hidden(node: Node) -> bool:
    local = node.tag.rpartition("}")[2]
    if local in ("docPr", "cNvPr", "anchor"):
        return node.get("hidden") in ("1", "true")
    if node.tag.startswith(_VML):
        return "visibility:hidden" in (node.get("style") or "").replace(" ", "").lower()
    return False
