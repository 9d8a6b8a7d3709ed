"""What Word makes of the styles and the properties of a paragraph or a run, as far as a statement keeps or tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from letterbook.importing.losses import Loss
from letterbook.importing.style_names import heading_level, is_caption, is_contents, is_quote
from letterbook.render.docx import xml
from letterbook.render.docx.style_cascade import R_STYLE, StyleCascade
from letterbook.render.docx.xml import Node

_NAME, _OUTLINE, _JC = (qn(f"w:{tag}") for tag in ("name", "outlineLvl", "jc"))
_OFF = frozenset({"0", "false", "off", "none"})
_BODY_LEVEL = 9
_SEEN = 3
"""Half-points: who sets words higher or lower by less makes them fit their line."""
_USUAL_HALF_POINTS = 20  # 17.3.2.38: where nobody says it
_HEIGHTS = {"superscript": "^", "subscript": "~"}


@dataclass
class WordLooks:
    """Over the styles of one document."""

    cascade: StyleCascade
    _looked_at: Node | None = field(default=None, init=False)
    _beside: dict[Node, Node | None] = field(default_factory=dict, init=False)

    def names(self, paragraph: Node) -> list[str]:
        """The names of a paragraph's style and of those that it is based on."""
        nodes = (style.find(_NAME) for style in self.cascade.of_paragraph(paragraph))
        return [node.get(xml.VAL) or "" for node in nodes if node is not None]

    def level(self, paragraph: Node) -> int | None:
        """That of a heading, from 1; 0 for a title; None for other paragraphs."""
        names = self.names(paragraph)
        if names and heading_level(names[0]) == 0:
            return 0
        for properties in (
            paragraph.find(xml.PPR),
            *(style.find(xml.PPR) for style in self.cascade.of_paragraph(paragraph)),
        ):
            outline = None if properties is None else properties.find(_OUTLINE)
            if outline is not None and (outline.get(xml.VAL) or "").isdecimal():
                level = int(outline.get(xml.VAL))
                return None if level >= _BODY_LEVEL else level + 1
        found = (heading_level(name) for name in names)
        return next((level for level in found if level), None)

    def is_quoted(self, paragraph: Node) -> bool:
        """Whether its style is one for quotations."""
        return any(map(is_quote, self.names(paragraph)))

    def is_caption(self, paragraph: Node) -> bool:
        """Whether its style is one for words below a picture."""
        return any(map(is_caption, self.names(paragraph)))

    def is_contents(self, paragraph: Node) -> bool:
        """Whether it is a line of a table of contents."""
        return any(map(is_contents, self.names(paragraph)[:1]))

    def alignment(self, paragraph: Node) -> str:
        """Where the lines of a paragraph stand, in Word's words; “start” where nobody says."""
        for properties in (
            paragraph.find(xml.PPR),
            *(style.find(xml.PPR) for style in self.cascade.of_paragraph(paragraph)),
        ):
            node = None if properties is None else properties.find(_JC)
            if node is not None:
                return node.get(xml.VAL) or "start"
        return "start"

    def is_set(self, run: Node, name: str, *, with_paragraph: bool) -> bool:
        """Whether a run is bold (“b”) or italic (“i”).

        Styles on one another toggle; what the run says itself holds (ECMA-376-1, 17.7.3). The paragraph's style counts
        where `with_paragraph`: that of a heading or a quotation says it of itself.
        """
        own = run.find(xml.RPR)
        if own is not None and any(_said(own, mark) for mark in ("rtl", "cs")):
            name = f"{name}Cs"  # Arabic, Hebrew and Thai words have looks of their own
        said = None if own is None else _said(own, name)
        if said is not None:
            return said
        character = None if own is None else own.find(R_STYLE)
        chains = [] if character is None else [self.cascade.chain(character.get(xml.VAL))]
        chains += [self.cascade.of_paragraph(next(run.iterancestors(xml.P), None))] if with_paragraph else []
        return sum(bool(_first(chain, name)) for chain in chains) % 2 == 1

    def lost(self, run: Node, *, is_plain: bool) -> Iterator[Loss]:
        """The looks of a run that a statement does not keep; of a heading or a link, which is not `is_plain`, only those
        that nobody expects of it.
        """
        said = self._all(run)
        if _any(said, "smallCaps"):
            yield Loss.SMALL_CAPITALS
        if _any(said, "caps"):
            yield Loss.CAPITALS
        if is_plain and _any(said, "u"):
            yield Loss.UNDERLINE
        colour = _value(said, "color")
        coloured = is_plain and colour is not None and colour.lower() not in ("auto", "000000")
        if coloured or _any(said, "highlight"):
            yield Loss.COLOURS
        if self._moved(run) and not self.height(run):
            yield Loss.RAISED

    def is_struck(self, run: Node) -> bool:
        """Whether a run is struck through."""
        said = self._all(run)
        return _any(said, "strike") or _any(said, "dstrike")

    def height(self, run: Node) -> str:
        """“^” of a run of raised signs, “~” of lowered ones; also of one that is set higher or lower in a smaller size, by hand."""
        said = _HEIGHTS.get(_value(self._all(run), "vertAlign") or "", "")
        moved = "" if said else self._moved(run)
        return moved if moved and self._is_smaller(run) else said

    def _moved(self, run: Node) -> str:
        """The same of one that is set higher or lower by so much that it is seen (17.3.2.24: half-points)."""
        half_points = _whole(_value(self._all(run), "position"))
        return "" if abs(half_points) < _SEEN else "^" if half_points > 0 else "~"

    def _is_smaller(self, run: Node) -> bool:
        """Whether the words before a run, or those behind it, are larger than its own."""
        paragraph = next(run.iterancestors(xml.P))
        if self._looked_at is not paragraph:
            self._looked_at, self._beside = paragraph, self._in_line_beside(paragraph)
        other = self._beside.get(run)
        return other is not None and self._half_points(run) < self._half_points(other)

    def _in_line_beside(self, paragraph: Node) -> dict[Node, Node | None]:
        """For each run the last one with words before it that is neither raised nor lowered, or where there is none the first
        behind it.
        """
        runs = [*paragraph.iter(xml.R)]
        level = [each.find(xml.T) is not None and not self._moved(each) for each in runs]
        near = next((run for run, is_level in zip(runs, level, strict=True) if is_level), None)
        found: dict[Node, Node | None] = {}
        for run, is_level in zip(runs, level, strict=True):
            found[run] = near
            near = run if is_level else near
        return found

    def _half_points(self, run: Node) -> int:
        return _whole(_value([*self.cascade.looks(run)], "sz")) or _USUAL_HALF_POINTS

    def _all(self, run: Node) -> list[Node]:
        """What the run says of its looks, and then its style."""
        return [node for node in (run.find(xml.RPR), *self._character(run)) if node is not None]

    def _character(self, run: Node) -> Iterator[Node | None]:
        own = run.find(xml.RPR)
        style = None if own is None else own.find(R_STYLE)
        yield from (
            node.find(xml.RPR) for node in self.cascade.chain(None if style is None else style.get(xml.VAL))
        )


def _said(looks: Node, name: str) -> bool | None:
    node = looks.find(qn(f"w:{name}"))
    return None if node is None else node.get(xml.VAL) not in _OFF


def _first(chain: Iterator[Node], name: str) -> bool | None:
    found = (_said(looks, name) for looks in (style.find(xml.RPR) for style in chain) if looks is not None)
    return next((said for said in found if said is not None), None)


def _value(said: list[Node], name: str) -> str | None:
    nodes = (looks.find(qn(f"w:{name}")) for looks in said)
    return next((node.get(xml.VAL) or "" for node in nodes if node is not None), None)


def _whole(value: str | None) -> int:
    return int(value) if value and re.fullmatch(r"-?[0-9]{1,6}", value) else 0


def _any(said: list[Node], name: str, silent: str = "none") -> bool:
    value = _value(said, name)
    return value is not None and value not in _OFF and value != silent
