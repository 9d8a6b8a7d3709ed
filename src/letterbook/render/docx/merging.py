"""Styles, lists and footnotes of several documents in one: nothing of one may change the looks of another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from docx.oxml.ns import qn

from letterbook.render.docx import xml
from letterbook.render.docx.footnotes import REFERENCE, is_rule
from letterbook.render.docx.xml import Node

_STYLE, _NAME, _NUM_ID = qn("w:style"), qn("w:name"), qn("w:numId")
_BASED_ON, _DEFAULT, _CUSTOM = qn("w:basedOn"), qn("w:default"), qn("w:customStyle")
_ABSTRACT, _ABSTRACT_ID, _NUM = qn("w:abstractNum"), qn("w:abstractNumId"), qn("w:num")
_STYLE_REFERENCES = tuple(qn(f"w:{tag}") for tag in ("basedOn", "next", "link"))
_ID, _HYPERLINK = qn("w:id"), qn("w:hyperlink")
_USES = tuple(qn(f"w:{tag}") for tag in ("pStyle", "rStyle", "tblStyle"))


@dataclass(frozen=True)
class StyleNames:
    """What a document's styles are called in the whole, and which style its plain paragraphs have there."""

    index: int
    ids: Mapping[str, str]
    plain: str | None

    def apply(self, root: Node) -> None:
        """Renames the styles that a part uses."""
        if self.index == 0:
            return
        for node in root.iter(*_USES):
            node.set(xml.VAL, self.ids.get(node.get(xml.VAL), node.get(xml.VAL)))
        for paragraph in root.iter(xml.P) if self.plain else ():
            if paragraph.style is None:
                paragraph.style = self.plain


class Styles:
    """The styles of all documents. Those of the second kind of document on get a number after their name.

    What a document says of all its text (docDefaults: its language, say) goes into its own basic styles, as the whole
    can say only one thing.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, StyleNames] = {}
        self._root: Node = None
        self._defaults: dict[str, str] = {}

    def names(self, part: bytes, lists: Lists, numbering: bytes | None) -> StyleNames:
        """The names of a document's styles in the whole; takes them over where this styles part is new."""
        # Styles of lists mean what the numbering part says; all others stand for themselves.
        key = hashlib.sha256(part + (numbering or b"" if b"numPr" in part else b"")).digest()
        if key not in self._known:
            self._known[key] = self._take(xml.read(part), lists, numbering)
        return self._known[key]

    def _take(self, root: Node, lists: Lists, numbering: bytes | None) -> StyleNames:
        index = len(self._known)
        styles = root.findall(_STYLE)
        _settle_defaults(root, styles)
        numbers = lists.take(
            numbering, (node.get(xml.VAL) for style in styles for node in style.iter(_NUM_ID))
        )
        lists.apply(root, numbers)
        plain = next((node.get(xml.STYLE_ID) for node in styles if _is_default(node, "paragraph")), None)
        if index == 0:
            self._root = root
            self._defaults = {
                node.get(xml.TYPE): node.get(xml.STYLE_ID) for node in styles if node.get(_DEFAULT)
            }
            return StyleNames(0, {}, plain)
        ids = {node.get(xml.STYLE_ID): self._id(node, index) for node in styles}
        ignorable = xml.ignorable(root)
        for node in styles:
            xml.keep_ignorable(node, ignorable)
            self._add(node, ids, index)
        return StyleNames(index, ids, ids.get(plain))

    def _id(self, style: Node, index: int) -> str:
        kind = style.get(xml.TYPE)
        if style.get(_DEFAULT) and kind != "paragraph" and kind in self._defaults:
            return self._defaults[kind]
        return f"{style.get(xml.STYLE_ID)}-{index + 1}"

    def _add(self, style: Node, ids: Mapping[str, str], index: int) -> None:
        new = ids[style.get(xml.STYLE_ID)]
        if new in self._defaults.values():
            return
        style.set(xml.STYLE_ID, new)
        style.set(_CUSTOM, "1")
        style.attrib.pop(_DEFAULT, None)
        style.name.val = f"{style.name_val} ({index + 1})"
        for node in style.iter(*_STYLE_REFERENCES):
            node.set(xml.VAL, ids.get(node.get(xml.VAL), node.get(xml.VAL)))
        self._root.append(style)

    def xml(self) -> bytes:
        """The styles part of the whole."""
        return xml.write(self._root)


def _is_default(style: Node, kind: str) -> bool:
    return style.get(xml.TYPE) == kind and style.get(_DEFAULT) in ("1", "true", "on")


def _settle_defaults(root: Node, styles: Iterable[Node]) -> None:
    """Moves what holds for the whole document into the paragraph styles that are based on no other."""
    defaults = root.find(qn("w:docDefaults"))
    if defaults is None:
        return
    root.remove(defaults)
    basic = [node for node in styles if node.get(xml.TYPE) == "paragraph" and node.find(_BASED_ON) is None]
    paragraph, characters = (next(defaults.iter(tag), None) for tag in (xml.PPR, xml.RPR))
    for style in basic:
        if paragraph is not None:
            _fill_up(style.get_or_add_pPr(), paragraph)
        if characters is not None:
            _fill_up(style.get_or_add_rPr(), characters)


