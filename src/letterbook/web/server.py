"""The server of the page: on this machine alone, at a free port, until a button, a signal or long idleness ends it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Protocol

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from letterbook.api import Office
from letterbook.web.app import make_app
from letterbook.web.desk import Desk
from letterbook.web.letters import PICTURES
from letterbook.web.running import FOLDER, HOST, Running, new_token, only_page, write_note
from letterbook.web.safety import Door
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
            for left in (PICTURES, UPLOADS):  # of an earlier page, which nobody looks at any more
                rmtree(folder / left, ignore_errors=True)
            running = Running(listener.getsockname()[1], new_token())
            write_note(folder, running)
            _tell(running, say, browse)
            _run(Desk(kept), clerk, running, listener, idle_s)
        if not office.is_there:
            _leave_nothing(folder)
        say("The office page is closed.")


def _leave_nothing(folder: Path) -> None:
    """Removes the page's private folder, and that for mailings where it is empty."""
    rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.parent.rmdir()


def _tell(running: Running, say: Say, browse: Callable[[str], object] | None) -> None:
    say(f"The office page is at {running.address}")
    if browse is not None:
        browse(running.address)


def _run(desk: Desk, clerk: str, running: Running, listener: socket.socket, idle_s: float) -> None:
    def stop() -> None:
        server.should_exit = True

    app = _Clock(make_app(desk, Door(running.host, running.token, new_token(), clerk), stop))

    async def stop_if_idle() -> None:
        if app.idle_s > idle_s:
            stop()

    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nobody stands between us and the browser
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
