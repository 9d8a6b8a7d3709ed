"""What is read or set in a guarded process ends within its limits, whatever it is, and is named."""

from __future__ import annotations

import ctypes
import mmap
import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest
from filelock import FileLock

from letterbook.errors import InputError, UsageError
from letterbook.executors import Guard, processes
from letterbook.executors import guard as guard_module
from letterbook.executors.temporary import PrivateFolder
from letterbook.model import Limits
from letterbook.model.progress import CancelledError, CancelToken, Monitor, Phase
from letterbook.problems import Place, Problem
from letterbook.steps import begin_step

SMALL = Limits(memory_mb=2048, file_seconds=1, letter_seconds=1)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")


def double(number: int, _monitor: Monitor) -> int:
    return 2 * number


def process_id(_monitor: Monitor) -> int:
    return os.getpid()


def endless_in_c(_monitor: Monitor) -> None:
    begin_step("statements/a/en.md", 7)
    re.match(r"(a|a)*b", "a" * 60)


def greedy(_monitor: Monitor) -> None:
    begin_step("list.xlsx")
    bytearray(3 * 2**30)


def deep(_monitor: Monitor) -> None:
    begin_step("letter.html")
    deep(_monitor)


def aborted_by_a_library(_monitor: Monitor) -> None:
    begin_step("list.xlsx")
    ctypes.CDLL(None).abort()


def refused(_monitor: Monitor) -> None:
    raise UsageError("There is no such thing.")


def two_steps(_monitor: Monitor) -> str:
    for name in ("a.md", "b.md", "c.md"):
        begin_step(name)
        until = time.process_time() + 0.6
        while time.process_time() < until:
            pass
    return "done"


def telling(monitor: Monitor) -> None:
    for done in range(1001):
        monitor.at(Phase.COMPOSING, done, 1000)
    time.sleep(2 * guard_module.NEWS_S)
    monitor.at(Phase.MAKING, 0, 3)
    time.sleep(2 * guard_module.NEWS_S)
    monitor.at(Phase.MAKING, 1, 3)


def sleeping(_monitor: Monitor) -> None:
    time.sleep(100)


def refusal(work: object, limits: Limits = SMALL) -> Problem:
    with Guard(limits) as guard, pytest.raises(InputError) as refused:
        guard.run(work)  # type: ignore[arg-type]
    [problem] = refused.value.problems
    return problem


def test_work_is_done_in_one_other_process() -> None:
    with Guard() as guard:
        assert guard.run(double, 21) == 42
        first, second = guard.run(process_id), guard.run(process_id)
    assert first == second != os.getpid()
    assert not multiprocessing.active_children()


def test_what_does_not_return_to_python_is_ended_and_named() -> None:
    problem = refusal(endless_in_c)
    assert (problem.code, problem.place) == ("too-slow", Place("statements/a/en.md", 7))


def what_is_left_for_two_steps(_monitor: Monitor) -> list[float]:
    left = []
    for line in (1, 2):
        begin_step("statements/a/en.md", line)
        left.append(signal.getitimer(signal.ITIMER_PROF)[0])
        began = time.process_time()
        while time.process_time() - began < 0.3:
            pass
    return left


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timer")
def test_each_step_has_its_time_in_the_clock_that_ends_it() -> None:
    """RLIMIT_CPU is held against ticks, which run ahead of the processor time of a process that works in short pieces."""
    with Guard(Limits(memory_mb=2048, file_seconds=5, letter_seconds=5)) as guard:
        assert guard.run(what_is_left_for_two_steps) == pytest.approx([5, 5], abs=0.1)


def _a_tenth_of_a_gigabyte(_monitor: Monitor) -> int:
    return len(bytes(100 * 2**20))


def test_what_the_program_holds_itself_is_not_what_a_file_takes() -> None:
    """A server that has run for days, or a notebook, has an address space of gigabytes; its forks begin with it."""
    with (
        mmap.mmap(-1, 3 * 2**30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ),
        Guard(SMALL) as guard,
    ):
        assert guard.run(_a_tenth_of_a_gigabyte) == 100 * 2**20


def test_memory_is_limited_and_the_file_named() -> None:
    problem = refusal(greedy)
    assert (problem.code, problem.place) == ("too-large", Place("list.xlsx"))
    assert "2,048 MB" in problem.what


def test_a_library_that_aborts_takes_nobody_along() -> None:
    assert refusal(aborted_by_a_library).code == "too-large"


def test_what_is_nested_too_deeply_is_named() -> None:
    problem = refusal(deep)
    assert (problem.code, problem.place) == ("too-deep", Place("letter.html"))


def test_each_step_has_time_of_its_own() -> None:
    with Guard(SMALL) as guard:
        assert guard.run(two_steps) == "done"


def test_after_a_refusal_the_guard_goes_on() -> None:
    with Guard(SMALL) as guard:
        with pytest.raises(InputError):
            guard.run(greedy)
        assert guard.run(double, 2) == 4


def test_errors_of_the_work_come_back() -> None:
    with Guard() as guard, pytest.raises(UsageError, match="no such thing"):
        guard.run(refused)


def test_progress_is_told_and_a_run_is_cancelled() -> None:
    told: list[tuple[Phase, int, int]] = []
    token = CancelToken()
    with Guard() as guard:
        guard.run(telling, monitor=Monitor(lambda *news: told.append(news)))
        assert told[0] == (Phase.COMPOSING, 0, 1000)
        assert told[-3:] == [(Phase.COMPOSING, 1000, 1000), (Phase.MAKING, 0, 3), (Phase.MAKING, 1, 3)]
        assert len(told) < 200
        token.cancel()
        with pytest.raises(CancelledError):
            guard.run(sleeping, monitor=Monitor(cancel=token))


def test_nothing_is_left_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Guard() as guard:
        guard.run(double, 1)
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


def leave_a_letter(folder: str) -> None:
    tempfile.tempdir = folder
    held = PrivateFolder()
    (held.path / "task").write_text("Ms Archer, Vienna")
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_kill_of_all_processes_left_goes_with_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = multiprocessing.get_context("fork").Process(target=leave_a_letter, args=(str(tmp_path),))
    killed.start()
    killed.join()
    [left] = tmp_path.glob("*/task")
    in_use = PrivateFolder()
    assert not left.exists()
    PrivateFolder().remove()
    assert in_use.path.exists()
    in_use.remove()


def test_a_folder_that_another_run_took_for_abandoned_before_it_was_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    taken: list[Path] = []
    acquire = FileLock.acquire

    def acquire_too_late(lock: FileLock) -> object:
        """As if the other had removed the folder: the first between two looks at the lock, the second before it was there."""
        folder = Path(lock.lock_file).parent
        if len(taken) < 2:
            taken.append(folder)
            if len(taken) == 1:
                acquire(lock)
            shutil.rmtree(folder)
        return acquire(lock)

    monkeypatch.setattr(FileLock, "acquire", acquire_too_late)
    held = PrivateFolder()
    assert len(taken) == 2
    assert held.path not in taken
    assert held.path.exists()
    held.remove()


def greedy_letter() -> int:
    return len(bytearray(3 * 2**30))


def endless_letter() -> None:
    begin_step("templates/letter", is_letter=True)
    re.match(r"(a|a)*b", "a" * 60)


def test_processes_that_make_letters_have_the_same_limits() -> None:
    with processes(2, SMALL) as executor:
        assert isinstance(executor.submit(greedy_letter).exception(), MemoryError)
        assert type(executor.submit(endless_letter).exception()).__name__ == "BrokenProcessPool"
