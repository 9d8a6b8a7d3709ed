"""Small pages whose figures are known before they are measured: of the letter n alone, which is half an em wide, with spaces of
a quarter.
"""

from __future__ import annotations

import base64
import io
from functools import cache

from fontTools.ttLib import TTFont
from typesetting.figures import Figures, column_of
from typesetting.page_text import Part, read_parts

from letterbook.fonts import SERIF, font_files
from letterbook.render.engine import weasyprint

SIZE_PT = 10
_STYLE = """
@page { size: 100mm 60mm; margin: 10mm }
html { font: 10pt/14pt Measured }
body { margin: 0 }
p, h2 { margin: 0; font: 10pt/14pt Measured; width: 7em; hyphens: manual; hyphenate-character: "\\2010"; widows: 1; orphans: 1 }
.justified { text-align: justify }
"""


@cache
def _font() -> str:
    """The serif in the size in which its n is half an em wide, as an address."""
    font = TTFont(io.BytesIO(font_files()[SERIF]), recalcTimestamp=False)
    width, names = font["hmtx"], font.getBestCmap()
    em = 2 * width[names[ord("n")]][0]
    font["head"].unitsPerEm = em
    for space in (0x20, 0xA0):
        width[names[space]] = (em // 4, 0)
    out = io.BytesIO()
    font.save(out)
    return base64.b64encode(out.getvalue()).decode()


def pdf(body: str, style: str = "", language: str = "en", direction: str = "ltr") -> bytes:
    """The tagged PDF of this body as WeasyPrint alone sets it, in lines of seven em."""
    face = f"@font-face {{ font-family: Measured; src: url(data:font/ttf;base64,{_font()}) }}"
    html = f'<html lang="{language}" dir="{direction}"><style>{face}{_STYLE}{style}</style><body>{body}'
    data: bytes = weasyprint().HTML(string=html).write_pdf(pdf_tags=True)
    return data


def parts(body: str, style: str = "", language: str = "en", direction: str = "ltr") -> list[Part]:
    """The same, read."""
    return read_parts(pdf(body, style, language, direction))


def figures(body: str, style: str = "", language: str = "en", direction: str = "ltr") -> Figures:
    """The same, measured."""
    read = parts(body, style, language, direction)
    found = Figures()
    for part in read:
        found.add(part, column_of(read))
    return found


def paragraph(*lines: str, kind: str = "justified", style: str = "") -> str:
    """A paragraph of these lines: what follows a line has no room in it."""
    return f'<p class="{kind}" style="{style}">{" ".join(lines)}</p>'
