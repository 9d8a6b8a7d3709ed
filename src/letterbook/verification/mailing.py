"""The verification of a whole mailing: letters, what they share, bundles, sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from letterbook.archive.expectation import Expectation
from letterbook.archive.layout import DOCX_BUNDLE, LEDGER, PDF_BUNDLE, VERIFICATION_RECORD
from letterbook.archive.ledger import LedgerLine, read_ledger
from letterbook.archive.verification_record import VerificationRecord
from letterbook.executors import run_pair, serial
from letterbook.model import Format, Many, ManyByName
from letterbook.model.progress import UNWATCHED, Monitor, Phase
from letterbook.steps import begin_step
from letterbook.verification.bundle import Range, verify_bundle, verify_docx_bundle
from letterbook.verification.difference import AlikeLetters
from letterbook.verification.findings import Finding
from letterbook.verification.letters import AlikeEnclosures, Verified, verify_inside, without_texts
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
    expectations, count = record.expectations, len(record.expectations)
    begin_step(VERIFICATION_RECORD, letters=count)
    marks = cache(partial(_marks, record))  # needed where a file is still to be read
    read, findings = ManyByName[Verified](near=_NEAR), list[Finding]()
    verified: Mapping[str, Verified] = _Verified(known, read)
    counted = Counter[Format]()
    enclosures, texts, particulars = AlikeEnclosures(), AlikeLetters(), AlikeLetters()
    for place, expectation in enumerate(expectations):
        monitor.at(Phase.VERIFYING, place, count)
        counted[expectation.format] += 1
        file = expectation.file
        if file in known:
            found = known[file]
        else:
            others = marks()
            begin_step(file, is_letter=True)
            found = without_texts(verify_inside(folder, expectation, others))
            read.put(file, found)
        findings += found.findings
        enclosures.add(place, expectation, found)
        texts.add(place, expectation, found.remainder)
        if isinstance(found, VerifiedPdf):
            particulars.add(place, expectation, found.particulars)
    begin_step(VERIFICATION_RECORD, letters=count)
    for alike in (enclosures, texts, particulars):
        findings += alike.findings(expectations)
    del enclosures, texts, particulars
    there, pages = _bundles(folder, expectations, counted, verified, executor or serial())
    findings += there
    begin_step(LEDGER, letters=count)
    findings += reconcile(folder, record, recipients, pages)
    monitor.at(Phase.VERIFYING, count, count)
    return list(dict.fromkeys(findings))


_NEAR = 40
"""Packs of what was read that are kept unpacked, as for what was made (`pipeline.results`)."""


@dataclass(frozen=True)
class _Verified(Mapping[str, Verified]):
    """What came of each file, by its path: what was known, and what was read here."""

    known: Mapping[str, Verified]
    read: Mapping[str, Verified]

    def __getitem__(self, file: str) -> Verified:
        return self.read[file] if file in self.read else self.known[file]

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self.known), **dict.fromkeys(self.read)})

    def __len__(self) -> int:
        return len(self.known) + len(self.read)


def _marks(record: VerificationRecord) -> RecipientMarks:
    """What all of its addressees can be recognised by; that takes longer than a letter may."""
    begin_step(VERIFICATION_RECORD, letters=len(record.expectations))
    # The files of a letter follow each other.
    letters = (letter for letter, _ in groupby(expectation.letter for expectation in record.expectations))
    return recipient_marks(letters).put_in_order()


def _bundles(
    folder: Path,
    expectations: Sequence[Expectation],
    counted: Mapping[Format, int],
    verified: Mapping[str, Verified],
    executor: Executor,
) -> tuple[list[Finding], int | None]:
    """The findings of both bundles, which are read at the same time where there may be two processes, and how many pages that of the
    PDFs has; None where it cannot be read. `counted` is how many letters there are in each format.
    """
    word_files = Many(each for each in expectations if each.format == "docx") if counted["docx"] else ()
    # All that the other process has to be told.
    verified_word_files = {expectation.file: verified[expectation.file] for expectation in word_files}
    first = partial(_pdf_bundle, folder, expectations if counted["pdf"] else (), verified)
    second = partial(_docx_bundle, folder, word_files, verified_word_files)
    (found, pages), more = run_pair(first, second, executor)
    return [*found, *more], pages


def _pdf_bundle(
    folder: Path, letters: Sequence[Expectation], verified: Mapping[str, Verified]
) -> tuple[list[Finding], int | None]:
    bundle = folder / PDF_BUNDLE
    if not letters or not bundle.is_file():
        return _missing(bundle, letters), count_pages(bundle) if bundle.is_file() else None
    begin_step(LEDGER, letters=len(letters))
    ranges = _ledger_ranges(folder)
    begin_step(PDF_BUNDLE, letters=len(letters))
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


def _ledger_ranges(folder: Path) -> Mapping[str, Range] | None:
    """Where the ledger says that each letter stands, by recipient id; None where it cannot be read."""
    try:
        rows = read_ledger(folder)
    except (OSError, ValueError):
        return None
    return {row.id: found for row in rows if (found := _range(row))}


def _range(row: LedgerLine) -> LedgerRange | None:
    first, last, sheets = (row.number(name) for name in ("bundle_first_page", "bundle_last_page", "sheets"))
    return None if first is None or last is None or sheets is None else LedgerRange(first, last, sheets)
