"""`letterbook office`: starts the page, or finds the one that runs already, and opens the browser."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import click

from letterbook.api import Office, open_office
from letterbook.errors import UsageError
from letterbook.model.shortcut import SYSTEMS, System
from letterbook.sentences import say
from letterbook.web.user_command import user_commands

_EXTRA = ("starlette", "uvicorn", "python_multipart", "argon2")
"""What the extra `office` brings, by the names of the modules."""


class Tell(Protocol):
    """Puts a line on the terminal, or with `err` on its second stream."""

    def __call__(self, line: str, /, *, err: bool = False) -> object: ...


class _Office(click.Command):
    """The page's command, and `user` below it; a folder that is called so is `./user`."""

    user: click.Group

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args[:1] == ["user"]:
            _refuse_without_extra()
            return self.user.make_context(f"{info_name} user", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


_FILE = click.Path(path_type=Path)
_SEVERAL_DESKS = (
    click.option("--host", help="For several desks: where the page listens; by default 127.0.0.1."),
    click.option(
        "--port", type=click.IntRange(1, 65535), help="For several desks: at which port; by default 8443."
    ),
    click.option("--name", help="For several desks: the name that clerks type, if it is not HOST."),
    click.option("--tls-cert", type=_FILE, help="For several desks: the certificate with its chain (PEM)."),
    click.option("--tls-key", type=_FILE, help="For several desks: the key of the certificate (PEM)."),
    click.option("--behind-proxy", metavar="URL", help="For several desks: what browsers ask a proxy for."),
    click.option(
        "--proxy-address",
        multiple=True,
        metavar="IP",
        help="From where the proxy asks; by default this machine.",
    ),
)


def _several_desks(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a page for several desks."""
    for option in reversed(_SEVERAL_DESKS):
        command = option(command)
    return command


def _serve_several(
    office: Office,
    tell: Tell,
    *,
    host: str | None,
    port: int | None,
    name: str | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    behind_proxy: str | None,
    proxy_address: tuple[str, ...],
) -> None:
    from letterbook.web.public_address import public_address
    from letterbook.web.server import serve_several

    public = public_address(
        host or "127.0.0.1",
        port or 8443,
        name=name,
        certificate=tls_cert,
        key=tls_key,
        proxied=behind_proxy,
        proxies=proxy_address,
    )
    office.refuse_no_office()
    if not office.accounts.all():
        raise UsageError(
            "Nobody may log in yet. Add a clerk: letterbook office user add NAME --role prepare,issue"
        )
    serve_several(office, public, say=tell, log=partial(tell, err=True))


def office_command(clerk: Callable[[], str], tell: Tell) -> click.Command:
    """The command; `clerk` says who sits at this machine, for the register, and `tell` puts a line on the terminal."""

    @click.command(cls=_Office)
    @click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
    @click.option("--no-browser", is_flag=True, help="Only print the address.")
    @click.option(
        "--shortcut",
        is_flag=True,
        help="Only write a file into the folder that opens the page by a double click.",
    )
    @click.option("--system", type=click.Choice(SYSTEMS), help="For which system the file is; else this one.")
    @_several_desks
    @click.pass_obj
    def office(
        workspace: Office,
        /,
        folder: Path | None,
        no_browser: bool,
        shortcut: bool,
        system: System | None,
        **several: Any,
    ) -> None:
        """Open the office page of FOLDER in the browser: the whole job without a command line.

        In a folder without an office, the page begins with a form that makes one; a new FOLDER is made.

        With one of the options from --host on, the page is for several desks: clerks log in, and `letterbook office user`
        says who may.
        """
        _refuse_without_extra()
        if system and not shortcut:
            raise UsageError("--system is for --shortcut.")
        from letterbook.web.server import serve

        if any(several.values()):
            chosen = open_office(folder, workspace.limits) if folder else workspace
            _serve_several(chosen, tell, **several)
            return
        browse = None if no_browser else webbrowser.open
        with folder_made(folder):
            chosen = open_office(folder, workspace.limits) if folder else workspace
            if shortcut:
                path = chosen.write_shortcut(system or _this_system(), _command_for(chosen.folder))
                tell(f"A double click on this file opens the office page: {path}")
                return
            serve(chosen, clerk(), say=tell, browse=browse)

    assert isinstance(office, _Office)
    office.user = user_commands(tell)
    return office


def _this_system() -> System:
    """For which system a file of this machine is."""
    known: dict[str, System] = {"win32": "windows", "darwin": "macos"}
    return known.get(sys.platform, "linux")


def _command_for(folder: Path) -> list[str]:
    """What opens the page of this folder: this very Python, which takes no module from the folder that it is started in."""
    return [sys.executable, "-P", "-m", "letterbook", "office", str(folder)]


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


def _refuse_without_extra() -> None:
    """Raises UsageError where the packages of the page are not installed."""
    if any(find_spec(name) is None for name in _EXTRA):
        raise UsageError(
            "The office page needs packages that are not installed. Install them with: pip install 'letterbook[office]'"
        )
