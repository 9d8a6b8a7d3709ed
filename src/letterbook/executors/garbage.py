"""Python's garbage collector, told how this program uses memory."""

from __future__ import annotations

import atexit
import gc
from functools import cache


def collect_garbage_less() -> None:
    """Lets this process look for garbage less often than Python does by itself, and at its end not at all.

    Nearly all that a letter takes is kept until the letter is done, and looking took a twelfth of a run's time. The
    thresholds are counts of objects.
    """
    gc.set_threshold(*_SELDOM)
    atexit.register(gc.freeze)


_SELDOM = (20_000, 20, 20)


@cache
def keep_what_is_loaded() -> None:
    """Leaves what there is by now out of every search to come, once, in a process that was told to look less often: libraries
    are never garbage, and a process that is copied from this one shares them as long as nobody looks.
    """
    if gc.get_threshold() == _SELDOM:
        gc.freeze()
