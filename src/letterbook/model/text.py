"""The words of a text: what Markdown becomes, and what both renderers set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


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
    target: str
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class LineBreak:
    pass


Inline = Text | Emphasis | Strong | Link | LineBreak


@dataclass(frozen=True)
class Paragraph:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    level: int  # 1 is the highest inside the text
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class ListBlock:
    """A list; `start` is the first number of a numbered one, None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True)
class Quote:
    children: tuple[Block, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the header."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


Block = Paragraph | Heading | ListBlock | Quote | Table


def paragraph_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of each paragraph, heading, item and cell, in reading order."""
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children):
                yield inline_text(children)
            case ListBlock(items):
                for item in items:
                    yield from paragraph_texts(item)
            case Quote(children):
                yield from paragraph_texts(children)
            case Table(rows):
                yield from (inline_text(cell) for row in rows for cell in row)


def inline_text(children: Iterable[Inline]) -> str:
    """Inline words as plain text; a forced line break is a space."""
    return "".join(map(_inline_text, children))


def _inline_text(inline: Inline) -> str:
    match inline:
        case Text(text):
            return text
        case LineBreak():
            return " "
        case _:
            return inline_text(inline.children)


_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+")


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def last_sentence(text: str) -> str:
    """The text from the beginning of its last sentence."""
    return _SENTENCE_END.split(text.strip())[-1]
