"""The server is killed in the middle of a run: nothing half-made is published, no process is left, the same order goes on."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import httpx2
import pytest
from browsers import FORM
from conftest import make_workspace
from running_page import entered, started

from letterbook import open_office

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="its processes are looked up in /proc"),
]

MAILING = "january-20-2021-01-19"


def below(pid: int) -> set[int]:
    """The processes that this one has started, and those that they have."""
    of_threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = {int(child) for listed in of_threads for child in listed.read_text().split()}
    return children.union(*(below(child) for child in children if Path(f"/proc/{child}").exists()))


def alive(pids: set[int]) -> set[int]:
    """Those that still run."""
    states = {pid: Path(f"/proc/{pid}/stat") for pid in pids}
    return {pid for pid, stat in states.items() if stat.exists() and ") Z " not in stat.read_text()}


def issue(browser: httpx2.Client) -> str:
    """Begins to issue; the address of the job."""
    origin = str(browser.base_url).rstrip("/")
    headers = {**FORM, "origin": origin}
    answer = browser.post("/mailings/january-20/issue", headers=headers, follow_redirects=False)
    return answer.headers["location"]


def wait_for(browser: httpx2.Client, job: str, word: str) -> None:
    """Until the page of the job says this."""
    until = time.monotonic() + 180
    while word not in browser.get(job).text:
        assert time.monotonic() < until, f"{job} never says {word}"
        time.sleep(0.1)


@pytest.mark.parametrize("phase", ["Composing the letters", "Making the letters"])
def test_a_server_that_is_killed_in_a_run(tmp_path: Path, phase: str) -> None:
    workspace = make_workspace(tmp_path / "office", whole=True)
    with started(workspace) as (process, address), entered(address) as browser:
        job = issue(browser)
        wait_for(browser, job, phase)
        left = below(process.pid)
        assert len(left) > 1
        process.kill()
        process.wait(10)
    until = time.monotonic() + 60
    while alive(left):
        assert time.monotonic() < until, "a process of the job is left"
        time.sleep(0.2)
    office = open_office(workspace)
    assert not (workspace / "out" / MAILING).exists()
    numbered = [history.entry.reference for history in office.register.letters()]
    with started(workspace) as (_, address), entered(address) as browser:
        wait_for(browser, issue(browser), "Print and dispatch")
    assert office.mailing(MAILING).verify() == []
    references = [history.entry.reference for history in office.register.letters()]
    assert references == [f"1-000{number}/2021" for number in (1, 2, 3)]
    assert numbered in ([], references)
