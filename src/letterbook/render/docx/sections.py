"""Sections: where the letter ends and the enclosures begin, each with its own header and its own count of pages."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import partial
from xml.sax.saxutils import quoteattr

from docx.enum.section import WD_HEADER_FOOTER, WD_SECTION_START
from docx.oxml.ns import qn
from docx.oxml.section import CT_PageSz, CT_SectPr
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm

from letterbook.model import Enclosure
from letterbook.render.docx import page_numbers, placeholders, scripts, xml
from letterbook.render.docx.blocks import Setting, paragraphs
from letterbook.render.docx.drawings import Drawn
from letterbook.render.docx.footnotes import Footnotes, counted_anew
from letterbook.render.docx.numbering import Numbering
from letterbook.render.docx.package import MAIN
from letterbook.render.docx.styles import Stylesheet
from letterbook.render.docx.xml import Node

LETTER_END, ENCLOSURE_END = "_LetterEnd", "_EnclosureEnd"
_A4_WIDTH, _MARGIN = Mm(210), Mm(44)
_CHARACTERS_A_PAGE = (
    2500  # of an enclosure's page; only for the count that a reader shows before it counts itself
)


def twips(millimetres: float) -> str:
    """A length in twentieths of a point."""
    return str(Mm(millimetres).twips)


def restart(section: CT_SectPr) -> None:
    """Lets the section count its pages from 1."""
    xml.get_or_put(section, "pgNumType").set(qn("w:start"), "1")


def sheet_mm(section: CT_SectPr) -> tuple[float, float] | None:
    """Width and height of the section's sheet; None where it leaves them open."""
    width, height = section.page_width, section.page_height
    return (width.mm, height.mm) if width and height else None


def go_on(section: CT_SectPr) -> None:
    """Lets the section count on where the one before it ends."""
    start = qn("w:start")
    for numbering in section.findall(qn("w:pgNumType")):
        if start in numbering.attrib:
            del numbering.attrib[start]


def end_section(nodes: list[Node], section: CT_SectPr) -> None:
    """Ends a section with the last of its paragraphs; a table or frame at the end gets a paragraph after it."""
    last = nodes[-1]
    if last.tag != xml.P or last.find(f"{xml.PPR}/{qn('w:framePr')}") is not None:
        last = xml.fragment(
            '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
        )
        nodes[-1].addnext(last)
    last.set_sectPr(section)


def bookmark(paragraph: CT_P, name: str, number: int) -> None:
    """Marks the paragraph, so that a field can ask for its page."""
    place = paragraph.pPr
    start = xml.element("bookmarkStart", id=str(number), name=name)
    paragraph.insert(0, start) if place is None else place.addnext(start)
    paragraph.append(xml.element("bookmarkEnd", id=str(number)))


