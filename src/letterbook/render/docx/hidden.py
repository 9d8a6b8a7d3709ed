"""What Word hides: runs, paragraphs, rows and drawings that nobody sees on paper and everybody finds in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

_MARKS = tuple(qn(f"w:{tag}") for tag in ("vanish", "specVanish", "webHidden"))
_STYLES = tuple(qn(f"w:{tag}") for tag in ("rStyle", "pStyle", "tblStyle"))
_R_STYLE, _P_STYLE, _TBL_STYLE = _STYLES
_BASED_ON, _STYLE, _DEFAULT = qn("w:basedOn"), qn("w:style"), qn("w:default")
_TBL_PR, _TR_PR, _HIDDEN = qn("w:tblPr"), qn("w:trPr"), qn("w:hidden")
_PART_OF_TABLE = qn("w:tblStylePr")
_SILENT = frozenset(qn(f"w:{tag}") for tag in ("rPr", "fldChar", "instrText", "lastRenderedPageBreak"))
_OFF = frozenset({"0", "false", "off"})
_VML = "{urn:schemas-microsoft-com:vml}"


@dataclass(frozen=True)
class StyleVisibility:
    """Which styles of a document hide what is set in them, by their own word or by that of one they are based on.

    Word takes two hidden styles on one run for a visible one (17.7.3); here one is enough, as nobody wants either.
    """

    styles: Mapping[str, Node] = field(default_factory=dict)
    default: str | None = None
    is_hidden_by_default: bool = False

    @classmethod
    def of(cls, root: Node) -> StyleVisibility:
        """As a styles part has it."""
        styles = {node.get(xml.STYLE_ID): node for node in root.iter(_STYLE)}
        default = next(
            (
                name
                for name, node in styles.items()
                if node.get(xml.TYPE) == "paragraph" and node.get(_DEFAULT) in ("1", "true", "on")
            ),
            None,
        )
        defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{xml.RPR}")
        return cls(styles, default, bool(said(defaults)))

    def hides(self, style: str | None) -> bool:
        """Whether this style, or the document as a whole, hides."""
        passed: set[str] = set()
        while style is not None and style in self.styles and style not in passed:
            passed.add(style)
            node = self.styles[style]
            if any(said(part.find(xml.RPR)) for part in node.findall(_PART_OF_TABLE)):
                return True
            word = said(node.find(xml.RPR))
            if word is not None:
                return word
            based_on = node.find(_BASED_ON)
            style = None if based_on is None else based_on.get(xml.VAL)
        return self.is_hidden_by_default

    def named(self, names: frozenset[str]) -> Iterator[str]:
        """The hiding styles among those with these names, which know no case."""
        for identifier, node in self.styles.items():
            name = node.find(qn("w:name"))
            called = "" if name is None else name.get(xml.VAL) or ""
            if called.lower() in names and self.hides(identifier):
                yield called


def said(looks: Node | None) -> bool | None:
    """Whether properties of a run hide it; None where they leave it open."""
    marks = [] if looks is None else [node for node in looks if node.tag in _MARKS]
    return any(node.get(xml.VAL) not in _OFF for node in marks) if marks else None


def hidden_nodes(root: Node, visibility: StyleVisibility) -> Iterator[Node]:
    """The runs, paragraphs, rows and drawings of a part that are hidden and hold something."""
    for node in root.iter(xml.P, xml.R, _TR_PR):
        if node.tag == _TR_PR:
            hidden = node.find(_HIDDEN)
            if hidden is not None and hidden.get(xml.VAL) not in _OFF:
                yield node
        elif _holds_something(node) and _is_hidden(node, visibility):
            yield node
    yield from (node for node in root.iter() if isinstance(node.tag, str) and _is_drawn_hidden(node))


def _holds_something(node: Node) -> bool:
    if node.tag == xml.P:
        return any(_holds_something(run) for run in xml.own(node, xml.R))
    return any(child.tag not in _SILENT and (child.tag != xml.T or child.text) for child in node)


def _is_hidden(node: Node, visibility: StyleVisibility) -> bool:
    """Whether a run, or a paragraph's mark, is hidden."""
    is_run = node.tag == xml.R
    looks = node.find(xml.RPR) if is_run else node.find(f"{xml.PPR}/{xml.RPR}")
    word = said(looks)
    if word is not None:
        return word
    character = None if looks is None else looks.find(_R_STYLE)
    if character is not None and visibility.hides(character.get(xml.VAL)):
        return True
    if not is_run:
        return False  # its runs tell
    return any(visibility.hides(style) for style in _styles_around(node, visibility))


def _styles_around(run: Node, visibility: StyleVisibility) -> Iterator[str | None]:
    """The styles of the run's paragraph and of its table."""
    paragraph = next(run.iterancestors(xml.P), None)
    own = None if paragraph is None else paragraph.find(f"{xml.PPR}/{_P_STYLE}")
    yield visibility.default if own is None else own.get(xml.VAL)
    table = next(run.iterancestors(xml.TBL), None)
    style = None if table is None else table.find(f"{_TBL_PR}/{_TBL_STYLE}")
    if style is not None:
        yield style.get(xml.VAL)


def _is_drawn_hidden(node: Node) -> bool:
    local = node.tag.rpartition("}")[2]
    if local in ("docPr", "cNvPr", "anchor"):
        return node.get("hidden") in ("1", "true")
    if node.tag.startswith(_VML):
        return "visibility:hidden" in (node.get("style") or "").replace(" ", "").lower()
    return False
