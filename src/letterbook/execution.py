"""Where jobs run, in this process or in several: a `stream` of letters, or `both` of two different things.

What comes of a letter is always an outcome.
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import pickle
import shutil
import signal
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from multiprocessing import connection
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from letterbook.model import Chunk, Failed

Made = TypeVar("Made")
One = TypeVar("One")
Other = TypeVar("Other")
Work = Callable[[Chunk], Sequence[Made]]
"""Makes a chunk's letters; a top-level function, so that it can be sent to another process."""


def stream(
    work: Work[Made], chunks: Iterable[Chunk], jobs: int, failed: Callable[[Failed], Made]
) -> Iterator[Made]:
    """What comes of every letter of every chunk, as they are finished; `jobs` processes at once, 1 for none but this.

    `failed` makes of a Failed what `work` would have given for that letter.

    A worker process that dies costs only the letter that killed it: the letters under way are made again, one at a time.
    """
    if jobs <= 1:
        for chunk in chunks:
            yield from work(chunk)
        return
    waiting = iter(chunks)
    suspects: list[Chunk] = []
    while True:
        with _pool(jobs) as pool:
            yield from _drain(pool, work, waiting, jobs, suspects)
        if not suspects:
            return
        yield from _one_by_one(work, suspects, failed)
        suspects = []


def both(one: Callable[[], One], other: Callable[[], Other], jobs: int) -> tuple[One, Other]:
    """What the two give. With more than one job the other, which can be sent there, runs in a process of its own;
    where that dies, it runs again in this one.
    """
    if jobs > 1:
        with _pool(1) as pool:
            elsewhere = pool.submit(other)
            here = one()
            with suppress(BrokenProcessPool):
                return here, _result(elsewhere)
        return here, other()
    return one(), other()


def look_for_garbage_less() -> None:
    """Lets this process look for garbage less often than Python does by itself, and at its end not at all.

    Nearly all that a letter takes is kept until the letter is done, and looking took a twelfth of a run's time. The
    thresholds are counts of objects.
    """
    gc.set_threshold(20_000, 20, 20)
    atexit.register(gc.freeze)


@dataclass(frozen=True)
class _Pool:
    """Processes, and the folder by whose files they are told what to do and tell what came of it.

    Not by their pipes: a process that is killed while a long message is on its way leaves the other end waiting for ever
    (python/cpython#94777).
    """

    processes: ProcessPoolExecutor
    folder: Path

    def submit(self, work: Callable[..., Any], *arguments: object) -> Future[str]:
        """Hands work over. A process that begins here is deaf to Ctrl-C, of which a terminal tells every process: this
        one alone decides what becomes of the run. An interrupt in this moment comes a little later.
        """
        handle, path = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            pickle.dump((work, arguments), file)
        if not hasattr(signal, "pthread_sigmask"):  # Windows
            return self.processes.submit(_work_on, path)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return self.processes.submit(_work_on, path)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work_on(path: str) -> str:
    """What another process does: the result takes the place of the task."""
    file = Path(path)
    work, arguments = pickle.loads(file.read_bytes())  # noqa: S301  # our own, in a folder of our own
    file.write_bytes(pickle.dumps(work(*arguments)))
    return path


def _result(future: Future[str]) -> Any:
    """What the work gave. Raises what it raised, and BrokenProcessPool."""
    file = Path(future.result())
    result = pickle.loads(file.read_bytes())  # noqa: S301
    file.unlink()
    return result


@contextmanager
def _pool(jobs: int) -> Iterator[_Pool]:
    """Processes for as long as they are needed. Where an error or an interrupt ends that, they are not waited for."""
    # spawn: a forked child would inherit the parent's font and register handles
    spawn = multiprocessing.get_context("spawn")
    others = multiprocessing.active_children()
    with tempfile.TemporaryDirectory() as folder:
        processes = ProcessPoolExecutor(jobs, spawn, _begin, (folder,))
        try:
            yield _Pool(processes, Path(folder))
        except BaseException:
            for process in multiprocessing.active_children():
                if process not in others:
                    process.terminate()
            raise
        finally:
            processes.shutdown(cancel_futures=True)


def _begin(folder: str) -> None:
    look_for_garbage_less()
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


def _drain(
    pool: _Pool, work: Work[Made], waiting: Iterator[Chunk], jobs: int, suspects: list[Chunk]
) -> Iterator[Made]:
    """Keeps a window of chunks in flight; leaves those under way in `suspects` when a worker dies."""
    flying: dict[Future[str], Chunk] = {}
    try:
        while True:
            for chunk in islice(waiting, 2 * jobs - len(flying)):
                try:
                    flying[pool.submit(work, chunk)] = chunk
                except BrokenProcessPool:
                    suspects.append(chunk)
                    raise
            if not flying:
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                outcomes = _result(future)
                del flying[future]
                yield from outcomes
    except BrokenProcessPool:
        suspects.extend(flying.values())


def _one_by_one(
    work: Work[Made], chunks: Iterable[Chunk], failed: Callable[[Failed], Made]
) -> Iterator[Made]:
    """The chunks' letters, one under way at a time: where a process dies it is known which letter it was."""
    waiting = chain.from_iterable(map(_singles, chunks))
    while True:
        with _pool(1) as pool:
            last = yield from _until_one_dies(pool, work, waiting)
        if last is None:
            return
        cause = "the process that made this letter was ended (perhaps the machine ran out of memory)"
        yield failed(Failed(last.letters[0].recipient_id, last.format, cause))


def _singles(chunk: Chunk) -> Iterator[Chunk]:
    """The chunk's letters, a chunk each."""
    for letter, name in zip(chunk.letters, chunk.names, strict=True):
        yield replace(chunk, letters=(letter,), names=(name,))


def _until_one_dies(
    pool: _Pool, work: Work[Made], waiting: Iterator[Chunk]
) -> Generator[Made, None, Chunk | None]:
    """Gives the chunk at which the process died, None where it outlived them all."""
    for chunk in waiting:
        try:
            yield from _result(pool.submit(work, chunk))
        except BrokenProcessPool:
            return chunk
    return None
