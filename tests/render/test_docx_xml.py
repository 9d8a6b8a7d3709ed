"""How Word's XML is read and kept in order: by python-docx, and with nothing lost, fetched or refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.oxml import parse_xml as parse_package_xml
from docx.oxml import parse_xml
from docx_samples import chunk, letter, template

from letterbook.model import Rendered
from letterbook.printing.docx_bundle import write_bundle
from letterbook.render.docx import render, xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
PARSERS = pytest.mark.parametrize("parse", [parse_xml, parse_package_xml], ids=["parts", "package"])


def names(node: Any) -> list[str]:
    return [child.tag.rpartition("}")[2] for child in node]


# --- reading -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [" ", "  a  ", "\n", "\t", "\u00a0", ""])
@pytest.mark.parametrize("preserve", [' xml:space="preserve"', ""])
def test_spaces_of_a_text_are_kept(text: str, preserve: str) -> None:
    part = f'<w:p xmlns:w="{W}">\n <w:r><w:t{preserve}>{text}</w:t></w:r> <w:r><w:t>b</w:t></w:r></w:p>'
    again = xml.read(xml.write(xml.read(part.encode())))
    assert [node.text or "" for node in again.iter(xml.T)] == [text, "b"]


@PARSERS
@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY e SYSTEM "file:///etc/hostname">',
        '<!ENTITY e "expanded">',
        '<!ENTITY a "expanded"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY % e SYSTEM "http://127.0.0.1:9/x.dtd"> %e;',
    ],
)
def test_a_document_type_is_refused(parse: Callable[..., Any], declared: str) -> None:
    part = f'<!DOCTYPE w:p [{declared}]><w:p xmlns:w="{W}"><w:t>&e;</w:t></w:p>'
    with pytest.raises(xml.BrokenXmlError):
        xml.read(part.encode(), parse)


@PARSERS
def test_an_entity_is_put_in_by_no_parser(parse: Callable[..., Any]) -> None:
    """Even before the document type is looked at: it may hold a file or grow without end."""
    root = parse(b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY i "expanded">]><a>&e;&i;</a>')
    assert [child.text for child in root] == ["&e;", "&i;"]


@PARSERS
@pytest.mark.parametrize("part", [b"", b"<a>", b"a", b"<a/><b/>", b"\xff<a/>"])
def test_what_is_no_xml_is_broken(parse: Callable[..., Any], part: bytes) -> None:
    with pytest.raises(xml.BrokenXmlError):
        xml.read(part, parse)


# --- order ---------------------------------------------------------------------------------------------------------

ORDER = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
        "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
        "lang eastAsianLayout specVanish oMath"
    ),
    "sectPr": (
        "footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote "
        "titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
        "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange"
    ),
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
        "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr"
    ),
}
"""ECMA-376-1, 17.3.1.26, 17.3.2.28, 17.6.17, 17.4.59 and 17.7.4.17, written by hand from the schema."""


@pytest.mark.parametrize("parent", ORDER)
def test_children_come_in_the_order_of_the_schema(parent: str) -> None:
    order = ORDER[parent].split()
    for children in (order, order[::-1], [*order[::2], *order[1::2]]):
        node = xml.element(parent)
        for tag in children:
            xml.put(node, xml.element(tag))
        assert names(node) == order


def test_a_section_names_its_headers_first() -> None:
    section = xml.element("sectPr", (xml.element("pgSz"),))
    xml.put(section, xml.element("footnotePr"))
    xml.put(section, xml.element("headerReference"))
    assert names(section) == ["headerReference", "footnotePr", "pgSz"]


def test_a_child_takes_the_place_of_those_of_its_kind() -> None:
    node = xml.fragment('<w:rPr><w:b/><w:lang w:val="az"/><w:lang w:val="de"/></w:rPr>')
    xml.put(node, xml.element("lang", val="fr"))
    assert [(child.tag, child.get(xml.VAL)) for child in node][1:] == [(f"{{{W}}}lang", "fr")]


@pytest.mark.parametrize(
    ("parent", "there", "new"),
    [
        ("rPr", "rFonts kern LIGATURES", "b lang sz"),
        ("rPr", "LIGATURES", "rFonts"),
        ("pPr", "pStyle LIGATURES", "spacing keepNext bidi"),
        ("pPr", "pStyle LIGATURES jc", "spacing"),
        ("sectPr", "pgSz pgMar LIGATURES", "type titlePg pgNumType"),
        ("tblPr", "tblW LIGATURES", "bidiVisual tblLook"),
        ("style", "name LIGATURES", "rPr pPr"),
    ],
)
def test_what_an_extension_of_words_has_added_stays(parent: str, there: str, new: str) -> None:
    inside = "".join(
        '<w14:ligatures w14:val="standardContextual"/>' if tag == "LIGATURES" else f"<w:{tag}/>"
        for tag in there.split()
    )
    node = xml.fragment(f"<w:{parent}>{inside}</w:{parent}>")
    for tag in new.split():
        xml.put(node, xml.element(tag))
    found = names(node)
    assert [tag for tag in found if tag != "ligatures"] == [
        tag for tag in ORDER[parent].split() if tag in (there + " " + new).split()
    ]
    (kept,) = node.findall(f"{{{W14}}}ligatures")
    assert kept.get(f"{{{W14}}}val") == "standardContextual"
    # Whatever stood before it still does, and so does what came after it.
    for tag in there.split():
        if tag != "LIGATURES":
            before = there.split().index(tag) < there.split().index("LIGATURES")
            assert (found.index(tag) < found.index("ligatures")) == before


def test_an_element_of_an_extension_can_be_put_in() -> None:
    node = xml.fragment("<w:rPr><w:b/><w:lang/></w:rPr>")
    xml.put(node, xml.fragment('<w14:ligatures w14:val="standardContextual"/>'))
    assert names(node) == ["b", "lang", "ligatures"]


# --- a letterhead as today's Word writes it -------------------------------------------------------------------------

LIGATURES = b'<w14:ligatures xmlns:w14="%s" w14:val="standardContextual"/>' % W14.encode()


def with_ligatures(data: bytes) -> bytes:
    """The letterhead with the ligatures in what holds for all its text, and no language before them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            part = before.read(entry)
            if entry.filename == "word/styles.xml":
                start = part.index(b"<w:lang", part.index(b"<w:rPrDefault>"))
                part = part[:start] + LIGATURES + part[part.index(b"/>", start) + 2 :]
            after.writestr(entry.filename, part)
    return out.getvalue()


