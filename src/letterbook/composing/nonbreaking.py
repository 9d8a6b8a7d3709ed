"""Puts the no-break spaces of `language.typography` into composed words, for every format alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from letterbook.language.typography import tied, tied_end
from letterbook.model import (
    Block,
    Figure,
    Heading,
    Inline,
    LineBreak,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
)
from letterbook.model.language import Language


def tie_blocks(blocks: Iterable[Block], language: Language) -> tuple[Block, ...]:
    """The same words, with the spaces at which no line may break."""
    return tuple(_block(block, partial(tied, language=language)) for block in blocks)


def _block(block: Block, tie: Callable[[str], str]) -> Block:
    match block:
        case Paragraph(children):
            return Paragraph(_with_tied_end(_inlines(children, tie)))
        case Heading(_, children):
            return replace(block, children=_inlines(children, tie))
        case ListBlock(items):
            return replace(block, items=tuple(tuple(_block(part, tie) for part in item) for item in items))
        case Quote(children):
            return Quote(tuple(_block(child, tie) for child in children))
        case Rule():
            return block
        case Figure(caption=words):
            return replace(block, caption=_inlines(words, tie))
        case Table(rows):
            return replace(block, rows=tuple(tuple(_inlines(cell, tie) for cell in row) for row in rows))


def _with_tied_end(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    match inlines:
        case (*rest, Text(text)):
            return (*rest, Text(tied_end(text)))
        case (*rest, Text(text), Note() as note):
            return (*rest, Text(tied_end(text)), note)
    return inlines


def _inlines(inlines: Iterable[Inline], tie: Callable[[str], str]) -> tuple[Inline, ...]:
    return tuple(_inline(inline, tie) for inline in inlines)


def _inline(inline: Inline, tie: Callable[[str], str]) -> Inline:
    match inline:
        case Text(text):
            return Text(tie(text))
        case LineBreak():
            return inline
        case _:
            return replace(inline, children=_inlines(inline.children, tie))
