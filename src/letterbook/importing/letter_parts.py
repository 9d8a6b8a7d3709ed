"""A finished letter → its parts: what it is about, what opens and closes it, its text, and what stands around these."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, zip_longest
from pathlib import Path

import yaml

from letterbook.importing.blocks import (
    Break,
    Grid,
    Item,
    Line,
    Piece,
    Words,
    in_lines,
    joined,
    text_of,
    trimmed,
)
from letterbook.language.locales import base_language

_FILE = Path(__file__).with_name("letter_marks.yaml")
_STEM = "…"
_OPENING_WORDS, _SHORT_WORDS = 18, 9
"""An opening has at most so many words, and so many a line that a name, a post or an enclosure may be."""
_ENDS_OPENING, _ENDS_KNOWN_OPENING = tuple(",!،，！՜"), tuple(",!:،，：！՜")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\s\u3040-\u30ff\u3400-\u9fff]+")
_ENDS_SENTENCE = tuple(".!?…:;。！？։؟")
_FILLED_IN = re.compile(r"\{[{%][^{}]*[}%]\}|\[[^\[\]]* …\]")
_PLACEHOLDER, _TAG = re.compile(r"\{\{[^{}]*\}\}"), re.compile(r"\{%[^{}]*%\}")


@dataclass(frozen=True)
class LetterParts:
    """What a letter says itself, each empty where it cannot be told; `around` is what stands above and below it."""

    subject: str
    salutation: str
    body: Sequence[Item]
    closing: str
    around: Sequence[Item]


def parts_of(items: Sequence[Item], language: str, underlined: Collection[str] = ()) -> LetterParts:
    """The parts of a letter in this language. Without an opening, as in a note verbale, its sentences are its text.

    `underlined` are the places of underlined words, which may be its subject.

    An opening is a short line that begins as one does in the language, or the first that ends with a comma or an exclamation
    mark. A close is the last line that begins as one does, or the first of the short lines at the end that are no sentences.
    """
    marks = _marks(language)
    lines = _in_lines(items)
    opening = _opening(lines, marks["opens"])
    start, end = _ends_of_opening(lines, opening, marks["opens"])
    close = _close(lines, end, marks["closes"], may_be_unknown=opening >= 0)
    last = close if opening >= 0 else close - _before_sentence(lines[end:close][::-1])
    after = _end_of_close(lines, close)
    body = lines[end:last]
    subject = _subject(lines[:start], body[:1], marks, underlined)
    taken = {id(each) for each in subject}
    around = (*lines[:start], *lines[last:close], *lines[after:])
    return LetterParts(
        " ".join(_without_label(_text(each), marks["subject"]) for each in subject),
        " ".join(map(_text, lines[start:end])),
        _in_paragraphs([each for each in body if id(each) not in taken]),
        " ".join(map(_text, lines[close:after])),
        [each.item for each in around if id(each) not in taken],
    )


@dataclass(frozen=True)
class _Part:
    """A line of a paragraph, or a table; those of one paragraph have its number."""

    item: Item
    paragraph: int


def _in_lines(items: Sequence[Item]) -> list[_Part]:
    """Each line by itself, as a letter may be one paragraph; an empty line parts paragraphs."""
    found: list[_Part] = []
    number = 0
    for item in items:
        number += 1
        if not isinstance(item, Line) or item.label is not None:
            found.append(_Part(item, number))
            continue
        for pieces in in_lines(item.pieces):
            line = trimmed(tuple(pieces))
            if line:
                found.append(_Part(replace(item, pieces=line), number))
            else:
                number += 1
    return found


def _in_paragraphs(parts: Sequence[_Part]) -> list[Item]:
    """The paragraphs of which the lines are left."""
    return [
        _joined([part.item for part in group]) for _, group in groupby(parts, lambda part: part.paragraph)
    ]


def _joined(items: Sequence[Item]) -> Item:
    first, *others = items
    if not isinstance(first, Line):
        return first
    pieces: list[Piece] = [*first.pieces]
    for other in others:
        pieces += [Break(), *(other.pieces if isinstance(other, Line) else ())]
    return replace(first, pieces=joined(pieces))


def _text(part: _Part) -> str:
    return " ".join(text_of(part.item.pieces).split()) if isinstance(part.item, Line) else ""


def _compared(part: _Part) -> str:
    return _TAG.sub(" ", _text(part)).strip().casefold().replace("'", "’")


def _filled(text: str) -> str:
    """As somebody reads it: what is filled in is a word, and conditions are none."""
    return _TAG.sub("", _PLACEHOLDER.sub("X", text)).rstrip()


def _length(text: str) -> int:
    """In words; two signs of Chinese or Japanese are one."""
    return len(_WORD.findall(_filled(text)))


def _ends(part: _Part, signs: tuple[str, ...], most: int) -> bool:
    """Whether it is a line of at most so many words that ends with one of the signs."""
    text = _text(part)
    is_plain = isinstance(part.item, Line) and part.item.label is None
    return is_plain and _filled(text).endswith(signs) and _length(text) <= most


# --- Where the parts begin -------------------------------------------------------------------------------------------

_OF_LIST = "{{ recipient.salutation"


def _opening(lines: Sequence[_Part], opens: re.Pattern[str]) -> int:
    """The number of the line with which the letter opens, or -1."""
    known = (at for at in range(len(lines)) if _is_known_opening(lines[at : at + 2], opens))
    others = (at for at, line in enumerate(lines[:-1]) if _ends(line, _ENDS_OPENING, _OPENING_WORDS))
    return next(known, next(others, -1))


def _ends_of_opening(lines: Sequence[_Part], opening: int, opens: re.Pattern[str]) -> tuple[int, int]:
    """The lines from and before which the letter opens; without an opening those before its first sentence, twice."""
    if opening < 0:
        first = _before_sentence(lines)
        return first, first
    end = opening + 1
    while end < len(lines) and _ends(lines[end], _ENDS_OPENING, _SHORT_WORDS):
        goes_on = _text(lines[end - 1]).endswith(",") and _text(lines[end]).endswith(",")
        if not goes_on and not opens.match(_compared(lines[end])):
            break
        end += 1
    return opening, end


def _before_sentence(lines: Sequence[_Part]) -> int:
    """How many lines stand before the first sentence; none where there is no sentence."""
    return next((at for at, line in enumerate(lines) if _is_long(line)), 0)


def _is_known_opening(lines: Sequence[_Part], opens: re.Pattern[str]) -> bool:
    """Without a sign at its end, as in Switzerland, a line opens a letter before a paragraph; in an address names follow it."""
    line, *after = lines
    text = _compared(line)
    if text.startswith(_OF_LIST):
        return True
    is_long = bool(after) and _length(_text(after[0])) > _SHORT_WORDS
    is_short = _length(text) <= _OPENING_WORDS and not _filled(text).endswith(".")
    return (
        opens.match(text) is not None
        and ((is_short and is_long) or _ends(line, _ENDS_KNOWN_OPENING, _OPENING_WORDS))
        and isinstance(line.item, Line)
        and line.item.label is None
    )


def _close(lines: Sequence[_Part], start: int, closes: re.Pattern[str], *, may_be_unknown: bool) -> int:
    """The number of the line with which the letter closes; that after the last where none can be told."""
    sentences = 0
    for at in range(len(lines) - 1, start - 1, -1):
        if sentences <= 1 and closes.match(_compared(lines[at])):
            return at
        sentences += _is_long(lines[at])
    at = len(lines)
    while may_be_unknown and at > start and _may_be_name(lines[at - 1]):
        at -= 1
    return at if at < len(lines) - 1 else len(lines)


def _is_long(part: _Part) -> bool:
    return _length(_text(part)) > _SHORT_WORDS and _ends_sentence(_text(part))


def _ends_sentence(text: str) -> bool:
    return _filled(text).endswith(_ENDS_SENTENCE)


def is_sentence(item: Item) -> bool:
    """Whether the paragraph is long and ends as a sentence does."""
    return _is_long(_Part(item, 0))


def _end_of_close(lines: Sequence[_Part], close: int) -> int:
    """That after the close, which may go on in the next line with small letters up to the end of a sentence."""
    more = lines[close + 1 : close + 2]
    goes_on = [each for each in more if _text(each)[:1].islower() and _ends_sentence(_text(each))]
    is_whole = close >= len(lines) or _ends_sentence(_text(lines[close]))
    return close + 2 if not is_whole and goes_on and _length(_text(goes_on[0])) > 2 else close + 1


def _may_be_name(part: _Part) -> bool:
    """Whether it is a line as stands below a letter: a name, a post, an enclosure; or a table of two who sign. What is an
    addressee's own stands in the text.
    """
    if not isinstance(part.item, Line):
        return True
    text = _text(part)
    is_own = _FILLED_IN.search(text) is not None
    return (
        not is_own and part.item.label is None and not _ends_sentence(text) and _length(text) <= _SHORT_WORDS
    )


def _subject(
    above: Sequence[_Part],
    below: Sequence[_Part],
    marks: Mapping[str, re.Pattern[str]],
    underlined: Collection[str],
) -> list[_Part]:
    """The lines of the subject: one that says so, else the last bold ones above the opening, else the bold one below it, else the
    one above it that is underlined, or begins as a subject does (“О проведении …”).
    """
    labelled = [each for each in (*above, *below) if _has_label(each, marks["subject"])]
    labelled = labelled or [*_in_tables(above, marks["subject"])]
    if labelled:
        return labelled[-1:]
    bold: list[_Part] = []
    for each in reversed(above):
        if not _is_bold(each):
            break
        bold.insert(0, each)
    bold = bold or [each for each in below if _is_bold(each)]
    return bold or [each for each in above[-1:] if _may_be_subject(each, marks["about"], underlined)]


def _may_be_subject(part: _Part, about: re.Pattern[str], underlined: Collection[str]) -> bool:
    is_underlined = isinstance(part.item, Line) and part.item.where in underlined
    return is_underlined or about.match(_compared(part)) is not None


def _in_tables(parts: Sequence[_Part], label: re.Pattern[str]) -> Iterator[_Part]:
    """What stands below the word for a subject in a table of references; beside it where nothing does, or the word has a colon."""
    for part in parts:
        rows = part.item.rows if isinstance(part.item, Grid) else ()
        for row, below in zip_longest(rows, rows[1:], fillvalue=()):
            for at, cell in enumerate(row):
                text = text_of(cell).strip()
                word = text.rstrip(":： ")
                if not label.fullmatch(word.casefold()):
                    continue
                near = [*below[at : at + 1], *row[at + 1 : at + 2]]
                found = [each for each in (near if word == text else near[::-1]) if text_of(each).strip()]
                yield from (_Part(Line(each), part.paragraph) for each in found[:1])


def _has_label(part: _Part, label: re.Pattern[str]) -> bool:
    return _without_label(_text(part), label) != _text(part)


def _without_label(text: str, label: re.Pattern[str]) -> str:
    """“Betreff: Einladung” is about “Einladung”."""
    found = label.match(text.casefold())
    rest = text[found.end() :].lstrip(" .\u00a0") if found else ""
    return rest[1:].strip() or text if rest[:1] in (":", "：") else text


def _is_bold(part: _Part) -> bool:
    if not isinstance(part.item, Line) or part.item.label is not None:
        return False
    # What stands in the place of a field has the looks of its end, which nobody sees.
    words = [
        each for each in part.item.pieces if isinstance(each, Words) and _FILLED_IN.sub("", each.text).strip()
    ]
    return part.item.level is not None or (bool(words) and all(each.is_bold for each in words))


def is_for_everybody(salutation: str, language: str) -> bool:
    """Whether the opening names nobody, so that it may stand in any letter."""
    bare = salutation.casefold().replace("'", "’").rstrip(" ,.:!،，：。！՜")
    return bare in _known().get(base_language(language), {}).get("everybody", ())


# --- How they begin in each language ---------------------------------------------------------------------------------


@cache
def _known() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return yaml.safe_load(_FILE.read_text("utf-8"))  # type: ignore[no-any-return]


def _marks(language: str) -> Mapping[str, re.Pattern[str]]:
    """Patterns of the beginnings; they fit nothing in a language of which nothing is known."""
    known = _known().get(base_language(language), {})
    return {
        kind: re.compile("|".join(map(_pattern, known.get(kind, ()))) or r"(?!)")
        for kind in ("opens", "closes", "subject", "about")
    }


def _pattern(beginning: str) -> str:
    word = re.escape(beginning.removesuffix(_STEM))
    return word if beginning.endswith(_STEM) else rf"{word}(?!\w)"
