"""How another process of this machine begins: without what this one holds, and, where it may, without loading everything anew."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from letterbook.executors.parent import deaf_to_interrupts


def is_alone() -> bool:
    """Whether this process has one thread and may be copied as it stands."""
    return sys.platform == "linux" and threading.active_count() == 1


_loaded_first: set[str] = set()


def load_first(module: str) -> None:
    """Has the empty process import this module, for all that are copied from it; to be said before the first one begins."""
    _loaded_first.add(module)


def clean_start() -> BaseContext:
    """The way to a process that has nothing of this one: no fonts, no register, no threads.

    A process that lasts, as the server of the office page does, has threads. It keeps an empty process from which the others are
    copied in some milliseconds, with the modules that this one had loaded when it needed the first, and those that it asked for
    (`load_first`); to load them takes a second.
    """
    if sys.platform != "linux" or is_alone():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    own = [
        name for name, module in sys.modules.items() if name.startswith("letterbook.") and module is not None
    ]
    context.set_forkserver_preload(sorted({*own, *_loaded_first}))
    return context


def begin(
    context: BaseContext, target: Callable[..., object], *args: Any, is_daemon: bool = False
) -> BaseProcess:
    """A process that does this, deaf to Ctrl-C and with the environment that this one has now."""
    process = context.Process(  # type: ignore[attr-defined]  # every context has it
        target=_serve, args=(Surroundings.of_this_process(), target, args), daemon=is_daemon
    )
    deaf_to_interrupts(process.start)
    return process  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Surroundings:
    """What a process has from the one that began it: its environment, and who may read the files that it makes (None where the
    system hands that on by itself, or does not tell).
    """

    environment: Mapping[str, str]
    umask: int | None

    @classmethod
    def of_this_process(cls) -> Surroundings:
        return cls(dict(os.environ), _umask())


def _umask() -> int | None:
    """The process's own, without changing it for a moment, as other threads may make files."""
    try:
        told = Path("/proc/self/status").read_text("ascii", errors="replace")
    except OSError:
        return None
    line = next((line for line in told.splitlines() if line.startswith("Umask:")), None)
    return int(line.split()[1], 8) if line else None


def _serve(around: Surroundings, target: Callable[..., object], args: tuple[Any, ...]) -> None:
    settle_in(around)
    target(*args)


def settle_in(around: Surroundings) -> None:
    """Takes over what the process had that began this one, whatever the empty process has, and stays deaf.

    Python's own tracker of resources, which begins with the first process, lets interrupts through to it again.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    if around.umask is not None:
        os.umask(around.umask)
    if dict(os.environ) != around.environment:
        os.environ.clear()
        os.environ.update(around.environment)
        if hasattr(time, "tzset"):
            time.tzset()
