"""The tables of the register, as numbered migrations that are applied in order and never changed afterwards.

Tables and queries keep to what SQLite and PostgreSQL share: no generated keys, dates as ISO text. Only the triggers
are in SQLite's own words. A number is never kept in a counter beside the letters: it follows from them.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from letterbook.register.errors import RegisterNewer, RegisterUnusable

TABLES = (
    """
    CREATE TABLE letters (
        reference TEXT NOT NULL PRIMARY KEY,
        series TEXT NOT NULL,
        year INTEGER NOT NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        mailing TEXT NOT NULL,
        recipient_id TEXT NOT NULL,
        recipient_name TEXT NOT NULL,
        country TEXT NOT NULL,
        subject TEXT NOT NULL,
        issued TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX letter_number ON letters (series, year, number)",
    "CREATE UNIQUE INDEX letter_of_mailing ON letters (mailing, recipient_id)",
    """
    CREATE TABLE events (
        id INTEGER NOT NULL PRIMARY KEY,
        reference TEXT NOT NULL REFERENCES letters (reference),
        kind TEXT NOT NULL,
        at TEXT NOT NULL,
        clerk TEXT NOT NULL
    )
    """,
    "CREATE INDEX events_of_letter ON events (reference)",
    """
    CREATE TABLE files (
        event INTEGER NOT NULL REFERENCES events (id),
        format TEXT NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        pages INTEGER,
        PRIMARY KEY (event, format)
    )
    """,
)


def append_only(table: str, same: str) -> tuple[str, ...]:
    """Triggers that keep every row of a table as it was written.

    `same` says when a new row NEW would push out an old one; SQLite's INSERT OR REPLACE deletes without firing a
    trigger on DELETE.
    """
    sentence = f"The register only grows: rows of {table} are never changed or deleted."
    pushes_out = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    return (
        f"CREATE TRIGGER {table}_are_never_changed BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_are_never_deleted BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_are_never_replaced BEFORE INSERT ON {table} WHEN {pushes_out} {refuse}",
    )


MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        *TABLES,
        *append_only(
            "letters",
            "reference = NEW.reference"
            " OR (series = NEW.series AND year = NEW.year AND number = NEW.number)"
            " OR (mailing = NEW.mailing AND recipient_id = NEW.recipient_id)",
        ),
        *append_only("events", "id = NEW.id"),
        *append_only("files", "event = NEW.event AND format = NEW.format"),
    ),
)
"""Migration n (from 1) leads to schema n, which `PRAGMA user_version` records."""


def schema_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raises RegisterNewer for a schema this program does not know, RegisterUnusable for another's database."""
    version = schema_version(connection)
    if version > len(MIGRATIONS):
        raise RegisterNewer(
            f"The register {path} was written by a newer letterbook (schema {version}; this one knows "
            f"{len(MIGRATIONS)}). Install the newer version; nothing was changed."
        )
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and (version == 0 or "letters" not in tables):
        raise RegisterUnusable(
            f"{path} is the database of another program. Name another file for the register in letterbook.yaml."
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Applies the migrations that are missing, inside the transaction that the caller has begun."""
    for number, statements in enumerate(
        MIGRATIONS[schema_version(connection) :], schema_version(connection) + 1
    ):
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
