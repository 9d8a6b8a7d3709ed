"""The accounts of a page for several desks: by command, in a file for the owner alone."""

from __future__ import annotations

import json
import multiprocessing
import stat
from pathlib import Path

import pytest
from conftest import Result, environment, make_workspace

from letterbook import open_office
from letterbook.accounts import SHORTEST, Accounts
from letterbook.accounts.accounts import FILE
from letterbook.errors import LetterbookError, UsageError

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path)


def test_an_account_is_kept_without_its_password(tmp_path: Path, accounts: Accounts) -> None:
    accounts.add("  Ada   Example ", ["issue"], PASSWORD)
    file = tmp_path / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text("utf-8")
    assert PASSWORD not in text and "$argon2id$" in text
    [account] = accounts.all()
    assert account.clerk.name == "Ada Example"
    assert account.clerk.may("issue") and account.clerk.may("look") and not account.clerk.may("prepare")
    accounts.set_password("ada example", PASSWORD * 2)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} <= {FILE, ".clerks.lock"}


def test_only_name_and_password_together_are_right(accounts: Accounts) -> None:
    accounts.add("Åsa Example", ["look"], PASSWORD + "é")
    assert accounts.right("a\u030asa eXAMPLE", PASSWORD + "e\u0301") == accounts.all()[0]
    for name, password in (
        *(("Åsa Example", PASSWORD), ("Åsa Example", ""), ("Nobody", PASSWORD), ("", ""), ("Nobody", "")),
        ("Åsa Example", "x" * 100_000),
    ):
        assert accounts.right(name, password) is None


def test_an_unknown_name_takes_the_same_work(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    accounts.add("Ada Example", ["look"], PASSWORD)
    asked: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str, password: str) -> bool:
        asked.append(kept.rpartition("$")[0].rpartition("$")[0])
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    assert accounts.right("Ada Example", "wrong") is None
    assert accounts.right("Nobody", "wrong") is None
    assert len(asked) == 2 and asked[0] == asked[1], "the same parameters of argon2id"


@pytest.mark.parametrize("name", ["", " ", "a\u202eb", "x" * 101, "a\x1b[31m"])
def test_a_name_that_is_none_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(UsageError, match="needs a name"):
        accounts.add(name, ["look"], PASSWORD)
    assert accounts.all() == ()


def test_a_name_that_is_there_and_one_that_is_not(accounts: Accounts) -> None:
    accounts.add("Ada Example", ["look"], PASSWORD)
    with pytest.raises(UsageError, match="already"):
        accounts.add("ada  eXAMPLE", ["issue"], PASSWORD)
    with pytest.raises(UsageError, match="There is no clerk"):
        accounts.remove("Bob Example")
    with pytest.raises(UsageError, match="There is no clerk"):
        accounts.set_password("Bob Example", PASSWORD)
    with pytest.raises(UsageError, match=f"at least {SHORTEST}"):
        accounts.set_password("Ada Example", "x" * (SHORTEST - 1))
    accounts.remove("Ada Example")
    assert accounts.all() == ()


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"null",
        b'{"clerks": [{}]}',
        b"\xff",
        b'{"clerks": [{"name": 1, "password": "", "roles": []}]}',
    ],
)
def test_a_damaged_file_lets_nobody_in(tmp_path: Path, accounts: Accounts, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(LetterbookError, match="cannot be understood"):
        accounts.right("Ada Example", PASSWORD)
    with pytest.raises(LetterbookError):
        accounts.add("Ada Example", ["look"], PASSWORD)
    assert (tmp_path / FILE).read_bytes() == content


def _add(folder: Path, number: int) -> None:
    Accounts(folder).add(f"Clerk {number}", ["look"], PASSWORD)


def test_two_who_add_at_once_lose_nothing(tmp_path: Path, accounts: Accounts) -> None:
    context = multiprocessing.get_context("spawn")
    adding = [context.Process(target=_add, args=(tmp_path, number)) for number in range(4)]
    for process in adding:
        process.start()
    for process in adding:
        process.join(60)
    assert len(accounts.all()) == 4


# --- The commands --------------------------------------------------------------------------------------------------


def command(folder: Path, *arguments: str, typed: str = "") -> Result:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "letterbook", "office", "user", *arguments],
        cwd=folder,
        env=environment(),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_the_commands(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "office")
    assert command(folder, "list").out == "Nobody yet.\n"
    added = command(
        folder, "add", "Ada Example", "--role", "prepare,issue", "--password-stdin", typed=f"{PASSWORD}\n"
    )
    assert (added.code, added.out) == (0, "“Ada Example” may log in (look, prepare, issue).\n")
    assert command(folder, "list").out == "Ada Example: look, prepare, issue\n"
    changed = command(folder, "password", "Ada Example", "--password-stdin", typed="another password")
    assert changed.code == 0
    assert open_office(folder).accounts.right("Ada Example", "another password")
    assert command(folder, "remove", "Ada Example").code == 0
    assert json.loads((folder / FILE).read_text("utf-8")) == {"clerks": []}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("add", "A", "--role", "boss", "--password-stdin"),
            "There is no role “boss”. There are: look, prepare, issue.",
        ),
        (
            ("add", "A", "--role", "look", "--password-stdin"),
            f"A password has at least {SHORTEST} characters",
        ),
        (("password", "A"), "There is no clerk “A”."),
        (("remove", "A"), "There is no clerk “A”."),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_command(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    folder = make_workspace(tmp_path / "office")
    result = command(folder, *arguments, typed="short\n")
    assert result.code == 2
    assert said in result.err
    assert not (folder / FILE).exists()


def test_a_password_is_typed_twice_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As at a terminal: click asks getpass, which shows nothing."""
    from click.testing import CliRunner

    from letterbook.web.user_command import user_commands

    folder = make_workspace(tmp_path / "office")
    told: list[str] = []
    asked = CliRunner().invoke(
        user_commands(told.append),
        ["add", "Ada Example", "--role", "look"],
        obj=open_office(folder),
        input=f"{PASSWORD}\nother\n{PASSWORD}\n{PASSWORD}\n",
    )
    assert asked.exit_code == 0, asked.output
    assert "do not match" in asked.output and PASSWORD not in asked.output
    assert told == ["“Ada Example” may log in (look)."]


def test_a_folder_without_an_office_has_no_clerks(tmp_path: Path) -> None:
    result = command(tmp_path, "list")
    assert result.code == 2
    assert list(tmp_path.iterdir()) == []
