"""Issues a mailing: numbers, letters, bundle, ledger and manifest, published in one move or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from letterbook.composing.compose import Composer, Inputs, Numbered, choose
from letterbook.errors import InputMistakes, LetterbookError, Problem
from letterbook.execution import stream
from letterbook.mailing.inputs import Prepared, prepare
from letterbook.mailing.order import Order
from letterbook.mailing.publishing import publish, refuse_loss, staging_folder
from letterbook.mailing.records import hash_of_template, input_hashes, ledger_row, made_files
from letterbook.mailing.rendering import Made, make_and_prove, trial_problems, with_shared_pages
from letterbook.model import Chunk, Failed, Format, Letter, Outcome, Recipient, Rendered
from letterbook.printing.bundles import bundle_docx, bundle_pdf
from letterbook.printing.ledger import LedgerRow, write_ledger, write_manifest
from letterbook.proof import PagePrint, Record, not_proved, prove_mailing, strangers, write_record
from letterbook.register import Entry, MadeFile, Request, open_register, snapshot

MAX_NAMED = 80
"""Characters of recipients' ids that a folder's name may hold."""

CHUNK = 25
"""Letters that a worker makes in one go: enough to pay for reading the stylesheets, few enough to lose."""

Progress = Callable[[int, int], None]
"""(files made, files in all)"""


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
    """What came of it. `folder` holds the mailing; `failed` are the letters that could not be made."""

    mailing: str
    folder: Path
    entries: Mapping[str, Entry]
    rows: tuple[LedgerRow, ...]
    failed: tuple[Failed, ...]
    notices: tuple[Problem, ...]


def issue(workspace: Path, order: Order, run: Run, progress: Progress = lambda _done, _total: None) -> Issued:
    """Carries the order out.

    Raises InputMistakes (nothing numbered, nothing written), CannotWrite, WouldLose, a RegisterError, WrongCommand, or
    NotProved and AlreadyDispatched: something is not as it should be, and nothing was published.
    """
    prepared = prepare(workspace, order)
    inputs = _without_mistakes(prepared)
    laid_out, problems = trial_problems(inputs, prepared.enclosures, prepared.recipients, order.cover_only)
    _without_mistakes(replace(prepared, problems=prepared.problems + problems))
    composer = Composer(inputs, prepared.enclosures, laid_out.pages, order.cover_only)
    name = folder_name(order, inputs)
    hashes = input_hashes(workspace, order, inputs)
    with (
        open_register(workspace, inputs.office.register) as register,
        staging_folder(run.out, name) as staging,
    ):
        mailing = mailing_name(order, inputs)
        asked = requests(prepared, hashes)
        gone = _dispatched(register.peek(mailing, inputs.issued, asked)) if order.supersede else []
        expected = register.peek(mailing, inputs.issued, asked, supersede=gone)
        names = None if run.replace else expected_files(prepared.recipients, expected)
        refuse_loss(run.out / name, names, cover_only=order.cover_only)
        entries = register.reserve(mailing, inputs.issued, asked, run.clerk, run.at, supersede=gone)
        letters = _composed(composer, prepared.recipients, entries)
        made = _made(letters, inputs, composer, laid_out.pdfs, staging, run.jobs, progress)
        outcomes = [one.outcome for one in made]
        rows = _finish(staging, mailing, letters, outcomes, inputs)
        record = _record(mailing, made)
        write_record(staging / "proof.json", record)
        write_manifest(
            staging / "manifest.json",
            mailing,
            hashes,
            staging,
            cover_only=order.cover_only,
        )
        _prove(staging, record, made, prepared.recipients)
        files = made_files(outcomes, staging)
        _refuse_changes(entries, files)
        publish(staging, run.out / name)
        register.record_made(mailing, files, run.clerk, run.at)
    failed = tuple(outcome for outcome in outcomes if isinstance(outcome, Failed))
    return Issued(mailing, run.out / name, entries, rows, failed, tuple(prepared.problems))


@dataclass(frozen=True)
class Plan:
    """What `issue` would do: the recipients, the number that each has or would get, and who has one already."""

    prepared: Prepared
    entries: Mapping[str, Entry]
    numbered: frozenset[str]


def plan(workspace: Path, order: Order) -> Plan:
    """What `issue` would do, without a number taken and without a file.

    Raises InputMistakes, a RegisterError, or WrongCommand.
    """
    prepared = prepare(workspace, order)
    inputs = _without_mistakes(prepared)
    mailing = mailing_name(order, inputs)
    with open_register(workspace, inputs.office.register) as register:
        entries = register.peek(
            mailing, inputs.issued, requests(prepared, input_hashes(workspace, order, inputs))
        )
        numbered = frozenset(entry.recipient_id for entry in register.entries(mailing))
    return Plan(prepared, entries, numbered)


def _without_mistakes(prepared: Prepared) -> Inputs:
    if prepared.inputs is None or prepared.stopped:
        raise InputMistakes(prepared.problems)
    return prepared.inputs


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


def requests(prepared: Prepared, hashes: Mapping[str, str]) -> list[Request]:
    """What the register is asked for, in protocol order; `hashes` are those of the input files by path."""
    inputs = prepared.inputs
    assert inputs is not None
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


def _composed(
    composer: Composer, recipients: Sequence[Recipient], entries: Mapping[str, Entry]
) -> list[Letter]:
    letters = []
    for recipient in recipients:
        entry = entries[recipient.id]
        letter, problems = composer.letter(recipient, Numbered(entry.number, entry.reference))
        if letter is None or any(problem.stops for problem in problems):
            raise InputMistakes(
                problems
            )  # pragma: no cover  # trial_problems() has composed each of them before
        letters.append(letter)
    return letters


def file_name(number: int, recipient_id: str, kind: Format) -> str:
    """`0007-un-secretary-general.pdf`: the number first, so that two names can never be one."""
    return f"{number:04d}-{recipient_id}.{kind}"


def expected_files(recipients: Sequence[Recipient], entries: Mapping[str, Entry]) -> list[str]:
    """The names of all files that a run makes when nothing fails."""
    return [file_name(entries[one.id].number, one.id, kind) for one in recipients for kind in one.formats]


def _made(
    letters: Sequence[Letter],
    inputs: Inputs,
    composer: Composer,
    pdfs: Mapping[tuple[str, str], bytes],
    staging: Path,
    jobs: int,
    progress: Progress,
) -> list[Made]:
    """Every letter's files, made and read back, in the order of the letters."""
    folder = staging / "letters"
    folder.mkdir()
    total = sum(len(letter.formats) for letter in letters)
    work = partial(make_and_prove, strangers(letters))
    made: list[Made] = []
    pages: dict[bytes, PagePrint] = {}
    for one in stream(work, _chunks(letters, inputs, composer, pdfs, folder), jobs, Made):
        made.append(with_shared_pages(one, pages))
        progress(len(made), total)
    order = {letter.recipient_id: index for index, letter in enumerate(letters)}
    return sorted(made, key=lambda one: (order[one.outcome.recipient_id], one.outcome.format))


