"""Letters of one kind, compared by difference: less its own values, each says the same as the others.

What a letter says beside its own values comes from its template, and so do the others' words. Whatever is there in one
and not in the others belongs to somebody else, or to nobody; no name needs to be known for that. Where a text stands on
the page and how its lines break makes no difference.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain, combinations_with_replacement
from typing import Any, TypeVar

from letterbook.archive.expectation import Expectation, ExpectedLetter, page_labels
from letterbook.language.bidi import drawn_out_of_order
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened
from letterbook.verification.expected_text import required_lines
from letterbook.verification.findings import Finding
from letterbook.verification.text_matching import BETWEEN, folded, unordered

_BORDER = BETWEEN.strip()
_CUT = "\ue000"
"""Stands where a value was taken out, so that no value arises where two pieces meet."""
_ELLIPSIS = "..."  # what a sign for it becomes when texts are made comparable


FEW = 2
"""So many letters of a kind may all say what none should."""
_MOST_TAKEN = 3
"""How often a letterhead may name what was taken out of another letter as its own."""
_SHORT = 5
"""Characters of a line that is looked for in its address alone."""
_SHORTEST = 3
"""Characters of a value that may explain a difference; a shorter one is in anything, and is taken out of both that are compared."""


@dataclass(frozen=True)
class Remainder:
    """What a letter says beside its own values, as compared text; `repeated` are the values that it has more often than by
    right. Of a letter with words from right to left (`is_turned`) it is letters and figures alone.
    """

    text: str
    repeated: tuple[str, ...] = ()
    is_turned: bool = False


def remainder(pages: Iterable[str], expected: Expectation) -> Remainder | None:
    """What stands on the pages of a cover letter beside the letter's own values.

    None where it cannot be told apart: a letter that lacks its own words has other findings.
    """
    pages = list(pages)
    is_turned = expected.format == "pdf" and any(map(drawn_out_of_order, pages))
    if is_turned:
        pages = [_in_order(page, expected) for page in pages]
    needed = {_compared(text) for _, _, text in required_lines(expected)}
    found = _less_values([*map(_compared, pages)], expected, needed, by_right=1)
    return replace(_only(str.isalnum, found), is_turned=True) if found and is_turned else found


def unseen_remainder(texts: str, expected: Expectation) -> Remainder | None:
    """The same of the texts that stand on no page, which nobody has set into lines; no value has to be among them."""
    return _less_values([_compared(texts)], expected, frozenset(), by_right=0)


def _less_values(
    said: list[str], expected: Expectation, needed: AbstractSet[str], by_right: int
) -> Remainder | None:
    """What is left of the pages without the values, each of which stands there so many times by right."""
    repeated, taken, values = list[str](), list[str](), _values(expected)
    lines, whole = frozenset(values), _CUT.join(said)
    address, short = _address_of(expected.letter)
    if short and address in whole:
        said = [page.replace(address, _CUT) for page in said]
        taken.append(address)
    elif by_right:  # what stands on no page has no address of which a line could be a part
        short = frozenset()
    said = [*said[:1], *(_without_cut_name(page, expected) for page in said[1:])]
    own = Counter(map(_compared, expected.own_texts if by_right else ()))
    for value in _longest_first({*values, *own}) if own else values:
        for _ in range(own[value]):
            _cut_once(said, value)
        if (value in own and value not in lines) or value in short:
            continue
        in_whole = whole.count(value)
        is_there = bool(in_whole) and any(value in page for page in said)
        if is_there:
            said = [page.replace(value, _CUT) for page in said]
        if in_whole > by_right:
            repeated.append(value)
        is_lost = not is_there and value in needed and not any(value in longer for longer in taken)
        if is_lost and not _cut_over(said, value):
            return None
        taken.append(value)
    return Remainder("".join(said).replace(_CUT, ""), tuple(repeated))


@lru_cache(maxsize=512)  # letters have most of their lines in common
def _compared(text: str) -> str:
    return folded(text).replace(_BORDER, "")


def _values(expected: Expectation) -> list[str]:
    """The letter's own values but for those of its own fields, the longest first."""
    letter = expected.letter
    own = (texts for name, texts in letter.lines if name not in _APART and not name.startswith("office."))
    values = {_compared(text) for text in (letter.name, *chain(*own))}
    values.update(_labels(letter.page_label, expected.cover_pages))
    return _longest_first(values)


