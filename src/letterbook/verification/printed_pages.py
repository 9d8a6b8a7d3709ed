"""The pages of a printed file: what each draws, and apart from it what a print room has drawn over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from letterbook.archive.opening import open_ordinary
from letterbook.archive.sheet_code import SheetCode, parse_code
from letterbook.verification.drawn_content import drawn_digest
from letterbook.verification.font_fingerprint import FontFingerprint
from letterbook.verification.page_fingerprint import (
    PageFingerprint,
    PageReader,
    UnreadablePdfError,
    drawn_by,
    leaves_of,
)
from letterbook.verification.pdf_reader import LargeFileReader, large_files


@dataclass(frozen=True)
class PrintedPage:
    """A page without what was drawn over it, and `over`, the operators that did; b"" for none."""

    page: PageFingerprint
    over: bytes

    @property
    def has_mark(self) -> bool:
        """Whether the mark of a copy is drawn."""
        return b"/OverMark Do" in self.over

    def code(self) -> SheetCode | None:
        """The sheet's code as a reader of QR codes sees it; None where there is none."""
        return parse_code(self.code_text())

    def code_text(self) -> str:
        """What its QR code says; "" where there is none."""
        return _read_code(self.over)


def printed_pages(path: Path) -> tuple[PrintedPage, ...]:
    """The pages in their order. Raises UnreadablePdfError."""
    try:
        with large_files(), open_ordinary(path) as opened:
            return tuple(_pages(LargeFileReader(opened)))
    except Exception as error:  # a damaged file may break any part of the reader
        raise UnreadablePdfError(f"The file cannot be read ({type(error).__name__}: {error}).") from error


def _pages(reader: Any) -> Iterator[PrintedPage]:
    looking = _Looking()
    for page in leaves_of(reader):
        looking.over = b""
        fingerprint = looking.page(page)
        yield PrintedPage(fingerprint, looking.over)


class _Looking(PageReader):
    """Reads pages; of one that something was drawn over (`pdf.overlay`) its own drawing and resources."""

    over = b""

    def _content(self, content: Any) -> str:
        value = content.get_object()
        if isinstance(value, list) and len(value) > 2 and value[0].get_object().get_data() == b"q":
            self.over = value[-1].get_object().get_data()
            return drawn_digest(map(drawn_by, value[1:-1]))
        return super()._content(content)

    def _read_resources(self, resources: Any) -> tuple[str, Mapping[str, FontFingerprint], tuple[str, ...]]:
        import pypdf.generic as pdf

        others, fonts, missing = super()._read_resources(resources)
        drawings: Any = resources["/XObject"].get_object() if "/XObject" in resources else {}
        if any(name.startswith("/Over") for name in drawings):
            own = pdf.DictionaryObject(
                {pdf.NameObject(key): resources.raw_get(key) for key in resources if key != "/XObject"}
            )
            kept = {
                pdf.NameObject(name): drawings.raw_get(name)
                for name in drawings
                if not name.startswith("/Over")
            }
            own[pdf.NameObject("/XObject")] = pdf.DictionaryObject(kept)
            others = super()._read_resources(own)[0]
        return others, fonts, missing


_RECTANGLE = re.compile(rb"(\d{1,2}) (\d{1,2}) (\d{1,2}) 1 re")
_SCALE, _QUIET, _MOST = 2, 4, 60
_GREYS = bytes(255 if sign == ord("0") else 0 for sign in range(256))


def _read_code(over: bytes) -> str:
    """Its rectangles laid on a white square, and read as a camera's picture would be."""
    import zxingcpp
    from PIL import Image

    rows, side = [0] * (100 + 1), 0
    for line in over.splitlines():
        if line.endswith(b" 1 re") and (found := _dark(line)):
            y, end, modules = found
            rows[y] |= modules
            side = max(side, end)
    if not 0 < side <= _MOST or any(rows[side:]):
        return ""
    dots = "".join(f"{row:0{side}b}"[::-1] for row in reversed(rows[:side])).encode().translate(_GREYS)
    small, edge = Image.frombytes("L", (side, side), dots), _QUIET * _SCALE
    picture = Image.new("L", [side * _SCALE + 2 * edge] * 2, 255)
    picture.paste(small.resize([side * _SCALE] * 2, Image.Resampling.NEAREST), (edge, edge))
    with suppress(ValueError):
        formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        for read in zxingcpp.read_barcodes(picture, formats=formats, is_pure=True):
            return str(read.text)
    return ""


@lru_cache(maxsize=20_000)
def _dark(line: bytes) -> tuple[int, int, int] | None:
    """The row of a rectangle, where it ends, and its modules as the bits of a number; None where the line is none."""
    found = _RECTANGLE.fullmatch(line)
    if found is None:
        return None
    x, y, width = map(int, found.groups())
    return y, x + width, ((1 << width) - 1) << x
