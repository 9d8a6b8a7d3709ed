"""The drawing of a page, parted at its pieces of marked content, and marked anew for the elements that own them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from pydyf import Dictionary

from letterbook.render.pdf.structure_elements import Element, Fonts, Mark


@dataclass(eq=False)
class Piece:
    """A piece of content in a page's drawing: the operators `before` it, and its own."""

    mark: Mark
    before: list[Any]
    own: list[Any]

    def goes_on_in(self, other: Piece, fonts: Fonts) -> None:
        """Ends this line with a space where the next goes on with another word (ISO 32000-1, 14.8.2.5)."""
        if self.mark.page == other.mark.page and self._baseline() == other._baseline():
            return
        at, font = self._shown(-1)
        ended, begun = self._characters(fonts, -1)[-1:], other._characters(fonts, 0)[:1]
        if at is None or not ended or not begun:
            return
        if ended in _PARTS_A_WORD or ended.isspace() or begun.isspace() or _is_wide(ended + begun):
            return
        space = next((glyph for glyph, text in fonts[font].items() if text == " "), None)
        if space is not None:
            self.own[at] = self.own[at].replace(b"] TJ", f"<{space:04x}>] TJ".encode())

    def _baseline(self) -> bytes:
        placed = [
            operator for operator in self.own if isinstance(operator, bytes) and operator.endswith(b" Tm")
        ]
        return bytes(placed[-1].split()[5]) if placed else b""

    def _shown(self, which: int) -> tuple[int | None, str]:
        """Where the first (0) or last (-1) words are shown, and in which font."""
        found: list[tuple[int, str]] = []
        font = ""
        for at, operator in enumerate(self.own):
            if isinstance(operator, bytes) and operator.endswith(b" Tf"):
                font = operator[1:].split()[0].decode()
            elif isinstance(operator, bytes) and operator.endswith(b"] TJ"):
                found.append((at, font))
        return found[which] if found else (None, font)

    def drawn(self, fonts: Fonts) -> str:
        """All characters, in the order in which they are drawn."""
        said, font = "", ""
        for operator in self.own:
            if isinstance(operator, bytes) and operator.endswith(b" Tf"):
                font = operator[1:].split()[0].decode()
            elif isinstance(operator, bytes) and operator.endswith(b"] TJ"):
                glyphs = b"".join(_GLYPHS.findall(operator))
                numbers = (int(glyphs[at : at + 4], 16) for at in range(0, len(glyphs), 4))
                said += "".join(fonts.get(font, {}).get(number, "") for number in numbers)
        return said

    def _characters(self, fonts: Fonts, which: int) -> str:
        at, font = self._shown(which)
        glyphs = _GLYPHS.findall(self.own[at]) if at is not None else []
        if not glyphs:
            return ""
        glyph = glyphs[0][:4] if which == 0 else glyphs[-1][-4:]
        return fonts.get(font, {}).get(int(glyph, 16), "")


_GLYPHS = re.compile(rb"<([0-9a-f]{4,})>")
_PARTS_A_WORD = "-\u2010\u2011\u2012\u2013\u2014/"


def _is_wide(text: str) -> bool:
    """Whether all of it is Chinese, which is written without spaces."""
    return all(east_asian_width(character) in "WF" for character in text)


class Drawing:
    """A page's operators, parted at the pieces of content."""

    def __init__(self, page: int, operators: Sequence[Any]) -> None:
        self.pieces: list[Piece] = []
        before: list[Any] = []
        own: list[Any] | None = None
        for operator in operators:
            target = before if own is None else own
            target.append(operator)
            if operator == b"BDC" and own is None and "MCID" in before[-2]:
                mark = Mark(page, before[-2]["MCID"])
                del before[-3:]
                own = []
                self.pieces.append(Piece(mark, before, own))
                before = []
            elif operator == b"EMC" and own is not None:
                own.pop()
                own = None
        self._rest = before

    def marked(self, owners: Mapping[Mark, tuple[Element, int]]) -> tuple[list[Any], list[Element]]:
        """The operators, and the element of each of their marks: one mark for pieces that follow each other.

        What no element owns is an artifact.
        """
        out: list[Any] = []
        marks: list[Element] = []
        last: tuple[Element, int] | None = None
        for piece in self.pieces:
            owner = owners.get(piece.mark)
            goes_on = owner and last and owner[0] is last[0] and owner[1] == last[1] + 1
            if goes_on and b"BMC" not in piece.before:
                out.pop()
                out += piece.before
            elif owner:
                out += [*piece.before, owner[0].tag, Dictionary({"MCID": len(marks)}), b"BDC"]
                marks.append(owner[0])
            else:
                out += [*piece.before, "/Artifact", b"BMC"]
            if owner:
                owner[0].numbers[piece.mark] = len(marks) - 1
            out += [*piece.own, b"EMC"]
            last = owner
        return out + self._rest, marks
