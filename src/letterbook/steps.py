"""Which file is being read or set just now, told to whoever keeps the limits of this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from letterbook.problems import Place


@dataclass(frozen=True)
class Step:
    """What is under way. A letter gets less time than a file, of which a mailing has few; what is done with many `letters`
    at once gets more.
    """

    place: Place
    is_letter: bool = False
    letters: int = 0


_watchers: list[Callable[[Step], None]] = []


def watch_steps(watcher: Callable[[Step], None]) -> None:
    """From now on this process tells `watcher` of each step that begins."""
    _watchers[:] = [watcher]


def begin_step(
    file: str, line: int | None = None, *, part: str | None = None, is_letter: bool = False, letters: int = 0
) -> None:
    """Says that the work on this file, or on this part of it, begins; what it takes counts from here."""
    for watcher in _watchers:
        watcher(Step(Place(file, line, part=part), is_letter, letters))
