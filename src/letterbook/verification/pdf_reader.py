"""pypdf for files of hundreds of thousands of objects, which is what a bundle of thousands of letters has."""

from __future__ import annotations

import io
import re
import struct
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate, chain
from typing import IO, Any, BinaryIO

import pypdf

_LEAST = _ELEMENTS = 2_000_000
_PACKS_HELD = 12
"""Letters of a kind have their pages in packs of their own, and in a bundle the kinds take turns."""
_BYTES_AN_OBJECT = 8
"""A bundle of ours has some 15 bytes for each of its objects, which are packed."""


class _Packed(Mapping[int, tuple[int, int]]):
    """In which object stream each object is. pypdf notes a pair for each; here objects that follow each other in one stream are a run.

    The second of the pair, the object's place in the stream, pypdf does not use: it goes by the number.
    """

    def __init__(self) -> None:
        self._starts, self._ends, self._streams = array("Q"), array("Q"), array("Q")
        self._others: dict[int, int] = {}
        """Those that were told of behind higher ones; they are newer than the runs."""

    def __getitem__(self, number: int) -> tuple[int, int]:
        stream = self._others.get(number)
        if stream is None and self._is_in_a_run(number):
            stream = self._streams[bisect_right(self._starts, number) - 1]
        if stream is None:
            raise KeyError(number)
        return stream, 0

    def __contains__(self, number: object) -> bool:
        return number in self._others or (isinstance(number, int) and self._is_in_a_run(number))

    def __iter__(self) -> Iterator[int]:
        yield from chain.from_iterable(map(range, self._starts, self._ends))
        yield from (number for number in self._others if not self._is_in_a_run(number))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __setitem__(self, number: int, where: tuple[int, int]) -> None:
        self.note(number, where[0])

    def note(self, number: int, stream: int) -> None:
        """The object with this number is in this stream."""
        end = self._ends[-1] if self._ends else 0
        if end and number == end and stream == self._streams[-1]:
            self._ends[-1] += 1
        elif number >= end:
            self._starts.append(number)
            self._ends.append(number + 1)
            self._streams.append(stream)
        else:
            self._others[number] = stream

    def _is_in_a_run(self, number: int) -> bool:
        if not self._ends or number >= self._ends[-1]:
            return False
        at = bisect_right(self._starts, number) - 1
        return at >= 0 and number < self._ends[at]


