"""The server of a page for several desks: it listens only where it may, over TLS, and no slow browser holds it up."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from clerks import ADA, CLERKS, PASSWORD
from conftest import environment, make_workspace, run_outside

from letterbook import open_office
from letterbook.accounts.passwords import hashed
from letterbook.errors import UsageError
from letterbook.web.patience import PatientProtocol, PatientWithBodies
from letterbook.web.public_address import public_address
from letterbook.web.running import FOLDER
from letterbook.web.server import serve


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for localhost that has signed itself."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
            ),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", "key.pem", "-out", "cert.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(tmp_path_factory.mktemp("public") / "office")
    clerks = [{"name": ADA, "roles": CLERKS[ADA], "password": hashed(PASSWORD)}]
    (folder / "clerks.json").write_text(json.dumps({"clerks": clerks}), "utf-8")
    return folder


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextlib.contextmanager
def started(office: Path, certificate: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    options = ["--host", "localhost", "--port", str(port)]
    options += ["--tls-cert", str(certificate / "cert.pem"), "--tls-key", str(certificate / "key.pem")]
    with subprocess.Popen(
        [sys.executable, "-m", "letterbook", "office", str(office), *options],
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            said = process.stdout.readline()
            assert said == f"The office page is at https://localhost:{port}/\n", (
                process.stderr and process.stderr.read()
            )
            yield process, f"https://localhost:{port}"
        finally:
            process.kill()


def test_a_clerk_logs_in_over_tls(office: Path, certificate: Path) -> None:
    with started(office, certificate) as (process, origin):
        trusted = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
        with httpx2.Client(base_url=origin, verify=trusted, timeout=30) as browser:
            sent = {"origin": origin}
            wrong = browser.post("/log-in", data={"name": ADA, "password": "wrong"}, headers=sent)
            assert wrong.status_code == 403
            right = browser.post("/log-in", data={"name": ADA, "password": PASSWORD}, headers=sent)
            assert right.status_code == 303
            seen = browser.get("/")
            assert ADA in seen.text and "max-age" in seen.headers["strict-transport-security"]
            assert browser.get("/", headers={"host": "127.0.0.1"}).status_code == 421
        note = office / "out" / FOLDER / "address.json"
        assert stat.S_IMODE(note.stat().st_mode) == 0o600
        second = run_outside(office.parent, "office", office, "--no-browser")
        assert second.out == f"The office page is at {origin}/\n"
        with (
            contextlib.suppress(ConnectionError),
            socket.create_connection(("localhost", int(origin.rpartition(":")[2]))) as plain,
        ):
            plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            plain.settimeout(10)
            assert b"HTTP" not in plain.recv(1000), "nothing is said without TLS"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr
        told = process.stderr.read()
        assert f"log-in of “{ADA}” from 127.0.0.1 refused" in told
        assert "Traceback" not in told


REFUSED = [
    (["--host", "0.0.0.0"], "needs HTTPS"),
    (["--host", "192.0.2.1", "--port", "8443"], "needs HTTPS"),
    (["--port", "8443"], "needs HTTPS"),
    (["--host", "localhost", "--tls-cert", "CERT"], "belong together"),
    (["--host", "0.0.0.0", "--tls-cert", "CERT", "--tls-key", "KEY"], "give it with --name"),
    (["--tls-cert", "CERT", "--tls-key", "CERT"], "cannot be used"),
    (["--tls-cert", "nothing.pem", "--tls-key", "KEY"], "No such file"),
    (["--behind-proxy", "http://letters.example.gov"], "is no address behind which"),
    (["--behind-proxy", "https://letters.example.gov/a?b"], "is no address behind which"),
    (["--behind-proxy", "https://ada@letters.example.gov"], "is no address behind which"),
    (["--behind-proxy", "https://letters.example.gov/../a"], "is no address behind which"),
    (["--host", "0.0.0.0", "--behind-proxy", "https://letters.example.gov"], "name it with --proxy-address"),
    (["--behind-proxy", "https://letters.example.gov", "--proxy-address", "*"], "is no address of a proxy"),
    (["--tls-cert", "CERT", "--tls-key", "KEY", "--proxy-address", "10.0.0.5"], "goes with --behind-proxy"),
    (
        ["--host", "name.invalid", "--tls-cert", "CERT", "--tls-key", "KEY"],
        "cannot listen at name.invalid:8443",
    ),
]


@pytest.mark.parametrize(("options", "said"), REFUSED, ids=str)
def test_what_is_refused_before_anything_listens(
    office: Path, certificate: Path, options: list[str], said: str
) -> None:
    files = {"CERT": str(certificate / "cert.pem"), "KEY": str(certificate / "key.pem")}
    result = run_outside(office, "office", *(files.get(option, option) for option in options))
    assert (result.code, result.out) == (2, "")
    assert said in result.err and "Traceback" not in result.err


def test_a_key_with_a_password_is_refused_and_not_asked_for(certificate: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked.pem"
    subprocess.run(
        [
            "openssl",
            "ec",
            "-in",
            str(certificate / "key.pem"),
            "-aes256",
            "-passout",
            "pass:abcd",
            "-out",
            str(locked),
        ],
        check=True,
        capture_output=True,
    )
    with pytest.raises(UsageError, match="the key has no password"):
        public_address("localhost", 8443, certificate=certificate / "cert.pem", key=locked)


def test_without_a_clerk_or_an_office_there_is_no_page(tmp_path: Path, certificate: Path) -> None:
    options = ("--tls-cert", certificate / "cert.pem", "--tls-key", certificate / "key.pem")
    nobody = run_outside(make_workspace(tmp_path / "office"), "office", *options)
    assert nobody.code == 2 and "Nobody may log in yet." in nobody.err
    (tmp_path / "empty").mkdir()
    assert run_outside(tmp_path / "empty", "office", *options).code == 2


@pytest.mark.parametrize(
    ("options", "origin", "prefix"),
    [
        ({"proxied": "https://letters.example.gov"}, "https://letters.example.gov", ""),
        ({"proxied": "https://Letters.example.gov:443/a/b/"}, "https://letters.example.gov", "/a/b"),
        ({"proxied": "https://[2001:db8::1]:8443/"}, "https://[2001:db8::1]:8443", ""),
    ],
)
def test_the_origin_is_as_browsers_say_it(options: dict[str, str], origin: str, prefix: str) -> None:
    public = public_address("127.0.0.1", 8443, **options)  # type: ignore[arg-type]
    assert (public.origin, public.prefix) == (origin, prefix)
    assert public.proxies == ("127.0.0.1", "::1")


@pytest.mark.parametrize(
    ("host", "port", "name", "origin"),
    [
        ("letters.example.gov", 443, None, "https://letters.example.gov"),
        ("0.0.0.0", 8443, "Letters.Example.gov", "https://letters.example.gov:8443"),
        ("::1", 8443, None, "https://[::1]:8443"),
    ],
)
def test_the_origin_of_a_page_without_a_proxy(
    certificate: Path, host: str, port: int, name: str | None, origin: str
) -> None:
    public = public_address(
        host, port, name=name, certificate=certificate / "cert.pem", key=certificate / "key.pem"
    )
    assert public.origin == origin


# --- Slow browsers -------------------------------------------------------------------------------------------------


@pytest.fixture
def slow_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx2.Client]:
    """The page in a thread of this process, with little patience, and a browser that was let in."""
    monkeypatch.setattr(PatientProtocol, "headers_s", 2)
    monkeypatch.setattr(PatientProtocol, "reading_s", 1)
    monkeypatch.setattr(PatientWithBodies, "grace_s", 1)
    said: list[str] = []
    office = open_office(make_workspace(tmp_path / "office"))
    page = threading.Thread(target=serve, args=(office, "A. Clerk"), kwargs={"say": said.append})
    page.start()
    while not said:
        time.sleep(0.05)
    address = said[0].rpartition(" ")[2]
    # Each request has a connection of its own: one that was kept could be cut off just as the next request begins.
    with httpx2.Client(
        base_url=address.partition("/enter")[0],
        follow_redirects=True,
        timeout=60,
        limits=httpx2.Limits(max_keepalive_connections=0),
    ) as browser:
        while True:
            with contextlib.suppress(httpx2.ConnectError):
                assert browser.get(address).status_code == 200
                break
        yield browser
        browser.post("/close", headers={"sec-fetch-site": "same-origin"})
    page.join(20)
    assert not page.is_alive()


def connected(browser: httpx2.Client) -> socket.socket:
    return socket.create_connection((browser.base_url.host, browser.base_url.port or 0), timeout=15)


def head(browser: httpx2.Client, method: str, path: str, *more: str) -> bytes:
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    host = f"{browser.base_url.host}:{browser.base_url.port}"
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        f"Cookie: {cookie}",
        f"Origin: http://{host}",
        *more,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def dribbled(open_connection: socket.socket, content: bytes, pause: float = 0.2) -> bytes:
    """What is answered to whoever sends a byte at a time, until the connection is cut off."""
    answer = b""
    open_connection.settimeout(pause)
    for at in range(150):
        try:
            open_connection.sendall(content[at % len(content) :][:1])
            piece = open_connection.recv(10_000)
        except TimeoutError:
            continue
        except OSError:
            return answer
        if not piece:
            return answer
        answer += piece
    raise AssertionError("the connection is never cut off")


def test_headers_that_dribble_in_are_cut_off_and_nobody_waits(slow_page: httpx2.Client) -> None:
    ends: list[bytes] = []
    slow = [connected(slow_page) for _ in range(20)]
    threads = [
        threading.Thread(
            target=lambda each=each: ends.append(dribbled(each, b"GET / HTTP/1.1\r\nX: " + b"a" * 500))
        )
        for each in slow
    ]
    for thread in threads:
        thread.start()
    assert slow_page.get("/help").status_code == 200
    for thread in threads:
        thread.join(40)
    assert ends == [b""] * len(slow)
    for each in slow:
        each.close()


def test_a_connection_that_says_nothing_is_cut_off(slow_page: httpx2.Client) -> None:
    with connected(slow_page) as silent:
        assert silent.recv(100) == b""


def test_the_next_request_of_a_connection_may_not_dribble_either(slow_page: httpx2.Client) -> None:
    with connected(slow_page) as slow:
        slow.sendall(head(slow_page, "GET", "/static/icon.svg"))
        assert slow.recv(100).startswith(b"HTTP/1.1 200")
        assert b"HTTP/1.1" not in dribbled(slow, b"GET / HTTP/1.1\r\nX: " + b"a" * 500)


def test_a_body_that_dribbles_in_is_given_up(slow_page: httpx2.Client) -> None:
    form = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 5000")
    with connected(slow_page) as slow:
        slow.sendall(head(slow_page, "POST", "/language", *form))
        answer = dribbled(slow, b"language=de&back=" + b"x" * 5000)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"came too slowly" in answer
    assert slow_page.get("/help").status_code == 200


def test_the_body_of_a_refused_request_holds_nothing_up(slow_page: httpx2.Client) -> None:
    with connected(slow_page) as slow:
        slow.sendall(head(slow_page, "POST", "/nothing", "Content-Length: 5000"))
        assert dribbled(slow, b"x").startswith(b"HTTP/1.1 404")


def test_who_does_not_read_an_answer_is_cut_off(slow_page: httpx2.Client) -> None:
    """A large answer, of which nobody takes anything."""
    with connected(slow_page) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(200):
            with contextlib.suppress(OSError):
                slow.sendall(head(slow_page, "GET", "/help/errors"))
        with pytest.raises(
            (ConnectionResetError, BrokenPipeError)
        ):  # a closed end answers what still comes by a reset
            for _ in range(60):
                time.sleep(0.1)
                slow.sendall(b"x")
    assert slow_page.get("/help/errors").status_code == 200


def test_a_large_file_on_a_steady_line_may_take_its_time(slow_page: httpx2.Client) -> None:
    """Longer than the grace, and faster than the slowest."""
    size = 60_000
    with connected(slow_page) as steady:
        kind = "Content-Type: application/x-www-form-urlencoded"
        steady.sendall(head(slow_page, "POST", "/language", kind, f"Content-Length: {size}"))
        for _ in range(12):
            steady.sendall(b"x" * (size // 12))
            time.sleep(0.2)
        assert steady.recv(100).startswith(b"HTTP/1.1 303")
