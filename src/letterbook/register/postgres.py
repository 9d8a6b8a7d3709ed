"""The register in PostgreSQL, for an office with several desks. The one user of psycopg, an extra."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from letterbook.register.dialects import GUARDED, Connection, Postgres, Rows
from letterbook.register.errors import (
    RegisterBusyError,
    RegisterError,
    RegisterReadOnlyError,
    RegisterUnusableError,
)
from letterbook.register.journal import COLUMNS, JOURNAL
from letterbook.register.schema import is_older, migrate, refuse_foreign
from letterbook.register.sqlite import DIALECT as SQLITE
from letterbook.register.sqlite import in_memory, new_file
from letterbook.remedies import Remedy
from letterbook.sentences import say

if TYPE_CHECKING:
    import psycopg

DIALECT = Postgres()

_SETTINGS: dict[str, Any] = {
    "autocommit": True,  # BEGIN and COMMIT are written out, as for SQLite
    "prepare_threshold": None,  # a pooler between us and the server may not know prepared statements
    "connect_timeout": 10,
    "application_name": "letterbook",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# What is read after the lock was got is what the last writer left.
_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE"
# The lock ends with its transaction, also where there is no table yet that could be locked.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('letterbook'), hashtext(COALESCE(current_schema(), '')))"


class PostgresDatabase:
    """One connection, made when it is needed and again after it was lost; tables are made by the first writing."""

    def __init__(self, address: str, wait_s: float) -> None:
        self.name = without_password(address)
        self._address = address
        self._wait_ms = max(1, round(wait_s * 1000))  # 0 would mean: for ever
        self._connection: psycopg.Connection | None = None
        _driver()
        with self._in_plain_words(), self._transaction(_READ) as connection:
            refuse_foreign(connection, DIALECT, self.name)
            older = is_older(connection, DIALECT)
        if older:
            with self.writing():
                pass

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A view that no other run changes meanwhile; of an empty register where there are no tables."""
        with self._in_plain_words(), self._transaction(_READ) as connection:
            if DIALECT.version(connection):
                yield connection
            else:
                with in_memory() as empty:
                    yield empty

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that shuts out other writers from its beginning; an exception takes everything back."""
        with self._in_plain_words(), self._transaction(_WRITE) as connection:
            connection.execute(f"SET LOCAL lock_timeout = {self._wait_ms}")
            # A desk that lost its power must not hold the others up.
            connection.execute("SET LOCAL idle_in_transaction_session_timeout = '60s'")
            connection.execute(_LOCK)
            refuse_foreign(connection, DIALECT, self.name)
            migrate(connection, DIALECT)
            yield connection

    def backup(self, target: Path) -> None:
        """Copies every row into a SQLite register of the same tables, as they stood at one moment."""
        with self.reading() as source, new_file(target) as copy:
            copy.execute("BEGIN")
            migrate(copy, SQLITE)
            for table in GUARDED:
                columns = COLUMNS.get(table, JOURNAL)
                names, places = ", ".join(columns), ", ".join("?" * len(columns))
                rows = source.execute(f"SELECT {names} FROM {table} ORDER BY {columns[0]}")
                copy.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
            copy.execute("COMMIT")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[_Questions]:
        connection = self._begun(begin)
        try:
            yield _Questions(connection)
            connection.execute("COMMIT")
        except BaseException:
            # Cut off, the server has rolled back by itself; stopped in mid-answer, it does so when we hang up.
            if connection.info.transaction_status == _driver().pq.TransactionStatus.ACTIVE:
                connection.close()
            if not connection.closed:
                connection.execute("ROLLBACK")
            raise

    def _begun(self, begin: str) -> psycopg.Connection:
        """A connection in a new transaction; a new one where the server was restarted since the last question."""
        driver = _driver()
        if self._connection and not self._connection.closed:
            try:
                self._connection.execute(begin)
            except driver.OperationalError:
                self._connection.close()
            else:
                return self._connection
        try:
            self._connection = driver.connect(self._address, **_SETTINGS)
        except (driver.ProgrammingError, ValueError) as fault:  # it quotes the address, with the password
            raise RegisterUnusableError(
                say(
                    "The address of the register {name} cannot be read. Look for signs that have to be written by their "
                    "codes, such as %25 for %.",
                    name=self.name,
                )
            ) from fault
        self._refuse_unguarded(self._connection)
        self._connection.execute(begin)
        return self._connection

    def _refuse_unguarded(self, connection: psycopg.Connection) -> None:
        """Triggers do not fire on a connection that plays the replica, however it came to: address, role or environment."""
        row = connection.execute("SHOW session_replication_role").fetchone()
        if row is None or row[0] != "origin":
            raise RegisterUnusableError(
                say(
                    "The connection to the register {name} has session_replication_role set, which switches off what "
                    "guards the numbers. Ask who keeps the database to take it away from this user.",
                    name=self.name,
                )
            )

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        """Turns what PostgreSQL says into a RegisterError, by its SQLSTATE."""
        driver = _driver()
        try:
            yield
        except driver.IntegrityError:
            raise  # a rule of the schema was broken, which is a fault of the program
        except driver.Error as fault:
            raise _error_of(fault.sqlstate or "", self.name, _first_line(fault, self._address)) from fault


class _Questions:
    """A connection that takes question marks for values, as SQLite does."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Rows:
        # Without values psycopg leaves the text alone, percent signs and all.
        return self._connection.execute(_marked(sql), values or None)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_marked(sql), rows)


