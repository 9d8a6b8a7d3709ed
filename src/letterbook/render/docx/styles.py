"""The named styles of letters and enclosures, the same measures as the printed page has.

A letterhead may define any of them in its own way; what it lacks is added from here. The typeface is
that of the page, which goes along in the file.
Sizes are points; a letter's lines are 15.5 pt apart, an enclosure's 15, and their paragraphs half a line. Between two paragraphs stands the
larger of the one's space after and the other's space before, as in a page of HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from letterbook.language.locales import base_language, direction, likely_territory, script
from letterbook.render.docx import scripts, xml
from letterbook.render.docx.numbering import STEP
from letterbook.render.docx.style_cascade import StyleCascade
from letterbook.render.docx.xml import Node

LINE = '<w:spacing w:before="{}" w:after="{}" w:line="{}" w:lineRule="exact"/>'


LETTER_LINE, ENCLOSURE_LINE = 15.5, 15
LETTER_MEASURE = Mm(141)
"""How wide a letter's lines are: some 80 characters. Place and date, and the letterhead, go on to the margin."""
_BESIDE = Mm(160).twips - LETTER_MEASURE.twips
"""What its lines leave of the column of A4, in twips; a letterhead for another paper has this its own way."""


def spacing(before: float = 0, after: float = 0, line: float = LETTER_LINE) -> str:
    """Space before and after, and the distance of lines, in points."""
    return LINE.format(Pt(before).twips, Pt(after).twips, Pt(line).twips)


def size(points: float) -> str:
    """The size of type, in points."""
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


@dataclass(frozen=True)
class Style:
    """A paragraph style: its name as Word shows it, the one it is based on, what it sets in pPr and rPr."""

    name: str
    based_on: str
    paragraph: str = ""
    characters: str = ""

    @property
    def id(self) -> str:
        return "".join(word[0].upper() + word[1:] for word in self.name.split())

    def node(self, based_on_id: str | None) -> Node:
        custom = "" if self.name.startswith(("heading", "Normal")) else ' w:customStyle="1"'
        default = ' w:default="1"' if self.name == "Normal" else ""
        base = f'<w:basedOn w:val="{based_on_id}"/>' if based_on_id else ""
        return xml.fragment(
            f'<w:style w:type="paragraph"{default}{custom} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{base}'
            f"<w:qFormat/><w:pPr>{self.paragraph}</w:pPr><w:rPr>{self.characters}</w:rPr></w:style>"
        )


_TOGETHER = "<w:keepNext/><w:keepLines/>"
_NO_HYPHENS = "<w:suppressAutoHyphens/>"
_BOLD, _ITALIC = "<w:b/><w:bCs/>", "<w:i/><w:iCs/>"
_RULE = '<w:pBdr><w:{0} w:val="single" w:sz="4" w:space="{1}" w:color="000000"/></w:pBdr>'
_CENTERED = '<w:jc w:val="center"/>'
# Lines as high as they have to be, or Word would cut the picture off.
_FIGURE = '<w:spacing w:before="150" w:after="150" w:line="240" w:lineRule="auto"/>' + _CENTERED
_NARROWER = f'<w:ind w:right="{_BESIDE}"/>'
_LEFT, _JUSTIFIED = '<w:jc w:val="left"/>', '<w:jc w:val="both"/>'


HEADINGS = (1, 2, 3, 4)
"""The levels that have a look: of chapters, of sections, and two within these."""
_HEADING_SIZE = 13


def _heading(level: int) -> tuple[str, str]:
    outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    looks = _BOLD if level < HEADINGS[-1] else _ITALIC
    return _TOGETHER + _NO_HYPHENS + spacing(LETTER_LINE, 3.9) + _LEFT + outline, looks


