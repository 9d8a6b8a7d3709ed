"""Who may be on a list twice under two spellings: told as pairs and left as they are, since likeness proves nothing.

Two rows are compared where they share a rare word of the name within a town, the whole name, or the number of the house.
They are a pair where no word of one name contradicts the other and the address is one as well: likeness of names alone finds
a hundred and eighty pairs for one that is real.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from zlib import crc32

from anyascii import anyascii

from letterbook.language.country_names import typing_errors
from letterbook.language.spelling import folded
from letterbook.model import Group, Recipient
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened

_RARE = 20
"""In how many rows of a town a word may stand and still say who is meant."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _listed(
    "mr mrs ms miss dr prof professor sir dame he excellency hon herr herrn frau dipl ing mag mme mlle monsieur madame sr "
    "sra srta don dona dom sig sigra signor signora dott avv dhr mevr mevrouw pan pani dl dna domnul doamna kyrios kyria "
    "sayin bay bayan cenab xanim bey hanim gospodin gospozha myrza hanum batoni kalbatoni paron tikin "
    "mar gevereth alsyd alsydh aqay xanm san sama xiansheng nushi"
)
"""Forms of address and degrees in the shipped languages, in Latin letters: they tell nobody from anybody."""

_SMALL = _listed(
    "the of for and in at a an der die das des dem den und fur von zu zum zur im am in e v ev gmbh ag la le les l du de et d "
    "des pour el los las del y e da do dos das di della dello dei degli il lo i gli ed van het een en voor w i z na dla oraz "
    "si ale ve ile ltd llc inc ooo sa sarl spa srl bv nv kg co"
)
"""Words and legal forms that names are written with and without."""

