"""Values of which there are thousands wait packed in a file, and come out as they went in."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from letterbook.model import Failed, Many, ManyByName, Picture, Rendered
from letterbook.model.many import TOGETHER
from letterbook.pipeline.rendering import RenderResult
from letterbook.pipeline.results import Results

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


def test_by_their_names_the_last_of_a_name_counts() -> None:
    named = ManyByName[Said](kept=[Picture])
    for each in said():
        named.put(f"n{each.number % (COUNT - 1)}", each)
    assert len(named) == COUNT - 1
    assert named["n0"].number == COUNT - 1
    assert named["n1"].number == 1
    assert list(named) == [f"n{number}" for number in range(COUNT - 1)]
    with pytest.raises(KeyError):
        named["n"]


def made(number: int, cause: str = "") -> RenderResult:
    name = f"r{number}"
    outcome = Failed(name, "pdf", cause) if cause else Rendered(name, "pdf", f"/out/{name}.pdf", "", 1, 1)
    return RenderResult(outcome, is_taken_over=number % 3 == 0)


def test_results_are_given_in_the_order_that_is_asked_for() -> None:
    results = Results()
    for number in reversed(range(COUNT)):
        results.put(f"r{number}", made(number))
    results.put("r5", made(5, "no memory"))
    assert [len(results), results.taken_over] == [COUNT, (COUNT + 2) // 3]
    assert next(iter(results)) == made(COUNT - 1)
    results.put_in_order(f"r{number}" for number in range(COUNT + 1))
    assert list(results) == [made(number, "no memory" if number == 5 else "") for number in range(COUNT)]
    assert [outcome.recipient_id for outcome in results.outcomes[3:6]] == ["r3", "r4", "r5"]
    assert results.of("r7") == made(7)
    assert not results.has("r")
    assert (list(results.expectations), results.verified.get("letters/r7.pdf")) == ([], None)
