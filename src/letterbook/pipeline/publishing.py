"""A mailing takes its place in one move, or not at all; nothing that somebody needs is lost by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from letterbook.archive.layout import LETTERS, foreign_files
from letterbook.archive.manifest import BrokenRecordError, manifest_of, outputs_of
from letterbook.archive.opening import sha256_inside
from letterbook.errors import LetterbookError
from letterbook.model import Failed, Outcome
from letterbook.pipeline.build import Job
from letterbook.pipeline.edition import Edition
from letterbook.pipeline.expected_numbers import DISPATCHED, Numbers
from letterbook.pipeline.posted_files import Entries, keep_posted, lost_files, where_kept, why_lost
from letterbook.problems import Problem
from letterbook.register import Entry, MadeFile, Register, RegisterError, spans
from letterbook.remedies import Remedy
from letterbook.sentences import MOST_NAMED, in_a_row, say
from letterbook.storage.output_folder import UnwritableOutputError, flush, publish


class OutputConflictError(LetterbookError):
    """The mailing was issued before with files that this order would not make; nothing was changed."""

    exit_code = 3


def refuse_loss(
    target: Path,
    expected: Collection[str] | None,
    entries: Entries,
    *,
    cover_only: bool,
    told: Iterable[Problem] = (),
    shown: str = "",
) -> None:
    """Raises OutputConflictError where the published folder holds a letter that is not among the `expected` file names; `entries`
    are the mailing's letters in the register. What was `told` of an addressee whose id has changed is said with it. The mailing is
    `shown` by its address where it is in a store, else by its folder.

    None expects whatever there is. Raises UnwritableOutputError where a file stands in the folder's place.
    """
    if target.exists() and not target.is_dir():
        raise UnwritableOutputError(
            say("{target} is a file; the mailing's folder has that name. Move it away.", target=target)
        )
    if expected is None:
        return
    shown = shown or str(target)
    if cover_only and any((target / LETTERS).glob("*")) and _holds_enclosures(target):
        raise OutputConflictError(
            say(
                "{target} holds letters with their enclosure, and this order makes letters without it; "
                "nothing was changed.",
                target=shown,
            ),
            *(Remedy.REPLACE_OUTPUT, Remedy.OTHER_OUTPUT),
        )
    if lost := lost_files(target, expected):
        raise _would_lose(target, lost, list(entries()), told, shown)
    if foreign := foreign_files(target):
        raise OutputConflictError(
            say(
                "{target} holds “{foreign}”, which the program did not make, and would be replaced as a "
                "whole; nothing was changed. Move it to a folder of your own.",
                target=shown,
                foreign=foreign[0],
            ),
            Remedy.REPLACE_OUTPUT,
        )


def _would_lose(
    target: Path, lost: Sequence[str], entries: Sequence[Entry], told: Iterable[Problem], shown: str
) -> OutputConflictError:
    what = why_lost(shown, lost, entries) or say(
        "This order would not make {count} of the files in {target} again, such as {lost}; nothing "
        "was changed. Give the same list and formats as before, if it is them that you want.",
        target=shown,
        count=len(lost),
        lost=lost[0],
    )
    moved = [said for problem in told if problem.code == "new-id" for said in (problem.what, problem.hint)]
    return OutputConflictError(
        in_a_row(what, *moved, where_kept(target, lost, entries)), Remedy.REPLACE_OUTPUT
    )


def refuse_altered(target: Path, shown: str = "") -> None:
    """Raises OutputConflictError where a file of the published mailing is not the one that was published."""
    try:
        published = outputs_of(manifest_of(target))
    except BrokenRecordError:
        return
    altered = sorted(name for name, digest in published.items() if _is_other(target, name, digest))
    if altered:
        raise OutputConflictError(
            say(
                "Of the files in {target}, {count} changed after publishing, such as {altered}, and would be replaced; "
                "nothing was changed. Move what you want to keep to a folder of your own.",
                target=shown or target,
                count=len(altered),
                altered=altered[0],
            ),
            Remedy.REPLACE_OUTPUT,
        )


def _is_other(target: Path, name: str, digest: str) -> bool:
    try:
        return sha256_inside(target, name) != digest
    except OSError:
        return False


def _holds_enclosures(target: Path) -> bool:
    """Whether the published mailing was issued with its enclosure, by its own manifest."""
    return not manifest_of(target).get("cover_only")


class NotRecordedError(LetterbookError):
    """The mailing is published, and the register could not be told so."""


class AlreadyDispatchedError(LetterbookError):
    """A letter that was posted would be replaced by another; nothing was published."""

    exit_code = 3


class ConcurrentChangeError(LetterbookError):
    """Somebody gave a letter up, or replaced it, while it was being made; nothing was published."""

    exit_code = 3


def already_dispatched(entries: Sequence[Entry]) -> AlreadyDispatchedError:
    """The error for letters that have left the house and would be replaced by others."""
    first = entries[0]
    what = (
        say(
            "The letter {entry_reference} to {recipient_name} was dispatched, and would now be another; "
            "nothing was published.",
            entry_reference=first.reference,
            recipient_name=first.recipient_name,
        )
        if len(entries) == 1
        else say(
            "{count} letters were dispatched, and would now be others: {letters}; nothing was published.",
            count=len(entries),
            letters=_letters(entries),
        )
    )
    more = ["…"] if len(entries) > MOST_NAMED else []
    asked = " --to ".join([*(entry.recipient_id for entry in entries[:MOST_NAMED]), *more])
    return AlreadyDispatchedError(what, Remedy.SUPERSEDE, values={"recipient": asked})


def _letters(entries: Sequence[Entry]) -> str:
    """A few letters with their addressees, many by their references alone, from one to another."""
    if len(entries) > MOST_NAMED:
        return spans(entries)
    return ", ".join(f"{entry.reference} ({entry.recipient_name})" for entry in entries)


def refuse_gaps(target: Path, jobs: Sequence[Job], outcomes: Iterable[Outcome], shown: str = "") -> None:
    """Raises OutputConflictError where a letter failed that the published mailing holds."""
    failed = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
    names = {(job.recipient_id, job.format): job.name for job in jobs} if failed else {}
    for outcome in failed:
        name = names[outcome.recipient_id, outcome.format]
        if (target / LETTERS / name).exists():
            raise OutputConflictError(
                say(
                    "{name} could not be made this time ({cause}); the mailing in {target}, which holds it, "
                    "stays as it is. Mend the cause.",
                    name=name,
                    cause=outcome.cause,
                    target=shown or target,
                ),
                Remedy.TRY_AGAIN,
            )


def publish_mailing(
    folder: Path,
    target: Path,
    numbers: Numbers,
    register: Register,
    record: MadeRecord,
    edition: Edition | None = None,
) -> list[Problem]:
    """Puts the finished folder in its place, inside the transaction in which the register notes its files; with an `edition`,
    also into the store, where it is published by its manifest. A notice of files of posted letters that were kept elsewhere.

    Raises ConcurrentChangeError, AlreadyDispatchedError and UnwritableOutputError before the mailing is changed, NotRecordedError
    where only the end of the transaction has failed, or a RegisterError.
    """
    current = register.current(record.mailing)
    _refuse_overtaken(numbers.entries, current)
    _refuse_changes(current, record.files)
    made = [Path(file.name).name for files in record.files.values() for file in files]
    flush(folder)
    if edition:
        edition.bring(folder, target)
    is_published = False
    try:
        with register.recording_made(
            record.mailing, record.files, record.clerk, record.at, record.note
        ) as entries:
            kept = keep_posted(target, made, entries)  # here, where no clerk can post a letter meanwhile
            publish(folder, target)
            if edition:
                edition.publish(target)
            is_published = True
    except RegisterError as error:
        if not is_published:
            raise
        raise NotRecordedError(
            say(
                "The mailing is whole in {target}, but the register does not know its files yet: {error} The "
                "letters are not made anew.",
                target=edition.mailing.address if edition else target,
                error=error,
            ),
            Remedy.TRY_AGAIN,
        ) from error
    return kept


@dataclass(frozen=True)
class MadeRecord:
    """What the register notes of a mailing: the files by recipient id, who made them, when, and a note."""

    mailing: str
    files: Mapping[str, Sequence[MadeFile]]
    clerk: str
    at: datetime
    note: str | None = None


def _refuse_overtaken(entries: Mapping[str, Entry], current: Mapping[str, Entry]) -> None:
    """Refuses where a letter of this run is not its addressee's any more."""
    for recipient_id, entry in entries.items():
        if recipient_id not in current or current[recipient_id].reference != entry.reference:
            raise ConcurrentChangeError(
                say(
                    "While this run was under way, the letter {entry_reference} to {recipient_name} was given up "
                    "or replaced in the register; nothing was published. Next time the addressee gets a new "
                    "number, or none where the list says “active: false” for {recipient_id}.",
                    entry_reference=entry.reference,
                    recipient_name=entry.recipient_name,
                    recipient_id=recipient_id,
                ),
                Remedy.TRY_AGAIN,
            )


def _refuse_changes(current: Mapping[str, Entry], files: Mapping[str, Sequence[MadeFile]]) -> None:
    """Refuses where letters that have left the house would now be others."""
    changed = [
        current[recipient_id]
        for recipient_id, made in files.items()
        if current[recipient_id].state in DISPATCHED and not all(map(current[recipient_id].has, made))
    ]
    if changed:
        raise already_dispatched(changed)
