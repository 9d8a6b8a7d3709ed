"""What is asked for. Light to import, so that the command line answers at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from letterbook.model import Format


@dataclass(frozen=True)
class Order:
    """What is asked for. `to` names recipients or groups; empty means all. `recipients` is a list's file name.
    `supersede` gives a letter that was dispatched a new number, instead of refusing to change it.
    """

    statement: str
    issued: date | None = None
    to: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    recipients: str | None = None
    cover_only: bool = False
    supersede: bool = False
