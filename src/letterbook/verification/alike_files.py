"""Files that are built alike: what one has in common with a file that was read before is not read again.

A file of ours begins with all that its letter shares with others, and ends with what is its own: what the pages of the cover draw,
the document information, the XMP and the cross-reference stream. A file is taken for alike where it begins with the same bytes,
and where the rest consists of just these objects, standing where its entries say. Every other file is read as a whole.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from letterbook.verification.drawn_content import drawn_digest, unpacked

_OBJECT = re.compile(rb"(\d+) 0 obj\n(<<[^\n]*>>)\n(stream\n|endobj\n)")
_LENGTH = re.compile(rb"/Length (\d+)>>$")
_NAME = re.compile(rb"/ID\[<[0-9a-f]{32}><[0-9a-f]{32}>\]")
_WIDTHS = b"/W[1 4 2]"
_ROW, _STANDING = 7, 1
_START = re.compile(rb"\nendobj\nstartxref\n(\d+)\n%%EOF\n$")
_FLATE = b"/Filter/FlateDecode"
_MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class OwnPart:
    """What stands in a file behind what it shares: its objects by their numbers, as (dictionary, content), where each begins, and
    the entries of all objects of the file.
    """

    begin: int
    objects: Mapping[int, tuple[bytes, bytes]]
    offsets: Mapping[int, int]
    entries: int
    rows: bytes

    @property
    def form(self) -> tuple[tuple[int, bytes], ...]:
        """How its objects are described, but for their lengths, their words and the file's name."""
        return tuple((number, self._described(number)) for number in self.objects)

    def _described(self, number: int) -> bytes:
        about, content = self.objects[number]
        if not content and number != self.entries:
            return b""  # the document information, which is read by itself
        return _NAME.sub(b"", _LENGTH.sub(b"", about))

    def rows_of_others(self) -> bytes:
        """The entries with nothing where its own objects have theirs."""
        rows = bytearray(self.rows)
        for number in self.objects:
            rows[number * _ROW : (number + 1) * _ROW] = bytes(_ROW)
        return bytes(rows)


def _own_part(data: bytes, begin: int, others: bytes | None = None) -> OwnPart | None:
    """What stands in a file from a place on; None where it is anything but objects that its entries know there. `others` are the
    entries of all other objects in a file that was looked at before; None is said of one that has others, too.
    """
    start = _START.search(data, max(begin, len(data) - 64))
    if start is None:
        return None
    objects: dict[int, tuple[bytes, bytes]] = {}
    offsets: dict[int, int] = {}
    at, end, number = begin, start.start() + len(b"\nendobj\n"), -1
    while at < end:
        found = _OBJECT.match(data, at)
        if found is None or int(found[1]) in objects:
            return None
        number, about, content, behind = int(found[1]), found[2], b"", found.end()
        if found[3] == b"stream\n":
            length = _LENGTH.search(about)
            if length is None:
                return None
            content = data[behind : behind + int(length[1])]
            behind += len(content)
            if not data.startswith(_ENDED, behind):
                return None
            behind += len(_ENDED)
        objects[number], offsets[number], at = (about, content), at, behind
    if number < 0 or at != end or offsets[number] != int(start[1]) or _WIDTHS not in objects[number][0]:
        return None
    rows = _unpacked(objects[number][1])
    part = OwnPart(begin, objects, offsets, number, rows)
    if others is not None:
        is_known = len(rows) == len(others) and _own_rows_are_right(part) and part.rows_of_others() == others
        return part if is_known else None
    return part if _stands_where_it_says(part) else None


_ENDED = b"\nendstream\nendobj\n"


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompress(content)
    except zlib.error:
        return b""


def _stands_where_it_says(part: OwnPart) -> bool:
    """Whether the entries of its objects are right, and no other object stands there."""
    count = len(part.rows) // _ROW
    if count * _ROW != len(part.rows) or not _own_rows_are_right(part):
        return False
    for number in range(count):
        row = part.rows[number * _ROW : (number + 1) * _ROW]
        if number in part.objects:
            continue
        if row[0] == _STANDING and int.from_bytes(row[1:5], "big") >= part.begin:
            return False
    return True


def _own_rows_are_right(part: OwnPart) -> bool:
    """Whether each of its objects stands where its entry says."""
    rows = ((part.rows[number * _ROW : (number + 1) * _ROW], at) for number, at in part.offsets.items())
    return all(row == _OWN_ROW % at.to_bytes(4, "big") for row, at in rows)


_OWN_ROW = b"\1%s\0\0"


@dataclass(frozen=True)
class KnownFile:
    """A file that was read as a whole. `contents` are the numbers of what its cover's pages draw, in their order."""

    shared: bytes
    form: tuple[tuple[int, bytes], ...]
    rows: bytes
    contents: Sequence[int]
    metadata: int
    info: int

    @cached_property
    def digest(self) -> str:
        """The same for files that are alike but for their own parts."""
        return hashlib.sha256(self.shared + repr((self.form, self.rows)).encode()).hexdigest()

    def own_part_of(self, data: bytes) -> OwnPart | None:
        """The own part of another file that is alike in all else; None where it is not."""
        if not data.startswith(self.shared):
            return None
        part = _own_part(data, len(self.shared), self.rows)
        return part if part is not None and part.form == self.form else None


def known_file(data: bytes, contents: Sequence[int], metadata: int, info: int) -> KnownFile | None:
    """A file by which others are known, from the numbers of the objects that are its own; None where it is built otherwise."""
    start = _START.search(data, max(0, len(data) - 64))
    if start is None:
        return None
    found = _OBJECT.match(data, int(start[1]))
    length = found and _LENGTH.search(found[2])
    if not found or not length:
        return None
    rows = _unpacked(data[found.end() : found.end() + int(length[1])])
    own = {*contents, metadata, info, int(found[1])}
    if any((number + 1) * _ROW > len(rows) for number in own):
        return None
    begin = min(int.from_bytes(rows[number * _ROW + 1 : number * _ROW + 5], "big") for number in own)
    part = _own_part(data, begin)
    if part is None or part.objects.keys() != own:
        return None
    return KnownFile(data[:begin], part.form, part.rows_of_others(), tuple(contents), metadata, info)


def digest_of(part: OwnPart, number: int) -> str:
    """The digest of what a page draws."""
    about, content = part.objects[number]
    return drawn_digest([unpacked(content) if _FLATE in about else content])


def content_of(part: OwnPart, number: int) -> bytes:
    """What a page draws, unpacked; nothing where it is packed in another way than ours."""
    about, content = part.objects[number]
    return unpacked(content) if _FLATE in about and about.count(b"/") == _ENTRIES else b""


_ENTRIES = 3  # of `<</Filter/FlateDecode/Length 1>>`
