"""A dask cluster on this machine's loopback, with TLS: one scheduler and workers that can be killed and begin again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]


class LoopbackCluster:
    """Scheduler and workers as processes of their own; `folder` gets certificates and what they say. Use it as a context
    manager.
    """

    def __init__(self, folder: Path, workers: int, variables: Mapping[str, str] | None = None) -> None:
        self.folder, self.count = folder, workers
        self.certificates = folder / "certificates"
        self.kills = 0
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **(variables or {})}
        self._scheduler_file = folder / "scheduler.json"
        self._scheduler: subprocess.Popen[bytes] | None = None
        self._workers: list[subprocess.Popen[bytes]] = []
        self._killer: threading.Thread | None = None
        self._ended = threading.Event()

    @property
    def address(self) -> str:
        return "dask://" + str(json.loads(self._scheduler_file.read_text("utf-8"))["address"])

    def __enter__(self) -> Self:
        make_certificates(self.certificates)
        self._scheduler = self._begin("scheduler", "--host", "tls://127.0.0.1", "--port", "0", "--no-show")
        while not self._scheduler_file.is_file() or not self._scheduler_file.read_text("utf-8").endswith("}"):
            assert self._scheduler.poll() is None, "the scheduler has ended"
            time.sleep(0.05)
        self._workers = [self._worker() for _ in range(self.count)]
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        if self._killer:
            self._killer.join()
        for process in (*self._workers, self._scheduler):
            if process is not None:
                process.kill()
                process.wait()

    def kill_one(self) -> None:
        """Kills a worker as a machine that goes dark would, and begins another."""
        number = random.randrange(self.count)  # noqa: S311
        self._workers[number].send_signal(signal.SIGKILL)
        self._workers[number].wait()
        self._workers[number] = self._worker()
        self.kills += 1

    def kill_every(self, seconds: float) -> None:
        """From now on a worker is killed every few seconds."""

        def go_on() -> None:
            while not self._ended.wait(seconds):
                self.kill_one()

        self._killer = threading.Thread(target=go_on, daemon=True)
        self._killer.start()

    def end_scheduler(self) -> None:
        assert self._scheduler is not None
        self._scheduler.kill()
        self._scheduler.wait()

    def end_workers(self) -> None:
        """Kills all workers, and begins none."""
        for process in self._workers:
            process.kill()
            process.wait()

    def _worker(self) -> subprocess.Popen[bytes]:
        return self._begin(
            "worker",
            "--nthreads",
            "1",
            "--nworkers",
            "1",
            "--no-nanny",
            "--local-directory",
            "work",
            "--memory-limit",
            "0",
        )

    def _begin(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        ca, certificate, key = (
            str(self.certificates / name) for name in ("ca.pem", "client.pem", "client-key.pem")
        )
        command = [
            sys.executable,
            "-m",
            "dask",
            kind,
            "--scheduler-file",
            str(self._scheduler_file),
            "--no-dashboard",
        ]
        command += ["--tls-ca-file", ca, "--tls-cert", certificate, "--tls-key", key, *options]
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.folder, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )


def make_certificates(folder: Path) -> None:
    """One certificate that is its own authority, for all of this machine's processes."""
    from distributed import Security

    made = Security.temporary()
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    (folder / "ca.pem").write_text(made.tls_ca_file, "ascii")
    (folder / "client.pem").write_text(made.tls_client_cert, "ascii")
    (folder / "client-key.pem").write_text(made.tls_client_key, "ascii")
