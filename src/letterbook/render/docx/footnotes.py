"""The footnotes of a Word file: its part of that name, and the marks in the text (ECMA-376-1, 17.11)."""

from __future__ import annotations

from collections.abc import Sequence

from docx.opc.constants import CONTENT_TYPE
from docx.oxml.ns import qn

from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

PART, KIND, TYPE = "word/footnotes.xml", "footnotes", CONTENT_TYPE.WML_FOOTNOTES
REFERENCE = qn("w:footnoteReference")
_FOOTNOTE, _ID, _TYPE = qn("w:footnote"), qn("w:id"), qn("w:type")
_RULES = (("-1", "separator"), ("0", "continuationSeparator"))


def is_rule(note: Node) -> bool:
    """Whether it is no note but one of the rules that stand above notes."""
    return note.get(_TYPE) not in (None, "normal")


def only_rules(part: bytes | None) -> Node:
    """The root of a part that holds the rules above notes: those of this part, or Word's own."""
    if part is not None:
        root = xml.read(part)
        for note in [note for note in root if not is_rule(note)]:
            root.remove(note)
        return root
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
        f'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in _RULES
    )
    return xml.fragment(f"<w:footnotes>{rules}</w:footnotes>")


def _highest_id(root: Node) -> int:
    """The highest number that a note or rule of the part has."""
    return max((int(note.get(_ID, "0")) for note in root.iter(_FOOTNOTE)), default=0)


def name_rules(settings: bytes, root: Node) -> bytes:
    """The settings of a document, which name the rules above its notes."""
    tree = xml.read(settings)
    named = tree.find(qn("w:footnotePr"))
    if named is None:
        ids = [note.get(_ID) for note in root if is_rule(note)]
        children = tuple(xml.element("footnote", id=number) for number in ids)
        xml.put(tree, xml.element("footnotePr", children))
    return xml.write(tree)


def counted_anew(section: Node) -> None:
    """Lets the notes of a section count 1, 2, 3 from its beginning, at the foot of the page, whatever else the file says."""
    said = (("pos", "pageBottom"), ("numFmt", "decimal"), ("numStart", "1"), ("numRestart", "eachSect"))
    xml.put(section, xml.element("footnotePr", tuple(xml.element(tag, val=value) for tag, value in said)))


class Footnotes:
    """The notes of one document, as they are set; the rules above them are those of its part of that name."""

    def __init__(self, part: bytes | None) -> None:
        self.root = only_rules(part)
        self._last = _highest_id(self.root)
        self._own: list[Node] = []

    def add(self, paragraph: Node) -> Node:
        """Takes a note, whose paragraph has the words; the mark for the text."""
        self._last += 1
        begin = paragraph.pPr
        for run in (
            xml.element("r", (xml.text_node("\u00a0"),)),
            xml.element("r", (xml.element("footnoteRef"),)),
        ):
            begin.addnext(run)
        note = xml.sub(self.root, "footnote", id=str(self._last))
        note.append(paragraph)
        self._own.append(note)
        looks = xml.element("rPr", (xml.element("vertAlign", val="superscript"),))
        return xml.element("r", (looks, xml.element("footnoteReference", id=str(self._last))))

    @property
    def notes(self) -> Sequence[Node]:
        """Those that were added."""
        return self._own

    def xml(self) -> bytes:
        """The part."""
        return xml.write(self.root)
