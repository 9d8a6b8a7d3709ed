"""The register: numbers given to letters, and what became of them. Rows are added, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from letterbook.model import Series
from letterbook.register import reading
from letterbook.register.allotment import allot
from letterbook.register.audit import Checked, audit
from letterbook.register.database import Database, database_of, is_remote
from letterbook.register.dialects import Connection
from letterbook.register.entries import Entry, EventKind, LetterHistory, MadeFile, Request, Step
from letterbook.register.errors import ReferenceTakenError, RegisterError, StepRefusedError
from letterbook.register.journal import COLUMNS, JournalWriter
from letterbook.register.steps import refusal
from letterbook.sentences import say


class Register:
    """An open register; use it as a context manager.

    Every method raises a RegisterError where the database cannot do what is asked. `clerk` is who does it, `at` when
    (with a time zone); both go into the book.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, address: Path | str, wait_s: float = 60) -> Self:
        """The register in a SQLite file, which the first `reserve` makes if it is not there, or in PostgreSQL.

        One that an earlier version of the program wrote is brought up to date. `wait_s` is how many seconds to wait
        for other runs before RegisterBusyError.
        """
        return cls(database_of(address, wait_s))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    # --- Numbers ---------------------------------------------------------------------------------------------------

    def reserve(
        self,
        mailing: str,
        issued: date,
        requests: Sequence[Request],
        clerk: str,
        at: datetime,
        supersede: Collection[str] = (),
    ) -> dict[str, Entry]:
        """Numbers for a whole mailing in one transaction: the entry of each recipient, in the order of the requests.

        Who has a number in this mailing keeps it; the others get the next ones of their series, without a gap within
        the series and the year of the issue date (or within the series, where it never resets). So does who has a
        void letter only, or one whose reference is in `supersede`: the old letter is marked. A reference that was
        superseded before is passed over, so that a run that was cut off can be given again.
        """
        with self._database.writing() as connection:
            plan = _Reservation(connection, mailing, issued, requests, supersede)
            plan.write_down(connection, clerk, at)
        return plan.entries

    def peek(
        self, mailing: str, issued: date, requests: Sequence[Request], supersede: Collection[str] = ()
    ) -> dict[str, Entry]:
        """What `reserve` would give, without taking it; makes no file."""
        with self._database.reading() as connection:
            return _Reservation(connection, mailing, issued, requests, supersede).entries

    def supersede(self, reference: str, request: Request, issued: date, clerk: str, at: datetime) -> Entry:
        """A new number for the letter's recipient in the same mailing; the old letter is marked in the same stroke.

        Raises StepRefusedError where the letter is not there, is void, or was superseded before; ValueError where the
        request is for another recipient.
        """
        with self._database.writing() as connection:
            record = reading.of_references(connection, [reference]).get(reference)
            if record is None:
                raise StepRefusedError(say("The register has no letter {reference}.", reference=reference))
            old = record.entry
            if request.recipient_id != old.recipient_id:
                raise ValueError("a letter is superseded by another to the same recipient")
            _refuse([record], Step("superseded"), at)
            plan = _Reservation(connection, old.mailing, issued, [request], [reference])
            plan.write_down(connection, clerk, at)
        return plan.entries[old.recipient_id]

    # --- What became of them ---------------------------------------------------------------------------------------

    def record_made(
        self, mailing: str, files: Mapping[str, Sequence[MadeFile]], clerk: str, at: datetime
    ) -> None:
        """Writes down the files of each recipient id, in one transaction; a hash that is known adds nothing.

        Raises RegisterError for a recipient without a number in this mailing, StepRefusedError where other files than
        those that are known are said to be made of a letter that has gone.
        """
        with self.recording_made(mailing, files, clerk, at):
            pass

    @contextmanager
    def recording_made(
        self, mailing: str, files: Mapping[str, Sequence[MadeFile]], clerk: str, at: datetime
    ) -> Iterator[None]:
        """As `record_made`; what is done inside belongs to the same transaction: if it fails, nothing is written."""
        moment = _utc(at)
        with self._database.writing() as connection:
            current = {
                record.entry.recipient_id: record
                for record in reading.of_mailing(connection, mailing)
                if record.entry.is_current
            }
            if unknown := sorted(files.keys() - current.keys()):
                raise RegisterError(
                    say(
                        "“{unknown}” has no number in the mailing {mailing}.",
                        unknown=unknown[0],
                        mailing=mailing,
                    )
                )
            news = {
                current[recipient_id]: [file for file in made if not current[recipient_id].entry.has(file)]
                for recipient_id, made in files.items()
            }
            _refuse([record for record, made in news.items() if made], Step("made"), at)
            _write_made(JournalWriter(connection), news, moment, clerk)
            yield

    def record_events(self, references: Sequence[str], step: Step, clerk: str, at: datetime) -> list[Entry]:
        """Writes down what became of these letters: all of them, or none.

        The day "today", after which no date may lie, is that of `at` in its own time zone. Raises StepRefusedError, which
        names every letter that cannot go this step and says why.
        """
        moment = _utc(at)
        with self._database.writing() as connection:
            found = reading.of_references(connection, references)
            if missing := [reference for reference in references if reference not in found]:
                raise StepRefusedError(
                    say("The register has no letter {missing}.", missing=", ".join(missing))
                )
            _refuse(found.values(), step, at)
            journal = JournalWriter(connection)
            said = {"way": step.way, "tracking": step.tracking, "note": step.note}
            day = step.date.isoformat() if step.date else None
            events = [
                _event(journal, reference, step.kind, moment, clerk, day=day, **said) for reference in found
            ]
            journal.write("events", events)
            return [record.entry for record in reading.of_references(connection, references).values()]

    # --- Reading ---------------------------------------------------------------------------------------------------

    def entries(self, mailing: str | None = None, find: str | None = None) -> list[Entry]:
        """The letters by series, year and number: of one mailing, or all; with this text in any field, or all."""
        return [record.entry for record in self.records(mailing, find)]

    def knows(self, mailing: str) -> bool:
        """Whether any letter of the mailing has a number here."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT 1 FROM letters WHERE mailing = ? LIMIT 1", (mailing,))
            return found.fetchone() is not None

    def entry(self, reference: str) -> Entry | None:
        """The letter with this reference."""
        record = self.record(reference)
        return record.entry if record else None

    def records(self, mailing: str | None = None, find: str | None = None) -> list[LetterHistory]:
        """As `entries`, each letter with its history."""
        with self._database.reading() as connection:
            found = reading.of_mailing(connection, mailing) if mailing else reading.everything(connection)
        return [record for record in found if find is None or reading.mentions(record, find)]

    def record(self, reference: str) -> LetterHistory | None:
        """The letter with this reference, and its history."""
        with self._database.reading() as connection:
            return reading.of_references(connection, [reference]).get(reference)

    def check(self, noted: str | None = None) -> Checked:
        """Whether the book is whole. `noted` is a hash that an earlier check has printed."""
        with self._database.reading() as connection:
            return audit(connection, noted)

    def backup(self, target: Path) -> None:
        """Copies the register into a new SQLite file, consistent also while others write."""
        self._database.backup(target)


def open_register(workspace: Path, address: str, wait_s: float = 60) -> Register:
    """The register that `register:` in letterbook.yaml names: a file of the workspace, or a PostgreSQL database."""
    return Register.open(address if is_remote(address) else workspace / address, wait_s)


class _Reservation:
    """Which recipient keeps which letter, and who gets a new one."""

    def __init__(
        self,
        connection: Connection,
        mailing: str,
        issued: date,
        requests: Sequence[Request],
        supersede: Collection[str],
    ) -> None:
        def last_number(series: Series) -> int:
            return reading.last_number(connection, series, issued.year)

        known = reading.of_mailing(connection, mailing)
        asked = {request.recipient_id for request in requests}
        current = {record.entry.recipient_id: record for record in known if record.entry.is_current}
        self.superseded = [
            record
            for name, record in current.items()
            if name in asked and record.entry.reference in supersede
        ]
        for record in self.superseded:
            del current[record.entry.recipient_id]
        generations: dict[str, int] = {}
        for record in known:
            before = generations.get(record.entry.recipient_id, 0)
            generations[record.entry.recipient_id] = max(before, record.entry.generation)
        given = {name: record.entry for name, record in current.items()}
        self.entries = allot(mailing, issued, requests, given, generations, last_number)
        self.new = [entry for name, entry in self.entries.items() if name not in given]
        _refuse_taken(connection, self.new)

    def write_down(self, connection: Connection, clerk: str, at: datetime) -> None:
        """Adds the new letters, reserves their numbers, and marks those whose place they take."""
        moment, journal = _utc(at), JournalWriter(connection)
        journal.write("letters", [_row(entry) for entry in self.new])
        old = {record.entry.recipient_id: record.entry.reference for record in self.superseded}
        events = [
            _event(journal, entry.reference, "reserved", moment, clerk, other=old.get(entry.recipient_id))
            for entry in self.new
        ]
        for name, reference in old.items():
            successor = self.entries[name].reference
            events.append(_event(journal, reference, "superseded", moment, clerk, other=successor))
        journal.write("events", events)


def _refuse_taken(connection: Connection, new: Iterable[Entry]) -> None:
    new = list(new)
    seen = reading.taken(connection, [entry.reference for entry in new])
    for entry in new:
        if entry.reference in seen:
            raise ReferenceTakenError(
                say(
                    "The series “{series}” would give {entry_reference} for {entry_date} to “{recipient_id}”, "
                    "but another letter bears that reference. Change the series’ pattern in letterbook.yaml: "
                    "{{number}} must be in it, {{year}} too if it resets every year, and something that no other "
                    "series has.",
                    series=entry.series,
                    entry_reference=entry.reference,
                    entry_date=entry.date,
                    recipient_id=entry.recipient_id,
                )
            )
        seen.add(entry.reference)


def _refuse(records: Iterable[LetterHistory], step: Step, at: datetime) -> None:
    refusals = [why for record in records if (why := refusal(record, step, at))]
    if refusals:
        raise StepRefusedError(
            " ".join(refusals) + (" Nothing was written down." if len(refusals) > 1 else "")
        )


def _write_made(
    journal: JournalWriter, news: Mapping[LetterHistory, Sequence[MadeFile]], moment: str, clerk: str
) -> None:
    events, files = [], []
    for record, made in news.items():
        if made:
            events.append(_event(journal, record.entry.reference, "made", moment, clerk))
            files += [{"event": events[-1]["id"], **vars(file)} for file in made]
    journal.write("events", events)
    journal.write("files", files)


def _row(entry: Entry) -> dict[str, Any]:
    own = vars(entry) | {"issued": entry.date.isoformat()}
    return {column: own[column] for column in COLUMNS["letters"]}


def _event(
    journal: JournalWriter, reference: str, kind: EventKind, moment: str, clerk: str, **said: str | None
) -> dict[str, Any]:
    return {
        "id": journal.next_event(),
        "reference": reference,
        "kind": kind,
        "at": moment,
        "clerk": clerk,
        **said,
    }


def _utc(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("the time of an event needs its time zone")
    return at.astimezone(UTC).isoformat(timespec="seconds")
