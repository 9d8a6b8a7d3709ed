"""The register: numbers given to letters, and what became of them. Rows are added, never changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from letterbook.model import Recipient
from letterbook.register import events, reading
from letterbook.register.addressee import is_same_addressee
from letterbook.register.audit import Checked, audit
from letterbook.register.database import Database, database_of, is_remote
from letterbook.register.dialects import Connection
from letterbook.register.entries import (
    Entry,
    LetterHistory,
    LetterPage,
    MadeFile,
    MailingSum,
    Request,
    Step,
    recipient_of,
)
from letterbook.register.errors import RegisterOlderError
from letterbook.register.journal import Mark, holds, is_all_of_one_run, last_mark, mark_of_mailing
from letterbook.register.last_note import ENDING, LastNote
from letterbook.register.reservation import Reservation
from letterbook.sentences import say


class Register:
    """An open register; use it as a context manager.

    Every method raises a RegisterError where the database cannot do what is asked. `clerk` is who does it, `at` when
    (with a time zone); both go into the book.
    """

    def __init__(self, database: Database, noted: LastNote | None = None) -> None:
        self._database, self._noted = database, noted

    @classmethod
    def open(cls, address: Path | str, wait_s: float = 60, noted: LastNote | None = None) -> Self:
        """The register in a SQLite file, which the first `reserve` makes if it is not there, or in PostgreSQL.

        One that an earlier version of the program wrote is brought up to date. `wait_s` is how many seconds to wait
        for other runs before RegisterBusyError; `noted` is where the last line is noted.
        """
        return cls(database_of(address, wait_s), noted)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction on the register that was written last, and a note of its last line."""
        marks = self._last_marks()
        with self._database.writing() as connection:
            _refuse_older(connection, marks)
            yield connection
            mark = last_mark(connection)
        if self._noted is not None:
            self._noted.write(mark)

    def refuse_older(self, *marks: Mark) -> None:
        """Raises RegisterOlderError where the register lacks the line that was noted last, or one of these."""
        known = [*self._last_marks(), *marks]
        with self._database.reading() as connection:
            _refuse_older(connection, known)

    def _last_marks(self) -> list[Mark]:
        """The line that was noted last. It is read before the view of the register begins: another run may write and
        note a line that an older view lacks.
        """
        return [self._noted.read()] if self._noted is not None else []

    def holds(self, mark: Mark) -> bool:
        """Whether the register has this line."""
        with self._database.reading() as connection:
            return holds(connection, mark)

    def latest(self) -> Mark:
        """The last line."""
        with self._database.reading() as connection:
            return last_mark(connection)

    def is_all_of_one_run(self, since: Mark, mailing: str, clerk: str, at: datetime) -> bool:
        """Whether all lines behind that one were written by the clerk's run of this time, which numbered and made the mailing."""
        with self._database.reading() as connection:
            return is_all_of_one_run(connection, since, mailing, clerk, events.utc(at))

    def mark_of(self, mailing: str) -> Mark | None:
        """The line of the mailing's latest letter; None where it has none."""
        with self._database.reading() as connection:
            return mark_of_mailing(connection, mailing)

    # --- Numbers ---------------------------------------------------------------------------------------------------

    def reserve(
        self,
        mailing: str,
        issued: date,
        requests: Sequence[Request],
        clerk: str,
        at: datetime,
        supersede: Collection[str] = (),
        note: str | None = None,
    ) -> Mapping[str, Entry]:
        """Numbers for a whole mailing in one transaction: the entry of each recipient, in the order of the requests.

        Who has a number in this mailing keeps it; the others get the next ones of their series, without a gap within
        the series and the year of the issue date (or within the series, where it never resets). So does who has a
        void letter only, or one whose reference is in `supersede`: the old letter is marked. A reference that was
        superseded before is passed over, so that a run that was cut off can be given again. `note` stands beside each
        number that is new.
        """
        with self._writing() as connection:
            plan = Reservation(connection, mailing, issued, requests, supersede)
            plan.write_down(connection, clerk, at, note)
        return plan.entries

    def peek(
        self, mailing: str, issued: date, requests: Sequence[Request], supersede: Collection[str] = ()
    ) -> Mapping[str, Entry]:
        """What `reserve` would give, without taking it; makes no file."""
        with self._database.reading() as connection:
            return Reservation(connection, mailing, issued, requests, supersede).entries

    # --- What became of them ---------------------------------------------------------------------------------------

    @contextmanager
    def recording_made(
        self,
        mailing: str,
        files: Mapping[str, Sequence[MadeFile]],
        clerk: str,
        at: datetime,
        note: str | None = None,
    ) -> Iterator[Callable[[], list[Entry]]]:
        """Writes down the files of each recipient id; a hash that is known adds nothing. What is done inside belongs to
        the same transaction: if it fails, nothing is written. Gives what reads the mailing's letters as they are in it.

        Raises RegisterError for a recipient without a number in this mailing, StepRefusedError where other files than
        those that are known are said to be made of a letter that has gone.
        """
        with self._writing() as connection:
            events.record_made(connection, mailing, files, clerk, at, note)
            yield lambda: [record.entry for record in reading.of_mailing(connection, mailing)]

    def record_events(
        self,
        references: Sequence[str],
        step: Step,
        clerk: str,
        at: datetime,
        tracking: Mapping[str, str] | None = None,
    ) -> list[Entry]:
        """Writes down what became of these letters: all of them, or none. `tracking` has a carrier's numbers by reference.

        The day "today", after which no date may lie, is that of `at` in its own time zone. Raises StepRefusedError, which
        names every letter that cannot go this step and says why.
        """
        with self._writing() as connection:
            return events.record(connection, references, step, clerk, at, tracking)

    # --- Reading ---------------------------------------------------------------------------------------------------

    def entries(self, mailing: str | None = None, find: str | None = None) -> list[Entry]:
        """The letters by series, year and number: of one mailing, or all; with this text in any field, or all."""
        return [record.entry for record in self.records(mailing, find)]

    def current(self, mailing: str) -> dict[str, Entry]:
        """The letters of the mailing that are their recipients', by recipient id, in brief."""
        with self._database.reading() as connection:
            entries = (record.entry for record in reading.of_mailing(connection, mailing))
            return {entry.recipient_id: entry.brief() for entry in entries if entry.is_current}

    def mailings(self) -> list[MailingSum]:
        """Every mailing with the number of its letters in each state, the latest first."""
        with self._database.reading() as connection:
            return reading.mailings(connection)

    def knows(self, mailing: str) -> bool:
        """Whether any letter of the mailing has a number here."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT 1 FROM letters WHERE mailing = ? LIMIT 1", (mailing,))
            return found.fetchone() is not None

    def recipient_ids(self, mailing: str) -> frozenset[str]:
        """The ids under which letters of the mailing have numbers here."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT recipient_id FROM letters WHERE mailing = ?", (mailing,))
            return frozenset(recipient_id for (recipient_id,) in found.fetchall())

    def other_addressees(self, mailing: str, requests: Sequence[Request]) -> list[tuple[Entry, Request]]:
        """The requests whose id stands for somebody else (`is_same_addressee`): in its letter of this mailing, which
        would keep its number, or else in its latest letter of another.
        """
        with self._database.reading() as connection:
            known = reading.of_recipients(connection, [request.recipient_id for request in requests])
        found = []
        for request in requests:
            entries = [entry for entry in known.get(request.recipient_id, ()) if entry.is_current]
            own = [entry for entry in entries if entry.mailing == mailing]
            latest = (own or entries)[-1:]
            found += [(entry, request) for entry in latest if not is_same_addressee(entry, request)]
        return found

    def addressees(self, most: int) -> list[Recipient]:
        """Who got letters, as each was then, the latest `most`; the id is the reference of one of their letters."""
        with self._database.reading() as connection:
            known = reading.snapshots(connection, most)
        found = ((reference, recipient_of(snapshot)) for snapshot, reference in known.items())
        return [replace(recipient, id=reference) for reference, recipient in found if recipient]

    def entry(self, reference: str) -> Entry | None:
        """The letter with this reference."""
        record = self.record(reference)
        return record.entry if record else None

    def records(self, mailing: str | None = None, find: str | None = None) -> list[LetterHistory]:
        """As `entries`, each letter with its history."""
        with self._database.reading() as connection:
            found = reading.of_mailing(connection, mailing) if mailing else reading.everything(connection)
            return [record for record in found if find is None or reading.mentions(record, find)]

    def page(self, text: str | None, number: int, size: int) -> LetterPage:
        """A page of so many letters, the latest first: of all, or of those that mention the text; the nearest one where there
        is none of this number, which counts from 1.
        """
        with self._database.reading() as connection:
            return reading.page(connection, text, number, size)

    def record(self, reference: str) -> LetterHistory | None:
        """The letter with this reference, and its history."""
        with self._database.reading() as connection:
            return reading.of_references(connection, [reference]).get(reference)

    def check(self, noted: str | None = None) -> Checked:
        """Whether the book is whole. `noted` is a hash that an earlier check has printed."""
        marks = self._last_marks()
        with self._database.reading() as connection:
            return audit(connection, noted, marks)

    def backup(self, target: Path) -> None:
        """Copies the register into a new SQLite file, consistent also while others write."""
        self._database.backup(target)


def _refuse_older(connection: Connection, marks: Sequence[Mark]) -> None:
    lacking = next((mark for mark in marks if not holds(connection, mark)), None)
    if lacking is not None:
        raise RegisterOlderError(
            say(
                "The register is an old copy, or was begun anew: line {line} of its journal, which was written before, is "
                "not in it. Numbers would be given a second time. Put back its newest copy.",
                line=lacking.line,
            )
        )


def open_register(workspace: Path, address: str, wait_s: float = 60) -> Register:
    """The register that `register:` in letterbook.yaml names: a file of the workspace, or a PostgreSQL database."""
    if is_remote(address):
        return Register.open(address, wait_s, LastNote(workspace / f"register{ENDING}"))
    return Register.open(workspace / address, wait_s, LastNote(Path(f"{workspace / address}{ENDING}")))
