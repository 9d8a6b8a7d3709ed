"""How much memory and processor time a process may take, held by the operating system.

The kernel ends a process that is over its time, also one in the midst of a library that never returns to Python. Memory
that is refused is a MemoryError, or the end of a library that does not look. On Windows, which has neither limit, the
guard's own watch of the clock is what there is.
"""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path

from letterbook.model import Limits

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

OVER_TIME: int | None = getattr(signal, "SIGPROF", None)
"""The signal that ends a process which is over its time; None on Windows."""


def limit_memory(limits: Limits) -> None:
    """Lets this process have no more than that; nothing of it is left on the disk when it is ended.

    What it has now is not counted: a fork begins with the address space of its parent, which has gigabytes where that has
    served or tested for long.
    """
    if resource is not None:
        _set(resource.RLIMIT_AS, _address_space() + limits.memory_mb * 2**20)
        _set(resource.RLIMIT_CORE, 0)


def _address_space() -> int:
    """The bytes that this process has the addresses of; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()


def limit_time(seconds: int) -> None:
    """Gives this process so many seconds of processor time from now on; after that the system ends it by `OVER_TIME`.

    A timer and no RLIMIT_CPU: Linux holds that limit against a count of its own, taken at ticks of the clock, which
    runs ahead of the time that a process can ask for. After ten minutes of short pieces of work it is a minute ahead, and
    an honest file was given up. A timer counts from now in the clock that it ends by.
    """
    if OVER_TIME is not None:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def give_time() -> None:
    """Takes the limit of the processor time away until a step begins."""
    if OVER_TIME is not None:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _set(what: int, value: int) -> None:
    """Sets the soft limit, as far as the hard one of whoever started the program allows."""
    _, hard = resource.getrlimit(what)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError, OSError):  # macOS knows some limits by name only
        resource.setrlimit(what, (most, hard))
