"""The register's database, wherever it is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from letterbook.register.dialects import Connection
from letterbook.register.last_note import ENDING
from letterbook.register.sqlite import SqliteDatabase


class Database(Protocol):
    """One connection at a time, made when it is needed. Its methods raise a RegisterError."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A view that no other run changes meanwhile; of an empty register where there is none."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that shuts out other writers from its beginning; an exception takes everything back."""

    def backup(self, target: Path) -> None:
        """Copies the register into a new SQLite file, consistent also while others write."""

    def close(self) -> None:
        """Ends the connection."""


def database_of(address: Path | str, wait_s: float) -> Database:
    """The SQLite file at a path, or the PostgreSQL database behind an address that begins `postgresql://`."""
    if is_remote(str(address)):
        from letterbook.register.postgres import PostgresDatabase

        return PostgresDatabase(str(address), wait_s)
    return SqliteDatabase(Path(address), wait_s)


def is_of_register(path: Path, workspace: Path, address: str) -> bool:
    """Whether this is the register's file, by whatever name, or one that SQLite keeps beside it while it writes."""
    if is_remote(address):
        return False
    return any(
        _same(path, Path(f"{workspace / address}{end}")) for end in ("", "-journal", "-wal", "-shm", ENDING)
    )


def _same(first: Path, second: Path) -> bool:
    if first.exists() and second.exists():
        return first.samefile(second)
    return first.resolve() == second.resolve()


def is_remote(address: str) -> bool:
    """Whether this is the address of a server and not the name of a file."""
    return address.startswith(("postgresql://", "postgres://"))
