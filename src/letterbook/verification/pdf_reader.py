"""pypdf for files of hundreds of thousands of objects, which is what a bundle of thousands of letters has."""

from __future__ import annotations

from typing import Any

import pypdf


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
    """Reads as pypdf does, in half the memory."""

    @property
    def xref_objStm(self) -> Any:  # noqa: N802  # pypdf's name
        return self._packed

    @xref_objStm.setter
    def xref_objStm(self, _empty: Any) -> None:  # noqa: N802
        self._packed = _Packed()
