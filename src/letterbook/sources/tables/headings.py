"""Which field of a recipient a column's heading names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from letterbook.sources.raw_recipient import RECIPIENT_KEYS
from letterbook.sources.tables.grid import CellValue, text_of
from letterbook.sources.text_checks import suggestion

_IGNORED = re.compile("[\\s._\u200b\ufeff-]+")


def _folded(heading: str) -> str:
    return _IGNORED.sub("", heading).casefold()


KEY_OF = {_folded(key): key for key in RECIPIENT_KEYS} | {
    _folded(key.removeprefix("address.")): key for key in RECIPIENT_KEYS
}
"""A heading without case, space, hyphen, underscore and dot, and the key that it names."""

COLUMNS = tuple(key.removeprefix("address.") for key in RECIPIENT_KEYS)
"""The headings as we name them to people."""


def field_of_heading(heading: str) -> str | None:
    """The key that a heading names ("Post Code" is address.postcode), or None."""
    return KEY_OF.get(_folded(heading))


def heading_hint(heading: str) -> str:
    """What an unknown heading may have been meant to be, and all that are known."""
    return suggestion(re.sub(r"^address[\s._-]+", "", heading, flags=re.IGNORECASE), COLUMNS, "Columns")


def count_known(cells: Iterable[CellValue]) -> int:
    """How many different fields this row of headings names."""
    return len({field_of_heading(text_of(cell)) for cell in cells} - {None})