def test_a_letterhead_with_an_extension_makes_letters_and_a_bundle(tmp_path: Path) -> None:
    of_word = replace(template(), docx=with_ligatures(template().docx or b""))
    paths = []
    for folder, made_from in (("ours", template()), ("words", of_word)):
        (tmp_path / folder).mkdir()
        (outcome,) = render(chunk(tmp_path / folder, [letter(1)], made_from))
        assert isinstance(outcome, Rendered), outcome
        paths.append(Path(outcome.path))
    write_bundle(tmp_path / "b.docx", paths, title="T", author="A", language="en", issued=date(2021, 1, 19))
    (defaults,) = docx.Document(str(paths[1])).styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    assert names(defaults)[-3:] == ["lang", "ligatures", "cntxtAlts"]
    styles = docx.Document(str(tmp_path / "b.docx")).styles
    (basic,) = styles["Normal (2)"].element.findall(f"{{{W}}}rPr")
    assert names(basic)[-3:] == ["lang", "ligatures", "cntxtAlts"]


UNKNOWN = "http://example.org/of-next-year"


def with_unknown(data: bytes) -> bytes:
    """The letterhead with an extension of next year's Word in its words, which it lets others pass over."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            part = before.read(entry)
            if entry.filename in ("word/document.xml", "word/styles.xml"):
                root = xml.read(part)
                for node in root.iter(xml.P, f"{{{W}}}style"):
                    node.set(f"{{{UNKNOWN}}}novelty", "1")
                part = xml.write(root).replace(b'mc:Ignorable="', b'mc:Ignorable="ns0 ', 1)
                part = part.replace(b"<w:document ", b'<w:document xmlns:ns0="%s" ' % UNKNOWN.encode(), 1)
            after.writestr(entry.filename, part)
    return out.getvalue()


def test_the_bundle_lets_readers_pass_over_what_the_letters_let_them(tmp_path: Path) -> None:
    (outcome,) = render(chunk(tmp_path, [letter(1)], template(data=with_unknown(template().docx or b""))))
    assert isinstance(outcome, Rendered), outcome
    paths = [Path(outcome.path)] * 2
    write_bundle(tmp_path / "b.docx", paths, title="T", author="A", language="en", issued=date(2021, 1, 19))
    root = xml.read(zipfile.ZipFile(tmp_path / "b.docx").read("word/document.xml"))
    users = [node for node in root.iter() if f"{{{UNKNOWN}}}novelty" in node.attrib]
    assert users
    for node in users:
        assert any(UNKNOWN in xml.ignorable(each) for each in (node, *node.iterancestors()))
