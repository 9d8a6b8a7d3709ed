"""The office page in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from conftest import environment

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/enter\?token=([\w-]{43})")


@contextmanager
def started(workspace: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The page in a process of its own, and the address that it prints."""
    command = [sys.executable, "-m", "letterbook", "office", str(workspace), "--no-browser"]
    with subprocess.Popen(
        command,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            found = ADDRESS.search(process.stdout.readline())
            assert found
            yield process, found[0]
        finally:
            process.kill()


@contextmanager
def entered(address: str) -> Iterator[httpx2.Client]:
    """A browser that has opened the address."""
    with httpx2.Client(base_url=address.partition("/enter")[0], follow_redirects=True, timeout=30) as client:
        assert client.get(address).status_code == 200
        yield client
