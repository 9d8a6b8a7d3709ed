"""What those who write into the register have in common: opening it, and saying which letters were passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from letterbook.errors import UsageError
from letterbook.problems import Place
from letterbook.register import THEY, Entry, EventKind, Register, Step, open_register, spans
from letterbook.sentences import say
from letterbook.sources.office import office_of
from letterbook.sources.text_checks import unsafe_character
from letterbook.storage.access import file_access

NOTHING_MEANT = "No letter is left of those that are meant here. Nothing was written down."
Told = Callable[[str], None]
"""Is called with a sentence about letters that were passed over."""


@contextmanager
def open_book(workspace: Path) -> Iterator[Register]:
    """The workspace's register. Raises InputError, a RegisterError."""
    office = office_of(workspace)
    with file_access(office.access), open_register(workspace, office.register) as register:
        yield register


def refuse_unsafe(step: Step) -> None:
    """Raises UsageError for a text that no book may hold."""
    note = "reason" if step.kind in ("returned", "void") else "note"
    for name, text in (("way", step.way), ("tracking", step.tracking), (note, step.note)):
        if problem := unsafe_character(name, text or "", Place("register")):
            raise UsageError(f"{problem.what} {problem.hint}")


def passed_over(entries: Iterable[Entry], told: Told | None) -> None:
    """Tells of letters that are not meant, a sentence for each way in which they stand."""
    by_state: dict[EventKind, list[Entry]] = {}
    for entry in entries:
        by_state.setdefault(entry.state, []).append(entry)
    for state, alike in by_state.items():
        if told:
            told(
                say(
                    "Passed over, since they {they}: {references}.", they=THEY[state], references=spans(alike)
                )
            )
