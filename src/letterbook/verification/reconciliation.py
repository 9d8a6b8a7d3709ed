"""The sums: rows in = letters out + reported failures, sheets as printed, and every file the one that was made."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path, PurePosixPath
from typing import Any

from letterbook.archive.expectation import Expectation
from letterbook.archive.layout import LEDGER, LETTERS, MANIFEST, record_path
from letterbook.archive.ledger import LedgerLine, read_ledger
from letterbook.archive.manifest import BrokenRecordError, manifest_bytes, outputs_of, read_json
from letterbook.archive.opening import MOST_RECORD_BYTES, is_inside, open_inside, read_inside
from letterbook.archive.verification_record import VerificationRecord
from letterbook.sentences import say
from letterbook.steps import begin_step
from letterbook.verification.findings import Code, Finding


def reconcile(
    folder: Path, record: VerificationRecord, recipients: Sequence[str], bundle_pages: int | None = None
) -> list[Finding]:
    """Compares the folder's ledger and manifest with its files and with the record.

    `recipients` are the ids of all who were to get a letter, in order; `bundle_pages` is how many pages bundle.pdf has.
    """
    try:
        rows = read_ledger(folder)
    except (OSError, ValueError) as error:
        return [_unreadable(folder / LEDGER, error), *verify_files(folder, record)]
    sums = _Sums(folder, record, rows)
    return [
        *sums.rows_in(recipients),
        *sums.cells(),
        *sums.sheets(bundle_pages),
        *verify_files(folder, record),
    ]


def _unreadable(ledger: Path, error: OSError | ValueError) -> Finding:
    why = error.strerror if isinstance(error, OSError) else str(error)
    what = (
        say("The ledger cannot be read: {why}.", why=why) if ledger.exists() else "The ledger is not there."
    )
    return Finding("", LEDGER, None, broken_or_missing(ledger), what)


@dataclass(frozen=True)
class _Sums:
    folder: Path
    record: VerificationRecord
    rows: Sequence[LedgerLine]

    def _found(self, recipient_id: str, kind: Code, what: str) -> Finding:
        return Finding(recipient_id, LEDGER, None, kind, what)

    def rows_in(self, recipients: Sequence[str]) -> Iterator[Finding]:
        """Every recipient has one row, and each row its letters or its reported failure."""
        counted = Counter(row.id for row in self.rows)
        for recipient_id in recipients:
            if counted[recipient_id] != 1:
                yield self._found(
                    recipient_id,
                    "wrong-sum",
                    say("The ledger has {counted} rows for this recipient.", counted=counted[recipient_id]),
                )
        for recipient_id in counted.keys() - set(recipients):
            yield self._found(
                recipient_id, "wrong-sum", "The ledger has a row for somebody who is no recipient."
            )
        made = Counter(expectation.recipient_id for expectation in self.record.expectations)
        failed = Counter(whose for whose, _ in self.record.failed)
        for row in self.rows:
            state = "failed" if failed[row.id] else "made"
            if not made[row.id] and not failed[row.id]:
                yield self._found(row.id, "wrong-sum", "There is neither a letter nor a reported failure.")
            elif row.text("state") != state:
                yield self._found(
                    row.id,
                    "wrong-ledger",
                    say("The ledger says “{said}”; it was {state}.", said=row.text("state"), state=state),
                )
        references = Counter(row.text("reference") for row in self.rows)
        for row in self.rows:
            if references[row.text("reference")] > 1:
                yield self._found(
                    row.id,
                    "wrong-sum",
                    say("The number {reference} was given twice.", reference=row.text("reference")),
                )

    def cells(self) -> Iterator[Finding]:
        """What the ledger says of each letter is what the letter says."""
        places = {row.id: place for place, row in enumerate(self.rows)}
        files = set[tuple[str, str]]()
        for expectation in self.record.expectations:
            files.add((expectation.recipient_id, expectation.format))
            place = places.get(expectation.recipient_id)
            if place is None:
                continue
            row = self.rows[place]
            for column, wanted in _wanted(expectation).items():
                if row.text(column) != wanted:
                    what = say(
                        "The ledger has “{row}” as {column}; the letter has “{wanted}”.",
                        row=row.text(column),
                        column=column,
                        wanted=wanted,
                    )
                    yield self._found(expectation.recipient_id, "wrong-ledger", what)
        for row in self.rows:
            for kind in ("pdf", "docx"):
                if row.text(kind) and (row.id, kind) not in files:
                    yield self._found(
                        row.id,
                        "wrong-ledger",
                        say("The ledger names {row}, which was not made.", row=row.text(kind)),
                    )

    def sheets(self, bundle_pages: int | None) -> Iterator[Finding]:
        """Sheets in the ledger = sheets in the bundle."""
        said = sum(row.number("sheets") or 0 for row in self.rows)
        if bundle_pages is not None and said != (bundle_pages + 1) // 2:
            what = say(
                "The ledger counts {said} sheets; the bundle has {bundle_pages}.",
                said=said,
                bundle_pages=(bundle_pages + 1) // 2,
            )
            yield self._found("", "wrong-sum", what)


def _wanted(expectation: Expectation) -> Mapping[str, str]:
    letter = expectation.letter
    pages = {"pages": str(expectation.pages)} if expectation.pages is not None else {}
    travels = letter.posting
    posted = (
        {"country": travels.country, "delivery": travels.way, "copies": str(travels.copies)}
        if travels
        else {}
    )
    return (
        pages
        | posted
        | {
            "reference": letter.reference,
            "name": letter.name,
            "language": letter.language,
            "template": letter.template,
            expectation.format: expectation.file,
            f"{expectation.format}_sha256": expectation.sha256,
        }
    )


def verify_registered(
    folder: Path, record: VerificationRecord, registered: Mapping[str, str]
) -> Iterator[Finding]:
    """Letters that are not those whose hashes the register took down, even if all of the folder was made to fit.

    `registered` is the SHA-256 of each letter's file by its path in the folder.
    """
    letters = len(record.expectations)
    begin_step(MANIFEST, letters=letters)
    for expectation in record.expectations:
        there = _hash_of(folder, expectation.file, letters)  # where it cannot be read, `verify_files` says so
        if there is not None and registered.get(expectation.file) != there:
            what = (
                "The register knows another file of this letter."
                if expectation.file in registered
                else "The register does not know this file."
            )
            yield Finding(expectation.recipient_id, expectation.file, None, "not-registered", what)


# --- Files -----------------------------------------------------------------------------------------------------------


def verify_files(folder: Path, record: VerificationRecord | None = None) -> Iterator[Finding]:
    """Every file that the manifest names is there, byte for byte, and there is nothing else, not even a link.

    With the record, which has the letters' hashes as well, an error in the manifest is told from one in a letter, and
    what the manifest says of the mailing is compared.
    """
    begin_step(MANIFEST, letters=len(record.expectations) if record else 0)
    try:
        content = read_json(folder / MANIFEST)
        manifest = outputs_of(content)
    except BrokenRecordError as error:
        yield Finding("", MANIFEST, None, broken_or_missing(folder / MANIFEST), str(error))
        return
    if not _is_as_written(folder, content):
        what = "The manifest is not written as the program writes it."
        yield Finding("", MANIFEST, None, "altered-file", what)
    begin_step(MANIFEST, letters=len(manifest))
    own, recorded = record_path(folder).name, _recorded(folder, record, manifest)
    for name, wanted in manifest.items():
        there = _hash_of(folder, name, len(manifest))
        if there is None:
            yield Finding("", name, None, *_absent(folder, name))
        elif there != wanted and there == recorded.get(name):
            what = say(
                "The manifest has another hash of {name} than {own}; the file is as {own} says.",
                name=name,
                own=own,
            )
            yield Finding("", MANIFEST, None, "altered-file", what)
        elif there != wanted:
            yield Finding("", name, None, "altered-file", "The file is not the one that the manifest names.")
    yield from _verify_nothing_else(folder, {*manifest, MANIFEST})
    if record is not None:
        yield from _verify_manifest(content, record)


def _verify_manifest(content: Mapping[str, Any], record: VerificationRecord) -> Iterator[Finding]:
    """The manifest says of the mailing what the record says."""
    cover_only = not any(expectation.letter.enclosures for expectation in record.expectations)
    wanted = {"mailing": record.mailing} | ({"cover_only": cover_only} if record.expectations else {})
    for name, value in wanted.items():
        if content.get(name) != value:
            what = say("What the manifest says as “{name}” is not so of the letters.", name=name)
            yield Finding("", MANIFEST, None, "altered-file", what)


_MOST_STRAYS = 100


def _verify_nothing_else(folder: Path, files: Collection[str]) -> Iterator[Finding]:
    """There is nothing in the folder but these files and the folders that hold them, and no link in their place."""
    begin_step(".", letters=len(files))
    folders = {LETTERS, *(parent.as_posix() for name in files for parent in PurePosixPath(name).parents)}
    counted = Counter[str]()
    yield from nsmallest(_MOST_STRAYS, _strays(folder, files, folders, counted), key=lambda stray: stray.file)
    if counted.total() > _MOST_STRAYS:
        more = counted.total() - _MOST_STRAYS
        what = say("Beside those that are named {more:,} more do not belong to the mailing.", more=more)
        yield Finding("", ".", None, "extra-file", what)


def _strays(
    folder: Path, files: Collection[str], folders: Collection[str], counted: Counter[str]
) -> Iterator[Finding]:
    """What lies there and should not, in no order; a folder that does not belong to the mailing is not looked into."""
    waiting = [""]
    while waiting:
        above = waiting.pop()
        with suppress(OSError), os.scandir(folder / above) as entries:
            for entry in entries:
                name = f"{above}{entry.name}"
                if entry.is_dir(follow_symlinks=False) and name in folders:
                    waiting.append(f"{name}/")
                elif entry.is_symlink() or name not in files:
                    counted["stray"] += 1
                    yield Finding("", name, None, *_of_a_stray(entry, is_known=name in {*files, *folders}))


def _of_a_stray(entry: os.DirEntry[str], *, is_known: bool) -> tuple[Code, str]:
    if entry.is_symlink() and is_known:
        what = "A link to another place stands in its place; what it leads to may change at any time."
        return "altered-file", what
    kind = "link" if entry.is_symlink() else "folder" if entry.is_dir(follow_symlinks=False) else "file"
    return "extra-file", f"The {kind} does not belong to the mailing."


def _recorded(
    folder: Path, record: VerificationRecord | None, manifest: Mapping[str, str]
) -> Mapping[str, str]:
    """The letters' hashes as the record has them; none where it is not itself the file that the manifest names."""
    path = record_path(folder)
    if record is None or _hash_of(folder, path.name, len(manifest)) != manifest.get(path.name):
        return {}
    return {expectation.file: expectation.sha256 for expectation in record.expectations}


