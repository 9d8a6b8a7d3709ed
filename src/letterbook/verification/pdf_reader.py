"""pypdf for files of hundreds of thousands of objects, which is what a bundle of thousands of letters has."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pypdf

_LEAST = _ELEMENTS = 2_000_000
_BYTES_AN_OBJECT = 8
"""A bundle of ours has some 15 bytes for each of its objects, which are packed."""


class _Packed(dict[int, tuple[int, int]]):
    """In which object stream each object is. pypdf notes a pair for each; the objects of one stream share theirs.

    The second of the pair, the object's place in the stream, pypdf does not use: it goes by the number.
    """

    def __init__(self) -> None:
        super().__init__()
        self._pairs: dict[int, tuple[int, int]] = {}

    def __setitem__(self, number: int, where: tuple[int, int]) -> None:
        super().__setitem__(number, self._pairs.setdefault(where[0], (where[0], 0)))


class LargeFileReader(pypdf.PdfReader):
    """Reads as pypdf does, in half the memory, and as many objects as a file of this size can have: pypdf stops at two
    million, which 20,000 letters have.
    """

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream, strict=True, xref_stream_maximum_entries=most_objects(stream))

    @property
    def xref_objStm(self) -> Any:  # noqa: N802  # pypdf's name
        return self._packed

    @xref_objStm.setter
    def xref_objStm(self, _empty: Any) -> None:  # noqa: N802
        self._packed = _Packed()


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
