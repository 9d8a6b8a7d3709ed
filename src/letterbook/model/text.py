"""The words of a text: what Markdown becomes, and what both renderers set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Text:
    """Characters as they are to be read; never markup."""

    text: str


@dataclass(frozen=True)
class Emphasis:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Strong:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Link:
    """Words that lead to an address. Paper leads nowhere: where the words are not the address, it stands in them too."""

    target: str
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class LineBreak:
    pass


@dataclass(frozen=True)
class Note:
    """A footnote: its number stands here, raised, and its words with the number before them at the foot of the page."""

    number: int
    children: tuple[Inline, ...]


Inline = Text | Emphasis | Strong | Link | LineBreak | Note


@dataclass(frozen=True)
class Paragraph:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    level: int  # 1 is the highest inside the text
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class ListBlock:
    """A list; `start` is the first number of a numbered one, None for bullets. A number is written 3. or, `in_brackets`,
    3).
    """

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    in_brackets: bool = False

    def number(self, index: int) -> str | None:
        """What is printed before the item with this index (from 0); None before a bullet's."""
        return None if self.start is None else f"{self.start + index}{')' if self.in_brackets else '.'}"


@dataclass(frozen=True)
class Quote:
    children: tuple[Block, ...]


class Alignment(Enum):
    """Where the words of a column stand."""

    START = "start"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the header. A column that `alignments` does not reach begins where lines do."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    alignments: tuple[Alignment, ...] = ()

    def alignment(self, column: int) -> Alignment:
        """That of the column with this index (from 0)."""
        return self.alignments[column] if column < len(self.alignments) else Alignment.START


Block = Paragraph | Heading | ListBlock | Quote | Table


def paragraph_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of each paragraph, heading, item and cell, in reading order; an item's begins with its number.

    The number of a footnote stands in the text, and the footnote, with its number, after the text.
    """
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children):
                yield from _with_notes(children)
            case ListBlock(items):
                for index, item in enumerate(items):
                    yield from _item_texts(item, block.number(index))
            case Quote(children):
                yield from paragraph_texts(children)
            case Table(rows):
                yield from (text for row in rows for cell in row for text in _with_notes(cell))


def _with_notes(children: tuple[Inline, ...]) -> Iterator[str]:
    yield inline_text(children)
    yield from (f"{note.number} {inline_text(note.children)}" for note in notes(children))


def notes(children: Iterable[Inline]) -> Iterator[Note]:
    """The footnotes of a line of words."""
    for child in children:
        match child:
            case Note():
                yield child
            case Emphasis(inner) | Strong(inner) | Link(_, inner):
                yield from notes(inner)


def _item_texts(item: Iterable[Block], number: str | None) -> Iterator[str]:
    first, *others = [*paragraph_texts(item)] or [""]
    yield f"{number} {first}".rstrip() if number else first
    yield from others


def without_number(text: str) -> str:
    """The text of an item without the number that it begins with."""
    return _ITEM_NUMBER.sub("", text) or text


def inline_text(children: Iterable[Inline]) -> str:
    """Inline words as plain text; a forced line break is a space."""
    return "".join(map(_inline_text, children))


def _inline_text(inline: Inline) -> str:
    match inline:
        case Text(text):
            return text
        case LineBreak():
            return " "
        case Note(number):
            return str(number)
        case _:
            return inline_text(inline.children)


_ITEM_NUMBER = re.compile(r"(\d+[.)] )+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+")


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def last_sentence(text: str) -> str:
    """The text from the beginning of its last sentence."""
    return _SENTENCE_END.split(text.strip())[-1]
