"""The lines of an address, broken and sized so that they fit the envelope's window. Pure: widths come as a function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from letterbook.envelope_windows import Window

SIZES_PT = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
"""Tried from the first to the last; smaller type is not read by sorting machines with certainty."""

MOST_PARTS = 40
"""Into so many parts a line is broken; no window has half as many lines."""

LINE_HEIGHT = 1.11
"""What ascenders and descenders of a line take, of its size: less than that between two lines, and they overlap."""

Measure = Callable[[str, float], float]
"""(text, size in pt) → width in mm."""


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


def fit_address(lines: Sequence[str], window: Window, measure: Measure) -> AddressBlock | DoesNotFit:
    """The largest type in which the lines, broken where they must be, stand inside the window.

    Before the type becomes smaller, lines are also broken at places that read less well.
    """
    attempt: DoesNotFit | None = None
    for size in SIZES_PT:
        for choose in (_joint, _last):
            broken = tuple(
                part for line in lines for part in _break(line, size, window.address.width, choose, measure)
            )
            attempt = _amiss(broken, size, window, measure)
            if attempt is None:
                return AddressBlock(broken, size)
    assert attempt is not None
    return attempt


def _amiss(lines: tuple[str, ...], size: float, window: Window, measure: Measure) -> DoesNotFit | None:
    wide = next((line for line in lines if measure(line, size) > window.address.width), None)
    if wide is not None:
        return DoesNotFit(lines, wide, measure(wide, size))
    too_many = len(lines) > window.lines or window.pitch_pt(len(lines)) < size * LINE_HEIGHT
    return DoesNotFit(lines) if too_many else None


Choose = Callable[[str, Sequence[int]], int]
"""(a line, the indices behind the spaces before which all fits) → the one of them where the line is parted."""


def _break(line: str, size: float, width: float, choose: Choose, measure: Measure) -> list[str]:
    """The line in parts that fit, as long as there are spaces to part it at.

    Of a text that has far more parts than any window has lines the rest is left out: it does not fit, however long it is.
    """
    parts: list[str] = []
    while measure(line, size) > width:
        if len(parts) == MOST_PARTS:
            return parts
        fitting = list(_fitting(line, size, width, measure))
        if not fitting:
            break
        cut = choose(line, fitting)
        parts.append(line[:cut].rstrip())
        line = line[cut:]
    return [*parts, line]


def _fitting(line: str, size: float, width: float, measure: Measure) -> Iterator[int]:
    """The indices behind the spaces before which all fits: none after the first before which it does not."""
    for space in _SPACE.finditer(line):
        if measure(line[: space.end()].rstrip(), size) > width:
            return
        yield space.end()


def _last(_line: str, spaces: Sequence[int]) -> int:
    return spaces[-1]


def _joint(line: str, spaces: Sequence[int]) -> int:
    """Where a reader expects a new line: after a comma, else before an “and”, else between two words that may part.

    A joint in the first half of what fits would leave the line too short.
    """
    apart = [index for index in spaces if not _is_tied(line, index)] or spaces
    late = [index for index in apart if index > spaces[-1] / 2]
    commas = [index for index in late if line[:index].rstrip()[-1] in ",;"]
    conjunctions = [index for index in late if _AND.match(line, index)]
    return (commas or conjunctions or apart)[-1]


def _is_tied(line: str, index: int) -> bool:
    """Whether the words before and after belong together: “Rue Rude 4”, “1040 Brussels”, “SW1P 4QP”, “ul. Mira”."""
    before, after = line[:index].rsplit(maxsplit=1)[-1], line[index:].split(maxsplit=1)[0]
    if before[-1] in ",;":
        return False
    abbreviation = before.endswith(".") and len(before) <= _LONGEST_ABBREVIATION
    halves = any(map(str.isdigit, before)) and any(map(str.isdigit, after))
    return abbreviation or halves or not (any(map(str.isalpha, before)) and any(map(str.isalpha, after)))


_SPACE = re.compile("(?<=[^ ]) +(?=[^ ])")
_AND = re.compile(r"(?:and|&|et|und|y|e|və|ve|и|та|و) ")
_LONGEST_ABBREVIATION = len("Blvd.")
