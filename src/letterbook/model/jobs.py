"""What is sent to the processes that make letters, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field

from letterbook.model.letter import Enclosure, FinishedFile, Letter
from letterbook.model.office import Format, Template


@dataclass(frozen=True)
class Chunk:
    """Letters that share a template and their enclosures, to be made in one go by one worker.

    `enclosures` are empty where covers go alone; `enclosure_pdfs` are the same, laid out, where the format is PDF.
    `folder` is where the worker puts the files (an absolute path). `is_direct` lays each letter out by itself.
    """

    template: Template
    letters: tuple[Letter, ...]
    enclosures: tuple[Enclosure | FinishedFile, ...]
    format: Format
    folder: str
    names: tuple[str, ...]  # the file name of each letter
    enclosure_pdfs: tuple[bytes, ...] = field(default=(), repr=False)
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter that became a file. `pages` counts the whole file, `cover_pages` the letter without its enclosures.

    `enclosure_pages` counts each of several enclosures; nothing where there is one at most, which has the rest. What is not
    `is_laid_out` was set into the form of another.
    """

    recipient_id: str
    format: Format
    path: str
    sha256: str
    pages: int | None
    cover_pages: int | None
    enclosure_pages: tuple[int, ...] = ()
    is_laid_out: bool = True


@dataclass(frozen=True)
class Failed:
    """A letter that did not, and why, in a sentence."""

    recipient_id: str
    format: Format
    cause: str


Outcome = Rendered | Failed
