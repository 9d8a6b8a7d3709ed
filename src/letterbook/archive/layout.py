"""The folder of a published mailing: which files it has, and what they are called."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from letterbook.model import Format

LETTERS = "letters"
PDF_BUNDLE, DOCX_BUNDLE = "bundle.pdf", "bundle.docx"
LEDGER, MANIFEST = "ledger.csv", "manifest.json"
VERIFICATION_RECORD = "verification.json"
OLD_VERIFICATION_RECORD = "proof.json"
"""What the record was called under version 1 of the schema."""

SCHEMA_VERSION = 3
"""Of manifest and verification record. A mailing of version 1 or 2 can still be verified and printed."""

FILES = frozenset(
    {
        LETTERS,
        PDF_BUNDLE,
        DOCX_BUNDLE,
        LEDGER,
        MANIFEST,
        VERIFICATION_RECORD,
        OLD_VERIFICATION_RECORD,
    }
)
"""All that the program puts at the top of the folder."""


def file_name(number: int, recipient_id: str, kind: Format) -> str:
    """`0007-un-secretary-general.pdf`: the number first, so that two names can never be the same."""
    return f"{number:04d}-{recipient_id}.{kind}"


def letter_path(name: str) -> str:
    """The path of a letter's file in the folder: `letters/0007-un-secretary-general.pdf`."""
    return f"{LETTERS}/{name}"


def record_path(folder: Path) -> Path:
    """The verification record of this mailing, under the name that its version gives it."""
    old = folder / OLD_VERIFICATION_RECORD
    return (
        old if old.exists() and not (folder / VERIFICATION_RECORD).exists() else folder / VERIFICATION_RECORD
    )


def is_mailing(folder: Path) -> bool:
    """Whether a mailing was published here, however damaged it may be."""
    return any(
        (folder / name).exists() for name in (VERIFICATION_RECORD, OLD_VERIFICATION_RECORD, MANIFEST, LEDGER)
    )


def mailings_in(out: Path) -> list[Path]:
    """The folders of the mailings that were published into `out`, by name; those that the program works in are hidden."""
    if not out.is_dir():
        return []
    return sorted(
        path for path in out.iterdir() if path.name[0] != "." and path.is_dir() and is_mailing(path)
    )


def sha256(file: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


_OF_THE_SYSTEM = re.compile(
    r"\.DS_Store|\._.+|\.directory|\.~lock\..+#|~\$.+|Thumbs\.db|desktop\.ini|\.nfs.+"
)


def foreign_files(target: Path) -> list[str]:
    """What somebody has put beside the mailing's files; not what desktops and Word leave in a folder by themselves."""
    return sorted(
        path.name
        for path in target.glob("*")
        if path.name not in FILES and not _OF_THE_SYSTEM.fullmatch(path.name)
    )