def _words(
    kind: str, body: str, line: float, heading: str, text_size: float, beside: int = 0
) -> tuple[Style, ...]:
    """The styles of running text of this size; `line` is the distance of its lines, `heading` how far a heading stands off,
    `beside` what is left free at the end of its lines, in twips.
    """
    apart = spacing(0, 3, line)
    item = f'<w:ind w:left="{STEP.twips}" w:firstLine="0"/>'
    quoted = f'<w:ind w:left="{STEP.twips}" w:right="{STEP.twips + beside}" w:firstLine="0"/>'
    quote = spacing(line / 2, line / 2, line - (1 if kind == "Letter" else 1.5))
    return (
        *(
            Style(
                f"{kind} Heading {level}",
                f"heading {level}",
                heading,
                size(_HEADING_SIZE if level < 3 else text_size),
            )
            for level in HEADINGS
        ),
        Style(f"{kind} List Bullet", body, apart + item),
        Style(f"{kind} List Number", body, apart + item),
        Style(f"{kind} Quote", body, quote + quoted, size(text_size - 1)),
        Style(
            f"{kind} Table Text",
            body,
            _NO_HYPHENS + spacing(2, 2, 13.5) + '<w:ind w:right="0" w:firstLine="0"/>' + _LEFT,
            size(10.5),
        ),
    )


STYLES: tuple[Style, ...] = (
    Style("Normal", "", "<w:widowControl/>" + spacing(), size(12)),
    *(Style(f"heading {level}", "Normal", *_heading(level)) for level in HEADINGS),
    Style("Letter Body", "Normal", "<w:widowControl/>" + _NO_HYPHENS + spacing(0, LETTER_LINE / 2) + _NARROWER + _LEFT),
    Style("Letter Reference", "Normal", '<w:tabs><w:tab w:val="right" w:pos="9071"/></w:tabs>' + spacing(0, 15.5)),
    Style("Letter Subject", "Normal", _TOGETHER + _NO_HYPHENS + spacing(0, 15.5) + _NARROWER, _BOLD),
    Style("Letter Salutation", "Normal", "<w:keepNext/>" + spacing(0, 7.75)),
    Style("Letter Closing", "Normal", _TOGETHER + spacing(15.5)),
    Style("Letter Signature", "Normal", _TOGETHER),
    Style("Letter Signatory", "Normal", _TOGETHER, _BOLD),
    Style("Letter Signatory Title", "Normal", _TOGETHER),
    Style("Letter Place and Date", "Normal", _TOGETHER + spacing(23.25) + '<w:jc w:val="right"/>'),
    Style("Letter Enclosure Line", "Normal", _TOGETHER + spacing(15.5, 0, 12.5), size(9.5)),
    Style("Letter Copy Line", "Normal", _TOGETHER + spacing(3, 0, 12.5), size(9.5)),
    *_words("Letter", "Letter Body", LETTER_LINE, spacing(15.5, 3.9), 12, _BESIDE),
    Style("Enclosure Title", "Normal", _TOGETHER + _NO_HYPHENS + spacing(0, 6, 22) + '<w:outlineLvl w:val="0"/>',
          _BOLD + size(17)),
    Style("Enclosure Place and Date", "Normal",
          "<w:keepNext/>" + _RULE.format("bottom", 11) + spacing(0, 16, ENCLOSURE_LINE), _ITALIC + size(11.5)),
    Style("Enclosure Body", "Normal",
          "<w:widowControl/>" + spacing(line=ENCLOSURE_LINE) + f'<w:ind w:firstLine="{STEP.twips}"/>' + _JUSTIFIED, size(11.5)),
    Style("Enclosure First Paragraph", "Enclosure Body", '<w:ind w:firstLine="0"/>'),
    *_words("Enclosure", "Enclosure Body", ENCLOSURE_LINE, spacing(15, 3.75, ENCLOSURE_LINE), 11.5),
    Style("Enclosure Signatory", "Normal", _TOGETHER + spacing(22, 0, ENCLOSURE_LINE), _BOLD + size(11.5)),
    Style("Enclosure Signatory Title", "Normal", "<w:keepLines/>" + spacing(line=ENCLOSURE_LINE), size(11.5)),
    Style("Enclosure Addressed To", "Normal",
          "<w:keepLines/>" + _RULE.format("top", 9) + _NO_HYPHENS + spacing(31, 0, 12.5), size(9.5)),
    Style("Enclosure Header", "Normal", spacing(0, 0, 11) + '<w:jc w:val="center"/>', _ITALIC + size(8.5)),
    Style("Enclosure Footer", "Normal", spacing(0, 0, 11) + '<w:jc w:val="center"/>', size(8.5)),
)  # fmt: skip


