"""The door for programs: an office, its mailings and its register. Nothing in it prints, asks or exits.

Every method raises a LetterbookError; those for the input carry `.problems`, those for finished files `.findings`.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from letterbook.errors import UsageError
from letterbook.model import Failed, Format, Order
from letterbook.model.progress import CancelToken, Monitor, Progress
from letterbook.problems import Problem

if TYPE_CHECKING:
    from letterbook.archive.ledger import LedgerLine, LedgerRow
    from letterbook.register import Checked, Entry, EventKind, LetterHistory
    from letterbook.usecases.check import CheckResult
    from letterbook.usecases.machine import MachineCheck
    from letterbook.usecases.plan import Plan
    from letterbook.usecases.verify import Verification
    from letterbook.verification import Finding

TableFormat = Literal["csv", "xlsx", "pdf"]


def open_office(folder: str | Path) -> Office:
    """The office whose letterbook.yaml lies in this folder. Raises UsageError where there is no such folder.

    Nothing is read yet: a mistake in a file is found by whatever needs that file.
    """
    path = Path(folder).resolve()
    if not path.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    return Office(path)


def make_office(folder: str | Path) -> list[Path]:
    """Copies the example office into the folder, which is made; the new files. Never overwrites. Raises UsageError."""
    from letterbook.usecases.new_office import make_workspace

    return make_workspace(Path(folder))


def examine_machine(folder: Path) -> list[MachineCheck]:
    """What this machine has and lacks of all that the program needs outside itself, to work in this folder."""
    from letterbook.usecases.machine import examine

    return examine(folder)


def collect_garbage_less() -> None:
    """For a program that only issues: lets this process look for garbage less often, a twelfth of a run's time."""
    from letterbook.executors import collect_garbage_less as in_this_process

    in_this_process()


def processes(count: int) -> Executor:
    """So many processes of this machine, in which letters are made side by side; use it as a context manager.

    1 is this process alone.
    """
    from letterbook.executors import processes as others
    from letterbook.executors import serial

    return others(count) if count > 1 else serial()


