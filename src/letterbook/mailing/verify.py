"""Repeats the proof of a mailing years later: all it needs lies in the mailing's own folder."""

from __future__ import annotations

from pathlib import Path

from letterbook.errors import WrongCommand
from letterbook.proof import Finding, prove_files, prove_mailing, read_record
from letterbook.proof.record import NAME, BrokenRecord
from letterbook.proof.sums import MANIFEST, sha256


def verify(folder: Path, manifest: str | None = None) -> list[Finding]:
    """Everything in the folder that is not as it was when the mailing was published; an empty list is good news.

    `manifest` is the SHA-256 of manifest.json that was noted then (`manifest_sha256`), where somebody noted it: it
    guards the list that guards the files. Raises WrongCommand where there is no folder of that name.
    """
    if not folder.is_dir():
        raise WrongCommand(
            f"There is no mailing in {folder}. Name its folder, such as out/january-20-2021-01-19."
        )
    findings = _manifest(folder, manifest)
    try:
        record = read_record(folder / NAME)
    except BrokenRecord as error:
        findings.append(
            Finding("", NAME, None, "broken-file", f"{error} Only the files' hashes were compared.")
        )
        return _once([*findings, *prove_files(folder)])
    recipients = dict.fromkeys(
        (*(one.recipient_id for one in record.expectations), *(whose for whose, _ in record.failed))
    )
    try:
        findings += prove_mailing(folder, record, {}, tuple(recipients))
    except Exception as error:  # noqa: BLE001  # a record that somebody has written may hold anything
        what = f"{NAME} holds what the program never writes ({type(error).__name__}: {error})."
        findings += [Finding("", NAME, None, "broken-file", what), *prove_files(folder)]
    return _once(findings)


def manifest_sha256(folder: Path) -> str:
    """The SHA-256 of the folder's manifest: to be kept elsewhere, as it stands for the whole mailing. Raises OSError."""
    return sha256(folder / MANIFEST)


def _manifest(folder: Path, noted: str | None) -> list[Finding]:
    path = folder / MANIFEST
    if noted is None or not path.is_file() or sha256(path) == noted:
        return []
    return [
        Finding("", MANIFEST, None, "altered-file", "The manifest is not the one that the register knows.")
    ]


def _once(findings: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
