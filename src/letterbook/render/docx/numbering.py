"""Lists that count for themselves: a `w:num` for each, over two list definitions of our own."""

from __future__ import annotations

from copy import deepcopy

from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

_LEVELS = 9
_STEP = 340  # twentieths of a point from level to level: 6 mm
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
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{(depth + 1) * _STEP}" w:hanging="{_STEP}"/></w:pPr></w:lvl>'
    )


class Numbering:
    """A numbering part that grows: a list asks for an instance and gets the `w:numId` to name."""

    def __init__(self, part: bytes | None) -> None:
        self._root = xml.read(part) if part else xml.fragment("<w:numbering/>")
        self._next = 1 + max(
            (int(node.get(xml.name("w:numId"))) for node in self._root.iter(xml.name("w:num"))), default=0
        )
        first = 1 + max(
            (
                int(node.get(xml.name("w:abstractNumId")))
                for node in self._root.findall(xml.name("w:abstractNum"))
            ),
            default=0,
        )
        self._bullets, self._numbers = first, first + 1
        instances = self._root.findall(xml.name("w:num"))
        at = self._root.index(instances[0]) if instances else len(self._root)
        self._root.insert(at, _definition(self._bullets, bullets=True))
        self._root.insert(at + 1, _definition(self._numbers, bullets=False))

    def copy(self) -> Numbering:
        """The same lists, to go on from."""
        return deepcopy(self)

    def instance(self, start: int | None, depth: int) -> int:
        """A list at this depth (from 0) that begins at `start`, or one with bullets."""
        number, self._next = self._next, self._next + 1
        definition = self._bullets if start is None else self._numbers
        node = xml.element("num", (xml.element("abstractNumId", val=str(definition)),), numId=str(number))
        if start is not None:
            override = xml.sub(node, "lvlOverride", ilvl=str(depth))
            xml.sub(override, "startOverride", val=str(start))
        # w:numIdMacAtCleanup, which Word may have left, comes after all instances.
        last = self._root.findall(xml.name("w:num")) or self._root.findall(xml.name("w:abstractNum"))
        last[-1].addnext(node)
        return number

    def xml(self) -> bytes:
        """The part."""
        return xml.write(self._root)
