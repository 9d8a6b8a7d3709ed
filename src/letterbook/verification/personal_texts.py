"""What only one addressee can be called or reached by: name, salutation, street, e-mail address; and where it stands.

A text is compared in small letters without accents and signs; letters that look alike in two scripts are one, and words
are found too where their letters stand apart or together.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from letterbook.composing.own_fields import telling
from letterbook.language.spelling import LOOKALIKE_LETTERS, UNSEEN
from letterbook.model import Recipient

_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"[^\s@<>,;()]+@[^\s@<>,;()]+\.\w+")
_LOOK_ALIKE = str.maketrans(LOOKALIKE_LETTERS | dict(zip("ёəıłøđ", "eeilod", strict=True)))
"""Small letters of other scripts, and of a few alphabets, that are drawn like Latin ones. Both sides of a comparison go
through it.
"""

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "madam",
        "madame",
        "dame",
        "lord",
        "lady",
        "monsieur",
        "mademoiselle",
        "mme",
        "mlle",
        "herr",
        "herrn",
        "m",
        "frau",
        "senor",
        "senora",
        "sr",
        "sra",
        "don",
        "dona",
        "sheikh",
        "sheikha",
    ]
)
_FEWEST_CLOSED = 8
_FEWEST_DIGITS = 5
_FEWEST_OF_SURNAME = 3
_FEWEST_OF_CJK = 3
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

Words = tuple[str, ...]


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words:
    """The words of a text as they are compared."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKC", UNSEEN.sub("", text)).casefold().translate(_LOOK_ALIKE)
        text = "".join(
            sign for sign in unicodedata.normalize("NFD", plain) if unicodedata.category(sign) != "Mn"
        )
    return tuple(_WORD.findall(text.casefold()))


@dataclass(frozen=True)
class Personal:
    """One addressee as far as a text can give them away."""

    id: str
    person: str | None
    salutation: str | None
    honorific: str | None = None
    lines: tuple[str, ...] = ()
    """Lines of the address."""
    others: tuple[str, ...] = ()
    """Where an e-mail address may stand."""
    body: str | None = None
    is_earlier: bool = False
    """Who got a letter once may be the office's own director today: a letterhead may name the person, and no more."""
    fields: tuple[str, ...] = ()
    """Texts of the office's own fields that may belong to one addressee alone."""


def personal(recipient: Recipient, *, is_earlier: bool = False) -> Personal:
    """What the list says of an addressee, or the register of somebody of an earlier mailing."""
    address = recipient.address
    lines = (address.street,) if address.street else address.lines[:-1]
    written = [replace(field, text=field.value) for field in recipient.fields if isinstance(field.value, str)]
    others = filter(None, (recipient.delivery, recipient.attention, *address.lines))
    return Personal(
        recipient.id,
        recipient.person,
        recipient.salutation,
        recipient.honorific,
        tuple(lines),
        tuple(others),
        recipient.organisation,
        is_earlier,
        tuple(telling(written)),
    )


@dataclass(frozen=True)
class PersonalTexts:
    """What addressees can be known by, ready to be looked for."""

    phrases: dict[Words, list[str]] = field(repr=False)
    closed: dict[str, list[str]] = field(repr=False)
    surnames: dict[Words, list[str]] = field(repr=False)
    longest: int = 0

    def found_in(self, text: str) -> Iterator[tuple[list[str], str]]:
        """(ids of the addressees, their text as found) of each thing of theirs in this text."""
        words = words_of(text)
        for start in range(len(words)):
            for length in range(min(self.longest, len(words) - start), 0, -1):
                piece = words[start : start + length]
                if owners := self.phrases.get(piece):
                    yield owners, " ".join(piece)
        yield from self._closed_in(words)

    def _closed_in(self, words: Words) -> Iterator[tuple[list[str], str]]:
        """What is found only when the blanks are left out; it begins and ends with a word."""
        whole = "".join(words)
        if len(whole) < _FEWEST_OF_CJK:
            return
        ends, at = {0}, 0
        for word in words:
            at += len(word)
            ends.add(at)
        for text, owners in self.closed.items():
            at = whole.find(text)
            while at >= 0:
                if _CJK.search(text) or (at in ends and at + len(text) in ends):
                    yield owners, text
                    break
                at = whole.find(text, at + 1)

    def called(self, text: str) -> list[str]:
        """The ids of the addressees whose surname or salutation this whole text is; none for a longer text."""
        return self.surnames.get(words_of(text), [])


