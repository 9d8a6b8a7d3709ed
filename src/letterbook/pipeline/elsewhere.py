"""Chunks made by workers that do not see this machine's disk: their files come back with the results, or lie in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from letterbook.errors import LetterbookError
from letterbook.executors import PrivateFolder, sees_this_disk, stream
from letterbook.model import Chunk, Rendered
from letterbook.pipeline.program import makers
from letterbook.pipeline.rendering import RenderResult, render_and_verify
from letterbook.sentences import say
from letterbook.storage.store import Store
from letterbook.verification import RecipientMarks


class OtherProgramError(LetterbookError):
    """A worker has another version of the program or of a library: its letters might be others."""

    exit_code = 3


@dataclass(frozen=True)
class Delivery:
    """What a worker made of a chunk. `files` are the letters' bytes by name; none where they lie in the store."""

    results: Sequence[RenderResult]
    files: dict[str, bytes]


def rendered(
    marks: RecipientMarks, chunks: Iterable[Chunk], executor: Executor, letters: Store | None = None
) -> Iterator[RenderResult]:
    """What comes of every letter, read back; its file lies in its chunk's folder, wherever it was made.

    `letters` is where workers that do not see this disk put the files; None has them come back with the results. What is in the
    store is compared with what the worker read there. Raises OtherProgramError, or StoreError.
    """
    if sees_this_disk(executor):
        yield from stream(partial(render_and_verify, marks), chunks, executor, RenderResult)
        return
    folders: dict[str, Path] = {}

    def noted() -> Iterator[Chunk]:
        for chunk in chunks:
            folders.update(dict.fromkeys(chunk.names, Path(chunk.folder)))
            yield chunk

    work = partial(render_and_deliver, marks, makers(), letters)
    for delivery in stream(work, noted(), executor, lambda failed: Delivery([RenderResult(failed)], {})):
        yield from _received(delivery, folders, letters)


def render_and_deliver(
    marks: RecipientMarks, wanted: str, letters: Store | None, chunk: Chunk
) -> Sequence[Delivery]:
    """What a worker does: the letters in a folder of its own, read back, and put into the store.

    `wanted` is what has to have made them. Raises OtherProgramError, or StoreError.
    """
    if makers() != wanted:
        raise OtherProgramError(
            "A worker of the cluster has another version of letterbook, of a library or of Python than this machine: its letters "
            "might look otherwise. Nothing was published. Install the same on all of them."
        )
    folder = _own_folder()
    results = render_and_verify(marks, replace(chunk, folder=str(folder)))
    made = [Path(result.outcome.path) for result in results if isinstance(result.outcome, Rendered)]
    files = {path.name: path.read_bytes() for path in made}
    for path in made:
        path.unlink()
    if letters is not None:
        letters.put(files)
        files = {}
    return [Delivery([_at(Path(chunk.folder), result) for result in results], files)]


@cache
def _own_folder() -> Path:
    """The worker's folder; what one that was killed has left is removed by the next on its machine."""
    folder = PrivateFolder()
    _kept.append(folder)
    return folder.path


_kept: list[PrivateFolder] = []


def _at(folder: Path, result: RenderResult) -> RenderResult:
    """The result as if the file had been made where the coordinator wants it."""
    outcome = result.outcome
    if not isinstance(outcome, Rendered):
        return result
    return replace(result, outcome=replace(outcome, path=str(folder / Path(outcome.path).name)))


def _received(delivery: Delivery, folders: dict[str, Path], letters: Store | None) -> Iterator[RenderResult]:
    """The delivery's results, once their files lie in their folders and are what the worker has read."""
    files = delivery.files
    names = [
        Path(result.outcome.path).name for result in delivery.results if isinstance(result.outcome, Rendered)
    ]
    if letters is not None and names:
        files = letters.get(names)
    for result in delivery.results:
        outcome = result.outcome
        if isinstance(outcome, Rendered):
            name = Path(outcome.path).name
            if hashlib.sha256(files[name]).hexdigest() != outcome.sha256:
                what = (
                    "{name} came back from the cluster as another file than was made. Nothing was published."
                )
                raise LetterbookError(say(what, name=name))
            (folders[name] / name).write_bytes(files[name])
        yield result
