"""A mailing in a store: each issue of it is an edition of its own there, published by its manifest, which is put last.

    s3://bucket/prefix/january-20-2021-01-19/0002-5c1f09aa/letters/0001-….pdf, …/bundle.pdf, …/manifest.json

The newest edition with a manifest is the mailing; what has none is not one, and is removed by the next run. No file of a
published edition is ever written over, so that nobody reads a half. `claim.json` beside the editions says who is at it.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from letterbook.archive.layout import LEDGER, LETTERS, MANIFEST, VERIFICATION_RECORD, sha256
from letterbook.archive.manifest import BrokenRecordError, manifest_of, outputs_of
from letterbook.archive.opening import is_inside
from letterbook.errors import LetterbookError, UsageError
from letterbook.executors import PrivateFolder
from letterbook.pipeline.staging import MailingLockedError
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.storage.output_folder import make_folder
from letterbook.storage.store import Store, StoreError

CLAIM = "claim.json"
_NAME = re.compile(r"\d{4,}-[0-9a-f]{8}")
_HERE, _LOCK = "id", "lock"
_RECORDS = (LEDGER, MANIFEST, VERIFICATION_RECORD)


@dataclass
class Edition:
    """One issue of a mailing. `before` is the name of the edition that is published, None where there is none; `name` is
    the new one's until it is `published`.
    """

    mailing: Store
    name: str
    before: str | None
    published: str | None = None

    @property
    def letters(self) -> Store:
        """Where workers put letters, under their final names."""
        return self.mailing.below(f"{self.name}/{LETTERS}")

    def bring(self, folder: Path, published: Path) -> None:
        """Puts all of the finished folder there but its manifest; what workers have put there stays.

        `published` is the edition from before, on this machine: where nothing has changed since, nothing is put. Raises StoreError.
        """
        if self.before and _is_same(folder, published):
            self.published = self.before
            return
        new = self.mailing.below(self.name)
        there = new.sizes()
        files = {name: folder / name for name in _outputs(folder)}
        new.upload(
            {name: str(path) for name, path in files.items() if there.get(name) != path.stat().st_size}
        )
        there = new.sizes()
        if lacking := [name for name, path in files.items() if there.get(name) != path.stat().st_size]:
            what = "The store {address} does not have {name} as it was put there. Nothing was published."
            raise StoreError(say(what, address=new.address, name=lacking[0]), Remedy.TRY_AGAIN)

    def publish(self, folder: Path) -> None:
        """Puts the manifest: from now on this edition is the mailing. Raises StoreError."""
        if self.published is None:
            self.mailing.below(self.name).put_whole(MANIFEST, (folder / MANIFEST).read_bytes())
            self.published = self.name

    def tidy(self) -> None:
        """Removes every edition but the published one, their manifests first. Raises StoreError."""
        kept = self.published or self.before
        gone = [name for name in self.mailing.sizes() if name != CLAIM and name.partition("/")[0] != kept]
        self.mailing.remove([name for name in gone if name.endswith(f"/{MANIFEST}")])
        self.mailing.remove([name for name in gone if not name.endswith(f"/{MANIFEST}")])


@contextmanager
def edition(store: Store | None, target: Path, clerk: str, at: datetime) -> Iterator[Edition | None]:
    """Holds the mailing of that name in the store for this run, and brings the edition that is published to `target`, where it
    is made as any other. Afterwards only its records are left there. None where files stay on this machine.

    Raises MailingLockedError, StoreError, or UnwritableOutputError; all before any number is taken.
    """
    if store is None:
        yield None
        return
    mailing = store.below(target.name)
    home = target.parent / f".{target.name}-edition"
    make_folder(home)
    with _alone_here(home), _claimed(mailing, home, clerk, at):
        before = _published(mailing.sizes())
        number = int(before.partition("-")[0]) + 1 if before else 1
        new = Edition(mailing, f"{number:04d}-{secrets.token_hex(4)}", before)
        _brought(mailing, before, target)
        try:
            new.tidy()
            yield new
        finally:
            # The mailing stands, or does not: what cannot be removed now goes with the next run.
            with suppress(StoreError):
                new.tidy()
            _keep_records(target)


@contextmanager
def brought_from(mailing: Store) -> Iterator[Path]:
    """The published edition of the mailing at this address, in a folder of this machine that goes afterwards.

    Raises UsageError where there is none, StoreError.
    """
    name = _published(mailing.sizes())
    if name is None:
        what = "There is no mailing at {address}. Name it with its folder, such as s3://bucket/prefix/january-20-2021-01-19."
        raise UsageError(say(what, address=mailing.address))
    folder = PrivateFolder()
    try:
        target = folder.path / "mailing"
        _brought(mailing, name, target)
        yield target
    finally:
        folder.remove()


def _published(sizes: Mapping[str, int]) -> str | None:
    """The newest edition that has a manifest."""
    found = [name.split("/") for name in sizes]
    names = [parts[0] for parts in found if parts[1:] == [MANIFEST] and _NAME.fullmatch(parts[0])]
    return max(names, key=lambda name: (int(name.partition("-")[0]), name), default=None)


def _brought(mailing: Store, name: str | None, target: Path) -> None:
    """Fetches an edition to the target, which it replaces."""
    shutil.rmtree(target, ignore_errors=True)
    if name is None:
        return
    source = mailing.below(name)
    names = list(source.sizes())
    if strange := [path for path in names if not is_inside(path)]:
        what = "The store {address} holds “{name}”, which the program did not put there."
        raise StoreError(say(what, address=source.address, name=strange[0]))
    for folder in {(target / path).parent for path in names}:
        folder.mkdir(parents=True, exist_ok=True)
    source.download({path: str(target / path) for path in names})


def _keep_records(target: Path) -> None:
    """Lets the ledger and what else says of the mailing on this machine; letters and bundles are in the store."""
    for path in target.iterdir() if target.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in _RECORDS:
            path.unlink(missing_ok=True)


def _outputs(folder: Path) -> Mapping[str, str]:
    try:
        return outputs_of(manifest_of(folder))
    except BrokenRecordError:
        return {}


def _is_same(folder: Path, published: Path) -> bool:
    """Whether the two have the same manifest, and the published one every file that it names."""
    if not (published / MANIFEST).is_file() or sha256(folder / MANIFEST) != sha256(published / MANIFEST):
        return False
    outputs = _outputs(published)
    return all((published / name).is_file() and sha256(published / name) == outputs[name] for name in outputs)


# --- One run at a time --------------------------------------------------------------------------------------------


@contextmanager
def _alone_here(home: Path) -> Iterator[None]:
    lock = FileLock(home / _LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        what = "Another run on this machine is issuing this mailing at this moment. Wait until it is finished. Nothing was made here."
        raise MailingLockedError(what, Remedy.TRY_AGAIN) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _claimed(mailing: Store, home: Path, clerk: str, at: datetime) -> Iterator[None]:
    """The claim in the store, which other machines see. One of this very folder is of a run that was killed."""
    here = _here(home)
    said = {"clerk": clerk, "since": at.isoformat(), "machine": socket.gethostname(), "process": os.getpid()}
    mine = json.dumps({"here": here, **said}).encode()
    if not mailing.put_new(CLAIM, mine):
        holder = _holder(mailing)
        if holder.get("here") != here:
            raise MailingLockedError(_who(mailing, holder), Remedy.TRY_AGAIN)
        mailing.put({CLAIM: mine})
    if _holder(mailing).get("here") != here:  # a store that does not know how to create, and two at once
        raise MailingLockedError(_who(mailing, _holder(mailing)), Remedy.TRY_AGAIN)
    try:
        yield
    finally:
        with suppress(LetterbookError):
            mailing.remove([CLAIM])


def _here(home: Path) -> str:
    """What this folder is known by in a claim."""
    file = home / _HERE
    if not file.is_file():
        file.write_text(secrets.token_hex(16), "ascii")
    return file.read_text("ascii")


def _holder(mailing: Store) -> Mapping[str, object]:
    try:
        found = json.loads(mailing.get([CLAIM])[CLAIM])
    except (ValueError, StoreError):  # it has only just ended
        return {}
    return found if isinstance(found, dict) else {}


def _who(mailing: Store, holder: Mapping[str, object]) -> str:
    return say(
        "{clerk} has been issuing this mailing since {since}, on the machine {machine}. Wait until it is finished; if that machine was "
        "switched off meanwhile, remove {address}. Nothing was made here.",
        clerk=holder.get("clerk", "Somebody"),
        since=holder.get("since", "a moment ago"),
        machine=holder.get("machine", "?"),
        address=f"{mailing.address}/{CLAIM}",
    )
