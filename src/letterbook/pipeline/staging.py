"""The hidden folder beside a mailing in which it is made: one run at a time, and nothing finished is lost.

`out/.january-20-2021-01-19/` holds the cache of what was made and verified, the enclosures that were laid out, and
while a run is under way its staging folder, which takes the mailing's place at the end. It may be deleted at any time
when no run is under way: the next run only takes longer.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from letterbook.archive.layout import LETTERS
from letterbook.errors import LetterbookError
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.storage.output_folder import UnwritableOutputError, make_folder
from letterbook.storage.store import Store

CACHE_FILE = "made.jsonl"
_LOCK, _HOLDER, _MAKING = "lock", "holder.json", "making-"


class MailingLockedError(LetterbookError):
    """Somebody else is issuing the same mailing into the same folder; nothing was made and no number taken."""

    exit_code = 3


def home_of(out: Path, name: str) -> Path:
    """The hidden folder of the mailing whose folder in `out` has this name."""
    return out / f".{name}"


@dataclass(frozen=True)
class Staging:
    """Where a run works. `folder` is empty and becomes the mailing; `found` are folders of letters made before:
    of runs that were cut off, and of the mailing as it is published. `letters` is where workers on other machines put the files;
    None has them come back with the results.
    """

    home: Path
    folder: Path
    found: tuple[Path, ...]
    letters: Store | None = None

    def take_over(self, name: str) -> Iterator[Path]:
        """Files of this name that were made before, each copied or moved to `folder`; the next one replaces it."""
        target = self.folder / LETTERS / name
        for folder in self.found:
            source = folder / LETTERS / name
            if source.is_file():
                target.unlink(missing_ok=True)
                if folder.parent == self.home:
                    source.replace(target)
                else:
                    shutil.copyfile(source, target)
                yield target
        target.unlink(missing_ok=True)


@contextmanager
def staging(out: Path, name: str, clerk: str, at: datetime) -> Iterator[Staging]:
    """Holds the mailing for this run, with an empty staging folder on the same disk.

    What a run leaves when it is stopped stays for the next one. Raises MailingLockedError, and UnwritableOutputError where the folder
    cannot be made, which is before any number is taken.
    """
    home = home_of(out, name)
    new = [folder for folder in (out, *out.parents) if not folder.exists()]
    make_folder(home)
    try:
        with _held(home, clerk, at):
            left = leftovers(home)
            folder = next(free for number in count() if (free := home / f"{_MAKING}{number}") not in left)
            (folder / LETTERS).mkdir(parents=True)
            yield Staging(home, folder, (*left, out / name))
            for old in (*left, folder):
                shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        what = say(
            "The mailing cannot be written into {out}, or its parts into the folder for temporary files: "
            "{strerror}. Nothing was published. ",
            out=out,
            strerror=error.strerror,
        )
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        mend = (
            "Make room; the numbers stay as they are."
            if is_full
            else "Mend this; the numbers stay as they are."
        )
        raise UnwritableOutputError(what + mend, Remedy.TRY_AGAIN) from error
    finally:
        for made in new:
            if made.exists() and not any(made.iterdir()):
                made.rmdir()


def leftovers(home: Path) -> list[Path]:
    """What runs that were cut off have left."""
    return sorted(home.glob(f"{_MAKING}*"))


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Holds the mailing for whoever only looks at it. Raises MailingLockedError."""
    lock = FileLock(home / _LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise MailingLockedError(_who(home), Remedy.TRY_AGAIN) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _held(home: Path, clerk: str, at: datetime) -> Iterator[None]:
    """Only one run at a time. Where nothing was made and kept, the hidden folder goes again."""
    with alone(home):
        machine = socket.gethostname()
        holder = {"clerk": clerk, "since": at.isoformat(), "machine": machine, "process": os.getpid()}
        try:
            (home / _HOLDER).write_text(json.dumps(holder), "utf-8")
            yield
        finally:
            (home / _HOLDER).unlink(missing_ok=True)
            if not (home / CACHE_FILE).exists():
                # While it is held: who asks for a lock that is gone asks again.
                shutil.rmtree(home, ignore_errors=True)


_WAIT = "Wait until it is finished. Nothing was made here."


def _who(home: Path) -> str:
    try:
        holder = json.loads((home / _HOLDER).read_text("utf-8"))
        since = datetime.fromisoformat(holder["since"]).astimezone()
        return say(
            "{clerk} has been issuing this mailing since {since:%H:%M} on {since:%Y-%m-%d}, on the "
            "machine {machine} (process {process}). " + _WAIT,
            clerk=holder["clerk"],
            since=since,
            machine=holder["machine"],
            process=holder["process"],
        )
    except (OSError, ValueError, KeyError, TypeError):  # it has only just begun, or is about to end
        return f"Another run is issuing this mailing at this moment. {_WAIT}"
