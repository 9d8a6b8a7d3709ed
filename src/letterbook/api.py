"""The door for programs: an office, its mailings and its register. Nothing in it prints, asks or exits.

What goes wrong is a LetterbookError; one for the input carries `.problems`, one for finished files `.findings`. Folders
and files may be given as text or as Path. docs/api.md shows all of it at work.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from letterbook.errors import InputError, UsageError
from letterbook.model import Failed, Format, FrontMatter, Limits, Order, TableFormat
from letterbook.model.order import RecordableEvent, as_order, refuse_event, refuse_format, with_zone
from letterbook.model.progress import CancelToken, Progress, watched
from letterbook.problems import Problem
from letterbook.sentences import say

if TYPE_CHECKING:
    from letterbook.archive.ledger import LedgerRow
    from letterbook.executors import Guard
    from letterbook.model.columns import ColumnMap
    from letterbook.register import Checked, Entry, LetterHistory
    from letterbook.usecases.check import CheckResult
    from letterbook.usecases.import_statement import ImportedStatement
    from letterbook.usecases.machine import MachineCheck
    from letterbook.usecases.plan import Plan
    from letterbook.usecases.verify import Verification
    from letterbook.verification import Finding


def open_office(folder: str | Path, limits: Limits | None = None) -> Office:
    """The office whose letterbook.yaml lies in this folder. Raises UsageError where there is no such folder.

    `limits` are what the process may take that reads and sets the office's files, by default 2 GB and half a
    minute a file.

    Nothing is read yet: a mistake in a file is found by whatever needs that file.
    """
    path = Path(folder).resolve()
    if not path.is_dir():
        raise UsageError(say("There is no folder {folder}.", folder=folder))
    return Office(path, limits)


def make_office(
    folder: str | Path, *, language: str, country: str, paper: Literal["A4", "Letter"] | None = None
) -> list[Path]:
    """Makes an office in the folder, which is made; the new files. Never overwrites. Raises UsageError.

    `language` is a tag or a name of a language, `country` a code or a name; the paper is the country's where none is
    named. What an office alone can say stands in square brackets, and `check` refuses it until it is written.
    """
    from letterbook.usecases.new_office import beginning
    from letterbook.usecases.new_office import make_office as make

    return make(Path(folder), beginning(language, country, paper))


def copy_example(folder: str | Path) -> list[Path]:
    """Copies the example office into the folder, which is made; the new files. Never overwrites. Raises UsageError."""
    from letterbook.usecases.new_office import copy_example as copy

    return copy(Path(folder))


def help_topics() -> Mapping[str, str]:
    """The pages of the documentation by their names, each with its title."""
    from letterbook.usecases.help_pages import topics

    return topics()


def help_page(topic: str) -> str:
    """The text of a page of the documentation (Markdown), or what it says of a mistake's code. Raises UsageError."""
    from letterbook.usecases.help_pages import page

    return page(topic)


def examine_machine(folder: str | Path) -> list[MachineCheck]:
    """What this machine has and lacks of all that the program needs outside itself, to work in this folder."""
    from letterbook.usecases.machine import examine

    return examine(Path(folder))


def collect_garbage_less() -> None:
    """For a program that only issues: lets this process look for garbage less often, a twelfth of a run's time."""
    from letterbook.executors import collect_garbage_less as in_this_process

    in_this_process()


def processes(count: int | None = None, limits: Limits | None = None) -> Executor:
    """So many processes of this machine, in which letters are made side by side; use it as a context manager.

    None is one for each processor, and 1 this process alone. They import the program that starts them, so that needs
    the usual `if __name__ == "__main__":`.
    """
    from letterbook.executors import processes as others
    from letterbook.executors import serial

    wanted = count or os.cpu_count() or 1
    return others(wanted, limits) if wanted > 1 else serial()


