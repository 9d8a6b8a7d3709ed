"""What a reader finds in a file: runs of words with their looks, paragraphs, lists, tables, notes and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from letterbook.model import Alignment, Picture


@dataclass(frozen=True)
class Words:
    """Characters as they are to be read, with the looks that a statement keeps; `height` is “^” of raised signs, “~” of lowered ones."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    link: str | None = None
    is_struck: bool = False
    height: str = ""


@dataclass(frozen=True)
class Break:
    """A forced line break."""


@dataclass(frozen=True)
class NoteMark:
    """Where a footnote is called; its words are `Imported.notes[number - 1]`."""

    number: int


@dataclass(frozen=True)
class PictureMark:
    """Where a picture stands; it is `Imported.pictures[index]`. No `alt` is one that is yet to be written."""

    index: int
    alt: str


@dataclass(frozen=True)
class Caption:
    """The words below the picture of the same line."""

    text: str


Piece = Words | Break | NoteMark | PictureMark | Caption
Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Label:
    """What stands before a paragraph of a list: at which depth (from 0), and its number as it is shown (“3.”, “b)”);
    None before a bullet's, and nothing before a paragraph that goes on within an item. `box` is the box to tick that stands in the
    place of a bullet.
    """

    depth: int
    number: str | None = None
    box: str = ""

    @property
    def words(self) -> Pieces:
        """What the words of the paragraph begin with, so that a statement has the box."""
        return (Words(f"{self.box} "),) if self.box else ()


BOX_OF_BULLET: Mapping[str, str] = MappingProxyType({"☐": "☐", "☑": "☒", "☒": "☒"})
"""The box of a statement for each that stands as a bullet."""


@dataclass(frozen=True)
class Line:
    """A paragraph. `level` is a heading's, 1 for the highest; 0 is the title. `where` is its place in the file.
    `is_caption`: its style is that of words below a picture.
    """

    pieces: Pieces
    level: int | None = None
    label: Label | None = None
    is_quoted: bool = False
    where: str = ""
    is_caption: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: rows of as many cells each; the first row has the headings."""

    rows: tuple[tuple[Pieces, ...], ...]
    alignments: tuple[Alignment, ...] = ()


Item = Line | Grid


@dataclass
class Imported:
    """A file as it was read: its title, paragraphs and tables in their order, the notes in the order of their calls, the
    pictures.
    """

    items: list[Item] = field(default_factory=list)
    notes: list[Pieces] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def text_of(pieces: Iterable[Piece]) -> str:
    """The characters; a forced line break is a space."""
    return "".join(_text(piece) for piece in pieces)


def _text(piece: Piece) -> str:
    match piece:
        case Words(text):
            return text
        case Break():
            return " "
        case _:
            return ""


def joined(pieces: Iterable[Piece]) -> Pieces:
    """The same with words of one look in one piece, and without empty ones."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if (
            isinstance(piece, Words)
            and isinstance(last, Words)
            and replace(piece, text="") == replace(last, text="")
        ):
            found[-1] = replace(last, text=last.text + piece.text)
        elif piece != Words("") and (not isinstance(piece, Words) or piece.text):
            found.append(piece)
    return tuple(found)


def without_bold(pieces: Pieces) -> Pieces:
    """The same, where all of it is bold: a heading is so of itself."""
    words = [piece for piece in pieces if isinstance(piece, Words) and piece.text.strip()]
    if not words or not all(piece.is_bold for piece in words):
        return pieces
    return joined(replace(piece, is_bold=False) if isinstance(piece, Words) else piece for piece in pieces)


def trimmed(pieces: Pieces) -> Pieces:
    """The same without spaces and line breaks at both ends."""
    kept = list(pieces)
    while kept and _is_space(kept[0]):
        kept.pop(0)
    while kept and _is_space(kept[-1]):
        kept.pop()
    if kept and isinstance(kept[0], Words):
        kept[0] = replace(kept[0], text=kept[0].text.lstrip(" \t\n"))
    if kept and isinstance(kept[-1], Words):
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" \t\n"))
    return tuple(kept)


def _is_space(piece: Piece) -> bool:
    return isinstance(piece, Break) or (isinstance(piece, Words) and not piece.text.strip(" \t\n"))


def in_lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces between forced line breaks; at least one line."""
    line: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Break):
            yield line
            line = []
        else:
            line.append(piece)
    yield line


def in_one_paragraph(items: Iterable[Item]) -> tuple[Pieces, bool]:
    """The words of several paragraphs and tables, each in a line of its own, and whether nothing but that was altered."""
    pieces: list[Piece] = []
    is_whole = True
    for count, item in enumerate(items):
        cells = [item.pieces] if isinstance(item, Line) else [cell for row in item.rows for cell in row]
        pieces += [Break()] if count else []
        for index, cell in enumerate(cells):
            pieces += [*([Words(" ")] if index else []), *trimmed(cell)]
        is_whole &= count == 0 and isinstance(item, Line) and item.label is None
    words = joined(piece for piece in pieces if not isinstance(piece, PictureMark))
    return words, is_whole and len(words) == len(joined(pieces))
