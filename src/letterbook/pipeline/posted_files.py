"""The files of letters that have left the house: what was posted can be looked at, whatever takes the mailing's place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path

from letterbook.archive.layout import LETTERS
from letterbook.pipeline.expected_numbers import DISPATCHED
from letterbook.problems import Place, Problem
from letterbook.register import Entry
from letterbook.sentences import few, in_a_row, say
from letterbook.storage.file import put_file
from letterbook.storage.output_folder import flush, make_folder, unwritable

POSTED = "posted"
"""The folder beside the mailings that has a folder for each whose posted letters it keeps."""

Entries = Callable[[], Iterable[Entry]]
"""The letters of the mailing as the register has them; asked for only where files would be lost."""


def lost_files(target: Path, made: Collection[str]) -> list[str]:
    """The names of the letters' files that the published folder holds and that are not among those `made`."""
    return sorted({file.name for file in (target / LETTERS).glob("*")}.difference(made))


def keep_posted(target: Path, made: Collection[str], entries: Entries) -> list[Problem]:
    """Copies the files of posted letters that the published folder holds and the next one will not into `posted` beside it; a
    notice of them. Raises UnwritableOutputError.
    """
    if not (lost := lost_files(target, made)):
        return []
    known = _by_file(entries())
    posted = {name: known[name] for name in lost if name in known and _is_posted(known[name])}
    if not posted:
        return []
    folder = _kept_in(target)
    make_folder(folder)
    try:
        for name in posted:
            _copy(target / LETTERS / name, folder)
        flush(folder.parent)
    except OSError as error:
        raise unwritable(folder, error) from error
    what = say(
        "Files of letters that were posted and are not in the mailing's folder any more are kept here: {letters}.",
        letters=few(list(dict.fromkeys(entry.reference for entry in posted.values()))),
    )
    place = Place("/".join(folder.parts[-3:]))
    return [Problem("posted-kept", place, what, level="warning")]


def why_lost(target: str, lost: Collection[str], entries: Iterable[Entry]) -> str | None:
    """A sentence about these files where all are of letters that do not count any more, which newer ones have taken the place
    of or will; None where others are among them.
    """
    every = list(entries)
    known = _by_file(every)
    if not all(name in known and not known[name].is_current for name in lost):
        return None
    current = {entry.recipient_id: entry for entry in every if entry.is_current}
    gone = {known[name].reference: known[name] for name in sorted(lost)}
    what = say(
        "{target} holds letters that were given up or superseded: {letters}. Issued as a whole, the mailing would hold "
        "those that count now in their place; nothing was changed.",
        target=target,
        letters=few([*_in_words(gone.values(), current)]),
    )
    newer = [current.get(entry.recipient_id) for entry in gone.values()]
    is_done = all(entry is not None and entry.files for entry in newer)
    return in_a_row(what, "The new ones are made already, so that nothing has to be done." if is_done else "")


def where_kept(target: Path, lost: Collection[str], entries: Iterable[Entry]) -> str:
    """A sentence about where files of posted letters stay when the folder is replaced; empty where none is among the lost."""
    known = _by_file(entries)
    if not any(name in known and _is_posted(known[name]) for name in lost):
        return ""
    return say(
        "Where it is replaced, the files of letters that were posted are kept in {folder}.",
        folder=_kept_in(target),
    )


def _in_words(gone: Iterable[Entry], current: Mapping[str, Entry]) -> Iterator[str]:
    for entry in gone:
        newer = current.get(entry.recipient_id)
        references = f"{entry.reference} → {newer.reference}" if newer else entry.reference
        yield f"{references} ({entry.recipient_name})"


def _by_file(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {Path(file.name).name: entry for entry in entries for file in entry.files}


def _is_posted(entry: Entry) -> bool:
    """Whether it has left the house; what is superseded had."""
    return entry.state in (*DISPATCHED, "superseded")


def _kept_in(target: Path) -> Path:
    """Beside the mailings; one of a store is made in a hidden folder among them, where nobody would look."""
    out = target.parent
    return (out.parent if out.name.startswith(".store-") else out) / POSTED / target.name


def _copy(file: Path, folder: Path) -> None:
    """Copies the file in one move, under another name where another file has its own."""
    content = file.read_bytes()
    for number in count(1):
        copy = folder / (file.name if number == 1 else f"{file.stem}-{number}{file.suffix}")
        if not copy.exists():
            put_file(copy, content)
            return
        if copy.read_bytes() == content:
            return
