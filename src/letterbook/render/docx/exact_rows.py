"""Words in a row of exact height, as a letterhead has them, that would be cut off: they are set smaller until they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml.ns import qn
from docx.shared import Emu, Pt

from letterbook.fonts import SANS, SERIF, SERIF_BOLD, width_mm
from letterbook.render.docx import xml
from letterbook.render.docx.style_cascade import StyleCascade
from letterbook.render.docx.xml import Node

SMALLEST_PT = 6.0
_STEP_PT = 0.5
_MORE = 1.02
"""Another program's font may be a little wider than ours."""
_USUAL_PT, _USUAL_LINE = 12.0, 1.2
_TR, _EXTENT = qn("w:tr"), qn("wp:extent")


def fit_exact_rows(root: Node, styles: StyleCascade) -> None:
    """Sets what stands in cells of rows of exact height as large as it has room."""
    for row in _exact_rows(root):
        for cell in row.tc_lst:
            _fit(cell, row.trHeight_val.pt, styles)


def has_exact_rows(root: Node) -> bool:
    """Whether there are such rows, in which it matters how wide words are."""
    return next(_exact_rows(root), None) is not None


def _exact_rows(root: Node) -> Iterator[Node]:
    for row in root.iter(_TR):
        if row.trHeight_hRule == WD_ROW_HEIGHT_RULE.EXACTLY and row.trHeight_val:
            yield row


def _fit(cell: Node, room_pt: float, styles: StyleCascade) -> None:
    words = [_Words.of(paragraph, styles) for paragraph in cell.p_lst if xml.text(paragraph).strip()]
    drawn = sum(Emu(int(extent.get("cy"))).pt for extent in cell.iter(_EXTENT))
    if not words or cell.width is None:
        return
    left, smaller = room_pt - drawn, 0.0
    while (
        _height(words, cell.width.mm, smaller) > left
        and min(each.size for each in words) - smaller > SMALLEST_PT
    ):
        smaller += _STEP_PT
    for each in words if smaller else ():
        each.set_smaller(smaller)


@dataclass(frozen=True)
class _Words:
    """A paragraph with its measures in pt: type, from line to line, and what is free above and below."""

    paragraph: Node
    size: float
    line: float
    apart: float
    font: str

    @classmethod
    def of(cls, paragraph: Node, styles: StyleCascade) -> _Words:
        chain = list(styles.of_paragraph(paragraph))
        looks = [found for style in chain if (found := style.find(xml.RPR)) is not None]
        size = next((float(found.sz_val.pt) for found in looks if found.sz_val is not None), _USUAL_PT)
        own = [paragraph.pPr, *(style.pPr for style in chain)]
        spaced = next(
            (found.spacing for found in own if found is not None and found.spacing is not None), None
        )
        is_exact = spaced is not None and spaced.get(qn("w:lineRule")) == "exact"
        line = spaced.line.pt if spaced is not None and is_exact else size * _USUAL_LINE
        apart = sum(each.pt for each in (spaced.before, spaced.after) if each) if spaced is not None else 0.0
        is_bold = any(found.find(qn("w:b")) is not None for found in looks)
        families = (found.find(qn("w:rFonts")) for found in looks)
        is_sans = any(family is not None and family.get(qn("w:ascii")) == "Arial" for family in families)
        return cls(paragraph, size, line, apart, SANS if is_sans else SERIF_BOLD if is_bold else SERIF)

    def height(self, width_mm_: float, smaller: float) -> float:
        size = self.size - smaller
        lines = sum(_lines(line.split(), width_mm_, size, self.font) for line in _typed_lines(self.paragraph))
        return lines * self.line * size / self.size + self.apart

    def set_smaller(self, smaller: float) -> None:
        size = self.size - smaller
        for run in xml.own(self.paragraph, xml.R):
            for tag in ("sz", "szCs"):
                xml.put(run.get_or_add_rPr(), xml.element(tag, val=str(round(size * 2))))
        line = xml.get_or_put(self.paragraph.get_or_add_pPr(), "spacing")
        line.line = Pt(self.line * size / self.size)
        line.set(qn("w:lineRule"), "exact")


def _height(words: Sequence[_Words], width: float, smaller: float) -> float:
    return sum(each.height(width, smaller) for each in words)


def _typed_lines(paragraph: Node) -> Iterator[str]:
    """The paragraph's text between its line breaks."""
    said = ""
    for node in paragraph.iter(xml.T, qn("w:br")):
        if node.tag == xml.T:
            said += node.text or ""
        else:
            yield said
            said = ""
    yield said


def _lines(words: Sequence[str], width: float, size: float, font: str) -> int:
    """How many lines these words take, each as full as can be; a word that is wider than a line, such as an address on the web, is broken."""
    lines, at, space = 1, 0.0, width_mm(" ", size, font)
    for word in words:
        wide = width_mm(word, size, font) * _MORE
        lines += max(0, ceil(wide / width) - 1)
        if at and at + space + wide > width:
            lines, at = lines + 1, wide
        else:
            at += wide + (space if at else 0)
    return lines
