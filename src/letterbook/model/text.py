"""The words of a text: what Markdown becomes, and what both renderers set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from types import MappingProxyType

from letterbook.model.office import Picture


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
class Struck:
    """Words that are struck through."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Raised:
    """Signs that stand smaller and above the line: the 2 of m²."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Lowered:
    """Signs that stand smaller and below the line: the 2 of CO₂."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Link:
    """Words that lead to an address. Paper leads nowhere: where the words are not the address, it stands in them too."""

    target: str
    children: tuple[Inline, ...]

    @property
    def leads(self) -> bool:
        """Whether the words are a link in the file too."""
        return self.target.lower().startswith(("http://", "https://", "mailto:"))


@dataclass(frozen=True)
class LineBreak:
    pass


@dataclass(frozen=True)
class Note:
    """A footnote: its number stands here, raised, and its words with the number before them at the foot of the page."""

    number: int
    children: tuple[Inline, ...]


Inline = Text | Emphasis | Strong | Struck | Raised | Lowered | Link | LineBreak | Note


@dataclass(frozen=True)
class Paragraph:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    level: int  # 1 is the highest inside the text
    children: tuple[Inline, ...]


BOXES: Mapping[bool | None, str] = MappingProxyType({False: "☐", True: "☒"})
"""A box to tick, and one that is ticked."""


@dataclass(frozen=True)
class ListBlock:
    """A list; `start` is the first number of a numbered one, None for bullets. A number is written 3. or, `in_brackets`,
    3). `boxes` say of each item of one with boxes to tick whether its own is ticked, None of an item with a bullet.
    """

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    in_brackets: bool = False
    boxes: tuple[bool | None, ...] = ()

    def number(self, index: int) -> str | None:
        """What is printed before the item with this index (from 0): its number or its box; None before a bullet's."""
        if self.boxes:
            return BOXES.get(self.boxes[index])
        return None if self.start is None else f"{self.start + index}{')' if self.in_brackets else '.'}"


@dataclass(frozen=True)
class Quote:
    children: tuple[Block, ...]


@dataclass(frozen=True)
class Rule:
    """A line as wide as the column."""


class Alignment(Enum):
    """Where the words of a column stand."""

    START = "start"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the header. A column for which `alignments` say nothing stands right if it holds figures,
    the first one and all others where lines begin.
    """

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    alignments: tuple[Alignment, ...] = ()

    def alignment(self, column: int) -> Alignment:
        """That of the column with this index (from 0)."""
        said = self.alignments[column] if column < len(self.alignments) else Alignment.START
        return Alignment.RIGHT if said is Alignment.START and self.has_figures(column) else said

    def has_figures(self, column: int) -> bool:
        """Whether all that stands below the head of a column are numbers; the first column says what the others are of."""
        cells = (row[column] for row in self.rows[1:] if column < len(row))
        texts = [text for cell in cells if (text := inline_text(cell).strip())]
        return column > 0 and bool(texts) and all(map(_FIGURE.fullmatch, texts))

    @property
    def is_short(self) -> bool:
        """Whether no page ends within it: a few rows of a few words."""
        signs = sum(len(inline_text(cell)) for row in self.rows for cell in row)
        return len(self.rows) <= _SHORT_ROWS and signs <= _SHORT_ROWS * _SHORT_ROW_SIGNS


_SHORT_ROWS, _SHORT_ROW_SIGNS = 9, 80
"""Of a short table: rows with its head, and signs of a row that is a line or two high."""

MOST_OF_A_PAGE_MM = 118, 140
"""So wide and so high a picture in a text is at most: the column of an enclosure, and more than half of its page."""
_DOTS_AN_INCH, _MM_AN_INCH = 96, 25.4  # of a picture at its own size, as Word and browsers show it


@dataclass(frozen=True)
class Figure:
    """A picture between paragraphs. `alt` says what it shows, for those who cannot see it; `caption` stands below it."""

    picture: Picture
    alt: str
    caption: tuple[Inline, ...] = ()

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height in print: its own, or as much of it as the column and the page have room for."""
        own = (self.picture.width_px, self.picture.height_px)
        wide, high = (side * _MM_AN_INCH / _DOTS_AN_INCH for side in own)
        scale = min(1, MOST_OF_A_PAGE_MM[0] / wide, MOST_OF_A_PAGE_MM[1] / high)
        return round(wide * scale, 2), round(high * scale, 2)

    @property
    def dots_an_inch(self) -> float | None:
        """How finely it is printed; None for a drawing, which has no dots."""
        if self.picture.kind == "image/svg+xml":
            return None
        return self.picture.width_px * _MM_AN_INCH / self.size_mm[0]