def _address_of(letter: ExpectedLetter) -> tuple[str, frozenset[str]]:
    """The whole address, and lines of it that are so short that they may be in any text, and are said nowhere else: “M.”."""
    lines = [_compared(line) for line in letter.address]
    elsewhere = (texts for name, texts in letter.lines if name != "address")
    others = {_compared(text) for text in (letter.name, *chain(*elsewhere))}
    return "".join(lines), frozenset(line for line in lines if len(line) <= _SHORT and line not in others)


_APART = frozenset({"labels", "raised", "recipient.fields"})
"""Lines that are not the letter's own, and those that are so short that they may be in anything."""


def _longest_first(values: Iterable[str]) -> list[str]:
    """A date is a part of the line with place and date."""
    return sorted(filter(None, values), key=lambda value: (-len(value), value))


def _cut_once(pages: list[str], value: str) -> None:
    """Takes a value of an own field out as often as the page prints it, which is once: a “5” may be in a telephone number."""
    for index, page in enumerate(pages):
        if value in page:
            pages[index] = page.replace(value, _CUT, 1)
            return
    _cut_over(pages, value)


@lru_cache(maxsize=64)
def _labels(pattern: str, pages: int | None) -> tuple[str, ...]:
    return tuple(map(_compared, page_labels(pattern, pages)))


def _cut_over(pages: list[str], value: str) -> bool:
    """Takes a value out that begins on one page and ends on the next; whether there was one."""
    for index in range(len(pages) - 1):
        for size in range(len(value) - 1, 0, -1):
            here, there = value[:size], value[size:]
            if here in pages[index] and there in pages[index + 1]:
                pages[index] = pages[index].replace(here, _CUT, 1)
                pages[index + 1] = pages[index + 1].replace(there, _CUT, 1)
                return True
    return False


def _without_cut_name(page: str, expected: Expectation) -> str:
    """The page without the beginning of a name that its head had no room for."""
    name = _compared(expected.letter.name)
    for size in range(len(name), 0, -1):
        if f"{name[:size]}{_ELLIPSIS}" in page:
            return page.replace(f"{name[:size]}{_ELLIPSIS}", _CUT)
    return page


def _in_order(page: str, expected: Expectation) -> str:
    """The page without texts that say values in another order: no element tells how a running head is read that is drawn
    from right to left. A text is one of them where all its letters and figures are values', or a cut-off name's.
    """
    return BETWEEN.join(text for text in page.split(BETWEEN) if not _is_turned(text, expected))


def _is_turned(text: str, expected: Expectation) -> bool:
    values, rest = _longest_first({*_values(expected), *map(_compared, expected.own_texts)}), _compared(text)
    for value in values:
        rest = rest.replace(value, "")
    signs = Counter(unordered(rest))
    if not any(map(str.isalnum, signs)):
        return False
    name = _compared(expected.letter.name)
    cut = (f"{name[:size]}{_ELLIPSIS}" for size in range(len(name), 0, -1))
    for value in (*values, *cut):
        own = Counter(unordered(value))
        if own <= signs:
            signs -= own
    return not any(map(str.isalnum, signs))


@dataclass
class _Alike:
    """Files of one template, language and format: which they are, by their places, what each says, and of which kind it is."""

    places: array[int] = field(default_factory=lambda: array("L"))
    said: list[Remainder] = field(default_factory=list)
    kinds: list[object] = field(default_factory=list)


_Said = tuple[int, Remainder]
"""Which of the files, by its place among them, and what it says."""


