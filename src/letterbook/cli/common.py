"""What all commands share: who the clerk is, what a process may take, and how a path is shown."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from letterbook.errors import UsageError
from letterbook.model import Limits


def clerk() -> str:
    """Who runs the program, for the register."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a machine that does not know its own user
        return "unknown"


def limits() -> Limits:
    """What a process may take that reads or sets a file from outside, as the environment says. Raises UsageError."""
    memory, seconds = _whole_number("LETTERBOOK_MEMORY_MB"), _whole_number("LETTERBOOK_SECONDS")
    usual = Limits()
    return Limits(
        memory or usual.memory_mb,
        seconds or usual.file_seconds,
        min(seconds, usual.letter_seconds * seconds // usual.file_seconds + 1)
        if seconds
        else usual.letter_seconds,
    )


def _whole_number(name: str) -> int | None:
    written = os.environ.get(name, "").strip()
    if written and not (written.isdecimal() and 1 <= int(written) <= 1_000_000):
        raise UsageError(
            f"{name} in the environment is “{written}”; it has to be a whole number, such as 4096."
        )
    return int(written) if written else None


def shortest_path(path: Path) -> Path:
    """The path from here, where it lies below; else in full."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
