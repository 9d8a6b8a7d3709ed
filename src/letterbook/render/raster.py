"""Pictures (PNG): of a drawing (SVG) for formats that cannot hold one, and of a page for people to look at."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import closing

from letterbook.envelope_windows import WINDOWS


def svg_to_png(data: bytes, size_mm: tuple[float, float], dpi: int) -> bytes:
    """The SVG drawing as a PNG on white, of this width and height at `dpi` dots an inch; same input, same bytes."""
    import pypdfium2

    from letterbook.render.engine import letting_nothing_fall, weasyprint

    engine = weasyprint()
    from letterbook.render.url_fetcher import NoFetching

    width_mm = size_mm[0]
    height_mm = round(size_mm[1] / size_mm[0] * 10000) / 10000 * width_mm
    source = base64.b64encode(data).decode()
    page = (
        f"<style>@page {{ size: {width_mm}mm {height_mm + 1}mm; margin: 0 }} body {{ margin: 0; line-height: 0 }}"
        f"img {{ width: {width_mm}mm }}</style><body><img id=i src='data:image/svg+xml;base64,{source}'>"
    )
    with letting_nothing_fall():
        pdf = engine.HTML(string=page, url_fetcher=NoFetching()).write_pdf()
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("RGB")
    height = max(1, round(image.width * height_mm / width_mm))
    out = io.BytesIO()
    image.crop((0, 0, image.width, height)).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def pictures_of_pages(pdf: bytes, dpi: int, most: int) -> Iterator[bytes]:
    """The first pages of a finished PDF, at most so many, each as a PNG at `dpi` dots an inch."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for number in range(min(len(document), most)):
            out = io.BytesIO()
            document[number].render(scale=dpi / 72).to_pil().convert("RGB").save(out, "PNG", dpi=(dpi, dpi))
            yield out.getvalue()


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
