"""Half a mailing is never seen: it is made in a folder beside its target, and takes its place in one move."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from letterbook.errors import LetterbookError


class CannotWrite(LetterbookError):
    """The output folder cannot be written; nothing was numbered."""

    exit_code = 3


@contextmanager
def staging_folder(out: Path, name: str) -> Iterator[Path]:
    """A new folder on the target's disk; removed again whatever happens, unless it was published.

    Raises CannotWrite where it cannot be made, which is before any number is taken.
    """
    path = out / f".{name}.making-{os.getpid()}"
    try:
        path.mkdir(parents=True)
    except OSError as error:
        what = f"Nothing can be written into {out}: {error.strerror}."
        raise CannotWrite(f"{what} Free the folder, or name another with --out.") from error
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def publish(staging: Path, target: Path) -> None:
    """Puts the finished folder in the target's place; the files are on the disk before they are seen."""
    for file in staging.rglob("*"):
        _flush(file)
    _flush(staging)
    aside = target.with_name(f".{target.name}.before-{os.getpid()}")
    if target.exists():
        target.rename(aside)
    staging.rename(target)
    _flush(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
