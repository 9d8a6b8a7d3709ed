"""Numbers reserved for a mailing: who keeps a letter, who gets a new one, and the rows that say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from letterbook.model import Series
from letterbook.register import reading
from letterbook.register.addressee import is_same_addressee
from letterbook.register.dialects import Connection
from letterbook.register.entries import Entry, Request
from letterbook.register.errors import OtherAddresseeError, ReferenceTakenError, RegisterForeignError
from letterbook.register.events import event_row, utc
from letterbook.register.journal import COLUMNS, JournalWriter
from letterbook.register.number_series import allot
from letterbook.sentences import say


class Reservation:
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

        _refuse_foreign(connection, requests)
        asked = {request.recipient_id for request in requests}
        given: dict[str, Entry] = {}
        generations: dict[str, int] = {}
        for entry in (record.entry for record in reading.of_mailing(connection, mailing)):
            name = entry.recipient_id
            generations[name] = max(generations.get(name, 0), entry.generation)
            if entry.is_current:
                given[name] = entry
        self.superseded = [
            entry for name, entry in given.items() if name in asked and entry.reference in supersede
        ]
        for entry in self.superseded:
            del given[entry.recipient_id]
        _refuse_others(given, requests)
        self.entries = allot(mailing, issued, requests, given, generations, last_number)
        self._kept = frozenset(given)
        _refuse_taken(connection, self)

    def new(self) -> Iterator[Entry]:
        """The letters that get a number now."""
        return (entry for name, entry in self.entries.items() if name not in self._kept)

    def write_down(self, connection: Connection, clerk: str, at: datetime, note: str | None = None) -> None:
        """Adds the new letters, reserves their numbers with the note, and marks those whose place they take."""
        moment, journal = utc(at), JournalWriter(connection)
        journal.write("letters", map(_row, self.new()))
        old = {entry.recipient_id: entry.reference for entry in self.superseded}
        reserved = (
            event_row(
                *(journal, entry.reference, "reserved", moment, clerk),
                other=old.get(entry.recipient_id),
                note=note,
            )
            for entry in self.new()
        )
        superseded = (
            event_row(journal, reference, "superseded", moment, clerk, other=self.entries[name].reference)
            for name, reference in old.items()
        )
        journal.write("events", chain(reserved, superseded))


def _refuse_foreign(connection: Connection, requests: Iterable[Request]) -> None:
    own = {request.office for request in requests if request.office}
    others = reading.offices(connection) - own if own else set()
    if others:
        raise RegisterForeignError(
            say(
                "The register holds the letters of the office “{other}”, and letterbook.yaml is that of “{own}”. Two offices "
                "need a register each. If it is the same office under a new name, write the name from before as "
                "“registered_as” beside the name in letterbook.yaml.",
                other=min(others),
                own=min(own),
            )
        )


def _refuse_others(given: Mapping[str, Entry], requests: Iterable[Request]) -> None:
    """What a run that looked before may not have seen: another list was issued meanwhile."""
    for request in requests:
        entry = given.get(request.recipient_id)
        if entry is not None and not is_same_addressee(entry, request):
            raise OtherAddresseeError(
                say(
                    "The number {reference} was given to {before}, whose id “{recipient_id}” stands for {now} now; "
                    "no number was taken. Give the new addressee an id of its own.",
                    reference=entry.reference,
                    before=entry.recipient_name,
                    recipient_id=request.recipient_id,
                    now=request.recipient_name,
                )
            )


def _refuse_taken(connection: Connection, plan: Reservation) -> None:
    seen = reading.taken(connection, [entry.reference for entry in plan.new()])
    for entry in plan.new():
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


def _row(entry: Entry) -> dict[str, Any]:
    own = vars(entry) | {"issued": entry.date.isoformat()}
    return {column: own[column] for column in COLUMNS["letters"]}
