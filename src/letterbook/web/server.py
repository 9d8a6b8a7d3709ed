"""The server of the page: on this machine alone, at a free port, until a button, a signal or long idleness ends it; or for
several desks, over HTTPS, until a signal does.
"""

from __future__ import annotations

import math
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Protocol

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from letterbook.api import Office, keep_ready
from letterbook.errors import UsageError
from letterbook.web.app import make_app
from letterbook.web.clerks_door import ClerksDoor
from letterbook.web.desk import Desk
from letterbook.web.letters import PICTURES
from letterbook.web.patience import MOST_CONNECTIONS, PatientProtocol, PatientWithBodies
from letterbook.web.proxied import Proxied
from letterbook.web.public_address import PublicAddress
from letterbook.web.running import FOLDER, HOST, Running, new_token, only_page, write_note
from letterbook.web.safety import Door, Entrance
from letterbook.web.uploads import UPLOADS

IDLE_S = 8 * 3600
"""A working day without a request, and the page ends by itself."""
_GRACE_S = 3
"""So long an answer that is under way may take when the page ends."""


class Say(Protocol):
    """Tells the clerk a line."""

    def __call__(self, line: str, /) -> object: ...


def serve(
    office: Office,
    clerk: str,
    *,
    say: Say,
    browse: Callable[[str], object] | None = None,
    idle_s: float = IDLE_S,
) -> None:
    """Shows the office's page until it is ended, or tells where it is shown already.

    Where there is no office yet, the page begins with the form that makes one; where nobody has filled it in, nothing is left.
    """
    folder = office.out / FOLDER
    with only_page(folder) as other:
        if other is not None:
            _tell(other, say, browse)
            return
        with (
            suppress(KeyboardInterrupt),  # of a signal; uvicorn has then ended in good order, and gives it on
            socket.create_server((HOST, 0)) as listener,
            office.kept() as kept,
        ):
            running = Running(listener.getsockname()[1], new_token())
            _begin(folder, running)
            _tell(running, say, browse)
            _run(Desk(kept), Door(running.host, running.token, new_token(), clerk), listener, idle_s)
        if not office.is_there:
            _leave_nothing(folder)
        say("The office page is closed.")


def serve_several(office: Office, public: PublicAddress, *, say: Say, log: Callable[[str], object]) -> None:
    """Shows the office's page to every clerk who logs in, until a signal ends it. `log` is told of log-ins that were refused.

    Raises UsageError where there is no office, a page of this office runs already, or nothing can listen there.
    """
    office.refuse_no_office()
    folder = office.out / FOLDER
    with only_page(folder) as other:
        if other is not None:
            raise UsageError("A page of this office runs already. End it, and start this one again.")
        with suppress(KeyboardInterrupt), public.listen() as listener, office.kept() as kept:
            _begin(folder, Running(public.port, "", public.address))
            say(f"The office page is at {public.address}")
            door = ClerksDoor(public.origin, public.prefix, office.accounts, log)
            try:
                _run(Desk(kept), door, listener, math.inf, public)
            finally:
                door.close()
        say("The office page is closed.")


def _begin(folder: Path, running: Running) -> None:
    """Removes what an earlier page has left, which nobody looks at any more, and notes where this one is."""
    for left in (PICTURES, UPLOADS):
        rmtree(folder / left, ignore_errors=True)
    write_note(folder, running)


def _leave_nothing(folder: Path) -> None:
    """Removes the page's private folder, and that for mailings where it is empty."""
    rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.parent.rmdir()


def _tell(running: Running, say: Say, browse: Callable[[str], object] | None) -> None:
    say(f"The office page is at {running.address}")
    if browse is not None:
        browse(running.address)


def _run(
    desk: Desk,
    door: Entrance,
    listener: socket.socket,
    idle_s: float,
    public: PublicAddress | None = None,
) -> None:
    keep_ready()

    def stop() -> None:
        server.should_exit = True

    page = PatientWithBodies(make_app(desk, door, stop))
    app = _Clock(Proxied(page, public.prefix, public.proxies) if public and public.proxies else page)

    async def stop_if_idle() -> None:
        if app.idle_s > idle_s:
            stop()

    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # where somebody stands between us and the browser, Proxied knows them
        limit_concurrency=MOST_CONNECTIONS,
        ssl_certfile=public.certificate if public else None,
        ssl_keyfile=public.key if public else None,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_notify=1,
        callback_notify=stop_if_idle,
    )
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listener])
    finally:
        desk.close()


class _Clock:
    """The page, and how long nobody has asked it for anything, in seconds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._asked = app, time.monotonic()

    @property
    def idle_s(self) -> float:
        return time.monotonic() - self._asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._asked = time.monotonic()
        await self._app(scope, receive, send)
