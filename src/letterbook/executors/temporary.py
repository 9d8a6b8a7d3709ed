"""A private folder for temporary files with names and addresses; one that a killed run has left goes with the next run."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX, _LOCK = "letterbook-", "in-use"


class PrivateFolder:
    """A folder that only this user may open, locked as long as this process lives."""

    def __init__(self) -> None:
        _remove_abandoned()
        self.path, self._lock = _locked_folder()

    def remove(self) -> None:
        """Removes the folder and all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()


def _locked_folder() -> tuple[Path, FileLock]:
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        mode, lock = path.stat().st_mode, FileLock(path / _LOCK)
        # Another run may take the folder for abandoned before it is locked; to lock it may make it anew, for all to open.
        with suppress(FileNotFoundError):
            lock.acquire()
            if (path / _LOCK).exists() and path.stat().st_mode == mode:
                return path, lock
            shutil.rmtree(path, ignore_errors=True)
            lock.release()


def _remove_abandoned() -> None:
    """Removes the folders of runs that were killed with all their processes: nobody holds their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, Timeout):
            if _is_own(folder) and (folder / _LOCK).is_file():
                with FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    """Whether it is this user's folder and no link to another."""
    status = folder.lstat()
    return folder.is_dir() and not folder.is_symlink() and status.st_uid == getattr(os, "getuid", lambda: 0)()


def use_for_temporary_files(folder: str) -> None:
    """Lets this process, and the programs that its libraries start, put their temporary files there and nowhere else."""
    tempfile.tempdir = os.environ["TMPDIR"] = folder
