"""Makes what goes with a mailing to the post: envelopes, labels and lists, in one folder, put in place in one move."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from letterbook.errors import InputError, UsageError
from letterbook.executors import Guard
from letterbook.model import Office
from letterbook.model.post import PostOrder
from letterbook.model.progress import UNWATCHED, Monitor, Phase
from letterbook.pipeline.number_ranges import letter_numbers
from letterbook.pipeline.office_fonts import with_own_fonts
from letterbook.pipeline.registered_numbers import give_numbers, given_numbers
from letterbook.pipeline.whole_mailing import refuse_altered_mailing
from letterbook.printing.post_papers import post_papers, registered, usual_labels
from letterbook.printing.posted_letters import PostedLetter, PostedMailing, posted_mailing
from letterbook.sentences import say
from letterbook.sources.office import office_of
from letterbook.sources.printers import offset_of, read_printers
from letterbook.stationery.envelopes import ENVELOPES
from letterbook.stationery.label_sheets import LABEL_SHEETS
from letterbook.storage.access import file_access
from letterbook.storage.output_folder import flush, make_folder, publish

POST = "post"
"""The folder beside the mailings in which these papers lie."""


@dataclass(frozen=True)
class Named:
    """A letter, by its reference, and what is to be said of it."""

    reference: str
    why: str


@dataclass(frozen=True)
class PostJob:
    """The finished folder and its files; the letters whose address does not fit, each with why, and those too heavy for every
    class of the post; how many envelopes, labels and sheets of labels there are.
    """

    folder: Path
    files: tuple[str, ...]
    unfit: tuple[Named, ...]
    too_heavy: tuple[Named, ...]
    envelopes: int
    labels: int
    label_sheets: int


@dataclass(frozen=True)
class PostChoices:
    """What there is to choose from: `envelope` and `labels` are the office's own, `printers` those whose offset it has noted.
    `has_numbers` says whether the post gave it numbers for registered letters.
    """

    envelope: str
    envelopes: tuple[str, ...]
    labels: str
    label_sheets: tuple[str, ...]
    printers: tuple[str, ...]
    has_numbers: bool


def post_choices(workspace: Path) -> PostChoices:
    """What the office can choose from. Raises InputError."""
    office = office_of(workspace)
    return PostChoices(
        office.post.envelope,
        tuple(ENVELOPES),
        usual_labels(office),
        tuple(LABEL_SHEETS),
        tuple(read_printers(workspace)),
        bool(office.post.registered),
    )


def papers_in(folder: Path) -> list[str]:
    """The names of the papers in a finished folder; none where nothing was made."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.suffix in (".pdf", ".xlsx", ".csv"))


def make_post(
    workspace: Path,
    mailing: Path,
    order: PostOrder,
    out: Path,
    at: datetime,
    guard: Guard,
    monitor: Monitor = UNWATCHED,
) -> PostJob:
    """Makes the papers of the mailing in this folder in `out`/<its name>, in the place of earlier ones.

    Raises UsageError for what is no mailing, not as it was published, or has no such letter, envelope, label or printer;
    InputError, UnwritableOutputError.
    """
    if order.envelopes is None and order.labels is None and not (order.lists or order.registered):
        raise UsageError("Say what is wanted: envelopes, labels, lists, or numbers of registered mail.")
    target, making = out / mailing.name, out / f".{mailing.name}-making"
    with file_access(office_of(workspace).access):
        make_folder(out)
        shutil.rmtree(making, ignore_errors=True)
        make_folder(making)
        try:
            job = guard.run(_make, workspace, mailing, order, making, target, at, monitor=monitor)
            flush(making)
            publish(making, target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return job


def _make(
    workspace: Path,
    mailing: Path,
    order: PostOrder,
    folder: Path,
    target: Path,
    at: datetime,
    monitor: Monitor = UNWATCHED,
) -> PostJob:
    monitor.at(Phase.READING, 0, 1)
    office = _drawn(office_of(workspace))
    posted = posted_mailing(mailing, office.languages, refuse_altered_mailing(mailing))
    letters = _meant(posted, order.numbers)
    offset = offset_of(workspace, order.printer)
    monitor.at(Phase.MAKING, 0, len(letters))
    tracking = given_numbers(workspace)
    if order.registered:
        tracking = {**tracking, **give_numbers(workspace, registered(letters), office.post.registered)}
    papers = post_papers(posted, letters, order, offset, office, at, tracking=tracking)
    monitor.at(Phase.MAKING, len(letters), len(letters))
    for name, content in papers.files.items():
        (folder / name).write_bytes(content)
    heavy = (
        Named(each.letter.reference, say("it weighs {grams:g} g", grams=each.grams))
        for each in papers.too_heavy
    )
    unfit = (Named(each.reference, each.why) for each in papers.unfit)
    counts = (papers.envelopes, papers.labels, papers.label_sheets)
    return PostJob(target, tuple(papers.files), tuple(unfit), tuple(heavy), *counts)


def _drawn(office: Office) -> Office:
    drawn, problems = with_own_fonts(office)
    if drawn is None or any(problem.is_error for problem in problems):
        raise InputError(problems)
    return drawn


def _meant(posted: PostedMailing, numbers: str | None) -> Sequence[PostedLetter]:
    """The letters with these numbers, or all."""
    if numbers is None:
        return posted.letters
    by_number = {letter.number: letter for letter in posted.letters}
    references = {number: letter.reference for number, letter in by_number.items()}
    return [by_number[number] for number in letter_numbers(numbers, references)]
