"""Makes the Word letterheads: those of the two templates, for DIN 5008 form B, and of a new office for each other window.

Run it after a change here, from the repository's top level; the same script makes the same bytes. Lengths are
millimetres from the sheet's top-left corner where they are places.
"""

# ruff: noqa: SLF001  # python-docx has no public way to frames, marks and exact rows
from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from letterbook.envelope_windows import PAPERS, PRESETS, Window
from letterbook.render.docx import package, xml
from letterbook.render.docx.sections import twips
from letterbook.render.docx.styles import STYLES, size, spacing
from letterbook.render.docx.zip_file import zipped

ROOT = Path(__file__).resolve().parent.parent
NEW_OFFICE = ROOT / "src" / "letterbook" / "new_office"
OF_THE_TEMPLATES = "din-b"
LEFT, RIGHT = 25, 25
NOTE_TOP, BODY_TOP_AFTER, BODY_BOTTOM = 60, 32, 20
ADDRESSEE, ABOVE_ADDRESSEE = 32, 5
"""How high the addressee of a note verbale may be, at the foot of its first page, and what is clear above it."""
LETTERHEAD, LETTERHEAD_TOP = 22, 18
"""How high the letterhead is, and where it begins where no window begins early."""
FOLLOWING_HEADER_TOP = 20.1
BLUE = '<w:color w:val="1F3A5F"/>'
SANS = '<w:rFonts w:ascii="Letterbook Sans" w:hAnsi="Letterbook Sans" w:cs="Letterbook Naskh" w:eastAsia="SimSun"/>'
FORM = [
    ("Office Name", "<w:suppressAutoHyphens/>" + spacing(0, 0, 18), f"<w:b/><w:bCs/>{BLUE}{size(14)}"),
    (
        "Note Office Name",
        "<w:suppressAutoHyphens/>" + spacing(0, 0, 15.5),
        f"<w:b/><w:bCs/>{BLUE}{size(11.5)}",
    ),
    (
        "Office Lines",  # a hyphen in an e-mail address would be one of its signs
        "<w:suppressAutoHyphens/>" + spacing(6.6, 0, 9) + '<w:jc w:val="right"/>',
        f'{SANS}<w:color w:val="333333"/>{size(8)}',
    ),
    ("Page Number", spacing(0, 0, 11), size(8.5)),
    ("Letter Address", "<w:suppressAutoHyphens/>" + spacing(0, 0, 12.3), size(11)),
    ("Letter Delivery", spacing(0, 0, 11), f"<w:b/><w:bCs/>{size(8.5)}"),
    (
        # Underlined, as a rule under the paragraph would be as long as the window is wide.
        "Letter Return Line",
        "<w:suppressAutoHyphens/>" + spacing(0, 0, 9),
        SANS + size(7.5) + '<w:u w:val="single"/>',
    ),
]
DEFAULTS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Letterbook Serif" w:hAnsi="Letterbook Serif" '
    f'w:cs="Letterbook Naskh" w:eastAsia="SimSun"/><w:kern w:val="2"/>{size(12)}<w:lang w:val="en-GB" '
    'w:eastAsia="zh-CN" w:bidi="ar-SA"/><w14:cntxtAlts/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
)
OTHER_STYLES = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph '
    'Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority '
    'w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr></w:style>"
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>'
)
SETTINGS = (
    '<w:settings><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:autoHyphenation/><w:consecutiveHyphenLimit w:val="3"/>'
    '<w:hyphenationZone w:val="283"/><w:doNotHyphenateCaps/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:decimalSymbol w:val="."/>'
    '<w:listSeparator w:val=","/></w:settings>'
)
FONTS = (
    '<w:fonts><w:font w:name="Letterbook Serif"><w:altName w:val="Times New Roman"/>'
    '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    '<w:font w:name="Letterbook Sans"><w:altName w:val="Arial"/><w:charset '
    'w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    '<w:font w:name="SimSun"><w:altName w:val="宋体"/><w:panose1 w:val="02010600030101010101"/><w:charset w:val="86"/>'
    '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)


def letter(window: Window) -> bytes:
    """A letter with its address in this window: salutation, subject, complimentary close, signature."""
    header_top = min(LETTERHEAD_TOP, window.field.top - LETTERHEAD)
    document = _document(window, header_top)
    header = document.sections[0].first_page_header
    cells = _exact_row(header, LETTERHEAD, [22, _width(window) - 56, 34])
    _hairline_below(cells)
    _fill(cells[0].paragraphs[0], "{{ emblem }}", "Normal", line="auto")
    _fill(cells[1].paragraphs[0], "{{ office.name }}", "Office Name")
    _fill(cells[2].paragraphs[0], "{{ (office.address + office.contact) | join('\\n') }}", "Office Lines")
    _first_page(document, header_top + LETTERHEAD, window.reference_line)
    _marks(document, window)
    _address_field(document, window)
    reference = "{{ reference_line }}\t{{ place_and_date }}"
    for text, style in (
        (reference, "Letter Reference"),
        ("{{ subject }}", "Letter Subject"),
        ("{{ salutation }}", "Letter Salutation"),
        ("{{ body }}", "Letter Body"),
        ("{{ closing }}", "Letter Closing"),
        ("{{ signature }}", "Letter Signature"),
        ("{{ signatory.name }}", "Letter Signatory"),
        ("{{ signatory.title }}", "Letter Signatory Title"),
        ("{{ enclosure_line }}", "Letter Enclosure Line"),
        ("{{ copy_line }}", "Letter Copy Line"),
    ):
        document.add_paragraph(text, style)
    _tab_at_the_margin(document, _width(window))
    return _saved(document)


def note_verbale(window: Window) -> bytes:
    """A note verbale: no salutation, close or name; place and date at the lower right, room for the stamp, and the addressee
    at the lower left of the first page.

    Of the window it has the paper alone.
    """
    document = _document(window, header_top=12.5)
    header = document.sections[0].first_page_header
    side = (_width(window) - 86) / 2
    (_, cell, _) = _exact_row(header, 31, [side, 86, side])
    _fill(cell.paragraphs[0], "{{ emblem }}", "Normal", line="auto", after=57, centred=True)
    _fill(cell.add_paragraph(), "{{ office.name }}", "Note Office Name", centred=True)
    _first_page(document, 12.5 + 31, NOTE_TOP)
    _addressee(document, window)
    for text, style in (
        ("{{ number_line }}", "Letter Reference"),
        ("{{ body }}", "Letter Body"),
        ("{{ place_and_date }}", "Letter Place and Date"),
        ("{{ signature }}", "Letter Signature"),
        ("{{ enclosure_line }}", "Letter Enclosure Line"),
        ("{{ copy_line }}", "Letter Copy Line"),
    ):
        document.add_paragraph(text, style)
    return _saved(document)


def _hairline_below(cells: Any) -> None:
    """A line below the letterhead, from margin to margin."""
    for cell in cells:
        border = '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="1F3A5F"/>'
        cell._tc.get_or_add_tcPr().append(xml.fragment(f"<w:tcBorders>{border}</w:tcBorders>"))


def _tab_at_the_margin(document: Document, width: float) -> None:
    """Place and date end at the right margin; the style has the tab of A4."""
    usual, wanted = twips(160), twips(width)
    if usual == wanted:
        return
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name == "Letter Reference":
            tabs = f'<w:tab w:val="clear" w:pos="{usual}"/><w:tab w:val="right" w:pos="{wanted}"/>'
            xml.put(paragraph._p.get_or_add_pPr(), xml.fragment(f"<w:tabs>{tabs}</w:tabs>"))


def _width(window: Window) -> float:
    return PAPERS[window.paper].width - LEFT - RIGHT


def _document(window: Window, header_top: float) -> Document:
    document = docx.Document()
    _set_styles(document, _width(window))
    section, paper = document.sections[0], PAPERS[window.paper]
    section.page_width, section.page_height = Mm(paper.width), Mm(paper.height)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.top_margin, section.bottom_margin = Mm(BODY_TOP_AFTER), Mm(BODY_BOTTOM)
    section.header_distance, section.footer_distance = Mm(header_top), Mm(11.1)
    section.different_first_page_header_footer = True
    _following_header(section.header, header_top, _width(window))
    _number(section.first_page_footer.paragraphs[0])
    _number(section.footer.paragraphs[0])
    return document


def _set_styles(document: Document, width: float) -> None:
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    styles.append(xml.fragment(DEFAULTS))
    styles.extend(list(xml.fragment(f"<w:styles>{OTHER_STYLES}</w:styles>")))
    ids = {style.name: style.id for style in STYLES}
    styles.extend(style.node(ids.get(style.based_on)) for style in STYLES)
    for style in document.styles:  # a letter's lines are as wide on any paper
        indent = style.element.pPr.ind if style.element.pPr is not None else None
        if style.name.startswith("Letter ") and indent is not None and indent.right:
            indent.right += Mm(width) - Mm(160)
    for name, paragraph, characters in FORM:
        styles.append(
            xml.fragment(
                f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name.replace(" ", "")}"><w:name '
                f'w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
                f"<w:rPr>{characters}</w:rPr></w:style>"
            )
        )


