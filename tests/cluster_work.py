"""What the workers of a cluster do in tests; a module that they can import."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence

from letterbook.model import Chunk, Outcome, Rendered


class Letter:
    """All that an executor asks of a letter."""

    def __init__(self, recipient_id: str) -> None:
        self.recipient_id = recipient_id


def make(job: Chunk) -> Sequence[Outcome]:
    """An outcome a letter; one named poison ends the worker."""
    if any(letter.recipient_id == "poison" for letter in job.letters):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.2)
    return [
        Rendered(letter.recipient_id, "pdf", "", str(len(job.enclosure_pdfs)), 1, 1) for letter in job.letters
    ]


def refuse(job: Chunk) -> Sequence[Outcome]:
    raise ValueError(job.names[0])


def die(data: bytes) -> bytes:
    """Ends the worker whatever it gets."""
    os.kill(os.getpid(), signal.SIGKILL)
    return data
