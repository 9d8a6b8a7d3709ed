"""Values of which there are thousands wait packed in a file, and come out as they went in."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from letterbook.model import Many, Picture
from letterbook.model.many import TOGETHER

COUNT = 7 * TOGETHER + 3
EMBLEM = Picture("emblem.png", "image/png", bytes(range(256)) * 400, 10, 10)


@dataclass(frozen=True)
class Said:
    number: int
    text: str
    emblem: Picture


def said() -> Iterator[Said]:
    return (Said(number, f"No. {number}", EMBLEM) for number in range(COUNT))


@pytest.fixture
def many() -> Many[Said]:
    return Many(said(), kept=[Picture])


def test_they_come_out_in_their_order(many: Many[Said]) -> None:
    whole = list(said())
    assert len(many) == COUNT
    assert list(many) == whole
    assert [many[place] for place in (-1, 0, TOGETHER, COUNT - 1)] == [
        whole[-1],
        whole[0],
        whole[TOGETHER],
        whole[-1],
    ]
    assert many[TOGETHER - 2 : TOGETHER + 2] == whole[TOGETHER - 2 : TOGETHER + 2]
    with pytest.raises(IndexError):
        many[COUNT]


def test_two_may_be_gone_through_at_once_while_one_is_added(many: Many[Said]) -> None:
    pairs = [(one, other) for one, other in zip(many, reversed(many), strict=True)]
    assert [one.number for one, _ in pairs] == [COUNT - 1 - other.number for _, other in pairs]
    many.append(Said(COUNT, "", EMBLEM))
    assert many[-1].number == COUNT


def test_what_they_have_in_common_is_held_once_and_all_of_it_can_be_sent(many: Many[Said]) -> None:
    sent = pickle.dumps(many)
    assert len(sent) < 2 * len(EMBLEM.data)
    received = pickle.loads(sent)
    assert list(received) == list(said())
    assert len({id(value.emblem) for value in received[: TOGETHER * 3]}) == 1
    received.append(Said(COUNT, "", EMBLEM))
    assert (received[-1].number, len(received), len(many)) == (COUNT, COUNT + 1, COUNT)


def test_they_take_no_room_in_memory(many: Many[Said]) -> None:
    """Beside the packs that were asked for last: numbers of where the others begin."""
    assert not many._near
    held = [value for value in vars(many).values() if not hasattr(value, "read")]
    assert sum(map(sys.getsizeof, held)) < 40 * COUNT
