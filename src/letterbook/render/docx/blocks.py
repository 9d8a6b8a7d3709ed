"""The words of a text as Word paragraphs: what `render.pdf.block_html` is for the PDF."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from docx.shared import Mm, Pt, Twips

from letterbook.model import (
    Alignment,
    Block,
    Emphasis,
    Figure,
    Heading,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Lowered,
    Note,
    Paragraph,
    Picture,
    Quote,
    Raised,
    Rule,
    Strong,
    Struck,
    Table,
    Text,
)
from letterbook.render.docx import xml
from letterbook.render.docx.columns import column_widths
from letterbook.render.docx.footnotes import PART as NOTES
from letterbook.render.docx.footnotes import Footnotes
from letterbook.render.docx.numbering import STEP, Numbering
from letterbook.render.docx.package import MAIN
from letterbook.render.docx.styles import CAPTION, FIGURE, FOOTNOTE, HEADINGS, RULE, Stylesheet
from letterbook.render.docx.xml import Node

_GAP = Pt(7.25)  # around lists and tables: half a line
_COLUMNS_APART = Mm(4)


Draw = Callable[[Picture, tuple[float, float], str], Node]
"""The run that shows a picture: its size in mm, and what it shows in words."""


@dataclass(frozen=True)
class Setting:
    """How a text is set: its family of styles ("Letter" or "Enclosure") and a body paragraph's properties."""

    kind: str
    body: Node
    styles: Stylesheet
    numbering: Numbering
    width: int  # of the column, in twentieths of a point
    first: Node | None = None  # of a paragraph that follows no other paragraph, where that differs
    depth: int = 0  # of lists
    notes: Footnotes | None = None  # None where a text can have none
    draw: Draw | None = None  # the run with a picture; None where a text can have none
    link: Callable[[str, str], Node] | None = None  # the element of a link, by its part and its target
    part: str = MAIN
    inset: int = 0  # so much of the width is not there, in a list or a quotation

    def properties(self, style: str) -> Node:
        return _properties(self.styles.id(f"{self.kind} {style}"))


def paragraphs(blocks: Sequence[Block], setting: Setting) -> list[Node]:
    """The blocks as `w:p` and `w:tbl` elements."""
    nodes: list[Node] = []
    before: Block | None = None
    for block in blocks:
        opening = setting.first is not None and not isinstance(before, Paragraph)
        made = list(_block(block, replace(setting, body=setting.first) if opening else setting))
        if isinstance(block, Table) and nodes:
            _space_after(nodes[-1])
        if isinstance(before, Table):
            _space_before(made[0])
        nodes.extend(made)
        before = block
    return nodes


def _space_before(node: Node) -> None:
    """Parts a paragraph from what stands before it, whatever its style says."""
    if node.tag == xml.P:
        xml.get_or_put(node.pPr, "spacing").before = _GAP


def _space_after(node: Node) -> None:
    """Parts a paragraph from what comes after it, whatever its style says."""
    if node.tag == xml.P:
        xml.get_or_put(node.pPr, "spacing").after = _GAP


def _block(block: Block, setting: Setting) -> Iterator[Node]:
    match block:
        case Paragraph(children):
            yield _paragraph(deepcopy(setting.body), children, setting)
        case Heading(level, children):
            properties = setting.properties(f"Heading {min(level, HEADINGS[-1])}")
            yield _paragraph(properties, children, setting)
        case ListBlock():
            yield from _list(block, setting)
        case Quote(children):
            inside = replace(setting, body=setting.properties("Quote"), first=None)
            yield from paragraphs(children, replace(inside, inset=setting.inset + 2 * STEP.twips))
        case Table():
            yield _table(block, setting)
        case Rule():
            properties = _properties(setting.styles.added(RULE))
            if free := setting.styles.free_at_the_end(f"{setting.kind} Body"):
                xml.put(properties, xml.element("ind")).right = Twips(free)
            yield xml.element("p", (properties,))
        case Figure():
            yield from _figure(block, setting)


def _figure(figure: Figure, setting: Setting) -> Iterator[Node]:
    """The picture in a paragraph of its own, and below it the caption."""
    if setting.draw:
        paragraph = _properties(setting.styles.added(FIGURE))
        if figure.caption:
            xml.put(paragraph, xml.element("keepNext"))
            xml.get_or_put(paragraph, "spacing").after = Pt(0)
        width, height = figure.size_mm
        scale = min(1, Twips(setting.width - setting.inset).mm / width)
        run = setting.draw(figure.picture, (width * scale, height * scale), figure.alt)
        yield xml.element("p", (paragraph, run))
    if figure.caption:
        yield _paragraph(_properties(setting.styles.added(CAPTION)), figure.caption, setting)


def _properties(style: str) -> Node:
    return xml.element("pPr", (xml.element("pStyle", val=style),))


def _paragraph(properties: Node, children: Sequence[Inline], setting: Setting) -> Node:
    node = xml.element("p", (properties,))
    node.extend(_runs(children, setting))
    return node


def _runs(children: Sequence[Inline], setting: Setting, looks: tuple[str, ...] = ()) -> Iterator[Node]:
    """Inline words as `w:r` elements, those of a link in a `w:hyperlink`."""
    for child in children:
        match child:
            case Text(text):
                yield _run(xml.text_node(text), looks)
            case LineBreak():
                yield _run(xml.element("br"), looks)
            case Strong(inner) | Emphasis(inner) | Struck(inner) | Raised(inner) | Lowered(inner):
                yield from _runs(inner, setting, (*looks, *_LOOKS_OF[type(child)]))
            case Link(target, inner) if child.leads and setting.link:
                link = setting.link(setting.part, target)
                link.extend(_runs(inner, setting, looks))
                yield link
            case Link(_, inner):
                yield from _runs(inner, setting, looks)
            case Note(_, inner) if setting.notes:
                properties = _properties(setting.styles.added(FOOTNOTE))
                yield setting.notes.add(_paragraph(properties, inner, replace(setting, part=NOTES)))


