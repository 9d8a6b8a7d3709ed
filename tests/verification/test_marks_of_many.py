"""What the addressees of a large mailing can be recognised by is put in order once, and without comparing all with all."""

from __future__ import annotations

import pickle
import tracemalloc

from letterbook.verification.packed_texts import PackedTexts, TextSet
from letterbook.verification.recipient_leaks import RecipientMarks

LETTERS = 2000
BYTES_EACH = 12
"""What is held of each letter for a text that it shares."""


class Id(str):
    """An id that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Id.compared += 1
        return super().__eq__(other)

    __hash__ = str.__hash__


def test_thousands_with_one_salutation() -> None:
    texts = tuple((Id(f"r{number}"), "Dear Secretary,") for number in range(LETTERS))
    marks = RecipientMarks("a mailing of its own", texts)
    Id.compared = 0
    marks.put_in_order()
    assert Id.compared < 10 * LETTERS
    found = [*marks.found_in("Dear Secretary,", "somebody else", str)]
    assert found == [("r0", "Dear Secretary,")]
    assert not [*marks.found_in("Dear Secretary,", "r1999", str)]


def test_what_thousands_share_is_held_in_few_bytes() -> None:
    """Each of many letters is told apart from all the others that say the same."""
    shared = [f"{number} High Street, Dorchester" for number in range(100)]
    texts = PackedTexts((f"recipient-{number}", text) for number in range(LETTERS) for text in shared)
    marks = RecipientMarks("one of its own again", texts)
    marks.put_in_order()
    tracemalloc.start()
    for text in shared:
        assert [*marks.found_in(text, "somebody else", str)] == [("recipient-0", text)]
        assert not [*marks.found_in(text, f"recipient-{LETTERS - 1}", str)]
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < LETTERS * len(shared) * BYTES_EACH


def test_two_with_one_id_are_both_meant_by_it() -> None:
    """An addressee of an earlier letter may have the id of one of this mailing, and have moved."""
    texts = PackedTexts([("a", "1 High Street"), ("b", "2 High Street"), ("a", "3 High Street")])
    marks = RecipientMarks("two of one id", texts)
    said = "1 High Street ¶ 2 High Street ¶ 3 High Street"
    assert [*marks.found_in(said, "a", str)] == [("b", "2 High Street")]
    assert [*marks.found_in(said, "b", str)] == [("a", "1 High Street"), ("a", "3 High Street")]


def test_packed_texts_are_those_that_were_put_in() -> None:
    told = [("a", "Ä"), ("a", ""), ("b", "\ud800 b"), ("", "c"), ("a", "Ä")]
    texts = PackedTexts(told)
    assert list(texts) == told
    assert texts[1:3] == told[1:3]
    assert [texts.owner(place) for place in range(len(told))] == [0, 0, 1, 2, 3]
    assert pickle.loads(pickle.dumps(texts))[2] == told[2]
    known = TextSet(text for _, text in told)
    assert all(text in known for _, text in told)
    assert "d" not in known
    assert None not in known
    assert known.prints == TextSet(reversed([text for _, text in told])).prints
