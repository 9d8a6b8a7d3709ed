"""What is written beside the letters: bundles, ledger, verification record and manifest, and all of it read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from letterbook.archive.layout import letter_path
from letterbook.archive.ledger import write_ledger
from letterbook.archive.manifest import write_manifest
from letterbook.archive.verification_record import VerificationRecord, write_record
from letterbook.executors import release_processes, serial
from letterbook.model import Failed, Format, Letter, Many, Outcome, Rendered
from letterbook.model.progress import Monitor
from letterbook.pipeline.build import Job
from letterbook.pipeline.memory import release_memory
from letterbook.pipeline.prepare import PreparedMailing
from letterbook.pipeline.records import ledger_row
from letterbook.pipeline.results import Results
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
    results: Results,
    line: Mark | None,
    executor: Executor,
    monitor: Monitor,
) -> None:
    """Completes the staging folder. `line` is the register's, of the mailing's latest letter. Raises VerificationError."""
    is_large = len(results) - results.taken_over >= LARGE
    pair = executor if _are_worth_a_process(results.outcomes) else serial()
    if is_large:  # what making took
        release_processes(executor)
        release_memory()
    _bundles_and_ledger(prepared, folder, jobs, results.outcomes, pair, monitor)
    record = _record(prepared.name, results, prepared.inputs.office.country)
    write_record(folder, record)
    enclosed = any(expectation.letter.enclosures for expectation in record.expectations)
    cover_only = not enclosed if record.expectations else prepared.order.cover_only
    known = {
        letter_path(Path(made.path).name): made.sha256
        for made in results.outcomes
        if isinstance(made, Rendered)
    }
    write_manifest(prepared.name, prepared.input_hashes, folder, line, known, cover_only=cover_only)
    del known
    if is_large:
        release_memory(is_new=True)  # what the bundles took
    recipients = [recipient.id for recipient in prepared.recipients]
    if findings := verify_mailing(folder, record, results.verified, recipients, pair, monitor):
        raise VerificationError(findings)


def _are_worth_a_process(outcomes: Sequence[Outcome]) -> bool:
    """Whether the two bundles are so large that a process for one of them begins sooner than they would be made."""
    formats = Counter(outcome.format for outcome in outcomes)
    return min(formats["pdf"], formats["docx"]) >= ENOUGH


def _bundles_and_ledger(
    prepared: PreparedMailing,
    folder: Path,
    jobs: Sequence[Job],
    outcomes: Sequence[Outcome],
    executor: Executor,
    monitor: Monitor,
) -> None:
    """Makes the bundles and the ledger of what was rendered."""
    office, enclosed = prepared.inputs.office, prepared.builder.enclosed
    pdfs, word_files = (_Finished(jobs, outcomes, kind) for kind in ("pdf", "docx"))
    ranges = write_bundles(folder, pdfs, word_files, prepared.name, office.own_name, executor, monitor)
    rows = (
        ledger_row(
            job.letter,
            made.get("pdf"),
            made.get("docx"),
            ranges.get(job.recipient_id),
            enclosed[job.language] if job.language else (),
        )
        for job, made in _made(jobs, outcomes)
    )
    write_ledger(folder, rows)


def _made(jobs: Iterable[Job], outcomes: Iterable[Outcome]) -> Iterator[tuple[Job, Mapping[str, Rendered]]]:
    """Each letter, by its first job, with the files that were made of it; the outcomes are in the order of their jobs."""
    rest = iter(outcomes)
    outcome = next(rest, None)
    for _, own in groupby(jobs, key=attrgetter("place")):
        first, made = None, dict[str, Rendered]()
        for job in own:
            first = first or job
            if outcome and (outcome.recipient_id, outcome.format) == (job.recipient_id, job.format):
                made |= {outcome.format: outcome} if isinstance(outcome, Rendered) else {}
                outcome = next(rest, None)
        if first:
            yield first, made


class _Finished(Collection[tuple[Letter, Rendered]]):
    """The letters of which a file of this format was made, with it; each is made anew when its turn comes, since thousands fill
    the memory.
    """

    def __init__(self, jobs: Sequence[Job], outcomes: Sequence[Outcome], kind: Format) -> None:
        self._jobs = jobs
        self._outcomes = Many(outcome for outcome in outcomes if outcome.format == kind)
        self._kind = kind
        self._count = sum(isinstance(outcome, Rendered) for outcome in self._outcomes)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[Letter, Rendered]]:
        for job, made in _made((job for job in self._jobs if job.format == self._kind), self._outcomes):
            if file := made.get(self._kind):
                yield job.letter, file

    def __contains__(self, pair: object) -> bool:
        return any(pair == own for own in self)


def _record(mailing: str, results: Results, country: str) -> VerificationRecord:
    failed = tuple(
        (outcome.recipient_id, outcome.format) for outcome in results.outcomes if isinstance(outcome, Failed)
    )
    return VerificationRecord(mailing, results.expectations, failed, country)
