"""An office, and what can be done in it before a mailing is published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from letterbook.api.address_list import AddressList
from letterbook.api.guarding import guard_of
from letterbook.api.letter_settings import SettingsOfLetters
from letterbook.api.lists import Lists
from letterbook.api.mailing import Issued, Mailing
from letterbook.api.register import Register
from letterbook.api.statements import Statements
from letterbook.errors import InputError, UsageError
from letterbook.model import Format, FrontMatter, Limits, Order, Recipient
from letterbook.model.order import as_order, refuse_format, with_zone
from letterbook.model.progress import CancelToken, Progress, watched
from letterbook.model.shortcut import System
from letterbook.problems import Problem
from letterbook.sentences import say

if TYPE_CHECKING:
    from letterbook.accounts import Accounts
    from letterbook.executors import Guard
    from letterbook.model.columns import ColumnMap
    from letterbook.model.post import Offset
    from letterbook.pipeline.release import HandOver
    from letterbook.usecases.check import CheckResult
    from letterbook.usecases.import_document import ImportedLetter, ImportedStatement
    from letterbook.usecases.overview import Overview
    from letterbook.usecases.plan import Plan
    from letterbook.usecases.post_papers import PostChoices
    from letterbook.usecases.verify import Verification


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


@dataclass(frozen=True)
class Office:
    """An office: the folder with its letterbook.yaml, list, statements and templates.

    Where an order is wanted, the name of a mailing stands for all of its letters on its own date; a statement is a mailing by
    itself.
    """

    folder: Path
    limits: Limits | None = None
    guard: Guard | None = field(default=None, repr=False, compare=False)

    @contextmanager
    def kept(self) -> Iterator[Office]:
        """The same office, with one process that reads and sets files for all that is asked of it, and not one for each
        question: for a program that asks many, one after another.
        """
        from letterbook.executors import Guard

        with Guard(self.limits) as guard:
            yield with_changes(self, guard=guard)

    @property
    def is_there(self) -> bool:
        """Whether the folder is an office: it has a letterbook.yaml."""
        from letterbook.sources.office import is_office

        return is_office(self.folder)

    def refuse_no_office(self) -> None:
        """Raises UsageError where the folder is no office."""
        from letterbook.sources.office import refuse_no_office

        refuse_no_office(self.folder)

    def write_shortcut(self, system: System, command: Sequence[str]) -> Path:
        """Writes a file into the folder that runs this command by a double click on such a system; its path. Raises UsageError.

        It takes the place of one that was written so before, and of no other file.
        """
        from letterbook.usecases.shortcut import write_shortcut

        return write_shortcut(self.folder, system, command)

    @property
    def out(self) -> Path:
        """The folder for mailings, where nothing else is said."""
        return self.folder / "out"

    @property
    def register(self) -> Register:
        """The book of numbers."""
        return Register(self)

    @property
    def accounts(self) -> Accounts:
        """Who may log in to an office page for several desks. It needs the extra `office`."""
        from letterbook.accounts import Accounts

        return Accounts(self.folder)

    def overview(self, today: date, days: int = 90) -> Overview:
        """What can be issued, what was issued, and which anniversaries lie in the next `days`: nearest and latest first.

        Raises UsageError where the folder is no office, InputError where letterbook.yaml has mistakes, a RegisterError.
        """
        from letterbook.usecases.overview import Overview, due, issuable, published

        with guard_of(self) as guard, watched(None, None) as monitor:
            found = guard.run(issuable, self.folder, monitor=monitor)
        issued = published(self.folder, self.out)
        near = tuple(due(found.mailings, issued, today, days))
        return Overview(found.office, found.mailings, tuple(issued), near, found.needs_release)

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
        with guard_of(self) as guard, watched(on_progress, cancel) as monitor:
            try:
                return guard.run(check, self.folder, asked, self.out, folder, monitor=monitor)
            except InputError as too_much:
                return CheckResult(too_much.problems, [])

    def addressees(self, order: str | Order) -> tuple[Recipient, ...]:
        """To whom the letters of an order go, in the order of protocol. Raises InputError, UsageError."""
        from letterbook.usecases.looking import addressees

        with guard_of(self) as guard, watched(None, None) as monitor:
            return guard.run(addressees, self.folder, as_order(order), monitor=monitor)

    def picture_pages(self, pdf: str | Path, folder: str | Path) -> list[Path]:
        """The pages of a letter's PDF as pictures (PNG) in the folder, which is made. Raises UnwritableOutputError."""
        from letterbook.usecases.looking import picture_pages

        with guard_of(self) as guard, watched(None, None) as monitor:
            return guard.run(picture_pages, Path(pdf), Path(folder), monitor=monitor)

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
        with guard_of(self) as guard, watched(on_progress, cancel) as monitor:
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
        with guard_of(self) as guard, watched(on_progress, cancel) as monitor:
            return guard.run(work, self.folder, as_order(order), self._out(out), monitor=monitor)

    def columns(self, file: str, encoding: str | None = None, sheets: Sequence[str] = ()) -> ColumnMap:
        """What the columns of a list are read as, or would be if letterbook.yaml said so; `file` as `Order.recipients`.

        `encoding` is that of a CSV which is not UTF-8, `sheets` are those of a workbook, ("all",) for every one. Raises
        InputError, UsageError.
        """
        from letterbook.usecases.list_columns import columns_of

        with guard_of(self) as guard, watched(None, None) as monitor:
            return guard.run(columns_of, self.folder, file, encoding, tuple(sheets), monitor=monitor)

    def write_columns(self, found: ColumnMap, *, replace: bool = False) -> Path:
        """Writes a map of columns into letterbook.yaml, of which nothing else changes; where it says something of a list
        already, only with `replace`. The file's path. Raises UsageError.
        """
        from letterbook.usecases.list_columns import write_columns

        return write_columns(self.folder, found, replace_map=replace)

    def address_list(self, file: str | None = None) -> AddressList:
        """The office's list, or the one in this file, to be looked at and changed."""
        return AddressList(self, file)

    @property
    def lists(self) -> Lists:
        """The files that may be the office's list, and how one of them becomes it."""
        return Lists(self)

    @property
    def statements(self) -> Statements:
        """The texts of the office's statements, written in a form."""
        return Statements(self)

    def letter_settings(self, mailing: str) -> SettingsOfLetters:
        """What is set of the letters of a mailing, by its id, to be looked at and changed."""
        return SettingsOfLetters(self, mailing)

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
        from letterbook.usecases.import_document import import_statement

        order = (Path(file).absolute(), statement, language, known or FrontMatter(), encoding, replace)
        with guard_of(self) as guard:
            return guard.run(import_statement, self.folder, *order)

    def import_letter(
        self,
        file: str | Path,
        language: str,
        *,
        template: str = "",
        mailing: str = "",
        known: FrontMatter | None = None,
        encoding: str | None = None,
        replace: bool = False,
    ) -> ImportedLetter:
        """Makes `language`.md of a finished letter, or of the main document of a mail merge, whose fields become placeholders: the words of
        a template, or those of one mailing alone.

        Sender, address, date and names are left out, as each letter gets its own. A new mailing is made: its letters go alone, and what the
        file does not say and is not `known` of its title, date and place stands in brackets. Only with `replace` a file is written over.
        Raises InputError, UsageError.
        """
        from letterbook.usecases.import_document import import_letter

        home = f"mailings/{mailing}" if mailing else f"templates/{template}"
        order = (Path(file).absolute(), home, language, known or FrontMatter(), encoding, replace)
        with guard_of(self) as guard:
            return guard.run(import_letter, self.folder, *order)

    def hand_over(
        self,
        order: str | Order,
        *,
        clerk: str,
        at: datetime,
        out: str | Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> HandOver:
        """Notes what the letters are, for a second person to issue them (`release` in letterbook.yaml); takes no number.

        Raises what would stop `issue`: InputError, UsageError, UnwritableOutputError, RegisterError, CancelledError.
        """
        from letterbook.usecases.hand_over import hand_over

        with guard_of(self) as guard, watched(on_progress, cancel) as monitor:
            return guard.run(
                hand_over,
                self.folder,
                as_order(order),
                self._made_in(out),
                clerk,
                with_zone(at),
                monitor=monitor,
            )

    # --- The mailing -----------------------------------------------------------------------------------------------

    def issue(
        self,
        order: str | Order,
        *,
        clerk: str,
        at: datetime,
        out: str | Path | None = None,
        replace: bool = False,
        seen: str | None = None,
        executor: Executor | None = None,
        is_direct: bool = False,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> Issued:
        """Numbers, makes, verifies and publishes every letter, in `out`/mailing-date; or nothing at all. `out` may be the
        address of a store, such as "s3://bucket/prefix".

        `clerk` and `at` (with a time zone) go into the register. `replace` lets the new folder take the place of one that
        holds more. `seen` is the code of what was handed over (`HandOver.code`): where another was meanwhile, nothing is done.
        Without an executor all is done in this process; one that is given is not shut down. `is_direct` lays out every letter by
        itself: the same files, slowly. Raises
        InputError, UsageError, VerificationError, CancelledError, and what docs/errors.md lists.
        """
        from letterbook.executors import serial
        from letterbook.storage.store import is_store, store
        from letterbook.usecases.issue import Run, issue

        if isinstance(executor, ThreadPoolExecutor):
            raise UsageError("Letters cannot be made in threads, only in processes: letterbook.processes(4).")
        place = store(str(out)) if out and is_store(str(out)) else None
        run = Run(
            self._made_in(out),
            clerk,
            with_zone(at),
            executor or serial(),
            replace,
            self.limits,
            seen,
            is_direct,
            store=place,
        )
        with watched(on_progress, cancel) as monitor:
            done = issue(self.folder, as_order(order), run, monitor)
        return Issued(
            self, done.folder, done.mailing, done.warnings, done.failed, done.taken_over, done.address
        )

    def post_choices(self) -> PostChoices:
        """The envelopes, sheets of labels and printers that there are, and the office's own. Raises InputError."""
        from letterbook.usecases.post_papers import post_choices

        return post_choices(self.folder)

    def calibrate(
        self,
        printer: str,
        *,
        at: datetime,
        offset: Offset | None = None,
        labels: str | None = None,
        out: str | Path | None = None,
    ) -> Path:
        """A trial page for a sheet of labels, from which is read by how much the printer prints beside the place; an `offset`
        is kept for it in printers.yaml. Raises UsageError, InputError, UnwritableOutputError.
        """
        from letterbook.usecases.calibrate import calibrate

        folder = Path(out) if out else self.out / "post"
        return calibrate(self.folder, printer, offset, labels, folder, with_zone(at))

    def published(self) -> list[Mailing]:
        """The mailings in `out`, by name."""
        from letterbook.archive.layout import mailings_in

        return [Mailing(self, folder) for folder in mailings_in(self.out)]

    def unpack(self, packed: str | Path, folder: str | Path) -> Mailing:
        """The mailing that somebody sent as a ZIP, put into the folder, which is made. Raises UsageError, InputError."""
        from letterbook.usecases.unpacking import unpack

        with guard_of(self) as guard, watched(None, None) as monitor:
            return Mailing(self, guard.run(unpack, Path(packed), Path(folder), monitor=monitor))

    def mailing(self, name: str | Path) -> Mailing:
        """A mailing that was published, by its folder or by its name in `out`."""
        named = Path(name)
        return Mailing(self, named if named.is_dir() else self.out / named)

    def verify_in_store(
        self, address: str, *, on_progress: Progress | None = None, cancel: CancelToken | None = None
    ) -> Verification:
        """As `Mailing.verification`, for a mailing in a store: s3://bucket/prefix/january-20-2021-01-19. Raises StoreError."""
        from letterbook.usecases.verify import verify_in_store

        with guard_of(self) as guard, watched(on_progress, cancel) as monitor:
            return verify_in_store(self.folder, address, monitor, guard)

    def _made_in(self, out: str | Path | None) -> Path:
        """The folder for mailings, and for a store the one on this machine where its mailings are made and their records kept."""
        if out is None or "://" not in str(out):
            return self._out(out)
        address = str(out).rstrip("/")
        return self.out / f".store-{hashlib.sha256(address.encode()).hexdigest()[:16]}"

    def _out(self, out: str | Path | None) -> Path:
        if "://" in str(out):
            raise UsageError("Only issuing writes to a store; for this, name a folder.")
        return Path(out) if out else self.out
