"""How long a browser may take: whoever sends or reads too slowly is ended, and nobody waits for them.

uvicorn has a limit for connections that are idle between two requests, and none for those that dribble.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 200
"""At a time; whoever comes after them is told to come again later (503)."""


class PatientProtocol(H11Protocol):
    """A connection that is cut off when a request's headers take too long, or nobody takes an answer."""

    headers_s: ClassVar[float] = 10
    """From the connection, or the answer before, to the last line of headers."""
    reading_s: ClassVar[float] = 60
    """So long a browser may take nothing of an answer."""

    _headers: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Waits for the first request."""
        super().connection_made(transport)
        self._wait_for_headers(self.headers_s)

    def data_received(self, data: bytes) -> None:
        """Takes what came; waits no longer for headers once a request has all of them."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_for_headers(None)

    def on_response_complete(self) -> None:
        """Waits for the next request; also whoever still sends the body of one that was refused has only this time."""
        super().on_response_complete()
        if self.cycle.response_complete:  # and not that of a request that came along with the one before
            self._wait_for_headers(self.headers_s)

    def pause_writing(self) -> None:
        """The browser does not read: for how long?"""
        super().pause_writing()
        self._wait_for_reader(self.reading_s)

    def resume_writing(self) -> None:
        """It reads."""
        super().resume_writing()
        self._wait_for_reader(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing any more."""
        self._wait_for_headers(None)
        self._wait_for_reader(None)
        super().connection_lost(exc)

    def _wait_for_headers(self, seconds: float | None) -> None:
        if self._headers is not None:
            self._headers.cancel()
        self._headers = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)

    def _wait_for_reader(self, seconds: float | None) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)


class PatientWithBodies:
    """Gives up a request whose body dribbles in: HTTPException 408 where it is read.

    Only the time is counted in which the page waits for the browser. A large file on a slow line may take its time.
    """

    grace_s: ClassVar[float] = 20
    slowest: ClassVar[float] = 10_000
    """Bytes a second, beyond the grace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        waited, size, is_whole = 0.0, 0, False

        async def receive_in_time() -> Message:
            nonlocal waited, size, is_whole
            if is_whole:  # what comes now is the end of the connection
                return await receive()
            began = asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(max(0, self.grace_s + size / self.slowest - waited)):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(408) from error
            waited += asyncio.get_running_loop().time() - began
            size += len(message.get("body", b""))
            is_whole = not message.get("more_body", False)
            return message

        await self._app(scope, receive_in_time, send)
