"""`letterbook office`: starts the page, or finds the one that runs already, and opens the browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import click

from letterbook.api import Office, open_office
from letterbook.errors import UsageError

_EXTRA = ("starlette", "uvicorn", "python_multipart")
"""What the extra `office` brings, by the names of the modules."""


def office_command(clerk: Callable[[], str]) -> click.Command:
    """The command; `clerk` says who sits at this machine, for the register."""

    @click.command()
    @click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
    @click.option("--no-browser", is_flag=True, help="Only print the address.")
    @click.pass_obj
    def office(workspace: Office, folder: Path | None, no_browser: bool) -> None:
        """Open the office page of FOLDER in the browser: the whole job without a command line."""
        refuse_without_extra()
        from letterbook.web.server import serve

        chosen = open_office(folder, workspace.limits) if folder else workspace
        serve(chosen, clerk(), say=click.echo, browse=None if no_browser else webbrowser.open)

    return office


def refuse_without_extra() -> None:
    """Raises UsageError where the packages of the page are not installed."""
    if any(find_spec(name) is None for name in _EXTRA):
        raise UsageError(
            "The office page needs packages that are not installed. Install them with: pip install 'letterbook[office]'"
        )
