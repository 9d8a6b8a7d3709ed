"""A real PostgreSQL on loopback, in a folder of its own, for one run of the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# The server refuses to run as root.
_SERVANT = "postgres"


class Server:
    """A cluster that trusts whoever asks on 127.0.0.1; `stop` and `start` as often as a test likes."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        # Not the order of code points: the register must not depend on the server's language.
        order = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")
        self._run(
            "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            "letterbook",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-N",
            *order,
        )

    def start(self) -> None:
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=50"
        self._pg_ctl("start", "-o", settings, "-l", str(self._folder / "log"))

    def stop(self, how: str = "immediate") -> None:
        """`immediate` is what a power cut does: connections break in mid-sentence."""
        self._pg_ctl("stop", "-m", how)

    def address(self, schema: str = "public", user: str = "letterbook") -> str:
        options = f"?options=-csearch_path%3D{schema}" if schema != "public" else ""
        return f"postgresql://{user}@127.0.0.1:{self.port}/postgres{options}"

    def _pg_ctl(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={_SERVANT}", f"--regid={_SERVANT}", "--clear-groups", *command]
        # No pipes: the server would keep them open.
        with (self._folder / "said").open("a+") as said:
            done = subprocess.run(command, stdout=said, stderr=said, cwd=self._folder, check=False)
            said.seek(0)
            assert done.returncode == 0, said.read()


def programs() -> Path | None:
    """Where Debian, or the path, keeps initdb and pg_ctl."""
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    onpath = shutil.which("initdb")
    found = [*known, *([Path(onpath).parent] if onpath else [])]
    return next((folder for folder in found if (folder / "pg_ctl").exists()), None)


@contextmanager
def running(folder_of_programs: Path) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="letterbook-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _SERVANT, _SERVANT)
        server = Server(folder_of_programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