def _fill(
    paragraph: Any, text: str, style: str, *, line: str = "", after: int = 0, centred: bool = False
) -> None:
    paragraph.style = style
    if text:
        paragraph.add_run(text)
    properties = paragraph._p.get_or_add_pPr()
    if line:
        xml.put(properties, xml.element("spacing", before="0", after=str(after), line="240", lineRule=line))
    if centred:
        xml.put(properties, xml.element("jc", val="center"))


def _exact_row(header: Any, height: float, widths: list[float]) -> Any:
    """A table of one row with this height, whatever stands in it, so that nothing below it ever moves."""
    table = header.add_table(1, len(widths), Mm(sum(widths)))
    table.autofit = False
    properties = table._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    for child in (
        f'<w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/>',
        '<w:tblLayout w:type="fixed"/>',
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>',
    ):
        properties.append(xml.fragment(child))
    row = table.rows[0]
    row.height = Mm(height)
    row._tr.trPr.find(qn("w:trHeight")).set(qn("w:hRule"), "exact")
    for column, cell, width in zip(table.columns, row.cells, widths, strict=True):
        column.width = cell.width = Mm(width)
    header._element.insert(0, table._tbl)
    return row.cells


def _first_page(document: Document, letterhead_bottom: float, body_top: float) -> None:
    """The paragraph below the letterhead: as high as takes the text down to where it begins."""
    spacer = document.sections[0].first_page_header.paragraphs[-1]
    spacer.style = "Normal"
    height = twips(body_top - letterhead_bottom)
    xml.put(
        spacer._p.get_or_add_pPr(),
        xml.element("spacing", before="0", after="0", line=height, lineRule="exact"),
    )


