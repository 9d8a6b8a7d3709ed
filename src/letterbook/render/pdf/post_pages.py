"""Envelopes and sheets of labels as PDF: texts that stand where they were measured to stand, each page of one size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from markupsafe import Markup

from letterbook.envelope_windows import Area
from letterbook.language.locales import direction
from letterbook.model import OwnFont
from letterbook.pdf import append
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

    `own_fonts` are the office's fonts for further scripts. Raises NotDrawnError.
    """
    setter = Typesetter(own_fonts, read_page("post.css"), _paper(size))
    parts = []
    for some in _in_parts(pages):
        begin_step(printed.title, letters=len(some))
        with letting_nothing_fall():
            document = setter.lay_out(_html(some, lain, printed))
        parts.append(setter.tagged(document))
    return append(*parts)


_MOST_BLOCKS = 200
"""What is laid out at once: the engine takes more than twice as long, and twice the memory, for twice as many pages."""


def _in_parts(pages: Sequence[PostPage]) -> Iterator[list[PostPage]]:
    part: list[PostPage] = []
    for page in pages:
        if part and sum(len(each.blocks) for each in (*part, page)) > _MOST_BLOCKS:
            yield part
            part = []
        part.append(page)
    yield part


_DOCUMENT = Markup(
    '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}"><head><title>{title}</title>'
    '<meta name="author" content="{office}"><meta name="dcterms.created" content="{created}"></head>'
    "<body>{pages}</body></html>"
)
_PAGE = Markup(
    '<section class="page"><div class="lain" style="transform: translate({left}mm, {top}mm) rotate({turn}deg)">'
    "{content}</div></section>"
)
_DRAWN = Markup('<div class="{kind}" style="{place}; width: {width}mm; height: {height}mm"></div>')
_BLOCK = Markup(
    '<p class="{kind}" lang="{language}" style="{place}; font-size: {size}pt; line-height: {pitch}pt">{lines}</p>'
)


def _html(pages: Sequence[PostPage], lain: Lain, printed: Printed) -> str:
    sheets = Markup("").join(
        _PAGE.format(left=lain.left, top=lain.top, turn=lain.turn, content=_content(page)) for page in pages
    )
    return _DOCUMENT.format(
        language=printed.language,
        direction=direction(printed.language),
        title=printed.title,
        office=printed.office,
        created=printed.at.isoformat(timespec="seconds"),
        pages=sheets,
    )


def _content(page: PostPage) -> Markup:
    return Markup("").join(
        [
            *(_drawn("edge", area) for area in page.edges),
            *(_drawn("bar", area) for area in page.bars),
            *map(_block, page.blocks),
        ]
    )


def _drawn(kind: str, area: Area) -> Markup:
    return _DRAWN.format(kind=kind, place=_place(area), width=area.width, height=area.height)


def _block(block: Block) -> Markup:
    return _BLOCK.format(
        kind=block.kind,
        language=block.language,
        place=_place(block.area),
        size=block.size_pt,
        pitch=block.pitch_pt,
        lines=Markup("<br>").join(block.lines),
    )


def _place(area: Area) -> str:
    return f"left: {area.left}mm; top: {area.top}mm"


def _paper(size: tuple[float, float]) -> str:
    width, height = size
    return (
        f"@page {{ size: {width}mm {height}mm; margin: 0 }}\n.page {{ width: {width}mm; height: {height}mm }}"
    )
