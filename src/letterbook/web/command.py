"""`letterbook office`: starts the page, or finds the one that runs already, and opens the browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from letterbook.api import Office, open_office
from letterbook.errors import UsageError
from letterbook.sentences import say
from letterbook.web.user_command import user

_EXTRA = ("starlette", "uvicorn", "python_multipart", "argon2")
"""What the extra `office` brings, by the names of the modules."""


class _Office(click.Command):
    """The page's command, and `user` below it; a folder that is called so is `./user`."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args[:1] == ["user"]:
            refuse_without_extra()
            return user.make_context(f"{info_name} user", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


def office_command(clerk: Callable[[], str]) -> click.Command:
    """The command; `clerk` says who sits at this machine, for the register."""

    @click.command(cls=_Office)
    @click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
    @click.option("--no-browser", is_flag=True, help="Only print the address.")
    @click.pass_obj
    def office(workspace: Office, folder: Path | None, no_browser: bool) -> None:
        """Open the office page of FOLDER in the browser: the whole job without a command line.

        In a folder without an office, the page begins with a form that makes one; a new FOLDER is made.
        """
        refuse_without_extra()
        from letterbook.web.server import serve

        browse = None if no_browser else webbrowser.open
        with folder_made(folder):
            chosen = open_office(folder, workspace.limits) if folder else workspace
            serve(chosen, clerk(), say=click.echo, browse=browse)

    return office


@contextmanager
def folder_made(folder: Path | None) -> Iterator[None]:
    """Makes the folder where it is new, and removes it where nothing came into it. Raises UsageError."""
    if folder is None or folder.exists():
        yield
        return
    try:
        folder.mkdir()
    except OSError as error:
        what = say("The folder {folder} cannot be made: {reason}.", folder=folder, reason=error.strerror)
        raise UsageError(what) from error
    try:
        yield
    finally:
        with suppress(OSError):
            folder.rmdir()


def refuse_without_extra() -> None:
    """Raises UsageError where the packages of the page are not installed."""
    if any(find_spec(name) is None for name in _EXTRA):
        raise UsageError(
            "The office page needs packages that are not installed. Install them with: pip install 'letterbook[office]'"
        )
