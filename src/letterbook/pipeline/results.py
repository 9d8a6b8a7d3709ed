"""What came of every file of a mailing, packed: of a hundred thousand letters it would fill the memory several times over."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from letterbook.archive.expectation import Expectation, ExpectedEnclosure
from letterbook.model import Many, NumberedNames, Outcome, Taken
from letterbook.pipeline.rendering import RenderResult
from letterbook.verification import Verified, VerifiedLetter

_NEAR = 40
"""Packs of results that are kept unpacked: a mailing of two thousand letters is never packed and unpacked again."""


class Results(Taken[RenderResult]):
    """Results by the names of their files, in the order in which they are put in until another is asked for."""

    def __init__(self) -> None:
        self._outcomes: Many[Outcome] = Many(near=_NEAR)
        self._letters: Many[VerifiedLetter | None] = Many(kept=[ExpectedEnclosure], near=_NEAR)
        self._are_taken_over, self._are_read = bytearray(), bytearray()
        self._places = NumberedNames()
        self._order = array("L")

    def put(self, name: str, result: RenderResult) -> None:
        """Takes the result in, in the place of an earlier one of this name."""
        place = len(self._outcomes)
        self._outcomes.append(result.outcome)
        self._letters.append(result.verified)
        self._are_taken_over.append(result.is_taken_over)
        self._are_read.append(result.verified is not None)
        if name not in self._places:
            self._order.append(place)
        else:
            self._order[self._order.index(self._places[name])] = place
        self._places.put(name, place)

    def has(self, name: str) -> bool:
        """Whether there is one of this name."""
        return name in self._places

    def of(self, name: str) -> RenderResult:
        """That of this name. Raises KeyError."""
        return self._result(self._places[name])

    def put_in_order(self, names: Iterable[str]) -> None:
        """From now on they are in the order of these names; one that none has is passed over."""
        self._order = array("L", (self._places[name] for name in names if name in self._places))

    def __len__(self) -> int:
        return len(self._order)

    def _at(self, place: int) -> RenderResult:
        return self._result(self._order[place])

    def _result(self, place: int) -> RenderResult:
        return RenderResult(
            self._outcomes[place], self._letters[place], is_taken_over=bool(self._are_taken_over[place])
        )

    @property
    def taken_over(self) -> int:
        """How many were made and verified by an earlier run."""
        return sum(self._are_taken_over[place] for place in self._order)

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """The outcomes alone."""
        return _Seen(self._order, self._outcomes.__getitem__)

    @property
    def expectations(self) -> Sequence[Expectation]:
        """What the files that were read back have to say."""
        places = array("L", (place for place in self._order if self._are_read[place]))
        return _Seen(places, lambda place: self._letter(place).expected)

    @property
    def verified(self) -> Mapping[str, Verified]:
        """What came of reading each file back, by its path in the mailing."""
        return _ByFile(self._places, lambda place: self._letter(place).verified)

    def _letter(self, place: int) -> VerifiedLetter:
        letter = self._letters[place]
        if letter is None:
            raise KeyError(place)
        return letter


Value = TypeVar("Value")


@dataclass(frozen=True)
class _Seen(Taken[Value]):
    """A part of each, unpacked when it is asked for."""

    places: array[int]
    value: Callable[[int], Value]

    def __len__(self) -> int:
        return len(self.places)

    def _at(self, place: int) -> Value:
        return self.value(self.places[place])

    def __iter__(self) -> Iterator[Value]:
        return map(self.value, self.places)


@dataclass(frozen=True)
class _ByFile(Mapping[str, Verified]):
    """The same by the files' paths; KeyError where a file was not read."""

    places: Mapping[str, int]
    value: Callable[[int], Verified]

    def __getitem__(self, file: str) -> Verified:
        return self.value(self.places[PurePosixPath(file).name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)
