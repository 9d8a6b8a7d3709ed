"""Lists that count for themselves: a `w:num` for each, over two list definitions of our own."""

from __future__ import annotations

from copy import deepcopy

from docx.oxml.ns import qn
from docx.shared import Mm, Twips

from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

_LEVELS = 9
STEP = Twips(Mm(6).twips)
"""From level to level."""
_MARKS = ("•", "–", "•")


def _definition(number: int, bullets: bool) -> Node:
    levels = "".join(_level(depth, bullets) for depth in range(_LEVELS))
    return xml.fragment(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


def _level(depth: int, bullets: bool) -> str:
    form = "bullet" if bullets else "decimal"  # at every depth, as in the PDF
    mark = _MARKS[depth % 3] if bullets else f"%{depth + 1}."
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{mark}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{(depth + 1) * STEP.twips}" w:hanging="{STEP.twips}"/></w:pPr></w:lvl>'
    )


class Numbering:
    """A numbering part that grows: a list asks for an instance and gets the `w:numId` to name."""

    def __init__(self, part: bytes | None) -> None:
        self._root = xml.read(part) if part else xml.fragment("<w:numbering/>")
        definitions = self._root.findall(qn("w:abstractNum"))
        first = 1 + max((int(node.get(qn("w:abstractNumId"))) for node in definitions), default=0)
        self._bullets, self._numbers = first, first + 1
        for number in (self._bullets, self._numbers):
            definition = _definition(number, bullets=number == self._bullets)
            self._root.insert_element_before(definition, "w:num", "w:numIdMacAtCleanup")

    def copy(self) -> Numbering:
        """The same lists, to go on from."""
        return deepcopy(self)

    def instance(self, start: int | None, depth: int) -> int:
        """A list at this depth (from 0) that begins at `start`, or one with bullets."""
        instance = self._root.add_num(self._bullets if start is None else self._numbers)
        if start is not None:
            instance.add_lvlOverride(depth).add_startOverride(start)
        return int(instance.numId)

    def xml(self) -> bytes:
        """The part."""
        return xml.write(self._root)
