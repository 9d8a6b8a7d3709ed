"""The lines of an address, broken and sized so that they fit the envelope's window. Pure: widths come as a function."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import Protocol

from letterbook.envelope_windows import PITCH_PT, USUAL_LINES, Area

SIZES_PT = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
"""Tried from the first to the last; smaller type is not read by sorting machines with certainty."""

MOST_PARTS = 40
"""Into so many parts a line is broken; no window has half as many lines."""

LINE_HEIGHT = 1.11
"""What ascenders and descenders of a line take, of its size: less than that between two lines, and they overlap."""

Measure = Callable[[str, float], float]
"""(text, size in pt) → width in mm. A text is as wide as its pieces together, and twice as wide in twice the size."""


class Room(Protocol):
    """Where an address may stand: the window of an envelope, an envelope without one, a label."""

    @property
    def address(self) -> Area: ...

    @property
    def lines(self) -> int: ...

    @property
    def sure_widths(self) -> tuple[float, ...]: ...

    def pitch_pt(self, lines: int) -> float: ...


@dataclass(frozen=True)
class AddressBlock:
    """The lines as they are printed, and the size of their type in pt."""

    lines: tuple[str, ...]
    size_pt: float


@dataclass(frozen=True)
class DoesNotFit:
    """Why an address cannot stand in its window: the line that is too wide (in mm), or None and too many lines."""

    lines: tuple[str, ...]
    too_wide: str | None = None
    width: float = 0.0


def fit_address(
    lines: Sequence[str], window: Room, measure: Measure, sizes: Sequence[float] = SIZES_PT
) -> AddressBlock | DoesNotFit:
    """The lines, broken where they must be, as they stand inside the window: where it shows them for sure if they can be
    there, and in the largest type of these `sizes` in pt.

    A line is broken where a reader expects it; elsewhere only if nothing else fits. More lines than usual are taken only where no
    size has fewer.
    """
    words = [_Words(line, measure) for line in lines]
    refused = DoesNotFit(tuple(lines))
    widths = (*window.sure_widths, window.address.width)
    most_lines = sorted({_usual_lines(window), window.lines})
    for may_part, most, width, size in product((_reads_well, _anywhere), most_lines, widths, sizes):
        broken = tuple(part for line in words for part in line.parted(width / size, may_part, most))
        amiss = _amiss(broken, size, width, window.pitch_pt(len(broken)), most, measure)
        if amiss is None:
            return AddressBlock(broken, size)
        refused = amiss
    return refused


def _usual_lines(window: Room) -> int:
    """As many as stand there as far apart as ever, or USUAL_LINES."""
    more = [lines for lines in range(USUAL_LINES, window.lines) if window.pitch_pt(lines + 1) == PITCH_PT]
    return min(USUAL_LINES + len(more), window.lines)


def _amiss(
    lines: tuple[str, ...], size: float, width: float, pitch: float, most: int, measure: Measure
) -> DoesNotFit | None:
    wide = next((line for line in lines if measure(line, size) > width), None)
    if wide is not None:
        return DoesNotFit(lines, wide, measure(wide, size))
    too_many = len(lines) > most or pitch < size * LINE_HEIGHT
    return DoesNotFit(lines) if too_many else None


MayPart = Callable[[str, int], bool]
"""(a line, the index behind a space) → whether the line may be parted there."""


class _Words:
    """A line and the words that it may be parted between. Widths are mm in type of 1 pt."""

    def __init__(self, line: str, measure: Measure) -> None:
        self._line, self._measure = line, measure

    @cached_property
    def _starts(self) -> list[int]:
        """Where each word begins, and the line's end."""
        return [0, *(space.end() for space in _SPACE.finditer(self._line)), len(self._line)]

    @cached_property
    def _widths(self) -> list[tuple[float, float]]:
        """How far each word ends from the line's beginning: without the space behind it, and with it."""
        found, at, space = [], 0.0, self._measure(" ", 1)
        for start, end in pairwise(self._starts):
            text = self._line[start:end]
            word = text.rstrip(" ")
            bare = at + self._measure(word, 1)
            at = bare + space * (len(text) - len(word))
            found.append((bare, at))
        return found

    def _wide(self, first: int, last: int) -> float:
        return self._widths[last][0] - (self._widths[first - 1][1] if first else 0)

    def parted(self, width: float, may_part: MayPart, most: int) -> list[str]:
        """The line in as few parts as fit, and of these the ones that read best and are the most alike in width.

        Of a text that has far more parts than the `most` lines the rest is left out: it does not fit, however long it is.
        """
        if self._measure(self._line, 1) <= width:
            return [self._line]
        count = len(self._starts) - 1
        ends = [word for word in range(count - 1) if may_part(self._line, self._starts[word + 1])]
        fewest = self._filled([*ends, count - 1], width)
        if len(fewest) > most:
            return self._texts(fewest[:MOST_PARTS])
        return self._texts(self._best([*ends, count - 1], len(fewest), width))

    def _texts(self, ends: Sequence[int]) -> list[str]:
        firsts = [0, *(end + 1 for end in ends[:-1])]
        return [
            self._line[self._starts[first] : self._starts[end + 1]].rstrip()
            for first, end in zip(firsts, ends, strict=True)
        ]

    def _filled(self, ends: Sequence[int], width: float) -> list[int]:
        """The last words of the parts, each as full as can be; a part that does not fit has no place where it may end."""
        found: list[int] = []
        first = 0
        for end, following in pairwise(ends):
            if end >= first and self._wide(first, following) > width:
                found.append(end)
                first = end + 1
        return [*found, ends[-1]]

    def _best(self, ends: Sequence[int], parts: int, width: float) -> Sequence[int]:
        """The last words of so many parts at the least cost."""
        even = self._wide(0, ends[-1]) / parts
        best: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
        for left in range(parts - 1, -1, -1):
            best = self._longer(best, ends if left else ends[-1:], even, width)
        return best[ends[-1]][1]

    def _longer(
        self,
        best: Mapping[int, tuple[float, tuple[int, ...]]],
        ends: Sequence[int],
        even: float,
        width: float,
    ) -> dict[int, tuple[float, tuple[int, ...]]]:
        """The best ways to each of the ends by one part more, by the last word."""
        found: dict[int, tuple[float, tuple[int, ...]]] = {}
        for before, (cost, way) in best.items():
            for end in ends:
                if end <= before:
                    continue
                wide = self._wide(before + 1, end)
                misfit = _NO_ROOM * (wide > width) + ((wide - even) / width) ** 2
                reached = cost + misfit + self._cost_of_end(end)
                if end not in found or reached < found[end][0]:
                    found[end] = reached, (*way, end)
        return found

    def _cost_of_end(self, word: int) -> float:
        return _cost(self._line, self._starts[word + 1]) if word < len(self._starts) - 2 else 0.0


