"""What `issue` would do: which letters are new, which would change and how, which stay the same. Makes nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

from letterbook.archive.expectation import ExpectedLetter, expected_letter
from letterbook.archive.layout import LETTERS, sha256
from letterbook.archive.manifest import BrokenRecordError
from letterbook.archive.verification_record import read_record
from letterbook.language.spelling import folded
from letterbook.model import Order, Recipient
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.build import Builder, Job, made_before
from letterbook.pipeline.build_cache import BuildCache, caches_in
from letterbook.pipeline.expected_numbers import expected_numbers
from letterbook.pipeline.numbering_checks import compared, not_superseded
from letterbook.pipeline.posted_letters import refuse_other_letters
from letterbook.pipeline.prepare import PreparedMailing, prepare_mailing
from letterbook.pipeline.publishing import refuse_loss
from letterbook.pipeline.release import Release, release_of
from letterbook.pipeline.staging import home_of
from letterbook.problems import Problem
from letterbook.register import Entry, open_register
from letterbook.storage.output_folder import refuse_unwritable

State = Literal["new", "changed", "same"]


@dataclass(frozen=True)
class PlannedLetter:
    """What would become of one recipient's letter. `diff` are the lines of its text that change, as `diff -u` marks
    them; there are none where the page changes and not its words.
    """

    recipient: Recipient
    entry: Entry
    is_numbered: bool
    state: State
    diff: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Every letter that `issue` would make or take over, in protocol order; where a second person has to release them,
    how that stands.
    """

    letters: tuple[PlannedLetter, ...]
    warnings: tuple[Problem, ...]
    release: Release | None = None

    @property
    def changes(self) -> Mapping[tuple[str, ...], Sequence[PlannedLetter]]:
        """The letters that change, by the lines of their text that do."""
        alike: dict[tuple[str, ...], list[PlannedLetter]] = {}
        for letter in self.letters:
            if letter.state == "changed":
                alike.setdefault(letter.diff, []).append(letter)
        return alike


def plan(
    workspace: Path, order: Order, out: Path, monitor: Monitor = UNWATCHED, *, replace: bool = False
) -> Plan:
    """Compares what would be issued with what stands in `out`; no number is taken and no file made.

    Raises what would stop `issue`: InputError, UnwritableOutputError, OutputConflictError (not with `replace`),
    AlreadyDispatchedError, a RegisterError, RegisterLostError, UsageError, or CancelledError.
    """
    cache_of = caches_in(out)
    prepared = prepare_mailing(workspace, order, monitor, cache_of)
    with open_register(workspace, prepared.inputs.office.register) as register:
        prepared = compared(prepared, register).without_errors()
        numbers = expected_numbers(prepared, register, out)
        prepared, entries = prepared.with_problems(not_superseded(prepared, numbers)), numbers.entries
        known = {entry.reference for entry in register.entries(prepared.name)}
    jobs, cache = prepared.jobs(entries), cache_of(prepared.folder)
    prepared = prepared.tried(made_before(jobs, cache)).without_errors()
    names = None if replace else [job.name for job in jobs]
    refuse_unwritable(home_of(out, prepared.folder))
    refuse_loss(
        out / prepared.folder,
        names,
        partial(_registered, workspace, prepared),
        cover_only=order.cover_only,
        told=prepared.problems,
    )
    refuse_other_letters(out / prepared.folder, jobs, entries, prepared.builder, cache)
    published, by_recipient = _Published(out / prepared.folder, cache), _by_recipient(jobs)
    letters = []
    for recipient in prepared.recipients:
        own, entry = by_recipient[recipient.id], entries[recipient.id]
        state = published.state(own)
        diff = (
            tuple(_diff(published.letter(own), _expected(prepared.builder, own[0])))
            if state == "changed"
            else ()
        )
        letters.append(PlannedLetter(recipient, entry, entry.reference in known, state, diff))
    return Plan(tuple(letters), prepared.problems, release_of(prepared, out))


def _registered(workspace: Path, prepared: PreparedMailing) -> list[Entry]:
    """The mailing's letters in the register, read when they are asked for."""
    with open_register(workspace, prepared.inputs.office.register) as register:
        return register.entries(prepared.name)


def _by_recipient(jobs: Iterable[Job]) -> Mapping[str, Sequence[Job]]:
    found: dict[str, list[Job]] = {}
    for job in jobs:
        found.setdefault(job.recipient_id, []).append(job)
    return found


class _Published:
    """The mailing as its folder holds it."""

    def __init__(self, folder: Path, cache: BuildCache) -> None:
        self._folder, self._cache = folder, cache
        self._letters: dict[str, ExpectedLetter] = {}
        try:
            record = read_record(folder)
        except BrokenRecordError:
            return
        self._letters = {
            Path(expectation.file).name: expectation.letter for expectation in record.expectations
        }

    def state(self, jobs: Sequence[Job]) -> State:
        """Of one that was made in another format too, the file that is to come is a change."""
        there = [self._path(job).is_file() for job in jobs]
        if not any(there):
            return "new"
        return "same" if all(there) and all(map(self._is_same, jobs)) else "changed"

    def letter(self, jobs: Sequence[Job]) -> ExpectedLetter | None:
        """The words of the letter as it was issued."""
        return next((self._letters[job.name] for job in jobs if job.name in self._letters), None)

    def _path(self, job: Job) -> Path:
        return self._folder / LETTERS / job.name

    def _is_same(self, job: Job) -> bool:
        known = self._cache.file(job.name, job.fingerprint)
        return known is not None and sha256(self._path(job)) == known.sha256


def _expected(builder: Builder, job: Job) -> ExpectedLetter:
    """The words of the letter as it would be."""
    enclosures = builder.expected_enclosures[job.language] if job.language else ()
    return expected_letter(job.letter, enclosures)


_PARTS = frozenset({"date", "reference", "links", "recipient.fields", "labels"})
"""Fields whose texts may stand within another text of the letter: a date in “Baku, 19 January 2021”, a value in its sentence."""


def _diff(before: ExpectedLetter | None, after: ExpectedLetter) -> Iterator[str]:
    """The lines that go (-) and come (+); a part of one that is told already is not told again."""
    parts = {
        text for letter in filter(None, (before, after)) for name in _PARTS for text in letter.texts(name)
    }
    lines = [*_changes(list(before.all_lines()) if before else [], list(after.all_lines()))]
    whole = {
        sign: folded(*(line[1:] for line in lines if line[0] == sign and line[1:] not in parts))
        for sign in "-+"
    }
    for line in lines:
        if line[1:] not in parts or not _stands_in(folded(line[1:]), whole[line[0]]):
            yield line


def _stands_in(part: str, whole: str) -> bool:
    """Whether it stands there by itself, and not within a word or a number."""
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", whole) is not None


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    heads = 2  # the names of two files
    for line in islice(difflib.unified_diff(before, after, n=0, lineterm=""), heads, None):
        if not line.startswith("@@"):
            yield line
