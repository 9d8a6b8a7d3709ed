"""Font files of an office: as they are read, and as they draw the scripts that the program's own fonts lack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from letterbook.problems import Place


@dataclass(frozen=True)
class FontFile:
    """A font file that the office lists: its path in the workspace, where that was written, its check sum (SHA-256), bytes."""

    name: str
    place: Place
    sum: str
    data: bytes = field(repr=False, compare=False)


@dataclass(frozen=True)
class OwnFont:
    """A font of the office's for scripts that the program's fonts lack. `widths` has the signs that it draws, by code point,
    each with its width in parts of the type size; `readings` is what each glyph says, by its number; `data` is the file, in which it has no other signs but the spaces.
    """

    sum: str
    family: str
    is_bold: bool
    scripts: tuple[str, ...]
    widths: Mapping[int, float] = field(repr=False, compare=False)
    readings: Mapping[int, str] = field(repr=False, compare=False)
    data: bytes = field(repr=False, compare=False)
