"""Words of a Word letterhead that nobody sees on paper, or that no reader of its text finds: seen by the check."""

from __future__ import annotations

import pytest
from docx.shared import Mm
from letterhead_parts import changed, check, p, part, run, told, with_

WORDS = "<w:t>words</w:t>"
PLACE = "paragraph 4 of the text"
THEME_WHITE = '<w:color w:val="auto" w:themeColor="background1"/>'


def fill(inside: str) -> str:
    return f"<w14:textFill>{inside}</w14:textFill>"


def shaded(looks: str, ground: str = "", cell: str = "", table: str = "") -> str:
    """A table of one cell with words."""
    words = f"<w:p><w:pPr>{ground}</w:pPr>{run(WORDS, looks)}</w:p>" if ground else p(run(WORDS, looks))
    return f"<w:tbl><w:tblPr>{table}</w:tblPr><w:tblGrid/><w:tr><w:tc><w:tcPr>{cell}</w:tcPr>{words}</w:tc></w:tr></w:tbl>"


STYLES = (
    '<w:style w:type="character" w:styleId="Pale"><w:name w:val="Pale"/><w:rPr><w:color w:val="FEFEFE"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Faint"><w:name w:val="Faint"/><w:rPr><w:color w:val="F2F2F2"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Fainter"><w:name w:val="Fainter"/><w:basedOn w:val="Faint"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Tiny"><w:name w:val="Tiny"/><w:rPr><w:sz w:val="2"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Low"><w:name w:val="Low"/><w:pPr><w:spacing w:line="20" w:lineRule="exact"/>'
    "</w:pPr></w:style>"
    '<w:style w:type="table" w:styleId="PaleTable"><w:name w:val="PaleTable"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="Head"><w:name w:val="Head"/><w:tblStylePr w:type="firstRow"><w:rPr>'
    '<w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:val="clear" w:fill="1F3A5F"/></w:tcPr></w:tblStylePr></w:style>'
    '<w:style w:type="table" w:styleId="PaleHead"><w:name w:val="PaleHead"/><w:tblStylePr w:type="firstRow"><w:rPr>'
    '<w:color w:val="FFFFFF"/></w:rPr></w:tblStylePr></w:style>'
)  # fmt: skip


def styled(snippet: str, where: str = "text") -> bytes:
    source = part("word/styles.xml")
    at = source.rindex("</w:styles>")
    return changed({"word/styles.xml": source[:at] + STYLES + source[at:]}, with_(snippet, where))


def white(colour: str = "FFFFFF") -> str:
    return f'<w:color w:val="{colour}"/>'


