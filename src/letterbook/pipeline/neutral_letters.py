"""A letter that has no other of its kind to be compared with is compared with a neutral one: to nobody, and else the same."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path, PurePosixPath

from letterbook.archive.expectation import Expectation
from letterbook.model import Chunk, Letter
from letterbook.pipeline.elsewhere import rendered
from letterbook.pipeline.rendering import RenderResult
from letterbook.pipeline.results import Results
from letterbook.verification import NOBODY, Finding, Verified, few_of_their_kinds, unlike

NAME = "Zzyzx Qwertz"
"""No word of any language; so are the other values, which no text of a template holds by chance."""

FIELD = "Qfeldx Zzyzx"


def neutral(letter: Letter) -> Letter:
    """The letter to nobody: its addressee's values and its number are others, all else and what it lacks is the same."""

    def instead(value: str | None, other: str) -> str | None:
        return other if value else value

    return replace(
        letter,
        recipient_id="neutral",
        recipient_name=NAME,
        address=tuple(f"Zzyzx {mark}qwx" for mark in _MARKS[: len(letter.address)]),
        reference=re.sub(r"\d", "9", letter.reference) if letter.reference else None,
        salutation=instead(letter.salutation, "Qzalux Zzyzx"),
        closing=instead(letter.closing, "Qclozx Zzyzx"),
        copy_line=instead(letter.copy_line, "Qcopyx Zzyzx"),
        delivery=instead(letter.delivery, "Qdelix Zzyzx"),
        given=instead(letter.given, "Qgivex"),
        surname=instead(letter.surname, "Zzyzx"),
        public_names=(),
        fields=tuple(replace(field, instead=FIELD) for field in letter.fields),
        telling_fields=(),
    )


_MARKS = "abcdefghijklmnopqrstuvwxyz"


def compared_with_neutral(
    results: Results,
    chunk_of: Callable[[Expectation], Chunk],
    folder: Path,
    executor: Executor,
) -> Iterator[tuple[str, RenderResult]]:
    """The results of few of their kind, by their files' names, with what a neutral letter does not say.

    `chunk_of` gives a chunk of its own for each; `folder` is for the neutral letters and is gone afterwards.
    """
    few = few_of_their_kinds(results.expectations)
    if not few:
        return
    folder.mkdir()
    try:
        masters = _masters([chunk_of(alike[0]) for alike in few], folder, executor)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for alike in few:
        first, *_ = names = [PurePosixPath(each.file).name for each in alike]
        for name in names:
            yield name, _with(results.of(name), masters.get(first))


def _masters(chunks: Sequence[Chunk], folder: Path, executor: Executor) -> dict[str, Verified]:
    """The neutral letter of each chunk, read back, by the name of the letter that it is to be compared with."""
    made: dict[str, Verified] = {}

    def neutral_chunks() -> Iterator[Chunk]:
        for number, chunk in enumerate(chunks):
            letter = replace(neutral(chunk.letters[0]), recipient_id=chunk.names[0])
            yield replace(chunk, letters=(letter,), names=(f"{number}.{chunk.format}",), folder=str(folder))

    for result in rendered(NOBODY, neutral_chunks(), executor):
        if result.verified:
            made[result.outcome.recipient_id] = result.verified.verified
    return made


def _with(result: RenderResult, master: Verified | None) -> RenderResult:
    letter = result.verified
    if letter is None or master is None:
        return result
    found: list[Finding] = list(unlike(letter.expected, letter.verified, master))
    verified = replace(letter.verified, findings=(*letter.verified.findings, *found))
    return replace(result, verified=replace(letter, verified=verified))
