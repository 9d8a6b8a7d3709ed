"""Takes scans of signed sheets in: says what they are, files each letter's beside its mailing, and notes it in the register."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from letterbook.archive.sheet_code import key_of_mailing
from letterbook.errors import UsageError
from letterbook.executors import Guard
from letterbook.model.progress import UNWATCHED, Monitor, Phase
from letterbook.pdf import page_size
from letterbook.pipeline.whole_mailing import refuse_altered_mailing
from letterbook.printing.accessible_copy import ScannedPage, accessible_copy
from letterbook.printing.posted_letters import PostedLetter, PostedMailing, posted_mailing
from letterbook.printing.scans import Seen, scanned_pages
from letterbook.printing.signed_letters import SignedReader, SignedSheets
from letterbook.register import Step, open_register
from letterbook.sentences import say
from letterbook.sources.office import office_of
from letterbook.steps import begin_step
from letterbook.storage.access import file_access
from letterbook.storage.file import put_file
from letterbook.storage.output_folder import make_folder

SIGNED = "signed"
"""The folder beside the mailings in which the scans of signed letters lie."""
_INDEX = "signed.json"
_USUAL_HEIGHT_MM = 297.0


@dataclass(frozen=True)
class FiledCopy:
    """The scan of a signed letter as it was filed: its path in the folder, and its SHA-256, which is in its name too."""

    number: int
    reference: str
    file: str
    sha256: str
    is_new: bool


@dataclass(frozen=True)
class TakenIn:
    """What became of the scans. `noted` are the letters whose signature was written into the register now; `missing` are those of
    which no sheet was in these scans, nor a signed copy filed before.
    """

    folder: Path
    sheets: SignedSheets
    copies: tuple[FiledCopy, ...]
    noted: tuple[str, ...]
    missing: tuple[PostedLetter, ...]


@dataclass(frozen=True)
class SignedCopy:
    """A copy that was filed, by its name in the folder; `letter` is the SHA-256 of the letter's own file."""

    file: str
    reference: str
    letter: str


def take_signed(
    workspace: Path,
    mailing: Path,
    scans: Sequence[Path],
    out: Path,
    clerk: str,
    at: datetime,
    guard: Guard,
    monitor: Monitor = UNWATCHED,
) -> TakenIn:
    """Reads the scans of a mailing's signed sheets, and files what is signed and without a fault in `out`/<its name>.

    Reading happens in the guarded process. A letter with a fault is neither filed nor noted. Raises UsageError for what is no
    mailing or no scan, InputError where a scan is too much, RegisterError, UnwritableOutputError.
    """
    for scan in scans:
        if not scan.is_file():
            raise UsageError(say("There is no file {file}.", file=scan))
    office, folder = office_of(workspace), out / mailing.name
    with file_access(office.access):
        sheets, made = guard.run(_read, workspace, mailing, tuple(scans), monitor=monitor)
        make_folder(folder)
        copies = tuple(_filed(folder, number, reference, data) for number, reference, data in made)
        with open_register(workspace, office.register) as register:
            known = {
                copy.reference
                for copy in copies
                for event in getattr(register.record(copy.reference), "events", ())
                if event.kind == "signed" and copy.sha256 in (event.note or "")
            }
            news = [copy for copy in copies if copy.reference not in known]
            for copy in news:
                register.record_events(
                    [copy.reference], Step("signed", note=f"SHA-256 {copy.sha256}"), clerk, at
                )
        letters = {signed.letter.reference: signed.letter.sha256 for signed in sheets.signed}
        put_file(folder / _INDEX, _index(folder, copies, letters))
    filed = {(copy.reference, copy.letter) for copy in filed_copies(folder)}
    missing = (each for each in sheets.missing if (each.reference, each.sha256) not in filed)
    return TakenIn(folder, sheets, copies, tuple(copy.reference for copy in news), tuple(missing))


def _read(
    workspace: Path, mailing: Path, scans: Sequence[Path], monitor: Monitor
) -> tuple[SignedSheets, list[tuple[int, str, bytes]]]:
    """What the scans are, and the accessible copy of each letter that is signed."""
    record = refuse_altered_mailing(mailing)
    office = office_of(workspace)
    posted = posted_mailing(mailing, office.languages, record)
    reader, pictures = SignedReader(posted), dict[tuple[str, int], bytes]()
    heights = _heights(posted)
    for done, scan in enumerate(scans):
        monitor.at(Phase.READING, done, len(scans))
        for seen in scanned_pages(scan, heights):
            if reader.take(seen) is not None:
                pictures[seen.scan.file, seen.scan.page] = _upright(seen, posted)
    sheets = reader.result()
    made = []
    for signed in sheets.signed:
        begin_step(signed.letter.reference, is_letter=True)
        pages = {place: ScannedPage(pictures[file, page]) for place, file, page in signed.scans}
        made.append(
            (
                signed.letter.number,
                signed.letter.reference,
                accessible_copy(mailing, signed.letter, pages, office.own_name),
            )
        )
    monitor.at(Phase.READING, len(scans), len(scans))
    return sheets, made


def _heights(posted: PostedMailing) -> dict[str, float]:
    """The height of the mailing's sheets, by what stands for it in codes."""
    first = next((letter.pdf for letter in posted.printed if letter.pdf), None)
    height = page_size(posted.folder / first)[1] if first else _USUAL_HEIGHT_MM
    return {key_of_mailing(posted.name): height, "": _USUAL_HEIGHT_MM}


def _upright(seen: Seen, posted: PostedMailing) -> bytes:
    from letterbook.printing.accessible_copy import upright

    assert seen.scan.code is not None
    letter = next(letter for letter in posted.printed if letter.number == seen.scan.code.number)
    return upright(seen, page_size(posted.folder / (letter.pdf or "")))


def _filed(folder: Path, number: int, reference: str, data: bytes) -> FiledCopy:
    """Puts the copy into the folder under its hash; the same copy stays as it is."""
    digest = hashlib.sha256(data).hexdigest()
    name = f"{number:04d}-{digest[:16]}.pdf"
    is_new = not (folder / name).exists()
    if is_new:
        put_file(folder / name, data)
    return FiledCopy(number, reference, name, digest, is_new)


def _index(folder: Path, copies: Sequence[FiledCopy], letters: Mapping[str, str]) -> bytes:
    """`signed.json`: reference, hash and the letter's own hash of each copy by its name, with those that were filed before."""
    now = {
        copy.file: {
            "reference": copy.reference,
            "sha256": copy.sha256,
            "letter": letters.get(copy.reference, ""),
        }
        for copy in copies
    }
    return (
        json.dumps(dict(sorted({**_read_index(folder), **now}.items())), indent=1, ensure_ascii=False) + "\n"
    ).encode()


def _read_index(folder: Path) -> Mapping[str, Mapping[str, str]]:
    path = folder / _INDEX
    read: Mapping[str, Mapping[str, str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return read


def filed_copies(folder: Path) -> list[SignedCopy]:
    """The signed copies that lie in the folder, by name; none where nothing was filed."""
    return [
        SignedCopy(name, entry["reference"], entry.get("letter", ""))
        for name, entry in _read_index(folder).items()
        if (folder / name).is_file()
    ]
