"""What a mailing is, said once: which text goes to whom, in which form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from letterbook.model.fields import FieldFilter
from letterbook.model.office import ANY_LAYOUT, EnclosureSource, Format, ListLayout, Localised, Office
from letterbook.model.order import Order
from letterbook.problems import Place


@dataclass(frozen=True)
class MailingDefinition:
    """What `mailings/<id>.yaml` says, or a statement that is a mailing by itself (`file` is None then).

    What is None or empty is as statement, list and office have it. `groups`, `countries` (ISO 3166-1 alpha-2), `kinds`,
    `languages` (tags) and `fields` choose addressees of the list, who have to be as each of these asks. `signatories` are one or
    two. `places` says where each key was written, and each item of a list as "key item"; "" is the file.
    """

    id: str
    statement: str
    file: str | None = None
    date: dt.date | None = None
    list_layout: ListLayout = ANY_LAYOUT
    groups: tuple[str, ...] | None = None
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    fields: tuple[FieldFilter, ...] = ()
    template: str | None = None
    subject: Localised | None = None
    formats: tuple[Format, ...] = ()
    signatories: tuple[str, ...] = ()
    series: str | None = None
    page: str | None = None
    window: str | None = None
    universal: bool | None = None
    enclosures: tuple[EnclosureSource, ...] | None = None
    places: Mapping[str, Place] = field(default_factory=dict)

    def as_ordered(self, order: Order) -> MailingDefinition:
        """The same with what this run asks for in its place."""
        layout = self.list_layout
        if order.recipients:
            layout = replace(layout, file=order.recipients)
        if order.encoding:
            layout = replace(layout, encoding=order.encoding)
        return replace(
            self,
            date=order.date or self.date,
            formats=order.formats or self.formats,
            list_layout=layout,
        )

    def in_office(self, office: Office) -> Office:
        """The office with the list and the defaults of the mailing in place of its own; a series that it lacks is left out."""
        own = {name: getattr(self, name) for name in ("page", "window", "universal")}
        own["series"] = self.series if self.series in office.series else None
        defaults = replace(
            office.defaults, **{name: value for name, value in own.items() if value is not None}
        )
        return replace(
            office, defaults=defaults, list_layout=office.list_layout.with_changes(self.list_layout)
        )

    def place(self, key: str, item: str = "") -> Place:
        """Where a key, or an item of its list, was written; else the file."""
        return self.places.get(f"{key} {item}") or self.places.get(key) or Place(self.file or "mailings")