def _fill_up(own: Node, wanted: Node) -> None:
    for child in wanted:
        if own.find(child.tag) is None:
            xml.put(own, deepcopy(child))


@dataclass
class _List:
    """A list of one document: its instance, and its definition until the whole has that."""

    node: Node
    definition: Node | None


def _lists(numbering: Node) -> Iterator[tuple[str, _List]]:
    ignorable = xml.ignorable(numbering)
    for node in numbering:
        xml.keep_ignorable(node, ignorable)
    definitions = {node.get(_ABSTRACT_ID): node for node in numbering.findall(_ABSTRACT)}
    for node in numbering.findall(_NUM):
        definition = definitions.get(node.find(_ABSTRACT_ID).get(xml.VAL))
        if definition is not None:
            yield node.get(_NUM_ID), _List(node, definition)


class Lists:
    """The lists of all documents: equal definitions once, each document's lists as instances of its own."""

    def __init__(self) -> None:
        self._parts: dict[bytes, dict[str, _List]] = {}
        self._definitions: dict[bytes, int] = {}
        self._written: list[bytes] = []
        self._instances: list[bytes] = []

    def take(self, part: bytes | None, used: Iterable[str]) -> dict[str, str]:
        """New instances for the lists that are used: the new `w:numId` by the old."""
        wanted = {number for number in used if number and number != "0"}
        if part is None or not wanted:
            return {}
        if part not in self._parts:
            self._parts[part] = dict(_lists(xml.read(part)))
        numbers = {}
        for old, word_list in self._parts[part].items():
            if old in wanted:
                numbers[old] = str(len(self._instances) + 1)
                self._settle(word_list)
                word_list.node.set(_NUM_ID, numbers[old])
                self._instances.append(xml.write_node(word_list.node))
        return numbers

    def _settle(self, word_list: _List) -> None:
        if word_list.definition is not None:
            word_list.node.find(_ABSTRACT_ID).set(xml.VAL, str(self._definition(word_list.definition)))
            xml.declare_needed_only(word_list.node)
            word_list.definition = None

    def _definition(self, node: Node) -> int:
        copied = deepcopy(node)
        copied.attrib.pop(_ABSTRACT_ID)
        # Word's own marks of a definition, a link to a style and a bullet that is a picture do not survive a merge.
        for tag in ("w:nsid", "w:tmpl", "w:pStyle", "w:styleLink", "w:numStyleLink", "w:lvlPicBulletId"):
            for child in list(copied.iter(qn(tag))):
                child.getparent().remove(child)
        xml.declare_needed_only(copied)
        digest = hashlib.sha256(xml.write_node(copied)).digest()
        if digest not in self._definitions:
            self._definitions[digest] = len(self._definitions) + 1
            copied.set(_ABSTRACT_ID, str(self._definitions[digest]))
            self._written.append(xml.write_node(copied))
        return self._definitions[digest]

    @staticmethod
    def used(root: Node) -> list[str]:
        """The numbers of the lists in a part."""
        return [node.get(xml.VAL) for node in root.iter(_NUM_ID)]

    @staticmethod
    def apply(root: Node, numbers: Mapping[str, str]) -> None:
        """Renumbers the lists of a part; one that is defined nowhere is a list no more."""
        for node in root.iter(_NUM_ID):
            node.set(xml.VAL, numbers.get(node.get(xml.VAL), "0"))

    def xml(self) -> bytes:
        """The numbering part of the whole."""
        open_, close = xml.write(xml.fragment("<w:numbering><w:num/></w:numbering>")).split(b"<w:num/>")
        return b"".join([open_, *self._written, *self._instances, close])


_FIRST_NOTE = 1_000
"""Above what the rules over footnotes are numbered by: Word gives them numbers of one figure."""


def let_go_of_links(root: Node) -> None:
    """A bundle is printed: its links are their words."""
    for link in list(root.iter(_HYPERLINK)):
        for run in list(link):
            link.addprevious(run)
        link.getparent().remove(link)


class Notes:
    """The footnotes of all documents, in the order of the text."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def __bool__(self) -> bool:
        return bool(self._written)

    def take(self, root: Node, part: bytes | None, names: StyleNames) -> None:
        """Gives the footnotes that this text calls numbers of the whole."""
        called = list(root.iter(REFERENCE))
        if part is None or not called:
            return
        notes_root = xml.read(part)
        let_go_of_links(notes_root)
        names.apply(notes_root)
        ignorable = xml.ignorable(notes_root)
        notes = {note.get(_ID): note for note in notes_root if not is_rule(note)}
        for reference in called:
            note = deepcopy(notes[reference.get(_ID)])
            number = str(_FIRST_NOTE + len(self._written))
            note.set(_ID, number)
            reference.set(_ID, number)
            xml.keep_ignorable(note, ignorable)
            xml.declare_needed_only(note)
            self._written.append(xml.write_node(note))

    def xml(self, rules: Node) -> bytes:
        """The part of footnotes of the whole, whose rules are those of this root."""
        data = xml.write(rules)
        at = data.rindex(b"</")
        return b"".join([data[:at], *self._written, data[at:]])
