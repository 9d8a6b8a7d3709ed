"""The parts of a Word file that a statement is read from: text, notes, comments, headers, styles, lists, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from letterbook.language.legibility import WHITE
from letterbook.render.docx import package, xml
from letterbook.render.docx.colours import OFFICE_THEME, theme_of
from letterbook.render.docx.hidden import hidden_nodes
from letterbook.render.docx.package import MAIN, Package, UnreadableDocxError
from letterbook.render.docx.style_cascade import StyleCascade
from letterbook.render.docx.unseen import Looks, cut_runs, pale_runs, small_runs
from letterbook.render.docx.xml import Node

_NOTES = ("footnotes", "endnotes")
_ID = qn("w:id")


@dataclass(frozen=True)
class WordFile:
    """A Word file, unpacked and parsed within limits."""

    package: Package
    main: Node
    others: Mapping[str, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes) -> WordFile:
        """Raises UnreadableDocxError."""
        opened = package.unpack(data)
        others = {}
        for kind in (*_NOTES, "comments", "styles", "numbering", "theme"):
            for to in opened.related(MAIN, kind)[:1]:
                if to.target in opened.parts:
                    others[kind] = _read(opened.parts[to.target])
        return cls(opened, _read(opened.parts[MAIN]), others)

    @property
    def cascade(self) -> StyleCascade:
        """Its styles."""
        return StyleCascade.of(self.others["styles"]) if "styles" in self.others else StyleCascade()

    @property
    def numbering(self) -> Node | None:
        """Its lists."""
        return self.others.get("numbering")

    @property
    def drawn(self) -> Mapping[str, Node]:
        """The parts with words of the text, by what a clerk calls them."""
        names = {"footnotes": "the footnotes", "endnotes": "the endnotes"}
        return {"the text": self.main} | {
            names[kind]: self.others[kind] for kind in names if kind in self.others
        }

    def unseen(self) -> tuple[frozenset[Node], frozenset[Node]]:
        """What is hidden, and the runs that nobody sees for their colour or size."""
        theme = theme_of(self.others["theme"]) if "theme" in self.others else OFFICE_THEME
        looks = Looks(self.cascade, theme, WHITE)
        roots = [*self.drawn.values()]
        hidden = {node for root in roots for node in hidden_nodes(root, looks.cascade)}
        unseen = {
            run for root in roots for find in (pale_runs, small_runs, cut_runs) for run in find(root, looks)
        }
        return frozenset(hidden), frozenset(unseen)

    def notes_part(self, kind: str) -> str:
        """The name of the part with the footnotes or the endnotes."""
        return next((to.target for to in self.package.related(MAIN, kind)), MAIN)

    def note(self, kind: str, name: str) -> Node | None:
        """The footnote or endnote with this number of Word's."""
        return self._by_id(kind, name)

    def comment(self, name: str) -> str:
        """The words of a comment."""
        node = self._by_id("comments", name)
        return "" if node is None else " ".join(xml.text(each) for each in node.iter(xml.P))

    def _by_id(self, kind: str, name: str) -> Node | None:
        root = self.others.get(kind)
        return None if root is None else next((node for node in root if node.get(_ID) == name), None)

    def address(self, part: str, link: Node) -> str | None:
        """Where a `w:hyperlink` leads outside the file; None for one to a place in it."""
        wanted = link.get(xml.R_ID)
        found = (
            to.target for to in self.package.relationships.get(part, []) if to.id == wanted and to.external
        )
        target = next(found, None)
        anchor = link.get(qn("w:anchor"))
        return f"{target}#{anchor}" if target and anchor else target

    def margins(self) -> Iterator[tuple[str, str]]:
        """What the headers and footers say, with the name of each."""
        for kind in ("header", "footer"):
            for to in self.package.related(MAIN, kind):
                data = self.package.parts.get(to.target)
                root = None if data is None else _read(data)
                words = "" if root is None else " ".join(xml.text(each) for each in root.iter(xml.P)).strip()
                if re.search(r"[^\W\d_]", words):
                    yield f"the {kind}", words

    def picture_name(self, part: str, relationship: str) -> str | None:
        """The name of the picture to which a part refers so; None for one that is not in the file."""
        found = (to for to in self.package.relationships.get(part, []) if to.id == relationship)
        to = next(found, None)
        return None if to is None or to.external else to.target


def _read(data: bytes) -> Node:
    try:
        return xml.read(data)
    except xml.BrokenXmlError as error:
        raise UnreadableDocxError(
            "letterhead-broken",
            f"is damaged inside: {error}.",
            "Open it in Word, let Word repair it, and save it again.",
        ) from error
