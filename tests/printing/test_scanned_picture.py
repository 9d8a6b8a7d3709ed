"""A scan's own JPEG is taken in the place of the drawn page, where it is the whole page, and of no other page."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw

from letterbook.printing.scanned_picture import drawn_picture, taken_picture

DPI = 200
A5_PT = (420, 595)


def sheet(mode: str, dpi: int) -> Any:
    """A sheet of A5 with lines of some greys, no two corners alike."""
    size = round(A5_PT[0] * dpi / 72), round(A5_PT[1] * dpi / 72)
    picture = Image.new("L", size, 245)
    draw = ImageDraw.Draw(picture)
    for place in range(8):
        top = size[1] * (place + 1) // 10
        draw.rectangle((size[0] // 12, top, size[0] * (place + 2) // 12, top + dpi // 8), fill=20 * place)
    return picture.convert(mode)


def scan(target: Path, picture: Any, change: Callable[[pikepdf.Pdf, Any], None] | None = None) -> Any:
    """The first page of a file with this picture as JPEG, changed afterwards."""
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=picture.width / A5_PT[0] * 72)
    with pikepdf.open(out) as pdf:
        if change:
            change(pdf, pdf.pages[0])
        pdf.save(target)
    return pypdfium2.PdfDocument(target)[0]


@pytest.mark.parametrize(("mode", "dpi"), [("L", 200), ("L", 600), ("RGB", 300), ("L", 150)])
def test_what_is_taken_is_what_would_be_drawn(tmp_path: Path, mode: str, dpi: int) -> None:
    page = scan(tmp_path / "scan.pdf", sheet(mode, dpi))
    taken, drawn = taken_picture(page, DPI), drawn_picture(page, DPI)
    assert taken is not None
    assert taken.mode == drawn.mode == "L"
    assert max(abs(own - other) for own, other in zip(taken.size, drawn.size, strict=True)) <= 1
    differing = ImageChops.difference(taken.resize(drawn.size), drawn).histogram()
    assert sum(differing[40:]) < 0.01 * drawn.width * drawn.height  # the edges alone


def turned(_: pikepdf.Pdf, page: Any) -> None:
    page.Rotate = 90


def smaller(pdf: pikepdf.Pdf, page: Any) -> None:
    page.Contents = pdf.make_stream(b"q 0.5 0 0 0.5 0 0 cm " + page.Contents.read_bytes() + b" Q")


def with_a_line(pdf: pikepdf.Pdf, page: Any) -> None:
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" 10 10 40 40 re f")


def cut_off(_: pikepdf.Pdf, page: Any) -> None:
    page.CropBox = [0, 0, 300, 300]


def damaged(_: pikepdf.Pdf, page: Any) -> None:
    [picture] = page.get_images().values()
    picture.write(b"no JPEG", filter=pikepdf.Name.DCTDecode)


@pytest.mark.parametrize("change", [turned, smaller, with_a_line, cut_off, damaged])
def test_of_any_other_page_nothing_is_taken(
    tmp_path: Path, change: Callable[[pikepdf.Pdf, Any], None]
) -> None:
    assert taken_picture(scan(tmp_path / "scan.pdf", sheet("L", 200), change), DPI) is None


def test_a_picture_in_four_inks_is_drawn(tmp_path: Path) -> None:
    assert taken_picture(scan(tmp_path / "scan.pdf", sheet("CMYK", 200)), DPI) is None
