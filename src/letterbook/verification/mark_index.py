"""The texts by which addressees can be recognised, in order, so that all that stand in a text are found in one pass over it.

A mailing has some ten of them for each letter. They stand in sorted rows of numbers, a few bytes each: what a text begins with
like one of them is known by its print, and whether it is that one is then seen by its words.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, groupby, pairwise
from operator import itemgetter

from letterbook.model import OfRows
from letterbook.model.rows import Row, text_print
from letterbook.verification.packed_texts import PackedTexts
from letterbook.verification.text_matching import bare, bare_capitals, phrase, tokens

_FEWEST_LETTERS = 6
"""Of a mark that is looked for where blanks do not part words: a number may end where another begins."""
_TOGETHER, _MOST_KNOWN = 1000, 1024
_START = 1
_FACTOR, _MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1
"""A way is the prints of its words, each way before it times an odd number: other words, or the same in another order, are another."""
_CODE = "utf-8", "surrogatepass"

_MOST_WORDS = 1 << 12
capitals = lru_cache(maxsize=_MOST_WORDS)(bare_capitals)  # of single words, which come again and again
_word_print = lru_cache(maxsize=_MOST_WORDS)(text_print)


@dataclass(slots=True)
class Mark:
    """A text that somebody can be recognised by, and what it is as tokens and as a phrase (see `text_matching.phrase`).

    `owners` are the numbers of those whose it is, in order: a hundred thousand may share a salutation.
    """

    text: str
    tokens: tuple[str, ...]
    phrase: str
    owners: array[int] = field(default_factory=lambda: array("L"))

    def is_of(self, owners: Iterable[int]) -> bool:
        """Whether it is one of these owners' as well."""
        return any(_is_in(self.owners, owner) for owner in owners)


class MarkIndex(OfRows):
    """Marks, given as (recipient id, text), by the bare capitals of their tokens."""

    ROWS = "_ways", "_places", "_ends", "_owners", "_id_prints", "_closed", "_closed_ends"
    PARTS = ("_texts",)

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self._texts = texts if isinstance(texts, PackedTexts) else PackedTexts(texts)
        ways, ends = array("Q"), array("Q")
        for _, text in texts:
            way = _START
            for token in tokens(text):
                way = _next(way, capitals(token))
                ways.append(way)
            ends.append(way)
        self._ways = array("Q", chain.from_iterable(sorted(set(part)) for part in _in_shares(ways, ways)))
        rows = _in_shares(range(len(ends)), ends)
        self._places = array("L", chain.from_iterable(sorted(part, key=ends.__getitem__) for part in rows))
        self._ends = array("Q", map(ends.__getitem__, self._places))
        self._owners = array("L", sorted(self._texts.owners, key=self._id_print))
        self._id_prints = array("Q", map(self._id_print, self._owners))
        self._closed, self._closed_ends = bytearray(), array("Q")
        for packed in self._in_parts(self._firsts()):
            self._closed += packed
            self._closed_ends.append(len(self._closed))

    def _id_print(self, owner: int) -> int:
        return text_print(self._texts.id_of(owner))

    def owners_of(self, recipient_id: str) -> tuple[int, ...]:
        """Whose texts are those of this id."""
        wanted = text_print(recipient_id)
        first, behind = bisect_left(self._id_prints, wanted), bisect_right(self._id_prints, wanted)
        return tuple(
            owner for owner in self._owners[first:behind] if self._texts.id_of(owner) == recipient_id
        )

    def first_id(self, mark: Mark) -> str:
        """The first whose mark it is."""
        return self._texts.id_of(mark.owners[0])

    @cached_property
    def is_first(self) -> Callable[[str], bool]:
        """Whether a mark may begin with this word, which is in bare capitals."""
        return lru_cache(maxsize=_MOST_WORDS)(lambda word: _is_in(self._ways, _next(_START, word)))

    @cached_property
    def _marks(self) -> Callable[[int], tuple[Mark, ...]]:
        return lru_cache(maxsize=_MOST_KNOWN)(self._marks_at)

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
        for part, (begin, end) in enumerate(pairwise(chain([0], self._closed_ends))):
            lines = zlib.decompress(self._closed[begin:end]).decode(*_CODE).split("\n")
            count = len(lines) // 2
            pairs = zip(lines[:count], lines[count:], strict=True)
            for at, (one, other) in enumerate(pairs, part * _TOGETHER):
                if one and (one in letters or other in letters):
                    yield self._mark(at)

    def _firsts(self) -> bytearray:
        """Of each text whether it has words, and none before it has the same."""
        firsts = bytearray(len(self._places))
        for way, rows in groupby(zip(self._ends, self._places, strict=True), key=itemgetter(0)):
            (_, first), *others = rows
            firsts[first] = way != _START
            seen = {tokens(self._texts[first][1])} if others else set[tuple[str, ...]]()
            for _, place in others if way != _START else ():
                parts = tokens(self._texts[place][1])
                firsts[place] = parts not in seen
                seen.add(parts)
        return firsts

    def _in_parts(self, firsts: bytearray) -> Iterator[bytes]:
        """The letters of the marks, small and in capitals, those of many in one text; none where they are few or told before."""
        for start in range(0, len(self._texts), _TOGETHER):
            closed = [
                _closed(text) if is_first else ""
                for (_, text), is_first in zip(
                    self._texts[start : start + _TOGETHER], firsts[start : start + _TOGETHER], strict=True
                )
            ]
            lines = "\n".join([*map(bare, closed), *map(bare_capitals, closed)])
            yield zlib.compress(lines.encode(*_CODE), 1)

    def _mark(self, at: int) -> Mark:
        parts, way = tokens(self._texts[at][1]), _START
        for token in parts:
            way = _next(way, capitals(token))
        return next(mark for mark in self._marks(way) if mark.tokens == parts)

    def _marks_at(self, way: int) -> tuple[Mark, ...]:
        """The marks of this hash, in their order."""
        found: dict[tuple[str, ...], Mark] = {}
        known: dict[str, Mark] = {}
        first = bisect_left(self._ends, way)
        for row in range(first, len(self._ends)):
            if self._ends[row] != way:
                break
            place = self._places[row]
            _, text = self._texts[place]
            mark = known.get(text)
            if mark is None:
                parts = tokens(text)
                mark = known[text] = found.setdefault(parts, Mark(text, parts, phrase(text)))
            owner = self._texts.owner(place)
            if not mark.owners or mark.owners[-1] != owner:
                mark.owners.append(owner)
        return tuple(found.values())


def _in_shares(values: Iterable[int], numbers: Iterable[int]) -> list[array[int]]:
    """The values in the order of their numbers' first bytes: what is sorted as a whole is held as objects of thirty bytes each."""
    shares = [array("Q") for _ in range(256)]
    for value, number in zip(values, numbers, strict=True):
        shares[number >> 56].append(value)
    return shares


def _next(way: int, word: str) -> int:
    return (way * _FACTOR + _word_print(word)) & _MASK


def _is_in(numbers: Row, number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number


def _is_word(word: str, token: str) -> bool:
    return word == capitals(token)


def _closed(text: str) -> str:
    whole = "".join(tokens(text))
    return whole if sum(map(str.isalpha, whole)) >= _FEWEST_LETTERS else ""
