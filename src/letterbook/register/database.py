"""The register's SQLite file: opening it, and transactions that are whole or not there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from letterbook.register.errors import RegisterUnusable, in_plain_words
from letterbook.register.schema import migrate, refuse_foreign, schema_version


class Database:
    """One connection, made when it is first needed; a file that is missing is made by the first writing only.

    A rollback journal and not WAL, which does not work on network folders.
    """

    def __init__(self, path: Path, wait_s: float) -> None:
        self.path = path
        self.wait_s = wait_s
        self._connection: sqlite3.Connection | None = None
        if path.is_dir():
            raise RegisterUnusable(
                f"{path} is a folder and not a register. Name a file for the register in letterbook.yaml."
            )
        if self._has_content():
            with in_plain_words(path):
                self._connect()

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A view that no other run changes meanwhile; of an empty register where there is no file."""
        with in_plain_words(self.path):
            connection = self._connection or (self._connect() if self._has_content() else None)
            if connection and schema_version(connection):
                with _transaction(connection, "BEGIN"):
                    yield connection
            else:
                with _empty() as nothing:
                    yield nothing

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that shuts out other writers from its beginning; an exception takes everything back."""
        with in_plain_words(self.path):
            connection = self._connection or self._connect()
            # IMMEDIATE: two runs that began by reading could both read the same last number.
            with _transaction(connection, "BEGIN IMMEDIATE"):
                refuse_foreign(connection, self.path)
                migrate(connection)
                yield connection

    def _has_content(self) -> bool:
        return self.path.exists() and self.path.stat().st_size > 0

    def _connect(self) -> sqlite3.Connection:
        if not self.path.parent.is_dir():
            raise RegisterUnusable(
                f"The folder {self.path.parent} for the register is not there. Make it first."
            )
        connection = sqlite3.connect(self.path, timeout=self.wait_s, isolation_level=None)
        try:
            for setting in ("foreign_keys = ON", "journal_mode = DELETE", "synchronous = EXTRA"):
                connection.execute(f"PRAGMA {setting}")
            with _transaction(connection, "BEGIN"):
                refuse_foreign(connection, self.path)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection


@contextmanager
def _empty() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite has rolled back by itself where the disk was full
            connection.execute("ROLLBACK")
        raise
