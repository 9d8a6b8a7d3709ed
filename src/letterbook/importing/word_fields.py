"""The fields of a Word text while it is read: which are open, what they lead to, and which of their results are words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from letterbook.importing.field_results import QUOTE, Written, as_it_is
from letterbook.importing.losses import Loss, Losses
from letterbook.render.docx.field_codes import DATES
from letterbook.render.docx.xml import Node
from letterbook.sources.documents.unset_markup import is_address

CHARACTER, INSTRUCTION = qn("w:fldChar"), qn("w:instrText")
_TYPE = qn("w:fldCharType")
_FORM_FIELDS = frozenset({"FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"})
_CONTENTS = frozenset({"TOC", "INDEX", "TOA"})
_SILENT = frozenset({"XE", "TC", "TA", "RD"})
_ADDRESS = re.compile(r'HYPERLINK\s+(?:"([^"]*)"|([^\s\\]\S*))', re.IGNORECASE)
_LINK = "HYPERLINK"


def _is_locked(node: Node) -> bool:
    return node.get(qn("w:fldLock")) in ("1", "true", "on")


@dataclass
class Field:
    """A field that has begun: its instruction, whether its result has, and what is written in the place of that. One that is locked
    keeps its result.
    """

    instruction: str = ""
    is_locked: bool = False
    in_result: bool = False
    written: str | None = None

    @property
    def name(self) -> str:
        """Its first word, in capitals."""
        words = self.instruction.split()
        return words[0].upper() if words else ""

    @property
    def target(self) -> str | None:
        """Where a link leads outside the file."""
        found = _ADDRESS.search(self.instruction) if self.name == _LINK else None
        return (found[1] or found[2]) if found else None

    @property
    def is_words(self) -> bool:
        """Whether what stands in it now is taken."""
        return self.in_result and self.written is None and self.name not in _CONTENTS | _SILENT


@dataclass
class Fields:
    """Those that are open at a place of the text; they may reach over many paragraphs."""

    losses: Losses
    written: Written = as_it_is
    open: list[Field] = field(default_factory=list)

    @property
    def is_words(self) -> bool:
        """Whether what is read stands in no instruction, and in no table of contents."""
        return all(each.is_words for each in self.open)

    @property
    def link(self) -> str | None:
        """The address that what is read leads to."""
        targets = (each.target for each in self.open)
        return next((target for target in targets if target and is_address(target)), None)

    @property
    def in_link(self) -> bool:
        """Whether what is read is a link, wherever it leads."""
        return any(each.name == _LINK for each in self.open)

    def pass_border(self, node: Node, where: str) -> str:
        """A sign of a complex field: its begin, a piece of its instruction, what parts it from its result, its end.

        Gives what is written in the place of the field that ends here.
        """
        if node.tag == INSTRUCTION:
            self.add(node.text or "")
            return ""
        match node.get(_TYPE):
            case "begin":
                self.open.append(Field(is_locked=_is_locked(node)))
            case "separate" if self.open:
                self._begin_result(self.open[-1])
            case "end" if self.open:
                return self._end(self.open.pop(), where)
        return ""

    def add(self, text: str) -> None:
        """What stands in an instruction and is no piece of one by its element: signs, a new line, a new paragraph."""
        if self.open and not self.open[-1].in_result:
            self.open[-1].instruction += text

    def begin_simple(self, node: Node) -> None:
        """A field whose instruction is known at once; `end_simple` ends it."""
        self.open.append(Field(node.get(qn("w:instr")) or "", _is_locked(node)))
        self._begin_result(self.open[-1])

    def end_simple(self, where: str) -> str:
        """What is written in the place of the field."""
        return self._end(self.open.pop(), where)

    def _begin_result(self, begun: Field) -> None:
        begun.in_result = True
        is_fixed = begun.is_locked and begun.name in DATES
        begun.written = None if is_fixed else self.written(begun.instruction)

    def _end(self, ended: Field, where: str) -> str:
        if not ended.in_result:
            self._begin_result(ended)
        if ended.written is None:
            self.tell(ended, where)
            self.add(f"[{ended.name} …]")  # the field around it has something that nobody but Word works out
            return ""
        self.add(ended.written.replace('"', QUOTE))  # it is compared, or said, by the field around it
        return ended.written if self.is_words else ""

    def tell(self, ended: Field, where: str) -> None:
        """Says what is to be said of a field."""
        name = ended.name
        if name == _LINK:
            if ended.target and not is_address(ended.target):
                self.losses.note(Loss.BROKEN_LINKS, where, ended.target)
        elif name not in _SILENT:
            loss = (
                Loss.CONTENTS if name in _CONTENTS else Loss.CONTROLS if name in _FORM_FIELDS else Loss.FIELDS
            )
            self.losses.note(loss, where, name or "=")
