"""Python's garbage collector, told how this program uses memory."""

from __future__ import annotations

import atexit
import gc


def collect_garbage_less() -> None:
    """Lets this process look for garbage less often than Python does by itself, and at its end not at all.

    Nearly all that a letter takes is kept until the letter is done, and looking took a twelfth of a run's time. The
    thresholds are counts of objects.
    """
    gc.set_threshold(20_000, 20, 20)
    atexit.register(gc.freeze)
