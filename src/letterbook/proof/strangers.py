"""Looks for anything of another addressee: reference, name, lines of the address. One pass over a text finds them all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from letterbook.model import Letter
from letterbook.proof.expectation import ExpectedLetter
from letterbook.proof.words import tokens


@dataclass(frozen=True)
class Strangers:
    """What each addressee of a mailing can be recognised by: (recipient id, text). Two are equal by `digest`."""

    digest: str
    texts: tuple[tuple[str, str], ...] = field(repr=False, compare=False)

    def found_in(self, text: str, own: str, allowed: Callable[[], str]) -> Iterator[tuple[str, str]]:
        """(recipient id, text) of everybody but `own` whose text stands in this one and not in what is `allowed`.

        `allowed` gives the phrases (see `words.phrases`) that the letter says by right; it is asked only if need be.
        """
        marks = _marks_of(self)
        for sequence in dict.fromkeys(_hits(tokens(text), marks)):
            mark = marks[sequence]
            if mark and own not in mark.owners and f" {' '.join(sequence)} " not in allowed():
                yield mark.owners[0], mark.text


def strangers(letters: Iterable[Letter | ExpectedLetter]) -> Strangers:
    """What the addressees of these letters can be recognised by."""
    texts = tuple((one.recipient_id, text) for one in letters for text in _marks(one) if _is_telling(text))
    return Strangers(hashlib.sha256(repr(texts).encode()).hexdigest(), texts)


def _marks(letter: Letter | ExpectedLetter) -> Iterator[str]:
    name = letter.name if isinstance(letter, ExpectedLetter) else letter.recipient_name
    yield from filter(None, (letter.reference, name))
    *lines, last = letter.address or ("",)
    yield from lines
    # The name of a country alone says nothing about anybody; a last line with a postcode does.
    if any(character.isdigit() for character in last) or not lines:
        yield last


def _is_telling(text: str) -> bool:
    """A number alone may be anything: a page, a year."""
    parts = tokens(text)
    return len(parts) > 1 or (len(parts) == 1 and not parts[0].isdigit())


@dataclass(frozen=True)
class _Mark:
    text: str
    owners: tuple[str, ...]


_Marks = Mapping[tuple[str, ...], _Mark | None]  # by tokens; None for what is only the beginning of a mark


@lru_cache(maxsize=4)
def _marks_of(strangers: Strangers) -> _Marks:
    found: dict[tuple[str, ...], _Mark | None] = {}
    for recipient_id, text in strangers.texts:
        sequence = tokens(text)
        for length in range(1, len(sequence)):
            found.setdefault(sequence[:length], None)
        known = found.get(sequence)
        owners = known.owners if known else ()
        if recipient_id not in owners:
            found[sequence] = _Mark(text, (*owners, recipient_id))
    return found


def _hits(parts: Sequence[str], marks: _Marks) -> Iterator[tuple[str, ...]]:
    for start in range(len(parts)):
        end = start + 1
        while end <= len(parts) and (sequence := tuple(parts[start:end])) in marks:
            if marks[sequence]:
                yield sequence
            end += 1
