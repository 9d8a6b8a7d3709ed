"""Finished PDF → its paragraphs and lines, as PDFium reads them. Measures are in pt, from the top-left corner of the sheet.

Paragraphs are those of the tags (ISO 32000-1, 14.8.4): what a tag holds is one paragraph, whatever its lines look like. What no
tag holds is a running header, a page number or decoration.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

HYPHEN = "\u2010"
"""What the program sets where it parts a word; no text of an office contains it."""

UNKNOWN = "und"
"""The language of pages that do not say theirs (ISO 639-2)."""

_HOLDS_TEXT = frozenset(
    ("P", "LBody", "Note", "Lbl", "TD", "TH", "Caption", "H1", "H2", "H3", "H4", "H5", "H6")
)
_LINE_END_HYPHEN = "\x02\ufffe"
"""What PDFium has for an office's own hyphen (U+002D) where a line ends with it."""
_APART_EM = 2.0
"""Name and page number of a running header are further apart than this."""
_ENCLOSED = "Part"
"""The tag of an enclosure within the file of its letter."""


HANGING = "-\u2010.,’”»"
"""Signs of which half may stand beyond the edge, so that it looks straight."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character where it stands. `right` is where its advance ends, `space` what a space of its font takes by itself; a space
    that `is_inferred` was read from a gap and is not in the file. `top` and `bottom` are those of its ink. `mark` is that of the content (ISO 32000-1, 14.6).
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    space: float
    top: float
    bottom: float
    mark: int
    is_inferred: bool

    @property
    def is_space(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one baseline, and from where to where its ink goes. `spaces` are its gaps between words, and in Chinese and Japanese the steps from one
    character to the next, in parts of their natural width, from left to right. So much of its last sign is `hanging` if it stands beyond the edge.
    """

    text: str
    left: float
    right: float
    baseline: float
    top: float
    bottom: float
    size: float
    spaces: tuple[float, ...]
    hanging: float = 0.0

    @property
    def is_parted(self) -> bool:
        """Whether the line ends within a word that was hyphenated."""
        return self.text.endswith(HYPHEN)


@dataclass(frozen=True, slots=True)
class Block:
    """What one tag holds on one page. `from_before`, `goes_on`: the rest of it stands on the page before, or after."""

    tag: str
    lines: tuple[Line, ...]
    from_before: bool = False
    goes_on: bool = False

    @property
    def size(self) -> float:
        return Counter(round(line.size, 1) for line in self.lines).most_common(1)[0][0]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size in pt, blocks in the order of reading, and the lines that no tag holds."""

    width: float
    height: float
    blocks: tuple[Block, ...]
    loose: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of a letter, or those of what it encloses."""

    language: str
    is_enclosure: bool
    pages: tuple[Page, ...]


def read_parts(file: Path | bytes) -> list[Part]:
    """The letter in this file, then what it encloses. Raises ValueError where the file has no tags."""
    found: dict[tuple[bool, str], list[Page]] = defaultdict(list)
    with closing(pypdfium2.PdfDocument(file)) as document:
        for page in document:
            tags = _Tags(page)
            if not tags.is_tagged:
                message = f"{file if isinstance(file, Path) else 'the file'} has no tags"
                raise ValueError(message)
            language = tags.language or _said(pdfium.FPDFCatalog_GetLanguage, document) or UNKNOWN
            found[tags.is_enclosure, language].append(_page(page, tags))
    return [Part(language, enclosed, tuple(pages)) for (enclosed, language), pages in found.items()]


# --- Tags ------------------------------------------------------------------------------------------------------------


