"""What a column may hold. SQLite keeps anything in any column, and a database shell may have written it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, get_args

from letterbook.register.entries import EventKind
from letterbook.sentences import say

_EMPTY = frozenset(
    {
        *("snapshot", "statement_sha256", "template_sha256", "reset", "office"),
        *("day", "way", "tracking", "note", "other", "pages", "sheets"),
    }
)
"""The columns that need no value."""

_BROKEN = re.compile(r"[\ud800-\udfff]")
"""What stands in a text for bytes that are no UTF-8."""


def oddity(row: Mapping[str, Any]) -> str | None:
    """The first value of a row that letterbook never writes, in words, or None."""
    for column, value in row.items():
        if not (column in _EMPTY if value is None else _TESTS.get(column, _is_text)(value)):
            return say("{column} is “{value}”", column=column, value=shown(value))
    return None


def shown(value: object) -> str:
    """A value as a sentence may have it: cut where it is long, and without what no terminal prints."""
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in str(value)[:201])
    return text if len(text) <= 200 else f"{text[:199]}…"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and (value.isascii() or not _BROKEN.search(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int)


def _can_be(read: Callable[[str], object]) -> Callable[[object], bool]:
    def test(value: object) -> bool:
        if not isinstance(value, str) or not _is_text(value):
            return False
        try:
            read(value)
        except (ValueError, TypeError, RecursionError):
            return False
        return True

    return test


def _moment(text: str) -> None:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError


def _recipient(text: str) -> None:
    if not isinstance(json.loads(text), dict):
        raise TypeError


_TESTS: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(("number", "year", "generation", "id", "event", "pages", "sheets"), _is_number),
    **dict.fromkeys(("issued", "day"), _can_be(date.fromisoformat)),
    "at": _can_be(_moment),
    "kind": lambda value: value in get_args(EventKind),
    "snapshot": _can_be(_recipient),
}
"""Of the columns that hold more than a text."""
