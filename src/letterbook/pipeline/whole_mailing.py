"""A published mailing is printed from only where each of its files is the one that was published."""

from __future__ import annotations

from pathlib import Path

from letterbook.archive.manifest import BrokenRecordError
from letterbook.archive.verification_record import VerificationRecord, read_record
from letterbook.errors import UsageError
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.verification import verify_files


def refuse_altered_mailing(folder: Path) -> VerificationRecord:
    """The record of the mailing in this folder. Raises UsageError where a file is not the one that was published."""
    try:
        record = read_record(folder)
        found = next(verify_files(folder, record), None)
        why = str(found) if found else ""
    except BrokenRecordError as error:
        why = str(error)
    if why:
        what = say("{mailing} is not as it was published, and is not printed: {why}", mailing=folder, why=why)
        raise UsageError(what, Remedy.VERIFY)
    return record
