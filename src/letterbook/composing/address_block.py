"""The lines of an address, broken and sized so that they fit the envelope's window. Pure: widths come as a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from letterbook.windows import Window

SIZES_PT = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
"""Tried from the first to the last; smaller type is not read by sorting machines with certainty."""

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


def fit(lines: Sequence[str], window: Window, measure: Measure) -> AddressBlock | DoesNotFit:
    """The largest type in which the lines, broken where they must be, stand inside the window."""
    attempt: DoesNotFit | None = None
    for size in SIZES_PT:
        broken = tuple(part for line in lines for part in _break(line, size, window.text_width, measure))
        wide = next((line for line in broken if measure(line, size) > window.text_width), None)
        if wide is None and len(broken) <= window.lines:
            return AddressBlock(broken, size)
        attempt = DoesNotFit(broken, wide, measure(wide, size) if wide else 0.0)
    assert attempt is not None
    return attempt


def _break(line: str, size: float, width: float, measure: Measure) -> list[str]:
    """The line in as few parts as fit, parted after a comma where one stands in the second half, else at a space."""
    parts: list[str] = []
    while measure(line, size) > width and (cut := _cut(line, size, width, measure)):
        parts.append(line[:cut].rstrip())
        line = line[cut:].lstrip()
    return [*parts, line]


def _cut(line: str, size: float, width: float, measure: Measure) -> int:
    """Where to part the line: an index behind the last space that still fits, 0 where there is none."""
    spaces = [index for index, character in enumerate(line) if character == " "]
    fitting = [index for index in spaces if measure(line[:index], size) <= width]
    if not fitting:
        return 0
    commas = [index for index in fitting if line[index - 1] in ",;" and index > fitting[-1] / 2]
    return (commas or fitting)[-1]
