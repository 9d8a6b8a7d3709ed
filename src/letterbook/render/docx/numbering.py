"""Lists that count for themselves: a `w:num` for each, over three list definitions of our own."""

from __future__ import annotations

from copy import deepcopy

from docx.oxml.ns import qn
from docx.shared import Mm, Twips

from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

_ABSTRACT = qn("w:abstractNumId")
_LEVELS = 9
STEP = Twips(Mm(6).twips)
"""From level to level."""
_MARKS = ("•", "–", "•")


def _definition(number: int, mark: str | None) -> Node:
    """A list whose items have this mark, in which % stands for the number; None is a bullet."""
    levels = "".join(_level(depth, mark) for depth in range(_LEVELS))
    return xml.fragment(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


def _level(depth: int, mark: str | None) -> str:
    mark = mark or _MARKS[depth % 3]
    form = "decimal" if "%" in mark else "bullet"  # at every depth, as in the PDF
    mark = mark.replace("%", f"%{depth + 1}")
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
        self._bullets, self._numbers, self._bracketed = first, first + 1, first + 2
        self._boxes: dict[str, int] = {}
        for number, mark in ((self._bullets, None), (self._numbers, "%."), (self._bracketed, "%)")):
            self._define(number, mark)

    def _define(self, number: int, mark: str | None) -> None:
        definition = _definition(number, mark)
        self._root.insert_element_before(definition, "w:num", "w:numIdMacAtCleanup")

    def copy(self) -> Numbering:
        """The same lists, to go on from."""
        return deepcopy(self)

    def instance(self, start: int | None, depth: int, *, in_brackets: bool = False) -> int:
        """A list at this depth (from 0) that begins at `start`, or one with bullets."""
        numbers = self._bracketed if in_brackets else self._numbers
        instance = self._root.add_num(self._bullets if start is None else numbers)
        if start is not None:
            instance.add_lvlOverride(depth).add_startOverride(start)
        return int(instance.numId)

    def box(self, box: str) -> int:
        """A list of items with this box. No letterhead has one before a letter asks for it."""
        if box not in self._boxes:
            known = (int(node.get(_ABSTRACT)) for node in self._root.findall(qn("w:abstractNum")))
            definition = 1 + max(known)
            self._define(definition, box)
            self._boxes[box] = int(self._root.add_num(definition).numId)
        return self._boxes[box]

    def xml(self) -> bytes:
        """The part."""
        return xml.write(self._root)