class _Tags:
    """The tags of a page: which block a mark of its content belongs to."""

    def __init__(self, page: Any) -> None:
        self.is_enclosure, self.language = False, ""
        self.order: list[str] = []
        self.crossing: dict[int, tuple[bool, bool]] = {}
        self.owner: dict[int, int] = {}
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        count = pdfium.FPDF_StructTree_CountChildren(tree) if tree else 0
        for index in range(max(count, 0)):
            self._walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), None)
        if tree:
            pdfium.FPDF_StructTree_Close(tree)

    @property
    def is_tagged(self) -> bool:
        return bool(self.order)

    def _walk(self, element: Any, block: int | None) -> None:
        tag = _said(pdfium.FPDF_StructElement_GetType, element)
        self.is_enclosure |= tag == _ENCLOSED
        self.language = _said(pdfium.FPDF_StructElement_GetLang, element) or self.language
        if tag in _HOLDS_TEXT:
            block = len(self.order)
            self.order.append(tag)
        elsewhere: list[bool] = []
        for index in range(max(pdfium.FPDF_StructElement_CountChildren(element), 0)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            elsewhere.append(not child and mark < 0)
            if mark >= 0 and block is not None:
                self.owner[mark] = block
            if child:
                self._walk(child, block)
        if block is not None and tag in _HOLDS_TEXT and not all(elsewhere):
            self.crossing[block] = (elsewhere[0], elsewhere[-1])


def _said(ask: Any, element: Any) -> str:
    length = ask(element, None, 0)
    if not length:
        return ""
    buffer = (ctypes.c_ushort * (length // 2))()
    ask(element, buffer, length)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


# --- Lines -----------------------------------------------------------------------------------------------------------


def _page(page: Any, tags: _Tags) -> Page:
    width, height = page.get_size()
    with closing(page.get_textpage()) as text:
        glyphs = list(_glyphs(text, height))
    held: dict[int, list[Glyph]] = defaultdict(list)
    loose = []
    for glyph in glyphs:
        if glyph.mark in tags.owner:
            held[tags.owner[glyph.mark]].append(glyph)
        else:
            loose.append(glyph)
    blocks = [
        Block(tag, lines, *tags.crossing.get(index, (False, False)))
        for index, tag in enumerate(tags.order)
        if (lines := tuple(_lines(held[index])))
    ]
    return Page(width, height, tuple(blocks), tuple(_lines(loose, _APART_EM)))


def _glyphs(text: Any, height: float) -> Iterator[Glyph]:
    fonts: dict[int, _Widths] = {}
    mark, widths, size = -1, _Widths(None), 0.0
    for index in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text, index))
        if sign in "\r\n\0":
            continue
        if sign in _LINE_END_HYPHEN:
            sign = "-"
        shape = pdfium.FPDFText_GetTextObject(text, index)
        if shape:
            font = pdfium.FPDFTextObj_GetFont(shape)
            key = ctypes.addressof(font.contents)
            widths = fonts.setdefault(key, _Widths(font))
            mark = pdfium.FPDFPageObj_GetMarkedContentID(shape)
        inferred = bool(pdfium.FPDFText_IsGenerated(text, index))
        x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        if not inferred:  # a space that is not in the file has the size of what stands before it
            size = pdfium.FPDFText_GetFontSize(text, index) * matrix.a
        own = widths.of(sign) * size
        # A letter of Arabic has as many widths as it has shapes, an ending of an ordinal two: the box of this one tells which it is.
        is_shaped = not own or unicodedata.bidirectional(sign) == "AL" or sign in _HIGH_TOO
        right = text.get_charbox(index, loose=True)[2] if is_shaped else x.value + own
        _, bottom, _, top = text.get_charbox(index)
        yield Glyph(
            sign, x.value, right, height - y.value, size, own or widths.of(" ") * size,
            height - top, height - bottom, mark, inferred,
        )  # fmt: skip


_HIGH_TOO = "er"


class _Widths:
    """What characters of a font take, in parts of its size; 0 where it has none."""

    def __init__(self, font: Any) -> None:
        self._font, self._known = font, dict[str, float]()

    def of(self, sign: str) -> float:
        if sign not in self._known:
            width = ctypes.c_float()
            if self._font is not None:
                pdfium.FPDFFont_GetGlyphWidth(self._font, ord(sign), 1.0, width)
            self._known[sign] = width.value
        return self._known[sign]


def _lines(glyphs: Sequence[Glyph], apart_em: float | None = None) -> Iterator[Line]:
    """The glyphs on each baseline, from the top; what is raised or lowered by less than half its size belongs to the line.

    With `apart_em`, pieces of a line that are so far from each other are lines of their own.
    """
    counted = Counter(round(glyph.baseline, 1) for glyph in glyphs if not glyph.is_space)
    size = max((glyph.size for glyph in glyphs), default=0)
    baselines: list[float] = []
    for baseline, _ in counted.most_common():
        if all(abs(baseline - other) > size / 2 for other in baselines):
            baselines.append(baseline)
    rows: dict[float, list[Glyph]] = defaultdict(list)
    for glyph in glyphs if baselines else ():
        rows[min(baselines, key=lambda each: abs(each - glyph.baseline))].append(glyph)
    for baseline in sorted(rows):
        for piece in [rows[baseline]] if apart_em is None else _pieces(rows[baseline], apart_em):
            yield _line(piece, baseline)


def _pieces(row: Sequence[Glyph], apart_em: float) -> Iterator[Sequence[Glyph]]:
    piece: list[Glyph] = []
    edge = 0.0
    for glyph in sorted((each for each in row if not each.is_inferred), key=lambda each: each.left):
        if piece and not glyph.is_space and glyph.left - edge > apart_em * glyph.size:
            yield piece
            piece = []
        piece.append(glyph)
        edge = edge if glyph.is_space else glyph.right
    if not all(glyph.is_space for glyph in piece):
        yield piece


def _line(glyphs: Sequence[Glyph], baseline: float) -> Line:
    seen = [glyph for glyph in glyphs if not glyph.is_space]
    size = Counter(glyph.size for glyph in seen).most_common(1)[0][0]
    text = "".join(glyph.text for glyph in glyphs).strip()
    left, right = min(glyph.left for glyph in seen), max(glyph.right for glyph in seen)
    top, bottom = min(glyph.top for glyph in seen), max(glyph.bottom for glyph in seen)
    last = max(seen, key=lambda glyph: glyph.right)
    hanging = (last.right - last.left) / 2 if last.text in HANGING else 0.0
    return Line(text, left, right, baseline, top, bottom, size, tuple(_stretches(glyphs)), hanging)


def _stretches(glyphs: Iterable[Glyph]) -> Iterator[float]:
    before: Glyph | None = None
    edge, natural, inferred = 0.0, 0.0, 0.0
    for glyph in sorted(glyphs, key=lambda each: (each.left, each.right)):
        if unicodedata.category(glyph.text) == "Mn":
            continue  # a vowel sign stands over its letter, wherever the font draws it from
        if glyph.is_space:
            natural += glyph.space if before and not glyph.is_inferred else 0
            inferred = glyph.space if before else 0
            continue
        if before and not natural and _is_ideograph(before.text) and _is_ideograph(glyph.text):
            yield (glyph.left - before.left) / before.size
        elif before and (natural or inferred):
            yield (glyph.left - edge) / (natural or inferred)
            edge = glyph.right
        edge = max(edge, glyph.right)
        before, natural, inferred = glyph, 0.0, 0.0


def _is_ideograph(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith(("CJK UNIFIED", "HIRAGANA LETTER", "KATAKANA LETTER"))
