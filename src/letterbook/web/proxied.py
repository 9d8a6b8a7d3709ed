"""A page behind a proxy: only the proxy is answered, it alone says who asks, and the path below which it shows the page is ours."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from letterbook.web.safety import HEADERS, refused


class Proxied:
    """Takes requests of the declared proxies only. Below `prefix` the page is as if it had the whole address: the path is taken
    off what is asked, and put before where an answer leads.
    """

    def __init__(self, app: ASGIApp, prefix: str, proxies: Sequence[str]) -> None:
        self._prefix = prefix
        # Who asks is the last that the proxy has written, and no more than that is taken from its headers.
        believing = ProxyHeadersMiddleware(app, list(proxies))  # type: ignore[arg-type]  # uvicorn's own words for the same
        self._proxies, self._app = believing.trusted_hosts, believing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        peer = (scope.get("client") or ("",))[0]
        if peer not in self._proxies or not (path == self._prefix or path.startswith(f"{self._prefix}/")):
            answer = refused(Headers(scope=scope), "refused.proxy")
            answer.headers.update(HEADERS)
            await answer(scope, receive, send)
            return
        inner = {**scope, "path": path.removeprefix(self._prefix) or "/"}

        async def send_below(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("location", "").startswith("/"):
                    headers["location"] = self._prefix + headers["location"]
            await send(message)

        await self._app(inner, receive, send_below)  # type: ignore[arg-type]
