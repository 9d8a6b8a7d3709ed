"""Letters come out whatever becomes of the processes that make them."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from letterbook.executors import processes, release_processes, run_pair, serial, stream
from letterbook.model import Chunk, Failed, Outcome, Rendered, Template

TEMPLATE = Template("t", "templates/t", {}, "", "")


class _Letter:
    """All that the executor asks of a letter."""

    def __init__(self, recipient_id: str) -> None:
        self.recipient_id = recipient_id


def chunk(*names: str) -> Chunk:
    letters: Any = tuple(_Letter(name) for name in names)
    return Chunk(TEMPLATE, letters, (), "pdf", "/nowhere", names)


def make(job: Chunk) -> Sequence[Outcome]:
    if any(letter.recipient_id == "poison" for letter in job.letters):
        os.kill(os.getpid(), signal.SIGKILL)
    if any(letter.recipient_id == "giant" for letter in job.letters):
        raise MemoryError
    return [Rendered(letter.recipient_id, "pdf", "", str(os.getpid()), 1, 1) for letter in job.letters]


def executor(jobs: int) -> Executor:
    return processes(jobs) if jobs > 1 else serial()


def streamed(chunks: Sequence[Chunk], jobs: int) -> Iterator[Outcome]:
    with executor(jobs) as running:
        yield from stream(make, chunks, running, lambda failed: failed)


def pair(first: Callable[[], Any], second: Callable[[], Any], jobs: int) -> tuple[Any, Any]:
    with executor(jobs) as running:
        return run_pair(first, second, running)


CHUNKS = [chunk("a", "b"), chunk("c", "d"), chunk("e")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_letter_comes_out_once(jobs: int) -> None:
    outcomes = list(streamed(CHUNKS, jobs))
    assert sorted(outcome.recipient_id for outcome in outcomes) == ["a", "b", "c", "d", "e"]


def test_one_job_stays_in_this_process_and_two_do_not() -> None:
    here = str(os.getpid())
    assert {outcome.sha256 for outcome in streamed(CHUNKS, 1) if isinstance(outcome, Rendered)} == {here}
    assert here not in {outcome.sha256 for outcome in streamed(CHUNKS, 2) if isinstance(outcome, Rendered)}


def test_a_letter_that_kills_its_worker_costs_only_itself() -> None:
    jobs = [chunk("a", "b"), chunk("c", "poison", "d"), *(chunk(f"e{number}") for number in range(9))]
    outcomes = list(streamed(jobs, 2))
    assert len(outcomes) == 14
    [failed] = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
    assert failed.recipient_id == "poison"
    assert "ended" in failed.cause


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_letter_that_fills_the_memory_costs_only_itself(jobs: int) -> None:
    outcomes = list(streamed([chunk("a", "giant", "b"), chunk("c")], jobs))
    assert sorted(outcome.recipient_id for outcome in outcomes) == ["a", "b", "c", "giant"]
    [failed] = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
    assert failed.recipient_id == "giant"
    assert "memory" in failed.cause


class Everybody:
    """What all letters of a mailing have in common, and how often it was written down."""

    written = 0

    def __reduce__(self) -> tuple[object, tuple[()]]:
        Everybody.written += 1
        return Everybody, ()


def make_among(everybody: Everybody, job: Chunk) -> Sequence[Outcome]:
    return [Rendered(name, "pdf", "", str(id(everybody)), 1, 1) for name in job.names]


def test_what_all_letters_have_in_common_goes_to_each_process_once() -> None:
    jobs = [chunk(f"a{number}") for number in range(20)]
    with processes(2) as running:
        made = list(stream(partial(make_among, Everybody()), jobs, running, lambda failed: failed))
    assert Everybody.written == 1
    assert len({outcome.sha256 for outcome in made if isinstance(outcome, Rendered)}) <= 2


def test_the_others_need_no_process_each() -> None:
    """A machine that ended one process would else begin hundreds."""
    jobs = [chunk("a", "b", "poison", *(f"c{number}" for number in range(20)))]
    outcomes = list(streamed(jobs, 2))
    assert len(outcomes) == 23
    processes = [outcome.sha256 for outcome in outcomes if isinstance(outcome, Rendered)]
    assert len(processes) == 22
    assert len(set(processes)) == 2


def test_a_chunk_that_could_not_even_be_handed_over_is_not_lost() -> None:
    """The pool breaks while whoever reads the outcomes is busy; the next chunk is refused by it."""
    jobs = [chunk("a"), chunk("poison"), *(chunk(f"r{number}") for number in range(10))]
    outcomes = []
    for outcome in streamed(jobs, 2):
        outcomes.append(outcome.recipient_id)
        time.sleep(0.2)
    assert sorted(outcomes) == sorted(letter.recipient_id for job in jobs for letter in job.letters)


def note(folder: str, job: Chunk) -> Sequence[Outcome]:
    for letter in job.letters:
        with (Path(folder) / letter.recipient_id).open("a") as file:
            file.write("made\n")
        time.sleep(1 if letter.recipient_id == "poison" else 0)
    return make(job)


def test_what_was_finished_beside_the_letter_that_kills_is_not_made_again(tmp_path: Path) -> None:
    jobs = [chunk("a"), chunk("b"), chunk("c"), chunk("poison"), chunk("e")]
    outcomes = []
    with processes(2) as running:
        for outcome in stream(partial(note, str(tmp_path)), jobs, running, lambda failed: failed):
            outcomes.append(outcome.recipient_id)
            time.sleep(0.8)
    assert sorted(outcomes) == ["a", "b", "c", "e", "poison"]
    assert [(tmp_path / name).read_text() for name in "abc"] == ["made\n"] * 3


class _BreaksAtTheThird(Executor):
    """As a pool of others whose processes have died: from then on it refuses."""

    _max_workers = 2

    def __init__(self) -> None:
        self.count = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.count += 1
        if self.count == 3:
            raise BrokenExecutor
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_no_letter_is_lost_where_a_pool_refuses_work() -> None:
    outcomes = list(
        stream(make, [chunk(name) for name in "abcdef"], _BreaksAtTheThird(), lambda failed: failed)
    )
    assert sorted(outcome.recipient_id for outcome in outcomes) == ["a", "b", "c", "d", "e", "f"]


def write_later(path: str, job: Chunk) -> Sequence[Outcome]:
    time.sleep(0.5)
    Path(path).touch()
    return make(job)


def test_a_stream_that_is_given_up_writes_no_more_once_it_is_closed(tmp_path: Path) -> None:
    late = tmp_path / "late"
    with processes(2) as running:
        outcomes = stream(
            partial(write_later, str(late)),
            [chunk(name) for name in "abcdef"],
            running,
            lambda failed: failed,
        )
        next(iter(outcomes))
        outcomes.close()  # type: ignore[attr-defined]
        late.unlink(missing_ok=True)
        time.sleep(1.5)
        assert not late.exists()


def test_what_runs_beside_an_error_writes_no_more(tmp_path: Path) -> None:
    late = tmp_path / "late"
    with processes(2) as running:
        running.submit(os.getpid).result()
        with pytest.raises(OSError, match="No space"):
            run_pair(refuse, partial(write_later, str(late), chunk("a")), running)
        late.unlink(missing_ok=True)
        time.sleep(1)
        assert not late.exists()


def end_elsewhere(here: int) -> int:
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def refuse() -> int:
    raise OSError(28, "No space left on device")


def test_two_things_are_done_here_or_one_of_them_elsewhere() -> None:
    here = os.getpid()
    assert pair(os.getpid, os.getpid, jobs=1) == (here, here)
    first, second = pair(os.getpid, os.getpid, jobs=2)
    assert first == here != second


def test_what_was_lost_with_its_process_is_done_here() -> None:
    here = os.getpid()
    assert pair(os.getpid, partial(end_elsewhere, here), jobs=2) == (here, here)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_either_is_told(jobs: int) -> None:
    for first, second in ((refuse, os.getpid), (os.getpid, refuse)):
        with pytest.raises(OSError, match="No space left"):
            pair(first, second, jobs)


def held_back() -> set[signal.Signals | int]:
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, []))


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no signals to hold back")
def test_ctrl_c_in_a_terminal_which_every_process_hears_is_for_the_first_alone() -> None:
    here, there = pair(held_back, held_back, jobs=2)
    assert signal.SIGINT in there
    assert signal.SIGINT not in here | held_back()


def interrupt() -> int:
    raise KeyboardInterrupt


def test_who_is_interrupted_waits_for_nobody() -> None:
    began = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        pair(interrupt, partial(time.sleep, 60), jobs=2)
    assert time.perf_counter() - began < 30


def test_an_error_ends_no_process_of_others() -> None:
    other = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
    with pytest.raises(RuntimeError), processes(2) as executor:
        executor.submit(os.getpid).result()
        other.start()
        raise RuntimeError
    other.join(1)
    assert other.is_alive()
    other.terminate()
    other.join()


def test_a_run_that_is_killed_leaves_no_addresses_behind(tmp_path: Path) -> None:
    """Its letters were told to the other processes by files."""
    script = """
