"""Issues a mailing: numbers, letters, bundle, ledger and manifest, published in one move or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from letterbook.errors import LetterbookError, Problem
from letterbook.mailing.kept import Kept
from letterbook.mailing.making import Job, Progress
from letterbook.mailing.memory import give_back
from letterbook.mailing.order import Order
from letterbook.mailing.publishing import WouldLose, flush, publish, refuse_loss
from letterbook.mailing.ready import DISPATCHED, Ready, make_ready, to_supersede, try_out
from letterbook.mailing.records import ledger_row, made_files
from letterbook.mailing.registry import refuse_lost_register
from letterbook.mailing.rendering import Made
from letterbook.mailing.staging import Staging, home_of, staging
from letterbook.model import Failed, Letter, Outcome, Recipient, Rendered
from letterbook.printing.bundles import write_bundles
from letterbook.printing.ledger import LedgerRow, write_ledger, write_manifest
from letterbook.proof import Record, not_proved, prove_mailing, write_record
from letterbook.register import Entry, MadeFile, Register, RegisterError, open_register

LARGE = 500
"""Files made in a run from which on memory is given back between the steps; that takes its time."""
ENOUGH = 25
"""Letters of each format from which on the two bundles are worth a process of their own."""


@dataclass(frozen=True)
class Run:
    """How and where an order is carried out. `clerk` and `at` go into the register; `out` is the folder for mailings;
    `replace` lets the new folder take the place of one that holds letters which the order would not make.
    """

    out: Path
    clerk: str
    at: datetime
    jobs: int = 1
    replace: bool = False


@dataclass(frozen=True)
class Issued:
    """What came of it. `folder` holds the mailing; `failed` are the letters that could not be made; `taken_over` counts
    the files that were made and proved before and are the same.
    """

    mailing: str
    folder: Path
    entries: Mapping[str, Entry]
    rows: tuple[LedgerRow, ...]
    failed: tuple[Failed, ...]
    notices: tuple[Problem, ...]
    taken_over: int


def issue(workspace: Path, order: Order, run: Run, progress: Progress = lambda _done, _total: None) -> Issued:
    """Carries the order out; a run that was stopped is taken up where it was.

    Raises InputMistakes (nothing numbered, nothing written), CannotWrite, MailingHeld, WouldLose, a RegisterError,
    RegisterLost, WrongCommand, or NotProved, Overtaken and AlreadyDispatched: something is not as it should be, and
    nothing was published.
    """
    ready = make_ready(workspace, order)
    with open_register(workspace, ready.inputs.office.register) as register:
        refuse_lost_register(register, run.out)
        gone = to_supersede(ready, register)
        expected = register.peek(ready.mailing, ready.inputs.issued, ready.requests, supersede=gone)
        ready, jobs = try_out(ready, Kept(home_of(run.out, ready.folder)), expected)
        names = None if run.replace else ready.file_names(expected)
        refuse_loss(run.out / ready.folder, names, cover_only=order.cover_only)
        with staging(run.out, ready.folder, run.clerk, run.at) as place:
            entries = register.reserve(
                ready.mailing, ready.inputs.issued, ready.requests, run.clerk, run.at, supersede=gone
            )
            if _numbers(entries) != _numbers(expected):  # another mailing was given numbers meanwhile
                jobs = ready.jobs(entries)
            del expected  # of thousands of letters it takes megabytes
            return _carry_out(ready, jobs, run, register, entries, place, progress)


def _numbers(entries: Mapping[str, Entry]) -> list[tuple[int, str]]:
    return [(entry.number, entry.reference) for entry in entries.values()]


def _carry_out(
    ready: Ready,
    jobs: Sequence[Job],
    run: Run,
    register: Register,
    entries: Mapping[str, Entry],
    place: Staging,
    progress: Progress,
) -> Issued:
    """Makes, proves and publishes the mailing."""
    # Read again: another run may have ended between the trial and the lock.
    kept, maker = Kept(place.home), ready.maker
    prints = maker.enclosure_prints()
    for key, pdf in ready.laid_out.pdfs.items():
        kept.add_enclosure(prints[key], pdf, ready.laid_out.pages[key])
    made = maker.make(jobs, kept, place, run.jobs, progress)
    target, files = run.out / ready.folder, made_files([one.outcome for one in made], place.folder)
    if not run.replace:
        _refuse_gaps(target, jobs, made)
    rows = _write_up(ready, place.folder, jobs, made, run.jobs)
    now = {one.recipient_id: one for one in register.entries(ready.mailing) if one.is_current}
    _refuse_overtaken(entries, now)
    _refuse_changes(now, files)
    flush(place.folder)
    _publish(place.folder, target, register.recording_made(ready.mailing, files, run.clerk, run.at))
    kept.tidy([job.name for job in jobs], [prints[key] for key in ready.laid_out.pdfs])
    failed = tuple(one.outcome for one in made if isinstance(one.outcome, Failed))
    taken_over = sum(one.is_taken_over for one in made)
    return Issued(ready.mailing, target, entries, rows, failed, tuple(ready.prepared.problems), taken_over)


def _refuse_gaps(target: Path, jobs: Sequence[Job], made: Sequence[Made]) -> None:
    """Raises WouldLose where a letter failed that the published mailing holds."""
    names = {(job.letter.recipient_id, job.format): job.name for job in jobs}
    for outcome in (one.outcome for one in made):
        name = names[outcome.recipient_id, outcome.format]
        if isinstance(outcome, Failed) and (target / "letters" / name).exists():
            raise WouldLose(
                f"{name} could not be made this time ({outcome.cause}); the mailing in {target}, which holds it, stays "
                "as it is. Mend the cause, and give the same command again."
            )


class NotRecorded(LetterbookError):
    """The mailing is published, and the register could not be told so."""


def _publish(folder: Path, target: Path, recording: AbstractContextManager[None]) -> None:
    """Publishes the folder inside the register's transaction. Raises NotRecorded where only its end has failed."""
    published = False
    try:
        with recording:
            publish(folder, target)
            published = True
    except RegisterError as error:
        if not published:
            raise
        raise NotRecorded(
            f"The mailing is whole in {target}, but the register does not know its files yet: {error} "
            "Give the same command again; the letters are not made anew."
        ) from error