RULE = Style("Letterbook Rule", "Normal", _RULE.format("bottom", 1) + spacing(9, 11, 2))
FIGURE = Style("Enclosure Figure", "Normal", _FIGURE, size(11.5))
CAPTION = Style(
    "Enclosure Caption",
    "Normal",
    "<w:keepLines/>" + _NO_HYPHENS + spacing(4, 7.5, 12.5) + _CENTERED,
    size(9.5),
)
"""Stand in a file that has pictures in its text."""
FOOTNOTE = Style("Enclosure Footnote", "Normal", "<w:keepLines/>" + spacing(line=11.5) + _JUSTIFIED, size(9))
"""Stands in a file that has footnotes."""

LANGUAGE_TAGS = {"ar": "ar-SA", "az": "az-Latn-AZ", "en": "en-GB", "pt": "pt-PT"}
"""The language with the country whose spelling Word shall check, where it is not the one that CLDR takes for likely."""


_LATIN, _EAST_ASIAN, _ARABIC = "en-GB", "zh-CN", "ar-SA"


def language(code: str) -> Node:
    """`w:lang` for a language: what Latin, Chinese and right-to-left runs are written in."""
    tag = LANGUAGE_TAGS.get(code) or (code if "-" in code else f"{code}-{likely_territory(code)}")
    if direction(code) == "rtl":
        return xml.element("lang", val=_LATIN, eastAsia=_EAST_ASIAN, bidi=tag)
    if base_language(code) in scripts.FULL_WIDTH:
        return xml.element("lang", val=_LATIN, eastAsia=tag, bidi=_ARABIC)
    return xml.element("lang", val=tag, eastAsia=_EAST_ASIAN, bidi=_ARABIC)


_CHARACTER = {
    "Letter Body": Pt(12),
    "Letter Closing": Pt(12),
    "Enclosure Body": Pt(12),
    "Enclosure First Paragraph": Pt(12),
}
"""One character of the style: the first line of a Chinese paragraph begins two of them in, of a Japanese one by one."""
_WITHOUT_INDENT = {"ja": frozenset({"Letter Closing"})}
_TYPE_OF_ARABIC, _LINES_OF_ARABIC, _LINES_OF_IDEOGRAPHS = 1.125, 1.16, 1.32
"""By how much type is larger and lines are further apart than those of Latin letters: as in the PDF."""
_IN_THE_WINDOW = frozenset({"Letter Address", "Letter Delivery", "Letter Return Line"})


def _suit(style: Node, tongue: str) -> None:
    """Lets the style follow the habits of the language's script."""
    if not scripts.has_italics(tongue):
        for tag in ("i", "iCs"):
            xml.put(style.get_or_add_rPr(), xml.element(tag, val="0"))
    is_ours = (style.name_val or "").startswith(("Letter ", "Enclosure ", "Normal"))
    if is_ours and style.name_val not in _IN_THE_WINDOW:
        _suit_size(style, tongue)
    if base_language(tongue) in scripts.FULL_WIDTH:
        _suit_characters(style, base_language(tongue))


def _suit_size(style: Node, tongue: str) -> None:
    """Larger Arabic, and more between its lines and those of Chinese and Japanese."""
    own = style.find(xml.RPR)
    if script(tongue) == "Arab":
        _part_lines(style, _LINES_OF_ARABIC)
        for size_of_arabic in () if own is None else own.findall(qn("w:szCs")):
            size_of_arabic.set(xml.VAL, str(round(int(size_of_arabic.get(xml.VAL)) * _TYPE_OF_ARABIC)))
    elif base_language(tongue) in scripts.FULL_WIDTH:
        _part_lines(style, _LINES_OF_IDEOGRAPHS)
        if style.name_val in _CHARACTER and own is not None:
            for tag in ("sz", "szCs"):
                xml.put(own, xml.element(tag, val=str(round(_CHARACTER[style.name_val].pt * 2))))


