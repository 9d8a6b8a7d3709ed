"""What a Word letterhead asks for, as text: the paragraphs in which its placeholders stand."""

from __future__ import annotations

from functools import lru_cache

from letterbook.render.docx import package, xml
from letterbook.render.docx.package import MAIN, UnreadableDocxError
from letterbook.render.docx.placeholders import spots


@lru_cache(maxsize=16)
def letterhead_words(letterhead: bytes) -> tuple[str, ...]:
    """The texts of the letterhead's paragraphs, headers and footers, with their placeholders."""
    try:
        opened = package.unpack(letterhead)
        parts = [MAIN, *(to.target for kind in ("header", "footer") for to in opened.related(MAIN, kind))]
        trees = [xml.read(opened.parts[part]) for part in parts if part in opened.parts]
    except (UnreadableDocxError, xml.BrokenXmlError):
        return ()
    return tuple(xml.text(paragraph) for tree in trees for paragraph in tree.iter(xml.P))


@lru_cache(maxsize=16)
def letterhead_text(letterhead: bytes) -> str:
    """The placeholders of the letterhead's text, headers and footers; nothing where it cannot be read."""
    try:
        opened = package.unpack(letterhead)
        parts = [MAIN, *(to.target for kind in ("header", "footer") for to in opened.related(MAIN, kind))]
        found = [
            spot.source
            for part in parts
            if part in opened.parts
            for spot in spots(xml.read(opened.parts[part]))
        ]
    except (UnreadableDocxError, xml.BrokenXmlError):
        return ""
    return "\n".join(found)
