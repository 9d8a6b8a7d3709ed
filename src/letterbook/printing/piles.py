"""Letters parted into piles as an order asks for it, and piles into volumes that a tray can hold. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from letterbook.language.zones import ZONES, zone_of
from letterbook.model.print_order import Criterion, PrintOrder
from letterbook.printing.posted_letters import PostedLetter, PostedMailing

Key = tuple[Criterion, str]
"""What all letters of a pile have in common: ("zone", "home")."""


@dataclass(frozen=True)
class Pile:
    """Letters in the order in which they are printed. `number` counts piles from 1, `volume` of `volumes` the files of one pile.

    `sheets` are those of its letters, without the separator sheet.
    """

    number: int
    keys: tuple[Key, ...]
    letters: tuple[PostedLetter, ...]
    sheets: int
    volume: int = 1
    volumes: int = 1


def piles_of(mailing: PostedMailing, letters: Iterable[PostedLetter], order: PrintOrder) -> tuple[Pile, ...]:
    """The piles, every letter in one of them."""

    def keys(letter: PostedLetter) -> tuple[Key, ...]:
        return tuple((by, value_of(letter, by, mailing, order)) for by in order.parts)

    def place(letter: PostedLetter) -> tuple[object, ...]:
        parts, within = (
            tuple(_rank(by, value_of(letter, by, mailing, order)) for by in wanted)
            for wanted in (order.parts, order.order)
        )
        return (*parts, *within, letter.number)

    ordered = sorted(letters, key=place)
    piles = (
        _volumes(number, common, list(members), order)
        for number, (common, members) in enumerate(groupby(ordered, keys), start=1)
    )
    return tuple(volume for pile in piles for volume in pile)


def value_of(letter: PostedLetter, by: Criterion, mailing: PostedMailing, order: PrintOrder) -> str:
    """What the letter is parted or ordered by; "" where the archive does not say it."""
    match by:
        case "zone":
            return zone_of(letter.country, mailing.country, mailing.region)
        case "sheets":
            return str(_printed_sheets(letter, order))
        case "envelope":
            return letter.window
        case _:
            return str(getattr(letter, by))


def _printed_sheets(letter: PostedLetter, order: PrintOrder) -> int:
    """Sheets that the letter takes in its pile."""
    alone = replace(letter, enclosures=()) if order.enclosures_apart else letter
    return alone.sheets(is_duplex=order.is_duplex)


def _rank(by: Criterion, value: str) -> tuple[int, str]:
    """The place of a value among others: numbers by size, zones from near to far, what is not known last."""
    if by == "zone":
        return ZONES.index(value), ""
    if by == "sheets":
        return int(value), ""
    return (0, value) if value else (1, "")


def _volumes(
    number: int, keys: tuple[Key, ...], letters: Sequence[PostedLetter], order: PrintOrder
) -> list[Pile]:
    parts = list(in_volumes([_printed_sheets(letter, order) for letter in letters], order.most_sheets))
    return [
        Pile(
            number,
            keys,
            tuple(letters[at] for at in part),
            sum(_printed_sheets(letters[at], order) for at in part),
            volume,
            len(parts),
        )
        for volume, part in enumerate(parts, start=1)
    ]


def in_volumes(sheets: Sequence[int], most: int | None) -> Iterator[range]:
    """Which of these, each of so many sheets, stand in the first volume of at most so many sheets, in the second, and so on."""
    first, sum_ = 0, 0
    for at, count in enumerate(sheets):
        if most is not None and at > first and sum_ + count > most:
            yield range(first, at)
            first, sum_ = at, 0
        sum_ += count
    if sheets:
        yield range(first, len(sheets))
