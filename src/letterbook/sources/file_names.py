"""Which names a file of the office may have, and where it may lie."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from letterbook.problems import Place, Problem
from letterbook.sentences import UNSAFE, printable, say


def is_printable(name: str) -> bool:
    """Whether the name is text: UTF-8 on the disk, and without characters that control a terminal."""
    return UNSAFE.search(name) is None


def unprintable_name(label: str) -> Problem | None:
    """The problem of a file whose name is no text, if it is none; `label` is its path as the user knows it."""
    if is_printable(label):
        return None
    shown = printable(label)
    what = "The name of this file has characters that are no text, or not in UTF-8."
    return Problem("wrong-file-name", Place(shown), what, "Give the file a name of ordinary letters.", shown)


def leads_outside(workspace: Path, path: Path, folders: Iterable[str]) -> bool:
    """Whether the path, or a symbolic link on its way, leads out of the workspace and of the `folders` beside it."""
    try:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):  # a link that leads to itself, a name too long
        return False  # nothing lies there, and whoever reads it will say so
    return not any(real.is_relative_to((workspace / folder).resolve()) for folder in ("", *folders))


def outside(label: str, place: Place) -> Problem:
    """The problem of a file that lies elsewhere; `label` is its path as the user knows it."""
    what = say("The file {label} does not lie inside the workspace.", label=label)
    hint = "Copy it into the workspace, or name its folder in letterbook.yaml, under folders."
    return Problem("outside-workspace", place, what, hint, label)
