"""Which numbers a mailing gets; pure, so that a dry run shows exactly what an issue takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from letterbook.model import ManyByName, Series
from letterbook.register.entries import Entry, Request


def allot(
    mailing: str,
    issued: date,
    requests: Sequence[Request],
    given: Mapping[str, Entry],
    generations: Mapping[str, int],
    last_number: Callable[[Series], int],
) -> ManyByName[Entry]:
    """An entry for each recipient, in the order of the requests.

    `given` are the current entries of the mailing, by recipient: they stay as they are. The others get the numbers
    after `last_number(series)`, without a gap. `generations` says how many letters a recipient had in this mailing.
    """
    entries: ManyByName[Entry] = ManyByName()
    last: dict[str, int] = {}
    for request in requests:
        if request.recipient_id in entries:
            continue
        if request.recipient_id in given:
            entries.put(request.recipient_id, given[request.recipient_id])
            continue
        series = request.series
        if series.id not in last:
            last[series.id] = last_number(series)
        last[series.id] += 1
        generation = generations.get(request.recipient_id, 0) + 1
        entries.put(request.recipient_id, _entry(mailing, issued, request, last[series.id], generation))
    return entries


def _entry(mailing: str, issued: date, request: Request, number: int, generation: int) -> Entry:
    return Entry(
        series=request.series.id,
        number=number,
        year=issued.year,
        reference=request.series.pattern.format(number=number, year=issued.year),
        mailing=mailing,
        recipient_id=request.recipient_id,
        recipient_name=request.recipient_name,
        country=request.country,
        subject=request.subject,
        date=issued,
        generation=generation,
        snapshot=request.snapshot,
        statement_sha256=request.statement_sha256,
        template_sha256=request.template_sha256,
        reset=request.series.reset,
        office=request.office,
    )