def _marks(document: Document, window: Window) -> None:
    """Where to fold and to punch, from top to bottom."""
    spacer = document.sections[0].first_page_header.paragraphs[-1]
    marks = [(top, "Fold", 4) for top in window.fold_marks]
    marks += [(window.punch_mark, "Punch", 6)] if window.punch_mark else []
    for number, (top, kind, length) in enumerate(sorted(marks), start=1):
        spacer._p.append(_mark(number, f"{kind} mark", top, length))


def _mark(number: int, name: str, top: float, length: float) -> Any:
    """A line `length` mm long at the sheet's left edge, 4 mm in; for eyes only, so marked as decorative."""
    across, down, long = (round(side * 36_000) for side in (4, top, length))
    return xml.fragment(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="1" behindDoc="1" locked="1" layoutInCell="0" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>'
        f'{across}</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>{down}</wp:posOffset>'
        f'</wp:positionV><wp:extent cx="{long}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="{name} {number}"><a:extLst><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
        '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
        "</a:extLst></wp:docPr><wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{long}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/>'
        '</a:prstGeom><a:ln w="5080"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr>'
        "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
        "</w:r>"
    )


def _following_header(header: Any, header_top: float, width: float) -> None:
    """Recipient at the left, date at the right, over a rule."""
    paragraph = header.paragraphs[0]
    _fill(paragraph, "{{ recipient.name }}\t{{ date }}", "Page Number")
    properties = paragraph._p.get_or_add_pPr()
    before = twips(FOLLOWING_HEADER_TOP - header_top)
    xml.put(properties, xml.fragment(f'<w:tabs><w:tab w:val="right" w:pos="{twips(width)}"/></w:tabs>'))
    xml.put(
        properties,
        xml.fragment('<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="6" w:color="000000"/></w:pBdr>'),
    )
    xml.put(properties, xml.element("spacing", before=before, after="0", line="220", lineRule="exact"))


