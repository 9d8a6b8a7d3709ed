"""Why a register cannot do what it is asked, each with a sentence that says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from letterbook.errors import LetterbookError


class RegisterError(LetterbookError):
    """Base of what the register refuses."""


class RegisterNewer(RegisterError):
    """A later version of the program wrote this register."""

    exit_code = 3


class RegisterUnusable(RegisterError):
    """The file is no register, is damaged, or cannot be reached."""

    exit_code = 3


class RegisterReadOnly(RegisterError):
    """Nothing may be written into the register's file."""

    exit_code = 3


class RegisterBusy(RegisterError):
    """Another run holds the register for longer than one waits."""


class ReferenceTaken(RegisterError):
    """A series would give a reference that another letter bears already; its pattern is at fault."""

    exit_code = 3


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
        raise _plain(code & 0xFF, path, fault) from fault


def _plain(code: int, path: Path, fault: sqlite3.DatabaseError) -> RegisterError:
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return RegisterBusy(
                f"Another run is using the register {path}. Wait until it has ended, then start again."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return RegisterReadOnly(
                f"The register {path} may only be read here. Ask for the right to write into the file and its folder."
            )
        case sqlite3.SQLITE_NOTADB:
            return RegisterUnusable(
                f"{path} is no register but some other file. Move it away, or name another file in letterbook.yaml."
            )
        case sqlite3.SQLITE_CORRUPT:
            return RegisterUnusable(f"The register {path} is damaged. Put back the last copy that is whole.")
        case sqlite3.SQLITE_FULL:
            return RegisterUnusable(
                f"The disk with the register {path} is full. Make room, then start again; no number was lost."
            )
    return RegisterUnusable(
        f"The register {path} cannot be used ({fault}). Check that the disk and its folder can be reached."
    )