def _write_up(
    ready: Ready, folder: Path, jobs: Sequence[Job], made: Sequence[Made], processes: int
) -> tuple[LedgerRow, ...]:
    """Bundles, ledger, proof and manifest beside the letters, all of it proved. Raises NotProved."""
    letters = list({job.letter.recipient_id: job.letter for job in jobs}.values())
    outcomes = [one.outcome for one in made]
    is_large = sum(not one.is_taken_over for one in made) >= LARGE
    for_bundles = processes if _are_worth_a_process(outcomes) else 1
    if is_large:
        give_back()  # what making took
    rows = _bundles_and_ledger(ready, folder, letters, outcomes, for_bundles)
    record = _record(ready.mailing, made)
    write_record(folder / "proof.json", record)
    manifest = folder / "manifest.json"
    write_manifest(manifest, ready.mailing, ready.hashes, folder, cover_only=ready.order.cover_only)
    if is_large:
        give_back()  # what the bundles took
    _prove(folder, record, made, ready.recipients, for_bundles)
    return rows


def _are_worth_a_process(outcomes: Sequence[Outcome]) -> bool:
    """Whether the two bundles are so large that a process for one of them begins sooner than they would be made."""
    formats = Counter(one.format for one in outcomes)
    return min(formats["pdf"], formats["docx"]) >= ENOUGH


def _bundles_and_ledger(
    ready: Ready, folder: Path, letters: Sequence[Letter], outcomes: Sequence[Outcome], processes: int
) -> tuple[LedgerRow, ...]:
    """Makes the bundles and the ledger of what was rendered."""
    made = {(one.recipient_id, one.format): one for one in outcomes if isinstance(one, Rendered)}
    name = ready.inputs.office.name.to(ready.inputs.office.defaults.language) or ""
    pdfs, words = (
        [
            (letter, made[letter.recipient_id, kind])
            for letter in letters
            if (letter.recipient_id, kind) in made
        ]
        for kind in ("pdf", "docx")
    )
    ranges = write_bundles(folder, pdfs, words, ready.mailing, name, processes)
    rows = tuple(
        ledger_row(
            letter,
            made.get((letter.recipient_id, "pdf")),
            made.get((letter.recipient_id, "docx")),
            ranges.get(letter.recipient_id),
        )
        for letter in letters
    )
    write_ledger(folder / "ledger.csv", rows)
    return rows


def _record(mailing: str, made: Sequence[Made]) -> Record:
    expectations = tuple(one.proved.expected for one in made if one.proved)
    failed = tuple((one.outcome.recipient_id, one.outcome.format) for one in made if not one.proved)
    return Record(mailing, expectations, failed)


def _prove(
    staging: Path, record: Record, made: Sequence[Made], recipients: Sequence[Recipient], processes: int
) -> None:
    """Raises NotProved where a file is not what it should be."""
    proofs = {one.proved.expected.file: one.proved.proof for one in made if one.proved}
    findings = prove_mailing(staging, record, proofs, [recipient.id for recipient in recipients], processes)
    if findings:
        raise not_proved(findings)


class AlreadyDispatched(LetterbookError):
    """A letter that was posted would be replaced by another; nothing was published."""

    exit_code = 3


class Overtaken(LetterbookError):
    """Somebody gave a letter up, or replaced it, while it was being made; nothing was published."""

    exit_code = 3


def _refuse_overtaken(entries: Mapping[str, Entry], now: Mapping[str, Entry]) -> None:
    """Raises Overtaken where a letter of this run is not its addressee's any more."""
    for recipient_id, entry in entries.items():
        if recipient_id not in now or now[recipient_id].reference != entry.reference:
            raise Overtaken(
                f"While this run was under way, the letter {entry.reference} to {entry.recipient_name} was given up or "
                "replaced in the register; nothing was published. Give the same command again: the addressee gets a "
                f"new number then, or none where the list says “active: false” for {recipient_id}."
            )


def _refuse_changes(entries: Mapping[str, Entry], files: Mapping[str, Sequence[MadeFile]]) -> None:
    """Raises AlreadyDispatched where a letter that has left the house would now be another."""
    for recipient_id, made in files.items():
        entry = entries[recipient_id]
        if entry.state in DISPATCHED and not all(map(entry.has, made)):
            raise AlreadyDispatched(
                f"The letter {entry.reference} to {entry.recipient_name} was dispatched, and would now be another; "
                f"nothing was published. To send a new one: letterbook issue … --to {recipient_id} --supersede."
            )
