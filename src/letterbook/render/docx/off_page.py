"""Words of a Word letterhead that stand beyond the edge of the sheet: in text boxes, frames, tables and indents. Lengths are mm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.shared import Emu, Twips

from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

_TOLERANCE = 5.0
"""So far a box may reach beyond the sheet: it has margins of its own, and a banner runs over the edge."""
_LOWEST = 2.0
"""Of a box with words: a line of 6 pt."""


@dataclass(frozen=True)
class Sheet:
    """The sheet of a section: width and height, and how wide its margins are."""

    width: float = 210
    height: float = 297
    left: float = 25
    top: float = 25
    right: float = 25
    bottom: float = 25

    @classmethod
    def of(cls, root: Node) -> Sheet:
        """That of the document's first section; what it leaves open is that of an A4 sheet."""
        section = next(root.iter(xml.SECT_PR), None)
        if section is None:
            return cls()
        try:
            measures = {
                "width": section.page_width,
                "height": section.page_height,
                **{side: getattr(section, f"{side}_margin") for side in ("left", "top", "right", "bottom")},
            }
        except ValueError:
            return cls()
        return cls(**{name: abs(said.mm) for name, said in measures.items() if said is not None})

    def bases(self, name: str, *, is_across: bool) -> tuple[float, float]:
        """Between which two places on the sheet that lies which a position is counted from."""
        whole, before, after = (
            (self.width, self.left, self.right) if is_across else (self.height, self.top, self.bottom)
        )
        name = name.removesuffix("-area").replace("-", "").lower()
        if name in ("page", "leftmargin", "topmargin"):
            return 0, 0
        if name == "margin":
            return before, before
        if name in ("rightmargin", "bottommargin"):
            return whole - after, whole - after
        if name == "column" and is_across:
            return before, whole - after
        return 0, whole

    def is_off(self, at: float, extent: float, base: tuple[float, float], *, is_across: bool) -> bool:
        """Whether something at this distance from its base reaches beyond the sheet, wherever the base lies."""
        whole = self.width if is_across else self.height
        first, last = base
        return last + at < -_TOLERANCE or first + at + extent > whole + _TOLERANCE


def off_page(root: Node, sheet: Sheet) -> Iterator[Node]:
    """The drawings, frames, tables and paragraphs with words that stand off the sheet, or are too small for words."""
    for node in root.iter():
        find = _FINDERS.get(node.tag)
        if find is not None and find(node, sheet):
            yield node


def _has_words(node: Node) -> bool:
    return any((text.text or "").strip() for text in node.iter(xml.T))


def _emu(text: str | None) -> float:
    written = (text or "").strip()
    return float(Emu(int(written)).mm) if re.fullmatch(r"-?\d+", written) else 0


def _twips(node: Node, *names: str) -> float | None:
    for name in names if node is not None else ():
        text = (node.get(qn(f"w:{name}")) or "").strip()
        if re.fullmatch(r"-?\d+(\.\d+)?", text):
            return float(Twips(int(float(text))).mm)
    return None


# --- drawings --------------------------------------------------------------------------------------------------------

_AXES = (("H", "cx", True), ("V", "cy", False))
_WSP = f"{{{xml.NAMESPACES['wps']}}}wsp"
_XFRM, _OFF, _EXT, _CH_OFF, _CH_EXT = (qn(f"a:{tag}") for tag in ("xfrm", "off", "ext", "chOff", "chExt"))


def _is_anchor_off(anchor: Node, sheet: Sheet) -> bool:
    boxes = [box for box in anchor.iter(_WSP) if _has_words(box)]
    extent = anchor.find(qn("wp:extent"))
    for letter, name, is_across in _AXES if boxes else ():
        size = 0 if extent is None else _emu(extent.get(name))
        at, base = _anchored(anchor, letter, sheet, is_across=is_across)
        for box in boxes:
            within, inner = _in_group(box, size, is_across=is_across)
            aligned = at is None and within >= -_TOLERANCE and within + inner <= size + _TOLERANCE
            whole = sheet.width if is_across else sheet.height
            if inner < _LOWEST or (aligned and inner > whole + 2 * _TOLERANCE):
                return True
            if not aligned and sheet.is_off((at or 0) + within, inner, base, is_across=is_across):
                return True
    return False