class EnclosureSection:
    """A statement, set once for all letters of a chunk; `which` tells it from the others of a letter."""

    def __init__(
        self,
        enclosure: Enclosure,
        sheet: CT_PageSz,
        styles: Stylesheet,
        numbering: Numbering,
        notes: Footnotes,
        drawn: Drawn,
        which: str = "",
    ) -> None:
        self._end = ENCLOSURE_END + which.replace("-", "")
        self._enclosure, self._styles = enclosure, styles
        width = (sheet.w or _A4_WIDTH).twips - 2 * _MARGIN.twips
        first = self._properties("First Paragraph")
        setting = Setting("Enclosure", self._properties("Body"), styles, numbering, width, first, notes=notes)
        self._setting = replace(setting, draw=partial(drawn.draw, MAIN), link=drawn.link)
        self._notes, self._notes_before = notes, len(notes.notes)
        self._sheet = sheet

    def _properties(self, style: str) -> Node:
        return xml.element("pPr", (xml.element("pStyle", val=self._styles.id(f"Enclosure {style}")),))

    def nodes(self, bookmark_number: int) -> list[Node]:
        """The paragraphs, the last with the bookmark that the count of pages asks for."""
        nodes = self._nodes(self._setting)
        bookmark(nodes[-1], self._end, bookmark_number)
        return nodes

    def _nodes(self, setting: Setting) -> list[Node]:
        enclosure = self._enclosure
        nodes = [
            self._line("Title", enclosure.title),
            self._line("Place and Date", enclosure.place_and_date),
            *paragraphs(enclosure.body, setting),
            *self._signatory(),
        ]
        if enclosure.addressed_to:
            nodes.append(self._line("Addressed To", enclosure.addressed_to))
        if nodes[-1].tag != xml.P:
            nodes.append(xml.element("p", (self._properties("Body"),)))
        return nodes

    def _signatory(self) -> list[Node]:
        lines = (
            ("Signatory", self._enclosure.signature_name),
            ("Signatory Title", self._enclosure.signature_title),
        )
        return [self._line(style, text) for style, text in lines if text]

    def _line(self, style: str, text: str) -> Node:
        paragraph = xml.element("p", (self._properties(style),))
        run = xml.sub(paragraph, "r")
        for index, part in enumerate(text.split("\n")):
            if index:
                xml.sub(run, "br")
            run.append(xml.text_node(part))
        return paragraph

    def properties(self, ids: dict[str, str]) -> Node:
        """The section; `ids` are the relationships of "header", "blank" (the first page's) and "footer"."""
        section: CT_SectPr = xml.element("sectPr")
        for kind in WD_HEADER_FOOTER:
            which = "blank" if kind is WD_HEADER_FOOTER.FIRST_PAGE else "header"
            section.add_headerReference(kind, ids[which])
        for kind in WD_HEADER_FOOTER:
            section.add_footerReference(kind, ids["footer"])
        section.get_or_add_type().val = WD_SECTION_START.NEW_PAGE
        section.append(deepcopy(self._sheet))
        section.top_margin, section.right_margin = Mm(27), _MARGIN
        section.bottom_margin, section.left_margin = Mm(28), _MARGIN
        section.header, section.footer, section.gutter = Mm(16), Mm(11.1), Mm(0)
        restart(section)
        if len(self._notes.notes) > self._notes_before:
            counted_anew(section)
        section.titlePg_val = True
        return section

    def header(self) -> bytes:
        """The office's name, small, on the pages after the first."""
        root = xml.fragment("<w:hdr/>")
        root.append(self._line("Header", self._enclosure.office))
        scripts.dress([root], self._enclosure.language, self._styles.own_fonts)
        return xml.write(root)

    def blank(self) -> bytes:
        """The first page's header: 8 mm of white, as the title stands lower than the text of the pages after it."""
        height = twips(35 - 16)
        return xml.write(
            xml.fragment(
                f"<w:hdr><w:p><w:pPr><w:pStyle w:val={quoteattr(self._styles.id('Enclosure Header'))}/>"
                f'<w:spacing w:line="{height}" w:lineRule="exact"/></w:pPr></w:p></w:hdr>'
            )
        )

    def footer(self) -> bytes:
        """“Page 1 of 3”, counted within the enclosure; nothing where it has one page."""
        root = xml.fragment("<w:ftr/>")
        paragraph = xml.element("p", (self._properties("Footer"),))
        root.append(paragraph)
        pattern = placeholders.numbered(self._enclosure.labels.get("page", "{page} / {pages}"))
        pages = self._estimate()
        paragraph.extend(
            placeholders.runs(pattern, fields(self._end, pages), lambda content: xml.element("r", (content,)))
        )
        scripts.dress([root], self._enclosure.language, self._styles.own_fonts)
        page_numbers.leave_out_of_one(root, self._end, pages)
        return xml.write(root)

    def _estimate(self) -> int:
        # Set to be counted only: its footnotes, pictures and links are those of no document.
        setting = replace(self._setting, notes=Footnotes(None), draw=None, link=None)
        nodes = self._nodes(setting)
        characters = sum(len(text.text or "") for node in nodes for text in node.iter(xml.T))
        likely = page_numbers.likely_pages(self._enclosure.body, page_numbers.ENCLOSURE_LINES)
        return max(likely, 1 + characters // _CHARACTERS_A_PAGE)


def fields(end: str, pages: int) -> placeholders.Fields:
    """The page's number, and the number of the page on which the section's last paragraph stands.

    SECTIONPAGES would say the same, but LibreOffice 7.4 prints nothing for it.
    """
    return lambda mark: ("PAGE", "1") if mark == placeholders.PAGE else (f"PAGEREF {end}", str(pages))


def watermark(text: str) -> Node:
    """A run that draws the word large, grey and aslant behind the page (WordArt, as Word itself writes it)."""
    return xml.fragment(
        "<w:r><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="LetterbookDraft" o:spid="_x0000_s2049" type="#_x0000_t136" '
        'style="position:absolute;margin-left:0;margin-top:0;width:400pt;height:110pt;rotation:308;z-index:-251658752;'
        "mso-position-horizontal:center;mso-position-horizontal-relative:page;mso-position-vertical:center;"
        f'mso-position-vertical-relative:page" o:allowincell="f" fillcolor="#d9d9d9" stroked="f">'
        f"<v:textpath style=\"font-family:'Arial';font-size:1pt;font-weight:bold\" string={quoteattr(text)}/>"
        "</v:shape></w:pict></w:r>"
    )
