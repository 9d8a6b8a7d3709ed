"""What is sent to the processes that make letters, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field

from letterbook.model.letter import Enclosure, Letter
from letterbook.model.office import Format, Template


@dataclass(frozen=True)
class Chunk:
    """Letters that share a template and an enclosure, to be made in one go by one worker.

    `enclosure` is None where covers go alone; `enclosure_pdf` is the same, laid out, where the format is PDF. `folder`
    is where the worker puts the files (an absolute path).
    """

    template: Template
    letters: tuple[Letter, ...]
    enclosure: Enclosure | None
    format: Format
    folder: str
    names: tuple[str, ...]  # the file name of each letter
    enclosure_pdf: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Rendered:
    """A letter that became a file. `pages` counts the whole file, `cover_pages` the letter without its enclosure."""

    recipient_id: str
    format: Format
    path: str
    sha256: str
    pages: int | None
    cover_pages: int | None


@dataclass(frozen=True)
class Failed:
    """A letter that did not, and why, in a sentence."""

    recipient_id: str
    format: Format
    cause: str


Outcome = Rendered | Failed