Block = Paragraph | Heading | ListBlock | Quote | Table | Figure | Rule


def paragraph_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of each paragraph, heading, item and cell, in reading order; an item's begins with its number or box.

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
            case Figure(caption=words) if words:
                yield inline_text(words)


def links(blocks: Iterable[Block]) -> Iterator[str]:
    """Where the links of a text lead that are links in the file too."""
    return (target for line in _lines(blocks) for target in _links(line))


def _lines(blocks: Iterable[Block]) -> Iterator[tuple[Inline, ...]]:
    """The words of each paragraph, heading, caption and cell, in reading order."""
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children) | Figure(caption=children):
                yield children
            case ListBlock(items):
                yield from (line for item in items for line in _lines(item))
            case Quote(inner):
                yield from _lines(inner)
            case Table(rows):
                yield from (cell for row in rows for cell in row)


def _links(children: Iterable[Inline]) -> Iterator[str]:
    for child in children:
        if isinstance(child, Link) and child.leads:
            yield child.target
        if not isinstance(child, Text | LineBreak):
            yield from _links(child.children)


def raised_signs(blocks: Iterable[Block]) -> Iterator[str]:
    """The raised and lowered signs of a text, each as it is written behind the letter or figure before it: “0^5^”, “O~2~”."""
    return (signs for line in _lines(blocks) for signs in _raised(line))


def _raised(children: tuple[Inline, ...]) -> Iterator[str]:
    for line in (children, *(note.children for note in notes(children))):
        for signs, text in marked_signs(_heights(line, "")):
            before = text[-1:]
            yield f"{before if before.isalnum() else ''}{signs}{signs[0]}"


def _heights(children: Iterable[Inline], height: str) -> Iterator[tuple[str, str]]:
    """The texts of a line with the mark of their height, none on the line."""
    for child in children:
        match child:
            case Text(text):
                yield text, height
            case LineBreak() | Note():
                yield " ", ""
            case Raised(inner):
                yield from _heights(inner, "^")
            case Lowered(inner):
                yield from _heights(inner, "~")
            case _:
                yield from _heights(child.children, height)


def marked_signs(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What stands above (“^”) or below (“~”) a line of texts and marks: (“^5”, the text before it)."""
    before = ""
    for height, pieces in groupby(texts, lambda piece: piece[1]):
        said = "".join(text for text, _ in pieces)
        if height and said.strip():
            yield f"{height}{said}", before
        before = said or before


def figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    """The pictures of a text, in reading order."""
    for block in blocks:
        match block:
            case Figure():
                yield block
            case ListBlock(items):
                yield from (found for item in items for found in figures(item))
            case Quote(children):
                yield from figures(children)


def _with_notes(children: tuple[Inline, ...]) -> Iterator[str]:
    yield inline_text(children)
    yield from (f"{note.number} {inline_text(note.children)}" for note in notes(children))


def notes(children: Iterable[Inline]) -> Iterator[Note]:
    """The footnotes of a line of words."""
    for child in children:
        match child:
            case Note():
                yield child
            case Text() | LineBreak():
                pass
            case _:
                yield from notes(child.children)


def _item_texts(item: Iterable[Block], number: str | None) -> Iterator[str]:
    first, *others = [*paragraph_texts(item)] or [""]
    yield f"{number} {first}".rstrip() if number else first
    yield from others


def without_number(text: str) -> str:
    """The text of an item without the number or box that it begins with."""
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


_MONEY = r"[A-Z]{3}|[$£¥€₺₼₽₾]"
_FIGURE = re.compile(rf"[-–—]|(({_MONEY})\s?)?[-−–+±]?\d[\d.,'’\s]*((\s?[%‰°]|{_MONEY}|[a-z]{{1,2}}[²³]?))?")
"""A number with its sign, what groups its digits, and a unit or currency before it or after it; a dash where there is none."""
_ITEM_NUMBER = re.compile(r"\A(\d+[.)] |[☐☒] )+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+")


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def last_sentence(text: str) -> str:
    """The text from the beginning of its last sentence."""
    return _SENTENCE_END.split(text.strip())[-1]