@dataclass(frozen=True)
class Office:
    """An office: the folder with its letterbook.yaml, list, statements and templates."""

    folder: Path

    @property
    def out(self) -> Path:
        """The folder for mailings, where nothing else is said."""
        return self.folder / "out"

    @property
    def register(self) -> Register:
        """The book of numbers."""
        return Register(self.folder)

    # --- Before a mailing ------------------------------------------------------------------------------------------

    def check(self, statement: str | Order | None = None) -> list[Problem]:
        """Every problem of a mailing, or of all statements; errors first. Nothing is made and no number is taken."""
        return self.examine(statement).problems

    def examine(
        self,
        statement: str | Order | None = None,
        *,
        pictures: Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> CheckResult:
        """As `check`; with a folder for `pictures` the first page of each letter is pictured there as well."""
        from letterbook.usecases.check import check

        order = Order(statement) if isinstance(statement, str) else statement
        return check(self.folder, order, pictures, _monitor(on_progress, cancel))

    def preview(
        self,
        order: Order,
        to: str | None = None,
        *,
        kind: Format = "pdf",
        out: Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> Path:
        """The file of one letter as a draft: marked DRAFT, without a number. Raises InputError, UsageError."""
        from letterbook.usecases.preview import preview

        order = with_changes(order, to=(to,)) if to else order
        folder = out or self.out / "drafts"
        return preview(self.folder, order, kind, folder, _monitor(on_progress, cancel))

    def plan(
        self,
        order: Order,
        *,
        out: Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> Plan:
        """What `issue` would do: which letters are new, changed (and how) or the same. Makes nothing."""
        from letterbook.usecases.plan import plan

        return plan(self.folder, order, out or self.out, _monitor(on_progress, cancel))

    # --- The mailing -----------------------------------------------------------------------------------------------

    def issue(
        self,
        order: Order,
        *,
        clerk: str,
        at: datetime,
        out: Path | None = None,
        replace: bool = False,
        executor: Executor | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> Issued:
        """Numbers, makes, verifies and publishes every letter, in `out`/statement-date; or nothing at all.

        `clerk` and `at` (with a time zone) go into the register. `replace` lets the new folder take the place of one that
        holds more. Without an executor all is done in this process. Raises InputError, VerificationError, and what
        docs/errors.md lists.
        """
        from letterbook.executors import serial
        from letterbook.usecases.issue import Run, issue

        run = Run(out or self.out, clerk, at, executor or serial(), replace)
        done = issue(self.folder, order, run, _monitor(on_progress, cancel))
        return Issued(
            self.folder, done.folder, done.mailing, done.rows, done.warnings, done.failed, done.taken_over
        )

    def mailing(self, name: str | Path) -> Mailing:
        """A mailing that was published, by its folder or by its name in `out`."""
        named = Path(name)
        return Mailing(self.folder, named if named.is_dir() else self.out / named)


@dataclass(frozen=True)
class Mailing:
    """A published mailing, known by its folder alone."""

    office: Path
    folder: Path

    @property
    def name(self) -> str:
        """What its folder is called."""
        return self.folder.name

    @property
    def letters(self) -> list[LedgerLine]:
        """The rows of its ledger. Raises OSError, or ValueError where that is no table of ours."""
        from letterbook.archive.ledger import read_ledger

        return read_ledger(self.folder)

    def verify(
        self, *, on_progress: Progress | None = None, cancel: CancelToken | None = None
    ) -> list[Finding]:
        """Everything that is not as it was when the mailing was published; an empty list is good news."""
        return self.verification(on_progress=on_progress, cancel=cancel).findings

    def verification(
        self, *, on_progress: Progress | None = None, cancel: CancelToken | None = None
    ) -> Verification:
        """As `verify`, and whether the office's register knows the mailing."""
        from letterbook.usecases.verify import verify

        return verify(self.office, self.folder, _monitor(on_progress, cancel))

    def reprint(self, numbers: str, *, clerk: str, at: datetime, out: Path | None = None) -> Path:
        """The letters with these numbers ("17,42-45") in one PDF, as the bundle has them; the register notes it."""
        from letterbook.usecases.reprint import reprint

        return reprint(self.office, self.folder, numbers, out or self.office / "out" / "reprints", clerk, at)


@dataclass(frozen=True)
class Issued(Mailing):
    """A mailing just published. `known_as` is what the register calls it, `rows` are those of its ledger; `failed` are the
    letters that could not be made; `taken_over` counts the files that were made before and are the same.
    """

    known_as: str = ""
    rows: tuple[LedgerRow, ...] = field(default=())
    warnings: tuple[Problem, ...] = field(default=())
    failed: tuple[Failed, ...] = field(default=())
    taken_over: int = 0


@dataclass(frozen=True)
class Register:
    """The office's book of numbers: which letter got which, and what became of it."""

    office: Path

    def letters(
        self, mailing: str | None = None, *, year: int | None = None, series: str | None = None
    ) -> list[LetterHistory]:
        """All letters, or those of one mailing, year or series, each with its history.

        Raises UsageError for an unknown mailing.
        """
        from letterbook.usecases import register

        return register.within(register.letters(self.office, mailing), year, series)

    def find(self, text: str) -> list[LetterHistory]:
        """The letters that mention the text: a name, a part of an address, a tracking number, a remark."""
        from letterbook.usecases import register

        return register.letters(self.office, find=text)

    def letter(self, reference: str) -> LetterHistory:
        """The letter with this reference. Raises UsageError where there is none."""
        from letterbook.usecases import register

        return register.letter(self.office, reference)

    def record(
        self,
        references: Iterable[str],
        event: EventKind,
        *,
        clerk: str,
        at: datetime,
        day: date | None = None,
        way: str | None = None,
        tracking: str | None = None,
        note: str | None = None,
    ) -> list[Entry]:
        """Writes down what became of these letters, all or none: "dispatched", "returned", "answered" or "void".

        `1-0017/2021..1-0020/2021` is a range. Raises UsageError, StepRefusedError.
        """
        from letterbook.register import Step
        from letterbook.usecases import register

        step = Step(event, day, way, tracking, note)
        return register.record_events(self.office, list(references), step, clerk, at)

    def export(
        self, kind: TableFormat, *, at: datetime, year: int | None = None, series: str | None = None
    ) -> bytes:
        """The register, or a year or series of it, as a file's content; `at` is printed on the PDF."""
        from letterbook.usecases import register

        return register.export(self.office, kind, year, series, at)

    def refuse_target(self, target: Path, *, replace: bool = False) -> None:
        """Raises UsageError where an export into this file would destroy one."""
        from letterbook.usecases import register

        register.refuse_target(self.office, target, replace=replace)

    def write(self, target: Path, content: bytes, *, replace: bool = False) -> None:
        """Writes an export into a file; never over the register or a copy of it. Raises UsageError."""
        from letterbook.usecases import register

        register.write_export(self.office, target, content, replace=replace)

    def check(self, noted: str | None = None) -> Checked:
        """Whether the register is whole. `noted` is the last hash of an earlier check."""
        from letterbook.usecases import register

        return register.check(self.office, noted)

    def backup(self, target: Path) -> None:
        """Copies the register into a new file, also while others write. Raises UsageError."""
        from letterbook.usecases import register

        register.backup(self.office, target)


def _monitor(on_progress: Progress | None, cancel: CancelToken | None) -> Monitor:
    return Monitor(on_progress, cancel) if on_progress else Monitor(cancel=cancel)
