"""What only a server can do: be out of reach, cut off, held by others, or refuse."""

from __future__ import annotations

import multiprocessing
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from books import record_made
from postgres_server import Server, programs, running

from letterbook.model import Series
from letterbook.register import (
    MadeFile,
    Register,
    RegisterBusyError,
    RegisterError,
    RegisterReadOnlyError,
    RegisterUnusableError,
    Request,
)
from letterbook.register.journal import JournalRow, JournalWriter
from letterbook.register.postgres import without_password

pytest_plugins = ["register_fixtures"]

AT = datetime(2021, 1, 19, 8, 30, tzinfo=UTC)
ISSUED = date(2021, 1, 19)
SERIES = Series("s", "{number}/{year}")


def asked(*ids: str) -> list[Request]:
    return [Request(name, f"The {name}", "CH", SERIES, "A statement") for name in ids]


@pytest.fixture
def own_server(server: Server) -> Iterator[Server]:
    """A server that this test may stop."""
    where = programs()
    assert where is not None
    with running(where) as started:
        yield started


def sql(server: Server, *statements: str) -> list[Any]:
    import psycopg

    rows: list[Any] = []
    with psycopg.connect(server.address(), autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
            rows = cursor.fetchall() if cursor.description else []
    return rows


def test_a_server_that_is_not_there(server: Server) -> None:
    with pytest.raises(
        RegisterUnusableError, match=r"cannot be reached .* Wait until the server is there again"
    ) as refusal:
        Register.open("postgresql://clerk:secret@127.0.0.1:1/office")
    assert "postgresql://127.0.0.1:1/office" in str(refusal.value)
    assert "secret" not in str(refusal.value)
    assert [remedy.value for remedy in refusal.value.remedies] == ["try-again"]
    assert pickle.loads(pickle.dumps(refusal.value)).args == refusal.value.args


def test_an_address_is_shown_without_its_secrets() -> None:
    assert without_password("postgresql://clerk:se%40cret@db.office:5433/register?sslmode=require") == (
        "postgresql://db.office:5433/register"
    )


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://clerk:secret@[::1/x",
        "postgres://clerk:secret@db:port/x",
        "postgresql://clerk:secret@db:99999/x",
    ],
)
def test_an_address_that_is_none_is_not_repeated(address: str) -> None:
    with pytest.raises(RegisterUnusableError, match="cannot be (read|reached)") as refusal:
        Register.open(address)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "password", ["hush%2hush", "hush%", "hush/hush", "hush#hush", "hush?hush", "hush@hush", "hush:5x"]
)
def test_no_password_is_shown_whatever_signs_it_has(password: str) -> None:
    with pytest.raises(RegisterUnusableError) as refusal:
        Register.open(f"postgresql://clerk:{password}@127.0.0.1:1/office")
    assert "hush" not in str(refusal.value)
    assert "127.0.0.1:1/office" in str(refusal.value)


def test_a_connection_that_switches_the_guards_off_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.address()
    with Register.open(address):
        pass
    with pytest.raises(RegisterUnusableError, match="switches off"):
        Register.open(f"{address}?options=-csession_replication_role%3Dreplica")
    monkeypatch.setenv("PGOPTIONS", "-c session_replication_role=replica")
    with pytest.raises(RegisterUnusableError, match="switches off"):
        Register.open(address)


def test_a_database_that_is_not_there(server: Server) -> None:
    address = server.address().replace("/postgres", "/nothing")
    with pytest.raises(RegisterUnusableError, match="nothing"):
        Register.open(address)


def test_a_user_who_may_only_read(server: Server) -> None:
    sql(server, "CREATE SCHEMA guarded")
    with Register.open(server.address("guarded")) as register:
        register.reserve("m", ISSUED, asked("a"), "clerk", AT)
    sql(
        server,
        "CREATE ROLE reader LOGIN",
        "GRANT USAGE ON SCHEMA guarded TO reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA guarded TO reader",
    )
    with Register.open(server.address("guarded", "reader")) as register:
        assert len(register.entries()) == 1
        assert register.check().findings == ()
        with pytest.raises(RegisterReadOnlyError, match="may only be read here"):
            register.reserve("m", ISSUED, asked("b"), "clerk", AT)


