"""Verifies a published mailing again, years later: all that is needed lies in its own folder, and in the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from letterbook.archive.layout import MANIFEST, is_mailing, record_path
from letterbook.archive.manifest import BrokenRecordError, manifest_of, register_line
from letterbook.archive.verification_record import (
    VerificationRecord,
    begin_with_record,
    name_in_record,
    read_record,
)
from letterbook.errors import InputError, LetterbookError, UsageError
from letterbook.executors import Guard
from letterbook.model.progress import UNWATCHED, Monitor, Phase
from letterbook.pipeline.edition import brought_from
from letterbook.problems import Problem
from letterbook.register import open_register
from letterbook.sentences import say
from letterbook.sources.office import read_office
from letterbook.storage.store import store
from letterbook.verification import Finding, verify_files, verify_mailing, verify_registered
from letterbook.verification.reconciliation import broken_or_missing


@dataclass(frozen=True)
class Verification:
    """What was found; an empty list is good news. `is_registered` says that the register knows the mailing: without it
    a folder is compared with itself alone, and one that was forged as a whole is in order.
    """

    findings: list[Finding]
    is_registered: bool


def verify(
    workspace: Path, folder: Path, monitor: Monitor = UNWATCHED, guard: Guard | None = None
) -> Verification:
    """Compares the folder with what it was when the mailing was published, and with the office's register.

    Somebody may have sent the folder: all of it is read in the guarded process, and a file that is too much for it is a
    finding. Raises UsageError where there is no folder of that name, or no mailing in it; a RegisterError;
    CancelledError.
    """
    if not is_mailing(folder):
        raise UsageError(
            say(
                "There is no mailing in {folder}. Name its folder, such as out/january-20-2021-01-19.",
                folder=folder.absolute(),
            )
        )
    if guard is not None:
        return _verify(workspace, folder, guard, monitor)
    with Guard() as own:
        return _verify(workspace, folder, own, monitor)


def verify_in_store(
    workspace: Path, address: str, monitor: Monitor = UNWATCHED, guard: Guard | None = None
) -> Verification:
    """The same for the mailing at this address, which is fetched and removed again. Raises as `verify`, and StoreError."""
    with brought_from(store(address)) as folder:
        return verify(workspace, folder, monitor, guard)


def _verify(workspace: Path, folder: Path, guard: Guard, monitor: Monitor) -> Verification:
    try:
        return guard.run(_verified, workspace, folder, monitor=monitor)
    except InputError as over:
        findings = list(map(_too_much, over.problems))
    try:
        findings += guard.run(_files_alone, folder, monitor=monitor)
    except InputError as over:
        findings += map(_too_much, over.problems)
    return Verification(_once(findings), is_registered=False)


def _too_much(problem: Problem) -> Finding:
    """The finding of a file that the guarded process could not read within its limits."""
    what = say("{what} Of the other files only the hashes were compared.", what=problem.what)
    return Finding("", problem.place.file, None, "broken-file", what)


def _verified(workspace: Path, folder: Path, monitor: Monitor) -> Verification:
    """What the guarded process does first."""
    begin_with_record(folder)
    registered, unknown = _registered(workspace, folder)
    return Verification(unknown + findings_in(folder, registered, monitor), bool(registered))


def _files_alone(folder: Path, _monitor: Monitor) -> list[Finding]:
    """What it does where that was too much."""
    return list(verify_files(folder))


def findings_in(
    folder: Path, registered: Mapping[str, str] | None = None, monitor: Monitor = UNWATCHED
) -> list[Finding]:
    """Everything in a mailing's folder that is not as it was; an empty list is good news.

    `registered` is the SHA-256 of each letter's file, by its path in the folder, as the office's register has it; None
    where it is not at hand. Raises CancelledError.
    """
    name = record_path(folder).name
    try:
        record = read_record(folder)
    except BrokenRecordError as error:
        what: str = say("{error} Only the files' hashes were compared.", error=error)
        broken = Finding("", name, None, broken_or_missing(folder / name), what)
        return _once([broken, *verify_files(folder)])
    watched = _Watched(monitor)
    try:
        return _once(_differences(folder, record, registered, Monitor(watched, monitor.cancel)))
    except (LetterbookError, MemoryError):
        raise
    except Exception as error:  # a record that somebody has written may hold anything
        if error is watched.error:
            raise
        what = "The file holds what the program never writes. Only the files' hashes were compared."
        return _once([Finding("", name, None, "broken-file", what), *verify_files(folder)])


class _Watched:
    """Tells the monitor, and keeps what it raises: that is no fault of the record."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self.error: Exception | None = None

    def __call__(self, phase: Phase, done: int, total: int) -> None:
        try:
            self._monitor.on_progress(phase, done, total)
        except Exception as error:
            self.error = error
            raise


def _differences(
    folder: Path, record: VerificationRecord, registered: Mapping[str, str] | None, monitor: Monitor
) -> list[Finding]:
    findings = [] if registered is None else list(verify_registered(folder, record, registered))
    return findings + verify_mailing(folder, record, {}, record.recipients, monitor=monitor)


def _registered(workspace: Path, folder: Path) -> tuple[dict[str, str] | None, list[Finding]]:
    """The SHA-256 of every file of the mailing by its path there, None where the office's register does not know it; and
    what the register lacks of the mailing.

    Files of letters that became void or were superseded are among them: they lie in the folder as they were published.
    Raises a RegisterError.
    """
    try:
        mailing = name_in_record(folder)
    except BrokenRecordError:
        return None, []
    office, _ = read_office(workspace)
    if office is None:
        return None, []
    begin_with_record(folder)  # the register has as many of its letters
    with open_register(workspace, office.register) as register:
        entries = register.entries(mailing)
        line = register_line(manifest_of(folder))
        lacks = bool(entries) and line is not None and not register.holds(line)
    if not entries:
        return None, []
    what = (
        "The register lacks the line of this mailing's latest letter: it is an old copy, or another office's."
    )
    unknown = [Finding("", MANIFEST, None, "not-registered", what)] if lacks else []
    return {file.name: file.sha256 for entry in entries for file in entry.files}, unknown


def _once(findings: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
