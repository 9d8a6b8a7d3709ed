"""The styles of an ODT file: looks of words, levels of headings, lists, columns (ODF 1.3, part 3, 16)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from letterbook.importing.counting import counted
from letterbook.importing.losses import Loss
from letterbook.importing.odt_names import FO, STYLE, SVG, TEXT
from letterbook.importing.style_names import heading_level, is_caption, is_quote

Node = Any

_FAMILY, _NAME, _DISPLAY, _PARENT = (
    STYLE + name for name in ("family", "name", "display-name", "parent-style-name")
)
_OF_TEXT, _OF_PARAGRAPH = STYLE + "text-properties", STYLE + "paragraph-properties"
_LEVEL = TEXT + "level"


SCRIPTS = {"": FO, "-asian": STYLE, "-complex": STYLE}
"""The kinds of script whose looks a style tells apart, by the end of the attribute's name, with its namespace."""
_USUAL = "default"
"""In the place of a family, that of what holds for all paragraphs or all words, whose name is the family."""
_BOLD = 600
_WHOLE, _SEEN = 100, 10
"""Per cent of a size: all of it; and how much higher or lower words are that do not only fit their line so."""


def in_scripts(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces of one kind of script each; what belongs to none goes on with what is before it."""
    kinds: list[str] = []
    for sign in text:
        kinds.append(_script(sign, kinds[-1] if kinds else ""))
    for kind, group in groupby(zip(kinds, text, strict=True), lambda each: each[0]):
        yield kind, "".join(sign for _, sign in group)


def _script(sign: str, before: str) -> str:
    if unicodedata.east_asian_width(sign) in "WF":
        return "-asian"
    if unicodedata.bidirectional(sign) in ("R", "AL"):
        return "-complex"
    return "" if sign.isalnum() else before


@dataclass(frozen=True)
class OdtLooks:
    """All styles by family and name, and the lists by name."""

    styles: Mapping[tuple[str, str], Node] = field(default_factory=dict)
    lists: Mapping[str, Mapping[int, Node]] = field(default_factory=dict)
    outline: Mapping[int, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, *roots: Node | None) -> OdtLooks:
        """Those of content.xml and styles.xml; a style of the first has precedence."""
        styles: dict[tuple[str, str], Node] = {}
        lists: dict[str, Mapping[int, Node]] = {}
        outline: dict[int, Node] = {}
        for root in (root for root in roots if root is not None):
            for node in root.iter(STYLE + "style"):
                styles.setdefault((node.get(_FAMILY) or "", node.get(_NAME) or ""), node)
            for node in root.iter(STYLE + "default-style"):
                styles.setdefault((_USUAL, node.get(_FAMILY) or ""), node)
            for node in root.iter(TEXT + "list-style"):
                lists.setdefault(node.get(_NAME) or "", _levels(node))
            for node in root.iter(TEXT + "outline-style"):
                outline |= _levels(node)
        return cls(styles, lists, outline)

    def chain(self, family: str, name: str | None) -> Iterator[Node]:
        """The style, and those that it is based on, each once."""
        passed: set[str] = set()
        while name and name not in passed:
            passed.add(name)
            node = self.styles.get((family, name))
            if node is None:
                return
            yield node
            name = node.get(_PARENT)

    def names(self, name: str | None) -> list[str]:
        """What a paragraph's style and those beneath it are called."""
        return [
            node.get(_DISPLAY) or (node.get(_NAME) or "").replace("_20_", " ")
            for node in self.chain("paragraph", name)
        ]

    def is_title(self, name: str | None) -> bool:
        """Whether a paragraph's style is that of a title."""
        return any(heading_level(called) == 0 for called in self._first_named(name))

    def level_by_name(self, name: str | None) -> int | None:
        """The level of a heading by its style's name, where the paragraph is not marked as one."""
        return next((level for called in self._first_named(name) if (level := heading_level(called))), None)

    def _first_named(self, name: str | None) -> list[str]:
        """The name of the style that a person chose: an automatic one is based on it."""
        names = self.names(name)
        node = self.styles.get(("paragraph", name or ""))
        is_automatic = node is not None and node.getparent().tag.endswith("}automatic-styles")
        return names[1:2] if is_automatic else names[:1]

    def is_quoted(self, name: str | None) -> bool:
        """Whether a paragraph's style is one for quotations."""
        return any(map(is_quote, self.names(name)))

    def is_caption(self, name: str | None) -> bool:
        """Whether a paragraph's style is one for words below a picture."""
        return any(map(is_caption, self.names(name)))

    def said(self, family: str, name: str | None, attribute: str) -> str | None:
        """What a style or one beneath it says of its words."""
        for node in self.chain(family, name):
            properties = node.find(_OF_TEXT)
            value = None if properties is None else properties.get(attribute)
            if value is not None:
                return str(value)
        return None

    def with_said(self, kinds: frozenset[str], family: str, name: str | None, looks: str) -> frozenset[str]:
        """The kinds of script that are bold (“font-weight”) or italic (“font-style”) where a style adds what it says."""
        for kind, prefix in SCRIPTS.items():
            said = self.said(family, name, f"{prefix}{looks}{kind}")
            if said is not None:
                is_set = said in ("bold", "italic", "oblique") or (said.isdecimal() and int(said) >= _BOLD)
                kinds = kinds | {kind} if is_set else kinds - {kind}
        return kinds

    def height(self, family: str, name: str | None, around: str | None = None) -> str | None:
        """“^” of a style that raises its words, “~” of one that lowers them, nothing of one on the line; None where it says nothing of it.

        Words that are as large as those `around`, a paragraph's style, are on the line.
        """
        said = self.said(family, name, STYLE + "text-position")
        if said is None:
            return None
        height, is_smaller = _position(said)
        return height if is_smaller or self._is_smaller(family, name, around) else ""

    def is_moved(self, family: str, name: str | None) -> bool:
        """Whether a style sets its words higher or lower, in whatever size."""
        return bool(_position(self.said(family, name, STYLE + "text-position") or "")[0])

    def _is_smaller(self, family: str, name: str | None, around: str | None) -> bool:
        own = _size(self.said(family, name, FO + "font-size"))
        usual = self.said("paragraph", around, FO + "font-size") or self.said(
            _USUAL, "paragraph", FO + "font-size"
        )
        return own is not None and own < (_size(usual) or 0)

    def alignment(self, name: str | None) -> str:
        """Where the lines of a paragraph of this style stand; “start” where nobody says."""
        for node in self.chain("paragraph", name):
            properties = node.find(_OF_PARAGRAPH)
            value = None if properties is None else properties.get(FO + "text-align")
            if value is not None:
                return str(value)
        return "start"

    def lost(
        self, family: str, name: str | None, around: str | None = None, *, is_plain: bool
    ) -> Iterator[Loss]:
        """The looks of a style that a statement does not keep."""
        wanted = {
            Loss.CAPITALS: (FO + "text-transform", ("none",)),
        }
        if is_plain:
            wanted[Loss.UNDERLINE] = (STYLE + "text-underline-style", ("none",))
            wanted[Loss.COLOURS] = (FO + "color", ("#000000",))
        for loss, (attribute, silent) in wanted.items():
            value = self.said(family, name, attribute)
            if value is not None and value not in silent:
                yield loss
        if self.is_moved(family, name) and not self.height(family, name, around):
            yield Loss.RAISED
        if self.said(family, name, FO + "font-variant") == "small-caps":
            yield Loss.SMALL_CAPITALS
        if is_plain and self.said(family, name, FO + "background-color") not in (
            None,
            "transparent",
            "#ffffff",
        ):
            yield Loss.COLOURS

    def list_of(self, paragraph_style: str | None) -> str | None:
        """The list style that a paragraph's style asks for."""
        return next(
            (
                found
                for node in self.chain("paragraph", paragraph_style)
                if (found := node.get(STYLE + "list-style-name"))
            ),
            None,
        )


def _position(said: str) -> tuple[str, bool]:
    """Whether a `style:text-position` raises (“^”) or lowers (“~”), and whether in a smaller size (ODF 1.3, part 3, 20.406)."""
    position, size, *_ = *said.split(), "", ""
    is_smaller = _percent(size) != _WHOLE
    if position in ("super", "sub"):
        return "^" if position == "super" else "~", is_smaller
    percent = _percent(position) or 0
    return "" if abs(percent) < _SEEN else "^" if percent > 0 else "~", is_smaller


def _percent(text: str) -> float | None:
    return float(text[:-1]) if re.fullmatch(r"[-+]?[0-9]{1,4}(?:\.[0-9]*)?%", text) else None


def _size(text: str | None) -> float | None:
    """A size in points; None of another one."""
    return float(text[:-2]) if text and re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]*)?pt", text) else None


