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
from letterbook.archive.sheet_marks import (
    EDGE_MM,
    FIRST_MM,
    LENGTH_MM,
    PITCH_MM,
    PLACES,
    THICKNESS_MM,
    Marks,
    middle_mm,
)
from letterbook.verification.drawn_content import drawn_digest
from letterbook.verification.font_fingerprint import FontFingerprint
from letterbook.verification.page_fingerprint import (
    PageFingerprint,
    PageReader,
    UnreadablePdfError,
    drawn_by,
    leaves_of,
    once,
)
from letterbook.verification.pdf_reader import LargeFileReader, large_files


@dataclass(frozen=True)
class PrintedPage:
    """A page without what was drawn over it, and `over`, the operators that did; b"" for none. `size` are its width and height in pt."""

    page: PageFingerprint
    over: bytes
    size: tuple[float, float] = (0, 0)

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

    def marks(self) -> Marks | None:
        """The bars at its edge, measured; () for none, None where something stands there that is none."""
        return _read_marks(self.over, self.size)


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
        yield PrintedPage(fingerprint, looking.over, looking.size(page) if looking.over else (0, 0))


class _Looking(PageReader):
    """Reads pages; of one that something was drawn over (`pdf.overlay`) its own drawing and resources."""

    def __init__(self) -> None:
        super().__init__()
        self.over = b""
        self._before: dict[int, bool] = {}
        self._sizes: dict[int, tuple[float, float]] = {}

    def size(self, page: Any) -> tuple[float, float]:
        """Width and height of the page in pt."""

        def measured() -> tuple[float, float]:
            left, bottom, right, top = map(float, page["/MediaBox"])
            return right - left, top - bottom

        return once(self._sizes, page.raw_get("/MediaBox"), measured)

    def _content(self, content: Any) -> str:
        value = content.get_object()
        if (
            isinstance(value, list)
            and len(value) > 2
            and once(self._before, value[0], lambda: drawn_by(value[0]) == b"q")
        ):
            self.over = drawn_by(value[-1])
            own = value[1:-1]
            return super()._content(own[0]) if len(own) == 1 else drawn_digest(map(drawn_by, own))
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


_RECTANGLE = re.compile(rb"(\d{1,2}) (\d{1,2}) (\d{1,2}) 1 re ?")
_RECTANGLES = re.compile(rb"(?:\d{1,2} \d{1,2} \d{1,2} 1 re ?)+")
_QUIET, _MOST = 4, 60
_GREYS = bytes(255 if sign == ord("0") else 0 for sign in range(256))


def _read_code(over: bytes) -> str:
    """Its rectangles laid on a white square, a dot a module, and read as a camera's picture would be."""
    import zxingcpp

    rows, every = [0] * 100, 0
    for dark in map(_dark, over.splitlines()):
        for y, modules in dark:
            rows[y] |= modules
            every |= modules
    side = every.bit_length()
    if not 0 < side <= _MOST or any(rows[side:]):
        return ""
    edge = "0" * _QUIET
    margin = edge * (side + 2 * _QUIET)
    dots = "".join(f"{edge}{row:0{side}b}{edge}" for row in rows[:side])[::-1]
    picture = memoryview(f"{margin}{dots}{margin}".encode().translate(_GREYS))
    shaped = picture.cast("B", (side + 2 * _QUIET, side + 2 * _QUIET))
    with suppress(ValueError):
        formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        for read in zxingcpp.read_barcodes(shaped, formats=formats, is_pure=True, try_invert=False):
            return str(read.text)
    return ""


@lru_cache(maxsize=40_000)
def _dark(line: bytes) -> tuple[tuple[int, int], ...]:
    """The rows in which rectangles stand, each with its modules as the bits of a number; none where the line is something else."""
    if not _RECTANGLES.fullmatch(line):
        return ()
    rows = dict[int, int]()
    for x, y, width in _RECTANGLE.findall(line):
        rows[int(y)] = rows.get(int(y), 0) | ((1 << int(width)) - 1) << int(x)
    return tuple(rows.items())


_BAR = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re")
_PT = 72 / 25.4
_SLACK_MM = 0.05


def _read_marks(over: bytes, size: tuple[float, float]) -> Marks | None:
    """The rectangles that are no modules of a code, each in the place where it stands."""
    if over.count(b" re") == over.count(b" 1 re"):
        return ()
    lines = [line for line in over.splitlines() if line.endswith(b" re") and not line.endswith(b" 1 re")]
    if not lines:
        return ()
    found = [_place(line, size) for line in lines]
    if None in found or len(set(found)) < len(found) or not over.endswith(b"\nf\nQ\nEMC"):
        return None
    return tuple(place in found for place in range(PLACES))


@lru_cache(maxsize=1000)
def _place(line: bytes, size: tuple[float, float]) -> int | None:
    """The place of a bar; None where it is longer, thicker or elsewhere."""
    bar = _BAR.fullmatch(line)
    if bar is None:
        return None
    x, y, length, thickness = (float(number) / _PT for number in bar.groups())
    width, height = (side / _PT for side in size)
    place = round((height - y - thickness / 2 - FIRST_MM) / PITCH_MM)
    off = (
        length - LENGTH_MM,
        thickness - THICKNESS_MM,
        width - x - length - EDGE_MM,
        height - y - thickness / 2 - middle_mm(place),
    )
    return place if 0 <= place < PLACES and max(map(abs, off)) < _SLACK_MM else None
