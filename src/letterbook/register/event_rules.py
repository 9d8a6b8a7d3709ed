"""What may become of a letter, and after what: the rules of a paper register; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from letterbook.register.entries import Event, EventKind, LetterHistory, Step
from letterbook.register.spans import spans
from letterbook.sentences import say, template_of, values_of

FOLLOWS: Mapping[EventKind, frozenset[EventKind | None]] = {
    "reserved": frozenset({None}),
    "made": frozenset({"reserved", "made"}),
    "void": frozenset({"reserved", "made"}),
    "superseded": frozenset({"reserved", "made", "dispatched", "returned", "answered"}),
    "dispatched": frozenset({"made", "returned"}),
    "returned": frozenset({"dispatched"}),
    "answered": frozenset({"dispatched", "answered"}),
    "reprinted": frozenset({"made", "dispatched", "returned", "answered"}),
    "signed": frozenset({"made", "dispatched", "returned", "answered"}),
}
"""For each kind of event, the states of a letter that it may follow; None is a letter without any event."""

STANDING_BY: frozenset[EventKind] = frozenset({"reprinted", "signed"})
"""What is written down of a letter and leaves its state as it is."""

_DONE: Mapping[EventKind, str] = {
    "made": "made again",
    "void": "made void",
    "superseded": "superseded",
    "dispatched": "dispatched",
    "returned": "returned",
    "answered": "answered",
    "reprinted": "reprinted",
    "signed": "noted as signed",
}


_CLOCKS_DIFFER = timedelta(minutes=10)
"""By so much the clocks of two desks may differ."""


def refusal(record: LetterHistory, step: Step, at: datetime) -> str | None:
    """Why the letter cannot go this step at this hour, in a sentence, or None where it can."""
    reference = record.entry.reference
    if lacking := _lacking(step):
        return say(
            "{reference} cannot be {done} without {lacking}.",
            reference=reference,
            done=_DONE[step.kind],
            lacking=lacking,
        )
    if record.entry.state not in FOLLOWS[step.kind]:
        return say(
            "{reference} cannot be {done}: it {record}.",
            reference=reference,
            done=_DONE[step.kind],
            record=_standing(record),
        )
    if step.kind != "made" and record.events and (slow := _clock_behind(record.events[-1], at)):
        return say(
            "{reference} cannot be {done}: {slow}.", reference=reference, done=_DONE[step.kind], slow=slow
        )
    if step.date and (why := _wrong_day(record, step.date, at)):
        return say(
            "{reference} cannot be {done} on {step_date}: {why}.",
            reference=reference,
            done=_DONE[step.kind],
            step_date=step.date,
            why=why,
        )
    return None


def refusals(records: Iterable[LetterHistory], step: Step, at: datetime) -> list[str]:
    """Why these letters cannot go this step: a sentence for each kind of reason, with the letters that it is of."""
    kinds: dict[tuple[str, ...], list[tuple[LetterHistory, str]]] = {}
    for record in records:
        if sentence := refusal(record, step, at):
            values = values_of(sentence)
            reason = (
                record.entry.state if "record" in values else template_of(cast("str", values.get("why", "")))
            )
            kinds.setdefault((template_of(sentence), reason), []).append((record, sentence))
    return [_joined(found, step) for found in kinds.values()]


def _joined(found: Sequence[tuple[LetterHistory, str]], step: Step) -> str:
    """One sentence for letters that have the same reason; of days, the first letter's is said."""
    record, sentence = found[0]
    if len(found) == 1:
        return sentence
    references = spans(record.entry for record, _ in found)
    if "record" in values_of(sentence):
        return say(
            "{references} cannot be {done}: they {record}.",
            references=references,
            done=_DONE[step.kind],
            record=THEY[record.entry.state],
        )
    if "why" in values_of(sentence):
        return say(
            "{references} cannot be {done} on {step_date}: of the first of them, {why}.",
            references=references,
            done=_DONE[step.kind],
            step_date=step.date,
            why=values_of(sentence)["why"],
        )
    return say(template_of(sentence), **{**values_of(sentence), "reference": references})


THEY: Mapping[EventKind, str] = {
    "reserved": "have numbers but were never made",
    "made": "have not been dispatched",
    "void": "are void",
    "superseded": "were superseded",
    "dispatched": "were dispatched before",
    "returned": "came back",
    "answered": "were answered",
}
"""How letters of a state stand, as the rest of a sentence that begins with "they"."""


def _clock_behind(last: Event, at: datetime) -> str | None:
    """Why this hour cannot be: the letter has an event that was written down later. A run that makes letters may have begun
    before.
    """
    written = datetime.fromisoformat(last.at)
    if at + _CLOCKS_DIFFER >= written:
        return None
    return say(
        "this machine's clock says {at:%Y-%m-%d %H:%M}, and its last entry is of {written:%Y-%m-%d %H:%M}; set the clock "
        "right",
        at=at,
        written=written.astimezone(at.tzinfo),
    )


def _wrong_day(record: LetterHistory, day: date, at: datetime) -> str | None:
    """Why nothing can have become of the letter on that day; "today" is that of `at` in its own time zone.

    A letter may be posted before the day that is printed on it, as for an anniversary, once it has its number. It may
    also get its number only after that day, where an older mailing is entered. It cannot be posted before both.
    """
    if day > at.date():
        return "that day is still to come"
    for event in reversed(record.events):
        if event.kind in ("dispatched", "returned") and event.date:
            return (
                say("it was {kind} on {event_date}", kind=event.kind, event_date=event.date)
                if day < event.date
                else None
            )
    numbered = datetime.fromisoformat(record.events[0].at).astimezone(at.tzinfo).date()
    if day < min(numbered, record.entry.date):
        return say(
            "it is dated {entry_date} and got its number on {numbered}",
            entry_date=record.entry.date,
            numbered=numbered,
        )
    return None


def _lacking(step: Step) -> str | None:
    """What the register wants to know about a step and was not told."""
    if step.kind in ("void", "returned") and not (step.note or "").strip():
        return "a reason"
    if step.kind in ("dispatched", "answered") and step.date is None:
        return "a date"
    if step.kind == "dispatched" and not (step.way or "").strip():
        return "the way that it went"
    return None


def _standing(record: LetterHistory) -> str:
    """How the letter stands, as the rest of a sentence that begins with "it"."""
    last = record.latest(record.entry.state)
    if last is None:
        return "has no history"
    match last.kind:
        case "reserved":
            return "has a number but was never made"
        case "made":
            return "has not been dispatched"
        case "void":
            return say("is void ({note})", note=last.note)
        case "superseded":
            return say("was superseded by {other}", other=last.other)
        case "dispatched":
            return say("was dispatched on {last_date}", last_date=last.date)
        case "returned":
            return say("came back ({note})", note=last.note)
        case _:
            return say("was answered on {last_date}", last_date=last.date)


def out_of_order(events: Iterable[Event]) -> Iterator[Event]:
    """The events that could not follow what was before them."""
    state: EventKind | None = None
    for event in events:
        if state not in FOLLOWS.get(event.kind, frozenset()):
            yield event
        if event.kind not in STANDING_BY:
            state = event.kind
