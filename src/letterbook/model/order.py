"""What a clerk asks for. Light to import, so that the command line answers at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from letterbook.model.office import Format


@dataclass(frozen=True)
class Order:
    """What is asked for. `to` names recipients or groups; empty means all. `recipients` is a list's file name.

    `date` is the issue date, None for the statement's own; `formats` empty for the recipients' own. `supersede` gives
    a letter that was dispatched a new number, instead of refusing to change it.
    """

    statement: str
    date: dt.date | None = None
    to: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    recipients: str | None = None
    cover_only: bool = False
    supersede: bool = False
