"""A page as it is seen, read by PDFium: its text, where each piece of it stands, and what is cut off."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from letterbook.archive.opening import open_ordinary
from letterbook.envelope_windows import Area, Window
from letterbook.language.legibility import LEAST_CONTRAST, SMALLEST_PT, contrast, covered
from letterbook.verification.boxes import HAIR_MM, TOLERANCE_MM, Box
from letterbook.verification.marked_letters import MarkedLetters, Sign, has_marks
from letterbook.verification.shown_pictures import ShownPicture, pictures_on
from letterbook.verification.tagged_text import TaggedPage, is_all, tags_of, type_size
from letterbook.verification.text_matching import BETWEEN

MM = 72 / 25.4
_LINE_END = re.compile("[\u0002\ufffe](\r?\n)?")
_LEVEL = 0.01  # a line may rise by so much of its length
_NEAR_MM = 10.0
_EDGE_MM = 0.5
"""So far an accent, or the tail of a J, may reach out of the zone of its line."""


def _box(area: Area) -> Box:
    return Box(area.left, area.top, area.right, area.bottom)


@dataclass(frozen=True)
class Field:
    """What stands in the envelope's window: lines above the address, lines of the address, and what is amiss there.

    `jutting` is text that stands in neither part, or not wholly; `overlapping` are pairs of lines whose letters touch;
    `pictures` counts the pictures and drawings that the address stands on.
    """

    above: tuple[str, ...]
    address: tuple[str, ...]
    jutting: tuple[str, ...]
    overlapping: tuple[tuple[str, str], ...] = ()
    pictures: int = 0
    turned: tuple[str, ...] = ()
    """Text that does not run upright from left to right of the sheet."""


@dataclass(frozen=True)
class PageLayout:
    """A page's text in the order drawn; pieces of text that reach beyond the paper, and pieces cut off by a frame.

    `texts` are the same words, each text in its own element (see `tagged_text`); `faint` is what nobody can read: in type
    under 6 pt, in hardly any colour, or not painted at all; `covered` is what an area or a picture was laid over; `raised` are
    the signs above or below their line.
    """

    text: str
    outside: tuple[str, ...]
    cut_off: tuple[str, ...]
    field: Field | None
    texts: tuple[str, ...] = ()
    faint: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    raised: tuple[str, ...] = ()

    @cached_property
    def joined(self) -> str:
        """The texts, a border between each two."""
        return BETWEEN.join(self.texts)

    @cached_property
    def run_on(self) -> str:
        """The texts as if they were one."""
        return "".join(self.texts)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The texts, and each line of those that have several."""
        return tuple({line: None for text in self.texts for line in (text, *text.splitlines())})


def count_pages(file: Path) -> int | None:
    """How many pages a PDF has; None where it cannot be read."""
    import pypdfium2

    try:
        with open_ordinary(file) as opened, closing(pypdfium2.PdfDocument(opened)) as document:
            return len(document)
    except (pypdfium2.PdfiumError, OSError):
        return None


def read_sheet(
    document: Any,
    index: int,
    window: Window | None,
    *,
    with_pictures: bool = False,
    learn: Callable[[Any, Any, PageLayout, TaggedPage], None] | None = None,
) -> PageLayout:
    """The page with this index (from 0) of an open pypdfium2 document; its `field` where a window is given. `learn` is handed the
    open page, its text page, what was read, and the tags, where these hold all that is drawn.
    """
    page = document[index]
    text = page.get_textpage()
    try:
        paper = _Paper(page, text)
        boxes = list(paper.boxes())
        outside = tuple(paper.said(box) for box in boxes if not paper.whole.holds(box))
        field = paper.field(window, boxes) if window else None
        tagged, said = tags_of(page, text), text.get_text_range()
        texts = tagged.texts()
        if not (is_whole := is_all(texts, said)):
            texts = (*texts, said)
        cut_off, faint, hidden = tuple(paper.cut_off()), tuple(paper.faint()), tuple(paper.covered())
        pictures = pictures_on(page) if with_pictures else ()
        layout = PageLayout(said, outside, cut_off, field, texts, faint, hidden, pictures, tagged.raised())
        if learn is not None and is_whole:
            learn(page, text, layout, tagged)
        return layout
    finally:
        text.close()
        page.close()


