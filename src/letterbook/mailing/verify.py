"""Repeats the proof of a mailing years later: all it needs lies in the mailing's own folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from letterbook.errors import WrongCommand
from letterbook.proof import Finding, Record, prove_files, prove_mailing, prove_registered, read_record
from letterbook.proof.record import NAME, BrokenRecord
from letterbook.proof.sums import LEDGER, MANIFEST, broken_or_missing


def verify(folder: Path, registered: Mapping[str, str] | None = None) -> list[Finding]:
    """Everything in the folder that is not as it was when the mailing was published; an empty list is good news.

    `registered` is the SHA-256 of each letter's file, by its path in the folder, as the office's register has it
    (`registry.registered_files`); None where it is not at hand. Raises WrongCommand where there is no folder of that
    name, or no mailing in it.
    """
    if not any((folder / name).exists() for name in (NAME, MANIFEST, LEDGER)):
        raise WrongCommand(
            f"There is no mailing in {folder.absolute()}. Name its folder, such as out/january-20-2021-01-19."
        )
    try:
        record = read_record(folder / NAME)
    except BrokenRecord as error:
        what = f"{error} Only the files' hashes were compared."
        return _once([Finding("", NAME, None, broken_or_missing(folder / NAME), what), *prove_files(folder)])
    try:
        return _once(_differences(folder, record, registered))
    except Exception:  # noqa: BLE001  # a record that somebody has written may hold anything
        what = "The file holds what the program never writes. Only the files' hashes were compared."
        return _once([Finding("", NAME, None, "broken-file", what), *prove_files(folder)])


def _differences(folder: Path, record: Record, registered: Mapping[str, str] | None) -> list[Finding]:
    findings = [] if registered is None else list(prove_registered(folder, record, registered))
    recipients = dict.fromkeys(
        (*(one.recipient_id for one in record.expectations), *(whose for whose, _ in record.failed))
    )
    return findings + prove_mailing(folder, record, {}, tuple(recipients))


def mailing_of(folder: Path) -> str | None:
    """The name by which the register knows the mailing in this folder; None where the folder does not say."""
    try:
        return read_record(folder / NAME).mailing
    except BrokenRecord:
        return None


def _once(findings: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