def _marked(sql: str) -> bytes:
    return sql.replace("?", "%s").encode()


def _driver() -> Any:
    try:
        import psycopg
    except ImportError as lacking:
        raise RegisterUnusableError(
            "A register in PostgreSQL needs a library that is not installed. Install it with "
            "`pip install letterbook[postgres]`."
        ) from lacking
    return psycopg


def without_password(address: str) -> str:
    """The address without user and password: what may be printed."""
    scheme, _, rest = address.partition("://")
    # A password may hold signs that end it too early for a reader of addresses.
    where = re.split(r"[?#]", rest.rpartition("@")[2])[0]
    return f"{scheme}://{where}"


def _error_of(state: str, name: str, fault: str) -> RegisterError:
    match state[:2], state:
        case _, "55P03" | "57014" | "40001" | "40P01" | "53300":
            return RegisterBusyError(
                say(
                    "Another run is using the register {name}. Wait until it has ended, then start again.",
                    name=name,
                )
            )
        case _, "42501" | "25006":
            return RegisterReadOnlyError(
                say(
                    "The register {name} may only be read here. Ask who keeps the database for the right to "
                    "write.",
                    name=name,
                )
            )
        case "28", _:
            return RegisterUnusableError(
                say(
                    "The register {name} refuses this user or password. Ask who keeps the database.",
                    name=name,
                )
            )
        case _, "3D000":
            return RegisterUnusableError(
                say(
                    "The server has no database for the register {name}. Ask who keeps it to make one.",
                    name=name,
                )
            )
        case _, "53100":
            return RegisterUnusableError(
                say(
                    "The disk with the register {name} is full. Make room, then start again; no number was lost.",
                    name=name,
                )
            )
        case (("08" | "57" | "25" | ""), _):
            return RegisterUnusableError(
                say(
                    "The register {name} cannot be reached ({fault}); what was not finished has left no trace. "
                    "Wait until the server is there again.",
                    name=name,
                    fault=fault,
                ),
                Remedy.TRY_AGAIN,
            )
    return RegisterUnusableError(
        say(
            "The register {name} cannot be used ({fault}). Ask who keeps the database.",
            name=name,
            fault=fault,
        )
    )


def _first_line(fault: Exception, address: str) -> str:
    """What the library says, unless it quotes what stands before the server's name in the address."""
    said = (str(fault).splitlines() or [""])[0].rstrip(".")
    secret = address.partition("://")[2].rpartition("@")[0].partition(":")[2]
    quoted = any(len(part) > 1 and part in said for part in re.split(r"[:/@?#%]", secret))
    return type(fault).__name__ if quoted or not said else said
