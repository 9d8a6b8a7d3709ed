"""WordprocessingML as trees: the seam to `docx.oxml`, whose parser, element classes and order of children are used.

A `Node` is an element of python-docx's, an lxml element with helpers; its type is left open, as most of what is read
may be absent.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from docx.oxml import parse_xml
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from lxml import etree

Node: TypeAlias = Any

# What a letter uses beyond the names that python-docx knows.
_FURTHER = {
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "wp14": "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
}
_USUAL = ("w", "r", "mc", "wp", "a", "pic", "wps", "v", "o", "w10", "w14", "w15", "wp14")
NAMESPACES: Mapping[str, str] = MappingProxyType({prefix: (nsmap | _FURTHER)[prefix] for prefix in _USUAL})
_WORD = {"w": nsmap["w"]}
_REFERRING = {"r": nsmap["r"]}
_NAMESPACE = f"{{{nsmap['w']}}}"
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())


class BrokenXmlError(Exception):  # it says what the part is
    """A part of the package is not well-formed XML, or holds a document type."""


P, PPR, R, RPR, T = (qn(f"w:{local}") for local in ("p", "pPr", "r", "rPr", "t"))
TBL, TC, SECT_PR, BODY, TXBX = (qn(f"w:{local}") for local in ("tbl", "tc", "sectPr", "body", "txbxContent"))
VAL, STYLE_ID, TYPE, R_ID, SPACE = (
    qn(name) for name in ("w:val", "w:styleId", "w:type", "r:id", "xml:space")
)


def read(data: bytes, parse: Callable[..., Node] = parse_xml) -> Node:
    """The root of an XML part; BrokenXmlError where it is none or carries a DTD.

    `parse` is one of python-docx's two parsers: they resolve no entities, load nothing, and drop only the space between
    elements.
    """
    try:
        root = parse(data)
    except etree.XMLSyntaxError as error:
        raise BrokenXmlError(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BrokenXmlError("it declares a document type")
    return root


def write(root: Node) -> bytes:
    """The part's bytes, with the XML declaration that Office expects."""
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def fragment(source: str, *, keeping: str = "") -> Node:
    """One element from our own source, in which the usual prefixes are declared; what it does not use goes, but `keeping`."""
    head, separator, rest = source.partition(">")
    slash = "/" if head.endswith("/") else ""
    root = parse_xml(f"{head.removesuffix('/')} {DECLARED}{slash}{separator}{rest}")
    etree.cleanup_namespaces(root, keep_ns_prefixes=keeping.split())
    return root


def element(tag: str, /, children: tuple[Node, ...] = (), **attributes: str) -> Node:
    """A `w:` element with `w:` attributes; a trailing underscore in a name is dropped."""
    # As OxmlElement does it, but the names are not taken apart anew: a letter has hundreds of elements.
    node: Node = oxml_parser.makeelement(_name(tag), _named(attributes), nsmap=_WORD)
    if children:
        node.extend(children)
    return node


def sub(parent: Node, tag: str, **attributes: str) -> Node:
    """A new `w:` element at the end of `parent`."""
    return etree.SubElement(parent, _name(tag), _named(attributes))


def sub_referring(parent: Node, tag: str, relationship: str, **attributes: str) -> Node:
    """As `sub`, with the id of a relationship. Its prefix is declared here: which one lxml would choose is up to whatever else has
    been loaded.
    """
    node = etree.SubElement(parent, _name(tag), _named(attributes), nsmap=_REFERRING)
    node.set(R_ID, relationship)
    return node


def _named(attributes: Mapping[str, str]) -> dict[str, str]:
    return {_name(key): value for key, value in attributes.items()} if attributes else {}


@cache
def _name(word: str) -> str:
    return qn(f"w:{word.rstrip('_')}")


def comment(text: str) -> Node:
    """A comment."""
    return etree.Comment(text)


def declare_needed_only(root: Node) -> Mapping[str | None, str]:
    """Drops the namespaces that nothing in the tree uses; what is left."""
    required = {prefix for choice in root.iter(_CHOICE) for prefix in choice.get("Requires", "").split()}
    etree.cleanup_namespaces(root, keep_ns_prefixes=sorted(required))
    left: Mapping[str | None, str] = root.nsmap
    return left


