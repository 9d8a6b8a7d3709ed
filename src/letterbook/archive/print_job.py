"""A print job's record, `job.json`: which letters stand on which pages of which file. It is written, and read back to be verified."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from letterbook.archive.manifest import BrokenRecordError, read_json
from letterbook.archive.opening import is_inside

JOB, COVER_SHEET, ALL_PILES = "job.json", "cover-sheet.pdf", "all-piles.pdf"
JOB_VERSION = 1

FileKind = Literal["piles", "copies", "enclosures"]


@dataclass(frozen=True)
class PrintedPart:
    """What stands on the pages `first_page` to `last_page` (from 1) of a file: a letter with the number `number`, or one of the
    copies of an enclosure.

    `part` is None for all of a letter, 0 for the letter without its enclosures, else which enclosure (from 1). `copy_for`
    is the mark that a copy bears; None on what is posted.
    """

    number: int
    recipient_id: str
    part: int | None
    first_page: int
    last_page: int
    sheets: int
    copy_for: str | None = None


@dataclass(frozen=True)
class Separator:
    """A sheet that lies before what it announces, on the page `page` of the file."""

    page: int
    title: str


@dataclass(frozen=True)
class PrintedFile:
    """A file of the job. `path` is that in the job's folder; `pages` and `sheets` count all of it, separators as well."""

    path: str
    kind: FileKind
    title: str
    pages: int
    sheets: int
    separators: tuple[Separator, ...]
    parts: tuple[PrintedPart, ...]

    @property
    def letter_sheets(self) -> int:
        """Sheets without the separators."""
        return sum(part.sheets for part in self.parts)


PaperKind = Literal["envelopes", "labels", "lists"]


@dataclass(frozen=True)
class PrintedPaper:
    """A file of what goes to the post with the letters: their `numbers` in the order in which they stand there, and how many sheets
    or envelopes it takes. `left_out` are those whose address does not fit.
    """

    path: str
    kind: PaperKind
    numbers: tuple[int, ...]
    left_out: tuple[int, ...]
    sheets: int


@dataclass(frozen=True)
class CoveredCorner:
    """A page on which something stands where the code is: of an enclosure with this title, of the letter itself where it is empty."""

    title: str
    page: int


@dataclass(frozen=True)
class PrintJob:
    """What was printed of the mailing `mailing`, whose manifest has the SHA-256 `manifest`. `papers` are for the post, and
    `without_paper` the letters that need none, as they go by e-mail. `covered` are pages whose codes may not be read.
    """

    mailing: str
    manifest: str
    is_duplex: bool
    with_codes: bool
    enclosures_apart: bool
    numbers: tuple[int, ...]
    files: tuple[PrintedFile, ...]
    papers: tuple[PrintedPaper, ...] = ()
    without_paper: tuple[int, ...] = ()
    covered: tuple[CoveredCorner, ...] = ()
    with_marks: bool = False

    def of_kind(self, kind: FileKind) -> tuple[PrintedFile, ...]:
        return tuple(file for file in self.files if file.kind == kind and file.path != ALL_PILES)


def write_job(folder: Path, job: PrintJob) -> None:
    """Writes the record; the same record gives the same bytes."""
    text = json.dumps({"version": JOB_VERSION, **asdict(job)}, ensure_ascii=False, indent=1)
    (folder / JOB).write_text(text + "\n", "utf-8")


def read_job(folder: Path) -> PrintJob:
    """The record of the job in this folder. Raises BrokenRecordError."""
    content = read_json(folder / JOB)
    try:
        if content["version"] != JOB_VERSION:
            raise BrokenRecordError("The file was written by another version of the program.")
        files = tuple(_file(file) for file in content["files"])
        own = {
            key: content[key]
            for key in ("mailing", "manifest", "is_duplex", "with_codes", "enclosures_apart")
        }
        return PrintJob(
            **own,
            numbers=tuple(map(int, content["numbers"])),
            files=files,
            papers=tuple(map(_paper, content.get("papers", ()))),
            without_paper=tuple(map(int, content.get("without_paper", ()))),
            covered=_all(CoveredCorner, content.get("covered", ())),
            with_marks=bool(content.get("with_marks", False)),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BrokenRecordError("The file holds what the program never writes.") from error


def _file(content: Any) -> PrintedFile:
    separators = _all(Separator, content["separators"])
    parts = _all(PrintedPart, content["parts"])
    file = PrintedFile(**{**content, "separators": separators, "parts": parts})
    if not is_inside(file.path):
        raise ValueError(file.path)
    return file


def _paper(content: Any) -> PrintedPaper:
    numbers, left_out = (tuple(map(int, content[key])) for key in ("numbers", "left_out"))
    paper = PrintedPaper(**{**content, "numbers": numbers, "left_out": left_out})
    if not is_inside(paper.path):
        raise ValueError(paper.path)
    return paper


def _all(kind: type[Any], contents: Sequence[Any]) -> tuple[Any, ...]:
    names = {field.name for field in fields(kind)}
    return tuple(
        kind(**{key: value for key, value in content.items() if key in names}) for content in contents
    )
