"""How another process of this machine begins: without what this one holds, and, where it may, without loading everything anew."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

from letterbook.executors.parent import deaf_to_interrupts


def is_alone() -> bool:
    """Whether this process has one thread and may be copied as it stands."""
    return sys.platform == "linux" and threading.active_count() == 1


def clean_start() -> BaseContext:
    """The way to a process that has nothing of this one: no fonts, no register, no threads.

    A process that lasts, as the server of the office page does, has threads. It keeps an empty process from which the others are
    copied in some milliseconds, with the modules that this one had loaded when it needed the first; to load them takes a second.
    """
    if sys.platform != "linux" or is_alone():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    own = [
        name for name, module in sys.modules.items() if name.startswith("letterbook.") and module is not None
    ]
    context.set_forkserver_preload(sorted(own))
    return context


def begin(
    context: BaseContext, target: Callable[..., object], *args: Any, is_daemon: bool = False
) -> BaseProcess:
    """A process that does this, deaf to Ctrl-C and with the environment that this one has now."""
    process = context.Process(  # type: ignore[attr-defined]  # every context has it
        target=_serve, args=(dict(os.environ), target, args), daemon=is_daemon
    )
    deaf_to_interrupts(process.start)
    return process  # type: ignore[no-any-return]


def _serve(environment: Mapping[str, str], target: Callable[..., object], args: tuple[Any, ...]) -> None:
    settle_in(environment)
    target(*args)


def settle_in(environment: Mapping[str, str]) -> None:
    """Takes over the environment of the process that began this one, whatever that of the empty process was, and stays deaf.

    Python's own tracker of resources, which begins with the first process, lets interrupts through to it again.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    if dict(os.environ) != environment:
        os.environ.clear()
        os.environ.update(environment)
        if hasattr(time, "tzset"):
            time.tzset()
