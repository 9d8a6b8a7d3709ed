"""Markdown (CommonMark with tables) → the blocks that every format sets. HTML in it is text, never markup."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from letterbook.language.locales import base_language
from letterbook.language.typography import QUOTATION_MARKS
from letterbook.model import (
    Block,
    Emphasis,
    Heading,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)
from letterbook.problems import Place, Problem
from letterbook.sentences import say


@cache
def _parser(language: str) -> MarkdownIt:
    """Sets the quotation marks of the language for straight ones, where it has any."""
    marks = QUOTATION_MARKS.get(base_language(language))
    parser = MarkdownIt("commonmark", {"html": False, "typographer": bool(marks), "quotes": marks or ""})
    parser.options["maxNesting"] = 20
    return parser.disable(["html_block", "html_inline"]).enable(["table", "smartquotes"])


_SPACES = re.compile(" {2,}")

_NOT_SET = {
    "image": "A picture cannot stand in the text of a letter.",
    "fence": "Program code cannot stand in the text of a letter.",
    "code_block": "A line that begins with four spaces is read as program code, which a letter cannot hold.",
    "hr": "A ruled line cannot stand in the text of a letter.",
}


def parse(
    source: str, file: str, first_line: int = 1, language: str = ""
) -> tuple[tuple[Block, ...], list[Problem]]:
    """The blocks of a Markdown text, and a problem for each thing that a letter cannot hold.

    Straight quotation marks become those of the `language`, where one is named; escaped ones stay as they are.
    `first_line` is the line of `file` on which `source` begins.
    """
    reader = _Reader(file, first_line)
    return reader.blocks(SyntaxTreeNode(_parser(language).parse(source)).children), reader.problems


class _Reader:
    def __init__(self, file: str, first_line: int) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._line = self._first_line = first_line

    def blocks(self, nodes: list[SyntaxTreeNode]) -> tuple[Block, ...]:
        found = (self._block(node) for node in nodes)
        return tuple(block for block in found if block is not None)

    def _block(self, node: SyntaxTreeNode) -> Block | None:
        if node.map:
            self._line = self._first_line + node.map[0]
        match node.type:
            case "paragraph":
                return Paragraph(self._inlines(node.children[0].children))
            case "heading":
                return Heading(int(node.tag[1]), self._inlines(node.children[0].children))
            case "bullet_list":
                return ListBlock(tuple(self.blocks(item.children) for item in node.children))
            case "ordered_list":
                items = tuple(self.blocks(item.children) for item in node.children)
                return ListBlock(items, start=int(node.attrs.get("start", 1)))
            case "blockquote":
                return Quote(self.blocks(node.children))
            case "table":
                rows = [row for part in node.children for row in part.children]
                return Table(tuple(tuple(self._cell(cell) for cell in row.children) for row in rows))
        self._refuse(node)
        return None

    def _cell(self, node: SyntaxTreeNode) -> tuple[Inline, ...]:
        return self._inlines(node.children[0].children) if node.children else ()

    def _inlines(self, nodes: list[SyntaxTreeNode]) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for node in nodes:
            inline, last = self._inline(node), found[-1] if found else None
            if inline is None:
                continue
            if isinstance(inline, Text) and isinstance(last, Text):
                found[-1] = Text(last.text + inline.text)
            elif inline != Text(""):
                found.append(inline)
        return tuple(found)

    def _inline(self, node: SyntaxTreeNode) -> Inline | None:
        match node.type:
            case "text" | "code_inline":
                return Text(_SPACES.sub(" ", node.content))
            case "softbreak":
                return Text(" ")
            case "hardbreak":
                return LineBreak()
            case "strong":
                return Strong(self._inlines(node.children))
            case "em":
                return Emphasis(self._inlines(node.children))
            case "link":
                return Link(str(node.attrs["href"]), self._inlines(node.children))
        self._refuse(node)
        return None

    def _refuse(self, node: SyntaxTreeNode) -> None:
        what = _NOT_SET.get(
            node.type, say("“{node_type}” cannot stand in the text of a letter.", node_type=node.type)
        )
        self.problems.append(
            Problem(
                "unsupported-markup",
                Place(self._file, self._line),
                what,
                "Take it out, or say it in words.",
                node.content[:80],
            )
        )


def plain(blocks: tuple[Block, ...]) -> str:
    """All characters of the blocks, a block a line: for checks and comparisons, not for print."""
    return "\n".join(_plain_block(block) for block in blocks)


def _plain_block(block: Block) -> str:
    match block:
        case Paragraph(children) | Heading(_, children):
            return plain_inlines(children)
        case ListBlock(items):
            return "\n".join(plain(item) for item in items)
        case Quote(children):
            return plain(children)
        case Table(rows):
            return "\n".join("\t".join(plain_inlines(cell) for cell in row) for row in rows)


def plain_inlines(inlines: tuple[Inline, ...]) -> str:
    """The characters of a line, a forced line break as a line feed."""
    return "".join(_plain_inline(inline) for inline in inlines)


def _plain_inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return text
        case LineBreak():
            return "\n"
        case Emphasis(children) | Strong(children) | Link(_, children):
            return plain_inlines(children)
