"""Values of which there are as many as letters: they wait packed, in a file from a certain size on, and are unpacked some at a time."""

from __future__ import annotations

import io
import pickle
import zlib
from abc import abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from tempfile import SpooledTemporaryFile
from typing import Any, TypeVar, overload

from letterbook.model.names import NumberedNames

Value = TypeVar("Value")

TOGETHER = 50
"""Values that are packed together, and unpacked together."""
_HELD_BYTES = 2_000_000
_QUICK = 1
"""By which level of zlib they are packed: what letters have in common is found by any of them."""
_NEAR = 16
"""Packs that are kept unpacked for whoever asks for one value after another: letters of several kinds take turns in a list."""


class Taken(Sequence[Value]):
    """A sequence that gives one value at a time: `_at` has that of a place, which is never below 0 nor beyond the end."""

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Value]: ...
    def __getitem__(self, place: int | slice) -> Value | Sequence[Value]:
        if isinstance(place, slice):
            return [self._at(each) for each in range(len(self))[place]]
        return self._at(range(len(self))[place])

    @abstractmethod
    def _at(self, place: int) -> Value: ...


class Many(Taken[Value]):
    """A sequence of frozen values that can be pickled. Values that come out are equal to those that were put in, and seldom the
    same objects; parts of a type that is to be `kept` are held once, and can be hashed. `near` packs are kept unpacked. It can be sent
    to another process.
    """

    def __init__(self, values: Iterable[Value] = (), kept: Iterable[type] = (), near: int = _NEAR) -> None:
        self._file = SpooledTemporaryFile(max_size=_HELD_BYTES)  # noqa: SIM115  # it goes with the sequence
        self._ends = array("Q")
        self._last: list[Value] = []
        self._kept = frozenset(kept)
        self._shared: dict[Any, int] = {}
        self._near: dict[int, list[Value]] = {}
        self._most_near = near
        for value in values:
            self.append(value)

    def append(self, value: Value) -> None:
        """Takes a value in at the end."""
        self._last.append(value)
        if len(self._last) == TOGETHER:
            held = io.BytesIO()
            _Packer(held, self._kept, self._shared).dump(self._last)
            self._write(zlib.compress(held.getvalue(), _QUICK))
            self._last = []

    def __len__(self) -> int:
        return len(self._ends) * TOGETHER + len(self._last)

    def _at(self, place: int) -> Value:
        pack, within = divmod(place, TOGETHER)
        if pack == len(self._ends):
            return self._last[within]
        values = self._near.pop(pack, None)
        if values is None:
            values = self._unpacked(pack)
            if len(self._near) == self._most_near:
                del self._near[next(iter(self._near))]
        self._near[pack] = values  # the last used goes last
        return values[within]

    def __iter__(self) -> Iterator[Value]:
        for pack in range(len(self._ends)):
            yield from self._unpacked(pack)
        yield from self._last

    def __reduce__(self) -> tuple[Any, ...]:
        lengths = array("Q", (end - start for start, end in map(self._span, range(len(self._ends)))))
        self._file.seek(0)
        return _restored, (self._kept, self._file.read(), lengths, self._last, list(self._shared))

    def _write(self, packed: bytes) -> None:
        begin = self._ends[-1] if self._ends else 0
        self._file.seek(begin)
        self._file.write(packed)
        self._ends.append(begin + len(packed))

    def _span(self, pack: int) -> tuple[int, int]:
        return self._ends[pack - 1] if pack else 0, self._ends[pack]

    def _unpacked(self, pack: int) -> list[Value]:
        begin, end = self._span(pack)
        self._file.seek(begin)
        held = io.BytesIO(zlib.decompress(self._file.read(end - begin)))
        values: list[Value] = _Unpacker(held, list(self._shared)).load()
        return values


class ManyByName(Mapping[str, Value]):
    """Such values by their names; whoever asks for them in the order in which they came waits least."""

    def __init__(self, kept: Iterable[type] = (), near: int = _NEAR) -> None:
        self._values: Many[Value] = Many(kept=kept, near=near)
        self._places = NumberedNames()

    def put(self, name: str, value: Value) -> None:
        """Takes a value in, in the place of one of the same name."""
        self._places.put(name, len(self._values))
        self._values.append(value)

    def __getitem__(self, name: str) -> Value:
        return self._values[self._places[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _restored(
    kept: Iterable[type], packed: bytes, lengths: array[int], last: list[Any], shared: list[Any]
) -> Many[Any]:
    many: Many[Any] = Many(kept=kept)
    many._file.write(packed)  # noqa: SLF001  # it is being made
    many._ends, many._last = array("Q", accumulate(lengths)), last  # noqa: SLF001
    many._shared = {part: number for number, part in enumerate(shared)}  # noqa: SLF001
    return many


class _Packer(pickle.Pickler):
    def __init__(self, target: io.BytesIO, kept: frozenset[type], shared: dict[Any, int]) -> None:
        super().__init__(target, pickle.HIGHEST_PROTOCOL)
        self._kept, self._shared = kept, shared

    def persistent_id(self, value: object) -> int | None:
        return self._shared.setdefault(value, len(self._shared)) if type(value) in self._kept else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, source: io.BytesIO, shared: Sequence[Any]) -> None:
        super().__init__(source)
        self._shared = shared

    def persistent_load(self, number: int) -> object:
        return self._shared[number]
