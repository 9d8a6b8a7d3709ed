"""Envelopes and sheets of labels as PDF: texts that stand where they were measured to stand, each page of one size.

The layout's engine takes some ten milliseconds for an envelope, and the more the more there are. So it lays out one sign of each look, and
the texts are drawn by its own functions that shape and draw a line.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians, sin
from typing import Any, Literal

from markupsafe import Markup

from letterbook.envelope_windows import Area
from letterbook.language.bidi import drawn_out_of_order
from letterbook.language.locales import direction
from letterbook.model import OwnFont
from letterbook.pdf import DrawnPage, DrawnText, append, drawn_pages
from letterbook.render.engine import letting_nothing_fall
from letterbook.render.pdf.typesetter import Typesetter, read_page
from letterbook.steps import begin_step

Kind = Literal["sender", "delivery", "address", "note"]


@dataclass(frozen=True)
class Block:
    """Lines that stand one below the other from the top left of an area, in mm on what lies on the page; sizes are pt."""

    kind: Kind
    area: Area
    lines: tuple[str, ...]
    size_pt: float
    pitch_pt: float
    language: str


@dataclass(frozen=True)
class Lain:
    """How something lies on the page: its top-left corner as it is read, in mm on the page, and its turn clockwise."""

    left: float = 0
    top: float = 0
    turn: int = 0


@dataclass(frozen=True)
class PostPage:
    """What is printed on one page, measured on what lies there: texts, edges that are drawn, and black bars."""

    blocks: tuple[Block, ...]
    edges: tuple[Area, ...] = ()
    bars: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Printed:
    """What a file says of itself: its title, whose it is, its language, and when it was made."""

    title: str
    office: str
    language: str
    at: datetime


def print_post(
    pages: Sequence[PostPage],
    size: tuple[float, float],
    lain: Lain,
    printed: Printed,
    own_fonts: Sequence[OwnFont] = (),
) -> bytes:
    """The pages as one tagged PDF, each of this width and height in mm, what it holds lying there as `lain` says.

    Laid out is a specimen of each kind of text alone; all others are drawn in the same fonts. `own_fonts` are the office's fonts for
    further scripts. Raises NotDrawnError.
    """
    setter = Typesetter(own_fonts, read_page("post.css"), _SPECIMEN_PAGE)
    looks = list(dict.fromkeys(_Look.of(block) for page in pages for block in page.blocks))
    begin_step(printed.title, letters=sum(len(page.blocks) for page in pages))
    with letting_nothing_fall():
        document = setter.lay_out(_specimen(looks, printed))
        pen = _Pen(document, looks, _matrix(size, lain), printed.language)
        drawn = [
            pen.page(page) for page in pages
        ]  # before the fonts are written, which have to hold all signs
        specimen = append(setter.tagged(document))
    return drawn_pages(specimen, size, drawn)


_SPECIMEN_PAGE = "@page { size: 400mm 400mm; margin: 0 }"
_PX_PER_MM = 96 / 25.4
_PX_PER_PT = 96 / 72


@dataclass(frozen=True)
class _Look:
    """How a text looks, wherever it stands."""

    kind: Kind
    language: str
    size_pt: float
    pitch_pt: float

    @classmethod
    def of(cls, block: Block) -> _Look:
        return cls(block.kind, block.language, block.size_pt, block.pitch_pt)


_DOCUMENT = Markup(
    '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}"><head><title>{title}</title>'
    '<meta name="author" content="{office}"><meta name="dcterms.created" content="{created}"></head>'
    "<body>{texts}</body></html>"
)
_TEXT = Markup(
    '<p class="{kind}" lang="{language}" data-look="{number}" style="font-size: {size}pt; line-height: {pitch}pt">x</p>'
)


def _specimen(looks: Sequence[_Look], printed: Printed) -> str:
    """A page with one sign in each look."""
    texts = (
        _TEXT.format(
            kind=look.kind, language=look.language, number=number, size=look.size_pt, pitch=look.pitch_pt
        )
        for number, look in enumerate(looks or [_Look("note", printed.language, 8.5, 11)])
    )
    return _DOCUMENT.format(
        language=printed.language,
        direction=direction(printed.language),
        title=printed.title,
        office=printed.office,
        created=printed.at.isoformat(timespec="seconds"),
        texts=Markup("").join(texts),
    )


def _matrix(size: tuple[float, float], lain: Lain) -> bytes:
    """The operators after which all is measured in px from the top left corner of what lies on the page, downward."""
    turn = radians(lain.turn)
    sine, cosine = sin(turn), cos(turn)
    left, top = lain.left * _PX_PER_MM, lain.top * _PX_PER_MM
    return b"0.75 0 0 -0.75 0 %.4f cm\n%.6f %.6f %.6f %.6f %.4f %.4f cm" % (
        size[1] * _PX_PER_MM * 0.75,
        *(cosine, sine, -sine, cosine, left, top),
    )


class _Pen:
    """Draws texts as the layout's engine does, each in a look of the document that was laid out."""

    def __init__(self, document: Any, looks: Sequence[_Look], matrix: bytes, language: str) -> None:
        from letterbook.render.pdf.shaped_text import Layouts, loose_stream

        self._document, self._matrix, self._language = document, matrix, language
        self._layouts, self._loose = Layouts(), loose_stream
        boxes = dict(_text_boxes(document))
        self._styles = {look: boxes[number].style for number, look in enumerate(looks)}
        self._baselines = {
            look: float(boxes[number].position_y + boxes[number].baseline)
            for number, look in enumerate(looks)
        }

    def page(self, page: PostPage) -> DrawnPage:
        """A page with its texts in their order, and its edges and bars, which mean nothing."""
        parts = [self._matrix, b"0 0 0 rg", *_shapes(page)]
        marks = 0
        for block in page.blocks:
            parts += self._block(block, marks)
            marks += len(block.lines)
        texts = tuple(_text(block, self._language) for block in page.blocks)
        return DrawnPage(zlib.compress(b"\n".join(parts)), texts)

    def _block(self, block: Block, first: int) -> Iterator[bytes]:
        """Its lines, each a piece of marked content; the first has the number `first`."""
        look = _Look.of(block)
        left, top = block.area.left * _PX_PER_MM, block.area.top * _PX_PER_MM + self._baselines[look]
        for number, line in enumerate(block.lines):
            stream = self._loose(self._document.fonts)
            shaped = self._layouts.shaped(line, self._styles[look])
            shaped.draw(stream, left, top + number * block.pitch_pt * _PX_PER_PT)
            yield b"/P <</MCID %d>> BDC\nBT" % (first + number)
            yield from map(_as_bytes, stream.stream)
            yield b"ET\nEMC"


