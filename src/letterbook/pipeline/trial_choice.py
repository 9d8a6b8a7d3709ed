"""Which letters are worth a trial: the first of each template and language, and those that need more room than it has shown.

A name, an address or a value of a table that fits no page would stop a mailing after its numbers are taken, whoever on the
list has it. So the widest of each place are tried too, where they are wide enough to be in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from letterbook.composing.letter_fields import LETTER_FIELDS
from letterbook.fonts import width_mm
from letterbook.model import Draft

_SIZE_PT = 12
_DOUBTFUL_WORD_MM, _DOUBTFUL_LINE_MM = 36, 80
"""Narrower words fit a column of a table, as long words of ordinary names do (“Bundesministerium” has 33 mm); narrower
lines fit the narrowest block that a template keeps in one line.
"""
Room = tuple[Hashable, ...]
"""A place of a letter, and what is measured there."""


def worth_trying(
    drafts: Iterable[Draft], made: Collection[str] = (), choices: Callable[[Draft], str] = lambda _: ""
) -> tuple[Draft, ...]:
    """The drafts to be tried, in their order; they are gone through once, or twice where some were made. `made` are the addressees
    whose letters were made before as they would be now; `choices` says which of its words a letter's page chooses by its
    addressee, and each choice is tried.
    """
    kinds: dict[tuple[str, str], _Kind] = {}

    def rooms(draft: Draft) -> Iterator[tuple[Room, float]]:
        yield ("choices", choices(draft)), 0
        yield from _widths_of(draft)

    for draft in drafts if made else ():
        if draft.recipient_id in made:
            kinds.setdefault(draft.kind, _Kind()).learn(rooms(draft))
    for place, draft in enumerate(drafts):
        if draft.recipient_id in made:
            continue
        if draft.kind in kinds:
            kinds[draft.kind].compare(rooms(draft), place, draft)
        else:
            kinds[draft.kind] = _Kind({place: draft})
            kinds[draft.kind].learn(rooms(draft))
    chosen = dict(found for kind in kinds.values() for found in kind.chosen())
    return tuple(chosen[place] for place in sorted(chosen))


@dataclass
class _Kind:
    """Drafts of one kind: what is tried in any case, by its place in the list, what letters have shown that fit, and the widest of
    those that are wider, with their places.
    """

    tried: dict[int, Draft] = field(default_factory=dict)
    shown: dict[Room, float] = field(default_factory=dict)
    widest: dict[Room, tuple[float, int, Draft]] = field(default_factory=dict)

    def learn(self, rooms: Iterable[tuple[Room, float]]) -> None:
        """Takes down what a letter takes that fits."""
        for room, width in rooms:
            self.shown[room] = max(width, self.shown.get(room, 0))

    def compare(self, rooms: Iterable[tuple[Room, float]], place: int, draft: Draft) -> None:
        """Keeps the draft where it is the widest so far, and wide enough to be in doubt."""
        for room, width in rooms:
            is_doubtful = room not in self.shown or (width > self.shown[room] and width >= _doubtful(room))
            if is_doubtful and (room not in self.widest or width > self.widest[room][0]):
                self.widest[room] = (width, place, draft)

    def chosen(self) -> Iterator[tuple[int, Draft]]:
        yield from self.tried.items()
        yield from ((place, draft) for _, place, draft in self.widest.values())


def _doubtful(room: Room) -> float:
    return _DOUBTFUL_WORD_MM if room[-1] == "word" else _DOUBTFUL_LINE_MM


def _widths_of(draft: Draft) -> Iterator[tuple[Room, float]]:
    """How much room each place of a letter takes, in mm; 0 for the window of its envelope, which moves its words."""
    letter = draft.letter
    yield ("window", letter.window), 0
    for own in letter.fields:
        line, word = _widths(own.text)
        yield ("recipient.fields", own.name, "word"), word
        yield ("recipient.fields", own.name, "line"), line
    for known in LETTER_FIELDS:
        if known.name == "recipient.fields":
            continue
        if known.name == "address":  # its lines are broken to fit the window
            yield (known.name, "word"), max((_widths(text)[1] for text in letter.address), default=0)
            continue
        for index, text in enumerate(known.texts(letter)):
            line, word = _widths(text)
            yield (known.name, index, "word"), word
            if known.is_placeholder:
                yield (known.name, index, "line"), line


@lru_cache(maxsize=10_000)  # most of a letter is the same in all of its language
def _widths(text: str) -> tuple[float, float]:
    """Of the text in one line, and of its widest word."""
    words = text.split()
    widths = [_word_mm(word) for word in words]
    return sum(widths) + len(words) * width_mm(" ", _SIZE_PT), max(widths, default=0)


@lru_cache(maxsize=50_000)
def _word_mm(word: str) -> float:
    return width_mm(word, _SIZE_PT)
