"""What SQLite and PostgreSQL say differently. All other SQL of the register is the same for both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

GUARDED = ("letters", "events", "files", "journal")
"""The tables whose rows are never changed."""
VERSION_TABLE = "register_schema"
"""Where PostgreSQL has the number of the schema."""


class Rows(Protocol):
    """What a query gave."""

    def __iter__(self) -> Iterator[Any]: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    """An open connection; a place for a value in SQL is a question mark."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Rows: ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> object: ...


class Dialect(Protocol):
    """One of the two databases."""

    def definition(self, sql: str) -> str:
        """A CREATE TABLE or ALTER TABLE in this database's words."""

    def guard(self, table: str, same: str) -> tuple[str, ...]:
        """Triggers that keep every row of a table as it was written.

        `same` says when a new row NEW would push out an old one.
        """

    def unguard(self, table: str) -> tuple[str, ...]:
        """Takes those triggers away, for a migration."""

    def definitions(self, connection: Connection) -> set[str]:
        """What keeps the rows as they are, as the SQL that makes it: triggers that are switched on, indexes, functions."""

    def objects(self, connection: Connection) -> set[tuple[str, str]]:
        """Everything that is not an index, as (kind, name): "table", "view", "trigger", "rule"."""

    def columns(self, connection: Connection) -> set[tuple[str, str]]:
        """The columns of all tables, each with its table before it."""

    def version(self, connection: Connection) -> int:
        """The number of the schema, 0 for none."""

    def set_version(self, connection: Connection, version: int) -> None:
        """Writes the number of the schema down."""

    def is_foreign(self, connection: Connection) -> bool:
        """Whether another program keeps its own tables here."""


def dialect_of(connection: Connection) -> Dialect:
    """Which of the two a connection speaks."""
    return Sqlite() if isinstance(connection, sqlite3.Connection) else Postgres()


class Sqlite:
    """SQLite: the number of the schema stands in the file's head."""

    # INSERT OR REPLACE deletes a row without firing a trigger on DELETE.
    _guards = ("changed", "deleted", "replaced")

    def definition(self, sql: str) -> str:
        return sql

    def guard(self, table: str, same: str) -> tuple[str, ...]:
        sentence = f"The register only grows: rows of {table} are never changed or deleted."
        pushes_out = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return (
            f"CREATE TRIGGER {table}_are_never_changed BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_are_never_deleted BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_are_never_replaced BEFORE INSERT ON {table} WHEN {pushes_out} {refuse}",
        )

    def unguard(self, table: str) -> tuple[str, ...]:
        return tuple(f"DROP TRIGGER {table}_are_never_{what}" for what in self._guards)

    def definitions(self, connection: Connection) -> set[str]:
        found = connection.execute(
            "SELECT sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql <> ''"
        )
        return {sql for (sql,) in found}

    def objects(self, connection: Connection) -> set[tuple[str, str]]:
        found = connection.execute("SELECT type, name FROM sqlite_master WHERE type <> 'index'")
        return {(kind, name) for kind, name in found if not name.startswith("sqlite_")}

    def columns(self, connection: Connection) -> set[tuple[str, str]]:
        found = connection.execute(
            "SELECT tables.name, columns.name FROM sqlite_master AS tables"
            " JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
        )
        return {(table, column) for table, column in found}

    def version(self, connection: Connection) -> int:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def set_version(self, connection: Connection, version: int) -> None:
        connection.execute(f"PRAGMA user_version = {version}")

    def is_foreign(self, connection: Connection) -> bool:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in found}
        return bool(tables) and (self.version(connection) == 0 or "letters" not in tables)


class Postgres:
    """PostgreSQL: the number of the schema stands in a table of its own."""

    _guards = ("changed", "deleted", "emptied")

    def definition(self, sql: str) -> str:
        # Sorted and compared by code points, as SQLite does, whatever the language of the server.
        return sql.replace(" TEXT", ' TEXT COLLATE "C"')

    def guard(self, table: str, same: str) -> tuple[str, ...]:  # noqa: ARG002  # ON CONFLICT fires UPDATE's trigger
        name, call = f"{table}_are_never", "EXECUTE FUNCTION register_only_grows()"
        return (
            _POSTGRES_REFUSAL,
            f"CREATE TRIGGER {name}_changed BEFORE UPDATE ON {table} FOR EACH ROW {call}",
            f"CREATE TRIGGER {name}_deleted BEFORE DELETE ON {table} FOR EACH ROW {call}",
            f"CREATE TRIGGER {name}_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
        )

    def unguard(self, table: str) -> tuple[str, ...]:
        return tuple(f"DROP TRIGGER {table}_are_never_{what} ON {table}" for what in self._guards)

    def definitions(self, connection: Connection) -> set[str]:
        found = connection.execute(_POSTGRES_DEFINITIONS).fetchall()
        return {sql.replace(" USING btree", "") for (sql,) in found}

    def objects(self, connection: Connection) -> set[tuple[str, str]]:
        return {(kind, name) for kind, name in connection.execute(_POSTGRES_OBJECTS)}

    def columns(self, connection: Connection) -> set[tuple[str, str]]:
        found = connection.execute(
            "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
            " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND attnum > 0"
            " AND NOT attisdropped"
        )
        return {(table, column) for table, column in found}

    def version(self, connection: Connection) -> int:
        if VERSION_TABLE not in self._tables(connection):
            return 0
        (version,) = connection.execute("SELECT COALESCE(MAX(version), 0) FROM register_schema").fetchone()
        return int(version)

    def set_version(self, connection: Connection, version: int) -> None:
        connection.execute("CREATE TABLE IF NOT EXISTS register_schema (version INTEGER PRIMARY KEY)")
        connection.execute("INSERT INTO register_schema (version) VALUES (?)", (version,))

    def is_foreign(self, connection: Connection) -> bool:
        tables = self._tables(connection)
        ours = {VERSION_TABLE, "letters"}
        return bool(tables & {*ours, *GUARDED}) and not ours <= tables

    def _tables(self, connection: Connection) -> set[str]:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return {name for (name,) in found}


_POSTGRES_REFUSAL = """CREATE OR REPLACE FUNCTION register_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The register only grows: rows of % are never changed or deleted.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$"""

# A trigger whose letter is D or R does not fire for us; "true" leaves out the name of the schema that we work in.
_POSTGRES_DEFINITIONS = """
SELECT pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')
UNION SELECT pg_get_indexdef(indexrelid, 0, true) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = current_schema()::regnamespace AND indisvalid
UNION SELECT 'CREATE OR REPLACE FUNCTION register_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$' || prosrc || '$$'
    FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proname = 'register_only_grows'
"""

_POSTGRES_OBJECTS = """
SELECT CASE WHEN relkind IN ('v', 'm') THEN 'view' ELSE 'table' END, relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'f', 'v', 'm')
UNION SELECT 'trigger', tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
UNION SELECT 'rule', rulename FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind NOT IN ('v', 'm')
"""
