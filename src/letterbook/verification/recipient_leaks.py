"""Looks for anything of another addressee: reference, name, lines of the address. One pass over a text finds them all."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from letterbook.archive.expectation import ExpectedLetter
from letterbook.model import Letter
from letterbook.verification.personal_texts import Personal, salutation_by_name, telling_texts
from letterbook.verification.text_matching import BETWEEN, bare, bare_capitals, phrase, spaced_out, tokens


@dataclass(frozen=True)
class RecipientMarks:
    """What each addressee of a mailing can be recognised by: (recipient id, text). Two are equal by `digest`."""

    digest: str
    texts: tuple[tuple[str, str], ...] = field(repr=False, compare=False)
    public: frozenset[str] = field(default=frozenset(), repr=False, compare=False)
    references: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    def found_in(
        self, text: str, own: str, allowed: Callable[[], str], template: Callable[[], str] = str
    ) -> Iterator[tuple[str, str]]:
        """(recipient id, text) of marks but `own` whose text stands in this one and not in what is `allowed`.

        `allowed` gives the phrases (see `text_matching.phrases`) that the letter says by right, and `template` those that
        its page has of its own, in which others' `public` texts may stand; both are asked only if need be.
        """
        for mark, form in _found(self, text):
            if own in mark.owners or form(mark.phrase) in form(allowed()):
                continue
            if not self._may_be_named(mark, form, template):
                yield next(iter(mark.owners)), mark.text

    def index(self) -> None:
        """Puts them in order now and not at the first text: of a large mailing that takes longer than a letter may."""
        _closed_marks(self)

    def _may_be_named(self, mark: _Mark, form: _Form, template: Callable[[], str]) -> bool:
        """Whether a page that says this in every letter means nobody by it: a body, a town, the number of a form."""
        if mark.text in self.public:
            return form(mark.phrase) in form(template())
        return mark.text in self.references and _is_number_of_a_form(mark.phrase, template())


_FORM_NUMBER = r"[^\W\d_]+ (?:[.°] )?"
"""What stands before it: a word, and perhaps a point after the word, “Form 2/2021” or “No. 2/2021”."""


def _is_number_of_a_form(reference: str, said: str) -> bool:
    return bool(re.search(f" {_FORM_NUMBER}{re.escape(reference.strip())} ", said))


def recipient_marks(
    letters: Iterable[Letter | ExpectedLetter], strangers: Iterable[Personal] = ()
) -> RecipientMarks:
    """What the addressees of these letters can be recognised by, and the strangers, who get none of them.

    What a stranger has in common with an addressee, a body or a house, is the addressee's.
    """
    texts: list[tuple[str, str]] = []
    public: set[str] = set()
    references: set[str] = set()
    letters = list(letters)
    fields = Counter(text for letter in letters for text in set(letter.telling_fields))
    for letter in letters:
        own = [
            text for text in letter.telling_fields if fields[text] == 1
        ]  # what several have tells of nobody
        public |= set(own)
        telling = [text for text in (*_marks(letter), *own) if _is_telling(text)]
        texts += [(letter.recipient_id, text) for text in telling]
        public |= {text for text in telling if _is_public(text, letter.public_names)}
        references |= {letter.reference or ""}
    shared = {text for _, text in texts}
    for who in strangers:
        telling = [text for text in telling_texts(who) if text not in shared and _is_telling(text)]
        texts += [(who.id, text) for text in telling]
        named = (who.body, who.person) if who.is_earlier else (who.body, *who.fields)
        public |= {text for text in telling if text in named}
    said = (tuple(texts), sorted(public), sorted(references))
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    return RecipientMarks(digest, tuple(texts), frozenset(public), frozenset(references))


def _is_public(text: str, names: Sequence[str]) -> bool:
    """Whether the text is one of these names or a part of it, as a line of an address is; a postcode may be with it."""
    words = phrase(" ".join(token for token in tokens(text) if not token.isdigit()))
    return any(said in phrase(name) for name in names for said in (phrase(text), words) if said.strip())


def _marks(letter: Letter | ExpectedLetter) -> Iterator[str]:
    name = letter.name if isinstance(letter, ExpectedLetter) else letter.recipient_name
    person = _person(name, letter.address)
    yield from filter(None, (letter.reference, name, person))
    salutation = letter.line("salutation") if isinstance(letter, ExpectedLetter) else letter.salutation
    yield from salutation_by_name(Personal(letter.recipient_id, person, salutation))
    *lines, last = letter.address or ("",)
    yield from lines
    # The name of a country alone says nothing about anybody; a last line with a postcode does.
    if any(character.isdigit() for character in last) or not lines:
        yield last


def _person(name: str, address: Sequence[str]) -> str | None:
    """The person's name without what the address has before it: “John Quill” of “Mr John Quill”.

    The `name` begins with it: “John Quill, Beta Foundation”. A name of one word may be any word.
    """
    parts = name.split(", ")
    for length in range(1, len(parts) + 1):
        person = ", ".join(parts[:length])
        own = phrase(person)
        if _has_words(person) and any(line.endswith(own) and line != own for line in map(phrase, address)):
            return person
    return None


def _has_words(text: str) -> bool:
    """Whether there are two words or more."""
    return sum(token[0].isalpha() for token in tokens(text)) > 1


def _is_telling(text: str) -> bool:
    """A number alone may be anything: a page, a year."""
    parts = tokens(text)
    return len(parts) > 1 or (len(parts) == 1 and not parts[0].isdigit())


@dataclass(slots=True)
class _Mark:
    """A text that somebody can be recognised by, and what it is as tokens and as a phrase (see `text_matching.phrase`).

    `owners` are ids in the order of the letters, as keys: twenty thousand may share a salutation.
    """

    text: str
    tokens: tuple[str, ...]
    phrase: str
    owners: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class _Node:
    """What may follow some tokens, in bare capitals, and the marks that end here: those that are alike in them."""

    following: dict[str, _Node] = field(default_factory=dict)
    marks: list[_Mark] = field(default_factory=list)


_Form = Callable[[str], str]
"""What is done with a mark and with what is allowed, so that the two can be compared as the mark was found."""


def _closed_up(text: str) -> str:
    return bare_capitals("".join(text.split()))


_FEWEST_LETTERS = 6
"""Of a mark that is looked for where blanks do not part words: a number may end where another begins."""

_capitals = lru_cache(maxsize=1 << 14)(bare_capitals)  # of single words, which come again and again


@lru_cache(maxsize=4)
def _marks_of(recipient_marks: RecipientMarks) -> _Node:
    root = _Node()
    for recipient_id, text in recipient_marks.texts:
        node, parts = root, tokens(text)
        for token in parts:
            node = node.following.setdefault(_capitals(token), _Node())
        mark = next((mark for mark in node.marks if mark.tokens == parts), None)
        if mark is None:
            mark = _Mark(text, parts, phrase(text))
            node.marks.append(mark)
        mark.owners[recipient_id] = None
    return root


@lru_cache(maxsize=256)  # letters have headers, footers and an enclosure in common
def _found(recipient_marks: RecipientMarks, text: str) -> tuple[tuple[_Mark, _Form], ...]:
    """Each mark that stands in the text, once in each form, in the order of the text."""
    hits = [hit for part in text.split(BETWEEN) for hit in _hits_in(recipient_marks, part)]
    hits += [hit for run in spaced_out(text) for hit in _spaced_hits(recipient_marks, run)]
    return tuple({(mark.phrase, form): (mark, form) for mark, form in hits}.values())


@lru_cache(maxsize=1 << 12)  # letters of a kind have most of their texts in common
def _hits_in(recipient_marks: RecipientMarks, text: str) -> tuple[tuple[_Mark, _Form], ...]:
    """The marks that stand in one text; none reaches over the border to another."""
    return tuple(_hits(tokens(text), _marks_of(recipient_marks)))


def _hits(parts: Sequence[str], root: _Node) -> Iterator[tuple[_Mark, _Form]]:
    large = [_capitals(part) for part in parts]
    for start in range(len(parts)):
        node, at = root, start
        while at < len(parts) and (following := node.following.get(large[at])):
            node, at = following, at + 1
            for mark in node.marks:
                if form := _form(parts[start:at], mark):
                    yield mark, form


def _form(said: Sequence[str], mark: _Mark) -> _Form | None:
    """How the mark is written there: as it is, or in capitals, some of its words or all; None where it is neither.

    “the president” is not The President. A single word in capitals may be any word.
    """
    if tuple(said) == mark.tokens:
        return str
    alike = all(word == own or word.isupper() for word, own in zip(said, mark.tokens, strict=True))
    return bare_capitals if alike and len(mark.tokens) > 1 else None


@lru_cache(maxsize=64)
def _spaced_hits(recipient_marks: RecipientMarks, run: str) -> tuple[tuple[_Mark, _Form], ...]:
    """The marks in letters that stood wide apart (see `text_matching.spaced_out`), as they are or in capitals."""
    letters = bare(run)
    return tuple(
        (mark, _closed_up)
        for mark, small, large in _closed_marks(recipient_marks)
        if small in letters or large in letters
    )


@lru_cache(maxsize=4)
def _closed_marks(recipient_marks: RecipientMarks) -> tuple[tuple[_Mark, str, str], ...]:
    """Each mark with its letters, no blanks between, as they are and in capitals."""
    closed = ((mark, "".join(mark.tokens)) for mark in _all_marks(_marks_of(recipient_marks)))
    return tuple(
        (mark, bare(text), bare_capitals(text))
        for mark, text in closed
        if sum(map(str.isalpha, text)) >= _FEWEST_LETTERS
    )


def _all_marks(node: _Node) -> Iterator[_Mark]:
    yield from node.marks
    for following in node.following.values():
        yield from _all_marks(following)


NOBODY = recipient_marks([])
"""Marks of nobody: for a letter that is only tried."""
