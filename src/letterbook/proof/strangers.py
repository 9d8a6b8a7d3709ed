"""Looks for anything of another addressee: reference, name, lines of the address. One pass over a text finds them all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from letterbook.model import Letter
from letterbook.proof.expectation import ExpectedLetter
from letterbook.proof.words import phrase, tokens


@dataclass(frozen=True)
class Strangers:
    """What each addressee of a mailing can be recognised by: (recipient id, text). Two are equal by `digest`."""

    digest: str
    texts: tuple[tuple[str, str], ...] = field(repr=False, compare=False)

    def found_in(self, text: str, own: str, allowed: Callable[[], str]) -> Iterator[tuple[str, str]]:
        """(recipient id, text) of everybody but `own` whose text stands in this one and not in what is `allowed`.

        `allowed` gives the phrases (see `words.phrases`) that the letter says by right; it is asked only if need be.
        """
        for mark in _found(self, text):
            if own not in mark.owners and mark.phrase not in allowed():
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


@dataclass(slots=True)
class _Mark:
    """A text that somebody can be recognised by, and what it is as a phrase (see `words.phrase`)."""

    text: str
    phrase: str
    owners: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    """What may follow some tokens, and the mark that ends here."""

    following: dict[str, _Node] = field(default_factory=dict)
    mark: _Mark | None = None


@lru_cache(maxsize=4)
def _marks_of(strangers: Strangers) -> _Node:
    root = _Node()
    for recipient_id, text in strangers.texts:
        node = root
        for token in tokens(text):
            node = node.following.setdefault(token, _Node())
        node.mark = node.mark or _Mark(text, phrase(text))
        if recipient_id not in node.mark.owners:
            node.mark.owners.append(recipient_id)
    return root


@lru_cache(maxsize=256)  # letters have headers, footers and an enclosure in common
def _found(strangers: Strangers, text: str) -> tuple[_Mark, ...]:
    """Each mark that stands in the text, once, in the order of the text."""
    marks = _hits(tokens(text), _marks_of(strangers))
    return tuple({mark.phrase: mark for mark in marks}.values())


def _hits(parts: Sequence[str], root: _Node) -> Iterator[_Mark]:
    for start in range(len(parts)):
        node, at = root, start
        while at < len(parts) and (following := node.following.get(parts[at])):
            node, at = following, at + 1
            if node.mark:
                yield node.mark