def _levels(node: Node) -> Mapping[int, Node]:
    return {
        whole(level.get(_LEVEL), 1): level
        for level in node
        if isinstance(level.tag, str) and level.get(_LEVEL)
    }


def is_bullet(level: Node) -> bool:
    """Whether a level of a list has no numbers, but signs or pictures."""
    return not level.tag.endswith(("list-level-style-number", "outline-level-style"))


def shown_number(levels: Mapping[int, Node], depth: int, counts: Mapping[int, int]) -> str:
    """What is shown before an item at a depth (from 1), of which `counts` has the numbers; empty for nothing."""
    level = levels[depth]
    form = level.get(STYLE + "num-format") or ""
    if not form:
        return ""
    first = max(1, depth - whole(level.get(TEXT + "display-levels"), 1) + 1)
    numbers = []
    for at in range(first, depth + 1):
        its = levels.get(at)
        its_form = "" if its is None else its.get(STYLE + "num-format") or ""
        if its_form:
            numbers.append(counted(counts.get(at, 1), its_form) or str(counts.get(at, 1)))
    prefix, suffix = level.get(STYLE + "num-prefix") or "", level.get(STYLE + "num-suffix") or ""
    return f"{prefix}{'.'.join(numbers)}{suffix}".strip()


def start_of(level: Node) -> int:
    """The first number of a level."""
    return whole(level.get(TEXT + "start-value"), 1)


def whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number within what a table or a list may have."""
    return min(int(text), 100_000) if text and text.isdecimal() else otherwise


SVG_TITLES = (SVG + "desc", SVG + "title")
"""The elements with the alternative text of a frame, the longer first."""
