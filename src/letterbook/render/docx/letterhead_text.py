"""What a Word letterhead asks for: the paragraphs in which its placeholders stand, as text, and its sheets of paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from docx.oxml.ns import qn
from docx.shared import Twips

from letterbook.envelope_windows import Area
from letterbook.render.docx import package, xml
from letterbook.render.docx.package import MAIN, UnreadableDocxError
from letterbook.render.docx.placeholders import spots
from letterbook.render.docx.sections import sheet_mm


@lru_cache(maxsize=16)
def letterhead_words(letterhead: bytes) -> tuple[str, ...]:
    """The texts of the letterhead's paragraphs, headers and footers, with their placeholders."""
    return tuple(xml.text(paragraph) for page in _pages(letterhead) for paragraph in page.iter(xml.P))


@lru_cache(maxsize=16)
def letterhead_text(letterhead: bytes) -> str:
    """The placeholders of the letterhead's text, headers and footers; nothing where it cannot be read."""
    return "\n".join(spot.source for page in _pages(letterhead) for spot in spots(page))


def _pages(letterhead: bytes) -> list[xml.Node]:
    """The text, the headers and the footers; nothing of a letterhead that cannot be read."""
    try:
        opened = package.unpack(letterhead)
        parts = [MAIN, *(to.target for kind in ("header", "footer") for to in opened.related(MAIN, kind))]
        return [xml.read(opened.parts[part]) for part in parts if part in opened.parts]
    except (UnreadableDocxError, xml.BrokenXmlError):
        return []


_WORDS_IN = frozenset({"descr", "title", "alt", "string", "alias", "tooltip"})
"""Attributes in which a drawing, a frame or a link has words."""


@lru_cache(maxsize=16)
def letterhead_typed(letterhead: bytes) -> tuple[str, ...]:
    """All texts of the letterhead, placeholders as they stand: its paragraphs and the words of its drawings."""
    try:
        parts = package.strip(package.unpack(letterhead)).parts
        roots = [xml.read(data) for name, data in parts.items() if name.endswith(".xml")]
    except (UnreadableDocxError, xml.BrokenXmlError):
        return ()
    return tuple(text for root in roots for text in _texts(root) if text.strip())


def _texts(root: xml.Node) -> Iterator[str]:
    for node in root.iter():
        if node.tag == xml.P:
            yield xml.text(node)
        elif isinstance(node.tag, str):
            local = node.tag.rpartition("}")[2]
            if local == "t" and node.tag != xml.T:  # of a formula or a drawing
                yield node.text or ""
            yield from (value for name, value in node.attrib.items() if name.rpartition("}")[2] in _WORDS_IN)
            if local in ("alias", "tag"):
                yield node.get(xml.VAL) or ""


@lru_cache(maxsize=16)
def has_picture(letterhead: bytes) -> bool:
    """Whether the letterhead has a picture of its own in text, headers or footers."""
    tags = (qn("a:blip"), "{urn:schemas-microsoft-com:vml}imagedata")
    return any(next(page.iter(*tags), None) is not None for page in _pages(letterhead))


@lru_cache(maxsize=16)
def letterhead_sheets(letterhead: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height in mm of the sheet of each section that says so; nothing where the letterhead cannot be read."""
    try:
        root = xml.read(package.unpack(letterhead).parts[MAIN])
        return tuple(filter(None, map(sheet_mm, root.iter(xml.SECT_PR))))
    except (UnreadableDocxError, xml.BrokenXmlError, ValueError):
        return ()


@lru_cache(maxsize=16)
def address_frame(letterhead: bytes) -> Area | None:
    """Where on the sheet the frame of the address stands, in mm; None where a frame at a fixed place on the page has none."""
    try:
        root = xml.read(package.unpack(letterhead).parts[MAIN])
    except (UnreadableDocxError, xml.BrokenXmlError):
        return None
    for paragraph in root.iter(xml.P):
        frame = paragraph.find(f"{xml.PPR}/{qn('w:framePr')}")
        if frame is not None and _ADDRESS.search(xml.text(paragraph)):
            return _frame_area(frame)
    return None


_ADDRESS = re.compile(r"\{\{-?\s*address\b")


def _frame_area(frame: xml.Node) -> Area | None:
    values = [frame.get(qn(f"w:{name}"), "") for name in ("x", "y", "w", "h")]
    on_page = all(frame.get(qn(f"w:{name}")) == "page" for name in ("hAnchor", "vAnchor"))
    if not on_page or not all(re.fullmatch("[0-9]+", value) for value in values):
        return None
    return Area(*(Twips(int(value)).mm for value in values))