_CHOICE = f"{{{NAMESPACES['mc']}}}Choice"
_IGNORABLE = f"{{{NAMESPACES['mc']}}}Ignorable"


def ignorable(root: Node) -> frozenset[str]:
    """The namespaces that a reader who does not know them may pass over (ECMA-376-3, 7.2)."""
    prefixes = (root.get(_IGNORABLE) or "").split()
    return frozenset(root.nsmap[prefix] for prefix in prefixes if prefix in root.nsmap)


def keep_ignorable(node: Node, namespaces: frozenset[str]) -> None:
    """Says the same on an element that leaves its root, and on those within it that bring a prefix of their own."""
    found: dict[Node, set[str]] = {}
    for each in node.iter() if namespaces else ():
        names = (each.tag, *each.attrib) if isinstance(each.tag, str) else ()
        used = {name.rpartition("}")[0][1:] for name in names} & namespaces
        for prefix, uri in each.nsmap.items() if used else ():
            if prefix and uri in used:
                home = node if node.nsmap.get(prefix) == uri else each
                found.setdefault(home, set()).add(prefix)
    for home, prefixes in found.items():
        home.set(_IGNORABLE, " ".join(sorted(prefixes)))


def write_node(node: Node) -> bytes:
    """The element by itself, with the namespaces it needs."""
    data: bytes = etree.tostring(node, encoding="UTF-8", with_tail=False)
    return data.partition(b"?>\n")[2] if data.startswith(b"<?xml") else data


def inner_bytes(root: Node) -> bytes:
    """What stands inside the root's only child, as it is written there."""
    data = write(root)
    start = data.index(b">", data.index(b":" + str(etree.QName(root[0]).localname).encode())) + 1
    return data[start : data.rindex(b"</", 0, data.rindex(b"</"))]


def text_node(characters: str) -> Node:
    """A run's text, in which every space counts."""
    node = element("t")
    node.text = characters
    node.set(SPACE, "preserve")
    return node


class _Witness:
    """Stands for an element that python-docx puts a child into, and keeps what it puts the child before."""

    before: tuple[str, ...] = ()

    def insert_element_before(self, _child: Node, *tags: str) -> None:
        self.before = tags


@cache
def _told_successors(kind: Hashable) -> Mapping[str, tuple[str, ...]]:
    """What follows each child that an element class of python-docx can insert; it tells its order in no other way."""
    told = {}
    for method in [name for name in dir(kind) if name.startswith("_insert_")]:
        witness = _Witness()
        getattr(kind, method)(witness, None)
        told[_name(method.removeprefix("_insert_"))] = witness.before
    return told


@cache
def _successors(kind: Hashable, tag: str) -> Mapping[str, str]:
    """What stands after a child of this tag, by its name as lxml has it; nothing where python-docx knows no such child."""
    told = _told_successors(kind)
    # What follows the first child is the whole order.
    order = max(told.values(), key=len)
    places = {qn(known): index for index, known in enumerate(order)}
    after = told[tag] if tag in told else order[places.get(tag, len(order)) + 1 :]
    return {qn(known): known for known in after}


def put(parent: Node, child: Node) -> Node:
    """Sets `child` at its place in a pPr, rPr, sectPr, tblPr or style, instead of one of its kind.

    What an extension of Word's has added stays where it is, after the children that the standard has.
    """
    old, *more = parent.findall(child.tag) or [None]
    for node in more:
        parent.remove(node)
    if old is not None:
        parent.replace(old, child)
        return child
    there = {sibling.tag for sibling in parent}
    successors = _successors(parent.__class__, child.tag)
    parent.insert_element_before(child, *(known for tag, known in successors.items() if tag in there))
    while _is_of_word(child) and not _is_of_word(child.getprevious()):
        child.getprevious().addprevious(child)
    return child


def get_or_put(parent: Node, tag: str) -> Node:
    """The `w:` element of this tag in a parent that `put` knows, made at its place where there is none.

    It is get_or_add_… of python-docx, which has none for many tags, and looks for every one that may come after.
    """
    found = parent.find(_name(tag))
    return put(parent, element(tag)) if found is None else found


def _is_of_word(node: Node) -> bool:
    return node is None or str(node.tag).startswith(_NAMESPACE)


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
