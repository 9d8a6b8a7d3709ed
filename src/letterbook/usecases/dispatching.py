"""Writes down that a mailing has left the house: all of it, or a group, a way or some numbers of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from letterbook.errors import InputError, UsageError
from letterbook.executors import Guard
from letterbook.language.delivery import way_of
from letterbook.model.language import Languages
from letterbook.model.progress import Monitor
from letterbook.pipeline.book import NOTHING_MEANT, Told, open_book, passed_over, refuse_unsafe
from letterbook.pipeline.number_ranges import letter_numbers
from letterbook.problems import Problem
from letterbook.register import Entry, Register, Step, ranges, spans
from letterbook.remedies import Remedy
from letterbook.sentences import printable, say
from letterbook.sources.list_words import list_words
from letterbook.sources.office import office_of
from letterbook.sources.tables.encodings import known_encoding
from letterbook.sources.text_checks import nearest
from letterbook.sources.tracking_list import TrackedLetter, read_tracking
from letterbook.steps import begin_step


@dataclass(frozen=True)
class Batch:
    """The letters of a mailing that are meant: those of these groups, with these numbers ("17,42-45"), and on this list of
    tracking numbers, which has this encoding if it is an old CSV; what is empty leaves none out.
    """

    mailing: str
    groups: tuple[str, ...] = ()
    numbers: str | None = None
    tracking_list: str | Path | None = None
    encoding: str | None = None


def dispatch(
    workspace: Path,
    batch: Batch,
    step: Step,
    clerk: str,
    at: datetime,
    guard: Guard,
    told: Told | None = None,
) -> list[Entry]:
    """Writes down that these letters have left the house, all or none; the letters as they stand then.

    The list of tracking numbers is read in the guarded process. Letters that were given up or replaced, never made, or dispatched before are passed over, and told of. Raises
    InputError for the list of tracking numbers, UsageError where no letter is left, or a RegisterError.
    """
    refuse_unsafe(step)
    languages = office_of(workspace).languages
    listed = _read_list(batch, languages, guard)
    with open_book(workspace) as register:
        chosen = _chosen(register, batch, step.way or "", languages, told)
        tracking: dict[str, str] = {}
        if listed is not None:
            tracking = _tracked(chosen, *listed, told)
            chosen = [entry for entry in chosen if entry.reference in tracking]
        ready = _ready(chosen, told)
        if not ready:
            raise UsageError(NOTHING_MEANT)
        references = [entry.reference for entry in ready]
        return register.record_events(references, step, clerk, at, tracking)


@dataclass(frozen=True)
class ToDispatch:
    """The letters that would go, `references` of them as `record_events` takes them, and a sentence for those passed over."""

    letters: tuple[Entry, ...]
    references: tuple[str, ...]
    passed_over: tuple[str, ...]


def to_dispatch(workspace: Path, batch: Batch, way: str) -> ToDispatch:
    """What `dispatch` would write down as gone this way, without a list of tracking numbers; nothing is written.

    Raises InputError, UsageError for a mailing that is not known, a RegisterError.
    """
    languages, told = office_of(workspace).languages, list[str]()
    with open_book(workspace) as register:
        letters = _ready(_chosen(register, batch, way, languages, told.append), told.append)
    return ToDispatch(tuple(letters), tuple(ranges(letters)), tuple(told))


def _chosen(
    register: Register, batch: Batch, way: str, languages: Languages, told: Told | None
) -> list[Entry]:
    """The letters of these groups and numbers that go this way, in whatever state they are."""
    entries = register.entries(batch.mailing)
    if not entries:
        raise UsageError(
            say("The register knows no mailing {mailing}.", mailing=batch.mailing), Remedy.LIST_REGISTER
        )
    chosen = _numbered(_of_groups(entries, batch.groups), batch.numbers)
    return _of_way(chosen, way, languages, told)


def _ready(chosen: Sequence[Entry], told: Told | None) -> list[Entry]:
    """Those of the letters that are made and have not left the house."""
    passed_over([entry for entry in chosen if entry.state != "made"], told)
    return [entry for entry in chosen if entry.state == "made"]


def _of_groups(entries: Sequence[Entry], groups: Sequence[str]) -> list[Entry]:
    """The letters to addressees of these groups, as the list had them when the letters were numbered."""
    if not groups:
        return list(entries)
    by_entry = [(entry, _listed(entry, "group")) for entry in entries]
    known = {group for _, group in by_entry if group}
    for name in groups:
        if name not in known:
            near = nearest(name, known)
            raise UsageError(
                say("No letter of this mailing went to a group {name}.", name=name)
                + (say(" Did you mean {near}?", near=near) if near else "")
            )
    return [entry for entry, group in by_entry if group in groups]


def _of_way(entries: Sequence[Entry], way: str, languages: Languages, told: Told | None) -> list[Entry]:
    """The letters that the list sends this way, if there are any; else all, as the clerk says how they went."""
    asked = way_of(way, languages)
    ways = [(entry, way_of(_listed(entry, "delivery"), languages)) for entry in entries]
    if asked not in {meant for _, meant in ways}:
        return list(entries)
    others: dict[str, list[Entry]] = {}
    for entry, meant in ways:
        if meant != asked and entry.state == "made":
            others.setdefault(meant, []).append(entry)
    for meant, alike in others.items():
        if told:
            told(
                say(
                    "Passed over, since their way is {way}: {references}.", way=meant, references=spans(alike)
                )
            )
    return [entry for entry, meant in ways if meant == asked]


def _listed(entry: Entry, key: str) -> str | None:
    """What the list said of the addressee when the letter was numbered."""
    said = json.loads(entry.snapshot).get(key) if entry.snapshot else None
    return said if isinstance(said, str) else None


def _numbered(entries: Sequence[Entry], numbers: str | None) -> list[Entry]:
    if numbers is None:
        return list(entries)
    wanted = set(letter_numbers(numbers, {entry.number: entry.reference for entry in entries}))
    return [entry for entry in entries if entry.number in wanted]


def _read_list(
    batch: Batch, languages: Languages, guard: Guard
) -> tuple[list[TrackedLetter], list[Problem]] | None:
    """The rows of the list of tracking numbers, if there is one, read in the guarded process."""
    encoding = known_encoding(batch.encoding) if batch.encoding else None
    if batch.tracking_list is None:
        return None
    return guard.run(_read, Path(batch.tracking_list), encoding, dict(list_words(languages).tracking))


def _read(
    path: Path, encoding: str | None, own_headings: Mapping[str, str], _monitor: Monitor
) -> tuple[list[TrackedLetter], list[Problem]]:
    label = printable(path.name)
    begin_step(label)
    return read_tracking(path, label, encoding, own_headings)


def _tracked(
    entries: Sequence[Entry], rows: Sequence[TrackedLetter], found: list[Problem], told: Told | None
) -> dict[str, str]:
    """The carrier's numbers by reference; notices of the list are told of. Raises InputError."""
    problems = list(found)
    # Of a recipient's letters the one that counts; if none does, the last of them is passed over with a notice.
    by_id = {entry.recipient_id: entry for entry in sorted(entries, key=lambda entry: entry.is_current)}
    by_reference = {entry.reference: entry for entry in entries}
    numbers: dict[str, str] = {}
    for row in rows:
        entry = (by_reference if row.by == "reference" else by_id).get(row.letter)
        if entry is None:
            problems.append(_unknown(row, by_reference if row.by == "reference" else by_id))
        else:
            numbers[entry.reference] = row.tracking
    if any(problem.is_error for problem in problems):
        raise InputError(problems)
    for problem in problems:
        if told:
            told(str(problem))
    return numbers


def _unknown(row: TrackedLetter, known: dict[str, Entry]) -> Problem:
    what = say("No letter that is meant here is “{letter}”.", letter=row.letter)
    near = nearest(row.letter, known)
    hint = (
        say("Did you mean “{near}”? ", near=near) if near else ""
    ) + "Correct the cell, or take the row out."
    return Problem("unknown-letter", row.place, what, hint, row.letter)