class LargeFileReader(pypdf.PdfReader):
    """Reads as pypdf does, in half the memory, and as many objects as a file of this size can have: pypdf stops at two
    million, which 20,000 letters have.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._packs: dict[int, dict[int, bytes]] = {}
        self._most = most_objects(stream)
        super().__init__(stream, strict=True, xref_stream_maximum_entries=self._most)

    _rows: bytes | None = None
    """Those of the cross-reference stream that is being read; None where it is not told in our way."""

    def _sanitize_pdf15_xref_stream_index_pairs(
        self, index_pairs: Any, entry_sizes: Any, xref_stream: Any
    ) -> Any:
        self._rows = _rows(xref_stream, self._most)
        if self._rows is not None:  # so that pypdf need not unpack it
            xref_stream.decoded_self = pypdf.generic.DecodedStreamObject()
            xref_stream.decoded_self.set_data(self._rows)
        return super()._sanitize_pdf15_xref_stream_index_pairs(
            index_pairs=index_pairs, entry_sizes=entry_sizes, xref_stream=xref_stream
        )

    def _read_xref_subsections(
        self, idx_pairs: list[int], get_entry: Callable[..., Any], used_before: Callable[..., Any]
    ) -> None:
        """Notes where the objects of a cross-reference stream stand, but for those that a newer one has."""
        rows = self._rows
        if rows is None or len(rows) < _ROW.size * sum(idx_pairs[1::2]):
            super()._read_xref_subsections(idx_pairs, get_entry, used_before)
            return
        entries = _ROW.iter_unpack(rows[: len(rows) // _ROW.size * _ROW.size])
        packed, standing = self._packed, self.xref
        first = standing.setdefault(0, {})
        for start, size in self._pairs(idx_pairs):
            for number, (kind, where, further) in zip(range(start, start + size), entries, strict=False):
                if kind == _IN_A_STREAM and number not in first and number not in packed:
                    packed.note(number, where)
                elif kind == _STANDING and number not in standing.get(further, ()) and number not in packed:
                    standing.setdefault(further, {})[number] = where
                elif kind > _IN_A_STREAM:
                    raise pypdf.errors.PdfReadError(f"Unknown xref type: {kind}")
        self._rows = None

    def get_object(self, indirect_reference: Any) -> Any:
        """As pypdf does; a packed stream of the simplest form is read without its parser, which takes ten times as long."""
        number = getattr(indirect_reference, "idnum", 0)
        place = self.xref.get(0, {}).get(number)
        if (
            place is None
            or self._encryption is not None
            or indirect_reference.generation
            or number in self._packed
            or (0, number) in self.resolved_objects
            or self.xref_free_entry.get(0, {}).get(number)
        ):
            return super().get_object(indirect_reference)
        stream = _plain_stream(self.stream, place, number)
        if stream is None:
            return super().get_object(indirect_reference)
        self.resolved_objects[0, number] = stream
        return stream

    def _get_object_from_stream(self, indirect_reference: Any) -> Any:
        """As pypdf does; a page as a bundle has it, or a node of its pages, is read without its parser."""
        number = indirect_reference.idnum
        pack, _ = self._packed[number]
        texts = self._packs.pop(pack, None)
        if texts is None:
            texts = _texts(pypdf.generic.IndirectObject(pack, 0, self).get_object())
            if len(self._packs) == _PACKS_HELD:
                del self._packs[next(iter(self._packs))]
        self._packs[pack] = texts  # the last used goes last
        text = texts.get(number, b"")
        page = _plain_page(text, self) or _plain_node(text, self)
        if page is None:
            return super()._get_object_from_stream(indirect_reference)
        self.resolved_objects[0, number] = page
        return page

    @property
    def xref_objStm(self) -> Any:  # noqa: N802  # pypdf's name
        return self._packed

    @xref_objStm.setter
    def xref_objStm(self, _empty: Any) -> None:  # noqa: N802
        self._packed = _Packed()


_ROW = struct.Struct(">BIH")
_STANDING, _IN_A_STREAM = 1, 2  # ISO 32000-1, table 18
_UP = 2  # a filter of PNG: each byte is told by its difference from the one above it
_ENTRIES = {"/Predictor": 12, "/Columns": 7}
_BYTE = (255).__and__
"""The last byte of a number."""


def _rows(section: Any, most: int) -> bytes | None:
    """The rows of a cross-reference stream of seven bytes each; None of another, and of one with more than so many."""
    parms = section.get("/DecodeParms")
    if (
        section["/W"] != [1, 4, 2]
        or section.get("/Filter") != "/FlateDecode"
        or parms not in (None, _ENTRIES)
    ):
        return None
    line = _ROW.size + 1
    unpacking = zlib.decompressobj()
    try:  # a hundred thousand letters have more rows than pypdf unpacks
        data = unpacking.decompress(section._data, most * line)  # noqa: SLF001  # as pypdf's own reader does
    except zlib.error:
        return None
    if unpacking.unconsumed_tail:
        return None
    if parms is None:
        return data
    if len(data) % line or data[::line].strip(bytes([_UP])):
        return None
    rows = bytearray(len(data) // line * _ROW.size)
    for column in range(_ROW.size):
        rows[column :: _ROW.size] = bytes(map(_BYTE, accumulate(data[column + 1 :: line])))
    del data
    return bytes(rows)


_STREAM = re.compile(rb"(\d+) 0 obj\n<</Filter/FlateDecode/Length (\d+)>>\nstream\n")
_LONGEST_HEAD = 100
_END = b"\nendstream\nendobj\n"


def _plain_stream(file: IO[Any], place: int, number: int) -> Any:
    """The stream with this number, where it stands there in the simplest form; else None."""
    file.seek(place)
    head = file.read(_LONGEST_HEAD)
    found = _STREAM.match(head)
    if found is None or int(found[1]) != number:
        return None
    file.seek(place + found.end())
    length = int(found[2])
    data = file.read(length + len(_END))
    if len(data) != length + len(_END) or not data.endswith(_END):
        return None
    stream = pypdf.generic.EncodedStreamObject()
    stream[_FILTER], stream[_LENGTH] = _FLATE, pypdf.generic.NumberObject(length)
    stream._data = data[:length]  # noqa: SLF001  # as pypdf's own reader does
    return stream


def _name(text: str) -> pypdf.generic.NameObject:
    return pypdf.generic.NameObject(text)


_FILTER, _LENGTH, _FLATE = _name("/Filter"), _name("/Length"), _name("/FlateDecode")


def _texts(pack: Any) -> dict[int, bytes]:
    """The texts of the objects in a pack (ISO 32000-1, 7.5.7) by their numbers; none where it is not plain."""
    data: bytes = pack.get_data()
    try:
        count, first = int(pack["/N"]), int(pack["/First"])
        numbers = list(map(int, data[:first].split()))
    except (KeyError, TypeError, ValueError):
        return {}
    places = [*(first + offset for offset in numbers[1::2]), len(data)]
    if len(numbers) != 2 * count or places != sorted(places) or len(set(numbers[::2])) != count:
        return {}
    spans = zip(numbers[::2], places, places[1:], strict=False)
    return {number: data[begin:end].rstrip(b"\n") for number, begin, end in spans}


_PAGE = re.compile(
    rb"<</Type/Page/Parent (\d+) 0 R/DPart (\d+) 0 R/MediaBox (\d+) 0 R/Resources (\d+) 0 R"
    rb"(?:/Contents (?:(\d+) 0 R|\[((?:\d+ 0 R ?)+)\])/StructParents (\d+)/Tabs/S)?>>"
)
_TYPE, _TABS, _CONTENTS, _MARKS = map(_name, ("/Type", "/Tabs", "/Contents", "/StructParents"))
_PAGE_TYPE, _BY_STRUCTURE = map(_name, ("/Page", "/S"))
_HELD = tuple(map(_name, ("/Parent", "/DPart", "/MediaBox", "/Resources")))


def _plain_page(text: bytes, reader: Any) -> Any:
    """The page of this text, where it is one as a bundle has it; else None."""
    found = _PAGE.fullmatch(text)
    if found is None:
        return None
    refer = pypdf.generic.IndirectObject
    page = pypdf.generic.DictionaryObject()
    page[_TYPE] = _PAGE_TYPE
    for key, number in zip(_HELD, found.groups(), strict=False):
        page[key] = refer(int(number), 0, reader)
    one, several, marks = found.group(5, 6, 7)
    if marks is None:
        return page
    page[_CONTENTS] = refer(int(one), 0, reader) if one else _references(several, reader)
    page[_MARKS], page[_TABS] = pypdf.generic.NumberObject(int(marks)), _BY_STRUCTURE
    return page


def _references(text: bytes, reader: Any) -> Any:
    """An array of references: “7 0 R 8 0 R”."""
    refer = pypdf.generic.IndirectObject
    return pypdf.generic.ArrayObject(refer(int(number), 0, reader) for number in text.split()[::3])


_NODE = re.compile(rb"<</Type/Pages/Parent (\d+) 0 R/Count (\d+)/Kids\[((?:\d+ 0 R ?)+)\]>>")
_PAGES_TYPE, _PARENT, _COUNT, _KIDS = map(_name, ("/Pages", "/Parent", "/Count", "/Kids"))


def _plain_node(text: bytes, reader: Any) -> Any:
    """The same of a node of the page tree below its root."""
    found = _NODE.fullmatch(text)
    if found is None:
        return None
    refer = pypdf.generic.IndirectObject
    node = pypdf.generic.DictionaryObject()
    node[_TYPE], node[_PARENT] = _PAGES_TYPE, refer(int(found[1]), 0, reader)
    node[_COUNT] = pypdf.generic.NumberObject(int(found[2]))
    node[_KIDS] = _references(found[3], reader)
    return node


def most_objects(stream: BinaryIO) -> int:
    """How many objects a file may have."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return max(_LEAST, size // _BYTES_AN_OBJECT)


@contextmanager
def large_files() -> Iterator[None]:
    """Within it pypdf reads arrays and page trees as long as a bundle's; what a stream may unpack to stays as it is."""
    with pypdf.apply_configuration(
        array_maximum_element_count=_ELEMENTS, page_tree_maximum_entries=_ELEMENTS
    ):
        yield
