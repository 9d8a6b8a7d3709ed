"""Prints a mailing: piles, copies and a cover sheet in one folder, read back and put in place in one move or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from glob import escape
from hashlib import blake2s
from pathlib import Path

from letterbook.archive.layout import MANIFEST, sha256
from letterbook.archive.ledger import ledger_of
from letterbook.archive.manifest import BrokenRecordError
from letterbook.archive.print_job import PrintJob, read_job
from letterbook.archive.sheet_code import edition_of, key_of_mailing, parse_code
from letterbook.errors import InputError, UsageError
from letterbook.executors import Guard
from letterbook.model.print_order import PrintOrder, refuse_print_order
from letterbook.model.progress import UNWATCHED, Monitor, Phase
from letterbook.pipeline.number_ranges import in_figures, letter_numbers
from letterbook.pipeline.office_fonts import with_own_fonts
from letterbook.pipeline.registered_numbers import given_numbers
from letterbook.pipeline.whole_mailing import refuse_altered_mailing
from letterbook.printing.job_papers import PostMaker
from letterbook.printing.job_writer import PrintRoom, write_print_job
from letterbook.printing.post_papers import PostPapers, post_papers
from letterbook.printing.posted_letters import PostedLetter, PostedMailing, posted_mailing
from letterbook.register import Step, open_register
from letterbook.render.pdf.print_papers import PaperPrinter
from letterbook.sentences import say
from letterbook.sources.office import office_of
from letterbook.sources.printers import offset_of
from letterbook.storage.access import file_access
from letterbook.storage.output_folder import flush, make_folder, publish
from letterbook.verification import VerificationError
from letterbook.verification.print_job import verify_print_job

PRINT = "print"
"""The folder beside the mailings in which the print jobs lie."""
_AGAIN = "-reprint-"
_SOME = "-letters-"
_LONGEST_NAME = 120


@dataclass(frozen=True)
class PrintedJob:
    """A finished job: its folder, and what lies in it. `is_current` says that the mailing has not changed since."""

    folder: Path
    job: PrintJob
    is_current: bool = True


def print_mailing(
    workspace: Path,
    mailing: Path,
    order: PrintOrder,
    out: Path,
    at: datetime,
    guard: Guard,
    monitor: Monitor,
    name: str | None = None,
) -> PrintedJob:
    """Prints the mailing in this folder into `out`/<its name, or `name`>, in the place of an earlier job; of some of its letters into
    `out`/<its name>-letters-<numbers>, beside that of all.

    Reading and setting happen in the guarded process. Raises UsageError for what is no mailing, not as it was published, or
    has nothing to print, UnwritableOutputError, InputError where a file is too much, VerificationError, CancelledError.
    """
    refuse_print_order(order)
    if name is None and order.numbers is not None:
        order = replace(order, numbers=_numbers(mailing, order.numbers))
        name = f"{mailing.name}{_SOME}{order.numbers}"
    name = _short(name or mailing.name)
    target, making = out / name, out / f".{name}-making"
    with file_access(office_of(workspace).access):
        make_folder(out)
        shutil.rmtree(making, ignore_errors=True)
        make_folder(making)
        try:
            job = guard.run(_make, workspace, mailing, order, making, at, monitor=monitor)
            flush(making)
            publish(making, target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return PrintedJob(target, job)


def _numbers(mailing: Path, asked: str) -> str:
    """What letters are asked for, in figures and without spaces. Raises UsageError for a letter that is none of the mailing's."""
    rows = ((row.number("number"), row.text("reference")) for row in ledger_of(mailing))
    known = {number: reference for number, reference in rows if number is not None}
    letter_numbers(asked, known)
    return in_figures(asked, known).replace(" ", "")


def _short(name: str) -> str:
    """The name of a folder, which no two long lists of numbers share."""
    if len(name) <= _LONGEST_NAME:
        return name
    mark = blake2s(name.encode(), digest_size=4).hexdigest()
    return f"{name[: _LONGEST_NAME - 9]}-{mark}"


def _make(
    workspace: Path,
    mailing: Path,
    order: PrintOrder,
    folder: Path,
    at: datetime,
    monitor: Monitor = UNWATCHED,
) -> PrintJob:
    """Writes the job and reads it back."""
    office = office_of(workspace)
    record = refuse_altered_mailing(mailing)
    posted = replace(posted_mailing(mailing, office.languages, record), region=office.post.region)
    letters = _meant(posted, order.numbers)
    room = PrintRoom(
        office.own_name, office.defaults.language, at.date().isoformat(), PaperPrinter(office.own_fonts)
    )
    post = _post(workspace, posted, order, at) if order.post else None
    job = write_print_job(folder, posted, letters, order, room, monitor, post)
    monitor.at(Phase.VERIFYING, 0, len(letters))
    if findings := verify_print_job(folder, mailing, record):
        raise VerificationError(findings)
    monitor.at(Phase.VERIFYING, len(letters), len(letters))
    return job


