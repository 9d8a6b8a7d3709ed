"""A font inside a PDF as far as it says what is shown, and where: the characters of its glyphs, their widths and their boxes."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import inf
from typing import Any

from letterbook.verification.font_fingerprint import characters_of, widths_of
from letterbook.verification.glyph_outlines import glyph_data

_SHOWN = re.compile(rb"<([0-9a-f]*)>|(-?[0-9.]+)")
_THOUSAND = 1000
_MOST_KNOWN = 500

Edges = tuple[float, ...]
"""Left, bottom, right and top of what is drawn, in parts of the size of the type."""


@dataclass(frozen=True)
class ShownText:
    """What an operator shows: its characters, and the edges of what it draws from where it begins."""

    said: str
    edges: Edges


@dataclass(frozen=True)
class ReadFont:
    """A TrueType font of glyphs with numbers of four hexadecimal digits. Widths and boxes are in thousandths of the type's size."""

    characters: Mapping[str, str] = field(repr=False)
    widths: Mapping[str, float] = field(repr=False)
    boxes: Mapping[str, Edges] = field(repr=False)
    known: dict[bytes, ShownText | None] = field(default_factory=dict, repr=False, compare=False)
    """What was shown before, by its operand: towns, dates, greetings come again and again."""

    def shown(self, operand: bytes) -> ShownText | None:
        """What the operand of a `TJ` shows (ISO 32000-1, 9.4.3); None where that is nothing, or the font does
        not say all of it.
        """
        if operand not in self.known:
            if len(self.known) >= _MOST_KNOWN:
                self.known.clear()
            self.known[operand] = self._shown(operand)
        return self.known[operand]

    def _shown(self, operand: bytes) -> ShownText | None:
        said, lefts, rights, pen = list[str](), list[float](), list[float](), 0.0
        glyphs, drawn = self._glyphs, list[Edges]()
        for shown, moved in _SHOWN.findall(operand):
            if moved:
                pen -= float(moved)
                continue
            for at in range(0, len(shown), 4):
                glyph = glyphs.get(shown[at : at + 4])
                if glyph is None:
                    return None
                character, width, box = glyph
                said.append(character)
                if box is not None:
                    lefts.append(pen + box[0])
                    rights.append(pen + box[2])
                    drawn.append(box)
                pen += width
        if not lefts:
            return None
        begin = 0.0 if said[0].isspace() else inf  # a space draws nothing, and the words begin with it
        bottom, top = min(box[1] for box in drawn), max(box[3] for box in drawn)
        edges = min(begin, *lefts), bottom, max(rights), top
        return ShownText("".join(said), tuple(edge / _THOUSAND for edge in edges))

    @cached_property
    def _glyphs(self) -> dict[bytes, tuple[str, float, Edges | None]]:
        """Character, width and box, if it draws anything, of each glyph of which the font says all."""
        return {
            glyph.encode(): (character, self.widths[glyph], self.boxes.get(glyph))
            for glyph, character in self.characters.items()
            if glyph in self.widths
        }


def read_font(font: Any) -> ReadFont | None:
    """The font of one of pypdf's font dictionaries; None for one of another kind."""
    if font.get("/Subtype") != "/Type0" or font.get("/Encoding") != "/Identity-H" or "/ToUnicode" not in font:
        return None
    descendant = font["/DescendantFonts"].get_object()[0].get_object()
    descriptor = descendant.get("/FontDescriptor", {}).get_object()
    is_plain = (
        descendant.get("/CIDToGIDMap") == "/Identity" and "/W" in descendant and "/DW" not in descendant
    )
    if not is_plain or "/FontFile2" not in descriptor:
        return None
    widths = tuple((f"{glyph:04x}", width) for glyph, width in widths_of(descendant["/W"].get_object()))
    program, mapping = descriptor["/FontFile2"].get_object(), font["/ToUnicode"].get_object()
    return _read(program.get_data(), mapping.get_data(), widths)


@lru_cache(maxsize=32)  # letters of one mailing share their fonts
def _read(program: bytes, mapping: bytes, widths: tuple[tuple[str, float], ...]) -> ReadFont:
    characters = {
        f"{glyph:04x}": bytes.fromhex(text).decode("utf-16-be") for glyph, text in characters_of(mapping)
    }
    return ReadFont(characters, dict(widths), dict(_boxes(program)))


def _boxes(program: bytes) -> dict[str, Edges]:
    units, glyphs = glyph_data(program)
    boxes: dict[str, Edges] = {}
    for glyph, data in glyphs:
        left, bottom, right, top = struct.unpack_from(">4h", data, 2)
        scale = _THOUSAND / units
        boxes[f"{glyph:04x}"] = left * scale, bottom * scale, right * scale, top * scale
    return boxes
