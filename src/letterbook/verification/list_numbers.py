"""The numbers and boxes that Word shows before the items of lists: they stand in no text, a reader counts them (17.9)."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from letterbook.model.text import BOXES

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_NUM_PR, _NUM_ID, _ILVL = f"{_W}pPr/{_W}numPr", f"{_W}numId", f"{_W}ilvl"
_COUNTER = re.compile(r"%(\d)")


@dataclass(frozen=True)
class _Level:
    start: int
    text: str  # “%1.”


@dataclass(frozen=True)
class _List:
    """A `w:num`: the definition that it counts in, that one's numbered levels, and the numbers at which it begins anew."""

    definition: str
    levels: Mapping[int, _Level]
    restarts: Mapping[int, int]


@dataclass
class ListNumbers:
    """Counts through the paragraphs of a section, in their order: no list of a letter goes on in another section.

    `numbering` is the document's part of that name.
    """

    numbering: bytes
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def before(self, paragraph: Any) -> str:
        """What stands before the paragraph, with a space: “3. ”; nothing before one that has no number of its own."""
        asked = paragraph.find(_NUM_PR) if self.numbering else None
        if asked is None:
            return ""
        name, depth = _value(asked, _NUM_ID), int(_value(asked, _ILVL) or 0)
        counted = _lists(self.numbering).get(name)
        if counted is None or depth not in counted.levels:
            return ""
        self._count(name, counted, depth)
        return f"{_COUNTER.sub(lambda found: self._shown(counted, int(found[1]) - 1), counted.levels[depth].text)} "

    def _count(self, name: str, counted: _List, depth: int) -> None:
        at = (counted.definition, depth)
        if (name, depth) not in self._begun and depth in counted.restarts:
            self._counts[at] = counted.restarts[depth]
        else:
            self._counts[at] = self._counts.get(at, counted.levels[depth].start - 1) + 1
        self._begun.add((name, depth))
        for deeper in [key for key in self._counts if key[0] == counted.definition and key[1] > depth]:
            del self._counts[deeper]

    def _shown(self, counted: _List, depth: int) -> str:
        level = counted.levels.get(depth)
        return str(self._counts.get((counted.definition, depth), level.start if level else 0))


def counts_like(numbering: bytes, number: str) -> Hashable:
    """What decides over the numbers of a list: the same for two that are numbered alike, None for one that is not defined."""
    counted = _lists(numbering).get(number) if numbering else None
    return counted and (counted.definition, tuple(sorted(counted.restarts.items())))


@lru_cache(maxsize=64)
def _lists(numbering: bytes) -> Mapping[str, _List]:
    root = etree.fromstring(
        numbering, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    )
    levels = {node.get(f"{_W}abstractNumId"): _levels(node) for node in root.iter(f"{_W}abstractNum")}
    found = {}
    for node in root.iter(f"{_W}num"):
        definition = _value(node, f"{_W}abstractNumId")
        restarts = {
            int(str(override.get(_ILVL))): int(_value(override, f"{_W}startOverride"))
            for override in node.iter(f"{_W}lvlOverride")
            if _value(override, f"{_W}startOverride")
        }
        found[str(node.get(_NUM_ID))] = _List(definition, levels.get(definition, {}), restarts)
    return found


def _levels(definition: Any) -> Mapping[int, _Level]:
    return {
        int(str(level.get(_ILVL))): _Level(
            int(_value(level, f"{_W}start") or 0), _value(level, f"{_W}lvlText")
        )
        for level in definition.iter(f"{_W}lvl")
        if _value(level, f"{_W}numFmt") == "decimal" or _value(level, f"{_W}lvlText") in BOXES.values()
    }


def _value(node: Any, tag: str) -> str:
    child = node.find(tag)
    return str(child.get(_VAL, "")) if child is not None else ""
