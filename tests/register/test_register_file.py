"""The register's file: what nobody may change, and what is no register at all."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import sqlite3
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from books import behind, record_made
from old_book import old_register

from letterbook.model import Series
from letterbook.register import (
    MadeFile,
    Register,
    RegisterBusyError,
    RegisterError,
    RegisterNewerError,
    RegisterReadOnlyError,
    RegisterUnusableError,
    Request,
)
from letterbook.register.errors import IF_IT_WAS
from letterbook.register.schema import MIGRATIONS
from letterbook.register.sqlite import SqliteDatabase

AT = datetime(2021, 1, 19, 8, 30, tzinfo=UTC)
ONLY_GROWS = r"The register only grows: rows of \w+ are never changed or deleted"
ASKED = [Request("a", "Bakı Məclisi", "AZ", Series("s", "{number}/{year}"), "A statement")]


def make(path: Path) -> Path:
    with Register.open(path) as register:
        register.reserve("m", date(2021, 1, 19), ASKED, "clerk", AT)
        record_made(register, "m", {"a": [MadeFile("pdf", "1-a.pdf", "0" * 64, 3)]}, "clerk", AT)
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make(tmp_path / "register.sqlite")


def replacement(reference: str, number: str, recipient_id: str) -> str:
    """SQL that puts another letter in the place of the one that shares a key with it."""
    columns = "series, year, mailing, recipient_name, country, subject, issued"
    return (
        f"INSERT OR REPLACE INTO letters (reference, number, recipient_id, {columns})"
        f" SELECT {reference}, {number}, {recipient_id}, {columns} FROM letters"
    )


@pytest.mark.parametrize(
    "statement",
    [
        replacement("reference", "number", "recipient_id"),
        replacement("'2/2021'", "number", "'b'"),
        replacement("'2/2021'", "2", "recipient_id"),
        "INSERT OR REPLACE INTO events (id, reference, kind, at, clerk) SELECT id, reference, 'void', at, clerk FROM events",
        "INSERT OR REPLACE INTO files (event, format, name, sha256) SELECT event, format, name, 'f' FROM files",
        "INSERT OR REPLACE INTO journal SELECT position, content, 'f' FROM journal",
    ],
)
def test_rows_are_never_replaced(book: Path, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=ONLY_GROWS):
        behind(book, statement)


def test_the_file_has_a_schema_number_and_no_wal(book: Path) -> None:
    connection = sqlite3.connect(book)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
    assert list(book.parent.iterdir()) == [book]


def test_a_register_newer_than_the_program_is_refused_and_untouched(book: Path) -> None:
    connection = sqlite3.connect(book)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = book.read_bytes()
    with pytest.raises(
        RegisterNewerError, match=r"written by a newer letterbook .* Install the newer version"
    ):
        Register.open(book)
    assert book.read_bytes() == before


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    path.write_text("number;addressee\n" * 100, encoding="utf-8")
    with pytest.raises(RegisterUnusableError, match=f"cannot be read as a register. {IF_IT_WAS} If it is"):
        Register.open(path)


def test_the_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()
    with pytest.raises(
        RegisterUnusableError,
        match=f"tables of a register. {IF_IT_WAS} If it is the database of another program",
    ):
        Register.open(path)


def test_a_damaged_register(book: Path) -> None:
    whole = book.read_bytes()
    book.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with (
        pytest.raises(RegisterUnusableError, match=r"is damaged. Put back the last copy"),
        Register.open(book) as register,
    ):
        register.entries()


def test_a_register_whose_beginning_is_lost(book: Path) -> None:
    book.write_bytes(bytes(100) + book.read_bytes()[100:])
    with pytest.raises(RegisterUnusableError, match=f"cannot be read as a register. {IF_IT_WAS}"):
        Register.open(book)


def test_a_folder_in_the_registers_place(tmp_path: Path) -> None:
    with pytest.raises(RegisterUnusableError, match="is a folder and not a register"):
        Register.open(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with Register.open(tmp_path / "missing" / "register.sqlite") as register:
        assert register.entries() == []
        with pytest.raises(RegisterUnusableError, match=r"is not there. Make it first"):
            register.reserve("m", date(2021, 1, 19), ASKED, "clerk", AT)


def test_an_empty_file_is_an_empty_register(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    path.touch()
    with Register.open(path) as register:
        assert register.entries() == []
    make(path)
    with Register.open(path) as register:
        assert len(register.entries()) == 1


def test_a_first_reservation_that_fails_leaves_an_empty_register(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite") as register:
        broken = Request("a", "A", "AZ", Series("s", "{nothing}"), "S")
        with pytest.raises(KeyError):
            register.reserve("m", date(2021, 1, 19), [broken], "clerk", AT)
        assert register.entries() == []
        assert register.reserve("m", date(2021, 1, 19), ASKED, "clerk", AT)["a"].number == 1


def test_what_may_only_be_read_and_is_older_is_read_as_it_is(tmp_path: Path) -> None:
    """As a file system that is mounted for reading: nothing is written, and the letters are there."""
    path = tmp_path / "register.sqlite"
    old_register(path)
    before = path.read_bytes()

    class ReadOnly(SqliteDatabase):
        def _connect(self) -> sqlite3.Connection:
            connection = super()._connect()
            connection.execute("PRAGMA query_only = ON")
            return connection

    with Register(ReadOnly(path, 1)) as register:
        assert [entry.reference for entry in register.entries()] == ["1/2021", "2/2021"]
        with pytest.raises(RegisterReadOnlyError):
            register.reserve("m2", date(2021, 1, 19), ASKED, "clerk", AT)
    assert path.read_bytes() == before


def test_a_name_with_signs_that_mean_something_in_an_address(tmp_path: Path) -> None:
    assert make(tmp_path / "Kitab №1 50% #?mode=memory.sqlite").stat().st_size > 0


def test_a_register_that_another_run_holds(book: Path) -> None:
    other = sqlite3.connect(book, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Register.open(book, wait_s=0.1) as register:
        with pytest.raises(RegisterBusyError, match=r"Another run is using the register .* Wait until"):
            register.reserve("m2", date(2021, 1, 19), ASKED, "clerk", AT)
        assert len(register.entries()) == 1
        other.execute("COMMIT")
        assert register.reserve("m2", date(2021, 1, 19), ASKED, "clerk", AT)["a"].number == 2
    other.close()


def _write_without_rights(path: Path, said: Path) -> None:
    if os.geteuid() == 0:
        os.setuid(65534)  # for root every file can be read and written
    try:
        with Register.open(path) as register:
            assert len(register.entries()) == 1
            register.reserve("m2", date(2021, 1, 19), ASKED, "clerk", AT)
    except RegisterError as refusal:
        said.write_bytes(pickle.dumps(refusal))


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="rights are kept otherwise on this system")
@pytest.mark.parametrize(
    ("mode", "kind", "advice"),
    [
        (0o444, RegisterReadOnlyError, "Ask for the right to write into the file and its folder."),
        (0o000, RegisterUnusableError, "Ask for the right to read and write the file and its folder."),
    ],
)
def test_a_register_without_all_rights(mode: int, kind: type[RegisterError], advice: str) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        path = make(folder / "register.sqlite")
        said = folder / "said" / "refusal"
        said.parent.mkdir()
        said.parent.chmod(0o777)
        path.chmod(mode)
        folder.chmod(0o555)
        process = multiprocessing.get_context("fork").Process(target=_write_without_rights, args=(path, said))
        process.start()
        process.join()
        refusal = pickle.loads(said.read_bytes())
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert isinstance(refusal, kind)
    assert str(refusal).endswith(advice)


@pytest.mark.parametrize("text", ["bakı", "BAKI", "Bakı", "baki", "1/2021", "statement", "az", "m"])
def test_a_text_is_found_in_any_field(book: Path, text: str) -> None:
    with Register.open(book) as register:
        assert [entry.reference for entry in register.entries(find=text)] == ["1/2021"]


def test_what_is_not_there_is_not_found(book: Path) -> None:
    with Register.open(book) as register:
        assert (
            register.entries(find="Gəncə")
            == register.entries("other")
            == register.entries("other", "a")
            == []
        )
        assert register.entry("9/2021") is None
