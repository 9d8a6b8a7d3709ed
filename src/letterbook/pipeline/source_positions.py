"""Where in the input something stands: values carry the place of their key, a search of the file gives line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from letterbook.model import Recipient
from letterbook.problems import Place, Problem


def _lines(path: Path) -> tuple[str, ...]:
    try:
        state = path.stat()
    except OSError:  # its reader has said so
        return ()
    return _lines_at(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=32)
def _lines_at(path: Path, _changed_ns: int, _size: int) -> tuple[str, ...]:
    """The lines of the file as it was at that time: a process that is kept sees it change."""
    try:
        return tuple(path.read_text("utf-8-sig").split("\n"))
    except (OSError, UnicodeDecodeError):  # its reader has said so
        return ()


def find_text(workspace: Path, files: Iterable[str], text: str) -> Place | None:
    """The first line and column of the files at which the text stands."""
    return next(iter(find_lines(workspace, files, text)), None)


def find_lines(workspace: Path, files: Iterable[str], text: str) -> list[Place]:
    """Every line, with the column, at which the text stands in the first of the files that has it."""
    for file in files:
        lines = enumerate(_lines(workspace / file), start=1)
        if found := [Place(file, number, line.index(text) + 1) for number, line in lines if text in line]:
            return found
    return []


def with_columns(workspace: Path, problems: Iterable[Problem]) -> list[Problem]:
    """The problems with the column at which their text stands in its line, where that can be seen."""
    return [_with_column(workspace, problem) for problem in problems]


def _with_column(workspace: Path, problem: Problem) -> Problem:
    place = problem.place
    lines = _lines(workspace / place.file) if place.line else ()
    if place.line and place.line <= len(lines) and problem.text in lines[place.line - 1]:
        column = lines[place.line - 1].index(problem.text) + 1
        return replace(problem, place=replace(place, column=column))
    return problem


def places_of_character(recipient: Recipient, character: str) -> Iterator[Place]:
    """Where the recipient's data hold the character: each value that does."""
    for key, place in recipient.places.items():
        owner, _, name = key.rpartition(".")
        value = getattr(recipient.address if owner == "address" else recipient, name or key, None)
        if key and isinstance(value, str | tuple) and any(character in part for part in value):
            yield place
