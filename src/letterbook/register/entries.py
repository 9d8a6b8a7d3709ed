"""What is written into the register, and what is read from it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from letterbook.model import Address, Paging, Recipient, Series

EventKind = Literal[
    "reserved", "made", "superseded", "void", "dispatched", "returned", "answered", "reprinted", "signed"
]


@dataclass(frozen=True)
class Request:
    """One letter that needs a number: to whom, about what, and from which series.

    `snapshot` is the recipient as it was at that hour (`snapshot()`); the hashes are SHA-256 in hexadecimal; `office` is
    the name of who writes.
    """

    recipient_id: str
    recipient_name: str
    country: str
    series: Series
    subject: str
    snapshot: str | None = None
    statement_sha256: str | None = None
    template_sha256: str | None = None
    office: str | None = None


@dataclass(frozen=True)
class MadeFile:
    """One file of a letter: its format ("pdf"), its name in the mailing's folder, hash, pages, and sheets of paper."""

    format: str
    name: str
    sha256: str
    pages: int | None = None
    sheets: int | None = None


@dataclass(frozen=True)
class Step:
    """What became of a letter, as a clerk says it. `note` is a reason or a remark; `date` the day that it happened."""

    kind: EventKind
    date: dt.date | None = None
    way: str | None = None
    tracking: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Event:
    """One line of a letter's history. `at` is when it was written down, in UTC.

    `other` is the letter that took this one's place (superseded) or whose place this one took (reserved).
    """

    reference: str
    kind: EventKind
    at: str
    clerk: str
    date: dt.date | None = None
    way: str | None = None
    tracking: str | None = None
    note: str | None = None
    other: str | None = None
    files: tuple[MadeFile, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One letter in the register. `series` is the id; `date` the issue date, whose year `year` is.

    `state` is the kind of the latest event, but for a reprint, which changes nothing. `files` are the latest of each
    format. `generation` counts the letters of this mailing to this recipient: 2 is the one that superseded the first.
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
    state: EventKind = "reserved"
    files: tuple[MadeFile, ...] = field(default=())
    generation: int = 1
    snapshot: str | None = None
    statement_sha256: str | None = None
    template_sha256: str | None = None
    reset: str | None = None
    office: str | None = None

    def brief(self) -> Entry:
        """The letter without what takes most room of thousands: the snapshot."""
        return replace(self, snapshot=None)

    @property
    def is_current(self) -> bool:
        """Whether this is its recipient's letter of the mailing, and not one that was given up or replaced."""
        return self.state not in ("void", "superseded")

    def has(self, made: MadeFile) -> bool:
        """Whether the letter's latest file of this format has this content."""
        return any((file.format, file.sha256) == (made.format, made.sha256) for file in self.files)

    @property
    def sheets(self) -> int | None:
        """Sheets of paper, as recorded, else as many as the pages fill on both sides; None where nobody counted."""
        for file in self.files:
            if file.sheets is not None:
                return file.sheets
        counted = [file.pages for file in self.files if file.pages is not None]
        return (counted[0] + 1) // 2 if counted else None


@dataclass(frozen=True)
class LetterHistory:
    """A letter and its whole history, the oldest event first."""

    entry: Entry
    events: tuple[Event, ...]

    def latest(self, *kinds: EventKind) -> Event | None:
        """The last event of one of these kinds."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)


@dataclass(frozen=True)
class MailingSum:
    """What the register knows of a mailing as a whole: the day of issue (ISO 8601), what most of its letters are about, and
    how many of them are in each state.
    """

    mailing: str
    issued: str
    subject: str
    states: Mapping[str, int]


@dataclass(frozen=True)
class LetterPage:
    """A page of the letters, and where it stands among all that are meant."""

    letters: tuple[LetterHistory, ...]
    paging: Paging


def canonical(value: object) -> str:
    """The value as JSON that has one spelling only: sorted keys, no spaces, every character as itself."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def snapshot(recipient: Recipient) -> str:
    """The recipient as canonical JSON, for `Request.snapshot`: whom the letter was to, and not what it said of them."""
    return canonical(_plain(recipient, leave_out=_NOT_KEPT))


def recipient_of(snapshot: str) -> Recipient | None:
    """The recipient of whom a `snapshot` was taken; None where it has not what a recipient needs."""
    row = json.loads(snapshot)
    if not isinstance(row, dict) or not isinstance(row.get("address"), dict):
        return None
    known = {attribute.name for attribute in fields(Recipient)} - _NOT_KEPT
    parts = {attribute.name for attribute in fields(Address)}
    held = {name: _held(value) for name, value in row.items() if name in known}
    address = {name: _held(value) for name, value in row["address"].items() if name in parts}
    try:
        return Recipient(**{**held, "address": Address(**address)})
    except TypeError:  # of a version that knew less
        return None


def _held(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_NOT_KEPT = frozenset({"places", "fields", "given", "surname", "form_of_address", "together_with"})
"""Where the list was written, the office's own fields, and the parts of the name, which stands there whole."""


def _plain(value: Any, leave_out: Collection[str] = ()) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        names = (attribute.name for attribute in fields(value) if attribute.name not in leave_out)
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(element) for element in value]
    return value