_NO_ROOM = 1000.0
_AFTER_SIGN, _BEFORE_SMALL, _BETWEEN_WORDS, _WITHIN = 0.0, 0.1, 0.25, 5.0
"""What a break costs, where parts that differ by half of the width cost as much as one between two words."""


def _anywhere(_line: str, _index: int) -> bool:
    return True


def _reads_well(line: str, index: int) -> bool:
    return _cost(line, index) < _WITHIN


def _cost(line: str, index: int) -> float:
    """Of a break behind this space: where a reader expects it after a comma or a dash, less before an “of” or “and”, less between
    two words that may part.
    """
    before = line[:index].rstrip()
    if before[-1] in ",;" or (before[-1] in "–—" and before[-2:-1] == " "):
        return _AFTER_SIGN
    if _is_tied(line, index) or _is_small(before.rsplit(" ", 1)[-1], in_capitals=line.isupper()):
        return _WITHIN
    after = line[index:].split(" ", 1)[0]
    return _BEFORE_SMALL if after == "&" or _is_small(after, in_capitals=line.isupper()) else _BETWEEN_WORDS


def _is_small(word: str, *, in_capitals: bool) -> bool:
    """Whether a word leans on the one after it: “of”, “the”, “pour”, “und”, “при”, and لدى where there are no capitals."""
    if in_capitals:
        return word.isalpha() and len(word) <= _LONGEST_IN_CAPITALS
    return word.isalpha() and word == word.lower() and len(word) <= _LONGEST_SMALL_WORD


_LONGEST_SMALL_WORD, _LONGEST_IN_CAPITALS = 4, 3


def _is_tied(line: str, index: int) -> bool:
    """Whether the words before and after belong together: “Rue Rude 4”, “1040 Brussels”, “SW1P 4QP”, “ul. Mira”."""
    before, after = line[:index].rsplit(maxsplit=1)[-1], line[index:].split(maxsplit=1)[0]
    if before[-1] in ",;":
        return False
    abbreviation = before.endswith(".") and len(before) <= _LONGEST_ABBREVIATION
    halves = any(map(str.isdigit, before)) and any(map(str.isdigit, after))
    return abbreviation or halves or not (any(map(str.isalpha, before)) and any(map(str.isalpha, after)))


_SPACE = re.compile("(?<=[^ ]) +(?=[^ ])")
_LONGEST_ABBREVIATION = len("Blvd.")