@dataclass(frozen=True)
class TextPlace:
    """Where a text of a page stands: where it begins and its baseline (mm from the top-left corner), its box, the frames that cut
    it, and how many objects of the page are drawn before it. `scale` is how many pt a unit of its own has; one that `is_plain`
    runs upright from left to right, in dark ink.
    """

    x: float
    y: float
    scale: float
    box: Box
    frames: tuple[Box, ...]
    order: int
    is_plain: bool


def places_on(page: Any, text: Any) -> tuple[list[TextPlace], list[tuple[int, Box, bool]], Box]:
    """The places of an open page's texts, its drawings as (order, box, whether nothing below is seen), and the paper."""
    paper = _Paper(page, text)
    return [*paper.places()], [*paper.ordered_drawings()], paper.whole


def address_parts(window: Window) -> tuple[Box, Box, Box]:
    """Of an envelope's window the part above the address, that of the address, and the whole."""
    whole, lower = _box(window.field), _box(window.address)
    border = lower.top - _EDGE_MM
    zone = replace(lower, top=border, left=lower.left - (_EDGE_MM - TOLERANCE_MM))
    return Box(whole.left, whole.top, whole.right, border), zone, whole


class _Paper:
    """An open page, measured in mm from its top-left corner."""

    def __init__(self, page: Any, text: Any) -> None:
        self._page, self._text = page, text
        self._x, bottom, right, self._y = page.get_mediabox()
        self.whole = self._box(self._x, bottom, right, self._y)

    def _box(self, left: float, bottom: float, right: float, top: float) -> Box:
        return Box(
            (left - self._x) / MM, (self._y - top) / MM, (right - self._x) / MM, (self._y - bottom) / MM
        )

    def boxes(self) -> Iterator[Box]:
        """Where text stands: a box a run of letters of one font in one line."""
        for index in range(self._text.count_rects()):
            yield self._box(*self._text.get_rect(index))

    def said(self, box: Box) -> str:
        """The text of all letters that a part of the box holds."""
        text: str = self._text.get_text_bounded(
            left=self._x + box.left * MM,
            bottom=self._y - box.bottom * MM,
            right=self._x + box.right * MM,
            top=self._y - box.top * MM,
        )
        return text.strip()

    def field(self, window: Window, boxes: list[Box]) -> Field:
        upper, address, whole = address_parts(window)
        lower, border = _box(window.address), address.top
        inside = [box for box in boxes if whole.touches(box) or lower.touches(box)]
        lines = [box for box in inside if box.bottom > border]
        rest = Box(whole.left, border, max(whole.right, lower.right), whole.bottom)
        marked = self._marked(Box(whole.left, whole.top, rest.right, whole.bottom))
        jutting = (box for box in inside if not (upper.holds(box) or address.holds(box)))
        overlap = marked.overlap if marked else self._letters_overlap
        return Field(
            above=tuple(marked.lines(upper)) if marked else _lines(self.said(upper)),
            address=tuple(marked.lines(rest)) if marked else _lines(self.said(rest)),
            jutting=tuple(
                self.said(box)
                for box in jutting
                if not (marked and marked.stand_in(box, (upper, address), whole))
            ),
            overlapping=tuple(
                (self.said(upper.middle), self.said(lower.middle))
                for upper, lower in combinations(lines, 2)
                if upper.overlaps(lower) and overlap(upper, lower)
            ),
            pictures=sum(lower.touches(box) and not box.holds(self.whole) for box in self.drawings()),
            turned=tuple(self._turned(lower)),
        )

    def _marked(self, area: Box) -> MarkedLetters | None:
        """The letters in and around this area where some in it bear marks that PDFium may give another place than their letter's."""
        import pypdfium2.raw as pdfium

        if not has_marks(self.said(area)):
            return None
        signs = []
        near = Box(area.left - _NEAR_MM, area.top - _NEAR_MM, area.right + _NEAR_MM, area.bottom + _NEAR_MM)
        x, y = ctypes.c_double(), ctypes.c_double()
        for index in range(self._text.count_chars()):
            box = self._box(*self._text.get_charbox(index))
            sign = chr(pdfium.FPDFText_GetUnicode(self._text.raw, index))
            is_drawn = sign.isprintable() and not pdfium.FPDFText_IsGenerated(self._text.raw, index)
            if is_drawn and near.touches(box):
                pdfium.FPDFText_GetCharOrigin(self._text.raw, index, x, y)
                signs.append(Sign(sign, box, (self._y - y.value) / MM))
        return MarkedLetters(signs)

    def _turned(self, area: Box) -> Iterator[str]:
        import pypdfium2.raw as pdfium

        matrix = pdfium.FS_MATRIX()
        for index in range(pdfium.FPDFPage_CountObjects(self._page.raw)):
            drawn = pdfium.FPDFPage_GetObject(self._page.raw, index)
            if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
            is_upright = matrix.a > 0 and matrix.d > 0 and abs(matrix.b) < _LEVEL * matrix.a
            if not is_upright and area.touches(box := self._bounds(drawn)) and (said := self.said(box)):
                yield said

    def _letters_overlap(self, upper: Box, lower: Box) -> bool:
        """Whether a letter of the one line reaches over one of the other; a tail beside a hamza reaches over none."""
        boxes = [self._box(*self._text.get_charbox(index)) for index in range(self._text.count_chars())]
        above, below = (
            [index for index, letter in enumerate(boxes) if line.holds(letter, HAIR_MM)]
            for line in (upper, lower)
        )
        return any(boxes[here].overlaps(boxes[there]) for here in above for there in below if here != there)

    def drawings(self) -> Iterator[Box]:
        """Where pictures and drawn lines and areas stand."""
        import pypdfium2.raw as pdfium

        for index in range(pdfium.FPDFPage_CountObjects(self._page.raw)):
            drawn = pdfium.FPDFPage_GetObject(self._page.raw, index)
            if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_TEXT:
                yield self._bounds(drawn)

    def cut_off(self) -> Iterator[str]:
        """Text that a clipping path hides, wholly or in part."""
        import pypdfium2.raw as pdfium

        for index in range(pdfium.FPDFPage_CountObjects(self._page.raw)):
            drawn = pdfium.FPDFPage_GetObject(self._page.raw, index)
            if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            for frame in self._frames(drawn):
                box = self._bounds(drawn)
                if not frame.holds(box):
                    yield self.said(box)

    def faint(self) -> Iterator[str]:
        """Text that is there and that nobody can read. White words on a dark area are read well."""
        import pypdfium2.raw as pdfium

        areas: list[Box] | None = None
        for index in range(pdfium.FPDFPage_CountObjects(self._page.raw)):
            drawn = pdfium.FPDFPage_GetObject(self._page.raw, index)
            if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            is_unseen = _is_unpainted(drawn) or type_size(drawn) < SMALLEST_PT - _ROUNDING_PT
            if not is_unseen and _contrast(drawn) < LEAST_CONTRAST:
                areas = list(self.drawings()) if areas is None else areas
                is_unseen = not any(area.touches(self._bounds(drawn)) for area in areas)
            if is_unseen and (said := self.said(self._bounds(drawn))):
                yield said

    def covered(self) -> Iterator[str]:
        """Text over which an area or a picture was painted afterwards."""
        import pypdfium2.raw as pdfium

        written: list[Box] = []
        hidden: dict[Box, None] = {}
        for index in range(pdfium.FPDFPage_CountObjects(self._page.raw)):
            drawn = pdfium.FPDFPage_GetObject(self._page.raw, index)
            if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_TEXT:
                written.append(self._bounds(drawn))
            elif written and _is_opaque(drawn):
                area = self._bounds(drawn)
                hidden |= {box: None for box in written if area.hides(box)}
        yield from filter(None, map(self.said, hidden))

    def places(self) -> Iterator[TextPlace]:
        """Where its texts stand; those in drawings apart."""
        import pypdfium2.raw as pdfium

        matrix = pdfium.FS_MATRIX()
        for index in range(pdfium.FPDFPage_CountObjects(self._page.raw)):
            drawn = pdfium.FPDFPage_GetObject(self._page.raw, index)
            if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
            is_upright = matrix.a > 0 and matrix.a == matrix.d and not (matrix.b or matrix.c)
            at = self._box(matrix.e, matrix.f, matrix.e, matrix.f)
            yield TextPlace(
                x=at.left,
                y=at.top,
                scale=matrix.a,
                box=self._bounds(drawn),
                frames=tuple(self._frames(drawn)),
                order=index,
                is_plain=is_upright and _contrast(drawn) >= LEAST_CONTRAST,
            )

    def ordered_drawings(self) -> Iterator[tuple[int, Box, bool]]:
        """How many objects are drawn before a picture, line or area, where it stands, and whether nothing below is seen."""
        import pypdfium2.raw as pdfium

        for index in range(pdfium.FPDFPage_CountObjects(self._page.raw)):
            drawn = pdfium.FPDFPage_GetObject(self._page.raw, index)
            if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_TEXT:
                yield index, self._bounds(drawn), _is_opaque(drawn)

    def _bounds(self, drawn: Any) -> Box:
        import pypdfium2.raw as pdfium

        sides = [ctypes.c_float() for _ in range(4)]
        pdfium.FPDFPageObj_GetBounds(drawn, *sides)
        return self._box(*(side.value for side in sides))

    def _frames(self, drawn: Any) -> Iterator[Box]:
        """The clipping paths of an object, each as the box around it."""
        import pypdfium2.raw as pdfium

        clip = pdfium.FPDFPageObj_GetClipPath(drawn)
        x, y = ctypes.c_float(), ctypes.c_float()
        for path in range(pdfium.FPDFClipPath_CountPaths(clip)):
            points = []
            for index in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
                pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
                points.append((x.value, y.value))
            if points:
                xs, ys = zip(*points, strict=True)
                yield self._box(min(xs), min(ys), max(xs), max(ys))


