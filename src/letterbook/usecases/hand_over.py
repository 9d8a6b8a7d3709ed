"""Prepares a mailing for a second person, who will look at it and issue it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.build_cache import caches_in
from letterbook.pipeline.numbering_checks import compared
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.pipeline.release import HandOver
from letterbook.pipeline.release import hand_over as note
from letterbook.register import open_register


def hand_over(
    workspace: Path, order: Order, out: Path, clerk: str, at: datetime, monitor: Monitor = UNWATCHED
) -> HandOver:
    """Checks the mailing as `issue` would, and notes what its letters are; no number is taken and no letter made.

    Raises what would stop `issue` before it takes numbers: InputError, UnwritableOutputError, a RegisterError, UsageError,
    CancelledError.
    """
    prepared = prepare_mailing(workspace, order, monitor, caches_in(out))
    with open_register(workspace, prepared.inputs.office.register) as register:
        prepared = compared(prepared, register).without_errors()
    return note(prepared.tried().without_errors(), clerk, at, out)
