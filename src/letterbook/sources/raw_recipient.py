"""A recipient as a reader found it: text by key, before anything is checked.

Every reader (YAML, CSV, XLSX, ODS, XLS) delivers this one shape; `recipients.build_groups` makes groups of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from letterbook.model import Localised
from letterbook.problems import Place

TEXT_KEYS: tuple[str, ...] = (
    "id",
    "group",
    "group_name",
    "organisation",
    "person",
    "post",
    "honorific",
    "salutation",
    "closing",
    "attention",
    "in_text",
    "kind",
    "language",
    "template",
    "signatory",
    "window",
    "universal",
    "copies",
    "delivery",
    "active",
    "address.street",
    "address.city",
    "address.region",
    "address.postcode",
    "address.country",
)
"""Keys with one text. `group_name` is for tables only: the name of the row's group."""

LIST_KEYS: tuple[str, ...] = ("formats", "cc", "address.lines")
"""Keys with several texts."""

RECIPIENT_KEYS: tuple[str, ...] = TEXT_KEYS + LIST_KEYS
"""All keys of a recipient, in dotted lower-case form."""


@dataclass(frozen=True)
class RawRecipient:
    """One recipient's texts as they were written; a key without a text is absent.

    `values` holds the keys of TEXT_KEYS, `lists` those of LIST_KEYS. `places` says where each key was written;
    `places[""]` is the whole recipient (a mapping in YAML, a row in a table) and is always there.
    """

    values: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


INHERITED_KEYS: tuple[str, ...] = (
    "language",
    "template",
    "signatory",
    "window",
    "universal",
    "copies",
    "salutation",
    "closing",
    "delivery",
    "honorific",
    "in_text",
    "kind",
)
"""Keys with one text that a group may have as its members' default; `formats` is the one list among them."""


@dataclass(frozen=True)
class RawGroup:
    """A group as a reader found it; `values` and `lists` hold its id and its members' defaults (INHERITED_KEYS)."""

    values: Mapping[str, str]
    recipients: tuple[RawRecipient, ...]
    name: Localised | None = None
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
