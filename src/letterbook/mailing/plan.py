"""What `issue` would do: which letters are new, which would change and how, which stay the same. Makes nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from letterbook.errors import Problem
from letterbook.mailing.kept import Kept
from letterbook.mailing.making import Job, Maker
from letterbook.mailing.order import Order
from letterbook.mailing.ready import make_ready, to_supersede, try_out
from letterbook.mailing.registry import refuse_lost_register
from letterbook.mailing.staging import home_of
from letterbook.model import Recipient
from letterbook.proof import ExpectedLetter, expected_letter, read_record
from letterbook.proof.record import NAME, BrokenRecord
from letterbook.proof.sums import sha256
from letterbook.register import Entry, open_register

State = Literal["new", "changed", "same"]


@dataclass(frozen=True)
class Planned:
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
    """Every letter that `issue` would make or take over, in protocol order."""

    letters: tuple[Planned, ...]
    notices: tuple[Problem, ...]


def plan(workspace: Path, order: Order, out: Path) -> Plan:
    """Compares what would be issued with what stands in `out`; no number is taken and no file made.

    Raises InputMistakes, a RegisterError, RegisterLost, or WrongCommand.
    """
    ready = make_ready(workspace, order)
    with open_register(workspace, ready.inputs.office.register) as register:
        refuse_lost_register(register, out)
        gone = to_supersede(ready, register)
        entries = register.peek(ready.mailing, ready.inputs.issued, ready.requests, supersede=gone)
        numbers = {entry.reference for entry in register.entries(ready.mailing)}
    kept = Kept(home_of(out, ready.folder))
    ready, found = try_out(ready, kept, entries)
    published, maker = _Published(out / ready.folder, kept), ready.maker
    jobs: dict[str, list[Job]] = {}
    for job in found:
        jobs.setdefault(job.letter.recipient_id, []).append(job)
    letters = []
    for recipient in ready.recipients:
        mine, entry = jobs[recipient.id], entries[recipient.id]
        state = published.state(mine)
        diff = tuple(_diff(published.said(mine), _says(maker, mine[0]))) if state == "changed" else ()
        letters.append(Planned(recipient, entry, entry.reference in numbers, state, diff))
    return Plan(tuple(letters), tuple(ready.prepared.problems))


class _Published:
    """The mailing as its folder holds it."""

    def __init__(self, folder: Path, kept: Kept) -> None:
        self._folder, self._kept = folder, kept
        self._letters: dict[str, ExpectedLetter] = {}
        try:
            record = read_record(folder / NAME)
        except BrokenRecord:
            return
        self._letters = {Path(one.file).name: one.letter for one in record.expectations}

    def state(self, jobs: Sequence[Job]) -> State:
        if not all(self._path(job).is_file() for job in jobs):
            return "new"
        return "same" if all(map(self._is_same, jobs)) else "changed"

    def said(self, jobs: Sequence[Job]) -> Sequence[str]:
        """The words of the letter as it was issued."""
        letter = self._letters.get(jobs[0].name)
        return _words(letter) if letter else ()

    def _path(self, job: Job) -> Path:
        return self._folder / "letters" / job.name

    def _is_same(self, job: Job) -> bool:
        known = self._kept.file(job.name, job.fingerprint)
        return known is not None and sha256(self._path(job)) == known.sha256


def _says(maker: Maker, job: Job) -> Sequence[str]:
    return _words(
        expected_letter(job.letter, maker.expected_enclosures[job.language] if job.language else None)
    )


def _words(letter: ExpectedLetter) -> Sequence[str]:
    """The letter line by line, from its address to the last paragraph of its enclosure."""
    lines = (
        letter.delivery,
        *letter.address,
        letter.reference,
        letter.date,
        letter.subject,
        letter.salutation,
        *letter.body,
        letter.closing,
        letter.signatory_name,
        letter.signatory_title,
        letter.enclosure_line,
        letter.copy_line,
        letter.return_line,
        *letter.furniture,
        *(letter.enclosure.texts if letter.enclosure else ()),
    )
    return [line for line in lines if line]


def _diff(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The lines that go (-) and come (+)."""
    for line in difflib.unified_diff(before, after, n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield line
