"""The verification of a whole mailing: letters, what they share, bundles, sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from letterbook.archive.expectation import Expectation
from letterbook.archive.layout import DOCX_BUNDLE, LEDGER, PDF_BUNDLE, VERIFICATION_RECORD
from letterbook.archive.ledger import LedgerLine, read_ledger
from letterbook.archive.verification_record import VerificationRecord
from letterbook.executors import run_pair, serial
from letterbook.model.progress import UNWATCHED, Monitor, Phase
from letterbook.steps import begin_step
from letterbook.verification.bundle import Range, verify_bundle, verify_docx_bundle
from letterbook.verification.difference import verify_alike
from letterbook.verification.findings import Finding
from letterbook.verification.letters import Verified, verify_enclosures, verify_inside
from letterbook.verification.page_layout import count_pages
from letterbook.verification.pdf_letter import VerifiedPdf
from letterbook.verification.recipient_leaks import RecipientMarks, recipient_marks
from letterbook.verification.reconciliation import reconcile


@dataclass(frozen=True)
class LedgerRange:
    """Where the ledger says that a letter stands in the bundle."""

    first: int
    last: int
    sheets: int


def verify_mailing(
    folder: Path,
    record: VerificationRecord,
    known: Mapping[str, Verified],
    recipients: Sequence[str],
    executor: Executor | None = None,
    monitor: Monitor = UNWATCHED,
) -> list[Finding]:
    """All differences of a finished folder, each once. Nothing is raised for what is in it.

    `known` is what came of `verify_file` by the file's path in the folder: letters that were read before, such as by the
    workers that made them; every other one is read here. `recipients` are the ids of all who were to get a letter. Where
    the executor has processes the two bundles are read at once.
    """
    begin_step(VERIFICATION_RECORD, letters=len(record.expectations))
    marks = cache(partial(_marks, record))  # needed where a file is still to be read
    verified = {}
    for done, expectation in enumerate(record.expectations):
        monitor.at(Phase.VERIFYING, done, len(record.expectations))
        file = expectation.file
        if file not in known:
            others = marks()
            begin_step(file, is_letter=True)
            verified[file] = verify_inside(folder, expectation, others)
        else:
            verified[file] = known[file]
    begin_step(VERIFICATION_RECORD, letters=len(verified))
    findings = [finding for letter in verified.values() for finding in letter.findings]
    findings += verify_enclosures(record.expectations, verified)
    findings += verify_alike(
        record.expectations, {file: letter.remainder for file, letter in verified.items()}
    )
    particulars = {
        file: letter.particulars for file, letter in verified.items() if isinstance(letter, VerifiedPdf)
    }
    findings += verify_alike(record.expectations, particulars)
    found, pages = _bundles(folder, record, verified, executor or serial())
    findings += found
    begin_step(LEDGER, letters=len(verified))
    findings += reconcile(folder, record, recipients, pages)
    monitor.at(Phase.VERIFYING, len(record.expectations), len(record.expectations))
    return list(dict.fromkeys(findings))


def _marks(record: VerificationRecord) -> RecipientMarks:
    """What all of its addressees can be recognised by; that takes longer than a letter may."""
    begin_step(VERIFICATION_RECORD, letters=len(record.expectations))
    marks = recipient_marks({expectation.letter: None for expectation in record.expectations})
    marks.index()
    return marks


def _bundles(
    folder: Path, record: VerificationRecord, verified: Mapping[str, Verified], executor: Executor
) -> tuple[list[Finding], int | None]:
    """The findings of both bundles, which are read at the same time where there may be two processes, and how many pages that of the
    PDFs has; None where it cannot be read.
    """
    pdfs, word_files = (
        [expectation for expectation in record.expectations if expectation.format == kind]
        for kind in ("pdf", "docx")
    )
    # All that the other process has to be told.
    verified_word_files = {expectation.file: verified[expectation.file] for expectation in word_files}
    first = partial(_pdf_bundle, folder, pdfs, verified)
    second = partial(_docx_bundle, folder, word_files, verified_word_files)
    (found, pages), more = run_pair(first, second, executor)
    return [*found, *more], pages


def _pdf_bundle(
    folder: Path, letters: Sequence[Expectation], verified: Mapping[str, Verified]
) -> tuple[list[Finding], int | None]:
    bundle = folder / PDF_BUNDLE
    if not letters or not bundle.is_file():
        return _missing(bundle, letters), count_pages(bundle) if bundle.is_file() else None
    begin_step(LEDGER, letters=len(verified))
    ranges = ledger_ranges(folder)
    begin_step(PDF_BUNDLE, letters=len(verified))
    return verify_bundle(bundle, letters, ranges, verified)


def _docx_bundle(
    folder: Path, letters: Sequence[Expectation], verified: Mapping[str, Verified]
) -> list[Finding]:
    bundle = folder / DOCX_BUNDLE
    if not letters or not bundle.is_file():
        return _missing(bundle, letters)
    begin_step(DOCX_BUNDLE, letters=len(verified))
    return verify_docx_bundle(bundle, letters, verified)


def _missing(bundle: Path, letters: Sequence[Expectation]) -> list[Finding]:
    what = "The bundle is not there."
    return [Finding("", bundle.name, None, "missing-file", what)] if letters else []


def ledger_ranges(folder: Path) -> Mapping[str, Range] | None:
    """Where the ledger says that each letter stands, by recipient id; None where it cannot be read."""
    try:
        rows = read_ledger(folder)
    except (OSError, ValueError):
        return None
    return {row.id: found for row in rows if (found := _range(row))}


def _range(row: LedgerLine) -> LedgerRange | None:
    first, last, sheets = (row.number(name) for name in ("bundle_first_page", "bundle_last_page", "sheets"))
    return None if first is None or last is None or sheets is None else LedgerRange(first, last, sheets)
