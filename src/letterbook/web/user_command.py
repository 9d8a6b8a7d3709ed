"""`letterbook office user`: who may log in to an office page for several desks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

import click

from letterbook.api import Office
from letterbook.errors import UsageError
from letterbook.model.clerk import ROLES, Role
from letterbook.sentences import printable

_from_input = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, for scripts."
)


def user_commands(tell: Callable[[str], object]) -> click.Group:
    """The commands; `tell` puts each line that one of them gives on the terminal."""

    def tell_all(lines: Iterable[str]) -> None:
        for line in lines:
            tell(line)

    return click.Group(
        "user",
        callback=_refuse_no_office,
        commands=[add, password, remove, list_],
        result_callback=tell_all,
        help="Who may log in to an office page for several desks, and what they may do there.",
    )


@click.pass_obj
def _refuse_no_office(office: Office) -> None:
    office.refuse_no_office()


def _roles(_context: click.Context, _option: click.Parameter, written: str) -> list[Role]:
    wanted = [name.strip() for name in written.split(",")]
    unknown = [name for name in wanted if name not in ROLES]
    if unknown:
        raise UsageError(f"There is no role “{unknown[0]}”. There are: {', '.join(ROLES)}.")
    return [role for role in ROLES if role in wanted]


@click.command()
@click.argument("name")
@click.option(
    "--role", "roles", required=True, callback=_roles, help="Such as prepare,issue. Everybody may look."
)
@_from_input
@click.pass_obj
def add(office: Office, name: str, roles: list[Role], password_stdin: bool) -> list[str]:
    """Let NAME log in, and do what the roles say: look, prepare, issue. NAME is what stands in the register."""
    clerk = office.accounts.add(name, roles, _password(password_stdin))
    return [f"“{clerk.name}” may log in ({_listed(clerk.roles)})."]


@click.command()
@click.argument("name")
@_from_input
@click.pass_obj
def password(office: Office, name: str, password_stdin: bool) -> list[str]:
    """Give NAME another password; who is logged in with the old one is logged out."""
    _known(office, name)
    office.accounts.set_password(name, _password(password_stdin))
    return [f"“{printable(name)}” has another password."]


@click.command()
@click.argument("name")
@click.pass_obj
def remove(office: Office, name: str) -> list[str]:
    """Let NAME in no longer; who is logged in under this name is logged out. The register keeps the name."""
    office.accounts.remove(name)
    return [f"“{printable(name)}” may no longer log in."]


@click.command(name="list")
@click.pass_obj
def list_(office: Office) -> list[str]:
    """Who may log in, and as what."""
    lines = [f"{account.clerk.name}: {_listed(account.clerk.roles)}" for account in office.accounts.all()]
    return lines or ["Nobody yet."]


def _listed(roles: frozenset[Role]) -> str:
    return ", ".join(role for role in ROLES if role in roles | {"look"})


def _known(office: Office, name: str) -> None:
    """Raises UsageError where nobody has this name, before a password is asked for."""
    if office.accounts.of(name) is None:
        raise UsageError(f"There is no clerk “{printable(name)}”.")


def _password(from_input: bool) -> str:
    """The password: a line of standard input, or typed twice, unseen."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more")
    return typed
