"""What is written beside the letters: bundles, ledger, verification record and manifest, and all of it read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

from letterbook.archive.ledger import write_ledger
from letterbook.archive.manifest import write_manifest
from letterbook.archive.verification_record import VerificationRecord, write_record
from letterbook.executors import release_processes, serial
from letterbook.model import Letter, Outcome, Rendered
from letterbook.model.progress import Monitor
from letterbook.pipeline.build import Job, letters_of
from letterbook.pipeline.memory import release_memory
from letterbook.pipeline.prepare import PreparedMailing
from letterbook.pipeline.records import ledger_row
from letterbook.pipeline.rendering import RenderResult
from letterbook.printing.bundles import write_bundles
from letterbook.register import Mark
from letterbook.verification import VerificationError, verify_mailing

LARGE = 500
"""Files made in a run from which on memory is given back between the steps; that takes its time."""
ENOUGH = 25
"""Letters of each format from which on the two bundles are worth a process of their own."""


def write_up(
    prepared: PreparedMailing,
    folder: Path,
    jobs: Sequence[Job],
    results: Sequence[RenderResult],
    line: Mark | None,
    executor: Executor,
    monitor: Monitor,
) -> None:
    """Completes the staging folder. `line` is the register's, of the mailing's latest letter. Raises VerificationError."""
    outcomes = [result.outcome for result in results]
    is_large = sum(not result.is_taken_over for result in results) >= LARGE
    pair = executor if _are_worth_a_process(outcomes) else serial()
    if is_large:  # what making took
        release_processes(executor)
        release_memory()
    _bundles_and_ledger(prepared, folder, list(letters_of(jobs)), outcomes, pair, monitor)
    record = _record(prepared.name, results, prepared.inputs.office.country)
    write_record(folder, record)
    enclosed = [bool(expectation.letter.enclosures) for expectation in record.expectations]
    cover_only = not any(enclosed) if enclosed else prepared.order.cover_only
    known = {expectation.file: expectation.sha256 for expectation in record.expectations}
    write_manifest(prepared.name, prepared.input_hashes, folder, line, known, cover_only=cover_only)
    if is_large:
        release_memory(is_new=True)  # what the bundles took
    verified = {
        result.verified.expected.file: result.verified.verified for result in results if result.verified
    }
    recipients = [recipient.id for recipient in prepared.recipients]
    if findings := verify_mailing(folder, record, verified, recipients, pair, monitor):
        raise VerificationError(findings)


def _are_worth_a_process(outcomes: Sequence[Outcome]) -> bool:
    """Whether the two bundles are so large that a process for one of them begins sooner than they would be made."""
    formats = Counter(outcome.format for outcome in outcomes)
    return min(formats["pdf"], formats["docx"]) >= ENOUGH


def _bundles_and_ledger(
    prepared: PreparedMailing,
    folder: Path,
    letters: Sequence[Letter],
    outcomes: Sequence[Outcome],
    executor: Executor,
    monitor: Monitor,
) -> None:
    """Makes the bundles and the ledger of what was rendered."""
    made = {
        (outcome.recipient_id, outcome.format): outcome
        for outcome in outcomes
        if isinstance(outcome, Rendered)
    }
    office = prepared.inputs.office
    pdfs, word_files = (
        [
            (letter, made[letter.recipient_id, kind])
            for letter in letters
            if (letter.recipient_id, kind) in made
        ]
        for kind in ("pdf", "docx")
    )
    enclosed = {} if prepared.order.cover_only else prepared.enclosed_by_recipient
    ranges = write_bundles(folder, pdfs, word_files, prepared.name, office.own_name, executor, monitor)
    rows = [
        ledger_row(
            letter,
            made.get((letter.recipient_id, "pdf")),
            made.get((letter.recipient_id, "docx")),
            ranges.get(letter.recipient_id),
            enclosed.get(letter.recipient_id, ()),
        )
        for letter in letters
    ]
    write_ledger(folder, rows)


def _record(mailing: str, results: Sequence[RenderResult], country: str) -> VerificationRecord:
    expectations = tuple(result.verified.expected for result in results if result.verified)
    failed = tuple(
        (result.outcome.recipient_id, result.outcome.format) for result in results if not result.verified
    )
    return VerificationRecord(mailing, expectations, failed, country)
