"""A stream of letters through an executor: a window of jobs in flight, and a second try for those beside a dead process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from typing import Any, TypeVar

from letterbook.model import Chunk, Failed

Result = TypeVar("Result")
First = TypeVar("First")
Second = TypeVar("Second")
Work = Callable[[Chunk], Sequence[Result]]
"""Makes a chunk's letters; a top-level function, so that it can be sent to another process."""


def parallelism(executor: Executor) -> int:
    """How many things the executor does at once; 1 where it does not say."""
    return int(getattr(executor, "max_workers", 0) or getattr(executor, "_max_workers", 0) or 1)


def sees_this_disk(executor: Executor) -> bool:
    """Whether what runs there reads and writes the same files as this process; other machines do not."""
    return bool(getattr(executor, "shares_disk", True))


def stream(
    work: Work[Result], chunks: Iterable[Chunk], executor: Executor, failed: Callable[[Failed], Result]
) -> Iterator[Result]:
    """What comes of every letter of every chunk, as they are finished.

    `failed` makes of a Failed what `work` would have given for that letter. A worker process that dies, or finds no memory, costs
    only the letter that is too much for it: the letters under way are made again, one at a time.
    """
    waiting = iter(chunks)
    suspects: list[Chunk] = []
    while True:
        yield from _drain(executor, work, waiting, suspects)
        if not suspects:
            return
        yield from _one_by_one(executor, work, suspects, failed)
        suspects = []


def run_pair(
    first: Callable[[], First], second: Callable[[], Second], executor: Executor
) -> tuple[First, Second]:
    """What the two give. Where the executor has processes, the second, which can be sent there, runs beside the first;
    where its process dies, it runs again in this one.
    """
    if parallelism(executor) > 1 and sees_this_disk(executor):
        elsewhere = executor.submit(second)
        try:
            here = first()
        except Exception:
            _stop([elsewhere])
            raise
        with suppress(BrokenExecutor):
            return here, elsewhere.result()
        return here, second()
    return first(), second()


def _drain(
    executor: Executor, work: Work[Result], waiting: Iterator[Chunk], suspects: list[Chunk]
) -> Iterator[Result]:
    """Keeps a window of chunks in flight; leaves those under way in `suspects` when a worker dies."""
    window = 2 * parallelism(executor) if parallelism(executor) > 1 else 1
    flying: dict[Future[Sequence[Result]], Chunk] = {}
    try:
        while True:
            for chunk in islice(waiting, window - len(flying)):
                suspects.append(chunk)
                flying[executor.submit(work, chunk)] = chunk
                suspects.pop()
            if not flying:
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            yield from _finished(done, flying, suspects)
    except BrokenExecutor:
        for future, chunk in list(flying.items()):
            if future.done() and future.exception() is None:
                del flying[future]
                yield from future.result()
            else:
                suspects.append(chunk)
    except KeyboardInterrupt:
        for future in flying:
            future.cancel()
        flying.clear()
        raise
    finally:
        _stop(flying)


def _finished(
    done: Iterable[Future[Sequence[Result]]],
    flying: dict[Future[Sequence[Result]], Chunk],
    suspects: list[Chunk],
) -> Iterator[Result]:
    """What came of these chunks, which fly no more; one for which there was no memory is left in `suspects`."""
    for future in done:
        try:
            outcomes = future.result()
        except MemoryError:
            suspects.append(flying.pop(future))
        else:
            del flying[future]
            yield from outcomes


def _stop(futures: Iterable[Future[Any]]) -> None:
    """Nothing of these writes any more: what has not begun never does, what is under way is waited for."""
    wait([future for future in futures if not future.cancel()])


def _one_by_one(
    executor: Executor, work: Work[Result], chunks: Iterable[Chunk], failed: Callable[[Failed], Result]
) -> Iterator[Result]:
    """The chunks' letters, one under way at a time: where a process dies it is known which letter it was."""
    waiting = chain.from_iterable(map(_singles, chunks))
    while True:
        last = yield from _until_one_dies(executor, work, waiting)
        if last is None:
            return
        cause = "the process that made this letter was ended (perhaps the machine ran out of memory)"
        yield failed(Failed(last.letters[0].recipient_id, last.format, cause))


def _singles(chunk: Chunk) -> Iterator[Chunk]:
    """The chunk's letters, a chunk each."""
    for letter, name in zip(chunk.letters, chunk.names, strict=True):
        yield replace(chunk, letters=(letter,), names=(name,))


def _until_one_dies(
    executor: Executor, work: Work[Result], waiting: Iterator[Chunk]
) -> Generator[Result, None, Chunk | None]:
    """Gives the chunk at which the process died or found no memory, None where it outlived them all.

    Where workers are also ended by what is no fault of a letter, the executor says how often it is tried (`tries`).
    """
    for chunk in waiting:
        for left in reversed(range(getattr(executor, "tries", 1))):
            try:
                results = executor.submit(work, chunk).result()
            except (BrokenExecutor, MemoryError):
                if not left:
                    return chunk
            else:
                yield from results
                break
    return None
