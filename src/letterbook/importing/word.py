"""A Word file → what a statement keeps of it: the walk over its paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from docx.oxml.ns import qn

from letterbook.importing.blocks import (
    Grid,
    Imported,
    Item,
    Label,
    Line,
    Pieces,
    Words,
    joined,
    text_of,
    trimmed,
)
from letterbook.importing.field_results import Written, as_it_is
from letterbook.importing.losses import Loss, Losses, paragraph
from letterbook.importing.tables import Cell, grid
from letterbook.importing.word_bullets import TypedBullet, depth_of_style, typed_bullet
from letterbook.importing.word_lists import WordLists
from letterbook.importing.word_package import WordFile
from letterbook.importing.word_tables import TC, TR, alignments, blank, goes_on, is_headed, span
from letterbook.importing.word_words import ALTERNATES, CHOICE, SDT, THROUGH, Spot, WordWords, words
from letterbook.render.docx import xml
from letterbook.render.docx.changes import authors, changes
from letterbook.render.docx.letterhead_contents import two_versions
from letterbook.render.docx.package import MAIN
from letterbook.render.docx.xml import Node
from letterbook.sources.documents.bullets import BulletDepths

_FRAME, _DROP_CAP = f"{xml.PPR}/{qn('w:framePr')}", qn("w:dropCap")


def read_word(data: bytes, losses: Losses, *, is_rtl: bool, written: Written = as_it_is) -> Imported:
    """What a statement keeps of a DOCX file. Raises `render.docx.package.UnreadableDocxError`.

    `is_rtl` is whether the text's language runs from right to left; `written` gives what stands in the place of a field.
    """
    reader = _Reader(WordFile.of(data), losses, is_rtl, written)
    reader.read()
    return reader.imported


@dataclass
class _Reader:
    file: WordFile
    losses: Losses
    is_rtl: bool
    written: Written = as_it_is
    imported: Imported = field(default_factory=Imported)

    def __post_init__(self) -> None:
        self._words = WordWords(
            self.file, self.losses, self.imported, self.is_rtl, self._of_note, self.written
        )
        self._looks = self._words.looks
        self._lists = WordLists(self.file.numbering, self.file.cascade)
        self._typed = BulletDepths()
        self._item: Node | None = None
        self._count = 0
        self._dropped: Pieces = ()

    def read(self) -> None:
        """Walks through the whole file."""
        for called, root in self.file.drawn.items():
            found = [*changes(root)]
            for node in found:
                self.losses.note(Loss.CHANGES, ", ".join(authors(found)) or called, words(node))
            for node, old in two_versions(root):
                self.losses.note(Loss.TWO_TEXTS, "", old or words(node))
        body = self.file.main.find(xml.BODY)
        self.imported.items.extend(self._items(() if body is None else body, Spot(part=MAIN)))
        for called, said in self.file.margins():
            self.losses.note(Loss.MARGINS, called, said)
        if any(
            (node.get(qn("w:num")) or "1") not in ("0", "1") for node in self.file.main.iter(qn("w:cols"))
        ):
            self.losses.note(Loss.COLUMNS, "")

    def _of_note(self, note: Node, spot: Spot) -> list[Item]:
        count = self._count
        items = [*self._items(note, spot)]
        self._count = count
        return items

    def _items(self, nodes: Iterable[Node], spot: Spot) -> Iterator[Item]:
        for node in nodes:
            if node.tag == xml.P:
                yield from self._paragraph(node, spot)
            elif node.tag == xml.TBL:
                yield from self._table(node, spot)
            elif node.tag == SDT:
                for content in self._words.controlled(node, spot):
                    yield from self._items(content, spot)
            elif node.tag == ALTERNATES:
                for choice in node.findall(CHOICE)[:1]:
                    yield from self._items(choice, spot)
            elif node.tag in THROUGH:
                yield from self._items(node, spot)
            else:
                self._words.pieces([node], spot)

    def _paragraph(self, node: Node, spot: Spot) -> Iterator[Line]:
        self._count += 1
        level, is_quoted = self._looks.level(node), self._looks.is_quoted(node)
        is_caption = level is None and self._looks.is_caption(node)
        label = self._label(node, level)
        where = paragraph(self._count) if not spot.where else spot.where
        is_styled = level is not None or is_quoted or is_caption
        here = Spot(where, spot.part, is_heading=level is not None, is_styled=is_styled)
        self._words.fields.add("\n")  # where an instruction goes on in this paragraph
        pieces = self._words.pieces(node, here)
        if self._looks.is_contents(node):
            self.losses.note(Loss.CONTENTS, where, text_of(pieces))
            return
        if self._is_drop_cap(node):
            self._dropped = pieces
            return
        pieces, self._dropped = joined((*self._dropped, *pieces)), ()
        if not trimmed(pieces):
            return
        if level is not None and label is not None and label.number:
            pieces = joined((Words(f"{label.number} "), *pieces))
        is_item = level is None and label is not None and label.number != ""
        if is_item and label is not None:
            pieces = joined((*label.words, *pieces))
        yield Line(pieces, level, label if is_item else None, is_quoted and not is_item, where, is_caption)

    def _label(self, node: Node, level: int | None) -> Label | None:
        """What stands before the paragraph: its number, the bullet of a list, or one that was typed."""
        label = self._lists.label(node)
        typed = typed_bullet(node) if label is None and level is None else None
        if typed is not None and self._is_item(typed, node):
            typed.take()
            label = Label(self._typed.of(typed.sign))
        else:
            self._typed.end()
            if label is not None and not label.depth:
                label = replace(label, depth=depth_of_style(self._looks, node))
        if label is not None and level is None:
            self._item = node
        return label

    def _is_item(self, typed: TypedBullet, node: Node) -> bool:
        """Whether a paragraph is one of a list: what may be a word stands beside another."""
        after = node.getnext()
        return (
            not typed.may_be_word
            or (self._item is not None and node.getprevious() is self._item)
            or (after is not None and after.tag == xml.P and typed_bullet(after) is not None)
        )

    def _is_drop_cap(self, node: Node) -> bool:
        """Whether the paragraph is the large first letter of the next."""
        frame = node.find(_FRAME)
        return frame is not None and frame.get(_DROP_CAP) in ("drop", "margin")

    def _table(self, node: Node, spot: Spot) -> Iterator[Item]:
        rows: list[list[Cell]] = []
        for row in self._parts(node, TR, spot):
            if any(part in self._words.hidden for part in row.iter(qn("w:trPr"))):
                self.losses.note(Loss.HIDDEN, "", words(row))
                continue
            cells = [
                (self._cell(cell, spot), span(cell), goes_on(cell)) for cell in self._parts(row, TC, spot)
            ]
            rows.append([*blank(row, "gridBefore"), *cells, *blank(row, "gridAfter")])
        yield from grid(rows, self.losses, is_headed=is_headed(node), aligned=alignments(node, self._looks))

    def _parts(self, node: Node, tag: str, spot: Spot) -> Iterator[Node]:
        """The rows of a table, or the cells of a row, also those within controls."""
        for child in node:
            if child.tag == tag:
                yield child
            elif child.tag == SDT:
                for content in self._words.controlled(child, spot):
                    yield from self._parts(content, tag, spot)
            elif child.tag in THROUGH:
                yield from self._parts(child, tag, spot)

    def _cell(self, cell: Node, spot: Spot) -> list[Line]:
        lines = []
        for item in self._items(cell, spot):
            if isinstance(item, Grid):
                said = " ".join(text_of(each) for row in item.rows for each in row)
                self.losses.note(Loss.NESTED_TABLE, "", said)
            else:
                lines.append(item)
        return lines
