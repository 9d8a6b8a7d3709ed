"""What sets the papers beside letters: the register, lists, envelopes, labels, and the print room's own sheets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from letterbook.fonts import font_files
from letterbook.model import OwnFont
from letterbook.render.engine import font_configuration, weasyprint


class Typesetter:
    """Lays pages out with the program's fonts and the office's, by base.css and further style sheets, which are read once."""

    def __init__(self, own_fonts: Sequence[OwnFont], *sheets: str) -> None:
        self._engine: Any = weasyprint()

        from letterbook.render.pdf.own_faces import face_rules, own_faces
        from letterbook.render.url_fetcher import BASE, FONTS, NoFetching

        loaded = {FONTS + name: data for name, data in font_files().items()}
        loaded |= {FONTS + name: font.data for name, font in own_faces(own_fonts).items()}
        self._base, self._fetcher, self._own_fonts = BASE, NoFetching(loaded), own_fonts
        self._fonts = font_configuration()
        self._styles = [
            self._style(sheet) for sheet in (read_page("base.css"), face_rules(own_fonts), *sheets)
        ]

    def lay_out(self, html: str, *sheets: str) -> Any:
        """The document of a page's HTML; `sheets` are for this one alone."""
        page = self._engine.HTML(string=html, base_url=self._base, url_fetcher=self._fetcher)
        styles = [*self._styles, *map(self._style, sheets)]
        return page.render(stylesheets=styles, font_config=self._fonts)

    def tagged(self, document: Any) -> bytes:
        """A document that was laid out, as tagged PDF/A-2a."""
        from letterbook.render.pdf.own_faces import own_readings
        from letterbook.render.pdf.tagging import tidy_tags

        with own_readings(self._own_fonts):
            return bytes(document.write_pdf(pdf_variant="pdf/a-2a", finisher=tidy_tags))

    def _style(self, text: str) -> Any:
        return self._engine.CSS(
            string=text, base_url=self._base, font_config=self._fonts, url_fetcher=self._fetcher
        )


@cache
def read_page(name: str) -> str:
    """A page or a style sheet of the program, by the name of its file."""
    return files("letterbook.render.pdf").joinpath("pages", name).read_text(encoding="utf-8")
