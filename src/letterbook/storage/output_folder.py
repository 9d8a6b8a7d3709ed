"""A folder on this machine: made, brought to the disk, and put in another's place in one move."""

from __future__ import annotations

import ctypes
import errno
import os
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from letterbook.errors import LetterbookError
from letterbook.remedies import Remedy
from letterbook.sentences import say

_TOGETHER = 1000


class UnwritableOutputError(LetterbookError):
    """The output folder cannot be written; nothing was published."""

    exit_code = 3


def make_folder(path: Path) -> None:
    """Makes the folder and those above it. Raises UnwritableOutputError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def refuse_unwritable(path: Path) -> None:
    """Raises UnwritableOutputError where the folder could not be made or written into; makes nothing."""
    above = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not above.is_dir():
        raise unwritable(path, NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
    if not os.access(above, os.W_OK | os.X_OK):
        raise unwritable(path, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def unwritable(path: Path, error: OSError) -> UnwritableOutputError:
    what = say("The folder {path} cannot be made: {strerror}.", path=path, strerror=error.strerror)
    return UnwritableOutputError(say("{what} Free the folder.", what=what), Remedy.OTHER_OUTPUT)


def flush(folder: Path) -> None:
    """Brings every file of the folder to the disk, several at once: a disk takes them together."""
    paths = folder.rglob("*")
    with ThreadPoolExecutor(8) as several:
        while some := list(islice(paths, _TOGETHER)):  # what waits for its turn takes memory
            for _ in several.map(_flush, some):
                pass  # an error is raised here
    _flush(folder)


def publish(staging: Path, target: Path) -> None:
    """Puts the finished folder, flushed, in the target's place; what was there before is where it was made."""
    if target.exists():
        _exchange(staging, target)
    else:
        staging.rename(target)
    _flush(target.parent)


def _exchange(new: Path, old: Path) -> None:
    """Lets two folders change places, in one step where the system has one (Linux: renameat2)."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        done = rename(_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE) == 0
    except (AttributeError, OSError):
        done = False
    if not done:
        aside = old.with_name(f"{new.name}-before")
        old.rename(aside)
        new.rename(old)
        aside.rename(new)


_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE, from Linux' fcntl.h and fs.h


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
