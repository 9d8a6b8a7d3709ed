"""Pictures (PNG): of a drawing (SVG) for formats that cannot hold one, and of a page for people to look at."""

from __future__ import annotations

import base64
import io
import re
from contextlib import closing

from letterbook.envelope_windows import WINDOWS


def svg_to_png(data: bytes, width_mm: float, dpi: int) -> bytes:
    """The SVG drawing as a PNG on white, `width_mm` wide at `dpi` dots an inch; same input, same bytes."""
    import pypdfium2

    from letterbook.render.engine import weasyprint

    engine = weasyprint()
    from letterbook.render.url_fetcher import NoFetching

    height_mm = _height_of_drawing(data, 10000) / 10000 * width_mm
    source = base64.b64encode(data).decode()
    page = (
        f"<style>@page {{ size: {width_mm}mm {height_mm + 1}mm; margin: 0 }} body {{ margin: 0; line-height: 0 }}"
        f"img {{ width: {width_mm}mm }}</style><body><img id=i src='data:image/svg+xml;base64,{source}'>"
    )
    document = pypdfium2.PdfDocument(engine.HTML(string=page, url_fetcher=NoFetching()).write_pdf())
    image = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    height = _height_of_drawing(data, image.width)
    out = io.BytesIO()
    image.crop((0, 0, image.width, height)).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


_RED, _PALE = (200, 0, 0), (240, 160, 160)


def picture_of_address(pdf: bytes, window: str, dpi: int = 120) -> bytes:
    """The first page, with a red frame where the address must stand and a pale one around all that the window shows."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(pdf)) as document:
        image = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    for area, colour in ((WINDOWS[window].field, _PALE), (WINDOWS[window].address, _RED)):
        left, top, right, bottom = (
            round(side / 25.4 * dpi) for side in (area.left, area.top, area.right, area.bottom)
        )
        for side in (
            (left, top, right, top + 1),
            (left, bottom, right + 1, bottom + 1),
            (left, top, left + 1, bottom),
            (right, top, right + 1, bottom),
        ):
            image.paste(colour, side)
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def _height_of_drawing(data: bytes, width_px: int) -> int:
    """How many pixels high the drawing is at this width, by its view box, else by its own measures."""
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    box = root.get("viewBox", "").replace(",", " ").split()
    width, height = box[2:] if len(box) == 4 else (root.get("width", "1"), root.get("height", "1"))
    return round(width_px * _number(height) / _number(width))


def _number(length: str) -> float:
    """The number of a length like `18mm`; both sides of a drawing have the same unit."""
    return float(re.match(r"[\d.]+", length)[0])  # type: ignore[index]  # sources.pictures has checked it
