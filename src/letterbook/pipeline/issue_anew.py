"""How a mailing is issued of which something has to be made: read, tried, numbered, made, verified, published."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from letterbook.executors import Guard
from letterbook.model import Failed, Order
from letterbook.model.progress import Monitor, Phase
from letterbook.pipeline.build import Job, made_before
from letterbook.pipeline.build_cache import BuildCache, caches_in
from letterbook.pipeline.edition import Edition, edition
from letterbook.pipeline.expected_numbers import Numbers, expected_numbers
from letterbook.pipeline.issue_run import IssueResult, Run
from letterbook.pipeline.numbering_checks import compared, not_superseded
from letterbook.pipeline.posted_letters import refuse_other_letters
from letterbook.pipeline.prepare import PreparedMailing, prepare_mailing
from letterbook.pipeline.publishing import (
    MadeRecord,
    publish_mailing,
    refuse_altered,
    refuse_gaps,
    refuse_loss,
)
from letterbook.pipeline.records import made_files
from letterbook.pipeline.release import released_note
from letterbook.pipeline.rendering import load
from letterbook.pipeline.staging import Staging, staging
from letterbook.pipeline.unchanged import are_seen, take_down
from letterbook.pipeline.write_up import write_up
from letterbook.problems import Problem
from letterbook.register import Mark, Register, open_register
from letterbook.storage.access import file_access


def issue_anew(
    workspace: Path, order: Order, run: Run, monitor: Monitor, based_on: str | None
) -> IssueResult:
    """Carries the order out. `based_on` are the grounds (`pipeline.unchanged`) on which the next run may find it as it is."""
    load()  # once for this process and the guarded one, which is a copy of it
    with Guard(run.limits) as guard:
        return _issue(workspace, order, run, guard, monitor, based_on)


def _issue(
    workspace: Path, order: Order, run: Run, guard: Guard, monitor: Monitor, based_on: str | None
) -> IssueResult:
    cache_of = caches_in(run.out)
    prepared = guard.run(_prepared, workspace, order, run.out, monitor=monitor)
    office = prepared.inputs.office
    with (
        file_access(office.access),
        open_register(workspace, office.register) as register,
        edition(run.store, run.out / prepared.folder, run.clerk, run.at) as new,
    ):
        begun = register.latest()
        prepared = compared(prepared, register).without_errors()
        expected = expected_numbers(prepared, register, run.out, run.address_of())
        prepared = prepared.with_problems(not_superseded(prepared, expected))
        jobs = prepared.jobs(expected.entries)
        tried = prepared.for_trial(made_before(jobs, cache_of(prepared.folder)))
        prepared = prepared.with_problems(guard.run(_trial, tried)).without_errors()
        guard.end()  # the processes that make the letters shall have its memory
        target = run.out / prepared.folder
        _refuse_loss(prepared, jobs, run, register)
        if not run.replace:
            refuse_altered(target, run.address_of(prepared.folder))
        known = cache_of(prepared.folder)
        refuse_other_letters(target, jobs, expected.entries, prepared.builder, known)
        note = released_note(prepared, run.clerk, run.out, run.seen)
        with staging(run.out, prepared.folder, run.clerk, run.at) as place:
            # Again, under the lock: a run that has just ended may have published what this one would lose.
            _refuse_loss(prepared, jobs, run, register)
            numbers = expected.reserve(prepared, register, run.clerk, run.at, note)
            if not numbers.are_those_of(expected):
                jobs = prepared.jobs(numbers.entries)
            del expected  # thousands of entries
            where = replace(place, letters=new.letters if new else None)
            result = _carry_out(prepared, jobs, run, register, numbers, where, monitor, note, new)
            if based_on and not (result.failed or result.warnings):
                _note_grounds(prepared, place, result, run, register, begun, based_on)
    # Said only here: what the caller's `on_progress` raises is no fault of the output folder.
    monitor.on_progress(Phase.PUBLISHING, 1, 1)
    return result


def _refuse_loss(prepared: PreparedMailing, jobs: Sequence[Job], run: Run, register: Register) -> None:
    """Raises OutputConflictError where what is published would lose something by these files."""
    refuse_loss(
        run.out / prepared.folder,
        None if run.replace else [job.name for job in jobs],
        partial(register.entries, prepared.name),
        cover_only=prepared.order.cover_only,
        told=prepared.problems,
        shown=run.address_of(prepared.folder),
    )


def _prepared(workspace: Path, order: Order, out: Path, monitor: Monitor) -> PreparedMailing:
    """What the guarded process does first. Raises InputError."""
    return prepare_mailing(workspace, order, monitor, caches_in(out)).small()


def _trial(prepared: PreparedMailing, _monitor: Monitor) -> list[Problem]:
    """What it does when the numbers are expected: every problem that a trial layout finds."""
    return list(prepared.trial_problems())


def _note_grounds(
    prepared: PreparedMailing,
    place: Staging,
    result: IssueResult,
    run: Run,
    register: Register,
    begun: Mark,
    based_on: str,
) -> None:
    """Lets the next run know that nothing is to be done, unless somebody else has written into the register since `begun`, has to
    release the mailing, or files of it lie where nobody looks for a change.
    """
    office, latest = prepared.inputs.office, register.latest()
    if office.needs_release or office.folders:
        return
    if register.is_all_of_one_run(begun, result.mailing, run.clerk, run.at):
        with suppress(OSError):
            if are_seen(prepared.workspace, run.out, prepared.input_hashes):
                take_down(place.home, result.folder, based_on, latest)


def _carry_out(
    prepared: PreparedMailing,
    jobs: Sequence[Job],
    run: Run,
    register: Register,
    numbers: Numbers,
    place: Staging,
    monitor: Monitor,
    note: str | None,
    new: Edition | None,
) -> IssueResult:
    """Makes, verifies and publishes the mailing."""
    # Read again: another run may have ended between the trial and the lock.
    cache, target = BuildCache(place.home), run.out / prepared.folder
    builder = replace(prepared.builder, is_direct=run.is_direct)
    fingerprints = builder.enclosure_fingerprints()
    laid_out = {
        fingerprint: pdf
        for kind, pdfs in prepared.layouts.pdfs.items()
        for fingerprint, pdf in zip(fingerprints[kind], pdfs, strict=True)
    }
    for fingerprint, pdf in laid_out.items():
        cache.add_enclosure(fingerprint, pdf)
    results = builder.build(jobs, cache, place, run.executor, monitor)
    outcomes = results.outcomes
    if not run.replace:
        refuse_gaps(target, jobs, outcomes, run.address_of(prepared.folder))
    line = register.mark_of(prepared.name)
    write_up(prepared, place.folder, jobs, results, line, run.executor, monitor)
    monitor.at(Phase.PUBLISHING, 0, 1)
    record = MadeRecord(prepared.name, made_files(outcomes, place.folder), run.clerk, run.at, note)
    kept = publish_mailing(place.folder, target, numbers, register, record, new)
    # The mailing stands and the cache holds no truth: what cannot be tidied away stays for the next run.
    with suppress(OSError):
        cache.tidy([job.name for job in jobs], laid_out)
    return IssueResult(
        prepared.name,
        target,
        tuple(outcome for outcome in outcomes if isinstance(outcome, Failed)),
        (*prepared.problems, *kept),
        results.taken_over,
        new.mailing.below(new.published or new.name).address if new else None,
    )
