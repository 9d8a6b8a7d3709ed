"""The file of accounts: for its owner's eyes alone, found whole by whoever reads it, changed by one at a time."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from letterbook.accounts.passwords import hashed, is_right
from letterbook.errors import LetterbookError, UsageError
from letterbook.model.clerk import ROLES, Clerk, Role
from letterbook.sentences import printable, say
from letterbook.storage.access import file_access
from letterbook.storage.file import put_file

FILE = "clerks.json"
"""Beside letterbook.yaml and not in `out`, which may be emptied."""
_LOCK = ".clerks.lock"
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Account:
    """A clerk, and what is kept of the password; another password makes it another account."""

    clerk: Clerk
    password: str


class Accounts:
    """The accounts of the office in this folder. Each question reads the file anew: what is changed holds at once."""

    def __init__(self, folder: Path) -> None:
        self._file, self._lock = folder / FILE, folder / _LOCK

    def all(self) -> tuple[Account, ...]:
        """Every account, by name. Raises LetterbookError where the file cannot be understood."""
        return tuple(sorted(self._read(), key=lambda account: account.clerk.name.casefold()))

    def of(self, name: str) -> Account | None:
        """The account of this name, in capitals or not; None where there is none."""
        return next((each for each in self._read() if _key(each.clerk.name) == _key(name)), None)

    def right(self, name: str, password: str) -> Account | None:
        """The account that has this name and this password. A wrong name takes as long as a wrong password."""
        account = self.of(name)
        return account if is_right(password, account.password if account else None) else None

    def add(self, name: str, roles: Collection[Role], password: str) -> Clerk:
        """A new clerk, who may look, and do what the roles say. Raises UsageError for a name that is there or is none,
        and for a password that is too short.
        """
        clerk = Clerk(_checked(name), frozenset(roles))
        with self._changing() as accounts:
            _refuse_double(accounts, clerk.name)
            accounts.append(Account(clerk, hashed(password)))
        return clerk

    def set_password(self, name: str, password: str) -> None:
        """Another password. Raises UsageError where nobody has this name, or the password is too short."""
        with self._changing() as accounts:
            at = _place(accounts, name)
            accounts[at] = replace(accounts[at], password=hashed(password))

    def remove(self, name: str) -> None:
        """Lets this clerk in no longer. Raises UsageError where nobody has this name."""
        with self._changing() as accounts:
            del accounts[_place(accounts, name)]

    @contextmanager
    def _changing(self) -> Iterator[list[Account]]:
        """The accounts, to be changed by nobody else meanwhile; written when the block ends well."""
        with file_access("private"), FileLock(self._lock, mode=0o600):
            accounts = list(self._read())
            yield accounts
            put_file(self._file, _written(accounts))

    def _read(self) -> Sequence[Account]:
        try:
            found = json.loads(self._file.read_text("utf-8"))
            return [_account(each) for each in found["clerks"]]
        except FileNotFoundError:
            return ()
        except (ValueError, KeyError, TypeError) as error:
            raise LetterbookError(
                say(
                    "{file} cannot be understood. Put a copy of it in its place, or remove it and add the clerks anew.",
                    file=FILE,
                )
            ) from error


def _account(found: dict[str, object]) -> Account:
    name, password, roles = found["name"], found["password"], found["roles"]
    if not (isinstance(name, str) and isinstance(password, str) and isinstance(roles, list)):
        raise TypeError(FILE)
    return Account(Clerk(name, frozenset(role for role in ROLES if role in roles)), password)


def _written(accounts: Sequence[Account]) -> bytes:
    clerks = [
        {
            "name": account.clerk.name,
            "roles": [role for role in ROLES if account.clerk.may(role)],
            "password": account.password,
        }
        for account in accounts
    ]
    return (json.dumps({"clerks": clerks}, ensure_ascii=False, indent=1) + "\n").encode()


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def _checked(name: str) -> str:
    """The name as it will stand in the register. Raises UsageError for what cannot stand there."""
    written = unicodedata.normalize("NFC", " ".join(name.split()))
    if not written or len(written) > _LONGEST_NAME or printable(written) != written:
        raise UsageError(
            say("A clerk needs a name of up to {count} ordinary characters.", count=_LONGEST_NAME)
        )
    return written


def _refuse_double(accounts: Sequence[Account], name: str) -> None:
    if any(_key(account.clerk.name) == _key(name) for account in accounts):
        raise UsageError(say("There is a clerk “{name}” already.", name=name))


def _place(accounts: Sequence[Account], name: str) -> int:
    found = [at for at, account in enumerate(accounts) if _key(account.clerk.name) == _key(name)]
    if not found:
        raise UsageError(say("There is no clerk “{name}”.", name=name))
    return found[0]
