"""A font inside a PDF, recognisable glyph by glyph: outline, width and character. Works on pypdf's objects."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from letterbook.verification.glyph_outlines import outlines

_SIZE = 8  # bytes that stand for one glyph


@dataclass(frozen=True)
class FontFingerprint:
    """A font as a page uses it. `glyphs` is a digest of 8 bytes a glyph, in order of the digests."""

    base: str
    embedded: bool
    glyphs: bytes = field(repr=False)

    def is_part_of(self, other: FontFingerprint) -> bool:
        """Whether the other font has all glyphs of this one: same number, outline, width and character."""
        return self.base == other.base and (
            self.glyphs == other.glyphs or _set(self.glyphs) <= _set(other.glyphs)
        )


@lru_cache(maxsize=256)
def _set(glyphs: bytes) -> frozenset[bytes]:
    return frozenset(glyphs[start : start + _SIZE] for start in range(0, len(glyphs), _SIZE))


def font_fingerprint(font: Any, plain: Callable[[Any], str]) -> FontFingerprint:
    """The print of a font dictionary; `plain` gives any PDF value as text, for fonts other than TrueType by glyph."""
    base = str(font.get("/BaseFont", "/unnamed")).removeprefix("/")
    descendant = font["/DescendantFonts"].get_object()[0].get_object() if "/DescendantFonts" in font else font
    descriptor = descendant.get("/FontDescriptor", {}).get_object() if "/FontDescriptor" in descendant else {}
    embedded = font.get("/Subtype") == "/Type3" or any(
        f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")
    )
    if (
        "/DescendantFonts" in font
        and "/FontFile2" in descriptor
        and "/W" in descendant
        and "/ToUnicode" in font
    ):
        program, mapping = descriptor["/FontFile2"].get_object(), font["/ToUnicode"].get_object()
        widths = descendant["/W"].get_object()
        key = hashlib.sha256(program._data + mapping._data + repr(widths).encode()).digest()  # noqa: SLF001
        known = _GLYPHS.get(key)
        if known is None:
            known = _GLYPHS[key] = _glyphs(program.get_data(), mapping.get_data(), widths)
            _forget()
        return FontFingerprint(base, embedded, known)
    return FontFingerprint(base, embedded, hashlib.sha256(plain(font).encode()).digest()[:_SIZE])


_GLYPHS: dict[bytes, bytes] = {}  # by what the file holds: letters of one mailing share most of their fonts
_MOST_FONTS = 256


def _forget() -> None:
    while len(_GLYPHS) > _MOST_FONTS:
        _GLYPHS.pop(next(iter(_GLYPHS)))


def _glyphs(program: bytes, mapping: bytes, widths: Any) -> bytes:
    drawn, characters = outlines(program), dict(characters_of(mapping))
    prints = (
        hashlib.blake2b(
            repr((glyph, width, characters.get(glyph), drawn.get(glyph, ()))).encode(), digest_size=_SIZE
        ).digest()
        for glyph, width in widths_of(widths)
    )
    return b"".join(sorted(prints))


def widths_of(array: Any) -> Iterator[tuple[int, float]]:
    """PDF's W array (ISO 32000-1, 9.7.4.3): `first [w w w]` or `first last w`."""
    parts = [part.get_object() for part in array]
    at = 0
    while at < len(parts):
        if isinstance(parts[at + 1], list):
            yield from ((int(parts[at]) + offset, float(width)) for offset, width in enumerate(parts[at + 1]))
            at += 2
        else:
            yield from (
                (glyph, float(parts[at + 2])) for glyph in range(int(parts[at]), int(parts[at + 1]) + 1)
            )
            at += 3


_BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")


def characters_of(mapping: bytes) -> Iterator[tuple[int, str]]:
    """The characters of a ToUnicode map's `bfchar` lines, in hexadecimal, by glyph."""
    for glyph, text in _BFCHAR.findall(mapping.partition(b"endcodespacerange")[2]):
        yield int(glyph, 16), text.decode().lower()
