"""Numbers by names, for as many names as a mailing has letters."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping

from letterbook.model.rows import piece, text_print

_FEWEST = 64
"""Fields of the smallest table; a power of two, as every size is."""


class NumberedNames(Mapping[str, int]):
    """Numbers from 0 on by names, which come out in the order in which they came; some fifty bytes for each beside its letters."""

    def __init__(self) -> None:
        self._letters, self._ends, self._numbers = bytearray(), array("Q"), array("Q")
        self._table = _empty(_FEWEST)
        """For each name, at the field of its print or the next free one, its place and 1; 0 where there is none."""

    def put(self, name: str, number: int) -> None:
        """Gives the name this number, in the place of one that it has."""
        field, place = self._find(name)
        if place is not None:
            self._numbers[place] = number
            return
        self._letters += name.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._letters))
        self._numbers.append(number)
        self._table[field] = len(self._ends)
        if 2 * len(self._ends) > len(self._table):
            self._widen()

    def __getitem__(self, name: str) -> int:
        _, place = self._find(name)
        if place is None:
            raise KeyError(name)
        return self._numbers[place]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._find(name)[1] is not None

    def __iter__(self) -> Iterator[str]:
        return (piece(self._letters, self._ends, place) for place in range(len(self._ends)))

    def __len__(self) -> int:
        return len(self._ends)

    def _find(self, name: str) -> tuple[int, int | None]:
        """The name's field and place; where it has none, the free field that would be its own."""
        last = len(self._table) - 1
        field = text_print(name) & last
        while held := self._table[field]:
            if piece(self._letters, self._ends, held - 1) == name:
                return field, held - 1
            field = field + 1 & last
        return field, None

    def _widen(self) -> None:
        self._table = _empty(2 * len(self._table))
        for place, name in enumerate(self):
            field, _ = self._find(name)
            self._table[field] = place + 1


def _empty(fields: int) -> array[int]:
    return array("L", bytes(fields * array("L").itemsize))
