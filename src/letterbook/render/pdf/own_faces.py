"""The office's own fonts on a page: Pango takes a sign that the program's fonts lack from any font that the page has loaded.

WeasyPrint 70 writes down what a glyph says when it meets it first: of several glyphs that are one cluster, such as a Thai
consonant with its marks, the last one says all and the others nothing, wherever they stand. What the glyphs of these fonts
say is known beforehand; of the program's it is asked where a letter has marks: an Arabic waw with a hamza would say nothing
in every other word too.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from typing import Any

from weasyprint.pdf import stream

from letterbook.fonts import font_files, glyph_readings, mark_glyphs
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


_WITH_MARKS = ("Serif", "Sans", "Hebrew", "Naskh")
"""The program's fonts that draw letters and their marks as glyphs beside each other."""


class _SaidByMarks(dict[int, str]):
    """The same of a font of the program, for glyphs of which the page says nothing, or a letter with its marks."""

    def __init__(self, digest: bytes) -> None:
        """`digest` is that of the font's file, which is itself held no longer than its page is written."""
        super().__init__()
        self._digest = digest

    def __setitem__(self, glyph: int, text: str) -> None:
        marks = "".join(filter(_is_mark, text))
        if len(text) != 1 and (marks or not text):
            said = self._readings.get(glyph) or (text if glyph not in self._readings else marks)
            # A ligature says what was typed: of letters that share a form its font knows one.
            text = _without_marks(text) if 1 < len(said) == len(_without_marks(text)) else said
        super().__setitem__(glyph, text)

    @cached_property
    def _readings(self) -> Mapping[int, str]:
        name = _program_fonts().get(self._digest)
        return _letters(name) if name else {}


def _without_marks(text: str) -> str:
    return "".join(sign for sign in text if not _is_mark(sign))


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


@cache
def _program_fonts() -> Mapping[bytes, str]:
    """The program's fonts of this kind by the sums of their files."""
    return {
        hashlib.sha256(data).digest(): name
        for name, data in font_files().items()
        if name.removeprefix("Letterbook").partition("-")[0] in _WITH_MARKS
    }


_LAST_OF_URDU, _LAST_OF_ARABIC = "\u06c1", "\u0647"
"""The heh of Urdu and that of Arabic and Persian share the ligature of “Allah”."""


@cache
def _letters(name: str) -> Mapping[int, str]:
    """What the glyphs of a font of the program say, the forms of a letter as the letter: without dots and other parts of signs. Marks
    of which the font does not know what they were made from say nothing here.
    """
    plain = {glyph: _plain(text) for glyph, text in glyph_readings(name).items()}
    known = {
        glyph: text
        for glyph, text in plain.items()
        if text and all(unicodedata.category(sign)[0] in "LM" for sign in text)
    }
    return dict.fromkeys(mark_glyphs(name), "") | known


def _plain(text: str) -> str:
    said = unicodedata.normalize("NFKC", text).strip()
    return said.replace(_LAST_OF_URDU, _LAST_OF_ARABIC) if len(text) > 1 else said


@contextmanager
def own_readings(fonts: Sequence[OwnFont]) -> Iterator[None]:
    """While a page is written, the glyphs of these fonts say what they were made from."""
    before = stream.Font
    readings = {hashlib.sha256(font.data).digest(): font.readings for font in fonts}
    families = set(map(_family, fonts))
    ours = {f"Letterbook {name}" for name in _WITH_MARKS}

    def font(*arguments: Any) -> Any:
        made = before(*arguments)
        if made.family in families and (said := readings.get(hashlib.sha256(made.file_content).digest())):
            made.to_unicode = _Said(said)
        elif made.family in ours:
            made.to_unicode = _SaidByMarks(hashlib.sha256(made.file_content).digest())
        return made

    stream.Font = font
    try:
        yield
    finally:
        stream.Font = before
