"""A mailing that would come out as it is: nothing of it is read, made or verified again.

When a mailing is published, `out/.<mailing>/issued.json` says on which grounds, by hash: the order, every file of the workspace, the
program, the register, and the cache of what was made. A run on the same grounds, which finds each published file with the hash
that the manifest has, is done. Whatever differs, it goes the whole way.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from letterbook.archive.layout import LETTERS, MANIFEST, foreign_files, sha256
from letterbook.archive.manifest import BrokenRecordError, manifest_of, outputs_of
from letterbook.archive.opening import open_ordinary, sha256_inside
from letterbook.model import Order
from letterbook.model.progress import Monitor, Phase
from letterbook.pipeline.program import program
from letterbook.pipeline.staging import CACHE_FILE, MailingLockedError, alone, leftovers
from letterbook.register import Mark, Register, RegisterError, open_register
from letterbook.sources.office import read_office
from letterbook.storage.file import put_file

_RECEIPT = "issued.json"
_MOST_BYTES = 200_000_000
"""Of a workspace that is looked at as a whole; one with more in it is read file by file, as it is needed."""
_SQLITE = b"SQLite format 3\0"
_BESIDE_A_REGISTER = (".last", "-journal", "-wal", "-shm")


@dataclass(frozen=True)
class Unchanged:
    """A mailing that stands as it would be issued: its name, its folder, and how many files of letters it has."""

    mailing: str
    folder: Path
    files: int


# --- What a mailing comes of ----------------------------------------------------------------------------------------------


def grounds(workspace: Path, order: Order, out: Path, *ways: object) -> str | None:
    """A digest of all that decides what comes of an order but for the register; None where it cannot be told by the files of the
    workspace. `ways` are how it is carried out. It has to be taken before anything is read, since a file may change meanwhile.
    """
    if order.recipients and not _lies_in(workspace / order.recipients, workspace):
        return None
    said = hashlib.sha256(repr((order, ways, program())).encode(errors="surrogatepass"))
    left = _MOST_BYTES
    try:
        for file in _files(workspace, out.resolve()):
            with file.open("rb") as opened:
                begin = opened.read(len(_SQLITE))
                if begin == _SQLITE:
                    continue
                left -= os.fstat(opened.fileno()).st_size
                if left < 0:
                    return None
                data, name = begin + opened.read(), os.fsencode(file.relative_to(workspace))
            said.update(b"%d %s %d " % (len(name), name, len(data)))
            said.update(data)
    except OSError:  # whoever needs the file says what is wrong with it
        return None
    return said.hexdigest()


def are_seen(workspace: Path, out: Path, names: Iterable[str]) -> bool:
    """Whether the files of these names, of which a mailing was made, are among those that its grounds are made of. Raises OSError."""
    seen = {file.relative_to(workspace).as_posix() for file in _files(workspace, out.resolve())}
    return seen.issuperset(names)


def _files(folder: Path, out: Path) -> Iterator[Path]:
    """Every file below, in one order; none of what was made of them. Raises OSError for a folder that is elsewhere."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name.endswith(_BESIDE_A_REGISTER):
            continue
        path = Path(entry.path)
        if not entry.is_dir():
            yield path
        elif entry.is_symlink():
            raise NotADirectoryError(entry.path)
        elif path.resolve() != out and not (path / MANIFEST).exists():
            yield from _files(path, out)


def _lies_in(file: Path, workspace: Path) -> bool:
    return file.resolve().is_relative_to(workspace.resolve())


# --- The receipt ----------------------------------------------------------------------------------------------------------


def take_down(home: Path, target: Path, grounds: str, register: Mark) -> None:
    """Notes on which grounds the mailing in the folder `target` was issued. Raises OSError."""
    put_file(home / _RECEIPT, json.dumps(_receipt(home, target, grounds, register)).encode())


def _receipt(home: Path, target: Path, grounds: str, register: Mark) -> dict[str, Any]:
    return {
        "grounds": grounds,
        "register": asdict(register),
        "made": sha256(home / CACHE_FILE),
        "manifest": sha256_inside(target, MANIFEST),
    }


def unchanged(
    workspace: Path, order: Order, out: Path, grounds: str | None, monitor: Monitor
) -> Unchanged | None:
    """The mailing, if it stands as it would be issued; None where it has to be found out. Raises CancelledError."""
    for home in sorted(out.glob(".*")) if grounds else ():
        if home.name.startswith(f".{order.mailing}-") and (home / _RECEIPT).is_file():
            target = out / home.name[1:]
            try:
                with alone(home), open_ordinary(home / _RECEIPT) as receipt:
                    if json.load(receipt) == _now(workspace, home, target, str(grounds)):
                        return _standing(home, target, monitor)
            except (
                OSError,
                ValueError,
                MailingLockedError,
                RegisterError,
            ):  # the whole way tells what is wrong
                continue
    return None


def _now(workspace: Path, home: Path, target: Path, grounds: str) -> dict[str, Any] | None:
    """What the receipt would say now; None where there is no register."""
    office, _ = read_office(workspace)
    if office is None:
        return None
    with open_register(workspace, office.register) as register:
        return _receipt(home, target, grounds, _latest(register))


def _latest(register: Register) -> Mark:
    register.refuse_older()
    return register.latest()


def _standing(home: Path, target: Path, monitor: Monitor) -> Unchanged | None:
    """The published mailing, if it consists of the files of its manifest, and these are whole. Raises OSError."""
    manifest = manifest_of(target)
    try:
        outputs = outputs_of(manifest)
    except BrokenRecordError:
        return None
    there = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    if not outputs.keys() <= there or foreign_files(target) or leftovers(home):
        return None
    if {name for name in there if name.startswith(f"{LETTERS}/")} - outputs.keys():
        return None
    for done, (name, digest) in enumerate(outputs.items()):
        monitor.at(Phase.VERIFYING, done, len(outputs))
        if sha256_inside(target, name) != digest:
            return None
    letters = sum(name.startswith(f"{LETTERS}/") for name in outputs)
    return Unchanged(str(manifest.get("mailing")), target, letters)