_LOOKS_OF: Mapping[type[Inline], tuple[str, ...]] = {
    Strong: ("b", "bCs"),
    Emphasis: ("i", "iCs"),
    Struck: ("strike",),
    Raised: ("superscript",),
    Lowered: ("subscript",),
}
_LOOKS = ("b", "bCs", "i", "iCs", "strike")  # in the order of the schema
_HEIGHTS = ("superscript", "subscript")


def _run(content: Node, looks: Collection[str]) -> Node:
    node = xml.element("r")
    if looks:
        properties = xml.sub(node, "rPr")
        for tag in _LOOKS:
            if tag in looks:
                xml.sub(properties, tag)
        for height in _HEIGHTS:
            if height in looks:
                xml.sub(properties, "vertAlign", val=height)
    node.append(content)
    return node


def _list(block: ListBlock, setting: Setting) -> list[Node]:
    style = "List Bullet" if block.start is None else "List Number"
    inside = replace(setting, body=setting.properties(style), first=None, depth=setting.depth + 1)
    inside = replace(inside, inset=setting.inset + STEP.twips)
    numbers = _numbers(block, setting)
    made: list[Node] = []
    for index, item in enumerate(block.items):
        nodes = paragraphs(item, inside)
        if not nodes or nodes[0].tag != xml.P or isinstance(item[0], ListBlock):
            nodes.insert(0, _paragraph(deepcopy(inside.body), (), setting))
        _number(nodes[0], numbers[index], setting.depth)
        for node in nodes[1:]:
            _indent(node, inside.depth)
        made.extend(nodes)
    if made and not setting.depth:
        _space_before(made[0])
        _space_after(made[-1])
    return made


def _numbers(block: ListBlock, setting: Setting) -> list[int]:
    """Which of Word's lists each item is of: one for all, but those with boxes have one for each kind of box."""
    boxes = [block.number(index) if block.boxes else None for index in range(len(block.items))]
    if all(boxes):
        return [setting.numbering.box(box) for box in boxes if box]
    number = setting.numbering.instance(block.start, setting.depth, in_brackets=block.in_brackets)
    return [setting.numbering.box(box) if box else number for box in boxes]


def _number(paragraph: Node, number: int, depth: int) -> None:
    level = (xml.element("ilvl", val=str(depth)), xml.element("numId", val=str(number)))
    xml.put(paragraph.pPr, xml.element("numPr", level))
    # The style's own indent would win over that of the list's level.
    indent = xml.put(paragraph.pPr, xml.element("ind"))
    indent.left, indent.hanging = (depth + 1) * STEP, STEP


def _indent(node: Node, depth: int) -> None:
    if node.tag == xml.P and node.pPr.numPr is None and node.pPr.ind is None:
        indent = xml.put(node.pPr, xml.element("ind"))
        indent.left, indent.firstLine = depth * STEP, 0


_BORDER = '<w:{0} w:val="single" w:sz="{1}" w:space="0" w:color="000000"/>'
_OVER_AND_UNDER, _UNDER_HEAD = 6, 4
"""Rules, in eighths of a point."""


def _table(block: Table, setting: Setting) -> Node:
    size_pt = setting.styles.size_pt(f"{setting.kind} Table Text")
    widths = column_widths(block, setting.width, _COLUMNS_APART.twips, size_pt)
    lines = "".join(_BORDER.format(edge, _OVER_AND_UNDER) for edge in ("top", "bottom"))
    table = xml.fragment(
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid/></w:tbl>'
    )
    for width in widths:
        xml.sub(table.tblGrid, "gridCol", w=str(width))
    last = len(block.rows) - 1
    for index, row in enumerate(block.rows):
        cells = [*row, *[()] * (len(widths) - len(row))]
        made = _row(cells, widths, setting, block, header=index == 0)
        if index < last and (block.is_short or index in (0, 1, last - 1)):
            _keep_with_next(made)
        table.append(made)
    return table


def _keep_with_next(row: Node) -> None:
    """No page ends below this row."""
    for properties in row.xpath("w:tc/w:p/w:pPr"):
        xml.get_or_put(properties, "keepNext").val = True


def _row(
    cells: Sequence[Sequence[Inline]], widths: Sequence[int], setting: Setting, table: Table, *, header: bool
) -> Node:
    row = xml.element("tr")
    properties = xml.sub(row, "trPr")
    xml.sub(properties, "cantSplit")
    if header:
        xml.sub(properties, "tblHeader")
    for column, (children, width) in enumerate(zip(cells, widths, strict=True)):
        cell = xml.sub(row, "tc")
        looks = xml.sub(cell, "tcPr")
        xml.sub(looks, "tcW", w=str(width), type="dxa")
        if header:
            rule = _BORDER.format("bottom", _UNDER_HEAD)
            looks.append(xml.fragment(f"<w:tcBorders>{rule}</w:tcBorders>"))
            xml.sub(looks, "vAlign", val="bottom")
        words: Sequence[Inline] = (Strong(tuple(children)),) if header else children
        properties = _aligned(setting.properties("Table Text"), table.alignment(column))
        if column < len(cells) - 1:
            # Not a margin of the cell, whose side is another where lines run from the right.
            indent = xml.put(properties, xml.element("ind"))
            indent.right, indent.firstLine = _COLUMNS_APART, 0
        cell.append(_paragraph(properties, words, setting))
    return row


def _aligned(properties: Node, alignment: Alignment) -> Node:
    if alignment is not Alignment.START:
        xml.put(properties, xml.element("jc", val=alignment.value))
    return properties
