"""`issue` stopped at any moment: killed, out of disk, out of its database. What follows is always the same mailing.

The short form runs with every test; the long one with LETTERBOOK_TORTURE=1 (`make torture`).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from books import Address
from conftest import contents, edit, environment, make_workspace
from many_letters import check_register, offices
from postgres_server import Server

from letterbook.model import Format
from letterbook.model.order import Order
from letterbook.register import Register
from letterbook.usecases.issue import Run
from letterbook.usecases.issue import issue as issue_here

pytest_plugins = ["register_fixtures"]
pytestmark = pytest.mark.slow

STATEMENT, MAILING = "january-20", "january-20-2021-01-19"
LETTERS = 40
FORMATS: tuple[Format, ...] = ("pdf", "docx")
COMMAND = [sys.executable, "-m", "letterbook", "issue", STATEMENT, *(f"--format={kind}" for kind in FORMATS)]


def start(workspace: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *more],
        cwd=workspace,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def issue(workspace: Path, *more: str) -> None:
    done = subprocess.run(
        [*COMMAND, *more], cwd=workspace, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def again(workspace: Path) -> None:
    """The same command once more, in this process, where the page engine is warm."""
    run = Run(workspace / "out", "clerk", datetime(2021, 1, 19, tzinfo=UTC))
    assert not issue_here(workspace, Order(STATEMENT, formats=FORMATS), run).failed


def files(workspace: Path) -> dict[str, bytes]:
    """What is published."""
    return contents(workspace / "out" / MAILING)


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], float]:
    """An office with 40 letters to write, what an undisturbed run makes of it, and how many seconds that takes."""
    office = make_workspace(tmp_path_factory.mktemp("undisturbed") / "office", offices(LETTERS))
    began = time.monotonic()
    issue(office, "--jobs", "2")
    return office, files(office), time.monotonic() - began


def disturbed(mailing: tuple[Path, dict[str, bytes], float], target: Path) -> Path:
    shutil.copytree(mailing[0], target, ignore=shutil.ignore_patterns("out", "register.sqlite*"))
    return target


# --- Killed ----------------------------------------------------------------------------------------------------------


def workers(process: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def kill_one(process: subprocess.Popen[bytes], chance: random.Random) -> str:
    """Kills the run, or one of its workers."""
    victims = workers(process.pid) if chance.random() < 0.5 else []
    if victims:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(victims), signal.SIGKILL)
        return "a worker"
    process.kill()
    return "the run"


@pytest.mark.parametrize("kills", [2, pytest.param(200, marks=pytest.mark.torture)])
def test_a_run_that_is_killed_at_any_moment(
    mailing: tuple[Path, dict[str, bytes], float], tmp_path: Path, kills: int
) -> None:
    _, wanted, seconds = mailing
    chance, counted = random.Random(kills), Counter[str]()
    for number in range(kills):
        office = disturbed(mailing, tmp_path / f"office-{number}")
        process = start(office, "--jobs", "2")
        time.sleep(chance.uniform(0.05, 1) * seconds)
        counted[kill_one(process, chance)] += 1
        process.wait(timeout=600)
        print(number, end=" ", flush=True)  # noqa: T201
        counted["published all the same"] += (office / "out" / MAILING).exists()
        if (office / "out" / MAILING).exists() and process.returncode == 0:
            assert files(office) == wanted
        again(office)
        assert files(office) == wanted
        check_register(office / "register.sqlite", LETTERS)
        shutil.rmtree(office)
    print(f"{kills} kills: {dict(counted)}")  # noqa: T201


def test_a_run_that_is_killed_leaves_the_old_mailing(
    mailing: tuple[Path, dict[str, bytes], float], tmp_path: Path
) -> None:
    office = tmp_path / "office"
    shutil.copytree(mailing[0], office)
    for round_ in range(2):
        edit(office / "letterbook.yaml", f"Call centre 91{6 + round_}", f"Call centre 91{7 + round_}")
        before = files(office)
        process = start(office, "--jobs", "2")
        time.sleep(mailing[2] * (0.4 + 0.2 * round_))
        process.kill()
        process.wait()
        assert files(office) == before or process.returncode == 0
        issue(office, "--jobs", "2")
        assert files(office) != before
        check_register(office / "register.sqlite", LETTERS)


# --- A full disk -----------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one's own in memory; where mounting is not allowed the test is skipped."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a file system can be mounted by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.torture)])
def test_a_disk_that_is_full(
    mailing: tuple[Path, dict[str, bytes], float], small_disk: Path, rounds: int
) -> None:
    _, wanted, _ = mailing
    size = sum(map(len, wanted.values()))
    office, chance, stopped = small_disk / "office", random.Random(rounds), 0
    for _ in range(rounds):
        disturbed(mailing, office)
        free = shutil.disk_usage(small_disk).free
        (small_disk / "ballast").write_bytes(bytes(free - int(chance.uniform(0, 1) * size)))
        full = subprocess.run(
            COMMAND, cwd=office, env=environment(), capture_output=True, text=True, check=False
        )
        assert full.returncode == 3 or "register" in full.stderr, full.stderr
        assert "Traceback" not in full.stderr
        assert not (office / "out" / MAILING).exists()
        stopped += 1
        (small_disk / "ballast").unlink()
        issue(office)
        assert files(office) == wanted
        check_register(office / "register.sqlite", LETTERS)
        shutil.rmtree(office)
    print(f"{stopped} runs stopped by a full disk")  # noqa: T201


def test_a_file_that_may_not_grow(mailing: tuple[Path, dict[str, bytes], float], tmp_path: Path) -> None:
    """What a quota does, for those who may not mount: no file may be larger than a letter's half."""
    _, wanted, _ = mailing
    office = disturbed(mailing, tmp_path / "office")
    letter = min(len(data) for name, data in wanted.items() if name.endswith(".pdf"))
    limited = f"ulimit -f {letter // 2 // 1024}; trap '' XFSZ; exec {' '.join(COMMAND)} --jobs 1"
    full = subprocess.run(
        ["bash", "-c", limited], cwd=office, env=environment(), capture_output=True, text=True, check=False
    )
    assert full.returncode != 0
    assert "Traceback" not in full.stderr
    assert not (office / "out" / MAILING).exists()
    issue(office)
    assert files(office) == wanted
    check_register(office / "register.sqlite", LETTERS)


