"""What is written into the register, and what is read from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from letterbook.model import Series


@dataclass(frozen=True)
class Request:
    """One letter that needs a number: to whom, and from which series."""

    recipient_id: str
    recipient_name: str
    country: str
    series: Series
    subject: str


@dataclass(frozen=True)
class MadeFile:
    """One file of a letter: its format ("pdf"), its name in the mailing's folder, hash, and count of pages."""

    format: str
    name: str
    sha256: str
    pages: int | None = None


@dataclass(frozen=True)
class Entry:
    """One letter in the register. `series` is the id; `date` the issue date, whose year `year` is.

    `state` is the kind of the latest event: "reserved", then "made". `files` are the latest of each format.
    """

    series: str
    number: int
    year: int
    reference: str
    mailing: str
    recipient_id: str
    recipient_name: str
    country: str
    subject: str
    date: dt.date
    state: str = "reserved"
    files: tuple[MadeFile, ...] = field(default=())
