"""What the covers of thousands of letters draw, in pieces: what several of them draw alike stands in the bundle once.

A page's contents may be several streams, which are one where they follow each other (ISO 32000-1, 7.8.2). They are cut behind
the end of a text or of a mark, never within an operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

_ENDS = re.compile(rb"\nE(?:T|MC)\n")
_UNCUT = (b"(", b" BI ", b" BI\n", b"\nBI ", b"\nBI\n")
"""A string in brackets, or a picture within the page, may hold the same letters."""
_LEAST = 300  # bytes that are worth a piece of their own
_ALIKE = 0.4  # of a page, by which it is like another
_MOST_LIKE = 40


@dataclass(eq=False)
class _Like:
    """A page by which others are known, and which of its parts they have in common with it; none as long as it is alone."""

    parts: Sequence[bytes]
    place: int
    common: list[bool] = field(default_factory=list)


@dataclass
class DrawnPieces:
    """Cuts what pages draw. `shared` and `own` keep a piece that several pages may have, or one alone, and give its number."""

    shared: Callable[[bytes], int]
    own: Callable[[bytes], int]
    _known: dict[tuple[int, int], list[_Like]] = field(default_factory=dict)
    _waiting: dict[int, _Like] = field(default_factory=dict)

    def add(self, place: int, resources: int, drawn: bytes) -> dict[int, tuple[int, ...]]:
        """Takes the page at a place in. Gives the pieces, in their order, of all places for which they are certain now: the first page
        of a kind waits for the second.
        """
        parts = _cut(drawn)
        alike = self._known.setdefault((resources, len(parts)), [])
        like, common = _nearest(alike, parts)
        if like is None:
            if len(parts) == 1 or len(alike) >= _MOST_LIKE:
                return {place: (self.own(drawn),)}
            alike.append(_Like(parts, place))
            self._waiting[place] = alike[-1]
            return {}
        like.common = common
        certain = {place: tuple(self._pieces(like, parts))}
        if self._waiting.pop(like.place, None):
            certain[like.place] = tuple(self._pieces(like, like.parts))
        return certain

    def rest(self) -> dict[int, tuple[int, ...]]:
        """The pieces of the pages that are alone of their kind."""
        waiting, self._waiting = self._waiting, {}
        return {place: (self.own(b"".join(like.parts)),) for place, like in waiting.items()}

    def _pieces(self, like: _Like, parts: Sequence[bytes]) -> Iterator[int]:
        for is_common, piece in _joined(like.common, parts):
            yield self.shared(piece) if is_common else self.own(piece)


def _cut(drawn: bytes) -> list[bytes]:
    if any(sign in drawn for sign in _UNCUT):
        return [drawn]
    ends = [found.end() for found in _ENDS.finditer(drawn)]
    return [drawn[begin:end] for begin, end in pairwise([0, *ends, len(drawn)])]


def _nearest(alike: Sequence[_Like], parts: Sequence[bytes]) -> tuple[_Like | None, list[bool]]:
    """The page that has most in common with this one, and what; None where that is little."""
    nearest, best, size = None, list[bool](), 0
    for like in alike:
        before = like.common or [True] * len(parts)
        common = [was and mine == theirs for was, mine, theirs in zip(before, parts, like.parts, strict=True)]
        alike_bytes = sum(len(part) for part, is_common in zip(parts, common, strict=True) if is_common)
        if alike_bytes > size:
            nearest, best, size = like, common, alike_bytes
    return (nearest, best) if size >= _ALIKE * sum(map(len, parts)) else (None, [])


def _joined(common: Sequence[bool], parts: Sequence[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Neighbours together; what is common and short goes with its neighbours."""
    runs = [
        (is_common, b"".join(part for _, part in run))
        for is_common, run in groupby(zip(common, parts, strict=True), key=lambda pair: pair[0])
    ]
    long = [(is_common and len(piece) >= _LEAST, piece) for is_common, piece in runs]
    for is_common, neighbours in groupby(long, key=lambda run: run[0]):
        yield is_common, b"".join(piece for _, piece in neighbours)
