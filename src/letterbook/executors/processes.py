"""Work in other processes of this machine, which may die without taking the run along."""

from __future__ import annotations

import io
import mmap
import os
import pickle
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from types import TracebackType
from typing import Any

from letterbook.executors.garbage import collect_garbage_less
from letterbook.executors.limits import give_time, limit_memory, limit_time
from letterbook.executors.parent import deaf_to_interrupts, end_with_parent
from letterbook.executors.starting import Surroundings, clean_start, settle_in
from letterbook.executors.temporary import PrivateFolder, use_for_temporary_files
from letterbook.model import Limits, OfRows
from letterbook.steps import watch_steps


class ProcessExecutor(Executor):
    """Processes that begin when there is work for them. Where one dies, what was under way raises BrokenProcessPool, and
    what is submitted afterwards goes to new ones.

    Tasks and results go by files of a private folder and not by pipes: a process that is killed while a long message is
    on its way leaves the other end waiting for ever (python/cpython#94777). What is done with task after task is written once,
    and read once by each process: with it goes all that thousands of letters have in common. Its rows (see OfRows) stay in that
    file, which is in memory once for all processes, this one with them.
    """

    def __init__(self, max_workers: int, limits: Limits | None = None) -> None:
        self.max_workers = max_workers
        self.limits = limits or Limits()
        self._pool: ProcessPoolExecutor | None = None
        self._is_broken = False
        self._folder: PrivateFolder | None = None
        self._written: tuple[Callable[..., Any], str] | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of what `fn`, a top-level function or a partial of one, gives for these arguments. Raises OSError for a full
        disk.
        """
        pool = self._running()
        function, task = self._function(fn), self._file((args, kwargs))
        try:
            inner = deaf_to_interrupts(lambda: pool.submit(_work_on, function, task))
        except BrokenProcessPool as error:
            self._is_broken = True
            broken: Future[Any] = Future()
            broken.set_exception(error)
            return broken
        future = _Task(inner)
        inner.add_done_callback(lambda done: self._settle(future, done))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Ends the processes. A later `submit` would begin new ones. What is under way is waited for whatever `wait`
        says: it lies in a folder that goes now.
        """
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=cancel_futures)
            self._pool = None
        if self._folder is not None:
            self._folder.remove()
            self._folder = self._written = None

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Where an error or an interrupt ends the run, the processes are not waited for."""
        if kind is not None and self._pool is not None:
            # No public way to them before Python 3.14, whose pools have terminate_workers.
            for process in list((self._pool._processes or {}).values()):  # noqa: SLF001
                process.terminate()
        self.shutdown(cancel_futures=kind is not None)

    def _function(self, fn: Callable[..., Any]) -> str:
        if self._written is None or self._written[0] is not fn:
            path = self._new_file()
            _write_function(path, fn)
            self._written = fn, str(path)
        return self._written[1]

    def _file(self, content: object) -> str:
        path = self._new_file()
        path.write_bytes(pickle.dumps(content))
        return str(path)

    def _new_file(self) -> Path:
        handle, path = tempfile.mkstemp(dir=self._folder.path if self._folder else None)
        os.close(handle)
        return Path(path)

    def _running(self) -> ProcessPoolExecutor:
        if self._is_broken:
            self.shutdown(cancel_futures=True)
            self._is_broken = False
        if self._pool is None:
            self._folder = PrivateFolder()
            told = str(self._folder.path), self.limits, Surroundings.of_this_process()
            self._pool = ProcessPoolExecutor(self.max_workers, clean_start(), _begin, told)
        return self._pool

    def _settle(self, future: Future[Any], done: Future[str]) -> None:
        if done.cancelled():
            future.cancel()
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = _taken_from(Path(done.result()))
        except BaseException as error:  # noqa: BLE001  # it belongs to whoever asks for the result
            self._is_broken = self._is_broken or isinstance(error, BrokenProcessPool)
            future.set_exception(error)
        else:
            future.set_result(result)


class _Task(Future[Any]):
    """What a process gives for a task, taken from the file where it puts it."""

    def __init__(self, inner: Future[str]) -> None:
        super().__init__()
        self._inner = inner

    def cancel(self) -> bool:
        """Whether it never begins; False where a process is at it."""
        return self._inner.cancel() and super().cancel()


def release_processes(executor: Executor) -> None:
    """Ends processes of ours that have nothing to do, with all that they hold; the next work begins new ones."""
    if isinstance(executor, ProcessExecutor):
        executor.shutdown()


def processes(count: int, limits: Limits | None = None) -> ProcessExecutor:
    """So many processes of this machine, each with these limits."""
    return ProcessExecutor(count, limits)


def _work_on(function: str, task: str) -> str:
    """What another process does: the result takes the place of the task."""
    file = Path(task)
    give_time()
    args, kwargs = pickle.loads(file.read_bytes())  # noqa: S301  # our own, in a folder of our own
    file.write_bytes(pickle.dumps(_read(function)(*args, **kwargs)))
    return task


@lru_cache(maxsize=1)
def _read(function: str) -> Callable[..., Any]:
    packed, *rows = _parts(Path(function))
    done: Callable[..., Any] = pickle.loads(packed, buffers=rows)  # noqa: S301
    return done


def _write_function(path: Path, function: Callable[..., Any]) -> None:
    """Writes the function and, behind it, the rows that belong to it, which from then on lie there."""
    rows: list[pickle.PickleBuffer] = []
    held = io.BytesIO()
    pickler = _Pickler(held, pickle.HIGHEST_PROTOCOL, buffer_callback=rows.append)
    pickler.dump(function)
    parts = [held.getbuffer(), *(row.raw() for row in rows)]
    with path.open("wb") as file:
        pickle.dump([len(part) for part in parts], file)
        file.writelines(parts)
    _, *laid = _parts(path)
    for of_rows in pickler.of_rows:
        of_rows.lie_in([(kind, laid.pop(0)) for kind in of_rows.kinds])


def _parts(path: Path) -> Sequence[memoryview]:
    """What was written there, each where it lies in the file."""
    with path.open("rb") as file:
        lengths: list[int] = pickle.load(file)  # noqa: S301  # our own, as all that is read here
        start = file.tell()
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    ends = [*accumulate(lengths, initial=start)]
    return [whole[begin:end] for begin, end in pairwise(ends)]


class _Pickler(pickle.Pickler):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_rows: list[OfRows] = []
        """What has rows, in the order in which these were given."""

    def reducer_override(self, value: object) -> Any:
        if isinstance(value, OfRows):
            self.of_rows.append(value)
        return NotImplemented


def _taken_from(file: Path) -> Any:
    result = pickle.loads(file.read_bytes())  # noqa: S301
    file.unlink()
    return result


def _begin(folder: str, limits: Limits, around: Surroundings) -> None:
    settle_in(around)
    collect_garbage_less()
    use_for_temporary_files(folder)  # so that nothing is left of a process that is killed
    end_with_parent(folder)
    limit_memory(limits)
    watch_steps(lambda step: limit_time(limits.seconds(step)))