def _anchored(
    anchor: Node, letter: str, sheet: Sheet, *, is_across: bool
) -> tuple[float | None, tuple[float, float]]:
    """The distance of an anchored drawing from its base, None where it is aligned; and where its base may lie."""
    whole = sheet.width if is_across else sheet.height
    if anchor.get("simplePos") in ("1", "true"):
        simple = anchor.find(qn("wp:simplePos"))
        return (0 if simple is None else _emu(simple.get("x" if is_across else "y"))), (0, 0)
    position = next(anchor.iter(qn(f"wp:position{letter}")), None)
    if position is None:
        return None, (0, whole)
    base = sheet.bases(position.get("relativeFrom") or "", is_across=is_across)
    if next(anchor.iterancestors(xml.TC), None) is not None and base != (0, 0):
        base = (0, whole)
    offset = position.find(qn("wp:posOffset"))
    if offset is not None:
        return _emu(offset.text), base
    share = next((node for node in position if str(node.tag).rpartition("}")[2].startswith("pctPos")), None)
    if share is not None and re.fullmatch(r"-?\d+", share.text or ""):
        return whole * int(share.text) / 100_000, base
    return None, base


def _in_group(box: Node, size: float, *, is_across: bool) -> tuple[float, float]:
    """Where a box begins within its drawing, and how far it reaches; in a group by the measures of the groups around it."""
    own = next(box.iter(_XFRM), None)
    groups = [node for node in box.iterancestors() if str(node.tag).rpartition("}")[2] in ("wgp", "grpSp")]
    if own is None or not groups:
        return 0, size
    at, extent = _place(own, _OFF, _EXT, is_across=is_across)
    for group in groups:
        frame = next(group.iter(_XFRM), None)
        if frame is None or frame.find(_CH_EXT) is None:
            continue
        inner_at, inner = _place(frame, _CH_OFF, _CH_EXT, is_across=is_across)
        outer_at, outer = _place(frame, _OFF, _EXT, is_across=is_across)
        scale = outer / inner if inner else 1
        at, extent = outer_at + (at - inner_at) * scale, extent * scale
    outermost, _ = _place(next(groups[-1].iter(_XFRM)), _OFF, _EXT, is_across=is_across)
    return at - outermost, extent


def _place(frame: Node, off: str, ext: str, *, is_across: bool) -> tuple[float, float]:
    where, how_far = frame.find(off), frame.find(ext)
    at = 0 if where is None else _emu(where.get("x" if is_across else "y"))
    return at, 0 if how_far is None else _emu(how_far.get("cx" if is_across else "cy"))


def _is_inline_small(inline: Node, sheet: Sheet) -> bool:
    extent = inline.find(qn("wp:extent"))
    if extent is None or not any(_has_words(box) for box in inline.iter(_WSP)):
        return False
    width, height = _emu(extent.get("cx")), _emu(extent.get("cy"))
    return min(width, height) < _LOWEST or width > sheet.width + _TOLERANCE


_UNITS = {"pt": 1 / 72, "in": 1, "cm": 1 / 2.54, "mm": 1 / 25.4, "px": 1 / 96, "pc": 1 / 6, "": 1 / 96}
_MEASURE = re.compile(r"(-?\d*\.?\d+)\s*(pt|in|cm|mm|px|pc)?")


def _css(style: Mapping[str, str], name: str) -> float | None:
    found = _MEASURE.fullmatch(style.get(name, "").strip())
    return None if found is None else float(found[1]) * _UNITS[found[2] or ""] * 25.4


def _is_shape_off(shape: Node, sheet: Sheet) -> bool:
    """Whether an old drawing (VML) with words, that stands in no group, lies off the sheet."""
    pairs = (part.partition(":") for part in (shape.get("style") or "").lower().split(";"))
    style = {name.strip(): said.strip() for name, _, said in pairs}
    if style.get("position") != "absolute" or not _has_words(shape) or _is_in_group(shape):
        return False
    for side, extent, axis, is_across in (
        ("left", "width", "horizontal", True),
        ("top", "height", "vertical", False),
    ):
        if style.get(f"mso-position-{axis}", "absolute") != "absolute":
            continue
        at = sum(_css(style, name) or 0 for name in (side, f"margin-{side}"))
        base = sheet.bases(style.get(f"mso-position-{axis}-relative", "text"), is_across=is_across)
        if sheet.is_off(at, _css(style, extent) or 0, base, is_across=is_across):
            return True
    return False


