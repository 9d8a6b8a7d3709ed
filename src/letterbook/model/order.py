"""What a clerk asks for. Light to import, so that the command line answers at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from letterbook.model.office import Format


@dataclass(frozen=True)
class Order:
    """What is asked for. `mailing` is the id of a mailing, or of a statement that is one by itself. `to` names recipients
    or groups; empty means all. `recipients` is a list's file name.

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
