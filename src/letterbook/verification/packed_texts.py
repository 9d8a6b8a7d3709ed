"""Texts of which a mailing has some ten for each letter, a few bytes more than their own letters each."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Container, Iterable

from letterbook.model import OfRows, Taken
from letterbook.model.rows import piece, text_print

Told = tuple[str, str]
"""(id, text)."""


class PackedTexts(OfRows, Taken[Told]):
    """Texts with the ids of whose they are. Texts of one id that follow each other have one owner, and the owners are numbered."""

    ROWS = "_letters", "_ends", "_owners", "_ids", "_id_ends"

    def __init__(self, told: Iterable[Told] = ()) -> None:
        self._letters, self._ends, self._owners = bytearray(), array("Q"), array("L")
        self._ids, self._id_ends, self._last = bytearray(), array("Q"), ""
        for recipient_id, text in told:
            self.append(recipient_id, text)

    def append(self, recipient_id: str, text: str) -> None:
        """Takes a text in."""
        if recipient_id != self._last or not self._id_ends:
            self._ids += recipient_id.encode("utf-8", "surrogatepass")
            self._id_ends.append(len(self._ids))
            self._last = recipient_id
        self._letters += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._letters))
        self._owners.append(len(self._id_ends) - 1)

    def __len__(self) -> int:
        return len(self._ends)

    def _at(self, place: int) -> Told:
        return self.id_of(self._owners[place]), piece(self._letters, self._ends, place)

    def owner(self, place: int) -> int:
        """The number of whose the text is that stands at this place."""
        return self._owners[place]

    @property
    def owners(self) -> range:
        """All of them."""
        return range(len(self._id_ends))

    def id_of(self, owner: int) -> str:
        """The owner's id; another owner may have the same."""
        return piece(self._ids, self._id_ends, owner)


class TextSet(OfRows, Container[str]):
    """A set of texts, which are known by their prints: it can be asked whether a text is among them, and no more."""

    ROWS = ("prints",)

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.prints = array("Q", sorted({text_print(text) for text in texts}))
        """What they are known by, in order; the same in every process."""

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str):
            return False
        wanted = text_print(text)
        at = bisect_left(self.prints, wanted)
        return at < len(self.prints) and self.prints[at] == wanted
