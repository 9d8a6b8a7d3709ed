"""What stands in a drawing of a Word file: pictures, and what a statement cannot keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn

from letterbook.importing.losses import Loss
from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

_VML = f"{{{xml.NAMESPACES['v']}}}"
_EMBED, _LINK = qn("r:embed"), qn("r:link")
_RELATIONSHIPS = ("", qn("r:id"))
_TEXTS = (xml.T, qn("a:t"))
_DRAWN = (
    "chart",
    "relIds",
    "wsp",
    "wgp",
    "wpc",
    "inkml",
    "contentPart",
    "textpath",
    "rect",
    "oval",
    "line",
    "polyline",
    "arc",
    "group",
)
"""The local names of what is drawn and is no picture."""


@dataclass(frozen=True)
class Drawn:
    """A picture: by which relationship its file is found (empty for one kept elsewhere), its alternative text, and whether
    it is shown cropped, turned or mirrored.
    """

    relationship: str
    alt: str
    is_altered: bool


def drawn(node: Node) -> Iterator[Drawn | tuple[Loss, str]]:
    """The pictures of a `w:drawing` or a `w:pict`, and its other contents with their words."""
    boxes = [*node.iter(xml.TXBX)]
    for box in boxes:
        words = "".join(each.text or "" for each in box.iter(*_TEXTS))
        yield Loss.TEXT_BOXES, words
    found = [*_pictures(node)]
    yield from found
    others = [
        each for each in node.iter() if isinstance(each.tag, str) and each.tag.rpartition("}")[2] in _DRAWN
    ]
    if others and not boxes and not found:
        words = "".join(each.text or "" for each in node.iter(qn("a:t")))
        words += "".join(each.get("string") or "" for each in node.iter(f"{_VML}textpath"))
        yield Loss.DRAWN, words


def _pictures(node: Node) -> Iterator[Drawn]:
    described = next((each for each in node.iter(qn("wp:docPr"))), None)
    alt = "" if described is None else described.get("descr") or ""
    for picture in node.iter(qn("pic:pic")):
        blip = next(picture.iter(qn("a:blip")), None)
        if blip is None:
            continue
        own = next((each.get("descr") or "" for each in picture.iter(qn("pic:cNvPr"))), "")
        yield Drawn(blip.get(_EMBED) or "", " ".join((alt or own).split()), _is_altered(picture))
    for data in node.iter(f"{_VML}imagedata"):
        shape = data.getparent()
        alt = shape.get("alt") or data.get(f"{{{xml.NAMESPACES['o']}}}title") or ""
        crops = any(data.get(f"crop{side}") for side in ("top", "left", "bottom", "right"))
        yield Drawn(data.get(xml.R_ID) or "", " ".join(alt.split()), crops)


def _is_altered(picture: Node) -> bool:
    crop = next(picture.iter(qn("a:srcRect")), None)
    frame = next(picture.iter(qn("a:xfrm")), None)
    turned = frame is not None and any(
        frame.get(name) not in (None, "0", "false") for name in ("rot", "flipH", "flipV")
    )
    return turned or (crop is not None and any(value not in ("0", "") for value in crop.attrib.values()))
