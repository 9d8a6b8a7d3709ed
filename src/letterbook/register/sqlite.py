"""The register's SQLite file: opening it, and transactions that are whole or not there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from letterbook.errors import UsageError
from letterbook.register.dialects import Sqlite
from letterbook.register.errors import (
    IF_IT_WAS,
    PUT_BACK,
    RegisterBusyError,
    RegisterError,
    RegisterReadOnlyError,
    RegisterUnusableError,
)
from letterbook.register.schema import is_older, migrate, refuse_foreign
from letterbook.sentences import say

DIALECT = Sqlite()


class SqliteDatabase:
    """One connection, made when it is first needed; a file that is missing is made by the first writing only.

    A rollback journal and not WAL, which does not work on network folders.
    """

    def __init__(self, path: Path, wait_s: float) -> None:
        self.path = path
        self.wait_s = wait_s
        self._connection: sqlite3.Connection | None = None
        if path.is_dir():
            raise RegisterUnusableError(
                say(
                    "{path} is a folder and not a register. Name a file for the register in letterbook.yaml.",
                    path=path,
                )
            )
        if self._has_content():
            with in_plain_words(path):
                older = is_older(self._connect(), DIALECT)
            if older:
                with (
                    suppress(RegisterReadOnlyError),
                    self.writing(),
                ):  # what may only be read is read as it is
                    pass

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A view that no other run changes meanwhile; of an empty register where there is no file."""
        with in_plain_words(self.path):
            connection = self._connection or (self._connect() if self._has_content() else None)
            if connection and DIALECT.version(connection) and not is_older(connection, DIALECT):
                with _transaction(connection, "BEGIN"):
                    yield connection
            else:
                with in_memory(connection) as copy:
                    yield copy

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that shuts out other writers from its beginning; an exception takes everything back."""
        with in_plain_words(self.path):
            connection = self._connection or self._connect()
            # IMMEDIATE: two runs that began by reading could both read the same last number.
            with _transaction(connection, "BEGIN IMMEDIATE"):
                refuse_foreign(connection, DIALECT, str(self.path))
                migrate(connection, DIALECT)
                yield connection

    def backup(self, target: Path) -> None:
        """Copies the register into a new file, consistent also while others write."""
        with in_plain_words(self.path), new_file(target) as copy:
            connection = self._connection or (self._connect() if self._has_content() else None)
            if connection is None:
                raise RegisterUnusableError(
                    say("There is no register at {path} yet, and so nothing to copy.", path=self.path)
                )
            connection.backup(copy)

    def _has_content(self) -> bool:
        return self.path.exists() and self.path.stat().st_size > 0

    def _connect(self) -> sqlite3.Connection:
        if not self.path.parent.is_dir():
            raise RegisterUnusableError(
                say(
                    "The folder {parent} for the register is not there. Make it first.",
                    parent=self.path.parent,
                )
            )
        _make_file(self.path)
        connection = sqlite3.connect(self.path, timeout=self.wait_s, isolation_level=None)
        connection.text_factory = _text
        try:
            for setting in ("foreign_keys = ON", "journal_mode = DELETE", "synchronous = EXTRA"):
                connection.execute(f"PRAGMA {setting}")
            with _transaction(connection, "BEGIN"):
                refuse_foreign(connection, DIALECT, str(self.path))
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection


def _text(raw: bytes) -> str:
    """Text that is no UTF-8 is read all the same: the row that holds it can then be named."""
    return raw.decode(errors="surrogateescape")


@contextmanager
def in_memory(source: sqlite3.Connection | None = None) -> Iterator[sqlite3.Connection]:
    """An empty register, or a copy of an older one, in the tables of today."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.text_factory = _text
    try:
        if source:
            source.backup(connection)
        migrate(connection, DIALECT)
        yield connection
    finally:
        connection.close()


def _make_file(path: Path) -> None:
    """SQLite makes files that a group may only read, whatever the process's own rule is; it says itself why it cannot."""
    with suppress(OSError):
        if not path.exists():
            path.touch()


@contextmanager
def new_file(target: Path) -> Iterator[sqlite3.Connection]:
    """A SQLite file that is there when it is whole, and not before. Raises UsageError where one is already."""
    if target.exists():
        raise UsageError(say("{target} is there already. Name a file that is not there yet.", target=target))
    if not target.parent.is_dir():
        raise UsageError(say("The folder {parent} is not there. Make it first.", parent=target.parent))
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with in_plain_words(part):
            _make_file(part)
            copy = sqlite3.connect(part, isolation_level=None)
            try:
                yield copy
                if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                    raise RegisterUnusableError(
                        say("The copy {target} is damaged. Look at the disk, and copy again.", target=target)
                    )
            finally:
                copy.close()
        _flush(part)
        part.rename(target)
        _flush(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows opens no folders
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turns what SQLite says about the file at `path` into a RegisterError, by its result code."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a rule of the schema was broken, which is a fault of the program
    except sqlite3.DatabaseError as fault:
        code = getattr(fault, "sqlite_errorcode", None)
        if code is None:
            raise
        raise _error_of(code & 0xFF, path, fault) from fault


def _error_of(code: int, path: Path, fault: sqlite3.DatabaseError) -> RegisterError:
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return RegisterBusyError(
                say(
                    "Another run is using the register {path}. Wait until it has ended, then start again.",
                    path=path,
                )
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return RegisterReadOnlyError(
                say(
                    "The register {path} may only be read here. Ask for the right to write into the file and its "
                    "folder.",
                    path=path,
                )
            )
        case sqlite3.SQLITE_CANTOPEN if path.is_file() and not os.access(path, os.R_OK):
            return RegisterUnusableError(
                say(
                    "The register {path} may not be read here. Ask for the right to read and write the file and "
                    "its folder.",
                    path=path,
                )
            )
        case sqlite3.SQLITE_NOTADB:
            return RegisterUnusableError(
                say(
                    "{path} cannot be read as a register. {if_it_was} If it is some other file, move it away, or "
                    "name another one in letterbook.yaml.",
                    path=path,
                    if_it_was=IF_IT_WAS,
                )
            )
        case sqlite3.SQLITE_CORRUPT:
            return RegisterUnusableError(
                say("The register {path} is damaged. {put_back}", path=path, put_back=PUT_BACK)
            )
        case sqlite3.SQLITE_FULL:
            return RegisterUnusableError(
                say(
                    "The disk with the register {path} is full. Make room, then start again; no number was lost.",
                    path=path,
                )
            )
    return RegisterUnusableError(
        say(
            "The register {path} cannot be used ({fault}). Check that the disk and its folder can be "
            "reached.",
            path=path,
            fault=fault,
        )
    )
