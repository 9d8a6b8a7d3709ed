"""The server itself, in a process of its own: its address, a second start, and every way in which it ends."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import environment, make_workspace, run_outside
from running_page import ADDRESS, entered, started

from letterbook import open_office
from letterbook.web.running import FOLDER
from letterbook.web.server import serve


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("server") / "office")


def test_a_second_start_finds_the_first_and_a_signal_ends_it(office: Path) -> None:
    with started(office) as (process, address):
        note = office / "out" / FOLDER / "address.json"
        assert stat.S_IMODE(note.stat().st_mode) == 0o600
        assert stat.S_IMODE(note.parent.stat().st_mode) == 0o700
        second = run_outside(office.parent, "office", office, "--no-browser")
        assert address in second.out
        with entered(address) as browser:
            assert "<h1>Mailings</h1>" in browser.get("/").text
            assert browser.get("/", headers={"host": "attacker.example"}).status_code == 421
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stdout is not None
        assert process.stdout.read() == "The office page is closed.\n"
        assert not note.exists()


def test_an_interrupt_ends_it_too(office: Path) -> None:
    with started(office) as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_a_killed_page_is_no_hindrance(office: Path) -> None:
    with started(office) as (process, address):
        process.kill()
        process.wait(10)
    assert (office / "out" / FOLDER / "address.json").exists()
    with started(office) as (_, new):
        assert new != address
        with entered(new):
            pass


def test_the_button_ends_it(office: Path) -> None:
    with started(office) as (process, address):
        with entered(address) as browser:
            answer = browser.post("/close", headers={"sec-fetch-site": "same-origin"})
            assert "closed" in answer.text
        assert process.wait(10) == 0


def test_it_ends_when_nobody_asks_for_long(office: Path) -> None:
    lines: list[str] = []
    seen: list[str] = []
    page = threading.Thread(
        target=serve,
        args=(open_office(office), "A. Clerk"),
        kwargs={"say": lines.append, "browse": seen.append, "idle_s": 1},
    )
    page.start()
    page.join(20)
    assert not page.is_alive()
    assert ADDRESS.search(lines[0])
    assert seen == [ADDRESS.search(lines[0])[0]]  # type: ignore[index]
    assert lines[1:] == ["The office page is closed."]


def test_without_its_packages_the_page_says_what_to_install(office: Path) -> None:
    program = (
        "import sys; sys.modules['starlette'] = None\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'starlette' else find(name, *rest)\n"
        f"sys.argv = ['letterbook', 'office', {str(office)!r}]\n"
        "from letterbook.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "letterbook: The office page needs packages that are not installed. Install them with: "
        "pip install 'letterbook[office]'\n"
    )
