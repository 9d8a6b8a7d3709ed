"""What a PDF file says and no page shows: title and other particulars, bookmarks, alternative texts, links, attachments.

A reader shows it beside the page or reads it aloud, and whoever has the file can look at it. Every text of the file is
taken, wherever it hangs, but for what says how the file is built.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
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
    """The texts of an open pypdf reader's file that stand on no page; what is repeated, once. What the file says of itself comes
    last: its document information, its XMP.
    """
    return joined(texts_beside_particulars(reader), *_particulars(reader))


def texts_beside_particulars(reader: Any) -> tuple[str, ...]:
    """Those that are no particulars of the file, in its order."""
    about = {reference.idnum for reference in particulars_of(reader) if reference is not None}
    return joined(_texts(reader.trailer, about))


def joined(*texts: Iterable[str]) -> tuple[str, ...]:
    """Texts one after another, each once, without what is empty."""
    return tuple(dict.fromkeys(text for some in texts for text in some if text.strip()))


def particulars_of(reader: Any) -> tuple[Any, Any]:
    """The objects that hold document information and XMP; None for what has no object of its own, or is not there."""
    import pypdf.generic as pdf

    held = (
        reader.trailer.raw_get("/Info") if "/Info" in reader.trailer else None,
        reader.root_object.raw_get("/Metadata") if "/Metadata" in reader.root_object else None,
    )
    info, metadata = (reference if isinstance(reference, pdf.IndirectObject) else None for reference in held)
    return info, metadata


def _particulars(reader: Any) -> Iterator[Iterator[str]]:
    return (_texts(reference, set()) for reference in particulars_of(reader) if reference is not None)


def texts_of_information(dictionary: bytes) -> Iterator[str]:
    """The texts of a document information, as it stands in a file. Raises what pypdf raises for one that is damaged."""
    if _PLAIN_INFORMATION.fullmatch(dictionary):
        return _plain_texts(dictionary)
    import pypdf.generic as pdf

    return _texts(pdf.DictionaryObject.read_from_stream(io.BytesIO(dictionary), None), set())


_ENTRY = rb"(/[A-Za-z]+) ?(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>)"
_PLAIN_INFORMATION, _ENTRIES = re.compile(rb"<<(?:%s)*>>" % _ENTRY, re.DOTALL), re.compile(_ENTRY, re.DOTALL)
"""A dictionary of strings alone (ISO 32000-1, 7.3.4)."""
_PRINTABLE, _UTF_16 = re.compile(rb"\(([ !-'*-\[\]-~]*)\)"), re.compile(rb"<(?i:feff)((?:[0-9A-Fa-f]{4})*)>")


def _plain_texts(dictionary: bytes) -> Iterator[str]:
    """The texts of such a dictionary; of two with one name the first, as pypdf takes them."""
    values = dict(reversed(_ENTRIES.findall(dictionary)))
    names = dict.fromkeys(name for name, _ in _ENTRIES.findall(dictionary))
    return (_string(values[name]) for name in names if name.decode() not in _BUILT)


def _string(value: bytes) -> str:
    """The text of a string: printable ASCII and UTF-16 are read at once, which most are."""
    try:
        if plain := _PRINTABLE.fullmatch(value):
            return plain[1].decode()
        if utf_16 := _UTF_16.fullmatch(value):
            return bytes.fromhex(utf_16[1].decode()).decode("utf-16-be")
    except UnicodeDecodeError:
        pass
    return _string_by_pypdf(value)


@lru_cache(maxsize=64)  # the author is the same in all letters
def _string_by_pypdf(value: bytes) -> str:
    import pypdf.generic as pdf

    return "".join(_texts(pdf.read_object(io.BytesIO(value), None), set()))


def _texts(held: Any, left_out: set[int]) -> Iterator[str]:
    """The texts of an object and of all below it, but for objects of these numbers."""
    import pypdf.generic as pdf

    waiting, seen = [held], set(left_out)
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
        yield from texts_of_metadata(held.get_data())
    elif held.get("/Type") == "/EmbeddedFile":
        yield held.get_data()[:_MOST_BYTES].decode("utf-8", "replace")


_CONFORMANCE = frozenset(
    [
        *(("{http://www.aiim.org/pdfa/ns/id/}conformance", level) for level in "ABU"),
        *(("{http://www.aiim.org/pdfa/ns/id/}part", part) for part in "123"),
        ("{http://www.aiim.org/pdfua/ns/id/}part", "1"),
    ]
)
"""By which standards the file is built: an addressee may be called “A” too."""


def texts_of_metadata(packet: bytes) -> Iterator[str]:
    """The texts of an XMP packet. Raises lxml.etree.XMLSyntaxError."""
    for node in etree.fromstring(packet, _XMP).iter():
        for name, text in ((node.tag, node.text), *node.items()):
            if text and (name, text) not in _CONFORMANCE:
                yield text
        if node.tail:
            yield node.tail


_XMP = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
