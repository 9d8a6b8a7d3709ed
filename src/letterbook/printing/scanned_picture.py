"""A page of a scan as a picture in greys. Most scans are one JPEG a page, which is taken as it is: to draw it takes four times as long."""

from __future__ import annotations

import io
from typing import Any

_PT = 72
_MM = 25.4
_MOST_SIDE_MM = 500
_MOST_DOTS = 60_000_000
"""Of a JPEG that is unpacked; A4 at 600 dpi has 35 million."""
_SLACK_PT = 1.0
_ALIKE = 0.02
"""By which share a picture's side may differ from what it would be, drawn, to be taken for that."""


def drawn_picture(page: Any, dpi: int) -> Any:
    """The page as greys; a page that claims to be huge is made smaller."""
    return page.render(scale=_scale(page, dpi), grayscale=True).to_pil().convert("L")


def taken_picture(page: Any, dpi: int) -> Any | None:
    """The same from the page's own JPEG, where the page is nothing else; None of any other page.

    What the PDF says about the JPEG's greys is not looked at: one that is to be turned into its negative stays as it is, and nothing
    on it is known.
    """
    found = list(page.get_objects(max_depth=1))
    if len(found) != 1 or page.get_rotation() or not _covers(page, found[0]):
        return None
    if found[0].get_filters() != ["DCTDecode"]:
        return None
    return _unpacked(bytes(found[0].get_data()), tuple(side * _scale(page, dpi) for side in page.get_size()))


def _scale(page: Any, dpi: int) -> float:
    """Dots of the picture in a point."""
    return float(min(dpi / _PT, _MOST_SIDE_MM / _MM * dpi / max(*page.get_size(), 1)))


def _covers(page: Any, found: Any) -> bool:
    """Whether it is a picture, upright and just as large as the page."""
    import pypdfium2.raw as pdfium

    if found.type != pdfium.FPDF_PAGEOBJ_IMAGE:
        return False
    left, bottom, right, top = page.get_bbox()
    wanted = right - left, 0, 0, top - bottom, left, bottom
    return all(
        abs(own - want) < _SLACK_PT for own, want in zip(found.get_matrix().get(), wanted, strict=True)
    )


def _unpacked(jpeg: bytes, size: tuple[float, ...]) -> Any | None:
    """The JPEG as greys of this size in dots; None where it is none that is plain, or damaged."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
            if opened.mode not in ("L", "RGB") or opened.width * opened.height > _MOST_DOTS:
                return None
            opened.draft("L", (round(size[0]), round(size[1])))
            picture = opened.convert("L")
    except (OSError, ValueError, SyntaxError):
        return None
    if all(abs(own / max(1, wanted) - 1) < _ALIKE for own, wanted in zip(picture.size, size, strict=True)):
        return picture
    sides = tuple(max(1, round(side)) for side in size)
    return picture.resize(sides, Image.Resampling.BILINEAR, reducing_gap=2)
