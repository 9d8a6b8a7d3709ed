"""Server, job and browser are killed at any moment of a run from the page: what follows is always the same mailing.

The short form runs with every test; the long one with LETTERBOOK_TORTURE=1 (`make torture`).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx2
import pytest
from conftest import contents, make_workspace
from external_tools import needs
from many_letters import check_register, offices
from playwright.sync_api import Browser, BrowserType, sync_playwright
from running_page import entered, started
from test_killed_server import MAILING, alive, below, issue, wait_for

pytest_plugins = ["register_fixtures"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="its processes are looked up in /proc"),
]

LETTERS = 12
DONE = "Print and dispatch"
Victim = Literal["the server", "the job", "the browser"]


@dataclass(frozen=True)
class Undisturbed:
    """An office, what a run from the page makes of it, and how many seconds that takes."""

    office: Path
    wanted: dict[str, bytes]
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    office = make_workspace(tmp_path_factory.mktemp("undisturbed") / "office", offices(LETTERS))
    with started(office) as (_, address), entered(address) as browser:
        began = time.monotonic()
        wait_for(browser, issue(browser), DONE)
        return Undisturbed(office, contents(office / "out" / MAILING), time.monotonic() - began)


@pytest.fixture(scope="module")
def chromium() -> Iterator[BrowserType]:
    needs("chromium", "chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium


def shown(kind: BrowserType, address: str, job: str, server: int) -> tuple[Browser, set[int]]:
    """A real browser that looks at the job, and its processes; those that the server begins meanwhile are none of them."""
    before = below(os.getpid())
    browser = kind.launch(executable_path=needs("chromium", "chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(address)
    page.goto(address.partition("/enter")[0] + job, wait_until="commit")
    return browser, below(os.getpid()) - before - below(server)


def kill(pids: set[int]) -> None:
    """Kills these processes, which this test has started."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def wait_until_gone(pids: set[int]) -> None:
    until = time.monotonic() + 120
    while alive(pids):
        assert time.monotonic() < until, "a process of the job is left"
        time.sleep(0.1)


def disturb(office: Path, victim: Victim, wait_s: float, kind: BrowserType, *, is_tab: bool) -> bool:
    """Issues on the page, kills the victim (of the browser its tab alone) after that time, and gives the order again where the run
    did not outlive it; whether it did.
    """
    with started(office) as (server, address), entered(address) as client:
        others = below(server.pid)
        job = issue(client)
        own = below(server.pid) - others
        match victim:
            case "the server":
                time.sleep(wait_s)
                left = below(server.pid)
                server.kill()
                server.wait(10)
                wait_until_gone(left)
            case "the job":
                time.sleep(wait_s)
                left = below(server.pid) - others
                kill(own & alive(own))
                wait_until_gone(left)
            case _:
                look(kind, address, job, server.pid, wait_s, is_tab=is_tab)
                wait_for(client, job, DONE)
                return True
        is_published = (office / "out" / MAILING).exists()
        if victim == "the job":
            go_on(client)
            return is_published
    with started(office) as (_, address), entered(address) as client:
        go_on(client)
    return is_published


def look(kind: BrowserType, address: str, job: str, server: int, wait_s: float, *, is_tab: bool) -> None:
    """Looks at the job with a real browser, which ends in mid-run: as a whole, or its one tab."""
    browser, processes = shown(kind, address, job, server)
    time.sleep(wait_s)
    if is_tab:
        browser.contexts[0].pages[0].close()
    else:
        kill(processes)
    browser.close()


def go_on(client: httpx2.Client) -> None:
    """The same order once more."""
    wait_for(client, issue(client), DONE)


@pytest.mark.parametrize("victim", ["the server", "the job", "the browser"])
@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=pytest.mark.torture)])
def test_a_run_from_the_page_that_is_disturbed(
    undisturbed: Undisturbed, chromium: BrowserType, tmp_path: Path, victim: Victim, kills: int
) -> None:
    chance, outlived = random.Random(f"{kills} {victim}"), 0
    for number in range(kills):
        office = tmp_path / f"office-{number}"
        shutil.copytree(undisturbed.office, office, ignore=shutil.ignore_patterns("out", "register.sqlite*"))
        wait_s = chance.uniform(0.05, 1) * undisturbed.seconds
        outlived += disturb(office, victim, wait_s, chromium, is_tab=number % 2 == 1)
        assert contents(office / "out" / MAILING) == undisturbed.wanted
        check_register(office / "register.sqlite", LETTERS)
        assert not [path for path in (office / "out").iterdir() if path.name.endswith((".part", "-before"))]
        shutil.rmtree(office)
        print(number, end=" ", flush=True)  # noqa: T201
    print(f"{victim}: {kills} kills, {outlived} runs outlived theirs")  # noqa: T201
