"""Letters that have left the house, and of which a run would make others: found before anything is made, as far as it is known then."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from letterbook.archive.expectation import Expectation, ExpectedLetter, expected_letter
from letterbook.archive.manifest import BrokenRecordError
from letterbook.archive.verification_record import read_record
from letterbook.composing.letter_fields import LETTER_FIELDS
from letterbook.pipeline.build import Builder, Job
from letterbook.pipeline.build_cache import BuildCache
from letterbook.pipeline.expected_numbers import DISPATCHED
from letterbook.pipeline.publishing import already_dispatched
from letterbook.register import Entry

_ON_EVERY_PAGE = frozenset(field.name for field in LETTER_FIELDS if field.is_required)


def refuse_other_letters(
    target: Path, jobs: Sequence[Job], entries: Mapping[str, Entry], builder: Builder, cache: BuildCache
) -> None:
    """Raises AlreadyDispatchedError where letters that were posted would be others for certain: in a format that they were not made
    in, as a file that was made meanwhile, or in other words than those in the `target`.

    What only a finished file says, such as a line that breaks elsewhere, is refused when the mailing is published.
    """
    posted = [job for job in jobs if entries[job.recipient_id].state in DISPATCHED]
    others = {job.recipient_id for job in posted if _is_other_file(job, entries, cache)}
    unsure = {
        job.name: job
        for job in posted
        if job.recipient_id not in others and not cache.file(job.name, job.fingerprint)
    }
    for expectation in _published(target, unsure) if unsure else ():
        job = unsure[Path(expectation.file).name]
        if _made(job, entries) == expectation.sha256:
            enclosures = builder.expected_enclosures[job.language] if job.language else ()
            if _words(expectation, expectation.letter) != _words(
                expectation, expected_letter(job.letter, enclosures)
            ):
                others.add(job.recipient_id)
    if others:
        raise already_dispatched([entry for name, entry in entries.items() if name in others])


def _is_other_file(job: Job, entries: Mapping[str, Entry], cache: BuildCache) -> bool:
    made, known = _made(job, entries), cache.file(job.name, job.fingerprint)
    return made is None or (known is not None and known.sha256 != made)


def _made(job: Job, entries: Mapping[str, Entry]) -> str | None:
    """The hash of the letter's file as it was posted."""
    files = entries[job.recipient_id].files
    return next((file.sha256 for file in files if file.format == job.format), None)


def _published(target: Path, names: Collection[str]) -> Iterator[Expectation]:
    """What the published files of these names have to say; nothing where nobody can tell."""
    try:
        record = read_record(target)
    except BrokenRecordError:
        return
    yield from (each for each in record.expectations if Path(each.file).name in names)


def _words(expectation: Expectation, letter: ExpectedLetter) -> tuple[object, ...]:
    """The words of a letter that its page prints, and those of its enclosures."""
    printed = _ON_EVERY_PAGE.union(expectation.printed)
    lines = tuple(texts for name, texts in letter.lines if name in printed)
    enclosed = (each for each in letter.enclosures if expectation.format == "pdf" or not each.prints)
    return lines, tuple(each.texts for each in enclosed)
