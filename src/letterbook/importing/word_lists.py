"""The numbers that Word shows before paragraphs: they stand in no text and are counted (ECMA-376-1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from letterbook.importing.blocks import BOX_OF_BULLET, Label
from letterbook.importing.counting import counted
from letterbook.render.docx import xml
from letterbook.render.docx.style_cascade import StyleCascade
from letterbook.render.docx.xml import Node

_NUM_PR, _NUM_ID, _ILVL, _ABSTRACT, _ABSTRACT_ID, _NUM = (
    qn(f"w:{tag}") for tag in ("numPr", "numId", "ilvl", "abstractNum", "abstractNumId", "num")
)
_LVL, _START, _FORMAT, _TEXT, _OVERRIDE, _START_OVERRIDE, _LEGAL, _RESTART, _P_STYLE = (
    qn(f"w:{tag}")
    for tag in (
        *(
            "lvl",
            "start",
            "numFmt",
            "lvlText",
            "lvlOverride",
            "startOverride",
            "isLgl",
            "lvlRestart",
            "pStyle",
        ),
    )
)
_STYLE_LINK, _NUM_STYLE_LINK = qn("w:styleLink"), qn("w:numStyleLink")
_COUNTER = re.compile(r"%([1-9])")
_FORMS = {
    "decimal": "1",
    "decimalZero": "01",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}
_SILENT = frozenset({"none", "bullet"})


@dataclass(frozen=True)
class _Level:
    start: int
    form: str
    text: str
    is_legal: bool
    restart: int | None
    font: str = ""

    @property
    def box(self) -> str:
        """The box to tick that stands as its bullet."""
        if self.font.lower() == "wingdings" and len(self.text) == 1:
            return _BOXES_OF_WINGDINGS.get(ord(self.text) & 0xFF, "")
        return BOX_OF_BULLET.get(self.text, "")


_BOXES_OF_WINGDINGS = {
    **dict.fromkeys((0x6F, 0x71, 0x72, 0xA8), "☐"),
    **dict.fromkeys((0x78, 0xFD, 0xFE), "☒"),
}


@dataclass(frozen=True)
class _List:
    definition: str
    levels: Mapping[int, _Level]
    restarts: Mapping[int, int]


@dataclass
class WordLists:
    """Counts through the paragraphs of a document, in their order."""

    numbering: Node | None
    cascade: StyleCascade
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._lists = {} if self.numbering is None else _lists(self.numbering)
        self._styled = {} if self.numbering is None else _styled(self.numbering)

    def label(self, paragraph: Node) -> Label | None:
        """What stands before the paragraph; None where it is in no list. An empty number is one of spaces only."""
        name, depth = self._asked(paragraph)
        counting = self._lists.get(name or "")
        level = None if counting is None else counting.levels.get(depth)
        if counting is None or level is None:
            return None
        self._count(name or "", counting, depth, level)
        if level.form == "bullet":
            return Label(depth, box=level.box)
        text = "" if level.form == "none" and "%" not in level.text else level.text
        return Label(
            depth, _COUNTER.sub(lambda found: self._shown(counting, level, int(found[1]) - 1), text).strip()
        )

    def _asked(self, paragraph: Node) -> tuple[str | None, int]:
        """The list and the depth that a paragraph or its style asks for."""
        properties = [
            paragraph.find(xml.PPR),
            *(style.find(xml.PPR) for style in self.cascade.of_paragraph(paragraph)),
        ]
        found = [node.find(_NUM_PR) for node in properties if node is not None]
        asked = [node for node in found if node is not None]
        name = next((value for node in asked if (value := _value(node, _NUM_ID)) is not None), None)
        depth = next((value for node in asked if (value := _value(node, _ILVL)) is not None), None)
        if depth is None and name is not None:
            chain = [style.get(xml.STYLE_ID) for style in self.cascade.of_paragraph(paragraph)]
            depth = next(
                (str(self._styled[key]) for key in ((name, style) for style in chain) if key in self._styled),
                None,
            )
        return name, _whole(depth)

    def _count(self, name: str, counting: _List, depth: int, level: _Level) -> None:
        at = (counting.definition, depth)
        if (name, depth) not in self._begun and depth in counting.restarts:
            self._counts[at] = counting.restarts[depth]
        else:
            self._counts[at] = self._counts.get(at, level.start - 1) + 1
        self._begun.add((name, depth))
        for definition, deeper in [*self._counts]:
            below = counting.levels.get(deeper)
            restart = None if below is None else below.restart
            if definition == counting.definition and deeper > depth and (restart is None or depth < restart):
                del self._counts[definition, deeper]

    def _shown(self, counting: _List, asking: _Level, depth: int) -> str:
        level = counting.levels.get(depth)
        if level is None or level.form in _SILENT:
            return ""
        number = self._counts.get((counting.definition, depth), level.start)
        form = "1" if asking.is_legal else _FORMS.get(level.form, "1")
        return counted(number, form) or str(number)


def _lists(root: Node) -> Mapping[str, _List]:
    definitions = {node.get(_ABSTRACT_ID) or "": node for node in root.iter(_ABSTRACT)}
    linked = {_value(node, _STYLE_LINK): node for node in definitions.values() if _value(node, _STYLE_LINK)}
    found = {}
    for node in root.iter(_NUM):
        name = _value(node, _ABSTRACT_ID) or ""
        definition = definitions.get(name)
        if definition is None:
            continue
        definition = linked.get(_value(definition, _NUM_STYLE_LINK), definition)
        levels = dict(_levels(definition))
        restarts = {}
        for override in node.iter(_OVERRIDE):
            depth = _whole(override.get(_ILVL))
            levels |= _levels(override)
            if (start := _value(override, _START_OVERRIDE)) is not None:
                restarts[depth] = _whole(start)
        found[node.get(_NUM_ID) or ""] = _List(name, levels, restarts)
    return found


def _levels(definition: Node) -> Mapping[int, _Level]:
    return {
        _whole(level.get(_ILVL)): _Level(
            _whole(_value(level, _START)),
            _value(level, _FORMAT) or "decimal",
            _value(level, _TEXT) or "",
            level.find(_LEGAL) is not None,
            None if _value(level, _RESTART) is None else _whole(_value(level, _RESTART)),
            _font(level),
        )
        for level in definition.iter(_LVL)
    }


def _font(level: Node) -> str:
    fonts = level.find(f"{xml.RPR}/{qn('w:rFonts')}")
    return "" if fonts is None else fonts.get(qn("w:ascii")) or ""


def _styled(root: Node) -> Mapping[tuple[str, str], int]:
    """At which depth the paragraphs of a style stand in a list, where the list says so."""
    depths = {
        (node.get(_ABSTRACT_ID), _value(level, _P_STYLE)): _whole(level.get(_ILVL))
        for node in root.iter(_ABSTRACT)
        for level in node.iter(_LVL)
    }
    return {
        (num.get(_NUM_ID) or "", style or ""): depth
        for num in root.iter(_NUM)
        for (definition, style), depth in depths.items()
        if style and definition == _value(num, _ABSTRACT_ID)
    }


def _value(node: Node, tag: str) -> str | None:
    child = node.find(tag)
    return None if child is None else child.get(xml.VAL)


def _whole(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
