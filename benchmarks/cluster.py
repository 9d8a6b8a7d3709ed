"""A cluster on the loopback whose workers are killed, its mailing in an S3 on the loopback, beside two processes of one machine.

    python benchmarks/cluster.py --letters 500 --workers 4 --kill-every 5

Tells time, processor time and kills, and stops where a byte is another. Needs the extras `cluster` and `store`, and moto.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tools"), str(HERE.parent / "src")]

from loopback_cluster import LoopbackCluster  # noqa: E402
from workspace import STATEMENT, make_workspace  # noqa: E402

BUCKET = "s3://letters"


@dataclass(frozen=True)
class Run:
    """What one way of issuing took. `cpu_s` is that of the command and of the processes that it began."""

    seconds: float
    cpu_s: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=500)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--kill-every", type=float, default=5.0, help="seconds; 0 kills none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="letterbook-cluster-") as folder:
        return measure(Path(folder), options.letters, options.workers, options.kill_every)


def measure(folder: Path, letters: int, workers: int, kill_every: float) -> int:
    for name in ("here", "there"):
        make_workspace(folder / name, letters)
    local = issued(folder / "here", {}, "--jobs", "2")
    print(
        f"two processes, a folder: {local.seconds:.1f} s, {local.cpu_s:.1f} s of processor time", flush=True
    )
    with s3(folder) as (variables, server):
        with LoopbackCluster(folder, workers, variables) as cluster:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            if kill_every:
                cluster.kill_every(kill_every)
            options = (
                "--executor",
                cluster.address,
                "--certificates",
                str(cluster.certificates),
                "--out",
                BUCKET,
            )
            there = issued(folder / "there", variables, *options)
            kills = cluster.kills
        all_cpu = processor_seconds() - before.ru_utime - before.ru_stime
        print(
            f"{workers} workers with TLS, {kills} killed, an S3: {there.seconds:.1f} s, {all_cpu:.1f} s of processor time "
            f"(the coordinator {there.cpu_s:.1f} s), {there.seconds / local.seconds:.2f} times the two processes"
        )
        os.environ.update(variables)
        same = compared(folder)
        begun = time.perf_counter()
        [mailing] = [
            path.name for path in (folder / "here" / "out").iterdir() if not path.name.startswith(".")
        ]
        command(folder / "there", variables, "verify", f"{BUCKET}/{mailing}")
        print(f"verified over the store in {time.perf_counter() - begun:.1f} s")
        assert server.poll() is None
    return 0 if same else 1


def compared(folder: Path) -> bool:
    """Whether the store has the files of the folder, to the byte."""
    from letterbook.pipeline.edition import brought_from
    from letterbook.storage.store import store

    [mailing] = [path for path in (folder / "here" / "out").iterdir() if not path.name.startswith(".")]
    with brought_from(store(f"{BUCKET}/{mailing.name}")) as brought:
        here, there = (
            {
                path.relative_to(root).as_posix(): path.read_bytes()
                for path in root.rglob("*")
                if path.is_file()
            }
            for root in (mailing, brought)
        )
    other = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    print(
        f"{len(here)} files, {sum(map(len, here.values())) / 1e6:.1f} MB, {len(other)} of them others",
        *other[:5],
    )
    return not other


class s3:  # noqa: N801  # used as a context manager
    """moto's S3 on the loopback, a process of its own, with a bucket."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "s3.log"

    def __enter__(self) -> tuple[Mapping[str, str], subprocess.Popen[bytes]]:
        import socket

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        variables = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
                stdout=log,
                stderr=log,
            )
        os.environ.update(variables)
        import s3fs

        for _ in range(100):
            try:
                s3fs.S3FileSystem(skip_instance_cache=True).mkdir(BUCKET.removeprefix("s3://"))
                break
            except Exception:  # noqa: BLE001  # it is not there yet
                time.sleep(0.2)
        return variables, self._server

    def __exit__(self, *error: object) -> None:
        self._server.kill()
        self._server.wait()


def issued(folder: Path, variables: Mapping[str, str], *options: str) -> Run:
    begun = time.perf_counter()
    cpu_s = command(folder, variables, "issue", STATEMENT, "--format", "pdf", *options)
    return Run(time.perf_counter() - begun, cpu_s)


def command(folder: Path, variables: Mapping[str, str], *words: str) -> float:
    """Gives the command; its processor seconds, and those of its own processes."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent / "src"), **variables}
    with (folder / "said.txt").open("wb") as said:
        asked = [sys.executable, "-m", "letterbook", *words]
        begun = subprocess.Popen(asked, cwd=folder, env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(
            begun.pid, 0
        )  # of this process alone: workers that are killed meanwhile do not count
    if status:
        sys.exit(f"letterbook {' '.join(words)}: {status}\n{(folder / 'said.txt').read_text()[-2000:]}")
    return used.ru_utime + used.ru_stime


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
