"""Zips that are alike but for some of their parts: what one has in common with a zip that was read before is compared and not read again.

A zip is taken for alike where all its bytes are those of the other, but for the contents of the parts that may differ, their sums and sizes,
and the places in its directory that follow from these. Every other zip has to be read as a whole.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Generic, TypeVar

from letterbook.sources.documents.zip_parts import unpacked_part

# APPNOTE.TXT, 4.3.7: what stands before sum and sizes, these, and what follows.
_HEAD, _SUMS, _LENGTHS = 14, struct.Struct("<3L"), 4
_CENTRAL_SUMS, _CENTRAL_PLACE, _CENTRAL = 16, 42, 46  # 4.3.12
_END = struct.Struct("<4s4H2LH")  # 4.3.16
_MOST_KNOWN = 40
of_the_letter = re.compile(
    r"word/document\.xml|docProps/core\.xml|word/[\w-]*(?:header|footer)[\w-]*\.xml"
).fullmatch
"""Whether the part of this name may differ from letter to letter of a kind."""
_LARGEST = 4_000_000
"""Bytes of a part of its own; a larger one is for a reader that is careful."""


@dataclass(frozen=True)
class _Own:
    """A part that may differ: what stands before and behind its sums where it begins, how it is packed, and what it is in the
    zip that is known: sums, packed, and as it is.
    """

    name: str
    before: bytes
    behind: bytes
    method: int
    sums: bytes
    packed: bytes
    content: bytes


@dataclass(frozen=True)
class _Entry:
    """What the directory says of a part, but for its place: that is in one of the pieces, so many bytes from its beginning."""

    said: bytes
    name: bytes
    piece: int
    place: int


@dataclass(frozen=True, eq=False)
class Known:
    """A zip that was read as a whole, by which others are known."""

    pieces: tuple[bytes | _Own, ...]
    """What stands before its directory: bytes that are the same in all, and the parts of their own."""
    entries: tuple[_Entry, ...]

    def own_parts(self, data: bytes) -> Mapping[str, bytes] | None:
        """The parts that may differ of a zip that is alike in all else; None where it is not."""
        found: dict[str, bytes] = {}
        begins, sums, at = list[int](), dict[int, bytes](), 0
        for index, piece in enumerate(self.pieces):
            begins.append(at)
            if isinstance(piece, bytes):
                if not data.startswith(piece, at):
                    return None
                at += len(piece)
                continue
            behind = at + _HEAD + _SUMS.size
            begin = behind + len(piece.behind)
            if not (data.startswith(piece.before, at) and data.startswith(piece.behind, behind)):
                return None
            sums[index] = data[at + _HEAD : behind]
            if sums[index] == piece.sums and data.startswith(piece.packed, begin):
                found[piece.name], at = piece.content, begin + len(piece.packed)
                continue
            check, packed, size = _SUMS.unpack(sums[index])
            if size > _LARGEST:
                return None
            said = unpacked_part(data[begin : begin + packed], piece.method, size, check)
            if said is None:
                return None
            found[piece.name], at = said, begin + packed
        return found if data[at:] == self._directory(begins, sums, at) else None

    def _directory(self, begins: list[int], sums: Mapping[int, bytes], length: int) -> bytes:
        """What has to follow the parts, which have this length together."""
        said: list[bytes] = []
        for entry in self.entries:
            own, place = sums.get(entry.piece), (begins[entry.piece] + entry.place).to_bytes(4, "little")
            if own is None:
                said += (entry.said, place, entry.name)
            else:
                said += (
                    entry.said[:_CENTRAL_SUMS],
                    own,
                    entry.said[_CENTRAL_SUMS + _SUMS.size :],
                    place,
                    entry.name,
                )
        count, size = len(self.entries), sum(map(len, said))
        return b"".join((*said, _END.pack(b"PK\5\6", 0, 0, count, count, size, length, 0)))


Kept = TypeVar("Kept")


@dataclass
class AlikeZips(Generic[Kept]):
    """The zips that were read, by which others are known: the last used last. The parts that `may_differ` may do so; of each zip
    something is kept for the others.
    """

    may_differ: Callable[[str], object]
    _known: dict[Known, Kept] = field(default_factory=dict)

    def find(self, data: bytes) -> tuple[Kept, Mapping[str, bytes]] | None:
        """What was kept of the zip that this one is alike, and the parts that may differ."""
        for known in reversed(self._known):
            parts = known.own_parts(data)
            if parts is not None:
                kept = self._known[known] = self._known.pop(known)
                return kept, parts
        return None

    def learn(self, data: bytes, archive: zipfile.ZipFile, kept: Kept) -> None:
        """Takes over a zip, which is opened as `archive`, unless it is written in any unusual way."""
        known = _known(data, archive, self.may_differ)
        if known is not None:
            self._known[known] = kept
            if len(self._known) > _MOST_KNOWN:
                del self._known[next(iter(self._known))]

    def clear(self) -> None:
        """Forgets all of them."""
        self._known.clear()


def _known(data: bytes, archive: zipfile.ZipFile, may_differ: Callable[[str], object]) -> Known | None:
    infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    ends = [*(info.header_offset for info in infos[1:]), archive.start_dir]
    pieces: list[bytes | _Own] = []
    places: dict[str, tuple[int, int]] = {}
    together = groupby(
        zip(infos, ends, strict=True), lambda part: part[0].filename if may_differ(part[0].filename) else ""
    )
    for own, several in together:
        members = list(several)
        begin = members[0][0].header_offset
        for info, _ in members:
            places[info.filename] = len(pieces), info.header_offset - begin
        whole = data[begin : members[-1][1]]
        pieces.append(_own(members[0][0], whole, archive) if own else whole)
    known = Known(tuple(pieces), tuple(_entries(data, archive, places)))
    # Whatever is written in another way, it is not known by itself.
    return known if len(places) == len(infos) and known.own_parts(data) is not None else None


def _own(info: zipfile.ZipInfo, whole: bytes, archive: zipfile.ZipFile) -> _Own:
    behind, name = _HEAD + _SUMS.size, info.orig_filename.encode()
    begin = behind + _LENGTHS + len(name)
    return _Own(
        info.filename,
        whole[:_HEAD],
        whole[behind:begin],
        info.compress_type,
        whole[_HEAD:behind],
        whole[begin:],
        archive.read(info),
    )


def _entries(data: bytes, archive: zipfile.ZipFile, places: Mapping[str, tuple[int, int]]) -> list[_Entry]:
    at, entries = archive.start_dir, []
    for info in archive.infolist():
        length = len(info.orig_filename.encode())
        said, name = data[at : at + _CENTRAL_PLACE], data[at + _CENTRAL : at + _CENTRAL + length]
        entries.append(_Entry(said, name, *places[info.filename]))
        at += _CENTRAL + length
    return entries