_ROUNDING_PT = 0.05


def _is_unpainted(drawn: Any) -> bool:
    import pypdfium2.raw as pdfium

    return int(pdfium.FPDFTextObj_GetTextRenderMode(drawn)) in (
        pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
        pdfium.FPDF_TEXTRENDERMODE_CLIP,
    )


def _is_opaque(drawn: Any) -> bool:
    """Whether nothing below is seen: a picture without transparent parts, or one filled area without holes."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(drawn)
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        return not pdfium.FPDFPageObj_HasTransparency(drawn)
    if kind != pdfium.FPDF_PAGEOBJ_PATH:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    fill, is_stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(drawn, fill, is_stroked)
    if not fill.value or not pdfium.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha):
        return False
    segments = (
        pdfium.FPDFPath_GetPathSegment(drawn, index)
        for index in range(min(_MOST_SEGMENTS, pdfium.FPDFPath_CountSegments(drawn)))
    )
    begun = sum(pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO for segment in segments)
    return alpha.value >= _OPAQUE and begun == 1


_OPAQUE, _MOST_SEGMENTS = 128, 100


def _contrast(drawn: Any) -> float:
    """Of the ink to white paper, from 1 to 21."""
    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha):
        return 21
    ink = (red.value / 255, green.value / 255, blue.value / 255)
    return contrast(covered(ink, alpha.value / 255))


def _lines(text: str) -> tuple[str, ...]:
    # PDFium joins a line that ends with a hyphen to the next one, and leaves a sign of its own for the hyphen.
    parted = _LINE_END.sub("-\n", text)
    return tuple(line.strip() for line in parted.splitlines() if line.strip())
