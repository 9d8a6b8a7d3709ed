"""Makes a workspace: the example office, ready to be changed into one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from letterbook.errors import UsageError
from letterbook.sentences import say

PARTS = ("letterbook.yaml", "recipients.yaml", "office", "statements", "templates")


def make_workspace(directory: Path) -> list[Path]:
    """Copies the example into the folder, which is made; returns the new files. Never overwrites.

    Raises UsageError where the folder holds any of it already, or cannot be written.
    """
    there = [name for name in PARTS if (directory / name).exists()]
    if there:
        raise UsageError(
            say(
                "{directory} holds {there} already; nothing was changed. Choose an empty folder.",
                directory=directory,
                there=", ".join(there),
            )
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name in PARTS:
            source, target = _example() / name, directory / name
            shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
        (directory / "out").mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(
            say("{directory} cannot be written: {strerror}.", directory=directory, strerror=error.strerror)
        ) from error
    return sorted(file for name in PARTS for file in _files(directory / name))


def _files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]


def _example() -> Path:
    """The example: inside an installed package, or the top of the checkout that the program runs from."""
    packaged = Path(__file__).parents[1] / "workspace"
    return packaged if packaged.is_dir() else Path(__file__).parents[3]
