"""Work in other processes of this machine, which may die without taking the run along."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import signal
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any

from letterbook.executors.garbage import collect_garbage_less


class ProcessExecutor(Executor):
    """Processes that begin when there is work for them. Where one dies, what was under way raises BrokenProcessPool, and
    what is submitted afterwards goes to new ones.

    Tasks and results go by files of a private folder and not by pipes: a process that is killed while a long message is
    on its way leaves the other end waiting for ever (python/cpython#94777).
    """

    def __init__(self, max_workers: int) -> None:
        self.max_workers = max_workers
        self._pool: ProcessPoolExecutor | None = None
        self._is_broken = False
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of what `fn`, a top-level function, gives for these arguments. Raises OSError for a full disk."""
        pool = self._running()
        handle, path = tempfile.mkstemp(dir=self._folder.name if self._folder else None)
        with os.fdopen(handle, "wb") as file:
            pickle.dump((fn, args, kwargs), file)
        try:
            inner = _deaf_to_interrupts(lambda: pool.submit(_work_on, path))
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
            self._folder.cleanup()
            self._folder = None

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Where an error or an interrupt ends the run, the processes are not waited for."""
        if kind is not None and self._pool is not None:
            # No public way to them before Python 3.14, whose pools have terminate_workers.
            for process in list((self._pool._processes or {}).values()):  # noqa: SLF001
                process.terminate()
        self.shutdown(cancel_futures=kind is not None)

    def _running(self) -> ProcessPoolExecutor:
        if self._is_broken:
            self.shutdown(cancel_futures=True)
            self._is_broken = False
        if self._pool is None:
            self._folder = tempfile.TemporaryDirectory()
            # spawn: a forked child would inherit the parent's font and register handles
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.max_workers, spawn, _begin, (self._folder.name,))
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


def processes(count: int) -> ProcessExecutor:
    """So many processes of this machine."""
    return ProcessExecutor(count)


def _deaf_to_interrupts(submit: Callable[[], Future[str]]) -> Future[str]:
    """A process that begins here is deaf to Ctrl-C, of which a terminal tells every process: the first one alone decides
    what becomes of the run. An interrupt in this moment comes a little later.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        return submit()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return submit()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work_on(path: str) -> str:
    """What another process does: the result takes the place of the task."""
    file = Path(path)
    fn, args, kwargs = pickle.loads(file.read_bytes())  # noqa: S301  # our own, in a folder of our own
    file.write_bytes(pickle.dumps(fn(*args, **kwargs)))
    return path


def _taken_from(file: Path) -> Any:
    result = pickle.loads(file.read_bytes())  # noqa: S301
    file.unlink()
    return result


def _begin(folder: str) -> None:
    collect_garbage_less()
    tempfile.tempdir = folder  # so that nothing is left of a process that is killed
    _end_with_parent(folder)


def _end_with_parent(folder: str) -> None:
    """Ends this process as soon as the one that started it is gone, however that ended: it would wait for ever.

    What was to be done, which is people's names and addresses, is removed by whoever is left.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_watch, args=(parent.sentinel, folder), daemon=True).start()


def _watch(parent: int, folder: str) -> None:
    connection.wait([parent])
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
