"""A recipient as a reader found it: text by key, before anything is checked.

Every reader (YAML, CSV, XLSX, ODS, XLS) delivers this one shape; `recipient_rules.build_groups` makes groups of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from letterbook.language.spelling import without_unseen
from letterbook.model import Localised
from letterbook.problems import Place
from letterbook.sources.field_values import WrittenValue

TEXT_KEYS: tuple[str, ...] = (
    "id",
    "group",
    "group_name",
    "organisation",
    "person",
    "given",
    "surname",
    "form_of_address",
    "together_with",
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

PART_KEYS: tuple[str, ...] = (
    "middle_name",
    "surname_prefix",
    "second_surname",
    "surname_and_given",
    "after_name",
    "address.house_number",
    "address.staircase",
    "address.flat",
    "address.department",
    "address.second_line",
    "address.third_line",
    "address.quarter",
    "address.post_town",
    "address.postcode_and_city",
    "address.care_of",
    "address.po_box",
    "address.po_box_postcode",
)
"""Keys of tables only: columns that hold a part of a field, or two fields; `divided_fields` puts them where they belong."""

RECIPIENT_KEYS: tuple[str, ...] = TEXT_KEYS + LIST_KEYS
"""All keys of a recipient, in dotted lower-case form."""

CODED_KEYS: frozenset[str] = frozenset(
    {
        "id",
        "group",
        "kind",
        "language",
        "template",
        "signatory",
        "window",
        "universal",
        "copies",
        "active",
        "address.country",
        "formats",
    }
)
"""Keys whose text is a word of the program's or the office's, and not printed as it stands."""

LINES_KEYS = frozenset({"address.street"})
"""Keys with one text that may stand on several lines, as it does in its cell."""

_FULL_WIDTH = {0xFEE0 + sign: sign for sign in range(0x21, 0x7F)}
"""Latin letters and digits as wide as Chinese ones, and what they stand for."""

_LINE_BREAKS = re.compile("_x000D_\n?|\r\n?", re.IGNORECASE)
"""What other systems write where a line ends; _x000D_ is how a workbook spells a carriage return."""


_NO_WIDTH_AT_ENDS = re.compile("^[\\s\u00ad\u200b\u2060\ufeff]+|[\\s\u00ad\u200b\u2060\ufeff]+$")
"""Within a text such a sign may say where a word can be parted, and stays."""
_SPACES = re.compile(r"[^\S\n]{2,}")


def as_written(key: str, text: str) -> str:
    """The text of this key as a person sees it: composed letters, a single space where several stand, none at its ends and
    nothing there that has no width; a code is without whatever has no ink.
    """
    if "\r" in text or "_x000" in text:
        text = _LINE_BREAKS.sub("\n", text)
    if key in CODED_KEYS:
        return without_unseen(text.translate(_FULL_WIDTH))
    is_plain = text.isascii()
    if not is_plain:
        text = _NO_WIDTH_AT_ENDS.sub("", unicodedata.normalize("NFC", text))
    if not without_unseen(text):
        return ""
    text = text.strip()
    return text if is_plain and "  " not in text and "\t" not in text else _SPACES.sub(" ", text)


@dataclass(frozen=True)
class RawRecipient:
    """One recipient's texts as they were written; a key without a text is absent.

    `values` holds the keys of TEXT_KEYS, `lists` those of LIST_KEYS, `own` the office's own fields by name. `places` says
    where each key was written, that of an own field behind `field_values.PREFIX`; `places[""]` is the whole recipient (a mapping in YAML, a row in a table) and is always there.
    """

    values: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    own: Mapping[str, WrittenValue] = field(default_factory=dict)


def place_of(raw: RawGroup | RawRecipient, *keys: str) -> Place:
    """Where the first of these keys stands that has a place, else the whole recipient or group."""
    return next((raw.places[key] for key in keys if key in raw.places), raw.places[""])


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
