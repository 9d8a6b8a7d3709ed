"""What became of letters, written down: dispatched, returned, answered, void, made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from letterbook.register import reading
from letterbook.register.dialects import Connection
from letterbook.register.entries import Entry, EventKind, LetterHistory, MadeFile, Step
from letterbook.register.errors import RegisterError, StepRefusedError
from letterbook.register.event_rules import refusals
from letterbook.register.journal import JournalWriter
from letterbook.sentences import say


def record(
    connection: Connection,
    references: Sequence[str],
    step: Step,
    clerk: str,
    at: datetime,
    tracking: Mapping[str, str] | None = None,
) -> list[Entry]:
    """Writes down one step for all of these letters, or raises StepRefusedError and writes nothing; the letters then.

    `tracking` has a carrier's number of its own for letters by their references.
    """
    found = reading.of_references(connection, references)
    if missing := [reference for reference in references if reference not in found]:
        raise StepRefusedError(say("The register has no letter {missing}.", missing=", ".join(missing)))
    refuse(found.values(), step, at)
    moment, journal = utc(at), JournalWriter(connection)
    said = {"way": step.way, "note": step.note, "day": step.date.isoformat() if step.date else None}
    own = tracking or {}
    rows = [
        event_row(
            journal, reference, step.kind, moment, clerk, tracking=own.get(reference, step.tracking), **said
        )
        for reference in found
    ]
    journal.write("events", rows)
    return [history.entry for history in reading.of_references(connection, references).values()]


def record_made(
    connection: Connection,
    mailing: str,
    files: Mapping[str, Sequence[MadeFile]],
    clerk: str,
    at: datetime,
    note: str | None = None,
) -> None:
    """Writes down the files of each recipient id that are not known yet. Raises RegisterError, StepRefusedError."""
    moment = utc(at)
    current = {
        history.entry.recipient_id: history
        for history in reading.of_mailing(connection, mailing)
        if history.entry.is_current
    }
    if unknown := sorted(files.keys() - current.keys()):
        raise RegisterError(
            say("“{unknown}” has no number in the mailing {mailing}.", unknown=unknown[0], mailing=mailing)
        )
    news = {
        current[recipient_id]: [file for file in made if not current[recipient_id].entry.has(file)]
        for recipient_id, made in files.items()
    }
    refuse([history for history, made in news.items() if made], Step("made"), at)
    _write_made(JournalWriter(connection), news, moment, clerk, note)


def refuse(records: Iterable[LetterHistory], step: Step, at: datetime) -> None:
    records = list(records)
    found = refusals(records, step, at)
    if found:
        raise StepRefusedError(" ".join(found) + (" Nothing was written down." if len(records) > 1 else ""))


def _write_made(
    journal: JournalWriter,
    news: Mapping[LetterHistory, Sequence[MadeFile]],
    moment: str,
    clerk: str,
    note: str | None,
) -> None:
    events, files = [], []
    for record, made in news.items():
        if made:
            events.append(event_row(journal, record.entry.reference, "made", moment, clerk, note=note))
            files += [{"event": events[-1]["id"], **vars(file)} for file in made]
    journal.write("events", events)
    journal.write("files", files)


def event_row(
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


def utc(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("the time of an event needs its time zone")
    return at.astimezone(UTC).isoformat(timespec="seconds")