@dataclass(frozen=True)
class Office:
    """An office: the folder with its letterbook.yaml, list, statements and templates.

    Where an order is wanted, the name of a mailing stands for all of its letters on its own date; a statement is a mailing by
    itself.
    """

    folder: Path
    limits: Limits | None = None

    @property
    def out(self) -> Path:
        """The folder for mailings, where nothing else is said."""
        return self.folder / "out"

    @property
    def register(self) -> Register:
        """The book of numbers."""
        return Register(self)

    def add_language(self, language: str) -> list[Path]:
        """Writes words to begin with in a further language into the templates; the new files. Raises UsageError."""
        from letterbook.usecases.new_office import add_language

        return add_language(self.folder, language)

    # --- Before a mailing ------------------------------------------------------------------------------------------

    def check(self, order: str | Order | None = None) -> list[Problem]:
        """Every problem of a mailing, or of all mailings; errors first. Nothing is made and no number is taken.

        Raises UsageError where the folder is no office.
        """
        return self.examine(order).problems

    def examine(
        self,
        order: str | Order | None = None,
        *,
        pictures: str | Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> CheckResult:
        """As `check`; with a folder for `pictures` the first page of each letter is pictured there as well.

        Raises UsageError, UnwritableOutputError, CancelledError.
        """
        from letterbook.usecases.check import CheckResult, check

        folder = Path(pictures) if pictures else None
        asked = as_order(order) if order else None
        with _guard(self) as guard, watched(on_progress, cancel) as monitor:
            try:
                return guard.run(check, self.folder, asked, self.out, folder, monitor=monitor)
            except InputError as too_much:
                return CheckResult(too_much.problems, [])

    def preview(
        self,
        order: str | Order,
        to: str | None = None,
        *,
        kind: Format = "pdf",
        out: str | Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
        told: Callable[[Sequence[Problem]], None] | None = None,
    ) -> Path:
        """The file of one letter as a draft, in `out`/drafts: marked DRAFT, without a number.

        `to` is the recipient's id, if the order does not name one. A draft whose page is not right is made as well; `told`
        is called with what is wrong on it. Raises InputError, UsageError, CancelledError.
        """
        from letterbook.usecases.preview import preview

        refuse_format(kind)
        asked = with_changes(as_order(order), to=(to,)) if to else as_order(order)
        folder = Path(out) if out else self.out / "drafts"
        with _guard(self) as guard, watched(on_progress, cancel) as monitor:
            path, problems = guard.run(preview, self.folder, asked, kind, folder, monitor=monitor)
        if told:
            told(problems)
        return path

    def plan(
        self,
        order: str | Order,
        *,
        out: str | Path | None = None,
        replace: bool = False,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> Plan:
        """What `issue` would do: which letters are new, changed (and how) or the same. Makes nothing.

        Raises what would stop `issue` with the same `replace`: InputError, UsageError, OutputConflictError,
        AlreadyDispatchedError, RegisterError, RegisterLostError, CancelledError.
        """
        from letterbook.usecases.plan import plan

        work = partial(plan, replace=replace)
        with _guard(self) as guard, watched(on_progress, cancel) as monitor:
            return guard.run(work, self.folder, as_order(order), self._out(out), monitor=monitor)

    def columns(self, file: str, encoding: str | None = None) -> ColumnMap:
        """What the columns of a list are read as, or would be if letterbook.yaml said so; `file` as `Order.recipients`.

        `encoding` is that of a CSV which is not UTF-8. Raises InputError, UsageError.
        """
        from letterbook.usecases.list_columns import columns_of

        with _guard(self) as guard, watched(None, None) as monitor:
            return guard.run(columns_of, self.folder, file, encoding, monitor=monitor)

    def write_columns(self, found: ColumnMap, *, replace: bool = False) -> Path:
        """Writes a map of columns into letterbook.yaml, of which nothing else changes; where it says something of a list
        already, only with `replace`. The file's path. Raises UsageError.
        """
        from letterbook.usecases.list_columns import write_columns

        return write_columns(self.folder, found, replace_map=replace)

    def import_statement(
        self,
        file: str | Path,
        statement: str,
        language: str,
        known: FrontMatter | None = None,
        *,
        encoding: str | None = None,
        replace: bool = False,
    ) -> ImportedStatement:
        """Makes statements/`statement`/`language`.md of a Word, ODT or plain-text file, and its pictures beside it.

        What the file does not say and is not `known`, such as the date, stands in brackets there. `encoding` is that of
        a text that is not in Unicode. Only with `replace` a file is written over. Raises InputError, UsageError.
        """
        from letterbook.usecases.import_statement import import_statement

        order = (Path(file).absolute(), statement, language, known or FrontMatter(), encoding, replace)
        with _guard(self) as guard:
            return guard.run(import_statement, self.folder, *order)

    # --- The mailing -----------------------------------------------------------------------------------------------

    def issue(
        self,
        order: str | Order,
        *,
        clerk: str,
        at: datetime,
        out: str | Path | None = None,
        replace: bool = False,
        executor: Executor | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> Issued:
        """Numbers, makes, verifies and publishes every letter, in `out`/mailing-date; or nothing at all.

        `clerk` and `at` (with a time zone) go into the register. `replace` lets the new folder take the place of one that
        holds more. Without an executor all is done in this process; one that is given is not shut down. Raises
        InputError, UsageError, VerificationError, CancelledError, and what docs/errors.md lists.
        """
        from letterbook.executors import serial
        from letterbook.usecases.issue import Run, issue

        if isinstance(executor, ThreadPoolExecutor):
            raise UsageError("Letters cannot be made in threads, only in processes: letterbook.processes(4).")
        run = Run(self._out(out), clerk, with_zone(at), executor or serial(), replace, self.limits)
        with watched(on_progress, cancel) as monitor:
            done = issue(self.folder, as_order(order), run, monitor)
        return Issued(self, done.folder, done.mailing, done.warnings, done.failed, done.taken_over)

    def mailing(self, name: str | Path) -> Mailing:
        """A mailing that was published, by its folder or by its name in `out`."""
        named = Path(name)
        return Mailing(self, named if named.is_dir() else self.out / named)

    def _out(self, out: str | Path | None) -> Path:
        return Path(out) if out else self.out


@dataclass(frozen=True)
class Mailing:
    """A published mailing, known by its folder alone."""

    office: Office
    folder: Path

    @property
    def name(self) -> str:
        """What its folder is called."""
        return self.folder.name

    @property
    def letters(self) -> list[LedgerRow]:
        """Its letters as the ledger has them, in the order of protocol. Raises UsageError where that cannot be read.

        A path in a row is one inside the mailing's folder.
        """
        from letterbook.archive.ledger import ledger_of

        return [row.values() for row in ledger_of(self.folder)]

    @property
    def bundles(self) -> list[Path]:
        """All letters in one file: as PDF, as a Word file, or both, in this order."""
        from letterbook.archive.layout import DOCX_BUNDLE, PDF_BUNDLE

        return [path for name in (PDF_BUNDLE, DOCX_BUNDLE) if (path := self.folder / name).exists()]

    def verify(
        self, *, on_progress: Progress | None = None, cancel: CancelToken | None = None
    ) -> list[Finding]:
        """Everything that is not as it was when the mailing was published; an empty list is good news.

        Raises UsageError where there is no mailing, RegisterError, CancelledError.
        """
        return self.verification(on_progress=on_progress, cancel=cancel).findings

    def verification(
        self, *, on_progress: Progress | None = None, cancel: CancelToken | None = None
    ) -> Verification:
        """As `verify`, and whether the office's register knows the mailing: without it a folder that was forged as a whole
        is in order.
        """
        from letterbook.usecases.verify import verify

        with _guard(self.office) as guard, watched(on_progress, cancel) as monitor:
            return verify(self.office.folder, self.folder, monitor, guard)

    def reprint(self, numbers: str, *, clerk: str, at: datetime, out: str | Path | None = None) -> Path:
        """The letters with these numbers ("17,42-45") in one PDF, as the bundle has them; the register notes it.

        It lies in `out`, else in the office's out/reprints. Raises UsageError, UnwritableOutputError, RegisterError.
        """
        from letterbook.usecases.reprint import reprint

        folder = Path(out) if out else self.office.out / "reprints"
        with _guard(self.office) as guard:
            return reprint(self.office.folder, self.folder, numbers, folder, clerk, with_zone(at), guard)


@dataclass(frozen=True)
class Issued(Mailing):
    """A mailing just published. `known_as` is what the register calls it; `failed` are the letters that could not be
    made; `taken_over` counts the files that were made before and are the same.
    """

    known_as: str
    warnings: tuple[Problem, ...] = field(default=())
    failed: tuple[Failed, ...] = field(default=())
    taken_over: int = 0


@dataclass(frozen=True)
class Register:
    """The office's book of numbers: which letter got which, and what became of it.

    Every method raises InputError where letterbook.yaml has mistakes, and RegisterError where the register refuses.
    """

    office: Office

    def letters(
        self, mailing: str | None = None, *, year: int | None = None, series: str | None = None
    ) -> list[LetterHistory]:
        """All letters, or those of one mailing, year or series, each with its history.

        Raises UsageError for an unknown mailing.
        """
        from letterbook.usecases import bookkeeping

        return bookkeeping.within(bookkeeping.letters(self.office.folder, mailing), year, series)

    def find(self, text: str) -> list[LetterHistory]:
        """The letters that mention the text: a name, a part of an address, a tracking number, a remark."""
        from letterbook.usecases import bookkeeping

        return bookkeeping.letters(self.office.folder, find=text)

    def letter(self, reference: str) -> LetterHistory:
        """The letter with this reference. Raises UsageError where there is none."""
        from letterbook.usecases import bookkeeping

        return bookkeeping.letter(self.office.folder, reference)

    def record(
        self,
        references: str | Iterable[str],
        event: RecordableEvent,
        *,
        clerk: str,
        at: datetime,
        day: date | None = None,
        way: str | None = None,
        tracking: str | None = None,
        note: str | None = None,
        told: Callable[[str], None] | None = None,
    ) -> list[Entry]:
        """Writes down what became of these letters, all or none; the letters as they stand then.

        A reference may be a range, "1-0017/2021..1-0020/2021", in which void and superseded numbers are passed over; `told`
        is called with a sentence about them. `day` is when it happened, `way` how a letter went,
        `note` a remark, or the reason of "returned" and "void". Raises UsageError, StepRefusedError.
        """
        from letterbook.register import Step
        from letterbook.usecases import bookkeeping

        refuse_event(event)
        several = [references] if isinstance(references, str) else list(references)
        step = Step(event, day, way, tracking, note)
        return bookkeeping.record_events(self.office.folder, several, step, clerk, with_zone(at), told)

    def dispatch(
        self,
        mailing: str,
        *,
        way: str,
        day: date,
        clerk: str,
        at: datetime,
        groups: Iterable[str] = (),
        numbers: str | None = None,
        tracking: str | None = None,
        tracking_list: str | Path | None = None,
        told: Callable[[str], None] | None = None,
    ) -> list[Entry]:
        """Writes down that the letters of a mailing have left the house, or those of some groups or numbers ("17,42-45").

        `tracking_list` is a table: reference or id, tracking number. Letters that cannot be dispatched are passed over; `told`
        is called with a sentence about them. Raises UsageError, InputError, StepRefusedError.
        """
        from letterbook.register import Step
        from letterbook.usecases.dispatching import Batch, dispatch

        batch = Batch(mailing, tuple(groups), numbers, Path(tracking_list) if tracking_list else None)
        step = Step("dispatched", day, way, tracking)
        with _guard(self.office) as guard:
            return dispatch(self.office.folder, batch, step, clerk, with_zone(at), guard, told)

    def export(
        self, kind: TableFormat, *, at: datetime, year: int | None = None, series: str | None = None
    ) -> bytes:
        """The register, or a year or series of it, as a file's content; `at` is printed on the PDF.

        Raises UsageError where no letter is left.
        """
        from letterbook.usecases import bookkeeping

        return bookkeeping.export(self.office.folder, kind, year, series, with_zone(at))

    def refuse_target(self, target: str | Path, *, replace: bool = False) -> None:
        """Raises UsageError where `write` would: to know it before the export is made."""
        from letterbook.usecases import bookkeeping

        bookkeeping.refuse_target(self.office.folder, Path(target), replace=replace)

    def write(self, target: str | Path, content: bytes, *, replace: bool = False) -> None:
        """Writes an export into a file; never over the register or a copy of it, nor over another without `replace`.

        Raises UsageError.
        """
        from letterbook.usecases import bookkeeping

        bookkeeping.write_export(self.office.folder, Path(target), content, replace=replace)

    def check(self, noted: str | None = None) -> Checked:
        """Whether the register is whole. `noted` is the last hash of an earlier check. Raises UsageError for no hash."""
        from letterbook.usecases import bookkeeping

        return bookkeeping.check(self.office.folder, noted)

    def backup(self, target: str | Path) -> None:
        """Copies the register into a new file, also while others write. Raises UsageError."""
        from letterbook.usecases import bookkeeping

        bookkeeping.backup(self.office.folder, Path(target))


def _guard(office: Office) -> Guard:
    """The process in which everything from outside is read and set."""
    from letterbook.executors import Guard

    return Guard(office.limits)
