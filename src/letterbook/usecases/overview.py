"""What there is in an office, at a glance: what can be issued, what was issued, and which anniversaries are near."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from letterbook.archive.layout import mailings_in
from letterbook.language.ordinals import anniversary, anniversary_day
from letterbook.model import Localised, MailingDefinition
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.book import open_book
from letterbook.sources.mailing import list_mailings, read_mailing
from letterbook.sources.office import office_of, refuse_no_office
from letterbook.sources.statement import list_statements, read_statements

DAYS = 90
"""So many days before an anniversary it is time to think of it."""


@dataclass(frozen=True)
class MailingSummary:
    """What can be issued: a mailing with a file, or a statement that is one by itself.

    `titles` by language, a dot row where a placeholder stands; `date` is the day that its files name.
    """

    id: str
    statement: str
    titles: Mapping[str, str]
    date: dt.date | None = None
    occasion: dt.date | None = None


@dataclass(frozen=True)
class PublishedSummary:
    """What was issued: as the register knows it, and in which folders of `out` it lies; there may be none of either.

    `states` has the number of letters in each state, by the kind of the latest event ("made", "dispatched", …).
    """

    name: str
    folders: tuple[str, ...]
    date: dt.date | None = None
    subject: str = ""
    states: Mapping[str, int] | None = None

    @property
    def letters(self) -> int | None:
        """How many letters have a number; None where the register does not know the mailing."""
        return None if self.states is None else sum(self.states.values())


@dataclass(frozen=True)
class Due:
    """An anniversary that is near: the `count`th on that `day`. `pattern` is the last mailing that was issued for it, and of
    which anniversary that was; `is_issued` is whether it was for this very day.
    """

    mailing: MailingSummary
    day: dt.date
    count: int
    pattern: PublishedSummary | None
    pattern_count: int | None
    is_issued: bool


@dataclass(frozen=True)
class Issuable:
    """The office's name, what can be issued there, and whether a second person has to release it."""

    office: Localised
    mailings: tuple[MailingSummary, ...]
    needs_release: bool


@dataclass(frozen=True)
class Overview:
    """The office's name, what can be issued, what was issued, and which anniversaries are near; `needs_release` is whether a
    second person releases what one has prepared.
    """

    office: Localised
    mailings: tuple[MailingSummary, ...]
    published: tuple[PublishedSummary, ...]
    due: tuple[Due, ...]
    needs_release: bool


def issuable(workspace: Path, _monitor: Monitor = UNWATCHED) -> Issuable:
    """Who writes, and every mailing that can be issued. A file with mistakes is left out of a title, and told by `check`.

    Raises UsageError where the folder is no office, InputError where letterbook.yaml cannot be used.
    """
    refuse_no_office(workspace)
    found = list(_mailings(workspace))
    office = office_of(workspace)
    return Issuable(office.name, tuple(found), office.needs_release)


def _mailings(workspace: Path) -> Iterator[MailingSummary]:
    names, _ = list_mailings(workspace)
    statements = list_statements(workspace)
    read = {name: read_mailing(workspace, name)[0] for name in names}
    sent = {mailing.statement for mailing in read.values() if mailing is not None}
    for name, definition in read.items():
        yield _summary(workspace, name, definition)
    for name in statements:
        if name not in sent and name not in read:
            yield _summary(workspace, name, None)


def _summary(workspace: Path, name: str, definition: MailingDefinition | None) -> MailingSummary:
    """A mailing without a definition that can be read is a statement by itself."""
    statement_id = definition.statement if definition else name
    statements, _ = read_statements(workspace, statement_id)
    texts = sorted(statements.values(), key=lambda statement: statement.language)
    dates = [definition.date if definition else None, *(statement.date for statement in texts)]
    return MailingSummary(
        name,
        statement_id,
        {statement.language: _plain_title(statement.title) for statement in texts},
        next(filter(None, dates), None),
        next((statement.occasion for statement in texts if statement.occasion), None),
    )


_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def _plain_title(title: str) -> str:
    """A title without what stands for a value that only an order has, such as the number of the anniversary."""
    return _PLACEHOLDER.sub("…", title)


def published(workspace: Path, out: Path) -> list[PublishedSummary]:
    """Every mailing of the register, the latest first, then the folders in `out` that it does not know.

    Raises InputError, a RegisterError.
    """
    with open_book(workspace) as register:
        known = register.mailings()
    folders = [folder.name for folder in mailings_in(out)]
    summaries = []
    for found in known:
        own = [name for name in folders if name == found.mailing or name.startswith(f"{found.mailing}-to-")]
        folders = [name for name in folders if name not in own]
        day = _day(found.issued)
        summaries.append(PublishedSummary(found.mailing, tuple(own), day, found.subject, found.states))
    return [*summaries, *(PublishedSummary(name, (name,)) for name in folders)]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:  # another program has changed the register; its own check says so
        return None


def due(
    mailings: Iterable[MailingSummary], issued: Sequence[PublishedSummary], today: dt.date, days: int = DAYS
) -> list[Due]:
    """The anniversaries of occasions from `today` on, so many days ahead, the nearest first."""
    found = (_due(mailing, mailing.occasion, issued, today, days) for mailing in mailings if mailing.occasion)
    return sorted(filter(None, found), key=lambda near: (near.day, near.mailing.id))


def _due(
    mailing: MailingSummary, occasion: dt.date, issued: Sequence[PublishedSummary], today: dt.date, days: int
) -> Due | None:
    near = _next_anniversary(occasion, today)
    if near is None or near[0] > today + dt.timedelta(days=days):
        return None
    day, count = near
    own = {each.date: each for each in issued if each.date and each.name == f"{mailing.id}-{each.date}"}
    latest = max(own, default=None)
    if latest is None or latest < occasion:
        return Due(mailing, day, count, None, None, is_issued=False)
    is_issued = latest >= day - dt.timedelta(days=days)
    return Due(mailing, day, count, own[latest], anniversary(occasion, latest), is_issued)


def _next_anniversary(occasion: dt.date, today: dt.date) -> tuple[dt.date, int] | None:
    for count in (today.year - occasion.year, today.year - occasion.year + 1):
        day = anniversary_day(occasion, count)
        if count >= 1 and day >= today:
            return day, count
    return None
