"""The texts by which addressees can be recognised, in order, so that all that stand in a text are found in one pass over it.

A mailing has some ten of them for each letter. They stand in sorted rows of numbers, a few bytes each: what a text begins with
like one of them is known by its hash, and whether it is that one is then seen by its words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from letterbook.verification.text_matching import bare, bare_capitals, phrase, tokens

_FEWEST_LETTERS = 6
"""Of a mark that is looked for where blanks do not part words: a number may end where another begins."""
_TOGETHER, _MOST_KNOWN = 1000, 1024
_START = 1

_MOST_WORDS = 1 << 14
capitals = lru_cache(maxsize=_MOST_WORDS)(bare_capitals)  # of single words, which come again and again


@dataclass(slots=True)
class Mark:
    """A text that somebody can be recognised by, and what it is as tokens and as a phrase (see `text_matching.phrase`).

    `owners` are ids in the order of the letters, as keys: twenty thousand may share a salutation.
    """

    text: str
    tokens: tuple[str, ...]
    phrase: str
    owners: dict[str, None] = field(default_factory=dict)


class MarkIndex:
    """Marks, given as (recipient id, text), by the bare capitals of their tokens."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self._texts = texts
        ways, ends, seen, firsts = set[int](), array("q"), set[int](), bytearray()
        for _, text in texts:
            way, parts = _START, tokens(text)
            for token in parts:
                way = _next(way, capitals(token))
                ways.add(way)
            ends.append(way)
            firsts.append(bool(parts) and hash(parts) not in seen)
            seen.add(hash(parts))
        self._ways = array("q", sorted(ways))
        self._places = array("L", sorted(range(len(ends)), key=ends.__getitem__))
        self._ends = array("q", map(ends.__getitem__, self._places))
        self._closed = [*self._in_parts(firsts)]
        self._marks = lru_cache(maxsize=_MOST_KNOWN)(self._marks_at)
        self.is_first = lru_cache(maxsize=_MOST_WORDS)(self._is_first)
        """Whether a mark may begin with this word, which is in bare capitals."""

    def _is_first(self, word: str) -> bool:
        return _is_in(self._ways, _next(_START, word))

    def beginning(self, words: Sequence[str], start: int) -> Iterator[tuple[int, Mark]]:
        """Each mark that the words, which are in bare capitals, may say from this place on, and of how many words it is."""
        way = _START
        for end in range(start, len(words)):
            way = _next(way, words[end])
            if not _is_in(self._ways, way):
                return
            for mark in self._marks(way):
                if len(mark.tokens) == end + 1 - start and all(map(_is_word, words[start:], mark.tokens)):
                    yield len(mark.tokens), mark

    def closed_in(self, letters: str) -> Iterator[Mark]:
        """Each mark whose letters, no blanks between, stand in these as they are or in capitals, in the order of the marks."""
        for start, small, large in self._closed:
            for at, (one, other) in enumerate(zip(small.split("\n"), large.split("\n"), strict=True), start):
                if one and (one in letters or other in letters):
                    yield self._mark(at)

    def _in_parts(self, firsts: bytearray) -> Iterator[tuple[int, str, str]]:
        """The letters of the marks, small and in capitals, those of many in one text; none where they are few or told before."""
        for start in range(0, len(self._texts), _TOGETHER):
            closed = [
                _closed(text) if is_first else ""
                for (_, text), is_first in zip(
                    self._texts[start : start + _TOGETHER], firsts[start : start + _TOGETHER], strict=True
                )
            ]
            yield start, "\n".join(map(bare, closed)), "\n".join(map(bare_capitals, closed))

    def _mark(self, at: int) -> Mark:
        parts, way = tokens(self._texts[at][1]), _START
        for token in parts:
            way = _next(way, capitals(token))
        return next(mark for mark in self._marks(way) if mark.tokens == parts)

    def _marks_at(self, way: int) -> tuple[Mark, ...]:
        """The marks of this hash, in their order."""
        found: dict[tuple[str, ...], Mark] = {}
        first = bisect_left(self._ends, way)
        for row in range(first, len(self._ends)):
            if self._ends[row] != way:
                break
            recipient_id, text = self._texts[self._places[row]]
            parts = tokens(text)
            found.setdefault(parts, Mark(text, parts, phrase(text))).owners[recipient_id] = None
        return tuple(found.values())


def _next(way: int, word: str) -> int:
    return hash((way, word))


def _is_in(numbers: array[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number


def _is_word(word: str, token: str) -> bool:
    return word == capitals(token)


def _closed(text: str) -> str:
    whole = "".join(tokens(text))
    return whole if sum(map(str.isalpha, whole)) >= _FEWEST_LETTERS else ""
