"""Half a mailing is never seen: it is made in a folder beside its target, and takes its place in one move."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from letterbook.errors import LetterbookError
from letterbook.proof.mailing import PDF_BUNDLE, WORD_BUNDLE
from letterbook.proof.record import NAME as RECORD
from letterbook.proof.record import BrokenRecord, read_json
from letterbook.proof.sums import LEDGER, LETTERS, MANIFEST


class CannotWrite(LetterbookError):
    """The output folder cannot be written; nothing was published."""

    exit_code = 3


class WouldLose(LetterbookError):
    """The mailing was issued before with files that this order would not make; nothing was changed."""

    exit_code = 3


def refuse_loss(target: Path, expected: Collection[str] | None, *, cover_only: bool) -> None:
    """Raises WouldLose where the published folder holds a letter that is not among the `expected` file names.

    None expects whatever there is. Raises CannotWrite where a file stands in the folder's place.
    """
    if target.exists() and not target.is_dir():
        raise CannotWrite(f"{target} is a file; the mailing's folder has that name. Move it away.")
    there = {file.name for file in (target / "letters").glob("*")}
    if expected is not None and cover_only and there and _holds_enclosures(target):
        raise WouldLose(
            f"{target} holds letters with their enclosure; nothing was changed. If they shall be replaced by letters "
            "without it, add --replace; else write elsewhere with --out."
        )
    if expected is not None and (lost := sorted(there - set(expected))):
        raise WouldLose(
            f"{target} holds {len(lost)} files that this order would not make again, such as {lost[0]}; nothing was "
            "changed. If that is what you want, add --replace; else give the same list and formats as before."
        )
    if expected is not None and (foreign := _foreign(target)):
        raise WouldLose(
            f"{target} holds “{foreign[0]}”, which the program did not make, and would be replaced as a whole; nothing "
            "was changed. Move it to a folder of your own; or add --replace, and it is gone."
        )


_OURS = {LETTERS, PDF_BUNDLE, WORD_BUNDLE, LEDGER, RECORD, MANIFEST}
_OF_THE_SYSTEM = (".", "~$", "Thumbs.db", "desktop.ini")


def _foreign(target: Path) -> list[str]:
    """What somebody has put beside the mailing's files; not what desktops and Word leave in a folder by themselves."""
    return sorted(
        one.name
        for one in target.glob("*")
        if one.name not in _OURS and not one.name.startswith(_OF_THE_SYSTEM)
    )


def _holds_enclosures(target: Path) -> bool:
    """Whether the published mailing was issued with its enclosure, by its own manifest."""
    return not manifest_of(target).get("cover_only")


def manifest_of(target: Path) -> Mapping[str, Any]:
    """What the published mailing says of itself; nothing where that cannot be read."""
    try:
        manifest = read_json(target / MANIFEST)
    except BrokenRecord:
        return {}
    return manifest if isinstance(manifest, dict) else {}


def make_folder(path: Path) -> None:
    """Makes the folder and those above it. Raises CannotWrite."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"The folder {path} cannot be made: {error.strerror}."
        raise CannotWrite(f"{what} Free the folder, or name another with --out.") from error


def flush(staging: Path) -> None:
    """Brings every file of the folder to the disk, several at once: a disk takes them together."""
    with ThreadPoolExecutor(8) as several:
        for _ in several.map(_flush, staging.rglob("*")):
            pass  # an error is raised here
    _flush(staging)


def publish(staging: Path, target: Path) -> None:
    """Puts the finished folder, flushed, in the target's place; what was there before is where it was made."""
    if target.exists():
        _exchange(staging, target)
    else:
        staging.rename(target)
    _flush(target.parent)


def _exchange(one: Path, other: Path) -> None:
    """Lets two folders change places, in one step where the system has one (Linux: renameat2)."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        done = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
    except (AttributeError, OSError):
        done = False
    if not done:
        aside = other.with_name(f"{one.name}-before")
        other.rename(aside)
        one.rename(other)
        aside.rename(one)


_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE, from Linux' fcntl.h and fs.h


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
