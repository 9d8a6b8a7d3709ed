"""Issues a mailing: numbers, letters, bundle, ledger and manifest, published in one move or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from letterbook.composing.compose import Composer, Inputs, Numbered
from letterbook.errors import InputMistakes, LetterbookError, Problem
from letterbook.execution import stream
from letterbook.mailing.inputs import Order, Prepared, prepare
from letterbook.mailing.rendering import make, trial_problems
from letterbook.model import Chunk, Failed, Format, Letter, Outcome, Recipient, Rendered
from letterbook.printing.bundles import bundle_docx, bundle_pdf
from letterbook.printing.ledger import LedgerRow, sha256, write_ledger, write_manifest
from letterbook.register import Entry, MadeFile, Register, Request

CHUNK = 25
"""Letters that a worker makes in one go: enough to pay for reading the stylesheets, few enough to lose."""

Progress = Callable[[int, int], None]
"""(files made, files in all)"""


@dataclass(frozen=True)
class Run:
    """How and where an order is carried out. `clerk` and `at` go into the register; `out` is the folder for mailings."""

    out: Path
    clerk: str
    at: datetime
    jobs: int = 1


@dataclass(frozen=True)
class Issued:
    """What came of it. `folder` holds the mailing; `failed` are the letters that could not be made."""

    mailing: str
    folder: Path
    entries: Mapping[str, Entry]
    rows: tuple[LedgerRow, ...]
    failed: tuple[Failed, ...]
    notices: tuple[Problem, ...]


class CannotWrite(LetterbookError):
    """The output folder cannot be written; nothing was numbered."""

    exit_code = 3


def issue(workspace: Path, order: Order, run: Run, progress: Progress = lambda done, total: None) -> Issued:
    """Carries the order out.

    Raises InputMistakes (nothing numbered, nothing written), CannotWrite, a RegisterError, or WrongCommand.
    """
    prepared = prepare(workspace, order)
    inputs = _without_mistakes(prepared)
    laid_out, problems = trial_problems(inputs, prepared.enclosures, prepared.recipients, order.cover_only)
    _without_mistakes(replace(prepared, problems=prepared.problems + problems))
    composer = Composer(inputs, prepared.enclosures, laid_out.pages, order.cover_only)
    name = folder_name(order, inputs)
    with staging_folder(run.out, name) as staging, Register.open(register_path(workspace, inputs)) as register:
        mailing = mailing_name(order, inputs)
        entries = register.reserve(mailing, inputs.issued, requests(prepared), run.clerk, run.at)
        letters = _composed(composer, prepared.recipients, entries)
        outcomes = _rendered(letters, inputs, composer, laid_out.pdfs, staging, run.jobs, progress)
        rows = _finish(staging, mailing, letters, outcomes, entries, inputs)
        write_manifest(staging / "manifest.json", mailing, _input_hashes(workspace, order, inputs), staging)
        publish(staging, run.out / name)
        register.record_made(mailing, _made_files(outcomes, staging), run.clerk, run.at)
    failed = tuple(outcome for outcome in outcomes if isinstance(outcome, Failed))
    return Issued(mailing, run.out / name, entries, rows, failed, tuple(prepared.problems))


def plan(workspace: Path, order: Order) -> tuple[Prepared, Mapping[str, Entry]]:
    """What `issue` would do, without a number taken and without a file: the recipients and their numbers.

    Raises InputMistakes, a RegisterError, or WrongCommand.
    """
    prepared = prepare(workspace, order)
    inputs = _without_mistakes(prepared)
    with Register.open(register_path(workspace, inputs)) as register:
        return prepared, register.peek(mailing_name(order, inputs), inputs.issued, requests(prepared))


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
    if not order.to:
        return name
    more = f"-and-{len(order.to) - 1}-more" if len(order.to) > 1 else ""
    return f"{name}-to-{order.to[0]}{more}"


def register_path(workspace: Path, inputs: Inputs) -> Path:
    """Where the workspace keeps its register."""
    return workspace / inputs.office.register


def requests(prepared: Prepared) -> list[Request]:
    """What the register is asked for, in protocol order."""
    assert prepared.inputs is not None
    office = prepared.inputs.office
    title = next(iter(prepared.enclosures.values())).title
    series = office.series[office.defaults.series]
    return [Request(one.id, one.name, one.address.country, series, title) for one in prepared.recipients]


def _composed(composer: Composer, recipients: Sequence[Recipient], entries: Mapping[str, Entry]) -> list[Letter]:
    letters = []
    for recipient in recipients:
        entry = entries[recipient.id]
        letter, problems = composer.letter(recipient, Numbered(entry.number, entry.reference))
        if letter is None or any(problem.stops for problem in problems):
            raise InputMistakes(problems)  # pragma: no cover  # prepare() has composed each of them before
        letters.append(letter)
    return letters


def file_name(letter: Letter, kind: Format) -> str:
    """`0007-un-secretary-general.pdf`: the number first, so that two names can never be one."""
    return f"{letter.number or 0:04d}-{letter.recipient_id}.{kind}"


def _rendered(
    letters: Sequence[Letter],
    inputs: Inputs,
    composer: Composer,
    pdfs: Mapping[tuple[str, str], bytes],
    staging: Path,
    jobs: int,
    progress: Progress,
) -> list[Outcome]:
    folder = staging / "letters"
    folder.mkdir()
    total = sum(len(letter.formats) for letter in letters)
    outcomes: list[Outcome] = []
    for outcome in stream(make, _chunks(letters, inputs, composer, pdfs, folder), jobs):
        outcomes.append(outcome)
        progress(len(outcomes), total)
    order = {letter.recipient_id: index for index, letter in enumerate(letters)}
    return sorted(outcomes, key=lambda outcome: (order[outcome.recipient_id], outcome.format))


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
            names = tuple(file_name(letter, kind) for letter in part)
            yield Chunk(inputs.templates[template], part, enclosure, kind, str(folder), names, pdf)


def _finish(
    staging: Path,
    mailing: str,
    letters: Sequence[Letter],
    outcomes: Sequence[Outcome],
    entries: Mapping[str, Entry],
    inputs: Inputs,
) -> tuple[LedgerRow, ...]:
    """Makes the bundles and the ledger of what was rendered."""
    made = {(one.recipient_id, one.format): one for one in outcomes if isinstance(one, Rendered)}
    pdfs = [(letter, made[letter.recipient_id, "pdf"]) for letter in letters if (letter.recipient_id, "pdf") in made]
    docx = [(letter, made[letter.recipient_id, "docx"]) for letter in letters if (letter.recipient_id, "docx") in made]
    office = inputs.office.name.to(inputs.office.defaults.language) or ""
    ranges = bundle_pdf(staging / "bundle.pdf", pdfs, mailing, office)
    bundle_docx(staging / "bundle.docx", docx, mailing, office)
    rows = []
    for letter in letters:
        pdf, word = made.get((letter.recipient_id, "pdf")), made.get((letter.recipient_id, "docx"))
        pages = ranges.get(letter.recipient_id)
        whole = all((letter.recipient_id, kind) in made for kind in letter.formats)
        rows.append(
            LedgerRow(
                number=letter.number or 0,
                reference=letter.reference or "",
                id=letter.recipient_id,
                name=letter.recipient_name,
                country=letter.country,
                language=letter.language,
                template=letter.template,
                copies=letter.copies,
                delivery=letter.delivery,
                pages=pdf.pages if pdf else None,
                sheets=pages.sheets if pages else None,
                bundle_first_page=pages.first if pages else None,
                bundle_last_page=pages.last if pages else None,
                pdf=f"letters/{Path(pdf.path).name}" if pdf else None,
                pdf_sha256=pdf.sha256 if pdf else None,
                docx=f"letters/{Path(word.path).name}" if word else None,
                docx_sha256=word.sha256 if word else None,
                state="made" if whole else "failed",
            )
        )
    write_ledger(staging / "ledger.csv", rows)
    return tuple(rows)


def _made_files(outcomes: Sequence[Outcome], staging: Path) -> dict[str, list[MadeFile]]:
    files: dict[str, list[MadeFile]] = {}
    for one in outcomes:
        if isinstance(one, Rendered):
            name = Path(one.path).relative_to(staging).as_posix()
            files.setdefault(one.recipient_id, []).append(MadeFile(one.format, name, one.sha256, one.pages))
    return files


def _input_hashes(workspace: Path, order: Order, inputs: Inputs) -> dict[str, str]:
    """SHA-256 of every file that the mailing was made of, by its path in the workspace."""
    files = [workspace / "letterbook.yaml", workspace / (order.recipients or "recipients.yaml")]
    files += [workspace / statement.file for statement in inputs.statements.values()]
    for name in inputs.templates:
        files += [file for file in (workspace / "templates" / name).iterdir() if file.is_file()]
    hashes = {_known_as(file, workspace): sha256(file) for file in files}
    pictures = [inputs.office.emblem, *(signatory.signature for signatory in inputs.office.signatories.values())]
    return hashes | {picture.name: hashlib.sha256(picture.data).hexdigest() for picture in pictures if picture}


def _known_as(file: Path, workspace: Path) -> str:
    """The file's path in the workspace; its bare name where it lies elsewhere, as another list may."""
    return file.relative_to(workspace).as_posix() if file.is_relative_to(workspace) else file.name


# --- Half a mailing is never seen ----------------------------------------------------------------------------------


class staging_folder:  # noqa: N801  # reads as a statement: with staging_folder(...)
    """A folder beside the target, on the same disk; removed again whatever happens, unless it was published.

    Raises CannotWrite where it cannot be made, which is before any number is taken.
    """

    def __init__(self, out: Path, name: str) -> None:
        self._path = out / f".{name}.making-{os.getpid()}"

    def __enter__(self) -> Path:
        try:
            self._path.mkdir(parents=True)
        except OSError as error:
            raise CannotWrite(
                f"Nothing can be written into {self._path.parent}: {error.strerror}. Free the folder, or name another with --out."
            ) from error
        return self._path

    def __exit__(self, *fault: object) -> None:
        shutil.rmtree(self._path, ignore_errors=True)


def publish(staging: Path, target: Path) -> None:
    """Puts the finished folder in the target's place; the files are on the disk before they are seen."""
    for file in staging.rglob("*"):
        _flush(file)
    _flush(staging)
    aside = target.with_name(f".{target.name}.before-{os.getpid()}")
    if target.exists():
        target.rename(aside)
    staging.rename(target)
    _flush(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
