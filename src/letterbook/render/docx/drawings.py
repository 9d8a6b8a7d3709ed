"""Pictures as Word holds them: a media part, and the drawing that names it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from docx.oxml.ns import qn
from docx.shared import Mm, Twips

from letterbook.model import Picture
from letterbook.render.docx import xml
from letterbook.render.docx.package import Relationship
from letterbook.render.docx.xml import Node

_DPI = 600  # of a drawing set as dots: what a good office printer shows
_ENDINGS = {"image/png": "png", "image/jpeg": "jpeg", "image/svg+xml": "png"}


@dataclass(frozen=True)
class Media:
    """A picture's part: its name in the package and its bytes."""

    part: str
    data: bytes


class MediaStore:
    """Turns pictures into parts, each once; drawings (SVG) become dots, as Word reads them for certain."""

    def __init__(self) -> None:
        self._known: dict[tuple[Picture, float], Media] = {}

    def media(self, picture: Picture, width_mm: float) -> Media:
        """The part of this picture, good for a print `width_mm` wide."""
        key = (picture, width_mm)
        if key not in self._known:
            data = _dots(picture, width_mm)
            digest = hashlib.sha256(data).hexdigest()[:16]
            self._known[key] = Media(f"word/media/{digest}.{_ENDINGS[picture.kind]}", data)
        return self._known[key]


class DrawnOf(NamedTuple):
    """The pictures and links of one part; `number` is the next that a drawing of the document may have."""

    media: Mapping[str, bytes]
    relationships: tuple[Relationship, ...]
    number: int


@dataclass
class Drawn:
    """The pictures and links of one document as they are set: parts to write, and the relationships of the parts that
    have them.

    `number` is the first that a drawing may have; `prefix` begins the names of the relationships.
    """

    store: MediaStore
    number: int
    prefix: str = "rPicture"
    media: dict[str, bytes] = field(default_factory=dict)
    relationships: dict[str, list[Relationship]] = field(default_factory=dict)

    def draw(self, owner: str, picture: Picture, size_mm: tuple[float, float], description: str) -> Node:
        """The run that shows the picture in the part `owner`."""
        media = self.store.media(picture, size_mm[0])
        self.media[media.part] = media.data
        self.number += 1
        return drawing(self._relate(owner, "image", media.part), self.number - 1, size_mm, description)

    def link(self, owner: str, target: str) -> Node:
        """The element for the runs of a link in the part `owner`."""
        node = xml.element("hyperlink", history="1")
        node.set(xml.R_ID, self._relate(owner, "hyperlink", target, external=True))
        return node

    def of(self, owner: str) -> DrawnOf:
        """What stands in this part alone, which was set last."""
        related = tuple(self.relationships.get(owner, ()))
        return DrawnOf(
            {to.target: self.media[to.target] for to in related if not to.external}, related, self.number
        )

    def take(self, owner: str, drawn: DrawnOf) -> None:
        """The same in another document, in which this part is set when as many pictures are drawn."""
        self.media |= drawn.media
        if drawn.relationships:
            self.relationships[owner] = list(drawn.relationships)
        self.number = drawn.number

    def _relate(self, owner: str, kind: str, target: str, *, external: bool = False) -> str:
        added = self.relationships.setdefault(owner, [])
        added.append(Relationship(f"{self.prefix}{len(added) + 1}", kind, target, external))
        return added[-1].id


@lru_cache(maxsize=32)
def _dots(picture: Picture, width_mm: float) -> bytes:
    if picture.kind != "image/svg+xml":
        return picture.data
    from letterbook.render.raster import svg_to_png

    height_mm = width_mm * picture.height_px / picture.width_px
    return svg_to_png(picture.data, (width_mm, height_mm), _DPI)


def fit(picture: Picture, width_mm: float, height_mm: float) -> tuple[float, float]:
    """The largest width and height in mm inside these, in the picture's own proportion."""
    scale = min(width_mm / picture.width_px, height_mm / picture.height_px)
    return picture.width_px * scale, picture.height_px * scale


def room(paragraph: Node, wanted_mm: tuple[float, float]) -> tuple[float, float]:
    """As much of the wanted width and height in mm as the paragraph's frame or table cell has: nothing runs under its neighbour."""
    width, height = wanted_mm
    frame = None if paragraph.pPr is None else paragraph.pPr.find(qn("w:framePr"))
    if frame is not None:
        width, height = min(width, _mm(frame, "w:w", width)), min(height, _mm(frame, "w:h", height))
    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    if cell is not None:
        inner = _cell_width(cell) - sum(_cell_margin(cell, side) for side in ("left", "right"))
        width = min(width, inner if inner > 0 else width)
        exact = cell.getparent().find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
        if exact is not None and exact.get(qn("w:hRule")) == "exact":
            height = min(height, _mm(exact, "w:val", height))
    return width, height


_WORD_S_MARGIN = 108  # twentieths of a point, beside the words of a cell where a table says nothing else


def _mm(node: Node | None, name: str, otherwise: float) -> float:
    """A measure in twentieths of a point, as mm; `otherwise` where it is not said in figures."""
    said = "" if node is None else node.get(qn(name), "")
    return Twips(int(said)).mm if said.isdecimal() and int(said) else otherwise


def _cell_width(cell: Node) -> float:
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    is_measure = width is not None and width.get(qn("w:type"), "dxa") == "dxa"
    return _mm(width, "w:w", math.inf) if is_measure else math.inf


def _cell_margin(cell: Node, side: str) -> float:
    table = next(cell.iterancestors(qn("w:tbl")))
    for path in (
        (cell, "w:tcPr", "w:tcMar"),
        (table, "w:tblPr", "w:tblCellMar"),
    ):
        margin = path[0].find("/".join(qn(tag) for tag in (*path[1:], f"w:{side}")))
        if margin is not None:
            return float(Twips(int(margin.get(qn("w:w"), "0") or 0)).mm)
    return float(Twips(_WORD_S_MARGIN).mm)


def drawing(relationship: str, number: int, size_mm: tuple[float, float], description: str) -> Node:
    """A run with the picture in line; `description` is what a screen reader says."""
    width, height = (Mm(side) for side in size_mm)
    return xml.fragment(
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="Picture {number}" '
        f"descr={quoteattr(description)}/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="Picture {number}" descr={quoteattr(description)}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relationship}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


_MARK = qn("wp:docPr")
_MOST = 1_000_000  # far under what an identifier may be (2³¹), so that pictures of a letter can follow


def number_apart(roots: Sequence[Node]) -> bool:
    """Numbers the drawings of a document anew where two have one identifier, or one has none; whether it did."""
    marks = [node for root in roots for node in root.iter(_MARK)]
    given = [node.get("id") or "" for node in marks]
    if len(set(given)) == len(given) and all(map(_is_sound, given)):
        return False
    for number, node in enumerate(marks, start=1):
        node.set("id", str(number))
    return True


def _is_sound(identifier: str) -> bool:
    return identifier.isascii() and identifier.isdecimal() and int(identifier) < _MOST


def highest_number(roots: Iterable[Node]) -> int:
    """The highest identifier of a drawing in these parts; those of a document have to differ."""
    return max((int(node.get("id")) for root in roots for node in root.iter(_MARK)), default=0)
