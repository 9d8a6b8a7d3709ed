"""Gives memory back between the steps of an issue, so that its peak is that of one step and not of all."""

from __future__ import annotations

import ctypes
import gc
import sys


def release_memory(*, is_new: bool = False) -> None:
    """Frees what this process has kept from one letter for the next, and returns what is free to the system. With `is_new`
    only what was made since the last time is looked through.

    Python's and the C library's free memory are no use to each other; glibc keeps its own until it is asked.
    """
    from letterbook.render.pdf.letter_renderer import forget_page_setters

    forget_page_setters()
    gc.collect(1 if is_new else 2)
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
