"""The process in which everything from outside is read and set: a new one for each question, or one that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from letterbook.api.office import Office
    from letterbook.executors import Guard


@contextmanager
def guard_of(office: Office) -> Iterator[Guard]:
    """The office's own process where one is kept, else one that ends with the question."""
    if office.guard is not None:
        try:
            yield office.guard
        except BaseException:
            # It may be at work still, and its answer would be taken for that to the next question.
            office.guard.end()
            raise
        return
    from letterbook.executors import Guard

    with Guard(office.limits) as guard:
        yield guard