def _part_lines(style: Node, factor: float) -> None:
    spaced = style.pPr.spacing if style.pPr is not None else None
    if spaced is not None and spaced.get(_LINE_RULE) == "exact" and spaced.line:
        spaced.line = Pt(round(spaced.line.pt * factor * 2) / 2)


_LINE_RULE = qn("w:lineRule")


def _suit_characters(style: Node, tongue: str) -> None:
    paragraph = style.get_or_add_pPr()
    xml.put(paragraph, xml.element("overflowPunct", val="0"))  # as in the PDF
    if style.name_val not in _CHARACTER or style.name_val in _WITHOUT_INDENT.get(tongue, ()):
        return
    right = paragraph.ind_right
    xml.put(paragraph, xml.element("ind"))
    paragraph.ind_right = right
    xml.put(paragraph, xml.element("jc", val="both"))
    paragraph.first_line_indent = scripts.FULL_WIDTH[tongue].indent * _CHARACTER[style.name_val]
    if paragraph.spacing is not None:
        paragraph.spacing_after = Pt(0)


_USUAL_SIZE = 12.0
"""Of type of which a letterhead says no size."""


class Stylesheet:
    """A styles part of a letterhead, with every style of ours in it; `own_fonts` are the families of the office's own fonts
    by the signs that they draw.
    """

    def __init__(self, part: bytes | None, own_fonts: Mapping[str, str] | None = None) -> None:
        self.own_fonts = own_fonts or {}
        self.root = xml.read(part) if part else xml.fragment("<w:styles/>")
        self._ids = {
            style.name_val.lower(): style.styleId
            for style in self.root.style_lst
            if style.name_val is not None
        }
        for style in STYLES:
            self._add(style)

    def _add(self, style: Style) -> None:
        if style.name.lower() not in self._ids:
            self.root.append(style.node(self._ids.get(style.based_on.lower())))
            self._ids[style.name.lower()] = style.id

    @property
    def cascade(self) -> StyleCascade:
        """The styles by what they are based on."""
        return StyleCascade.of(self.root)

    def added(self, style: Style) -> str:
        """The identifier of a style that stands only in a file which needs it."""
        self._add(style)
        return self.id(style.name)

    def id(self, name: str) -> str:
        """The style's identifier in this letterhead; Word's own names know no case."""
        return str(self._ids[name.lower()])

    def size_pt(self, name: str) -> float:
        """The size of type that the style has, of its own or from those it is based on."""
        sizes = (node.find(f"{xml.RPR}/{qn('w:sz')}") for node in self.cascade.chain(self.id(name)))
        found = next((size for size in sizes if size is not None), None)
        return _USUAL_SIZE if found is None else float(found.get(xml.VAL)) / 2

    def free_at_the_end(self, name: str) -> int:
        """How much narrower than the column the lines of this style are, in twips."""
        indents = (
            node.pPr.ind if node.pPr is not None else None for node in self.cascade.chain(self.id(name))
        )
        found = next(
            (indent.right for indent in indents if indent is not None and indent.right is not None), None
        )
        return 0 if found is None else int(found.twips)

    def spoken(self, letter: str, enclosure: str | None) -> bytes:
        """The part for a letter and an enclosure in these languages."""
        root = deepcopy(self.root)
        xml.put(_default_characters(root), language(letter))
        for style in root.style_lst:
            of_enclosure = (style.name_val or "").startswith("Enclosure ")
            if enclosure and of_enclosure:
                xml.put(style.get_or_add_rPr(), language(enclosure))
            if style.get(xml.TYPE) == "paragraph":
                _suit(style, enclosure if enclosure and of_enclosure else letter)
        return xml.write(root)


def _default_characters(root: Node) -> Node:
    """What holds for all runs of the document."""
    node = root
    for step in ("w:docDefaults", "w:rPrDefault", "w:rPr"):
        found = node.find(qn(step))
        if found is None:
            found = xml.element(step.removeprefix("w:"))
            node.insert(0, found)
        node = found
    return node
