"""How far a run has come, and how it is asked to stop: both come in as arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from threading import Event

from letterbook.errors import LetterbookError


class Phase(StrEnum):
    """What a run is busy with, in the order in which it comes."""

    READING = "reading"
    LAYING_OUT = "laying out"
    COMPOSING = "composing"
    MAKING = "making"
    BUNDLING = "bundling"
    VERIFYING = "verifying"
    PUBLISHING = "publishing"


Progress = Callable[[Phase, int, int], None]
"""(phase, done, total): enclosures while laying out, letters while composing, files from then on; read and published is
all at once, 1 of 1.
"""


class CancelledError(LetterbookError):
    """Whoever gave the order asked for an end; nothing was published."""

    exit_code = 130


class CancelToken:
    """Asks a run to stop, from any thread. The run ends with CancelledError at its next letter, file or page."""

    def __init__(self) -> None:
        self._asked = Event()

    def cancel(self) -> None:
        """Asks for the end; a second time makes no difference."""
        self._asked.set()

    @property
    def is_cancelled(self) -> bool:
        return self._asked.is_set()


def _silent(_phase: Phase, _done: int, _total: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True)
class Monitor:
    """Whoever watches a run: told of its progress, and asked whether it shall go on."""

    on_progress: Progress = _silent
    cancel: CancelToken | None = None

    def at(self, phase: Phase, done: int, total: int) -> None:
        """Says how far the phase has come. Raises CancelledError where the run is to stop, also where whoever was told
        has just asked for it.
        """
        self.stop_if_asked()
        self.on_progress(phase, done, total)
        self.stop_if_asked()

    def stop_if_asked(self) -> None:
        """Raises CancelledError where the run is to stop."""
        if self.cancel is not None and self.cancel.is_cancelled:
            raise CancelledError("The run was cancelled. Nothing half-made was published.")


UNWATCHED = Monitor()
"""Nobody looks on, and nobody stops it."""


class _CallersError(Exception):  # it holds the one that is meant
    """Carries an error of the caller's own through a run that would take it for the disk's."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


@contextmanager
def watched(on_progress: Progress | None, cancel: CancelToken | None) -> Iterator[Monitor]:
    """What tells the caller of a run's progress; an OSError that the caller raises then comes out as it is."""

    def hear(phase: Phase, done: int, total: int) -> None:
        try:
            if on_progress:
                on_progress(phase, done, total)
        except OSError as error:
            raise _CallersError(error) from error

    try:
        yield Monitor(hear, cancel)
    except _CallersError as own:
        raise own.error from None
