"""An id for whoever has none in the list: made of name and place, the same in every run and wherever the row stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from anyascii import anyascii

from letterbook.sources.raw_recipient import RawGroup, RawRecipient
from letterbook.sources.text_checks import SLUG_LENGTH, slug_of

_NAMES = (("person",), ("given", "surname"), ("organisation",), ("post",))
"""What an id is made of: the first of these that the list has."""
_PLACE, _STREET = "address.city", "address.street"


def latin_slug(text: str) -> str:
    """An id that resembles the text, whatever its script; empty where nothing of it can be written in Latin letters."""
    return slug_of(anyascii(text))


def with_ids(groups: Sequence[RawGroup]) -> list[RawGroup]:
    """The groups with an id for every recipient who has none and has a name.

    Who shares name and place with somebody has the street in the id, both alike, and who shares that too, for whose attention the
    letter is; who shares even that is told as double.
    """
    members = [member for group in groups for member in group.recipients]
    made = [member.values.get("id") or _made(member, street=False) for member in members]
    taken = Counter(made)
    crowded = {
        at: _made(member, street=True)
        for at, member in enumerate(members)
        if "id" not in member.values and taken[made[at]] > 1
    }
    in_street = Counter(crowded.values())
    ids = [
        _with_attention(crowded[at], member, in_street) if at in crowded else made[at]
        for at, member in enumerate(members)
    ]
    each = iter(zip(members, ids, strict=True))
    return [
        replace(group, recipients=tuple(_with_id(*next(each)) for _ in group.recipients)) for group in groups
    ]


def _with_attention(made: str, member: RawRecipient, in_street: Counter[str]) -> str:
    """The id with whose attention the letter is for, where several have the same name and street."""
    attention = latin_slug(member.values.get("attention", ""))[:_LONGEST_ATTENTION].strip("-")
    if in_street[made] == 1 or not attention:
        return made
    return f"{made[: SLUG_LENGTH - 1 - len(attention)].strip('-')}-{attention}"


_LONGEST_ATTENTION = 40


def _with_id(member: RawRecipient, made: str) -> RawRecipient:
    if "id" in member.values or not made:
        return member
    return replace(member, values={**member.values, "id": made})


def _made(member: RawRecipient, *, street: bool) -> str:
    """Name, place and street as an id; what is too long loses the end of its name."""
    values = member.values
    names = (latin_slug(" ".join(values.get(key, "") for key in keys)) for keys in _NAMES)
    name = next(filter(None, names), "")
    lines = member.lists.get("address.lines", ())
    place = values.get(_PLACE) or (lines[-1] if lines else "")
    behind = [
        latin_slug(part)
        for part in (place, (values.get(_STREET) or "".join(lines)) if street else "")
        if part
    ]
    room = SLUG_LENGTH - sum(len(part) + 1 for part in behind)
    return slug_of("-".join([name[: max(room, 20)].strip("-"), *behind])) if name else ""