def _number(paragraph: Any) -> None:
    _fill(paragraph, "{{ labels.page }}", "Page Number")
    xml.put(paragraph._p.get_or_add_pPr(), xml.element("jc", val="center"))


def _address_field(document: Document, window: Window) -> None:
    """Return line, way of delivery and address, where an envelope's window shows them."""
    place = window.address
    frames: tuple[tuple[str, str, float, float], ...] = (
        (
            "{% if recipient.delivery %}{{ office.return_line }}{% endif %}",
            "Letter Return Line",
            place.top - 8.8,
            3.175,
        ),
        (
            "{% if not recipient.delivery %}{{ office.return_line }}{% endif %}",
            "Letter Return Line",
            place.top - 4.7,
            3.175,
        ),
        ("{{ recipient.delivery }}", "Letter Delivery", place.top - 4.7, 3.9),
        ("{{ address }}", "Letter Address", place.top, place.height),
    )
    for text, style, top, height in frames:
        paragraph = document.add_paragraph(text, style)
        frame = xml.element(
            "framePr", w=twips(place.width), h=twips(height), hRule="exact", wrap="around", vAnchor="page", hAnchor="page",
            x=twips(place.left), y=twips(top),
        )  # fmt: skip
        xml.put(paragraph._p.get_or_add_pPr(), frame)


def _addressee(document: Document, window: Window) -> None:
    """A frame as wide as the text, above the lower margin: the text of the first page ends over it."""
    paragraph = document.add_paragraph("{{ addressee | join('\\n') }}", "Letter Address")
    top = PAPERS[window.paper].height - BODY_BOTTOM - ADDRESSEE
    frame = xml.element(
        "framePr", w=twips(_width(window)), h=twips(ADDRESSEE), hRule="atLeast", vSpace=twips(ABOVE_ADDRESSEE),
        wrap="notBeside", vAnchor="page", hAnchor="page", x=twips(LEFT), y=twips(top),
    )  # fmt: skip
    xml.put(paragraph._p.get_or_add_pPr(), frame)


def _saved(document: Document) -> bytes:
    """The file without what python-docx's own template brings along, and with fixed times."""
    data = io.BytesIO()
    document.save(data)
    made = package.strip(package.unpack(data.getvalue()))
    made.parts["word/settings.xml"] = xml.write(xml.fragment(SETTINGS))
    made.parts["word/fontTable.xml"] = xml.write(xml.fragment(FONTS))
    for part in [
        part for part in made.parts if "theme" in part or "webSettings" in part or "numbering" in part
    ]:
        del made.parts[part]
    made = package.strip(made)
    return zipped(_parts(made))


def _parts(made: package.Package) -> list[tuple[str, bytes]]:
    root = [package.Relationship("rId1", "officeDocument", package.MAIN)]
    relationships = [(package.relationships_part(""), package.relationships_xml("", root))]
    relationships += [
        (package.relationships_part(owner), package.relationships_xml(owner, kept))
        for owner, kept in made.relationships.items()
    ]
    return [
        (package.CONTENT_TYPES, package.content_types_xml(made.types.items())),
        *relationships,
        *made.parts.items(),
    ]


LETTERHEADS: dict[str, Callable[[Window], bytes]] = {"letter": letter, "note-verbale": note_verbale}


def files() -> Iterator[tuple[Path, bytes]]:
    """Each file that comes with the program; a window for which a letterhead is that of the template has none."""
    for name, make in LETTERHEADS.items():
        usual = make(PRESETS[OF_THE_TEMPLATES])
        yield ROOT / "templates" / name / "letter.docx", usual
        for window in PRESETS.values():
            if (made := make(window)) != usual:
                yield NEW_OFFICE / name / f"{window.name}.docx", made


def main() -> None:
    for path, made in files():
        path.write_bytes(made)


if __name__ == "__main__":
    main()
