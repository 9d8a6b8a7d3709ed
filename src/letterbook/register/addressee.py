"""Whether an id still stands for the addressee to whom its letter was numbered: a number belongs to one addressee.

The rule, of two rows of a list with one id in one mailing:

1. Another country is another addressee.
2. The same name is the same addressee, wherever it lives now, where a person is named; a body alone also has to share a
   part of its address, since “Mayor's Office” is the name of many. Capitals, accents, signs and spaces are no difference.
3. Where one letter inside one word is all that differs in the two rows, a slip was corrected. At the end of a word it may be
   another's name (Daniel, Daniela), and so it may in a number.
4. Everything else is another addressee.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from letterbook.register.entries import Entry, Request

_SHORTEST = 4
"""Letters of a word in which one may be a slip; in shorter words it is often another name."""

_SPELT = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "&": " and "}
)


def is_same_addressee(entry: Entry, request: Request) -> bool:
    """Whether the request asks for a letter to the addressee of this entry; both have the same id."""
    if entry.snapshot is not None and entry.snapshot == request.snapshot:
        return True
    if entry.country != request.country:
        return False
    before, now = _row(entry.snapshot), _row(request.snapshot)
    if _words(entry.recipient_name) == _words(request.recipient_name):
        return not (before and now) or bool(now.get("person")) or _share_address(before, now)
    return bool(before and now) and _is_slip(before, now)


def _row(snapshot: str | None) -> Mapping[str, Any]:
    row = json.loads(snapshot) if snapshot else {}
    return row if isinstance(row, dict) else {}


def _words(text: str) -> Counter[str]:
    """The words of a text in any order, without what is a matter of spelling."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return Counter(re.findall(r"\w+", kept.casefold()))


def _share_address(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a line or part of the address is the same in both."""
    return not set(_address_parts(before)).isdisjoint(_address_parts(now))


def _address_parts(row: Mapping[str, Any]) -> Iterator[frozenset[str]]:
    address = row.get("address") or {}
    parts = [*(address.get("lines") or ()), *(address.get(name) for name in ("street", "city", "postcode"))]
    for part in filter(None, parts):
        if words := _words(str(part)):
            yield frozenset(words)


def _is_slip(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether all that differs is one letter inside one word."""
    old, new = _all_words(before), _all_words(now)
    gone, come = old - new, new - old
    if len(gone) != 1 or len(come) != 1:
        return False
    [(wrong, count)], [(right, as_often)] = gone.items(), come.items()
    return count == as_often and _differ_inside(wrong, right)


def _all_words(row: Mapping[str, Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, value in row.items():
        for text in _texts(value) if name != "address" else _texts(list((value or {}).values())):
            found += _words(text)
    return found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _differ_inside(first: str, second: str) -> bool:
    """Whether one letter is another, too many, missing or has changed places with its neighbour; the last is the same."""
    if min(len(first), len(second)) < _SHORTEST or not (first.isalpha() and second.isalpha()):
        return False
    start = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    if start is None or first[-1] != second[-1]:
        return False
    rest, other = first[start:], second[start:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or rest[1::-1] + rest[2:] == other