class AlikeLetters:
    """Cover letters that say something else than the others of their kind; what most of them say is taken for right. They are told of
    one by one, so that thousands need not be held, and are given again for what is found.
    """

    def __init__(self) -> None:
        self._alike: dict[object, _Alike] = {}
        self._held: dict[object, Any] = {}

    def add(self, place: int, expectation: Expectation, rest: Remainder | None) -> None:
        """Takes in what the file with this place among all says; None where that could not be told apart."""
        if rest is None:
            return
        letter = expectation.letter
        kind = self._once((letter.template, letter.language, expectation.format))
        alike = self._alike.setdefault(kind, _Alike())
        alike.places.append(place)
        alike.said.append(self._once(rest))
        alike.kinds.append(self._once(_kind(expectation)))

    def _once(self, value: Value) -> Value:
        known: Value = self._held.setdefault(value, value)
        return known

    def findings(self, expectations: Sequence[Expectation]) -> Iterator[Finding]:
        """What is found of all of them, in their order by kind."""
        for alike in self._alike.values():
            yield from _differing(alike, expectations)


Value = TypeVar("Value")


def _differing(members: _Alike, expectations: Sequence[Expectation]) -> Iterator[Finding]:
    """Those of one template, language and format that differ; of those that have the same fields the usual one is compared
    with that of all, by its letters. Few of a kind are compared with a neutral letter instead, when they are made.
    """
    narrow: dict[object, list[_Said]] = {}
    for place, rest, kind in zip(members.places, members.said, members.kinds, strict=True):
        narrow.setdefault(kind, []).append((place, rest))
    master = _usual(members.said)
    for alike in narrow.values():
        usual = _usual([rest for _, rest in alike])
        for place, rest in alike:
            if not _is_explained(rest, usual):
                yield _finding(expectations[place], _what(rest.text, usual.text))
        if len(alike) <= FEW:
            continue
        expectation = expectations[next(place for place, rest in alike if rest.text == usual.text)]
        mine, theirs = (_letters_beside(each, expectation.page_words) for each in (usual, master))
        if not _is_explained(mine, theirs):
            yield _finding(expectation, _what(mine.text, theirs.text))


def _usual(said: Sequence[Remainder]) -> Remainder:
    """The first of those that say what most say."""
    usual, _ = Counter(rest.text for rest in said).most_common(1)[0]
    return next(rest for rest in said if rest.text == usual)


def _letters_beside(rest: Remainder, words: Sequence[str]) -> Remainder:
    """What is left without the template's own words, of which some stand only beside a value; without signs and figures."""
    text = rest.text
    for word in sorted(map(_compared, words), key=len, reverse=True):
        text = text.replace(word, "") if word else text
    return _only(str.isalpha, Remainder(text, rest.repeated))


def _only(is_kept: Callable[[str], bool], rest: Remainder) -> Remainder:
    """The same with these signs alone."""
    text, *repeated = ("".join(filter(is_kept, text)) for text in (rest.text, *rest.repeated))
    return replace(rest, text=text, repeated=tuple(repeated))


def _kind(expectation: Expectation) -> object:
    """What letters have in common that have values for the same names, and chosen the same words, on as many pages."""
    letter = expectation.letter
    names = tuple(name for name, _ in letter.lines)
    return expectation.cover_pages, names, len(letter.body), expectation.choices


def _is_explained(rest: Remainder, master: Remainder) -> bool:
    """Whether the two say the same, in some order, or but for a value that stands among the template's words too.

    “accredited to the Council of Europe” lacks a name in the letter to the Council of Europe, from which it was taken.
    """
    if rest.is_turned != master.is_turned:
        rest, master = _only(str.isalnum, rest), _only(str.isalnum, master)
    if rest.text == master.text or _less_repeated(rest, master) == _less_repeated(master, rest):
        return True
    rest, master = _less_short(rest, master), _less_short(master, rest)
    mine, theirs = Counter(rest.text), Counter(master.text)
    # The longest first: the signs of a shorter one are among those of a longer, and would be taken from it.
    lacked = _longest_first(_as_cut(rest.repeated, master.repeated))
    taken = list(_as_cut(master.repeated, rest.repeated))
    for count in range(_MOST_TAKEN + 1):
        for values in combinations_with_replacement(taken, count):
            whole = theirs + Counter("".join(values))
            if not mine - whole and not _without(whole - mine, lacked):
                return True
    return False


