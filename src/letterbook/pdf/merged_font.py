"""A font of the bundle: the subsets that the letters brought, put together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf, Stream

from letterbook.fonts import unite

Glyph = TypeVar("Glyph")
Value = TypeVar("Value")


@dataclass
class Font:
    """One font of the bundle while its letters come in. `target` is its object, which is filled at the end."""

    target: Object
    encoding: Object
    widths: dict[int, float] = field(default_factory=dict)
    unicode: dict[str, str] = field(default_factory=dict)
    seen: set[bytes] = field(default_factory=set)
    subsets: list[bytes] = field(default_factory=list)
    like: dict[str, dict[str, Any]] = field(default_factory=dict)

    def learn(self, font: Object) -> bool:
        """Takes over what this subset has and the others lacked; False where it is another font of the same name."""
        descendant = font.DescendantFonts[0]
        written = hashlib.sha256(descendant.W.unparse() + font.ToUnicode.read_raw_bytes()).digest()
        if written in self.seen:
            return True
        widths, unicode = _widths(descendant.W), _unicode(font.ToUnicode.read_bytes())
        if _disagree(self.widths, widths) or _disagree(self.unicode, unicode):
            return False
        self.seen.add(written)
        if widths.keys() <= self.widths.keys() and unicode.keys() <= self.unicode.keys() and self.like:
            return True
        self.widths.update(widths)
        self.unicode.update(unicode)
        self.subsets.append(descendant.FontDescriptor.FontFile2.read_bytes())
        self.like = self.like or {
            "font": _plain(font),
            "descendant": _plain(descendant),
            "descriptor": _plain(descendant.FontDescriptor),
        }
        return True

    def finish(self, pdf: Pdf) -> None:
        """Fills the font's object: all glyphs, all widths, all characters."""
        program = _united(self.subsets)
        font, descendant, descriptor = (
            Dictionary(self.like[key]) for key in ("font", "descendant", "descriptor")
        )
        descriptor.FontFile2 = pdf.make_indirect(Stream(pdf, program, {"/Length1": len(program)}))
        descendant.W = Array(
            [part for gid in sorted(self.widths) for part in (gid, Array([self.widths[gid]]))]
        )
        descendant.FontDescriptor = pdf.make_indirect(descriptor)
        font.DescendantFonts = Array([pdf.make_indirect(descendant)])
        font.ToUnicode = pdf.make_indirect(Stream(pdf, _to_unicode(self.unicode)))
        font.Encoding = self.encoding
        for key, value in font.items():
            self.target[key] = value


_MOST_UNITED = 40
_UNITED: dict[bytes, bytes] = {}


def _united(subsets: Sequence[bytes]) -> bytes:
    """One font of these; the piles of a print job have the same few again and again."""
    key = hashlib.sha256(b"".join(hashlib.sha256(subset).digest() for subset in subsets)).digest()
    program = _UNITED.pop(key, None) or unite(subsets)
    _UNITED[key] = program
    if len(_UNITED) > _MOST_UNITED:
        del _UNITED[next(iter(_UNITED))]
    return program


def _disagree(known: Mapping[Glyph, Value], more: Mapping[Glyph, Value]) -> bool:
    """Whether a glyph is another here than there: of another width, or, as with Arabic vowels, read otherwise."""
    return any(known.get(glyph, value) != value for glyph, value in more.items())


def _plain(dictionary: Object) -> dict[str, Any]:
    """Its direct names, numbers, strings and arrays: what does not depend on the subset."""
    kept: dict[str, Any] = {}
    for key, value in dictionary.items():
        if isinstance(value, Stream) or key in (
            "/W",
            "/FontDescriptor",
            "/DescendantFonts",
            "/ToUnicode",
            "/Encoding",
        ):
            continue
        kept[key] = pikepdf.Object.parse(value.unparse(resolved=True)) if isinstance(value, Object) else value
    return kept


def _widths(array: Object) -> dict[int, float]:
    """PDF's W array (ISO 32000-1, 9.7.4.3), in the form `first [w w w]`, as width by glyph."""
    parts = list(array)
    found: dict[int, float] = {}
    for first, run in zip(parts[::2], parts[1::2], strict=True):
        found.update({int(first) + offset: float(width) for offset, width in enumerate(run)})
    return found


_BFCHAR = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]*)>")


def _unicode(cmap: bytes) -> dict[str, str]:
    body = cmap.split(b"endcodespacerange")[1]
    return {glyph.decode(): text.decode() for glyph, text in _BFCHAR.findall(body)}


def _to_unicode(characters: dict[str, str]) -> bytes:
    """A ToUnicode map (ISO 32000-1, 9.10.3) of glyph → characters, both in hexadecimal."""
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry (Adobe)\n"
        "/Ordering (UCS)\n/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
    )
    lines = [f"<{glyph}> <{text}>" for glyph, text in sorted(characters.items())]
    batches = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "".join(f"{len(batch)} beginbfchar\n" + "\n".join(batch) + "\nendbfchar\n" for batch in batches)
    return (head + body + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend").encode()
