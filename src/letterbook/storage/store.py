"""Files at an address that fsspec knows, such as s3://bucket/prefix: put whole, or not at all."""

from __future__ import annotations

import errno
import ipaddress
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from letterbook.errors import LetterbookError, UsageError
from letterbook.remedies import Remedy
from letterbook.sentences import say


class StoreError(LetterbookError):
    """The store does not answer, or refuses; nothing was published."""

    exit_code = 3


_OPEN = ("http", "ftp")  # anybody on the way can read what goes there


def is_store(address: str) -> bool:
    """Whether this is the address of a store and no path on this machine."""
    return "://" in address


@dataclass(frozen=True)
class Store:
    """All files whose address begins with this one and a slash. Where it is and who may write is told to fsspec by the
    environment of each machine; no secret is held here.
    """

    address: str

    def below(self, name: str) -> Store:
        """The part of the store below this name."""
        return Store(f"{self.address}/{name}")

    def put(self, files: Mapping[str, bytes]) -> None:
        """Puts files by name, each whole, several at a time. Raises StoreError."""
        with _asked(self.address) as (system, root):
            if files:
                self._made(system, root, files)
                system.pipe({f"{root}/{name}": data for name, data in files.items()})

    def put_new(self, name: str, data: bytes) -> bool:
        """Puts a file where there is none; False where somebody else was first. Raises StoreError."""
        with _asked(self.address) as (system, root):
            self._made(system, root, [name])
            try:
                system.pipe_file(f"{root}/{name}", data, mode="create")
            except FileExistsError:
                return False
            return True

    def put_whole(self, name: str, data: bytes) -> None:
        """Puts one file so that nobody reads a part of it, also where folders and not objects are behind the address. Raises
        StoreError.
        """
        with _asked(self.address) as (system, root):
            self._made(system, root, [name])
            if _has_objects(system):
                system.pipe_file(f"{root}/{name}", data)
            else:
                system.pipe_file(f"{root}/.{name}.part", data)
                system.mv(f"{root}/.{name}.part", f"{root}/{name}")

    def upload(self, paths: Mapping[str, str]) -> None:
        """Puts files of this machine by name; a large one goes in parts that the store joins. Raises StoreError."""
        with _asked(self.address) as (system, root):
            if paths:
                self._made(system, root, paths)
                system.put(list(paths.values()), [f"{root}/{name}" for name in paths])

    def get(self, names: Iterable[str]) -> dict[str, bytes]:
        """The content of these files by name. Raises StoreError, also where one is missing."""
        with _asked(self.address) as (system, root):
            wanted = {f"{root}/{name}": name for name in names}
            # A list of one would give its content alone.
            found = system.cat(list(wanted), on_error="raise", recursive=False) if wanted else {}
            return {wanted[path]: data for path, data in found.items()}

    def download(self, paths: Mapping[str, str]) -> None:
        """Fetches files by name, each to its path on this machine. Raises StoreError."""
        with _asked(self.address) as (system, root):
            if paths:
                system.get([f"{root}/{name}" for name in paths], list(paths.values()))

    def sizes(self) -> dict[str, int]:
        """Every file with its size in bytes, by its name below this address. Raises StoreError."""
        with _asked(self.address) as (system, root):
            found = system.find(root, detail=True)
            return {
                path.removeprefix(root).lstrip("/"): int(info["size"] or 0) for path, info in found.items()
            }

    def remove(self, names: Iterable[str]) -> None:
        """Removes files by name, in no order. Raises StoreError."""
        with _asked(self.address) as (system, root):
            gone = [f"{root}/{name}" for name in names]
            if gone:
                system.rm(gone)

    @staticmethod
    def _made(system: Any, root: str, names: Iterable[str]) -> None:
        """Makes the folders where the store has such: object stores have none."""
        if _has_objects(system):
            return
        for folder in sorted({f"{root}/{name}".rpartition("/")[0] for name in names}):
            system.makedirs(folder, exist_ok=True)


def store(address: str) -> Store:
    """The store at this address. Raises UsageError where there is no such kind, or names and addresses could be read on the
    way there.
    """
    scheme = urlsplit(address).scheme
    try:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(address, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        what = say(
            "This installation cannot write to {scheme}://. Install it with the extra: letterbook[store], and what "
            "fsspec needs for that kind of store.",
            scheme=scheme,
        )
        raise UsageError(what) from error
    if not root.strip("/"):
        raise UsageError(
            say("{address} names no bucket or folder. Write it as s3://BUCKET/PREFIX.", address=address)
        )
    endpoints = [getattr(system, "endpoint_url", None) or "", *map(os.environ.get, _ENDPOINTS)]
    if scheme in _OPEN or any(_is_open(endpoint or "") for endpoint in endpoints):
        raise UsageError(
            say(
                "What goes to {address} could be read on the way: names and addresses do not leave this machine without "
                "encryption. Ask whoever looks after the store for its address with https://.",
                address=address,
            )
        )
    return Store(address.rstrip("/"))


_ENDPOINTS = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "FSSPEC_S3_ENDPOINT_URL")


def _is_open(endpoint: str) -> bool:
    """Whether it is plain http to another machine."""
    parts = urlsplit(endpoint)
    if parts.scheme != "http":
        return False
    try:
        return parts.hostname != "localhost" and not ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return True


def _has_objects(system: Any) -> bool:
    """Whether what is put there is there whole or not at all, and folders are but parts of names."""
    protocols = [system.protocol] if isinstance(system.protocol, str) else system.protocol
    return bool(_OBJECTS.intersection(protocols))


_OBJECTS = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "az", "oss"})


@contextmanager
def _asked(address: str) -> Iterator[tuple[Any, str]]:
    """Fsspec's file system and the path in it. What it raises becomes a StoreError."""
    from fsspec.core import url_to_fs

    try:
        system, root = url_to_fs(address, use_listings_cache=False)
        yield system, root
    except LetterbookError:
        raise
    except Exception as error:  # each kind of store has exceptions of its own
        is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        mend = "Make room there" if is_full else "Mend this"
        what = say(
            "The store {address} does not take or give what it should: {why}. Nothing was published. {mend}; the numbers stay as they "
            "are.",
            address=address,
            why=_why(error),
            mend=mend,
        )
        raise StoreError(what, Remedy.TRY_AGAIN) from error


def _why(error: Exception) -> str:
    """One line of what a library says."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (said or type(error).__name__).splitlines()[0].rstrip(".")