class AlreadyDispatched(LetterbookError):
    """A letter that was posted would be replaced by another; nothing was published."""

    exit_code = 3


DISPATCHED = ("dispatched", "returned", "answered")


def _dispatched(entries: Mapping[str, Entry]) -> list[str]:
    """The references of the letters that have left the house."""
    return [entry.reference for entry in entries.values() if entry.state in DISPATCHED]


def _refuse_changes(entries: Mapping[str, Entry], files: Mapping[str, Sequence[MadeFile]]) -> None:
    """Raises AlreadyDispatched where a letter that has left the house would now be another."""
    for recipient_id, made in files.items():
        entry = entries[recipient_id]
        if entry.state in DISPATCHED and any(file not in entry.files for file in made):
            raise AlreadyDispatched(
                f"The letter {entry.reference} to {entry.recipient_name} was dispatched, and would now be another; "
                f"nothing was published. To send a new one: letterbook issue … --to {recipient_id} --supersede."
            )


def _record(mailing: str, made: Sequence[Made]) -> Record:
    expectations = tuple(one.proved.expected for one in made if one.proved)
    failed = tuple((one.outcome.recipient_id, one.outcome.format) for one in made if not one.proved)
    return Record(mailing, expectations, failed)


def _prove(staging: Path, record: Record, made: Sequence[Made], recipients: Sequence[Recipient]) -> None:
    """Raises NotProved where a file is not what it should be."""
    proofs = {one.proved.expected.file: one.proved.proof for one in made if one.proved}
    findings = prove_mailing(staging, record, proofs, [recipient.id for recipient in recipients])
    if findings:
        raise not_proved(findings)


def _chunks(
    letters: Sequence[Letter],
    inputs: Inputs,
    composer: Composer,
    pdfs: Mapping[tuple[str, str], bytes],
    folder: Path,
) -> Iterator[Chunk]:
    """Letters of one format, template and enclosure together, at most CHUNK of them."""
    alike: dict[tuple[Format, str, str], list[Letter]] = {}
    for letter in letters:
        for kind in letter.formats:
            alike.setdefault((kind, letter.template, composer.enclosure_language(letter)), []).append(letter)
    for (kind, template, language), members in sorted(alike.items()):
        enclosure = None if composer.cover_only else composer.enclosures[language]
        pdf = None if composer.cover_only or kind != "pdf" else pdfs[template, language]
        for start in range(0, len(members), CHUNK):
            part = tuple(members[start : start + CHUNK])
            names = tuple(file_name(letter.number or 0, letter.recipient_id, kind) for letter in part)
            yield Chunk(inputs.templates[template], part, enclosure, kind, str(folder), names, pdf)


def _finish(
    staging: Path, mailing: str, letters: Sequence[Letter], outcomes: Sequence[Outcome], inputs: Inputs
) -> tuple[LedgerRow, ...]:
    """Makes the bundles and the ledger of what was rendered."""
    made = {(one.recipient_id, one.format): one for one in outcomes if isinstance(one, Rendered)}
    office = inputs.office.name.to(inputs.office.defaults.language) or ""
    pdfs = [
        (letter, made[letter.recipient_id, "pdf"])
        for letter in letters
        if (letter.recipient_id, "pdf") in made
    ]
    docx = [
        (letter, made[letter.recipient_id, "docx"])
        for letter in letters
        if (letter.recipient_id, "docx") in made
    ]
    ranges = bundle_pdf(staging / "bundle.pdf", pdfs, mailing, office)
    bundle_docx(staging / "bundle.docx", docx, mailing, office)
    rows = tuple(
        ledger_row(
            letter,
            made.get((letter.recipient_id, "pdf")),
            made.get((letter.recipient_id, "docx")),
            ranges.get(letter.recipient_id),
        )
        for letter in letters
    )
    write_ledger(staging / "ledger.csv", rows)
    return rows
