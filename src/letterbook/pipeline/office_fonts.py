"""The office's own fonts for scripts that the program's fonts lack, from the font files that it lists."""

from __future__ import annotations

from dataclasses import replace

from letterbook.fonts import FontRefusedError, own_fonts
from letterbook.model import FontFile, Office
from letterbook.problems import Problem


def with_own_fonts(office: Office | None) -> tuple[Office | None, list[Problem]]:
    """The office with its own fonts, without the files that they were read from. Codes: restricted-font, unreadable-font."""
    if office is None or not office.font_files:
        return office, []
    files, problems = [], []
    for file in office.font_files:
        problem = _refused(file)
        if problem is None:
            files.append(file)
        else:
            problems.append(problem)
    return replace(office, font_files=(), own_fonts=own_fonts(files)), problems


def _refused(file: FontFile) -> Problem | None:
    try:
        own_fonts([file])
    except FontRefusedError as refused:
        return Problem(refused.code, file.place, refused.what, refused.hint, file.name)
    return None
