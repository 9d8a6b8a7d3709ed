"""What tests do to a register, also behind the program's back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from letterbook.register import MadeFile, Register

Address = Path | str
"""Of a register: a file, or a PostgreSQL database."""


def record_made(
    register: Register, mailing: str, files: Mapping[str, Sequence[MadeFile]], clerk: str, at: datetime
) -> None:
    """Writes down that a mailing was made, as publishing does, without a folder to put in place."""
    with register.recording_made(mailing, files, clerk, at):
        pass


def behind(address: Address, *statements: str, guarded: bool = True) -> list[tuple[Any, ...]]:
    """Gives SQL to the database as a shell would, past the program; without guards where the triggers are to sleep.

    The rows of the last statement, if it is a question.
    """
    return (
        _in_sqlite(address, statements, guarded)
        if isinstance(address, Path)
        else _in_postgres(address, statements, guarded)
    )


def _in_sqlite(path: Path, statements: tuple[str, ...], guarded: bool) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path)
    try:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        if not guarded:
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
        rows: list[tuple[Any, ...]] = []
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        if not guarded:
            for _, sql in triggers:
                connection.execute(sql)
        connection.commit()
        return rows
    finally:
        connection.close()


def _in_postgres(address: str, statements: tuple[str, ...], guarded: bool) -> list[tuple[Any, ...]]:
    import psycopg

    tables = ("letters", "events", "files", "journal") if not guarded else ()
    with psycopg.connect(address) as connection:
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        rows: list[tuple[Any, ...]] = []
        for statement in statements:
            cursor = connection.execute(statement.encode())
            rows = cursor.fetchall() if cursor.description else []
        for table in tables:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
    return rows