def personal_texts(people: Iterable[Personal]) -> PersonalTexts:
    """What these addressees can be known by."""
    phrases: dict[Words, list[str]] = {}
    closed: dict[str, list[str]] = {}
    surnames: dict[Words, list[str]] = {}
    people = list(people)
    having = Counter(text for who in people for text in set(who.fields))
    for who in people:
        numbers = {words_of(text) for text in who.fields if having[text] == 1 and _is_file_number(text)}
        for words in {*_phrases(who), *numbers}:
            if words:
                _note(phrases, words, who.id)
                if len(words) > 1 and sum(map(len, words)) >= _FEWEST_CLOSED:
                    _note(closed, "".join(words), who.id)
        if not who.is_earlier:
            if who.person and _CJK.search(who.person) and len(who.person) >= _FEWEST_OF_CJK:
                _note(closed, "".join(words_of(who.person)), who.id)
            for name in _surnames(who):
                _note(surnames, (name,), who.id)
        if who.salutation and not who.is_earlier:
            _note(surnames, words_of(who.salutation), who.id)
    return PersonalTexts(phrases, closed, surnames, max(map(len, phrases), default=0))


def _note(known: dict[Words, list[str]] | dict[str, list[str]], key: Words | str, owner: str) -> None:
    owners = known.setdefault(key, [])  # type: ignore[arg-type]
    if owners[-1:] != [owner]:  # one addressee after the other; thousands may share a salutation
        owners.append(owner)


def telling_texts(who: Personal) -> Iterator[str]:
    """What a finished page may not say of somebody who gets no such letter, in its own words.

    A post alone, a town or a salutation without a name is many people's.
    """
    if who.person and len(words_of(who.person)) > 1:
        yield who.person
    if who.body:
        yield who.body
    yield from salutation_by_name(who)
    yield from (line for line in who.lines if _is_street(words_of(line)))
    yield from who.fields
    for text in (*who.lines, *who.others):
        yield from _EMAIL.findall(text)


def salutation_by_name(who: Personal) -> Iterator[str]:
    """The person's salutation, without the sign at its end; none where it does not say the name."""
    salutation = (who.salutation or "").rstrip(" ,.;:!")
    if len(words_of(salutation)) > 1 and set(words_of(salutation)) & set(_surnames(who)):
        yield salutation


def _phrases(who: Personal) -> Iterator[Words]:
    if not who.is_earlier:
        yield from _names(who)
    salutation = words_of(who.salutation or "")
    if set(salutation) & set(_surnames(who)):
        yield salutation
    yield from (words for words in map(words_of, who.lines) if _is_street(words))
    for text in (*who.lines, *who.others):
        yield from map(words_of, _EMAIL.findall(text))


def _names(who: Personal) -> Iterator[Words]:
    """The person's name, and the surname with what may stand before it."""
    name = tuple(word for word in words_of(who.person or "") if word not in _TITLES)
    surnames = _surnames(who)
    if len(name) > 1:
        yield name
        yield (name[-1], *name[:-1])
    titles = _TITLES | set(words_of(who.honorific or "")[-1:])
    for surname in surnames:
        yield from ((title, surname) for title in titles)
        initials = tuple(word[0] for word in name if word != surname)
        if initials:
            yield (*initials, surname)
            yield (initials[0], surname)


def _surnames(who: Personal) -> list[str]:
    """The names by which the person may be called: the last, those in capitals, those of the salutation."""
    parts = [word for word in _WORD.findall(who.person or "") if words_of(word)]
    names = [word for word in parts if words_of(word)[0] not in _TITLES]
    if not names or names[0].casefold() == "the":  # a post
        return []
    large = [word for word in names if word.isupper() and len(word) > 1]
    called = set(words_of(who.salutation or ""))
    chosen = large if large and len(large) < len(names) else names[-1:]
    found = [words_of(word)[0] for word in chosen]
    if len(names) > 1:
        found += [words_of(word)[0] for word in names if words_of(word)[0] in called]
    return [word for word in dict.fromkeys(found) if len(word) >= _FEWEST_OF_SURNAME]


def _is_file_number(text: str) -> bool:
    """Whether a text has so many digits that nobody types it by chance: an account, a file."""
    return sum(map(str.isdigit, text)) >= _FEWEST_DIGITS


def _is_street(words: Words) -> bool:
    """Whether a line of an address has a number and a name."""
    return any(word.isdigit() for word in words) and any(word.isalpha() and len(word) > 2 for word in words)