# --- The database ----------------------------------------------------------------------------------------------------


def with_register(office: Path, address: Address) -> None:
    edit(office / "letterbook.yaml", "register: register.sqlite", f'register: "{address}"')


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.torture)])
def test_a_server_that_is_stopped_and_started(
    mailing: tuple[Path, dict[str, bytes], float], tmp_path: Path, server: Server, rounds: int
) -> None:
    import psycopg

    _, wanted, seconds = mailing
    letters = {name: data for name, data in wanted.items() if name.startswith("letters/")}
    assert len(letters) == LETTERS * len(FORMATS)
    chance, ended = random.Random(rounds), Counter[int]()
    for number in range(rounds):
        schema = f"stopped{rounds}_{number}"
        with psycopg.connect(server.address(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        office = disturbed(mailing, tmp_path / f"office-{number}")
        with_register(office, server.address(schema))
        process = start(office, "--jobs", "2")
        time.sleep(chance.uniform(0.1, 1) * seconds)
        server.stop()
        time.sleep(chance.uniform(0, 0.3) * seconds)
        server.start()
        ended[process.wait(timeout=600)] += 1
        assert not (office / "out" / MAILING).exists() or process.returncode in {0, 1}
        issue(office, "--jobs", "2")
        now = files(office)
        assert {name: now[name] for name in letters} == letters
        check_register(server.address(schema), LETTERS)
    print(f"{rounds} stops of the server: runs ended with {dict(ended)}")  # noqa: T201


@pytest.mark.parametrize("mailings", [4, pytest.param(40, marks=pytest.mark.torture)])
def test_many_clerks_at_once(
    tmp_path_factory: pytest.TempPathFactory, address: Address, mailings: int
) -> None:
    """Four runs at a time, each of its own mailing, every fifth killed and given again."""
    office = make_workspace(tmp_path_factory.mktemp("clerks") / "office", offices(3))
    if isinstance(address, str):
        with_register(office, address)
    else:
        address = office / "register.sqlite"
    chance, days = random.Random(mailings), [date(2021, 1, 21) + timedelta(n) for n in range(mailings)]
    running: list[subprocess.Popen[bytes]] = []
    killed = []
    began = time.monotonic()
    for number, day in enumerate(days):
        while len(running) >= 4:
            running = [process for process in running if process.poll() is None]
            time.sleep(0.02)
        running.append(start(office, "--jobs", "1", "--cover-only", "--date", day.isoformat()))
        if number % 5 == 4:
            time.sleep(chance.uniform(0.2, 6))
            running[-1].kill()
            killed.append(day)
    for process in running:
        assert process.wait(timeout=600) in {0, -signal.SIGKILL}
    for day in killed:
        issue(office, "--jobs", "1", "--cover-only", "--date", day.isoformat())
    with Register.open(address) as register:
        entries, checked = register.entries(), register.check()
    assert checked.findings == ()
    assert sorted(entry.number for entry in entries) == list(range(1, 3 * mailings + 1))
    assert {entry.state for entry in entries} == {"made"}
    for day in days:
        assert len(list((office / "out" / f"january-20-{day}" / "letters").iterdir())) == 3 * len(FORMATS)
    said = f"{mailings} mailings by four at once, {len(killed)} killed, {len(entries)} numbers"
    print(f"{said}, {time.monotonic() - began:.0f} s")  # noqa: T201


def test_the_same_mailing_by_four_at_once(tmp_path: Path) -> None:
    office = make_workspace(tmp_path / "office", offices(6))
    running = [start(office, "--jobs", "1") for _ in range(4)]
    ended = [process.wait(timeout=600) for process in running]
    assert set(ended) <= {0, 3}
    assert 0 in ended
    alone = make_workspace(tmp_path / "alone", offices(6))
    issue(alone)
    assert files(office) == files(alone)
    check_register(office / "register.sqlite", 6)