def _less_repeated(rest: Remainder, other: Remainder) -> str:
    """The text without what either has in more places than its own, however often: a letterhead may name a body five times."""
    values = {*_as_cut(rest.repeated, other.repeated), *_as_cut(other.repeated, rest.repeated)}
    text = rest.text
    for value in _longest_first(values):
        text = text.replace(value, "")
    return _less_short(replace(rest, text=text), other).text


def _less_short(rest: Remainder, other: Remainder) -> Remainder:
    """The same without what either may have as a short value: the letter to “X” lacks each x of the template's own words."""
    text = rest.text
    for value in _longest_first({*rest.repeated, *other.repeated}):
        if len(value) < _SHORTEST and value.isalpha():
            text = text.replace(value, "")
    return replace(rest, text=text)


def _as_cut(values: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    """The values, whole and as another letter has them, from which it has taken its own: “Human Rights” of the Council."""
    for value in values:
        cut = (value.replace(other, "") for other in others if other in value and other != value)
        yield from (each for each in (value, *cut) if len(each) >= _SHORTEST)


def _without(signs: Counter[str], values: Iterable[str]) -> Counter[str]:
    """The signs without those of these values, each as often as it is there."""
    for value in values:
        own = Counter(value)
        while own <= signs:
            signs = signs - own
    return signs


def few_of_their_kinds(expectations: Iterable[Expectation]) -> list[list[Expectation]]:
    """The files that have hardly another of their kind: of each such kind all there are."""
    kinds: dict[object, list[Expectation]] = {}
    counted = Counter[object]()
    for expectation in expectations:
        letter = expectation.letter
        key = (letter.template, letter.language, expectation.format, _kind(expectation))
        counted[key] += 1
        alike = kinds.setdefault(key, [])
        if counted[key] <= FEW:
            alike.append(expectation)
        else:  # thousands are not held to be counted
            alike.clear()
    return [alike for alike in kinds.values() if alike]


def beside_neutral(
    expectation: Expectation, rest: Remainder | None, neutral: Remainder | None
) -> Iterator[Finding]:
    """What a letter says beside its own values and a letter to nobody does not, or the other way round."""
    if rest is None or neutral is None:
        return
    # The one may run from right to left, and the other not: then its signs are not compared.
    mine, theirs = _only(str.isalnum, rest), _only(str.isalnum, neutral)
    if _is_explained(mine, theirs):
        return
    more, less = _pieces(mine.text, theirs.text)
    what = say(
        "“{text}” stands in this letter beside its own words, and in none to anybody else.",
        text=shortened(more),
    )
    if not more:
        what = say(
            "“{text}” is missing from this letter, and would stand in one to anybody else.",
            text=shortened(less),
        )
    yield _finding(expectation, what)


def _finding(expectation: Expectation, what: str) -> Finding:
    return Finding(expectation.recipient_id, expectation.file, None, "other-words", what)


def _pieces(text: str, usual: str) -> tuple[str, str]:
    """The longest piece that is in the one text alone, and the longest that is in the other alone."""
    pieces = SequenceMatcher(None, usual, text, autojunk=False).get_opcodes()
    more = max((text[start:end] for kind, _, _, start, end in pieces if kind != "equal"), key=len)
    less = max((usual[start:end] for kind, start, end, _, _ in pieces if kind != "equal"), key=len)
    return more, less


def _what(text: str, usual: str) -> str:
    """What differs, as a sentence."""
    more, less = _pieces(text, usual)
    if more:
        return say(
            "“{text}” stands in this letter beside its own words, and not in the others of its kind.",
            text=shortened(more),
        )
    return say(
        "“{text}” stands in the other letters of its kind, and not in this one.",
        text=shortened(less),
    )