def _is_as_written(folder: Path, content: Any) -> bool:
    """Whether the manifest has the very bytes that the program writes for its content."""
    try:
        return read_inside(folder, MANIFEST, MOST_RECORD_BYTES) == manifest_bytes(content)
    except RecursionError:  # content that is too deep to be written
        return False


def broken_or_missing(path: Path) -> Code:
    """What a file is that cannot be read; a link is none of ours."""
    if path.is_symlink():
        return "altered-file"
    return "broken-file" if path.exists() else "missing-file"


def _absent(folder: Path, name: str) -> tuple[Code, str]:
    """What a file that the manifest names is, where it has no hash."""
    if not is_inside(name):
        what = "The manifest names this file; it does not lie in the mailing's folder, and was not looked at."
        return "missing-file", what
    if not os.path.lexists(folder / name):
        return "missing-file", "The manifest names this file; it is not there."
    try:
        open_inside(folder, name).close()
    except OSError as refusal:
        what = say("The manifest names this file; it cannot be read: {why}.", why=refusal.strerror)
        return "broken-file", what
    return "broken-file", "The manifest names this file; it cannot be read."


def _hash_of(folder: Path, name: str, files: int) -> str | None:
    """The SHA-256 of this file of the folder, which is one of so many; None where there is none that can be read, whatever it is
    called.
    """
    try:
        with open_inside(folder, name) as file:
            if os.fstat(file.fileno()).st_size <= _LARGE_BYTES:
                return hashlib.file_digest(file, "sha256").hexdigest()
            begin_step(name)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            begin_step(MANIFEST, letters=files)
            return digest
    except OSError:
        return None


_LARGE_BYTES = 20_000_000
"""What is smaller takes no time of its own."""