_SOUNDS = (
    ("sch", "s"), ("shch", "s"), ("sh", "s"), ("zh", "z"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("tz", "z"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ks", "x"), ("w", "v"), ("f", "v"), ("y", "i"), ("j", "i"),
    ("c", "k"), ("q", "k"),
)  # fmt: skip
"""What one letter of another alphabet, or an umlaut, becomes in different hands."""
_DOUBLED = re.compile(r"([a-z])\1+")
_WORD = re.compile(r"[a-z]+|[0-9]+")
_NUMBER = re.compile(r"\d+")
_LAST_VOWELS = re.compile(r"[aeiou]+$")


def likely_doubles(groups: Iterable[Group]) -> list[Problem]:
    """A notice for each pair of active recipients who may be one, at the later of the two. Code: likely-double."""
    recipients = [recipient for group in groups for recipient in group.recipients if recipient.active]
    houses = [_numbers(_street(recipient)) for recipient in recipients]
    starts = [_starts(_name(recipient)) for recipient in recipients]
    pairs = {
        (place, other)
        for bucket in _buckets(recipients)
        for place, other in combinations(bucket, 2)
        if starts[place] & starts[other]
    }
    found = []
    for place, other in sorted(pairs):
        first, second = recipients[place], recipients[other]
        is_elsewhere = houses[place] != houses[other] and bool(houses[place] and houses[other])
        if (not is_elsewhere or _have_both(first, second)) and _is_likely(first, second):
            found.append(_told(first, second))
    return found


def written_as(recipient: Recipient) -> tuple[str, str]:
    """Name and address as a reader sees them: two recipients with the same are one."""
    address = recipient.address
    parts = address.street, address.city, address.region, address.postcode
    name = folded(recipient.organisation, recipient.person, recipient.post, recipient.attention)
    return name, folded(*address.lines, *parts, address.country)


# --- Who is compared -------------------------------------------------------------------------------------------------


def _buckets(recipients: Sequence[Recipient]) -> Iterator[list[int]]:
    """The recipients, by their places in the sequence, who have something rare in common."""
    first: dict[int, int] = {}
    shared: dict[int, list[int]] = {}
    for index, recipient in enumerate(recipients):
        for key in _keys(recipient):
            if key not in first:
                first[key] = index
            elif key in shared:
                if len(shared[key]) <= _RARE:
                    shared[key].append(index)
            elif first[key] != index:
                shared[key] = [first[key], index]
    return (bucket for bucket in shared.values() if len(bucket) <= _RARE)


def _keys(recipient: Recipient) -> set[int]:
    """What recipients have to share to be compared, as hashes: a list of a hundred thousand has half a million of them."""
    name = [word.heard for word in _words(_name(recipient))]
    city = next((word.heard for word in _words(_town(recipient)) if not word.heard.isdigit()), "")
    keys = {hash((word, city)) for word in name if len(word) > 2 and not word.isdigit()}
    keys.add(hash(tuple(sorted(name))))
    if numbers := _numbers(_street(recipient)):
        keys.add(hash((recipient.address.postcode or city, numbers)))
    return keys


def _name(recipient: Recipient) -> str:
    return " ".join(filter(None, (recipient.organisation, _people(recipient), recipient.post)))


def _people(recipient: Recipient) -> str:
    """The names of all to whom the letter goes: a couple may stand in two rows, each with the other beside it."""
    return " ".join(filter(None, (recipient.person, recipient.together_with)))


def _starts(name: str) -> int:
    """How the words of a name begin, as bits: a house of twenty flats has 190 pairs, and hardly two of them begin alike."""
    bits = 0
    for word in _words(name):
        bits |= 1 << crc32(word.heard[:3].encode()) % 1009
    return bits


def _street(recipient: Recipient) -> str:
    return recipient.address.street or " ".join(recipient.address.lines[:-1])


def _town(recipient: Recipient) -> str:
    return recipient.address.city or " ".join(recipient.address.lines[-1:])


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in Latin letters as it is written, and as it sounds in whatever hand it was put into these."""

    heard: str
    written: str


@lru_cache(maxsize=50_000)
def _words(text: str, *, small: bool = False) -> tuple[_Word, ...]:
    """The words of a text in whatever alphabet; without those that every name has, unless `small`."""
    latin = (text if text.isascii() else anyascii(text)).casefold().replace("'", "").replace("`", "")
    words = _WORD.findall(latin)
    kept = [word for word in words if word not in TITLES and (small or word not in _SMALL)]
    return tuple(map(_word, kept or words))


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(sorted({number.lstrip("0") for number in _NUMBER.findall(text)})) if text else ()


@lru_cache(maxsize=100_000)
def _word(written: str) -> _Word:
    heard = f"z{written[2:]}" if written.startswith("ts") else written
    for letters, sound in _SOUNDS:
        heard = heard.replace(letters, sound)
    return _Word(_DOUBLED.sub(r"\1", heard), written)


# --- Who is alike ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Match:
    """Two rows of words laid beside each other: how many words are the same, and how many letters stand on one side only."""

    same: int
    first_only: int
    second_only: int
    letters: int


def _have_both(first: Recipient, second: Recipient) -> bool:
    """Whether both are a person in a body: that is one person wherever it is written to."""
    return bool(first.person and second.person and first.organisation and second.organisation)


def _is_likely(first: Recipient, second: Recipient) -> bool:
    is_person = bool(first.person and second.person)
    if _numbers(_name(first)) != _numbers(_name(second)):
        return False
    if is_person and not _is_one_person(_people(first), _people(second)):
        return False
    if first.attention and second.attention and not _is_one_person(first.attention, second.attention):
        return False
    bodies = [(first.organisation, second.organisation), (first.post, second.post)]
    if not all(_is_one_body(body, other) for body, other in bodies if body and other):
        return False
    if not is_person and not _is_one_body(_name(first), _name(second)):
        return False
    is_one = _have_both(first, second) or _is_one_place(first, second)
    return is_one and written_as(first) != written_as(second)  # what reads the same has been told


def _is_one_person(first: str, second: str) -> bool:
    """Whether all words are the same, in any order; a further name, or an initial for one, is no difference."""
    match = _matched(first, second, initials=True)
    if match.first_only and match.second_only:
        return False
    return match.same > 1 or (match.same == 1 and not match.first_only and not match.second_only)


def _is_one_body(first: str, second: str) -> bool:
    """Whether all words are the same, in any order; a fifth of the letters may stand on one side only."""
    match = _matched(first, second)
    extra = match.first_only + match.second_only
    return bool(match.same) and not (match.first_only and match.second_only) and extra <= match.letters / 5


def _is_one_place(first: Recipient, second: Recipient) -> bool:
    """Whether town or postcode are one, and the street as far as both have one."""
    postcode, street, other_street = first.address.postcode, _street(first), _street(second)
    is_town = bool(postcode) and postcode == second.address.postcode
    if not is_town and not _beside(_lettered(_town(first)), _lettered(_town(second))).same:
        return False
    if not street or not other_street:
        return True
    named = _lettered(street), _lettered(other_street)
    is_named = not all(named) or _beside(*named, is_street=True).same > 0
    return is_named and _numbers(street) == _numbers(other_street)


def _lettered(text: str) -> tuple[_Word, ...]:
    return tuple(word for word in _words(text) if not word.heard.isdigit())


def _matched(first: str, second: str, *, initials: bool = False) -> _Match:
    return _beside(_words(first, small=initials), _words(second, small=initials), initials=initials)


def _beside(
    first: Sequence[_Word], second: Sequence[_Word], *, initials: bool = False, is_street: bool = False
) -> _Match:
    left, alone, same = list(second), 0, 0
    for word in first:
        found = next((other for other in left if word.heard == other.heard), None) or next(
            (other for other in left if _is_one_word(word, other, initials, is_street)), None
        )
        if found is None:
            alone += len(word.written)
        else:
            left.remove(found)
            same += len(word.written) > 1 and len(found.written) > 1
    letters = sum(len(word.written) for word in (*first, *second))
    return _Match(same, alone, sum(len(word.written) for word in left), letters)


def _is_one_word(word: _Word, other: _Word, initials: bool, is_street: bool) -> bool:
    """Whether two words differ by a typing error; a last vowel tells Maria from Mario and Petrova from Petrov."""
    short, long = sorted((word.written, other.written), key=len)
    if len(short) == 1:
        return initials and long.startswith(short)
    if is_street and (long.startswith(short) or _STREET.sub("", short) == _STREET.sub("", long)):
        return True
    if short.isdigit() or long.isdigit() or len(short) < _BELIEVED:
        return False
    if _LAST_VOWELS.sub("", short) == _LAST_VOWELS.sub("", long):
        return False
    most = 1 if len(long) < _LONG else 2
    return typing_errors(short, long, most) <= most or (
        word.heard != word.written
        and other.heard != other.written
        and typing_errors(word.heard, other.heard, 1) <= 1
    )


_STREET = re.compile(r"(?:strasse|strass|str|gasse|platz|pl)$")
_BELIEVED, _LONG = 5, 9
"""Letters from which one typing error is believed, and two."""


# --- What a person is told -------------------------------------------------------------------------------------------


def _told(first: Recipient, second: Recipient) -> Problem:
    what = say(
        "“{addressee}” and “{other}” ({places}) may be one addressee in two spellings.",
        addressee=shortened(second.name),
        other=shortened(first.name),
        places=first.places[""],
    )
    if first.together_with or second.together_with:
        what = say(
            "“{addressee}” and “{other}” ({places}) may be the same people, who would get two letters.",
            addressee=shortened(_people(second)),
            other=shortened(_people(first)),
            places=first.places[""],
        )
    hint = "If so, delete one of the two or set it to active: false. If both are meant, leave them."
    return Problem("likely-double", second.places[""], what, hint, shortened(second.name), "warning")
