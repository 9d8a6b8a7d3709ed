"""Texts made comparable: what was meant to be printed, and what a reader found on the paper. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, groupby

from letterbook.language.bidi import drawn_out_of_order
from letterbook.language.spelling import UNSEEN

_HYPHENS = ("\u2010", "\u00ad")
_LINE_END_HYPHEN = re.compile("[\u2010\u00ad]\\s*[\r\n]+\\s*")
_HARD_HYPHEN_AT_END = re.compile("[\u0002\ufffe]")
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[^\W{_HAN}]+|\S")  # Chinese has no blanks: a line may end anywhere in it
_ONE_I = {
    0x131: "i",
    0x3C2: "σ",
}  # Turkish has two, and either may be the small letter of a capital; so has Greek
_ONE_CAPITAL = {0x130: "I", 0x1E9E: "SS"}
_LOOK_ALIKE = 40
_AT_AN_END = ".,;:!?…"  # in a line from right to left such a sign stands at the other end of Latin words
_LETTERS_TOGETHER = 2  # where two are drawn closer than the others
_SHORTEST_RUN = 5
_RUN = b"\1" * _SHORTEST_RUN
_PAIRED = ("Pi", "Pf")
_SIDES = (("RIGHT", "LEFT"), ("GREATER-THAN", "LESS-THAN"))
_KEPT = 256  # what letters of one mailing have in common; a page of each of thousands would fill the memory
_KEPT_TEXTS, _SHORT_TEXT = 4096, 1000  # of single texts, which are short
BETWEEN = " ¶ "
"""Stands between two texts that do not belong together, so that no phrase is found across them."""
_BORDER = BETWEEN.strip()


@lru_cache(maxsize=_KEPT)
def _plain(text: str) -> str:
    """Words parted at a line's end are one again; ligatures, no-break spaces and invisible signs are gone."""
    if text.isascii():
        return _read_plain(text)
    texts = text.split(BETWEEN)
    # No sign joins with a blank before it, so that texts with a border between them may be read one by one; but for a hyphen
    # at the end of a line, which takes the blanks that follow with it.
    if any(sign in text for sign in _HYPHENS) and any(
        each[-1:].isspace() and each.rstrip()[-1:] in _HYPHENS for each in texts[:-1]
    ):
        return _read_plain(text)
    return BETWEEN.join(_plain_text(each) if len(each) < _SHORT_TEXT else _read_plain(each) for each in texts)


def _read_plain(text: str) -> str:
    if text.isascii() and "\2" not in text:
        return text
    whole = _LINE_END_HYPHEN.sub("", text)
    whole = _HARD_HYPHEN_AT_END.sub("-", whole)  # PDFium's sign for a hyphen at a line's end
    return unicodedata.normalize("NFKC", UNSEEN.sub("", whole))


_plain_text = lru_cache(maxsize=_KEPT_TEXTS)(_read_plain)


@lru_cache(maxsize=_KEPT)
def tokens(text: str) -> tuple[str, ...]:
    """Words, numbers and single signs; where spaces and line ends stand makes no difference."""
    return tuple(_TOKEN.findall(_plain(text)))


@lru_cache(maxsize=_KEPT)
def squeezed(text: str) -> str:
    """The text without any space: what can be compared whatever lines and gaps a reader makes of it."""
    return "".join(_plain(text).split())


@lru_cache(maxsize=_KEPT)
def closed(text: str) -> str:
    """The text squeezed, and without U+2010, at which a page parts words that have it and words that have not."""
    return squeezed(text).replace("\u2010", "")


@lru_cache(maxsize=_KEPT)
def folded(text: str) -> str:
    """The text closed and in small letters: the same in capitals and however else a page changes letters."""
    texts = closed(text).split(_BORDER)  # with which no sign joins
    return _BORDER.join(_small_text(each) if len(each) < _SHORT_TEXT else _in_small(each) for each in texts)


def _in_small(closed_text: str) -> str:
    if closed_text.isascii():
        return closed_text.lower()
    small = unicodedata.normalize("NFC", closed_text.casefold())
    return small.translate(_ONE_I).replace("i\u0307", "i")


_small_text = lru_cache(maxsize=_KEPT_TEXTS)(_in_small)


@lru_cache(maxsize=_KEPT)
def _capitals(text: str) -> str:
    """The text closed and in capitals; what is in capitals already stays the same, in any language."""
    return unicodedata.normalize("NFC", closed(text).upper()).translate(_ONE_CAPITAL)


