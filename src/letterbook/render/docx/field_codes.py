"""The fields of a Word part: what Word would put in their place, whether written simply or in pieces over many runs.

A complex field is begin, instruction, separate, result, end; its instruction may be cut anywhere, and may hold fields
of its own (ECMA-376-1, 17.16).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from letterbook.render.docx.xml import Node

_SIMPLE, _CHARACTER, _INSTRUCTION = qn("w:fldSimple"), qn("w:fldChar"), qn("w:instrText")
_CHARACTER_TYPE, _INSTR = qn("w:fldCharType"), qn("w:instr")
_DATE_BLOCKS = tuple(
    qn(f"w:{unit}{length}") for unit in ("day", "month", "year") for length in ("Short", "Long")
)
_PAGE = re.compile(r'\s*PAGE\s*(\\[*#]\s*(\w+|"[^"]*")\s*)*', re.IGNORECASE)
NUMBER_OF_PAGES = frozenset({"NUMPAGES", "SECTIONPAGES"})
DATES = frozenset({"DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME"})
MERGING = frozenset(
    {
        *("MERGEFIELD", "MERGEREC", "MERGESEQ", "NEXT", "NEXTIF", "SKIPIF", "ADDRESSBLOCK", "GREETINGLINE"),
        *("DATABASE", "ASK", "FILLIN", "MERGEINC"),
    }
)
FETCHING = frozenset(
    {"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "LINK", "IMPORT", "EMBED", "RD"}
)


@dataclass(frozen=True)
class FieldCode:
    """A field: the element with which it begins, and its whole instruction without those of fields within it."""

    node: Node
    instruction: str
    holds_more: bool = False

    @property
    def name(self) -> str:
        """Its first word in capitals, as Word's menu lists it; nothing where it is made up of other fields."""
        words = self.instruction.split()
        return "=" if self.instruction.lstrip().startswith("=") else words[0].upper() if words else ""

    @property
    def is_page_number(self) -> bool:
        """Whether it is the page's own number and nothing else, which says the same for every reader."""
        return not self.holds_more and _PAGE.fullmatch(self.instruction) is not None


@dataclass
class _Open:
    """A complex field whose end is not reached yet."""

    node: Node
    pieces: list[str] = field(default_factory=list)
    in_result: bool = False
    holds_more: bool = False

    def closed(self) -> FieldCode:
        return FieldCode(self.node, "".join(self.pieces), self.holds_more)


def field_codes(root: Node) -> Iterator[FieldCode]:
    """Every field of the part, one within another after it; also one that has no end, and an instruction without field."""
    waiting: list[_Open] = []
    for node in root.iter(_SIMPLE, _CHARACTER, _INSTRUCTION, *_DATE_BLOCKS):
        if node.tag == _CHARACTER:
            yield from _at_border(node, waiting)
        elif node.tag == _INSTRUCTION and waiting:
            if not waiting[-1].in_result:
                waiting[-1].pieces.append(node.text or "")
        elif node.tag in (_SIMPLE, _INSTRUCTION):
            yield FieldCode(node, node.get(_INSTR) or node.text or "")
        else:
            yield FieldCode(node, "DATE")
    yield from (left.closed() for left in reversed(waiting))


def _at_border(node: Node, waiting: list[_Open]) -> Iterator[FieldCode]:
    match node.get(_CHARACTER_TYPE):
        case "begin":
            if waiting and not waiting[-1].in_result:
                waiting[-1].holds_more = True
            waiting.append(_Open(node))
        case "separate" if waiting:
            waiting[-1].in_result = True
        case "end" if waiting:
            yield waiting.pop().closed()
        case _:
            yield FieldCode(node, "")
