"""How much memory and processor time a process may take, held by the operating system.

The kernel ends a process that is over its time, also one in the midst of a library that never returns to Python. Memory
that is refused is a MemoryError, or the end of a library that does not look. On Windows, which has neither limit, the
guard's own watch of the clock is what there is.
"""

from __future__ import annotations

import math
import time
from contextlib import suppress

from letterbook.model import Limits

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


def limit_memory(limits: Limits) -> None:
    """Lets this process have no more than that; nothing of it is left on the disk when it is ended."""
    if resource is not None:
        _set(resource.RLIMIT_AS, limits.memory_mb * 2**20)
        _set(resource.RLIMIT_CORE, 0)


def limit_time(seconds: int) -> None:
    """Gives this process so many seconds of processor time from now on; after that the system ends it by SIGXCPU."""
    if resource is not None:
        _set(resource.RLIMIT_CPU, math.ceil(time.process_time()) + seconds)


def give_time() -> None:
    """Takes the limit of the processor time away until a step begins."""
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def _set(what: int, value: int) -> None:
    """Sets the soft limit, as far as the hard one of whoever started the program allows."""
    _, hard = resource.getrlimit(what)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError, OSError):  # macOS knows some limits by name only
        resource.setrlimit(what, (most, hard))
