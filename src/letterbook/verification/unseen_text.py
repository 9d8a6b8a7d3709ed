"""What a PDF file says and no page shows: title and other particulars, bookmarks, alternative texts, links, attachments.

A reader shows it beside the page or reads it aloud, and whoever has the file can look at it. Every text of the file is
taken, wherever it hangs, but for what says how the file is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

_BUILT = frozenset(
    [
        *("/Parent", "/Pg", "/ParentTree", "/Resources", "/ID", "/OutputIntents", "/Dest"),
        *("/Prev", "/Last", "/RoleMap", "/Lang", "/CreationDate", "/ModDate", "/Producer"),
    ]
)
"""Keys that lead back, or to what is no text: how the file is built, when and by which program."""
_MOST_BYTES = 200_000  # of an attachment


def unseen_texts(reader: Any) -> tuple[str, ...]:
    """The texts of an open pypdf reader's file that stand on no page, in the file's order; what is repeated, once."""
    return tuple(dict.fromkeys(text for text in _texts(reader.trailer) if text.strip()))


def _texts(trailer: Any) -> Iterator[str]:
    import pypdf.generic as pdf

    waiting, seen = [trailer], set[int]()
    while waiting:
        held = waiting.pop()
        if isinstance(held, pdf.IndirectObject):
            if held.idnum in seen:
                continue
            seen.add(held.idnum)
            held = held.get_object()
        if isinstance(held, pdf.TextStringObject):
            yield str(held)
        elif isinstance(held, pdf.ByteStringObject):
            yield held.decode("utf-8", "replace")
        elif isinstance(held, pdf.ArrayObject):
            waiting += reversed(held)
        elif isinstance(held, pdf.DictionaryObject):
            yield from _of_stream(held)
            waiting += [held.raw_get(key) for key in reversed(held) if key not in _BUILT]


def _of_stream(held: Any) -> Iterator[str]:
    """The texts of metadata (ISO 16684-1) and of an attachment; none of another stream, and of what is none."""
    if held.get("/Type") == "/Metadata":
        root = etree.fromstring(
            held.get_data(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
        for node in root.iter():
            yield from (str(text) for text in (node.text, *node.attrib.values(), node.tail) if text)
    elif held.get("/Type") == "/EmbeddedFile":
        yield held.get_data()[:_MOST_BYTES].decode("utf-8", "replace")
