"""What a process that works for another owes it: deaf to Ctrl-C, and never alone in the world."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from multiprocessing import connection
from threading import Thread
from typing import TypeVar

Begun = TypeVar("Begun")


def deaf_to_interrupts(begin: Callable[[], Begun]) -> Begun:
    """A process that begins here is deaf to Ctrl-C, of which a terminal tells every process: the first one alone decides
    what becomes of the run. An interrupt in this moment comes a little later.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        return begin()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return begin()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent(folder: str) -> None:
    """Ends this process as soon as the one that started it is gone, however that ended: it would wait for ever.

    What was to be done, which is people's names and addresses, is removed by whoever is left.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_watch, args=(parent.sentinel, folder), daemon=True).start()


def _watch(parent: int, folder: str) -> None:
    connection.wait([parent])
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
