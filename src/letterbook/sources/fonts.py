"""Which font files a template may bring: those that the office itself lists, known by their content.

A font decides how a digit looks. Whoever writes `letterbook.yaml` is trusted with that; whoever sends a template is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from letterbook.model import FontFile
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.file_names import leads_outside, outside
from letterbook.sources.files import read_bytes
from letterbook.sources.text_checks import shortened
from letterbook.sources.yaml.located import LocatedText

MAX_FONT_BYTES = 32_000_000  # Chinese ones have up to 25 MB


def read_fonts(
    workspace: Path, listed: Iterable[LocatedText], folders: Sequence[str]
) -> tuple[tuple[FontFile, ...], list[Problem]]:
    """The font files with these paths below the workspace, or in one of the `folders`.

    Codes: outside-workspace, and those of `files.read_bytes`.
    """
    files, problems = [], []
    for node in listed:
        name = node.text.strip()
        if leads_outside(workspace, workspace / name, folders):
            problems.append(outside(name, node.place))
            continue
        data, found = read_bytes(workspace / name, name, MAX_FONT_BYTES)
        problems += [replace(problem, place=node.place, text=name) for problem in found]
        if data is not None:
            files.append(FontFile(name, node.place, font_sum(data), data))
    return tuple(files), problems


def font_sum(data: bytes) -> str:
    """By what a font file is known, wherever it lies and whatever it is called."""
    return hashlib.sha256(data).hexdigest()


def unlisted_font(place: Place, name: str) -> Problem:
    """The problem of a page's font that the office does not list."""
    what = say(
        "The page brings a font of its own, “{name}”, which the office does not list.",
        name=shortened(name, 40),
    )
    hint = (
        "Use “Letterbook Serif” or “Letterbook Sans”. If the office knows the font, copy its file into the office’s own "
        "folder and write its path into letterbook.yaml, under fonts."
    )
    return Problem("unlisted-font", place, what, hint, name)