def test_another_run_that_holds_the_register(server: Server) -> None:
    sql(server, "CREATE SCHEMA held")
    with (
        Register.open(server.address("held")) as holder,
        Register.open(server.address("held"), 0.1) as waiting,
    ):
        with holder._database.writing():
            with pytest.raises(RegisterBusyError, match=r"Another run is using the register .* Wait until"):
                waiting.reserve("m", ISSUED, asked("a"), "clerk", AT)
            assert waiting.entries() == []
        assert waiting.reserve("m", ISSUED, asked("a"), "clerk", AT)["a"].number == 1


def test_who_only_reads_sees_one_moment(server: Server) -> None:
    sql(server, "CREATE SCHEMA moment")
    with (
        Register.open(server.address("moment")) as register,
        Register.open(server.address("moment")) as other,
    ):
        register.reserve("m", ISSUED, asked("a"), "clerk", AT)
        with register._database.reading() as connection:
            count = "SELECT COUNT(*) FROM letters"
            assert connection.execute(count).fetchone() == (1,)
            other.reserve("m", ISSUED, asked("b"), "clerk", AT)
            assert connection.execute(count).fetchone() == (1,)
        assert len(register.entries()) == 2


def test_a_connection_that_was_cut_in_mid_transaction_gives_its_numbers_back(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql(server, "CREATE SCHEMA cut")
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
    with Register.open(server.address("cut")) as register:
        register.reserve("before", ISSUED, asked("a"), "clerk", AT)
        seal = JournalWriter.seal

        def cut(pen: JournalWriter, table: str, rows: Sequence[JournalRow]) -> None:
            sql(server, kill)
            seal(pen, table, rows)

        monkeypatch.setattr(JournalWriter, "seal", cut)
        with pytest.raises(RegisterUnusableError, match="cannot be reached"):
            register.reserve("cut", ISSUED, asked("a", "b"), "clerk", AT)
        monkeypatch.undo()
        assert [entry.mailing for entry in register.entries()] == ["before"]  # connected again by itself
        assert register.reserve("after", ISSUED, asked("a"), "clerk", AT)["a"].number == 2
        assert register.check().findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["immediate", "fast"])
def test_a_server_that_was_restarted_between_two_questions_is_not_noticed(
    own_server: Server, how: str
) -> None:
    with Register.open(own_server.address()) as register:
        register.reserve("m", ISSUED, asked("a"), "clerk", AT)
        own_server.stop(how)
        with pytest.raises(RegisterUnusableError, match="cannot be reached"):
            register.entries()
        own_server.start()
        record_made(register, "m", {"a": [MadeFile("pdf", "a.pdf", "1" * 64)]}, "clerk", AT)
        own_server.stop(how)
        own_server.start()
        assert [entry.state for entry in register.entries()] == ["made"]


def _desk(address: str, mailings: range) -> None:
    for mailing in mailings:
        while True:
            try:
                with Register.open(address) as register:
                    register.reserve(f"m{mailing}", ISSUED, asked("a", "b", "c"), "clerk", AT)
                break
            except RegisterError:
                time.sleep(0.05)


@pytest.mark.slow
def test_a_server_that_falls_over_in_mid_run_loses_and_doubles_nothing(own_server: Server) -> None:
    context = multiprocessing.get_context("spawn")
    desks = [context.Process(target=_desk, args=(own_server.address(), range(n, 60, 2))) for n in range(2)]
    for desk in desks:
        desk.start()
    for _ in range(2):
        time.sleep(0.5)
        own_server.stop()
        own_server.start()
    for desk in desks:
        desk.join()
    with Register.open(own_server.address()) as register:
        assert [entry.number for entry in register.entries()] == list(range(1, 181))
        assert register.check().findings == ()


def test_without_the_library_the_hint_is_exact(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from letterbook.register import Register\n"
        "Register.open('postgresql://127.0.0.1/office')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "Install it with `pip install letterbook[postgres]`." in done.stderr
