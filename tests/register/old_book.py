"""A register as schema 1 wrote it: its own migration, and its own rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from books import Address

from letterbook.register.dialects import Connection, Dialect, Postgres, Sqlite
from letterbook.register.schema import MIGRATIONS

ROWS: dict[str, list[tuple[str | int, ...]]] = {
    "letters": [
        ("1/2021", "s", 2021, 1, "m", "a", "Bakı Məclisi", "AZ", "A statement", "2021-01-19"),
        ("2/2021", "s", 2021, 2, "m", "b", "The b", "CH", "A statement", "2021-01-19"),
    ],
    "events": [
        (1, "1/2021", "reserved", "2021-01-19T08:30:00+00:00", "clerk"),
        (2, "2/2021", "reserved", "2021-01-19T08:30:00+00:00", "clerk"),
        (3, "1/2021", "made", "2021-01-19T08:31:00+00:00", "clerk"),
    ],
    "files": [(3, "pdf", "1-a.pdf", "0" * 64, 3)],
}


def fill(connection: Connection, dialect: Dialect) -> None:
    MIGRATIONS[0](connection, dialect)
    dialect.set_version(connection, 1)
    for table, rows in ROWS.items():
        for row in rows:
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def old_register(address: Address) -> Address:
    """Two letters in a register of schema 1, in either database."""
    if isinstance(address, Path):
        connection = sqlite3.connect(address)
        fill(connection, Sqlite())
        connection.commit()
        connection.close()
        return address
    import psycopg

    from letterbook.register.postgres import _Questions

    with psycopg.connect(address) as remote:
        fill(_Questions(remote), Postgres())
    return address