def _is_in_group(shape: Node) -> bool:
    return any(str(node.tag) == _GROUP for node in shape.iterancestors())


_GROUP = f"{{{xml.NAMESPACES['v']}}}group"


# --- frames, tables, indents -----------------------------------------------------------------------------------------


def _is_frame_off(frame: Node, sheet: Sheet) -> bool:
    paragraph = next(frame.iterancestors(xml.P), None)
    return paragraph is not None and _has_words(paragraph) and _is_placed_off(frame, sheet, _FRAME)


def _is_floating_off(position: Node, sheet: Sheet) -> bool:
    table = next(position.iterancestors(xml.TBL), None)
    return table is not None and _has_words(table) and _is_placed_off(position, sheet, _FLOATING)


_FRAME = (("x", "xAlign", "hAnchor", "w", True), ("y", "yAlign", "vAnchor", "h", False))
_FLOATING = (
    ("tblpX", "tblpXSpec", "horzAnchor", "", True),
    ("tblpY", "tblpYSpec", "vertAnchor", "", False),
)


def _is_placed_off(node: Node, sheet: Sheet, axes: tuple[tuple[str, str, str, str, bool], ...]) -> bool:
    for at, align, anchor, extent, is_across in axes:
        distance = _twips(node, at)
        if distance is None or node.get(qn(f"w:{align}")):
            continue
        base = sheet.bases(node.get(qn(f"w:{anchor}")) or "text", is_across=is_across)
        size = (_twips(node, extent) if extent else None) or 0
        if sheet.is_off(distance, size, base, is_across=is_across):
            return True
    return False


def _is_indented_off(indent: Node, sheet: Sheet) -> bool:
    """Whether a paragraph of the page itself, not of a cell or a box, begins or ends beyond the sheet."""
    paragraph = next(indent.iterancestors(xml.P), None)
    if paragraph is None or not any((node.text or "").strip() for node in xml.own(paragraph, xml.T)):
        return False
    is_inside = next(paragraph.iterancestors(xml.TC, xml.TXBX), None) is not None
    left, right = (0.0, 0.0) if is_inside else (sheet.left, sheet.right)
    before = _twips(indent, "start", "left") or 0
    first = (_twips(indent, "firstLine") or 0) - (_twips(indent, "hanging") or 0)
    after = _twips(indent, "end", "right") or 0
    begins = left + before + min(first, 0)
    room = sheet.width - left - right
    is_within = before + max(first, 0) < room and after < room
    slack = sheet.width if is_inside else _TOLERANCE
    return begins < -slack or right + after < -slack or not is_within


def _is_table_off(table: Node, sheet: Sheet) -> bool:
    """Whether a cell with words of a table that stands in the text begins beyond the sheet."""
    looks = table.find(qn("w:tblPr"))
    if looks is None or looks.find(qn("w:tblpPr")) is not None or not _has_words(table):
        return False
    if next(table.iterancestors(xml.TC, xml.TXBX), None) is not None:
        return False
    at = sheet.left + (_twips(looks.find(qn("w:tblInd")), "w") or 0)
    if at < -_TOLERANCE:
        return True
    return any(begin > sheet.width for row in table.iter(qn("w:tr")) for begin in _begins(row, at))


def _begins(row: Node, at: float) -> Iterator[float]:
    """Where the cells with words of a row begin."""
    for cell in row.findall(xml.TC):
        if _has_words(cell):
            yield at
        width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
        is_measure = width is not None and width.get(xml.TYPE, "dxa") == "dxa"
        at += (_twips(width, "w") or 0) if is_measure else 0


_FINDERS = {
    qn("wp:anchor"): _is_anchor_off,
    qn("wp:inline"): _is_inline_small,
    f"{{{xml.NAMESPACES['v']}}}shape": _is_shape_off,
    f"{{{xml.NAMESPACES['v']}}}rect": _is_shape_off,
    f"{{{xml.NAMESPACES['v']}}}roundrect": _is_shape_off,
    f"{{{xml.NAMESPACES['v']}}}oval": _is_shape_off,
    f"{{{xml.NAMESPACES['v']}}}group": _is_shape_off,
    qn("w:framePr"): _is_frame_off,
    qn("w:tblpPr"): _is_floating_off,
    qn("w:ind"): _is_indented_off,
    xml.TBL: _is_table_off,
}
