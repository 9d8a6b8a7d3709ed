"""Rows of numbers and of letters: a few bytes for what takes fifty as an object, and one copy for all processes of a machine."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from hashlib import blake2b
from pickle import PickleBuffer
from typing import Any, ClassVar, SupportsIndex, TypeAlias

Row: TypeAlias = "array[int] | memoryview[int]"
Letters: TypeAlias = "bytearray | memoryview[int]"
"""Texts in UTF-8, one after another."""
Laid: TypeAlias = "tuple[str, PickleBuffer | memoryview[int] | bytes]"
"""What the numbers of a row are (see the module array), and its bytes."""


class OfRows:
    """What is whole with the rows that `ROWS` names, and with its `PARTS`. Pickled, the rows go beside everything else (PEP 574), so
    that who writes them into a file can read them there; what comes out can be read, and not be added to.
    """

    ROWS: ClassVar[tuple[str, ...]]
    PARTS: ClassVar[tuple[str, ...]] = ()

    @property
    def kinds(self) -> list[str]:
        """What the numbers of each row are (see the module array)."""
        return [memoryview(getattr(self, name)).format for name in self.ROWS]

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        beside = PickleBuffer if int(protocol) > 4 else bytes
        rows = [*zip(self.kinds, (beside(getattr(self, name)) for name in self.ROWS), strict=True)]
        return _restored, (type(self), rows, {name: getattr(self, name) for name in self.PARTS})

    def lie_in(self, rows: Sequence[Laid]) -> None:
        """Has these from now on in the place of its own, which say the same."""
        for name, (kind, row) in zip(self.ROWS, rows, strict=True):
            setattr(self, name, memoryview(row).cast("B").cast(kind))  # type: ignore[call-overload]  # one of array's own


def _restored(kind: type[OfRows], rows: Sequence[Laid], parts: dict[str, Any]) -> OfRows:
    made = kind.__new__(kind)
    vars(made).update(parts)
    made.lie_in(rows)
    return made


def piece(letters: Letters, ends: Row, place: int) -> str:
    """The text at this place of those that end there."""
    begin = ends[place - 1] if place else 0
    return str(letters[begin : ends[place]], "utf-8", "surrogatepass")


def text_print(text: str) -> int:
    """What the text is known by, eight bytes of a digest: the same in every process, which Python's own hash is not."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
