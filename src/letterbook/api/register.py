"""The office's book of numbers: questions to it, and what is written into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from letterbook.api.guarding import guard_of
from letterbook.model import TableFormat
from letterbook.model.order import RecordableEvent, refuse_event, with_zone

if TYPE_CHECKING:
    from letterbook.api.office import Office
    from letterbook.register import Checked, Entry, LetterHistory, LetterPage
    from letterbook.usecases.dispatching import ToDispatch


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

    def page(self, number: int = 1, size: int = 100, *, text: str | None = None) -> LetterPage:
        """A page of so many letters, the latest first, or of those that `find` would find; `number` counts from 1, and where
        there is no page of this number it is the nearest one. Only these letters are read, so it is quick in a large register.
        """
        from letterbook.usecases import bookkeeping

        return bookkeeping.page(self.office.folder, text, number, size)

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
        encoding: str | None = None,
        told: Callable[[str], None] | None = None,
    ) -> list[Entry]:
        """Writes down that the letters of a mailing have left the house, or those of some groups or numbers ("17,42-45").

        `tracking_list` is a table: reference or id, tracking number; `encoding` what an old CSV is saved in. Letters that
        cannot be dispatched are passed over; `told` hears of them. Raises UsageError, InputError, StepRefusedError.
        """
        from letterbook.register import Step
        from letterbook.usecases.dispatching import Batch, dispatch

        batch = Batch(mailing, tuple(groups), numbers, tracking_list, encoding)
        step = Step("dispatched", day, way, tracking)
        with guard_of(self.office) as guard:
            return dispatch(self.office.folder, batch, step, clerk, with_zone(at), guard, told)

    def to_dispatch(
        self,
        mailing: str,
        *,
        way: str,
        groups: Iterable[str] = (),
        numbers: str | None = None,
    ) -> ToDispatch:
        """The letters that `dispatch` would write down as gone this way, and what it would say of others; nothing is written.

        Given to `record`, its `references` are written down all or none. Raises UsageError.
        """
        from letterbook.usecases.dispatching import Batch, to_dispatch

        return to_dispatch(self.office.folder, Batch(mailing, tuple(groups), numbers), way)

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
