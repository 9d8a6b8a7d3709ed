"""Looks for anything of another addressee: reference, name, lines of the address. One pass over a text finds them all."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from letterbook.archive.expectation import ExpectedLetter
from letterbook.model import Letter
from letterbook.verification.mark_index import Mark, MarkIndex, capitals
from letterbook.verification.packed_texts import PackedTexts, TextSet
from letterbook.verification.personal_texts import Personal, salutation_by_name, telling_texts
from letterbook.verification.text_matching import BETWEEN, bare, bare_capitals, phrase, spaced_out, tokens


@dataclass(frozen=True)
class RecipientMarks:
    """What each addressee of a mailing can be recognised by: (recipient id, text). Two are equal by `digest`."""

    digest: str
    texts: Sequence[tuple[str, str]] = field(repr=False, compare=False)
    public: Container[str] = field(default=frozenset(), repr=False, compare=False)
    references: Container[str] = field(default=frozenset(), repr=False, compare=False)

    def found_in(
        self, text: str, own: str, allowed: Callable[[], str], template: Callable[[], str] = str
    ) -> Iterator[tuple[str, str]]:
        """(recipient id, text) of marks but `own` whose text stands in this one and not in what is `allowed`.

        `allowed` gives the phrases (see `text_matching.phrases`) that the letter says by right, and `template` those that
        its page has of its own, in which others' `public` texts may stand; both are asked only if need be.
        """
        index = self.index
        owners = index.owners_of(own)
        for mark, form in _found(self, text):
            if mark.is_of(owners) or form(mark.phrase) in form(allowed()):
                continue
            if not self._may_be_named(mark, form, template):
                yield index.first_id(mark), mark.text

    @cached_property
    def index(self) -> MarkIndex:
        """The texts in order."""
        return MarkIndex(self.texts)

    def put_in_order(self) -> RecipientMarks:
        """The same. What is sent to other processes has its index with it: of a large mailing that takes longer than a letter may."""
        _ = self.index
        return self

    def _may_be_named(self, mark: Mark, form: _Form, template: Callable[[], str]) -> bool:
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
    texts = PackedTexts()
    public: list[str] = []
    references: list[str] = []
    fields: Counter[str] = Counter()
    of_fields: list[int] = []
    for letter in letters:
        fields.update(set(letter.telling_fields))
        telling = [*filter(_is_telling, _marks(letter))]
        of_fields += range(len(texts) + len(telling), len(texts) + len(telling) + len(letter.telling_fields))
        for text in (*telling, *letter.telling_fields):
            texts.append(letter.recipient_id, text)
        public += (text for text in telling if _is_public(text, letter.public_names))
        references.append(letter.reference or "")
    own = {at for at in of_fields if fields[texts[at][1]] == 1}  # what several have tells of nobody
    public += (texts[at][1] for at in own)
    others = {at for at in of_fields if at not in own or not _is_telling(texts[at][1])}
    if others:
        texts = PackedTexts(said for at, said in enumerate(texts) if at not in others)
    strangers = list(strangers)
    shared = {text for _, text in texts} if strangers else set[str]()
    for who in strangers:
        telling = [text for text in telling_texts(who) if text not in shared and _is_telling(text)]
        for text in telling:
            texts.append(who.id, text)
        named = (who.body, who.person) if who.is_earlier else (who.body, *who.fields)
        public += (text for text in telling if text in named)
    known = TextSet(public), TextSet(references)
    return RecipientMarks(_digest(texts, *known), texts, *known)


def _digest(texts: Iterable[tuple[str, str]], *known: TextSet) -> str:
    said = hashlib.sha256()
    for told in texts:
        said.update(repr(told).encode())
    for texts_known in known:
        said.update(repr(len(texts_known.prints)).encode() + texts_known.prints.tobytes())
    return said.hexdigest()


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


_Form = Callable[[str], str]
"""What is done with a mark and with what is allowed, so that the two can be compared as the mark was found."""


def _closed_up(text: str) -> str:
    return bare_capitals("".join(text.split()))


@lru_cache(maxsize=256)  # letters have headers, footers and an enclosure in common
def _found(recipient_marks: RecipientMarks, text: str) -> tuple[tuple[Mark, _Form], ...]:
    """Each mark that stands in the text, once in each form, in the order of the text."""
    hits = [hit for part in text.split(BETWEEN) for hit in _hits_in(recipient_marks, part)]
    hits += [hit for run in spaced_out(text) for hit in _spaced_hits(recipient_marks, run)]
    return tuple({(mark.phrase, form): (mark, form) for mark, form in hits}.values())


@lru_cache(maxsize=1 << 10)  # letters of a kind have most of their texts in common
def _hits_in(recipient_marks: RecipientMarks, text: str) -> tuple[tuple[Mark, _Form], ...]:
    """The marks that stand in one text; none reaches over the border to another."""
    return tuple(_hits(tokens(text), recipient_marks.index))


def _hits(parts: Sequence[str], index: MarkIndex) -> Iterator[tuple[Mark, _Form]]:
    large = [capitals(part) for part in parts]
    for start in [at for at, word in enumerate(large) if index.is_first(word)]:
        for count, mark in index.beginning(large, start):
            if form := _form(parts[start : start + count], mark):
                yield mark, form


def _form(said: Sequence[str], mark: Mark) -> _Form | None:
    """How the mark is written there: as it is, or in capitals, some of its words or all; None where it is neither.

    “the president” is not The President. A single word in capitals may be any word.
    """
    if tuple(said) == mark.tokens:
        return str
    alike = all(word == own or word.isupper() for word, own in zip(said, mark.tokens, strict=True))
    return bare_capitals if alike and len(mark.tokens) > 1 else None


@lru_cache(maxsize=64)
def _spaced_hits(recipient_marks: RecipientMarks, run: str) -> tuple[tuple[Mark, _Form], ...]:
    """The marks in letters that stood wide apart (see `text_matching.spaced_out`), as they are or in capitals."""
    return tuple((mark, _closed_up) for mark in recipient_marks.index.closed_in(bare(run)))


NOBODY = recipient_marks([])
"""Marks of nobody: for a letter that is only tried."""
