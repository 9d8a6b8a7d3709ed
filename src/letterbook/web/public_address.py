"""Where a page for several desks is: where it listens, under which address browsers ask for it, and who stands between."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from letterbook.errors import UsageError
from letterbook.sentences import printable, say

HTTPS = 443
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_NEEDS_HTTPS = (
    "A page for several desks needs HTTPS: give --tls-cert and --tls-key, or --behind-proxy with the address that browsers "
    "ask a proxy for. Without --host and --port the page is for this machine alone."
)


@dataclass(frozen=True)
class PublicAddress:
    """Where it listens (`host`, `port`), what browsers ask for (`origin`, and below it the path `prefix`), certificate and key,
    and the addresses of the proxies without whom nobody is answered; none of them where browsers come by themselves.
    """

    host: str
    port: int
    origin: str
    prefix: str = ""
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """What clerks open."""
        return f"{self.origin}{self.prefix}/"

    def listen(self) -> socket.socket:
        """The socket. Raises UsageError where nothing can listen there."""
        try:
            family, *_, place = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            return socket.create_server(place[:2], family=family)
        except (OSError, UnicodeError) as error:
            where, why = f"{self.host}:{self.port}", getattr(error, "strerror", None) or error
            raise UsageError(
                say("The page cannot listen at {where}: {reason}.", where=where, reason=why)
            ) from error


def public_address(
    host: str,
    port: int,
    *,
    name: str | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
    proxied: str | None = None,
    proxies: Sequence[str] = (),
) -> PublicAddress:
    """The address of these options. Raises UsageError where a password would go over the network for everybody to read, or
    where something lacks or does not fit; nothing listens before.
    """
    if (certificate is None) != (key is None):
        raise UsageError(say("A certificate and its key belong together: give --tls-cert and --tls-key."))
    if certificate is None and proxied is None:
        raise UsageError(say(_NEEDS_HTTPS))
    if certificate is not None and key is not None:
        _refuse_misfit(certificate, key)
    if proxied is not None:
        parts = _public_parts(proxied)
        known = tuple(proxies) or ("127.0.0.1", "::1")
        _refuse_strange_proxies(known)
        if not proxies and not _is_loopback(host):
            raise UsageError(
                say(
                    "At {host} others than the proxy can reach the page: name it with --proxy-address.",
                    host=host,
                )
            )
        return PublicAddress(host, port, _origin(parts), parts.path.rstrip("/"), certificate, key, known)
    if proxies:
        raise UsageError(say("--proxy-address goes with --behind-proxy."))
    shown = (name or host).lower()
    shown = f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown
    if not _NAME.fullmatch(shown) or shown in {"0.0.0.0", "[::]"}:  # noqa: S104  # it is refused
        raise UsageError(
            say(
                "“{name}” is no name that clerks type into a browser; give it with --name.",
                name=printable(shown),
            )
        )
    return PublicAddress(host, port, _origin(urlsplit(f"https://{shown}:{port}")), "", certificate, key)


def _origin(parts: SplitResult) -> str:
    """As a browser says it: without the port that HTTPS has by itself."""
    name = parts.hostname or ""
    name = f"[{name}]" if ":" in name else name
    return f"https://{name}" + (f":{parts.port}" if parts.port not in (None, HTTPS) else "")


def _public_parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        usual = (parts.scheme, parts.username, parts.query, parts.fragment) == ("https", None, "", "")
        name = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
        is_address = usual and bool(_NAME.fullmatch(name or "")) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or not _PATH.fullmatch(parts.path.rstrip("/")):
        raise UsageError(
            say(
                "“{address}” is no address behind which a page can be; write it as https://letters.example.gov/path.",
                address=printable(address),
            )
        )
    return parts


def _refuse_strange_proxies(addresses: Sequence[str]) -> None:
    for address in addresses:
        try:
            ipaddress.ip_network(address)
        except ValueError as error:
            raise UsageError(
                say("“{address}” is no address of a proxy; write it as 10.0.0.5.", address=printable(address))
            ) from error


def _refuse_misfit(certificate: Path, key: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            say(
                "Certificate {certificate} and key {key} cannot be used: {reason}. Both are PEM files; the key has no password.",
                certificate=certificate,
                key=key,
                reason=why,
            )
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return all(ipaddress.ip_address(place[0]).is_loopback for *_, place in found)
    except (OSError, ValueError):
        return False
