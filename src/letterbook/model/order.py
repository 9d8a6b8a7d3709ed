"""What a clerk asks for. Light to import, so that the command line answers at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

from letterbook.errors import UsageError
from letterbook.model.office import Format
from letterbook.sentences import say

RecordableEvent = Literal["dispatched", "returned", "answered", "void"]
"""What a clerk can write down of a letter; the other events are written by the program itself."""


@dataclass(frozen=True)
class Order:
    """What is asked for. `mailing` is the id of a mailing, or of a statement that is one by itself. `to` names recipients
    or groups; empty means all. `recipients` is a list's file name, `encoding` what the list is
    saved in, if it is a CSV in an old code page, for this run.

    `date` is the issue date, None for the mailing's own; `formats` empty for the recipients' own. `supersede` gives
    a letter that was dispatched a new number, instead of refusing to change it.
    """

    mailing: str
    date: dt.date | None = None
    to: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    recipients: str | None = None
    cover_only: bool = False
    supersede: bool = False
    encoding: str | None = None


def as_order(order: str | Order) -> Order:
    """The order, or that of all letters of the mailing with this name. Raises UsageError for what is none."""
    asked = Order(order) if isinstance(order, str) else order
    for name in ("to", "formats"):
        if isinstance(getattr(asked, name), str):
            raise UsageError(say("“{name}” of an order is a tuple of texts, no single text.", name=name))
    for kind in asked.formats:
        refuse_format(kind)
    return asked


def refuse_format(kind: str) -> None:
    """Raises UsageError for what is no format of a letter."""
    if kind not in get_args(Format):
        raise UsageError(
            say(
                "“{kind}” is no format of a letter: {known} are.",
                kind=kind,
                known=" and ".join(get_args(Format)),
            )
        )


def refuse_event(event: str) -> None:
    """Raises UsageError for what a clerk cannot write down of a letter."""
    if event not in get_args(RecordableEvent):
        known = ", ".join(get_args(RecordableEvent))
        raise UsageError(say("“{event}” cannot be written down: {known} can.", event=event, known=known))


def with_zone(at: dt.datetime) -> dt.datetime:
    """The hour, if it says where it is that late: what day it is, depends on it."""
    if at.tzinfo is None:
        raise UsageError("The hour needs its time zone, as datetime.now().astimezone() has it.")
    return at
