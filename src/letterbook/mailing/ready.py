"""A mailing that may be issued: everything read, tried and laid out, and no number taken yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from letterbook.composing.compose import Composer, Inputs, Numbered, choose
from letterbook.errors import InputMistakes
from letterbook.mailing.inputs import Prepared, prepare
from letterbook.mailing.kept import Kept
from letterbook.mailing.making import Job, Maker, file_name
from letterbook.mailing.order import Order
from letterbook.mailing.records import hash_of_template, input_hashes
from letterbook.mailing.rendering import LaidOut, Trial, compose, lay_out
from letterbook.model import Recipient
from letterbook.register import Entry, Register, Request, snapshot

MAX_NAMED = 80
"""Characters of recipients' ids that a folder's name may hold."""


@dataclass(frozen=True)
class Ready:
    """What `issue` begins with. `mailing` is its name in the register, `folder` that of its folder, `hashes` are those
    of the input files by path.
    """

    order: Order
    prepared: Prepared
    inputs: Inputs
    hashes: Mapping[str, str]
    laid_out: LaidOut

    @property
    def mailing(self) -> str:
        return mailing_name(self.order, self.inputs)

    @property
    def folder(self) -> str:
        return folder_name(self.order, self.inputs)

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        return self.prepared.recipients

    @property
    def requests(self) -> list[Request]:
        return _requests(self.prepared, self.inputs, self.hashes)

    @property
    def maker(self) -> Maker:
        return Maker(self.inputs, {} if self.order.cover_only else self.prepared.enclosures, self.laid_out)

    def jobs(self, entries: Mapping[str, Entry]) -> list[Job]:
        """Every file that there has to be, with these numbers. Raises InputMistakes."""
        composer = Composer(self.inputs, self.prepared.enclosures, self.laid_out.pages, self.order.cover_only)
        numbers = {name: Numbered(entry.number, entry.reference) for name, entry in entries.items()}
        letters, problems = compose(composer, self.recipients, numbers)
        if any(problem.stops for problem in problems):
            raise InputMistakes(self.prepared.problems + problems)
        return self.maker.jobs(letters, composer)

    def file_names(self, entries: Mapping[str, Entry]) -> list[str]:
        """The names of all files that a run makes when nothing fails."""
        return [
            file_name(entries[one.id].number, one.id, kind) for one in self.recipients for kind in one.formats
        ]


def make_ready(workspace: Path, order: Order) -> Ready:
    """Reads what is asked for. Raises InputMistakes, or WrongCommand."""
    prepared = prepare(workspace, order)
    if prepared.inputs is None or prepared.stopped:
        raise InputMistakes(prepared.problems)
    hashes = input_hashes(workspace, order, prepared.inputs)
    return Ready(order, prepared, prepared.inputs, hashes, LaidOut())


DISPATCHED = ("dispatched", "returned", "answered")
"""What became of letters that have left the house."""


def to_supersede(ready: Ready, register: Register) -> list[str]:
    """The references of the letters that have left the house and shall get a new number."""
    if not ready.order.supersede:
        return []
    entries = register.peek(ready.mailing, ready.inputs.issued, ready.requests)
    return [entry.reference for entry in entries.values() if entry.state in DISPATCHED]


def try_out(ready: Ready, kept: Kept, entries: Mapping[str, Entry]) -> tuple[Ready, list[Job]]:
    """Lays out the enclosures and a letter of each kind; what was laid out and proved before is not tried again.

    `entries` are the numbers that the letters have or would get; the jobs are with these. Raises InputMistakes.
    """
    before = replace(ready, laid_out=_known(ready, kept))
    jobs = before.jobs(entries) if before.laid_out.pdfs or ready.order.cover_only else []
    prepared = ready.prepared
    laid_out, problems = lay_out(
        ready.inputs,
        prepared.enclosures,
        prepared.recipients,
        ready.order.cover_only,
        Trial(before.laid_out, _made_before(jobs, kept)),
    )
    if any(problem.stops for problem in problems):
        raise InputMistakes(prepared.problems + problems)
    after = replace(
        ready, laid_out=laid_out, prepared=replace(prepared, problems=prepared.problems + problems)
    )
    return after, jobs if jobs and laid_out.pages == before.laid_out.pages else after.jobs(entries)


def _known(ready: Ready, kept: Kept) -> LaidOut:
    found = {
        key: known
        for key, fingerprint in ready.maker.enclosure_prints().items()
        if (known := kept.enclosure(fingerprint))
    }
    return LaidOut(
        {key: pdf for key, (pdf, _) in found.items()}, {key: pages for key, (_, pages) in found.items()}
    )


def _made_before(jobs: Sequence[Job], kept: Kept) -> frozenset[tuple[str, str]]:
    """(template, language) of letters of which one was made in all its formats as it would be made now."""
    missing = {job.letter.recipient_id for job in jobs if not kept.file(job.name, job.fingerprint)}
    return frozenset(
        (job.letter.template, job.letter.language) for job in jobs if job.letter.recipient_id not in missing
    )


def mailing_name(order: Order, inputs: Inputs) -> str:
    """What the register knows the mailing by: the statement and its issue date."""
    return f"{order.statement}-{inputs.issued.isoformat()}"


def folder_name(order: Order, inputs: Inputs) -> str:
    """The mailing's folder; a part of a mailing never takes the place of the whole, so it says what it is."""
    name = mailing_name(order, inputs)
    chosen = "+".join(order.to)
    if len(chosen) > MAX_NAMED:
        chosen = (
            f"{order.to[0]}-and-{len(order.to) - 1}-more-{hashlib.sha256(chosen.encode()).hexdigest()[:8]}"
        )
    return f"{name}-to-{chosen}" if chosen else name


def _requests(prepared: Prepared, inputs: Inputs, hashes: Mapping[str, str]) -> list[Request]:
    """What the register is asked for, in protocol order."""
    office = inputs.office
    language = office.defaults.language
    enclosures = prepared.enclosures
    title = enclosures[language if language in enclosures else min(enclosures)].title
    series = office.series[office.defaults.series]
    templates = {name: hash_of_template(name, hashes) for name in inputs.templates}
    statements = {}
    for one in prepared.recipients:
        chosen = choose(inputs.statements, one.language, office.defaults.fallback)
        statements[one.id] = hashes.get(chosen[1].file) if chosen else None
    return [
        Request(
            one.id, one.name, one.address.country, series, title,
            snapshot(one), statements[one.id], templates[one.template],
        )
        for one in prepared.recipients
    ]  # fmt: skip