def ground(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def of_style(name: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{run(WORDS)}</w:p>'


FIRST_ROW = '<w:tblLook w:val="0020" w:firstRow="1"/>'
PALE = {
    "white": p(run(WORDS, white())),
    "nearly white": p(run(WORDS, white("FAFAF5"))),
    "theme": p(run(WORDS, THEME_WHITE)),
    "theme and figures": p(run(WORDS, '<w:color w:val="000000" w:themeColor="background1" w:themeShade="F2"/>')),
    "character style": p(run(WORDS, '<w:rStyle w:val="Pale"/>')),
    "paragraph style": of_style("Faint"),
    "inherited": of_style("Fainter"),
    "table style": shaded("", table='<w:tblStyle w:val="PaleTable"/>'),
    "first row of a table style": shaded("", table=f'<w:tblStyle w:val="PaleHead"/>{FIRST_ROW}'),
    "dark on dark": p(run(WORDS, white("102030") + ground("102031"))),
    "dark paragraph": f"<w:p><w:pPr>{ground('000000')}</w:pPr>{run(WORDS, white('111111'))}</w:p>",
    "dark cell": shaded(white("1F3A5F"), cell=ground("1F3A5F")),
    "white upon white in a dark cell": shaded(white(), ground=ground("FFFFFF"), cell=ground("000000")),
    "highlight": p(run(WORDS, white("FFFF00") + '<w:highlight w:val="yellow"/>')),
    "no fill": p(run(WORDS, fill("<w14:noFill/>"))),
    "white fill": p(run(WORDS, fill('<w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill>'))),
    "fill of the theme": p(run(WORDS, fill('<w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill>'))),
    "fill that shows through": p(run(WORDS, fill(
        '<w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="98000"/></w14:srgbClr></w14:solidFill>'))),
    "placeholder": p(run("<w:t>{{ subject }}</w:t>", white())),
}  # fmt: skip
SMALL = {
    "one point": p(run(WORDS, '<w:sz w:val="2"/>')),
    "five and a half": p(run(WORDS, '<w:sz w:val="11"/>')),
    "style": of_style("Tiny"),
    "pressed together": p(run(WORDS, '<w:w w:val="1"/>')),
}
LOW = {
    "line": f'<w:p><w:pPr><w:spacing w:line="40" w:lineRule="exact"/></w:pPr>{run(WORDS)}</w:p>',
    "line of a style": of_style("Low"),
    "row": (
        '<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:trPr><w:trHeight w:val="20" w:hRule="exact"/></w:trPr><w:tc>'
        + p(run(WORDS)) + "</w:tc></w:tr></w:tbl>"
    ),
    "frame": f'<w:p><w:pPr><w:framePr w:w="2000" w:h="10" w:hRule="exact"/></w:pPr>{run(WORDS)}</w:p>',
}  # fmt: skip


def anchored(across: str, down: str = "", size: tuple[float, float] = (60, 20), inside: str = "") -> str:
    """A text box in a drawing of this size in mm."""
    width, height = (int(Mm(side)) for side in size)
    return p(run(
        f'<w:drawing><wp:anchor behindDoc="0"><wp:simplePos x="0" y="0"/>{across}{down}<wp:extent cx="{width}" cy="{height}"/>'
        '<wp:docPr id="7" name="Box"/><a:graphic><a:graphicData>'
        + (inside or f"<wps:wsp><wps:txbx><w:txbxContent>{p(run(WORDS))}</w:txbxContent></wps:txbx></wps:wsp>")
        + "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    ))  # fmt: skip


def at(letter: str, millimetres: float, of: str = "page") -> str:
    return f'<wp:position{letter} relativeFrom="{of}"><wp:posOffset>{int(Mm(millimetres))}</wp:posOffset></wp:position{letter}>'


def vml(style: str) -> str:
    return p(run(
        f'<w:pict><v:shape style="position:absolute;{style}"><v:textbox><w:txbxContent>{p(run(WORDS))}</w:txbxContent>'
        "</v:textbox></v:shape></w:pict>"
    ))  # fmt: skip


def placed(properties: str) -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(WORDS)}</w:p>"


GROUP = (
    '<wpg:wgp xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"><wpg:grpSpPr><a:xfrm><a:off x="0" '
    'y="0"/><a:ext cx="1000" cy="1000"/><a:chOff x="0" y="0"/><a:chExt cx="1000" cy="1000"/></a:xfrm></wpg:grpSpPr><wps:wsp>'
    f'<wps:spPr><a:xfrm><a:off x="{int(Mm(400))}" y="0"/><a:ext cx="{int(Mm(60))}" cy="{int(Mm(20))}"/></a:xfrm></wps:spPr>'
    f"<wps:txbx><w:txbxContent>{p(run(WORDS))}</w:txbxContent></wps:txbx></wps:wsp></wpg:wgp>"
)
OFF = {
    "left of the page": anchored(at("H", -80), at("V", 50)),
    "right of the page": anchored(at("H", 300), at("V", 50)),
    "above": anchored(at("H", 50), at("V", -100)),
    "below, from the margin": anchored(at("H", 50), at("V", 290, "margin")),
    "half over the edge": anchored(at("H", 180), at("V", 50)),
    "far from its paragraph": anchored(at("H", 50), at("V", 400, "paragraph")),
    "far from its column": anchored(at("H", -300, "column"), at("V", 5, "line")),
    "simple position": anchored(at("H", 50)).replace('<wp:simplePos x="0" y="0"/>', '<wp:simplePos x="-9000000" y="0"/>')
    .replace("<wp:anchor ", '<wp:anchor simplePos="1" '),
    "no room": anchored(at("H", 50), at("V", 50), (60, 0.1)),
    "in a group": anchored(at("H", 20), at("V", 20), inside=GROUP),
    "old drawing": vml("margin-left:-900pt;margin-top:0;width:100pt;height:20pt"),
    "old drawing below": vml("left:20mm;top:500mm;width:60mm;height:20mm;mso-position-vertical-relative:page"),
    "frame": placed('<w:framePr w:w="2000" w:x="-5000" w:y="10" w:hAnchor="page" w:vAnchor="page"/>'),
    "frame below": placed('<w:framePr w:w="2000" w:x="500" w:y="20000" w:hAnchor="page" w:vAnchor="page"/>'),
    "indent": placed('<w:ind w:left="-4000"/>'),
    "first line": placed('<w:ind w:firstLine="12000"/>'),
    "hanging": placed('<w:ind w:left="0" w:hanging="9000"/>'),
    "floating table": shaded("", table='<w:tblpPr w:horzAnchor="page" w:vertAnchor="page" w:tblpX="15000" w:tblpY="10"/>'),
    "table": shaded("", table='<w:tblInd w:w="-6000" w:type="dxa"/>'),
    "cell": (
        '<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr><w:tcW w:w="20000" w:type="dxa"/></w:tcPr><w:p/></w:tc><w:tc>'
        + p(run(WORDS)) + "</w:tc></w:tr></w:tbl>"
    ),
}  # fmt: skip
UNSEEN = {
    **{f"pale: {kind}": snippet for kind, snippet in PALE.items()},
    **{f"small: {kind}": snippet for kind, snippet in SMALL.items()},
    **{f"low: {kind}": snippet for kind, snippet in LOW.items()},
    **{f"off: {kind}": snippet for kind, snippet in OFF.items()},
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_words_that_nobody_sees_on_paper(kind: str) -> None:
    [(code, place)] = told(styled(UNSEEN[kind]))
    assert code == "letterhead-unseen"
    assert place in (PLACE, "paragraph 5 of the text")  # a box's words are a paragraph of their own


@pytest.mark.parametrize("where", ["header", "footer"])
def test_unseen_words_in_headers_and_footers(where: str) -> None:
    for snippet in (PALE["white"], SMALL["one point"], OFF["left of the page"]):
        [problem] = check(styled(snippet, where))
        assert (problem.code, problem.place.part) == ("letterhead-unseen", f"paragraph 2 of the {where}")
        assert problem.text == "words"


BANNER = (
    '<w:drawing><wp:anchor behindDoc="1"><wp:extent cx="7560000" cy="720000"/><a:graphic><a:graphicData><wps:wsp><wps:spPr><a:solidFill><a:srgbClr val="1F3A5F"/>'
    "</a:solidFill></wps:spPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
)


def boxed(shape: str, looks: str) -> str:
    """Words in a shape that is filled or not."""
    return anchored(at("H", 20), at("V", 20), inside=(
        f"<wps:wsp>{shape}<wps:txbx><w:txbxContent>{p(run(WORDS, looks))}</w:txbxContent></wps:txbx></wps:wsp>"
    ))  # fmt: skip


DARK_FILL = '<wps:spPr><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></wps:spPr>'
SEEN = {
    "white on a dark cell": shaded(white(), cell=ground("1F3A5F")),
    "white on a dark paragraph": f"<w:p><w:pPr>{ground('1F3A5F')}</w:pPr>{run(WORDS, white())}</w:p>",
    "white on a dark run": p(run(WORDS, white() + ground("000000"))),
    "white in a dark box": boxed(DARK_FILL, white()),
    "white in a box with a gradient": boxed("<wps:spPr><a:gradFill/></wps:spPr>", white()),
    "white over a banner": p(run(BANNER) + run(WORDS, white())),
    "first row of a table style": shaded("", table=f'<w:tblStyle w:val="Head"/>{FIRST_ROW}'),
    "the fill of a theme": shaded(white(), cell='<w:shd w:val="clear" w:fill="auto" w:themeFill="text1"/>'),
    "solid": shaded(white(), cell='<w:shd w:val="solid" w:color="000000" w:fill="auto"/>'),
    "grey": p(run(WORDS, white("808080"))),
    "seven points": p(run(WORDS, '<w:sz w:val="14"/>')),
    "small gap": f'<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>{run("<w:br/>")}</w:p>',
    "space in white": p(run("<w:t> </w:t>", white())),
    "box on the page": anchored(at("H", 20), at("V", 20)),
    "box in the margin": anchored(at("H", -15, "margin"), at("V", 5)),
    "aligned": anchored('<wp:positionH relativeFrom="page"><wp:align>right</wp:align></wp:positionH>', at("V", 10)),
    "empty box off the page": anchored(at("H", -80), inside="<wps:wsp/>"),
    "old box": vml("margin-left:10pt;margin-top:5pt;width:100pt;height:20pt"),
    "hanging": placed('<w:ind w:left="720" w:hanging="720"/>'),
    "into the margin": placed('<w:ind w:left="-567"/>'),
}  # fmt: skip


@pytest.mark.parametrize("kind", SEEN)
def test_words_that_are_seen(kind: str) -> None:
    assert told(styled(SEEN[kind])) == []


@pytest.mark.parametrize(
    ("was", "now"),
    [('cy="720000"', 'cy="0"'), ('val="1F3A5F"', 'val="FFFFFF"')],
    ids=["a line", "a white shape"],
)
def test_white_words_are_not_seen_over(was: str, now: str) -> None:
    snippet = p(run(BANNER.replace(was, now)) + run(WORDS, white()))
    assert told(styled(snippet)) == [("letterhead-unseen", PLACE)]


def test_the_colour_of_the_page() -> None:
    source = part("word/document.xml")
    coloured = source.replace("<w:body>", '<w:background w:color="1F3A5F"/><w:body>', 1)
    last = coloured.rindex("<w:sectPr")
    words = p(run(WORDS, white("1F3A5F")))
    data = changed({"word/document.xml": coloured[:last] + words + coloured[last:]})
    assert told(data) == [("letterhead-unseen", PLACE)]


@pytest.mark.parametrize(
    "looks",
    [
        '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>',
        '<w:rPr><w:sz w:val="4"/></w:rPr>',
        '<w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>',
    ],
)
def test_a_style_of_the_letter_that_nobody_can_read(looks: str) -> None:
    style = f'<w:style w:type="paragraph" w:styleId="X9"><w:name w:val="Letter Body"/>{looks}</w:style>'
    [problem] = check(with_(style, "styles"))
    assert (problem.code, problem.text) == ("letterhead-unseen", "Letter Body")


def symbols(font: str, *codes: str) -> str:
    return p(run("".join(f'<w:sym w:font="{font}" w:char="{code}"/>' for code in codes)))


UNREAD = {
    "watermark": p(run('<w:pict><v:shape><v:textpath string="COPY"/></v:shape></w:pict>')),
    "WordArt": anchored(at("H", 20), at("V", 20), inside=(
        f"<wps:wsp><wps:txbx><w:txbxContent>{p(run(WORDS))}</w:txbxContent></wps:txbx><wps:bodyPr>"
        '<a:prstTxWarp prst="textArchUp"/></wps:bodyPr></wps:wsp>')),
    "words of a drawing": p(run("<w:drawing><a:p><a:r><a:t>Ann</a:t></a:r></a:p></w:drawing>")),
    "formula": p("<m:oMath><m:r><m:t>a = b</m:t></m:r></m:oMath>"),
    "letters of a text font": symbols("Times New Roman", "0041", "006E", "006E"),
    "letters of a private font": symbols("Office Pi", "F041", "F06E"),
    "Greek": symbols("Symbol", "F041"),
    "figures": symbols("Arial", "0031"),
}  # fmt: skip


@pytest.mark.parametrize("where", ["text", "header", "footer"])
@pytest.mark.parametrize("kind", UNREAD)
def test_words_that_no_reader_of_the_text_finds(kind: str, where: str) -> None:
    [problem] = check(with_(UNREAD[kind], where))
    assert problem.code == "letterhead-unread"
    assert problem.place.part in {f"paragraph {number} of the {where}" for number in (2, 4)}
    assert problem.hint
    assert problem.text


@pytest.mark.parametrize(
    "snippet",
    [
        symbols("Wingdings", "F028", "F02A"),
        symbols("Symbol", "F0D3", "F0B7"),
        symbols("Arial", "00A7", "2022"),
        p(run('<w:pict><v:shape><v:textpath string=" "/></v:shape></w:pict>')),
        boxed('<wps:bodyPr><a:prstTxWarp prst="textNoShape"/></wps:bodyPr>', ""),
    ],
)
def test_signs_that_are_no_words(snippet: str) -> None:
    assert told(with_(snippet)) == []
