"""WordprocessingML as trees: names, safe reading, writing, and the order of children that the schema asks for.

The one user of lxml. A `Node` is an lxml element; its type is left open, as most of what is read may be absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from lxml import etree

Node: TypeAlias = Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XML = "http://www.w3.org/XML/1998/namespace"

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "w": W,
        "r": R,
        "mc": MC,
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "w10": "urn:schemas-microsoft-com:office:word",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "wp14": "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
    }
)
_BY_PREFIX = {prefix: f"{{{uri}}}" for prefix, uri in NAMESPACES.items()} | {"xml": f"{{{XML}}}"}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())


class BrokenXmlError(Exception):  # it says what the part is
    """A part of the package is not well-formed XML, or holds a document type."""


def name(prefixed: str) -> str:
    """`w:p` as lxml writes it: `{namespace}p`."""
    prefix, _, local = prefixed.rpartition(":")
    return _BY_PREFIX[prefix] + local


P, PPR, R_, RPR, T = (name(f"w:{local}") for local in ("p", "pPr", "r", "rPr", "t"))
TBL, TC, SECT_PR, BODY, TXBX = (
    name(f"w:{local}") for local in ("tbl", "tc", "sectPr", "body", "txbxContent")
)
VAL, STYLE_ID, TYPE, R_ID = name("w:val"), name("w:styleId"), name("w:type"), name("r:id")


def read(data: bytes) -> Node:
    """The root of an XML part; BrokenXmlError where it is none or carries a DTD."""
    # No entities, no network, no huge text nodes: the file comes from outside.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenXmlError(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BrokenXmlError("it declares a document type")
    return root


def write(root: Node) -> bytes:
    """The part's bytes, with the XML declaration that Office expects."""
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def fragment(source: str) -> Node:
    """One element from our own source, in which the usual prefixes are declared."""
    head, separator, rest = source.partition(">")
    slash = "/" if head.endswith("/") else ""
    root = etree.fromstring(f"{head.removesuffix('/')} {_DECLARED}{slash}{separator}{rest}")
    etree.cleanup_namespaces(root)
    return root


def element(tag: str, /, children: tuple[Node, ...] = (), **attributes: str) -> Node:
    """A `w:` element with `w:` attributes; a trailing underscore in a name is dropped."""
    node = etree.Element(
        name(f"w:{tag}"), {name(f"w:{key.rstrip('_')}"): value for key, value in attributes.items()}
    )
    node.extend(children)
    return node


def comment(text: str) -> Node:
    """A comment."""
    return etree.Comment(text)


def declare_needed_only(root: Node) -> Mapping[str | None, str]:
    """Drops the namespaces that nothing in the tree uses; what is left."""
    etree.cleanup_namespaces(root)
    left: Mapping[str | None, str] = root.nsmap
    return left


def write_node(node: Node) -> bytes:
    """The element by itself, with the namespaces it needs."""
    data: bytes = etree.tostring(node, encoding="UTF-8", with_tail=False)
    return data.partition(b"?>\n")[2] if data.startswith(b"<?xml") else data


def inner_bytes(root: Node) -> bytes:
    """What stands inside the root's only child, as it is written there."""
    data = write(root)
    start = data.index(b">", data.index(b":" + local(root[0]).encode())) + 1
    return data[start : data.rindex(b"</", 0, data.rindex(b"</"))]


def sub(parent: Node, tag: str, **attributes: str) -> Node:
    """A new `w:` element at the end of `parent`."""
    return etree.SubElement(
        parent, name(f"w:{tag}"), {name(f"w:{key.rstrip('_')}"): value for key, value in attributes.items()}
    )


# CT_PPr, CT_RPr, CT_SectPr and CT_TblPr are sequences (ECMA-376-1, 17.3.1.26, 17.3.2.28, 17.6.17, 17.4.59): Word refuses another order.
_ORDER = {
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
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
        "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
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
_RANK = {
    parent: {name(f"w:{local}"): index for index, local in enumerate(order.split())}
    for parent, order in _ORDER.items()
}


def put(parent: Node, child: Node, *, replace: bool = True) -> Node:
    """Sets `child` at its place in a pPr, rPr, sectPr, tblPr or style, instead of one of its kind."""
    rank = _RANK[local(parent)]
    if replace:
        for old in parent.findall(child.tag):
            parent.remove(old)
    mine = rank[child.tag]
    later = (index for index, sibling in enumerate(parent) if rank.get(sibling.tag, mine) > mine)
    parent.insert(next(later, len(parent)), child)
    return child


def local(node: Node) -> str:
    """The element's name without its namespace."""
    return str(etree.QName(node).localname)


def paragraph_properties(paragraph: Node) -> Node:
    """The paragraph's `w:pPr`, made where it has none."""
    properties = paragraph.find(PPR)
    if properties is None:
        properties = element("pPr")
        paragraph.insert(0, properties)
    return properties


def run_properties(run: Node) -> Node:
    """The run's `w:rPr`, made where it has none."""
    properties = run.find(RPR)
    if properties is None:
        properties = element("rPr")
        run.insert(0, properties)
    return properties


def own(paragraph: Node, tag: str) -> Iterator[Node]:
    """Elements of this paragraph and not of a text box inside it."""
    for child in paragraph:
        if child.tag == tag:
            yield child
        elif child.tag not in (P, TXBX, TBL):
            yield from own(child, tag)


def text(node: Node) -> str:
    """The characters of the paragraph's own runs."""
    return "".join(part.text or "" for part in own(node, T))
