"""Which letters are worth a trial: the first of each template and language, and those that need more room than it has shown.

A name, an address or a value of a table that fits no page would stop a mailing after its numbers are taken, whoever on the
list has it. So the widest of each place are tried too, where they are wide enough to be in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
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
    """The drafts to be tried, in their order. `made` are the addressees whose letters were made before as they would be now;
    `choices` says which of its words a letter's page chooses by its addressee, and each choice is tried.
    """
    drafts = tuple(drafts)
    kinds: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        kinds.setdefault(draft.kind, []).append(draft)
    chosen = {draft.recipient_id for alike in kinds.values() for draft in _of_kind(alike, made, choices)}
    return tuple(draft for draft in drafts if draft.recipient_id in chosen)


def _of_kind(drafts: list[Draft], made: Collection[str], choices: Callable[[Draft], str]) -> Iterator[Draft]:
    proven = [draft for draft in drafts if draft.recipient_id in made]
    if not proven:
        proven = drafts[:1]
        yield drafts[0]
    shown: dict[Room, float] = {}

    def rooms(draft: Draft) -> Iterator[tuple[Room, float]]:
        yield ("choices", choices(draft)), 0
        yield from _widths_of(draft)

    for draft in proven:
        for room, width in rooms(draft):
            shown[room] = max(width, shown.get(room, 0))
    passed = {draft.recipient_id for draft in proven}
    widest: dict[Room, tuple[float, Draft]] = {}
    for draft in drafts:
        for room, width in rooms(draft) if draft.recipient_id not in passed else ():
            is_doubtful = room not in shown or (width > shown[room] and width >= _doubtful(room))
            if is_doubtful and (room not in widest or width > widest[room][0]):
                widest[room] = (width, draft)
    yield from (draft for _, draft in widest.values())


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
    for field in LETTER_FIELDS:
        if field.name == "recipient.fields":
            continue
        if field.name == "address":  # its lines are broken to fit the window
            yield (field.name, "word"), max((_widths(text)[1] for text in letter.address), default=0)
            continue
        for index, text in enumerate(field.texts(letter)):
            line, word = _widths(text)
            yield (field.name, index, "word"), word
            if field.is_placeholder:
                yield (field.name, index, "line"), line


@lru_cache(maxsize=10_000)  # most of a letter is the same in all of its language
def _widths(text: str) -> tuple[float, float]:
    """Of the text in one line, and of its widest word."""
    words = text.split()
    widths = [_word_mm(word) for word in words]
    return sum(widths) + len(words) * width_mm(" ", _SIZE_PT), max(widths, default=0)


@lru_cache(maxsize=50_000)
def _word_mm(word: str) -> float:
    return width_mm(word, _SIZE_PT)
