"""The files of letters that are built alike: what they share is written once, and each adds what is its own.

A file begins with all objects that its letter has in common with others: fonts, pictures, enclosures, tags. Behind them stand
what its pages draw, what it says of itself, and a cross-reference stream. No byte of one letter is in the file of another.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pikepdf import Name, Object, Pdf, Stream

from letterbook.pdf.metadata import conforms, info_entries, xmp
from letterbook.pdf.objects import object_stream, stream_object

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_ROW = struct.Struct(">BIH")
_FREE, _STANDING, _PACKED = 0, 1, 2  # kinds of entries, ISO 32000-1, table 18
_LEVEL = 4  # zlib's own, 6, takes more than twice as long for 200 bytes of a file of 80,000


@dataclass(frozen=True)
class Particulars:
    """What a letter's file says of itself: its title, and its subject, or None."""

    title: str
    subject: str | None


@dataclass(frozen=True)
class FileForm:
    """What files of letters of one kind have in common.

    `shared` are the bytes with which each begins, `rows` its cross-reference entries but for those of the numbers `contents` (what
    each page of the cover draws), `metadata`, `info` and `entries` (the cross-reference stream itself), which are empty there.
    `said` is the document information but for title and subject, `language` that of the file.
    """

    shared: bytes
    rows: bytes
    root: int
    contents: tuple[int, ...]
    metadata: int
    info: int
    entries: int
    said: Mapping[str, str]
    language: str
    conforming: bool
    pages: int

    def written(self, contents: Sequence[bytes], particulars: Particulars) -> bytes:
        """The file of a letter of which the pages of the cover draw `contents`."""
        said = {**self.said, "/Title": particulars.title}
        if particulars.subject is not None:
            said["/Subject"] = particulars.subject
        own = {
            number: stream_object(b"", drawn, _LEVEL)
            for number, drawn in zip(self.contents, contents, strict=True)
        }
        described = xmp(said, self.language, conforming=self.conforming)
        own[self.metadata] = b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (
            len(described),
            described,
        )
        own[self.info] = info_entries(said)
        return self._with(own)

    def _with(self, own: Mapping[int, bytes]) -> bytes:
        pieces, at, rows = [self.shared], len(self.shared), bytearray(self.rows)
        for number, text in own.items():
            pieces.append(b"%d 0 obj\n%s\nendobj\n" % (number, text))
            _ROW.pack_into(rows, number * _ROW.size, _STANDING, at, 0)
            at += len(pieces[-1])
        _ROW.pack_into(rows, self.entries * _ROW.size, _STANDING, at, 0)
        digest = hashlib.sha256(b"".join(pieces[1:]), usedforsecurity=False)
        digest.update(self.rows)
        name = digest.hexdigest()[:32].encode()
        about = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            len(rows) // _ROW.size,
            self.root,
            self.info,
            name,
            name,
        )
        pieces.append(b"%d 0 obj\n%s\nendobj\n" % (self.entries, stream_object(about, bytes(rows))))
        pieces.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(pieces)


def file_form(letter: bytes, covers: int) -> FileForm:
    """What a finished letter shares with others that are built alike; its cover has so many pages."""
    with Pdf.open(io.BytesIO(letter)) as pdf:
        root, info = pdf.Root, pdf.docinfo
        contents = tuple(page.Contents.objgen[0] for page in pdf.pages[:covers])
        own = {*contents, root.Metadata.objgen[0], info.objgen[0]}
        shared = {found.objgen[0]: found for found in pdf.objects if _is_shared(found, own)}
        packed = {number: _text(found) for number, found in shared.items() if not isinstance(found, Stream)}
        streams = {number: _stream(found) for number, found in shared.items() if isinstance(found, Stream)}
        last = max((*own, *shared))
        written, rows = _shared_part(packed, streams, last + 1)
        return FileForm(
            shared=written,
            rows=rows + _ROW.pack(_FREE, 0, 0),
            root=root.objgen[0],
            contents=contents,
            metadata=root.Metadata.objgen[0],
            info=info.objgen[0],
            entries=last + 2,
            said={key: str(value) for key, value in info.items() if key not in ("/Title", "/Subject")},
            language=str(root.Lang),
            conforming=conforms(pdf),
            pages=len(pdf.pages),
        )


def _is_shared(found: Object, own: set[int]) -> bool:
    """Whether an object is there for every letter; what an earlier writer packed objects into is not there any more."""
    if not found.objgen[0] or found.objgen[0] in own:
        return False
    return not (isinstance(found, Stream) and found.stream_dict.get("/Type") in (Name.ObjStm, Name.XRef))


def _text(found: Object) -> bytes:
    return bytes(found.unparse(resolved=True))


def _stream(found: Stream) -> bytes:
    return b"%s\nstream\n%s\nendstream" % (found.stream_dict.unparse(), found.read_raw_bytes())


def _shared_part(packed: Mapping[int, bytes], streams: Mapping[int, bytes], pack: int) -> tuple[bytes, bytes]:
    """The bytes with which each file begins, and the cross-reference entries up to that of the object stream `pack`."""
    pieces, at = [_HEADER], len(_HEADER)
    rows = [_ROW.pack(_FREE, 0, 0)] * (pack + 1)
    rows[0] = _ROW.pack(_FREE, 0, 65535)
    for number, text in sorted(streams.items()):
        pieces.append(b"%d 0 obj\n%s\nendobj\n" % (number, text))
        rows[number] = _ROW.pack(_STANDING, at, 0)
        at += len(pieces[-1])
    pieces.append(b"%d 0 obj\n%s\nendobj\n" % (pack, object_stream(sorted(packed.items()))))
    rows[pack] = _ROW.pack(_STANDING, at, 0)
    for place, number in enumerate(sorted(packed)):
        rows[number] = _ROW.pack(_PACKED, pack, place)
    return b"".join(pieces), b"".join(rows)
