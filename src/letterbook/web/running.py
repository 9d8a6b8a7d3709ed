"""One page an office: the second start finds the first by a note of its address, which is for the owner's eyes alone."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from letterbook.errors import LetterbookError

HOST = "127.0.0.1"
"""Nobody but this machine reaches the page."""
FOLDER = ".office-page"
"""Inside of the folder for mailings; it may be deleted whenever no page runs."""
_NOTE, _LOCK = "address.json", "lock"
_PATIENCE = 5  # seconds in which another start may still be writing its note


@dataclass(frozen=True)
class Running:
    """A page that runs: on which port, and the token that lets a browser in."""

    port: int
    token: str
    public: str = ""
    """Where clerks open a page for several desks, which has no token."""

    @property
    def host(self) -> str:
        """What a browser has to ask for: the address whole, with its port."""
        return f"{HOST}:{self.port}"

    @property
    def address(self) -> str:
        """What a clerk opens. The page takes the token out of the address at once."""
        return self.public or f"http://{self.host}/enter?token={self.token}"


def new_token() -> str:
    """256 random bits as text for an address."""
    return secrets.token_urlsafe(32)


@contextmanager
def only_page(folder: Path) -> Iterator[Running | None]:
    """Holds the office whose private folder this is: None for whoever is first, else the page that runs already.

    The system frees the lock when the process that holds it is gone, however it ended; so a note without a lock is stale and
    is written over. Raises LetterbookError where the page that runs has not said where it is.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield _other_page(folder / _NOTE)
        return
    try:
        (folder / _NOTE).unlink(missing_ok=True)
        yield None
    finally:
        (folder / _NOTE).unlink(missing_ok=True)
        lock.release()


def write_note(folder: Path, running: Running) -> None:
    """Says where the page is to whoever starts it again: to the owner, and to nobody else."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder / _NOTE, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(running), file)


def _other_page(note: Path) -> Running:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            known = json.loads(note.read_text(encoding="utf-8"))
            return Running(int(known["port"]), str(known["token"]), str(known["public"]))
        except (OSError, ValueError, KeyError, TypeError):  # not written yet
            time.sleep(0.1)
    raise LetterbookError(
        "The office page of this folder runs already, and has not said where. End that program, and start the page again."
    )
