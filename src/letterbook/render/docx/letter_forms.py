"""Letters of one kind as Word files: the second is made twice, as ever and with marks for its words, and the others are its bytes with theirs.

Letters are of one kind where they differ in words alone that stand in the file as they are: no sign of theirs is an element of its own,
asks for a font of its own or turns its line. All else, how many lines an address has, what is left out, which words are stressed, makes another kind.
Whether the form of a kind is right is not assumed: it has to give the letter that it was made of, to the byte, and so one in fifty after that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape

from letterbook.fonts import NO_BREAK_HYPHEN
from letterbook.model import Block, Emphasis, Inline, Lowered, Paragraph, Raised, Strong, Struck, Text
from letterbook.render.docx.placeholders import SPECIAL, Said
from letterbook.render.docx.zip_file import Stretch, of_its_own, stretch

MOST_KINDS = 200
"""Kinds that are known; whichever was not met for longest goes."""
MOST_FORMS = 40
"""Of them with a form, each of which holds the letterhead and its fonts."""
AGAIN = 50
"""Every so many letters of a kind are made as ever too, and compared."""

_MARK, _MARK_END = "\ufdd7", "\ufdd8"  # no text may hold them
_MARKED = re.compile(f"{_MARK}(\\d+){_MARK_END}".encode())
_PLAIN = re.compile(r"[^\x00-\x1f\"\\\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")
"""Signs that stand in a file as they are, or as what XML has for them, wherever they stand; a quotation mark might name a font."""


@dataclass(frozen=True)
class Words:
    """What a letter says in its Word file: the lines of each part with placeholders, the address, the text, and the particulars."""

    lines: tuple[tuple[Said, ...], ...]
    address: tuple[str, ...]
    body: tuple[Block, ...]
    title: str
    subject: str


class Blanks:
    """Takes words out of a letter and leaves marks; `signs` are those that ask for a font of their own."""

    def __init__(self, signs: frozenset[str]) -> None:
        self._signs = signs
        self.taken: list[str] = []

    def of(self, words: Words, kept: Sequence[bool]) -> Words:
        """The same with marks where words may be others; of each part's lines it is told whether they are `kept` as they are."""
        lines = (
            part if is_kept else tuple(map(self._line, part))
            for part, is_kept in zip(words.lines, kept, strict=True)
        )
        return Words(
            tuple(lines),
            tuple(map(self._text, words.address)),
            tuple(map(self._block, words.body)),
            self._text(words.title),
            self._text(words.subject),
        )

    def _line(self, line: Said) -> Said:
        if line.is_left_out:
            return line
        return replace(line, texts=tuple("".join(map(self._text, SPECIAL.split(run))) for run in line.texts))

    def _block(self, block: Block) -> Block:
        return Paragraph(self._inlines(block.children)) if isinstance(block, Paragraph) else block

    def _inlines(self, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(map(self._inline, children))

    def _inline(self, inline: Inline) -> Inline:
        match inline:
            case Text(text):
                return Text(self._text(text))
            case (
                Strong(children)
                | Emphasis(children)
                | Struck(children)
                | Raised(children)
                | Lowered(children)
            ):
                return replace(inline, children=self._inlines(children))
        return inline

    def _text(self, text: str) -> str:
        if not _PLAIN.fullmatch(text) or text.isspace() or not self._signs.isdisjoint(text):
            return text
        self.taken.append(text)
        return f"{_MARK}{len(self.taken) - 1}{_MARK_END}"


NEVER_PLAIN = frozenset(NO_BREAK_HYPHEN)


@dataclass
class _Part:
    """A part with words that may be others: what stands between them, and which they are. That with the words of the last letter is
    kept: a header's are mostly the next one's too.
    """

    name: str
    between: tuple[bytes, ...]
    which: tuple[int, ...]
    _last: tuple[bytes, Stretch] | None = None

    def set(self, words: Sequence[bytes]) -> Stretch:
        """The part that says these words of the letter's."""
        pieces = [self.between[0]]
        for which, behind in zip(self.which, self.between[1:], strict=True):
            pieces += (words[which], behind)
        data = b"".join(pieces)
        if self._last is None or self._last[0] != data:
            self._last = data, of_its_own(self.name, data)
        return self._last[1]


Parts = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Form:
    """The parts of all letters of a kind, in their order: those that are the same, packed, and those with words of their own."""

    pieces: tuple[Stretch | _Part, ...]

    @classmethod
    def of(cls, parts: Parts, known: dict[Stretch, Stretch]) -> Form:
        """The form, from the parts of a letter with marks for its words. What is `known` of other forms is held once."""
        pieces: list[Stretch | _Part] = []
        mark = _MARK.encode()
        for has_marks, members in groupby(parts, lambda part: mark in part[1]):
            if has_marks:
                pieces += (_part(name, data) for name, data in members)
            else:
                packed = stretch(members)
                pieces.append(known.setdefault(packed, packed))
        return cls(tuple(pieces))

    def set(self, words: Sequence[str]) -> list[Stretch]:
        """The letter that says these words."""
        written = [escape(text).encode() for text in words]
        return [piece if isinstance(piece, Stretch) else piece.set(written) for piece in self.pieces]


def _part(name: str, data: bytes) -> _Part:
    cut = _MARKED.split(data)
    return _Part(name, tuple(cut[::2]), tuple(map(int, cut[1::2])))


class Made(NamedTuple):
    """A letter's file, in stretches of its zip."""

    stretches: Sequence[Stretch]
    is_laid_out: bool


@dataclass
class _Kind:
    form: Form | None = None
    is_refused: bool = False
    count: int = 0


@dataclass
class LetterForms:
    """The forms of one letterhead's letters."""

    _kinds: dict[Hashable, _Kind] = field(default_factory=dict)
    _stretches: dict[Stretch, Stretch] = field(default_factory=dict)
    """Kinds have most of their parts in common, the fonts above all."""

    def letter(
        self,
        words: Words,
        blank: Words,
        taken: Sequence[str],
        beside: Hashable,
        make: Callable[[Words], Parts],
    ) -> Made:
        """A letter, set into the form of its kind where it has one. `blank` are its words without those `taken` out; `beside` is
        what else decides over its parts, which `make` makes of words.
        """
        kind = self._kind((blank, beside))
        kind.count += 1
        if kind.form is not None and kind.count % AGAIN:
            return Made(kind.form.set(taken), is_laid_out=False)
        made = Made([stretch(make(words))], is_laid_out=True)
        if kind.count > 1 and not kind.is_refused:
            form = kind.form or Form.of(make(blank), self._stretches)
            kind.is_refused = not _are_same(form.set(taken), made.stretches)
            kind.form = None if kind.is_refused else form
            self._make_room()
        return made

    def _kind(self, key: Hashable) -> _Kind:
        kind = self._kinds.pop(key, None) or _Kind()
        self._kinds[key] = kind
        if len(self._kinds) > MOST_KINDS:
            del self._kinds[next(iter(self._kinds))]
        return kind

    def _make_room(self) -> None:
        formed = [kind for kind in self._kinds.values() if kind.form]
        for kind in formed[:-MOST_FORMS]:
            kind.form, kind.count = None, 0


def _are_same(some: Sequence[Stretch], others: Sequence[Stretch]) -> bool:
    return _said(some) == _said(others) and _bytes(some) == _bytes(others)


def _bytes(stretches: Sequence[Stretch]) -> bytes:
    return b"".join(each.data for each in stretches)


def _said(stretches: Sequence[Stretch]) -> list[object]:
    return [(head, name) for each in stretches for head, _, name in each.said]
