"""What is wrong with the input, as values: readers return `(value, problems)` and go on, so that one run shows all of it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Literal

from letterbook.remedies import Remedy
from letterbook.sentences import say, template_of, values_of


@dataclass(frozen=True, order=True, slots=True)  # a list of thousands of recipients has ten for each
class Place:
    """Where a problem is: a file, and in it a line and column (from 1), or a sheet and cell, or a named part.

    `file` is the path as the user knows it, relative to the workspace where it lies inside.
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    part: str | None = None

    def __str__(self) -> str:
        return ", ".join(self.named)

    @property
    def named(self) -> tuple[str, ...]:
        """What it is called, in one piece or several: the file with line and column, the sheet, the cell, the part."""
        if self.cell or self.sheet:
            sheet = say("sheet “{sheet}”", sheet=self.sheet) if self.sheet else None
            return tuple(filter(None, (self.file, sheet, self.cell)))
        position = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return (position, self.part) if self.part else (position,)


class Positions(Mapping[str, Place]):
    """The same by names: lines and columns of one file, a few bytes each, since a list may have a dozen for each of a hundred
    thousand recipients.
    """

    __slots__ = ("_file", "_names", "_positions")

    def __init__(self, places: Mapping[str, Place]) -> None:
        [self._file] = {place.file for place in places.values()}
        names = tuple(map(intern, places))
        self._names = _NAMES.setdefault(names, names)
        positions = (position for each in places.values() for position in (each.line or 0, each.column or 0))
        self._positions = array("I", positions).tobytes()

    def __getitem__(self, name: str) -> Place:
        try:
            at = self._names.index(name)
        except ValueError:
            raise KeyError(name) from None
        line, column = memoryview(self._positions).cast("I")[2 * at : 2 * at + 2]
        return Place(self._file, line or None, column or None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


_NAMES: dict[tuple[str, ...], tuple[str, ...]] = {}
"""Names that stand together; those of most recipients are the same."""


class Overlaid(Mapping[str, Place]):
    """Places of which some names have others: both mappings are shared with whoever has them too, and not copied."""

    __slots__ = ("_above", "_below")

    def __init__(self, above: Mapping[str, Place], below: Mapping[str, Place]) -> None:
        self._above, self._below = above, below

    def __getitem__(self, name: str) -> Place:
        return self._above[name] if name in self._above else self._below[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._below
        yield from (name for name in self._above if name not in self._below)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class Problem:
    """One thing that a person has to know about the input.

    `code` is a stable slug ("unknown-key") that the errors page explains; `what` says what is wrong in a sentence;
    `hint` says what to do; `text` is the text at fault, as written. `remedy` is what the program itself can do about it;
    the door names it in its own terms. A "warning" does not stop a run.
    """

    code: str
    place: Place
    what: str
    hint: str = ""
    text: str = ""
    level: Literal["error", "warning"] = "error"
    remedy: Remedy | None = None

    @property
    def values(self) -> Mapping[str, object]:
        """What the sentences were made of, by name: what a door in another language fills into its own."""
        return {**values_of(self.hint), **values_of(self.what)}

    @property
    def is_error(self) -> bool:
        """Whether nothing may be issued while this stands."""
        return self.level == "error"

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" + (f" {self.hint}" if self.hint else "")


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without doubles: errors first, then by file and position."""

    def position(problem: Problem) -> tuple[object, ...]:
        place = problem.place
        position = (place.line or 0, place.column or 0, *_row_and_column(place.cell or ""), place.part or "")
        return (not problem.is_error, place.file, place.sheet or "", *position)

    return sorted(dict.fromkeys(problems), key=position)


FEW = 3
"""So many problems of one kind in one file are told as one."""


_MATTERS = (
    "asked", "character", "country", "delivery", "form", "key", "kind", "language", "name", "script", "template_name", "type", "what",
    "window_name",
)  # fmt: skip
"""Values of a sentence that say what it is about: where they differ, one sentence does not tell of the other."""


def by_kind(problems: Iterable[Problem]) -> list[list[Problem]]:
    """The problems in groups, in the order of the first of each: in one file and sheet, alike but for their places and for values
    that are the addressee's own (an id, a postcode, a width). Fewer than FEW of a kind stand alone.
    """
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        place = problem.place
        kind = (
            problem.level,
            problem.code,
            template_of(problem.what),
            tuple(values_of(problem.what).get(name) for name in _MATTERS),
            problem.remedy,
            place.file,
            place.sheet,
        )
        kinds.setdefault((*kind, row_of(place) is None), []).append(problem)
    apart = ([group] if _are_many(group) else [[problem] for problem in group] for group in kinds.values())
    return [group for groups in apart for group in groups]


def _are_many(problems: Iterable[Problem]) -> bool:
    return len({row_of(problem.place) for problem in problems} - {None}) >= FEW


def row_of(place: Place) -> int | None:
    """The row of a table or the line of a file where it is, or None for a file as a whole."""
    if place.cell:
        return _row_and_column(place.cell)[0] or None
    return place.line


def _row_and_column(cell: str) -> tuple[int, str]:
    """A cell's place in reading order: its row as a number, then its column; AA comes after Z."""
    letters = cell.rstrip("0123456789")
    row = cell[len(letters) :]
    return int(row or 0), letters.rjust(8)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether anything stands against an issue."""
    return any(problem.is_error for problem in problems)
