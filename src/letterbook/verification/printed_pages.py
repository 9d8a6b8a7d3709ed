"""The pages of a printed file: what each draws, and apart from it what a print room has drawn over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
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


_MODULES = re.compile(rb"(\d+) (\d+) (\d+) 1 re")
_SCALE, _QUIET, _MOST = 4, 4, 60


def _read_code(over: bytes) -> str:
    """Its rectangles laid on a white square, and read as a camera's picture would be."""
    import zxingcpp
    from PIL import Image

    dark = [tuple(map(int, found)) for found in _MODULES.findall(over)]
    side = max((x + width for x, _, width in dark), default=0)
    if not 0 < side <= _MOST or any(y >= side for _, y, _ in dark):
        return ""
    picture = Image.new("L", [(side + 2 * _QUIET) * _SCALE] * 2, 255)
    for x, y, width in dark:
        left, top = (x + _QUIET) * _SCALE, (side - 1 - y + _QUIET) * _SCALE
        picture.paste(0, (left, top, left + width * _SCALE, top + _SCALE))
    with suppress(ValueError):
        for found in zxingcpp.read_barcodes(
            picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        ):
            return str(found.text)
    return ""
