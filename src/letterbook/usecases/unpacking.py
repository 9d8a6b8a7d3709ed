"""A mailing that somebody sent as a ZIP, put into a folder of its own: nothing in it is believed."""

from __future__ import annotations

import errno
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from letterbook.archive.opening import MOST_BYTES
from letterbook.errors import InputError, UsageError
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.problems import Place, Problem
from letterbook.sentences import printable, say
from letterbook.storage.access import file_access
from letterbook.storage.output_folder import make_folder, unwritable

MOST_FILES = 500_000
"""A mailing of 200,000 letters in both formats has 400,006."""
_AT_ONCE = 1 << 20
_KNOWN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = 0x1


def unpack(packed: Path, folder: Path, _monitor: Monitor = UNWATCHED) -> Path:
    """Puts the files of the ZIP into the folder, which is made; the mailing's folder in it.

    Raises UsageError for what is no ZIP, InputError for one that cannot be trusted: names that lead elsewhere, links, files that are
    locked or there twice, more files or bytes than any mailing has; UnwritableOutputError where the disk is full and the like.
    """
    with _readable(), packed.open("rb") as file, zipfile.ZipFile(file) as opened:
        members = [member for member in opened.infolist() if not member.is_dir()]
        _refuse(members)
        with file_access("private"):
            _write(opened, members, folder)
    tops = {PurePosixPath(member.filename).parts[0] for member in members}
    deep = all(len(PurePosixPath(member.filename).parts) > 1 for member in members)
    return folder / tops.pop() if deep and len(tops) == 1 else folder


@contextmanager
def _readable() -> Iterator[None]:
    """Raises UsageError for a file that is no ZIP, or cannot be read; what cannot be written is no fault of the file."""
    try:
        yield
    except OSError as error:
        if error.errno not in _OF_DAMAGE:
            reason = printable(error.strerror or "")
            raise UsageError(say("The file cannot be read: {reason}.", reason=reason)) from error
        raise UsageError(_DAMAGED) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise UsageError(_DAMAGED) from error


_DAMAGED = "The file is no ZIP, or is damaged. Ask for it once more."
_OF_DAMAGE = (None, errno.EINVAL)
"""What an error says that comes of what stands in the ZIP, such as a place before its beginning."""


def _refuse(members: Iterable[zipfile.ZipInfo]) -> None:
    """Raises InputError at the first member that no mailing has."""
    seen: set[str] = set()
    for number, member in enumerate(members, start=1):
        name = member.filename
        if number > MOST_FILES:
            raise InputError([_problem("too-large", "", "This ZIP holds more files than any mailing has.")])
        path = PurePosixPath(name)
        if (
            path.is_absolute()
            or ".." in path.parts
            or "\\" in name
            or ":" in path.parts[0]
            or name != printable(name)
        ):
            raise InputError([_problem("outside-workspace", name, "This name leads out of the ZIP.")])
        if stat.S_ISLNK(member.external_attr >> 16) or name in seen:
            raise InputError(
                [_problem("wrong-file-name", name, "This is a link, or a file that is there twice.")]
            )
        if member.flag_bits & _LOCKED or member.compress_type not in _KNOWN_METHODS:
            raise InputError(
                [_problem("unreadable-file", name, "This file is locked, or packed in an unknown way.")]
            )
        seen.add(name)


def _problem(code: str, name: str, what: str) -> Problem:
    hint = "Ask who sent it for the mailing's folder once more, packed as it is."
    return Problem(code, Place(printable(name) or "ZIP"), what, hint, printable(name))


def _write(opened: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], folder: Path) -> None:
    """Raises InputError for too many bytes or a name that no file can have, UnwritableOutputError for a full disk and the like."""
    left = MOST_BYTES
    make_folder(folder)
    for member in members:
        with opened.open(member) as source, _new_file(folder, member.filename) as put:
            while piece := source.read(_AT_ONCE):
                left -= len(piece)
                if left < 0:
                    what = say("This ZIP holds more than {gigabytes} GB.", gigabytes=MOST_BYTES // 10**9)
                    raise InputError([_problem("too-large", "", what)])
                put(piece)


@contextmanager
def _new_file(folder: Path, name: str) -> Iterator[Callable[[bytes], object]]:
    """What writes into a new file of this name; an error of reading goes through, one of writing says what cannot be written."""
    with _writable(folder, name):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        file = target.open("xb")

    def put(piece: bytes) -> None:
        with _writable(folder, name):
            file.write(piece)

    try:
        yield put
        with _writable(folder, name):
            file.flush()
    finally:
        with suppress(OSError):  # of what was said already
            file.close()


@contextmanager
def _writable(folder: Path, name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _OF_NAME:
            what = "No file can have this name beside the others of the ZIP."
            raise InputError([_problem("wrong-file-name", name, what)]) from error
        raise unwritable(folder, error) from error


_OF_NAME = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)
"""What the system says of a name that is a file and a folder, there twice but for capitals, or too long."""