def _as_bytes(operator: Any) -> bytes:
    return operator if isinstance(operator, bytes) else str(operator).encode("ascii")


def _text_boxes(document: Any) -> Iterator[tuple[int, Any]]:
    """The box of each look's sign, by the look's number."""
    for box in document.pages[0]._page_box.descendants(placeholders=True):  # noqa: SLF001  # there is no public way
        if getattr(box, "text", None) == "x":
            yield int(box.element.get("data-look")), box


def _shapes(page: PostPage) -> Iterator[bytes]:
    """Edges as frames that lie inside of them, bars as they are."""
    if not (page.edges or page.bars):
        return
    yield b"/Artifact BMC"
    for edge in page.edges:
        within = Area(
            edge.left + _EDGE_MM, edge.top + _EDGE_MM, edge.width - 2 * _EDGE_MM, edge.height - 2 * _EDGE_MM
        )
        yield _rectangle(edge) + b" " + _rectangle(within) + b" f*"
    for bar in page.bars:
        yield _rectangle(bar) + b" f"
    yield b"EMC"


_EDGE_MM = 0.2


def _rectangle(area: Area) -> bytes:
    sides = (area.left, area.top, area.width, area.height)
    return b"%.4f %.4f %.4f %.4f re" % tuple(side * _PX_PER_MM for side in sides)


def _text(block: Block, language: str) -> DrawnText:
    """What its element says; words from right to left in the order in which they are read."""
    said = " ".join(block.lines) if any(map(drawn_out_of_order, block.lines)) else None
    return DrawnText(len(block.lines), block.language if block.language != language else None, said)
