"""Where the looks of a word come from in Word: its run, its styles and those they are based on, its table, the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

R_STYLE, P_STYLE, TBL_STYLE = (qn(f"w:{tag}") for tag in ("rStyle", "pStyle", "tblStyle"))
_BASED_ON, _STYLE, _DEFAULT, _NAME = (qn(f"w:{tag}") for tag in ("basedOn", "style", "default", "name"))
_TBL_PR, _TBL_LOOK, _TBL_STYLE_PR, _TR = (qn(f"w:{tag}") for tag in ("tblPr", "tblLook", "tblStylePr", "tr"))
_DEFAULTS = f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{xml.RPR}"


@dataclass(frozen=True)
class StyleCascade:
    """A document's styles by their identifiers, its usual paragraph style, and what is said for all runs (17.7.2)."""

    styles: Mapping[str, Node] = field(default_factory=dict)
    default: str | None = None
    defaults: Node | None = None

    @classmethod
    def of(cls, root: Node) -> StyleCascade:
        """As a styles part has it."""
        styles = {node.get(xml.STYLE_ID): node for node in root.iter(_STYLE)}
        usual = (
            name
            for name, node in styles.items()
            if node.get(xml.TYPE) == "paragraph" and node.get(_DEFAULT) in ("1", "true", "on")
        )
        return cls(styles, next(usual, None), root.find(_DEFAULTS))

    def chain(self, style: str | None) -> Iterator[Node]:
        """The style, and those it is based on, each once."""
        passed: set[str] = set()
        while style is not None and style in self.styles and style not in passed:
            passed.add(style)
            node = self.styles[style]
            yield node
            based_on = node.find(_BASED_ON)
            style = None if based_on is None else based_on.get(xml.VAL)

    def named(self, names: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Name and identifier of the styles with these names, which know no case."""
        for identifier, node in self.styles.items():
            name = node.find(_NAME)
            called = "" if name is None else name.get(xml.VAL) or ""
            if called.lower() in names:
                yield called, identifier

    def of_paragraph(self, paragraph: Node | None) -> Iterator[Node]:
        """The chain of a paragraph's style."""
        own = None if paragraph is None else paragraph.find(f"{xml.PPR}/{P_STYLE}")
        return self.chain(self.default if own is None else own.get(xml.VAL))

    def of_table(self, table: Node | None) -> Iterator[Node]:
        """The chain of a table's style."""
        style = None if table is None else table.find(f"{_TBL_PR}/{TBL_STYLE}")
        return self.chain(None if style is None else style.get(xml.VAL))

    def looks(self, run: Node) -> Iterator[Node]:
        """The properties that a run has, the nearest first."""
        own = run.find(xml.RPR)
        character = None if own is None else own.find(R_STYLE)
        near = (
            *self.chain(None if character is None else character.get(xml.VAL)),
            *self.of_paragraph(next(run.iterancestors(xml.P), None)),
        )
        found = [own, *(style.find(xml.RPR) for style in near), *self.of_rows(run, xml.RPR)]
        found += [style.find(xml.RPR) for style in self.of_table(next(run.iterancestors(xml.TBL), None))]
        return (looks for looks in (*found, self.defaults) if looks is not None)

    def of_rows(self, node: Node, tag: str) -> Iterator[Node]:
        """What the style of the table around says for the row and the column in which a run or cell stands (17.7.6)."""
        cell = node if node.tag == xml.TC else next(node.iterancestors(xml.TC), None)
        table = None if cell is None else next(cell.iterancestors(xml.TBL), None)
        parts = [part for style in self.of_table(table) for part in style.findall(_TBL_STYLE_PR)]
        for kind in _kinds(cell, table) if parts else ():
            fitting = (part.find(tag) for part in parts if part.get(xml.TYPE) == kind)
            yield from (found for found in fitting if found is not None)


_LOOKS = {
    "firstRow": ("firstRow", 0x20),
    "lastRow": ("lastRow", 0x40),
    "firstCol": ("firstColumn", 0x80),
    "lastCol": ("lastColumn", 0x100),
    "rows": ("noHBand", 0x200),
    "columns": ("noVBand", 0x400),
}


def _kinds(cell: Node, table: Node) -> list[str]:
    """The parts of a table, as styles name them, to which a cell belongs; what counts most comes first."""
    row = cell.getparent()
    rows, cells = table.findall(_TR), row.findall(xml.TC)
    at_row = rows.index(row) if row in rows else 0
    at_column = cells.index(cell) if cell in cells else 0
    look = table.find(f"{_TBL_PR}/{_TBL_LOOK}")
    wanted = {kind: _is_said(look, *names) for kind, names in _LOOKS.items()}
    there = {
        "firstRow": at_row == 0,
        "lastRow": at_row == len(rows) - 1,
        "firstCol": at_column == 0,
        "lastCol": at_column == len(cells) - 1,
    }
    edges = [kind for kind, is_there in there.items() if is_there and wanted[kind]]
    bands = [] if wanted["rows"] else [f"band{1 + (at_row - ('firstRow' in edges)) % 2}Horz"]
    bands += [] if wanted["columns"] else [f"band{1 + (at_column - ('firstCol' in edges)) % 2}Vert"]
    return [*edges, *bands, "wholeTable"]


def _is_said(look: Node | None, name: str, bit: int) -> bool:
    """Whether a `w:tblLook` says so, by the name or by the bit of its figure."""
    said = None if look is None else look.get(qn(f"w:{name}"))
    if look is None or said is not None:
        return said in ("1", "true", "on")
    try:
        return bool(int(look.get(xml.VAL) or "0", 16) & bit)
    except ValueError:
        return False
