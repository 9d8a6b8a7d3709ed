"""The tables of the register, as numbered migrations that are applied in order and never changed afterwards.

Tables and queries keep to what SQLite and PostgreSQL share: no generated keys, dates as ISO text. A number is never
kept in a counter beside the letters: it follows from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from letterbook.register.dialects import GUARDED, VERSION_TABLE, Connection, Dialect
from letterbook.register.errors import IF_IT_WAS, PUT_BACK, RegisterNewerError, RegisterUnusableError
from letterbook.register.journal import COLUMNS, JOURNAL, JournalWriter
from letterbook.sentences import say

_NUMBER_INDEX = "CREATE UNIQUE INDEX letter_number ON letters (series, year, number)"
_MAILING_INDEX = "CREATE UNIQUE INDEX letter_of_mailing ON letters (mailing, recipient_id, generation)"

_FIRST = (
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
    _NUMBER_INDEX,
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

_SECOND = (
    "DROP INDEX letter_of_mailing",
    "ALTER TABLE letters ADD COLUMN generation INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE letters ADD COLUMN snapshot TEXT",
    "ALTER TABLE letters ADD COLUMN statement_sha256 TEXT",
    "ALTER TABLE letters ADD COLUMN template_sha256 TEXT",
    "ALTER TABLE letters ADD COLUMN reset TEXT",
    _MAILING_INDEX,
    "ALTER TABLE events ADD COLUMN day TEXT",
    "ALTER TABLE events ADD COLUMN way TEXT",
    "ALTER TABLE events ADD COLUMN tracking TEXT",
    "ALTER TABLE events ADD COLUMN note TEXT",
    "ALTER TABLE events ADD COLUMN other TEXT REFERENCES letters (reference)",
    "ALTER TABLE files ADD COLUMN sheets INTEGER",
    """
    CREATE TABLE journal (
        position INTEGER NOT NULL PRIMARY KEY,
        content TEXT NOT NULL,
        sha256 TEXT NOT NULL
    )
    """,
)

_THIRD = ("ALTER TABLE letters ADD COLUMN office TEXT",)

_OLD_COLUMNS = {
    "letters": (
        *("reference", "series", "year", "number", "mailing", "recipient_id", "recipient_name", "country"),
        *("subject", "issued"),
    ),
    "events": ("id", "reference", "kind", "at", "clerk"),
    "files": ("event", "format", "name", "sha256", "pages"),
}
"""Those of schema 1."""


def _with_table(columns: Mapping[str, Sequence[str]]) -> frozenset[tuple[str, str]]:
    return frozenset((table, column) for table, names in columns.items() for column in names)


_COLUMNS: Sequence[frozenset[tuple[str, str]]] = (
    frozenset(),
    _with_table(_OLD_COLUMNS),
    _with_table({**COLUMNS, "journal": JOURNAL}) - {("letters", "office")},
    _with_table({**COLUMNS, "journal": JOURNAL}),
)
"""The columns of each schema, beginning with none."""

_SAME_NUMBER = (
    "reference = NEW.reference OR (series = NEW.series AND year = NEW.year AND number = NEW.number)"
)
_SAME_LETTER = "mailing = NEW.mailing AND recipient_id = NEW.recipient_id"
_SAME = {
    "letters": f"{_SAME_NUMBER} OR ({_SAME_LETTER} AND generation = NEW.generation)",
    "events": "id = NEW.id",
    "files": "event = NEW.event AND format = NEW.format",
    "journal": "position = NEW.position",
}
"""When a new row of a table would push out an old one, in the tables of today."""


def _numbers_and_files(connection: Connection, dialect: Dialect) -> None:
    """Schema 1: letters, their events "reserved" and "made", and the files."""
    _execute(
        connection,
        *map(dialect.definition, _FIRST),
        *dialect.guard("letters", f"{_SAME_NUMBER} OR ({_SAME_LETTER})"),
        *dialect.guard("events", _SAME["events"]),
        *dialect.guard("files", _SAME["files"]),
    )


def _whole_history(connection: Connection, dialect: Dialect) -> None:
    """Schema 2: everything that can become of a letter, and a chain of hashes over all rows, old ones first."""
    _execute(
        connection,
        *dialect.unguard("letters"),
        *map(dialect.definition, _SECOND),
        *dialect.guard("letters", _SAME["letters"]),
        *dialect.guard("journal", _SAME["journal"]),
    )
    journal = JournalWriter(connection)
    for table, columns, order in (
        ("letters", (*_OLD_COLUMNS["letters"], "generation"), "series, year, number"),
        ("events", _OLD_COLUMNS["events"], "id"),
        ("files", _OLD_COLUMNS["files"], "event, format"),
    ):
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}").fetchall()
        journal.seal(table, [dict(zip(columns, row, strict=True)) for row in rows])


def _offices(connection: Connection, dialect: Dialect) -> None:
    """Schema 3: whose letter it is, so that two offices in one database do not mix their mailings."""
    _execute(connection, *map(dialect.definition, _THIRD))


MIGRATIONS: tuple[Callable[[Connection, Dialect], None], ...] = (
    _numbers_and_files,
    _whole_history,
    _offices,
)
"""Migration n (from 1) leads to schema n."""


def guards(dialect: Dialect) -> set[str]:
    """The SQL of everything that keeps the rows of a whole register as they are."""
    triggers = {sql for table, same in _SAME.items() for sql in dialect.guard(table, same)}
    return {*triggers, _NUMBER_INDEX, _MAILING_INDEX}


def own_objects(dialect: Dialect) -> set[tuple[str, str]]:
    """What a register holds beside its indexes, as `Dialect.objects` has it."""
    triggers = {found[1] for sql in guards(dialect) if (found := re.match(r"CREATE TRIGGER (\w+)", sql))}
    return {("table", name) for name in (*GUARDED, VERSION_TABLE)} | {("trigger", name) for name in triggers}


def refuse_foreign(connection: Connection, dialect: Dialect, where: str) -> None:
    """Raises RegisterNewerError for a schema this program does not know, RegisterUnusableError for a damaged one or another's database."""
    if dialect.is_foreign(connection):
        raise RegisterUnusableError(
            say(
                "{where} does not have the tables of a register. {if_it_was} If it is the database of "
                "another program, name another one for the register in letterbook.yaml.",
                where=where,
                if_it_was=IF_IT_WAS,
            )
        )
    version = dialect.version(connection)
    if version > len(MIGRATIONS):
        raise RegisterNewerError(
            say(
                "The register {where} was written by a newer letterbook (schema {version}; this one knows "
                "{count}). Install the newer version; nothing was changed.",
                where=where,
                version=version,
                count=len(MIGRATIONS),
            )
        )
    if damage := _damage(version, dialect.columns(connection)):
        raise RegisterUnusableError(
            say(
                "The register {where} is damaged: {damage}. {put_back}",
                where=where,
                damage=damage,
                put_back=PUT_BACK,
            )
        )


def _damage(version: int, columns: set[tuple[str, str]]) -> str | None:
    """What the tables lack, or have too much, for a register of this schema."""
    if version < 0:
        return say("its schema has the number {version}", version=version)
    if lacking := sorted(_COLUMNS[version] - columns):
        table, column = lacking[0]
        return say("the column {column} of the table {table} is missing", column=column, table=table)
    if columns & _COLUMNS[-1] > _COLUMNS[version]:
        return say("its schema has the number {version}, but its tables are newer", version=version)
    return None


def is_older(connection: Connection, dialect: Dialect) -> bool:
    """Whether an earlier version of the program wrote this register."""
    return 0 < dialect.version(connection) < len(MIGRATIONS)


def migrate(connection: Connection, dialect: Dialect) -> None:
    """Applies the migrations that are missing, inside the transaction that the caller has begun."""
    version = dialect.version(connection)
    for number, migration in enumerate(MIGRATIONS[version:], version + 1):
        migration(connection, dialect)
        dialect.set_version(connection, number)


def _execute(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(statement)
