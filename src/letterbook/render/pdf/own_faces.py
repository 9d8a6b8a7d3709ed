"""The office's own fonts on a page: Pango takes a sign that the program's fonts lack from any font that the page has loaded.

WeasyPrint 70 writes down what a glyph says when it meets it first: of several glyphs that are one cluster, such as a Thai
consonant with its marks, the last one says all and the others nothing, wherever they stand. What the glyphs of these fonts
say is known beforehand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from weasyprint.pdf import stream

from letterbook.model import OwnFont

_NOT_OF_A_NAME = re.compile("[^A-Za-z0-9 -]+")


def _family(font: OwnFont) -> str:
    """The family on a page: under its own name a template might load the same file with all that it draws."""
    return f"{_NOT_OF_A_NAME.sub('', font.family)[:40]} Own"


def own_faces(fonts: Sequence[OwnFont]) -> Mapping[str, OwnFont]:
    """The fonts by the name of the file that a page asks for."""
    return {f"own-{font.sum}.ttf": font for font in fonts}


def face_rules(fonts: Sequence[OwnFont]) -> str:
    """The style sheet that loads them, each family under a name that no other font has."""
    rules = (
        f'@font-face {{ font-family: "{_family(font)}"; src: url(https://letterbook.invalid/fonts/{name}); '
        f"font-weight: {'bold' if font.is_bold else 'normal'} }}"
        for name, font in own_faces(fonts).items()
    )
    return "\n".join(rules)


class _Said(dict[int, str]):
    """What the glyphs of a font say that a page uses, whatever is said of them there."""

    def __init__(self, readings: Mapping[int, str]) -> None:
        super().__init__()
        self._readings = readings

    def __setitem__(self, glyph: int, text: str) -> None:
        super().__setitem__(glyph, self._readings.get(glyph, text))


@contextmanager
def own_readings(fonts: Sequence[OwnFont]) -> Iterator[None]:
    """While a page is written, the glyphs of these fonts say what they were made from."""
    before = stream.Font
    readings = {hashlib.sha256(font.data).digest(): font.readings for font in fonts}
    families = set(map(_family, fonts))

    def font(*arguments: Any) -> Any:
        made = before(*arguments)
        if made.family in families and (said := readings.get(hashlib.sha256(made.file_content).digest())):
            made.to_unicode = _Said(said)
        return made

    stream.Font = font
    try:
        yield
    finally:
        stream.Font = before
