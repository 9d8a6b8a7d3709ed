"""Files of a mailing's folder that somebody may have sent: only what lies in it, is an ordinary file and not too large is
opened.

A pipe would be waited for, a device never ends, and a link or `..` leads to what belongs to somebody else.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from contextlib import suppress
from io import BufferedReader
from pathlib import Path, PurePosixPath

from letterbook.sentences import say

MOST_RECORD_BYTES = 1_500_000_000
"""Of ledger, manifest and record: the largest of 100,000 letters has a third of it."""
MOST_LETTER_BYTES = 200_000_000
MOST_BYTES = 4_000_000_000
"""Of any other file, such as a bundle."""

_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = _READ | _NO_LINK | getattr(os, "O_DIRECTORY", 0)
_FILE = _READ | _NO_LINK | getattr(os, "O_NONBLOCK", 0)
_STEP_BY_STEP = os.open in os.supports_dir_fd


class NotInsideError(OSError):
    """The name leads out of the folder."""


def open_inside(folder: Path, name: str, most: int = MOST_BYTES) -> BufferedReader:
    """The file with this path in the folder, opened to be read. Raises OSError, whose `strerror` says why not: it is not
    there, lies elsewhere, is no ordinary file, or has more than `most` bytes.
    """
    parts = _parts(name)
    if not _STEP_BY_STEP:  # Windows
        return _ordinary(_opened_by_path(folder, parts), most)
    above = os.open(folder, _READ)
    try:
        for part in parts[:-1]:
            below = _opened(part, _FOLDER, above)
            os.close(above)
            above = below
        if not stat.S_ISREG(os.stat(parts[-1], dir_fd=above, follow_symlinks=False).st_mode):
            raise _no_ordinary_file()  # before it is opened: that alone winds a tape back
        return _ordinary(_opened(parts[-1], _FILE, above), most)
    finally:
        os.close(above)


def read_inside(folder: Path, name: str, most: int) -> bytes:
    """The content of the file with this path in the folder. Raises OSError as `open_inside`."""
    with open_inside(folder, name, most) as file:
        return file.read()


def sha256_inside(folder: Path, name: str) -> str:
    """The SHA-256 in hexadecimal of the file with this path in the folder. Raises OSError as `open_inside`."""
    with open_inside(folder, name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_ordinary(file: Path, most: int = MOST_BYTES) -> BufferedReader:
    """The file at this path, if it is an ordinary one and no link. Raises OSError as `open_inside`."""
    return open_inside(file.parent, file.name, most)


def is_inside(name: str) -> bool:
    """Whether the path, as a record or a manifest has it, leads to something in the folder."""
    with suppress(OSError):
        return bool(_parts(name))
    return False


def _parts(name: str) -> tuple[str, ...]:
    path = PurePosixPath(name)
    strange = "\0" in name or (os.name == "nt" and any(sign in name for sign in "\\:"))
    if strange or path.is_absolute() or ".." in path.parts or not path.parts:
        raise NotInsideError(errno.EINVAL, "it does not lie in the mailing's folder")
    return path.parts


def _opened(part: str, flags: int, above: int) -> int:
    try:
        return os.open(part, flags, dir_fd=above)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
            raise _no_ordinary_file() from error
        raise


def _opened_by_path(folder: Path, parts: tuple[str, ...]) -> int:
    path = folder
    for part in parts:
        path /= part
        if path.is_symlink():
            raise _no_ordinary_file()
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if not path.is_file():
        raise _no_ordinary_file()
    return os.open(path, _FILE)


def _ordinary(handle: int, most: int) -> BufferedReader:
    file = os.fdopen(handle, "rb")
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode) and status.st_size <= most:
        return file
    file.close()
    if not stat.S_ISREG(status.st_mode):
        raise _no_ordinary_file()
    template = "it has {size:,} MB, more than {most:,} MB, which no file of its kind has"
    size = status.st_size // 1_000_000
    raise OSError(errno.EFBIG, say(template, size=size, most=most // 1_000_000))


def _no_ordinary_file() -> OSError:
    return OSError(
        errno.EINVAL,
        "it, or a folder above it, is a link, a pipe, a device or the like, and no ordinary file",
    )
