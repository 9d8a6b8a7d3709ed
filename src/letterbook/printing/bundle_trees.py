"""A letter's tree made ready for the Word bundle: what has to be unlike in all letters, and headers that are named in every section."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docx.enum.section import WD_SECTION_START
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from letterbook.printing.bundle_forms import Numbers
from letterbook.render.docx import xml
from letterbook.render.docx.merging import StyleNames
from letterbook.render.docx.package import MAIN, Package
from letterbook.render.docx.xml import Node

_KINDS = ("default", "first", "even")
REFERENCES = {kind: qn(f"w:{kind}Reference") for kind in ("header", "footer")}
"""The elements by which a section names its headers and footers."""
_ID, _NAME = qn("w:id"), qn("w:name")
_BOOKMARK, _BOOKMARK_END = qn("w:bookmarkStart"), qn("w:bookmarkEnd")
_INSTRUCTION, _SIMPLE_FIELD, _INSTR = qn("w:instrText"), qn("w:fldSimple"), qn("w:instr")
_LONGEST_BOOKMARK = 30  # Word allows 40 characters; the letter's number comes after


@dataclass
class Counter:
    last: int = 0

    def next(self) -> str:
        self.last += 1
        return str(self.last)


@dataclass(frozen=True)
class PlaceInBundle:
    """What a letter finds in the bundle: what its styles and lists are called there, and for each section the letter with its words."""

    names: StyleNames
    taken: Mapping[str, str]
    firsts: tuple[int, ...]
    number: int
    last: bool


_ROOT = parse_xml(
    f'<w:document {xml.DECLARED} mc:Ignorable="w14 w15 wp14"><w:body><w:p/></w:body></w:document>'
)
FRAME, _IGNORABLE = xml.write(_ROOT), xml.ignorable(_ROOT)
"""A document with an empty paragraph, in the place of which the letters stand."""


Sections = Sequence[tuple[Node, list[Node]]]
"""The sections of a letter: their properties, and the paragraphs and tables of each."""


def sections_of(body: Node) -> Sections:
    sections: list[tuple[Node, list[Node]]] = []
    nodes: list[Node] = []
    for child in body:
        if child.tag == xml.SECT_PR:
            sections.append((child, nodes))
            continue
        nodes.append(child)
        end = child.find(f"{xml.PPR}/{xml.SECT_PR}")
        if end is not None:
            sections.append((end, nodes))
            nodes = []
    return sections


SECTION_END = re.compile(rb"<(\w+:|)sectPr\b.*?</\1sectPr>(?:</\1pPr>.*?</\1p>)?", re.DOTALL)
"""Its properties, and what follows in the paragraph that holds them."""


def as_written(document: bytes, sections: Sections) -> list[bytes]:
    """The sections as they stand in the letter's main part; node by node where that cannot be cut by its text."""
    ends = [found.end() for found in SECTION_END.finditer(document)]
    if len(ends) == len(sections):
        return [document[start:end] for start, end in pairwise([0, *ends])]
    return [b"".join(map(xml.write_node, nodes)) for _, nodes in sections]


def ending_of(names: StyleNames, written: bytes) -> bytes:
    return hashlib.sha256(b"%d " % names.index + written).digest()


def bookmark_name(old: str, number: int) -> str:
    return f"{old[:_LONGEST_BOOKMARK]}_{number}"


def name_bookmarks(
    sections: Sections, place: PlaceInBundle, numbers: Numbers, counter: Counter
) -> dict[str, str]:
    """Gives bookmarks names of this letter, or of the one that had a section first; the new name by the old."""
    renamed = {}
    for (_, nodes), first in zip(sections, place.firsts, strict=True):
        for start in [start for node in nodes for start in node.iter(_BOOKMARK)]:
            old, name = start.get(_NAME), bookmark_name(start.get(_NAME), first)
            ends = [
                end for node in nodes for end in node.iter(_BOOKMARK_END) if end.get(_ID) == start.get(_ID)
            ]
            if first == place.number:
                name, number = numbers.of_bookmark(old, name, counter.next)
                start.set(_NAME, name)
                for mark in (start, *ends):
                    mark.set(_ID, number)
            else:
                for mark in (start, *ends):
                    mark.getparent().remove(mark)
            renamed[old] = name
    return renamed


def number_drawings(root: Node, numbers: Numbers, counter: Counter) -> None:
    for node in root.iter(qn("wp:docPr")):
        node.set("id", numbers.of_drawing(counter.next))
    for attribute in (qn("w14:paraId"), qn("w14:textId")):
        for node in root.iter(xml.P):
            node.attrib.pop(attribute, None)


def header_of(
    root: Node, names: StyleNames, renamed: Mapping[str, str], numbers: Numbers, counter: Counter
) -> bytes:
    names.apply(root)
    rename_fields(root, renamed)
    number_drawings(root, numbers, counter)
    return xml.write(root)


def body_of(root: Node) -> bytes:
    """What stands in the body, to be put into that of the bundle."""
    further = xml.ignorable(root) - _IGNORABLE
    declared = xml.declare_needed_only(root)
    for child in root[0] if further else ():
        xml.keep_ignorable(child, further)
    if all(prefix and xml.NAMESPACES.get(prefix) == uri for prefix, uri in declared.items()):
        return xml.inner_bytes(root)
    return b"".join(map(xml.write_node, root[0]))


def set_headers(sections: Sequence[Node], letter: Package, header: Callable[[str | None, str], str]) -> None:
    """Names every header and footer in every section: what one leaves open, Word takes from the letter before."""
    targets = {to.id: to.target for kind in REFERENCES for to in letter.related(MAIN, kind)}
    held: dict[tuple[str, str], str] = {}
    for index, section in enumerate(sections):
        for which, tag in REFERENCES.items():
            for node in section.findall(tag):
                held[which, node.get(xml.TYPE)] = targets[node.get(xml.R_ID)]
                section.remove(node)
        for node in section.findall(qn("w:printerSettings")):
            section.remove(node)
        for position, (which, kind) in enumerate((which, kind) for which in REFERENCES for kind in _KINDS):
            part = held.get((which, kind)) or (held.get((which, "default")) if kind == "even" else None)
            reference = xml.element(f"{which}Reference", type=kind)
            reference.set(xml.R_ID, header(part, which))
            section.insert(position, reference)
        if index == 0:
            # not oddPage: LibreOffice 7.4 then shows the first page's header on every page of a letter
            section.get_or_add_type().val = WD_SECTION_START.NEW_PAGE


def rename_fields(root: Node, renamed: Mapping[str, str]) -> None:
    """Lets fields that ask for a bookmark ask for its new name."""

    def anew(instruction: str) -> str:
        return " ".join(renamed.get(word, word) for word in instruction.split(" "))

    for node in root.iter(_INSTRUCTION):
        node.text = anew(node.text or "")
    for node in root.iter(_SIMPLE_FIELD):
        node.set(_INSTR, anew(node.get(_INSTR)))


def end_with_paragraph(body: Node) -> None:
    """Lets the letter's last paragraph end its last section, as another letter follows."""
    section = body.sectPr
    body.remove(section)
    last = body[-1]
    if last.tag != xml.P or last.find(f"{xml.PPR}/{xml.SECT_PR}") is not None:
        last = xml.fragment('<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>')
        body.append(last)
    last.set_sectPr(section)