def _post(workspace: Path, mailing: PostedMailing, order: PrintOrder, at: datetime) -> PostMaker:
    """What makes envelopes, labels and lists of the job's letters, with the registered numbers that they have already."""
    office, problems = with_own_fonts(office_of(workspace))
    if office is None or any(problem.is_error for problem in problems):
        raise InputError(problems)
    assert order.post is not None
    asked, drawn = replace(order.post, is_duplex=order.is_duplex, registered=False), office
    offset, tracking = offset_of(workspace, asked.printer), given_numbers(workspace)

    def made(letters: Sequence[PostedLetter], signed_at: Mapping[str, int | str]) -> PostPapers:
        return post_papers(mailing, letters, asked, offset, drawn, at, pages=signed_at, tracking=tracking)

    return made


def _meant(posted: PostedMailing, numbers: str | None) -> Sequence[PostedLetter]:
    """The letters with these numbers, or all. Raises UsageError where there is nothing to print."""
    by_number = {letter.number: letter for letter in posted.printed}
    if not by_number:
        raise UsageError(
            say("{mailing} has no letter as PDF; Word files are printed with Word.", mailing=posted.folder)
        )
    if numbers is None:
        return posted.printed
    references = {number: letter.reference for number, letter in by_number.items()}
    return [by_number[number] for number in letter_numbers(numbers, references)]


def print_letters_of_codes(
    workspace: Path,
    mailing: Path,
    codes: Sequence[str],
    order: PrintOrder,
    out: Path,
    clerk: str,
    at: datetime,
    guard: Guard,
    monitor: Monitor,
) -> PrintedJob:
    """Prints the letters of which sheets bear these codes again, each whole, and writes it into the register.

    The job lies in `out`/<mailing>-reprint-<numbers>. Raises UsageError for a code that is none of this mailing's, a
    RegisterError, and what `print_mailing` raises; then there is no job.
    """
    numbers = letters_of_codes(mailing, workspace, codes)
    asked = replace(order, numbers=numbers)
    name = f"{mailing.name}{_AGAIN}{numbers.replace(',', '-')}"
    done = print_mailing(workspace, mailing, asked, out, at, guard, monitor, name)
    _note_reprint(workspace, mailing, numbers, clerk, at)
    return done


def letters_of_codes(mailing: Path, workspace: Path, codes: Sequence[str]) -> str:
    """The numbers ("7,12") of the letters whose sheets bear these codes. Raises UsageError for a code that is none, or is of
    another mailing or of an earlier state of its letter.
    """
    posted = posted_mailing(mailing, office_of(workspace).languages)
    by_number = {letter.number: letter for letter in posted.printed}
    numbers = set()
    for text in codes:
        code = parse_code(text)
        if code is None:
            raise UsageError(
                say(
                    "“{text}” is no code of a sheet. It stands at the foot of the sheet: K7Q2M-0007-1-4-9FX.",
                    text=text,
                )
            )
        letter = by_number.get(code.number)
        if code.mailing != key_of_mailing(posted.name) or letter is None:
            raise UsageError(say("{text} is a sheet of another mailing.", text=text))
        if code.edition != edition_of(letter.sha256):
            raise UsageError(
                say(
                    "{text} is a sheet of an earlier state of the letter {number}.",
                    text=text,
                    number=code.number,
                )
            )
        numbers.add(code.number)
    return ",".join(map(str, sorted(numbers)))


def jobs_of(mailing: Path, out: Path) -> list[PrintedJob]:
    """The jobs of the mailing that lie in `out`: that of all of it first, then those of some letters, and of letters that were
    printed again. A folder that is no job is left out.
    """
    parts = (sorted(out.glob(f"{escape(mailing.name)}{kind}*")) for kind in (_SOME, _AGAIN))
    names = (mailing.name, *(path.name for paths in parts for path in paths))
    own = sha256(mailing / MANIFEST) if (mailing / MANIFEST).is_file() else ""
    found = []
    for name in names:
        try:
            job = read_job(out / name)
        except (BrokenRecordError, OSError):
            continue
        if job.mailing == mailing.name:
            found.append(PrintedJob(out / name, job, job.manifest == own))
    return found


def _note_reprint(workspace: Path, mailing: Path, numbers: str, clerk: str, at: datetime) -> None:
    """Writes into the register that these letters were printed again. Raises RegisterError."""
    office = office_of(workspace)
    posted = posted_mailing(mailing, office.languages)
    by_number = {letter.number: letter.reference for letter in posted.printed}
    references = [by_number[number] for number in letter_numbers(numbers, by_number)]
    with file_access(office.access), open_register(workspace, office.register) as register:
        register.record_events(references, Step("reprinted", note=numbers), clerk, at)
