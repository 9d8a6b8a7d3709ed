"""What became of letters, written down: dispatched, returned, answered, void, made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    step, known, refused = Step("made"), dict[str, str](), list[LetterHistory]()
    news: dict[str, list[MadeFile]] = {}
    for history in reading.of_mailing(connection, mailing):
        entry = history.entry
        if not entry.is_current:
            continue
        known[entry.recipient_id] = entry.reference
        new = [file for file in files.get(entry.recipient_id, ()) if not entry.has(file)]
        if new:
            news[entry.recipient_id] = new
            refused += [history] if refusals([history], step, at) else []
    if unknown := sorted(files.keys() - known.keys()):
        raise RegisterError(
            say("“{unknown}” has no number in the mailing {mailing}.", unknown=unknown[0], mailing=mailing)
        )
    refuse(refused, step, at, is_one_of_many=len(news) > 1)
    written = {known[recipient_id]: news[recipient_id] for recipient_id in files if recipient_id in news}
    _write_made(JournalWriter(connection), written, moment, clerk, note)


def refuse(
    records: Iterable[LetterHistory], step: Step, at: datetime, *, is_one_of_many: bool = False
) -> None:
    records = list(records)
    found = refusals(records, step, at)
    if found:
        many = is_one_of_many or len(records) > 1
        raise StepRefusedError(" ".join(found) + (" Nothing was written down." if many else ""))


def _write_made(
    journal: JournalWriter,
    news: Mapping[str, Sequence[MadeFile]],
    moment: str,
    clerk: str,
    note: str | None,
) -> None:
    """`news` are new files by the letters' references."""
    numbers: list[int] = []

    def events() -> Iterator[dict[str, Any]]:
        for reference in news:
            event = event_row(journal, reference, "made", moment, clerk, note=note)
            numbers.append(event["id"])
            yield event

    journal.write("events", events())
    numbered = zip(numbers, news.values(), strict=True)
    journal.write("files", ({"event": number, **vars(file)} for number, made in numbered for file in made))


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
