"""Letters whose files begin with the same bytes: what they share is read once, and of each further one what is its own.

`letter_file` writes them: behind what all share stand what the pages of the cover draw, what the file says of itself, and
its cross-reference stream.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_OBJECT = re.compile(rb"(\d+) 0 obj\n(<<[^\n]*>>)\n(stream\n|endobj\n)")
_LENGTH = re.compile(rb"/Length (\d+)>>$")
_START = re.compile(rb"\nendobj\nstartxref\n(\d+)\n%%EOF\n$")
_ROWS, _ROW = b"/Type/XRef", 7
_PACKED = b"/Filter/FlateDecode"


@dataclass(frozen=True)
class OwnPart:
    """What stands behind what letters share: its objects by number, as (dictionary, content), and the entries of all others."""

    objects: Mapping[int, tuple[bytes, bytes]]
    others: bytes

    def drawn(self, number: int) -> bytes:
        """What the stream with this number draws."""
        about, content = self.objects[number]
        return zlib.decompress(content) if _PACKED in about else content

    def packed(self, number: int) -> bytes:
        """The same, packed by Flate."""
        about, content = self.objects[number]
        return content if _PACKED in about else zlib.compress(content)


@dataclass(frozen=True)
class KnownLetter:
    """A letter that was read as a whole; `contents` are the numbers of what the pages of its cover draw."""

    shared: bytes
    own: frozenset[int]
    others: bytes
    contents: tuple[int, ...]

    def drawn_by(self, file: bytes) -> list[bytes] | None:
        """What the pages of the cover draw in a file that has all else in common with this; None for any other file."""
        part = self._part(file)
        return [part.drawn(number) for number in self.contents] if part else None

    def packed_by(self, file: bytes) -> list[bytes] | None:
        """The same, packed by Flate."""
        part = self._part(file)
        return [part.packed(number) for number in self.contents] if part else None

    def _part(self, file: bytes) -> OwnPart | None:
        if not file.startswith(self.shared):
            return None
        part = _own_part(file, len(self.shared))
        is_alike = part and part.objects.keys() == self.own and part.others == self.others
        return part if is_alike else None


def known_letter(file: bytes, contents: Sequence[int], metadata: int, info: int) -> KnownLetter | None:
    """The letter as one by which others are known, from the numbers of the objects that are its own; None where its file is built
    otherwise.
    """
    start = _START.search(file, max(0, len(file) - 64))
    found = _OBJECT.match(file, int(start[1])) if start else None
    if not found or _ROWS not in found[2] or not all(contents):
        return None
    own = {*contents, metadata, info, int(found[1])}
    begins = [file.find(b"\n%d 0 obj\n" % number) + 1 for number in own]
    part = _own_part(file, min(begins)) if all(begins) else None
    if part is None or part.objects.keys() != own:
        return None
    return KnownLetter(file[: min(begins)], frozenset(own), part.others, tuple(contents))


def _own_part(file: bytes, begin: int) -> OwnPart | None:
    """What stands in the file from a place on; None where it is anything but objects, a cross-reference stream the last."""
    start = _START.search(file, max(begin, len(file) - 64))
    if start is None:
        return None
    objects: dict[int, tuple[bytes, bytes]] = {}
    at, end, number, place = begin, start.start() + len(b"\nendobj\n"), -1, -1
    while at < end:
        found = _OBJECT.match(file, at)
        if found is None or int(found[1]) in objects:
            return None
        number, place, content, at = int(found[1]), at, b"", found.end()
        if found[3] == b"stream\n":
            length = _LENGTH.search(found[2])
            if length is None:
                return None
            content = file[at : at + int(length[1])]
            at += len(content) + len(b"\nendstream\nendobj\n")
        objects[number] = found[2], content
    if at != end or place != int(start[1]) or _ROWS not in objects[number][0]:
        return None
    rows = bytearray(zlib.decompress(objects[number][1]))
    for own in objects:
        rows[own * _ROW : (own + 1) * _ROW] = bytes(_ROW)
    return OwnPart(objects, bytes(rows))
