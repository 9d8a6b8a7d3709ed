"""What the addressees of a large mailing can be recognised by is put in order once, and without comparing all with all."""

from __future__ import annotations

from letterbook.verification.recipient_leaks import RecipientMarks

LETTERS = 2000


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
    marks.index()
    assert Id.compared < 10 * LETTERS
    found = [*marks.found_in("Dear Secretary,", "somebody else", str)]
    assert found == [("r0", "Dear Secretary,")]
    assert not [*marks.found_in("Dear Secretary,", "r1999", str)]
