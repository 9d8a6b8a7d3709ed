"""The pictures that a statement names in its text: `![what it shows](map.png "Caption")`, beside its own file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from letterbook.model import Picture
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents.markdown import named_pictures
from letterbook.sources.documents.pictures import read_picture
from letterbook.sources.text_checks import shortened

Pictures = tuple[tuple[str, Picture | None], ...]

_ELSEWHERE = re.compile(
    r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE
)  # one letter and a colon is a drive of Windows


def statement_pictures(
    workspace: Path, file: str, source: str, first_line: int, folders: Iterable[str]
) -> tuple[Pictures, list[Problem]]:
    """The pictures that the text names, by the path as it is written, which leads from the folder of `file`; None where
    one cannot be printed.

    Codes: those of `read_picture`.
    """
    pictures: dict[str, Picture | None] = {}
    problems: list[Problem] = []
    for path, line in named_pictures(source):
        if path not in pictures:
            place = Place(file, first_line + line)
            pictures[path], found = _read(workspace, posixpath.dirname(file), path, place, folders)
            problems += found
    return tuple(pictures.items()), problems


def _read(
    workspace: Path, folder: str, path: str, place: Place, folders: Iterable[str]
) -> tuple[Picture | None, list[Problem]]:
    if "{{" in path or "{%" in path:  # whoever reads the filled text says so
        return None, []
    if _ELSEWHERE.match(path):
        what = say(
            "The picture “{path}” lies on the network, where a letter takes nothing from.",
            path=shortened(path),
        )
        hint = "Save it beside the statement, and write its name here."
        return None, [Problem("outside-workspace", place, what, hint, path)]
    is_absolute = posixpath.isabs(path) or path[1:2] == ":"
    name = path if is_absolute else posixpath.normpath(posixpath.join(folder, path))
    return read_picture(workspace, name, place, folders, as_named=True)