@lru_cache(maxsize=_KEPT)
def _with_one_capital(text: str) -> str:
    return closed(text).translate(_ONE_CAPITAL)


@lru_cache(maxsize=_KEPT)
def phrase(text: str) -> str:
    """The text as tokens between spaces: one phrase is a part of another only in whole words."""
    return f" {' '.join(tokens(text))} "


def bare_capitals(text: str) -> str:
    """The text in capitals without accents, which differ by language on capitals and are often left out."""
    return bare(text.upper())


def bare(text: str) -> str:
    """The text without accents."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn")


def spaced_out(text: str) -> Iterator[str]:
    """Each run of single letters between blanks, joined: so a reader gives words whose letters stand wide apart."""
    words = _plain(text).split()
    if _RUN not in bytes(map(_LETTERS_TOGETHER.__ge__, map(len, words))):
        return
    runs = groupby(words, key=lambda piece: len(piece) <= _LETTERS_TOGETHER)
    for is_run, pieces in runs:
        run = list(pieces)
        if is_run and len(run) >= _SHORTEST_RUN:
            yield "".join(run)


def any_says(texts: Sequence[str], own: str) -> bool:
    """Whether one of the texts has this phrase, in whole words; also in capitals, or where its letters stand wide apart."""
    wanted = phrase(own.casefold())
    every = chain(texts, chain.from_iterable(map(spaced_out, texts)))
    return any(wanted in phrase(said.casefold()) for said in every)


def phrases(texts: Iterable[str]) -> str:
    """Several texts as one phrase, with a border between each two."""
    return BETWEEN.join(phrase(text) for text in texts)


def is_same(expected: str, found: str) -> bool:
    """Whether one line says the same as the other; of a line from right to left the characters are counted."""
    wanted, seen = folded(expected), folded(found)
    return wanted == seen or (drawn_out_of_order(wanted) and unordered(wanted) == unordered(seen))


def unordered(text: str) -> list[str]:
    """The signs of a text in no order, a bracket for its counterpart: which of the two is drawn, its direction says."""
    return sorted(_signs(squeezed(text)))


def _signs(text: str) -> Iterator[str]:
    """The signs of a text, a vowel sign that stands on both sides of its letter in its parts, as it is drawn."""
    return map(_either_side, unicodedata.normalize("NFD", text))


@cache
def _either_side(sign: str) -> str:
    """The same for both of a pair that mirror each other (UAX 9, L4), or that PDFium takes for one: quotation marks."""
    if not unicodedata.mirrored(sign) and unicodedata.category(sign) not in _PAIRED:
        return sign
    name = unicodedata.name(sign, "")
    for here, there in _SIDES:
        if here in name:
            try:
                return unicodedata.lookup(name.replace(here, there))
            except KeyError:
                return sign
    return sign


def stands_on(pages: Sequence[str], expected: str) -> bool:
    """Whether the text stands on one of the pages, or begins on one and ends on the next; as it is, or in capitals."""
    if _stands_on([*map(closed, pages)], closed(expected)):
        return True
    return _stands_on([*map(_with_one_capital, pages)], _capitals(expected))


def _stands_on(pages: Sequence[str], piece: str) -> bool:
    if not piece or any(piece in page for page in pages):
        return True
    if drawn_out_of_order(piece):
        return _counted(piece, "".join(pages))
    if any(piece.strip(_AT_AN_END) in page for page in pages if drawn_out_of_order(page)):
        return _counted(piece, "".join(pages))
    return any(_runs_over(pages[index:], piece) for index in range(len(pages) - 1))


def _runs_over(pages: Sequence[str], piece: str) -> bool:
    """Whether the piece begins on the first of the pages and goes on over the others."""
    if len(pages) == 1 or piece in pages[0]:
        return piece in pages[0]
    held = bisect_right(range(1, len(piece) + 1), False, key=lambda size: piece[:size] not in pages[0])
    # What follows on the first page, such as its number, may begin like the rest of the piece.
    sizes = range(held, max(0, held - _LOOK_ALIKE), -1)
    return any(_runs_over(pages[1:], piece[size:]) for size in sizes)


def _counted(piece: str, text: str) -> bool:
    there = Counter(_signs(text))
    return all(there[sign] >= count for sign, count in Counter(_signs(piece)).items())