import os, signal, time
from functools import partial
from letterbook.executors import processes, run_pair

def kill() -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)

if __name__ == "__main__":
    with processes(2) as executor:
        run_pair(partial(time.sleep, 60), kill, executor)
"""
    program = tmp_path / "program.py"
    program.write_text(script)
    folder = tmp_path / "temporary"
    folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder)}
    killed = subprocess.run([sys.executable, program], env=environment, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    until = time.monotonic() + 30
    while any(folder.iterdir()) and time.monotonic() < until:
        time.sleep(0.05)
    assert list(folder.iterdir()) == []


def test_a_process_killed_before_it_has_read_its_long_task_is_not_waited_for() -> None:
    """python/cpython#94777, in Python 3.11.4 and before: the task is longer than a pipe holds, and nobody reads it."""
    script = """
import multiprocessing, os, signal, sys, threading, time
from functools import partial
from pathlib import Path
from letterbook.executors import processes, run_pair

def kill() -> None:
    while not multiprocessing.active_children():
        time.sleep(0.001)
    os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)

if __name__ == "__main__":
    threading.Thread(target=kill).start()
    with processes(2) as executor:
        print(run_pair(os.getpid, partial(len, "x" * 10_000_000), executor)[1])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "10000000\n"


def raise_here() -> int:
    raise ValueError("told by whoever asks for the result")


def test_the_executors_are_those_of_the_standard_library() -> None:
    for jobs in (1, 2):
        with executor(jobs) as running:
            assert isinstance(running, Executor)
            assert list(running.map(abs, [-1, -2, -3])) == [1, 2, 3]
            with pytest.raises(ValueError, match="whoever asks"):
                running.submit(raise_here).result()


def test_a_process_that_died_is_replaced() -> None:
    here = os.getpid()
    with processes(2) as running:
        with pytest.raises(BrokenExecutor):
            running.submit(end_elsewhere, here).result()
        assert running.submit(os.getpid).result() != here


def test_what_was_not_begun_can_be_cancelled() -> None:
    with processes(1) as running:
        running.submit(time.sleep, 0.2)
        waiting = [running.submit(time.sleep, 0.2) for _ in range(5)]
        assert waiting[-1].cancel()
        assert waiting[0].result() is None


def test_processes_that_have_nothing_to_do_can_be_let_go() -> None:
    with processes(2) as running:
        before = running.submit(os.getpid).result()
        release_processes(running)
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)
        assert running.submit(os.getpid).result() not in (before, os.getpid())
