"""Markdown (CommonMark with tables) → the blocks that every format sets.

Whatever would not be printed as it was written is a problem: HTML, what Markdown takes away in silence, signs of other
dialects.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from letterbook.model import (
    Alignment,
    Block,
    Emphasis,
    Figure,
    Heading,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Lowered,
    Note,
    Paragraph,
    Picture,
    Quote,
    Raised,
    Rule,
    Strong,
    Struck,
    Table,
    Text,
)
from letterbook.problems import Place, Problem, has_errors
from letterbook.sentences import say
from letterbook.sources.documents import figures, footnotes, run_on_lines, unset_markup
from letterbook.sources.documents.markdown_parser import BOUNDLESS, MAX_CHARACTERS, MAX_SIGNS, parser_for
from letterbook.sources.documents.tick_boxes import box_of

MAX_NUMBER = 32_767
"""Of a list's item: what Word counts to."""
MAX_NOTE = 1_500
"""Characters of a footnote: it stands whole on a page, beside the lines that call it."""
_SPACES = re.compile(r"[ \t]{2,}|\t")
_LINE_END = re.compile("\r\n?")  # as the parser has them
_HINT = "Take it out, or say it in words."
_NOTE_IS_ONE = "The text of a footnote is one paragraph: write this behind its words, without the spaces."
_BOTH_QUOTES = (
    "Write the other as well, or both as the language has them; a backslash before it keeps it straight."
)
_NOTE_FORM = "Write its text behind the colon."
_SCHEME = re.compile("^(?:mailto|tel):", re.IGNORECASE)
_WEB = re.compile("^(?:https?://)?(?:www\\.)?|/$", re.IGNORECASE)

_LOOKS: Mapping[str, type[Struck | Raised | Lowered]] = {"s": Struck, "sup": Raised, "sub": Lowered}
_NOT_SET = {
    "image": "A picture cannot stand in the text of a letter.",
    "fence": "Program code cannot stand in the text of a letter.",
    "code_block": "A line that begins with four spaces is read as program code, which a letter cannot hold.",
    "hr": "A ruled line cannot stand in an item of a list.",
    "html_block": "A tag or a comment of HTML cannot stand in the text of a letter.",
    "html_inline": "A tag or a comment of HTML cannot stand in the text of a letter.",
}


def parse(
    source: str,
    file: str,
    first_line: int = 1,
    marks: tuple[str, ...] = (),
    *,
    with_notes: bool = False,
    pictures: Iterable[tuple[str, Picture | None]] | None = None,
    is_rtl: bool = False,
) -> tuple[tuple[Block, ...], list[Problem]]:
    """The blocks of a Markdown text, and a problem for each thing that a letter cannot hold.

    Straight quotation marks become these `marks`, outer and inner ones, where there are any; escaped ones stay.
    `first_line` is the line of `file` on which `source` begins. Footnotes are read `with_notes`. `pictures` are those that
    the text may show, by the path that it names, None one that has been told of; no text of a letter has any.
    """
    parser = parser_for(marks, with_notes=with_notes, is_rtl=is_rtl)
    reader = _Reader(source, file, first_line, parser, pictures)
    environment: dict[str, Any] = {}
    root = SyntaxTreeNode(parser.parse(source, environment))
    blocks = reader.text(root.children)
    reader.boundless(environment.get(BOUNDLESS, ()))
    reader.lost(unset_markup.lost_lines(reader.source, root, environment))
    return blocks, reader.problems


def named_pictures(source: str) -> Iterator[tuple[str, int]]:
    """The path of each picture that the text names, as it is written, and the line (from 0) of its paragraph."""
    root = SyntaxTreeNode(parser_for((), with_notes=True).parse(source, {}))
    for block in root.walk():
        if block.type == "inline" and block.map:
            yield from ((figures.path(node), block.map[0]) for node in block.walk() if node.type == "image")


class _Reader:
    def __init__(
        self,
        source: str,
        file: str,
        first_line: int,
        parser: MarkdownIt,
        pictures: Iterable[tuple[str, Picture | None]] | None,
    ) -> None:
        self._parser = parser
        self._pictures = None if pictures is None else dict(pictures)
        self.problems: list[Problem] = []
        self.source = _LINE_END.sub("\n", source)
        self._longest = run_on_lines.longest_line(self.source)
        self._file = file
        self._line = self._first_line = first_line
        self._notes: dict[str, SyntaxTreeNode] = {}
        self._called: dict[str, int] = {}
        self._miscalled: set[str] = set()
        self._no_notes_in = ""

    def text(self, nodes: list[SyntaxTreeNode]) -> tuple[Block, ...]:
        """The blocks, each footnote where the text calls it: numbered in the order in which they are called."""
        for node in (inner for outer in nodes for inner in outer.walk()):
            if node.type == footnotes.DEFINITION:
                self._define(node)
        blocks = self.blocks(nodes)
        for label in sorted(self._notes.keys() - self._called.keys() - self._miscalled):
            what = say("The footnote “{label}” is called nowhere, and would not be printed.", label=label)
            hint = say("Write [^{label}] where it belongs in the text, or take it out.", label=label)
            self._wrong_note(self._notes[label], what, hint, label)
        return blocks

    def _define(self, node: SyntaxTreeNode) -> None:
        label = str(node.meta["label"])
        if label in self._notes:
            what = say("The footnote “{label}” is written a second time.", label=label)
            self._wrong_note(node, what, "Give each footnote a number of its own.", label)
            return
        self._notes[label] = node
        if not node.children[0].content:
            what = say("The footnote “{label}” has no text.", label=label)
            self._wrong_note(node, what, _NOTE_FORM, label)
        elif len(node.children[0].content) > MAX_NOTE:
            place = Place(self._file, self._line_of(node))
            what = say("This footnote has more than {most:,} characters.", most=MAX_NOTE)
            self.problems.append(
                Problem("too-large", place, what, "Shorten it, or say it in the text.", f"[^{label}]")
            )

    def _wrong_note(self, node: SyntaxTreeNode, what: str, hint: str, label: str) -> None:
        self._lost(node.map[0] if node.map else 0, what, hint, f"[^{label}]")

    def _note(self, label: str) -> Note | None:
        """The footnote that is called here."""
        node, line = self._notes.get(label), self._line - self._first_line
        if node is None:
            what = say("No footnote is named “{label}”.", label=label)
            hint = say("Write its text as a paragraph of its own: [^{label}]: …", label=label)
            self._lost(line, what, hint, f"[^{label}]")
            return None
        if self._no_notes_in:
            what = say("A footnote cannot be called in {where}.", where=self._no_notes_in)
            self._lost(line, what, "Call it in the text that follows.", f"[^{label}]")
            self._miscalled.add(label)
            return None
        if label in self._called:
            what = say("The footnote “{label}” is called a second time.", label=label)
            self._lost(line, what, "Write a footnote for each place that calls one.", f"[^{label}]")
            return None
        self._called[label] = number = 1 + len(self._called)
        before, self._line, self._no_notes_in = self._line, self._line_of(node), "another footnote"
        for offset, signs, name in unset_markup.raw_marks(node.children[0].children, begins_item=False):
            self._raw((node.map[0] if node.map else 0) + offset, signs, name)
        words = self._inlines(node.children[0].children)
        self._line, self._no_notes_in = before, ""
        return Note(number, words)

    def _line_of(self, node: SyntaxTreeNode) -> int:
        return self._first_line + (node.map[0] if node.map else 0)

    def _without_notes(self, nodes: list[SyntaxTreeNode], where: str) -> tuple[Inline, ...]:
        self._no_notes_in = where
        words = self._inlines(nodes)
        self._no_notes_in = ""
        return words

    def blocks(self, nodes: list[SyntaxTreeNode]) -> tuple[Block, ...]:
        found = (self._block(node) for node in nodes)
        return tuple(block for block in found if block is not None)

    def boundless(self, paragraphs: Iterable[tuple[int, bool]]) -> None:
        """A mistake for each paragraph that was too much for the reader: (line from 0, whether it is too long)."""
        for line, is_long in paragraphs:
            what = (
                say("This paragraph has more than {most:,} characters.", most=MAX_CHARACTERS)
                if is_long
                else say("This paragraph has more than {most} signs such as [ ] * _ ` < &.", most=MAX_SIGNS)
            )
            place = Place(self._file, self._first_line + line)
            self.problems.append(Problem("too-large", place, what, "Part it by empty lines, or shorten it."))

    def _block(self, node: SyntaxTreeNode) -> Block | None:
        if node.map:
            self._line = self._first_line + node.map[0]
        match node.type:
            case "paragraph":
                return self._paragraph(node)
            case "heading":
                self._heading(node)
                words = self._without_notes(node.children[0].children, "a heading")
                return Heading(int(node.tag[1]), words)
            case "bullet_list":
                boxes = tuple(map(box_of, node.children))
                items = tuple(self.blocks(item.children) for item in node.children)
                return ListBlock(items, boxes=boxes if set(boxes) != {None} else ())
            case "ordered_list":
                return self._numbered(node)
            case "blockquote":
                return Quote(self.blocks(node.children))
            case "table":
                return self._table(node)
            case "hr" if node.parent is None or node.parent.type != "list_item":
                return Rule()
            case footnotes.DEFINITION:
                return None  # it stands where it is called
        self._refuse(node)
        return None

    def _paragraph(self, node: SyntaxTreeNode) -> Block | None:
        words = node.children[0].children
        if self._pictures is not None and figures.is_figure(node):
            return self._figure(words[0], self._pictures)
        if not self._marks(node):
            self._breaks(node)
        self._quotation(node)
        return Paragraph(self._inlines(words)) if words else None  # beside a box that is an item alone

    def _figure(self, image: SyntaxTreeNode, pictures: Mapping[str, Picture | None]) -> Figure | None:
        """A picture with its caption; one of which the file has a mistake has been told of."""
        path, place = figures.path(image), Place(self._file, self._line)
        title = str(image.attrs.get("title", ""))
        caption = SyntaxTreeNode(self._parser.parseInline(title, {})).children[0].children
        found = [*figures.problems(image, path in pictures, caption, place)]
        self.problems += found
        picture = pictures.get(path)
        if picture is None or has_errors(found):
            return None
        figure = Figure(picture, figures.alternative(image), self._inlines(caption))
        self.problems += figures.coarse(figure, place)
        return figure

    def _numbered(self, node: SyntaxTreeNode) -> ListBlock:
        start = int(node.attrs.get("start", 1))
        self._count(node.children, start)
        if start + len(node.children) - 1 > MAX_NUMBER:
            what = say("A list cannot have a number above {most}.", most=MAX_NUMBER)
            hint = say("Where no list is meant, write {start}\\{markup}", start=start, markup=node.markup)
            self._lost(node.map[0] if node.map else 0, what, hint, f"{start}{node.markup}")
        items = tuple(self.blocks(item.children) for item in node.children)
        return ListBlock(items, start, in_brackets=node.markup == ")")

    def _count(self, items: list[SyntaxTreeNode], start: int) -> None:
        """Markdown counts from the first item on, whatever the others say; 1. 1. 1. is its way of leaving it to do so."""
        if len({item.info for item in items} - {"1"}) == 0:
            return
        for number, item in enumerate(items, start):
            if item.info != str(number):
                what = say(
                    "“{written}” would be printed as {number}, since it follows in a list.",
                    written=f"{item.info}{item.markup}",
                    number=number,
                )
                hint = say(
                    "Correct the number. Where no list is meant, write {info}\\{markup}",
                    info=item.info,
                    markup=item.markup,
                )
                self._lost(item.map[0] if item.map else 0, what, hint, f"{item.info}{item.markup}")

    def _table(self, node: SyntaxTreeNode) -> Table:
        rows = [row for part in node.children for row in part.children]
        for row in rows:
            for cell in unset_markup.lost_cells(self.source, row):
                hint = "Give the table as many columns as its longest row."
                what = say("“{cell}” has no column in the table and would not be printed.", cell=cell[:60])
                self._lost(row.map[0] if row.map else 0, what, hint, cell[:80])
        self._no_notes_in = "the first row of a table"  # it is printed again on each page
        head = self._row(rows[0])
        self._no_notes_in = ""
        cells = (head, *(self._row(row) for row in rows[1:]))
        alignments = tuple(_alignment(cell) for cell in rows[0].children)
        is_plain = set(alignments) == {Alignment.START}
        return Table(cells, () if is_plain else alignments)

    def _row(self, node: SyntaxTreeNode) -> tuple[tuple[Inline, ...], ...]:
        if node.map:
            self._line = self._first_line + node.map[0]
        return tuple(self._cell(cell) for cell in node.children)

    def _marks(self, paragraph: SyntaxTreeNode) -> bool:
        """Tells of marks that would be printed; whether there are any."""
        first = paragraph.map[0] if paragraph.map else 0
        begins_item = unset_markup.begins_item(paragraph)
        marks = dict.fromkeys(unset_markup.raw_marks(paragraph.children[0].children, begins_item=begins_item))
        for line, signs, name in marks:
            self._raw(first + line, signs, name)
        return bool(marks)

    def _breaks(self, paragraph: SyntaxTreeNode) -> None:
        """Tells of lines of a paragraph that were meant to stand below each other."""
        nodes = paragraph.children[0].children
        if not paragraph.map or any(node.type == "hardbreak" for node in nodes):
            return
        item = self.source.split("\n")[slice(*paragraph.map)] if unset_markup.begins_item(paragraph) else ()
        lines, line = unset_markup.lines_of(nodes), self._first_line + paragraph.map[0]
        self.problems += run_on_lines.run_on(lines, item, self._longest, self._file, line)

    def _quotation(self, paragraph: SyntaxTreeNode) -> None:
        """Tells of a straight quotation mark that the parser, which sets those of the language, found no other for."""
        found = unset_markup.loose_quotation_mark(paragraph.children[0].children)
        if found and self._parser.options["typographer"]:
            place = Place(self._file, self._line + found[0])
            what = say(
                "A quotation mark has no other, and would be printed straight: “{words}”.", words=found[1]
            )
            self.problems.append(
                Problem("single-quotation-mark", place, what, _BOTH_QUOTES, found[1], "warning")
            )

    def _raw(self, line: int, signs: str, name: str) -> None:
        what, hint = unset_markup.sentence_for(signs, name), unset_markup.hint_for(name)
        self._lost(line, what, hint, signs[:80], is_sure=name not in unset_markup.PERHAPS)

    def _heading(self, node: SyntaxTreeNode) -> None:
        line = node.map[0] if node.map else 0
        if what := unset_markup.lost_of_heading(node, self.source.split("\n")[line]):
            hint = (
                "Write ## and a space before a heading; leave an empty line between text and a line of signs."
            )
            self._lost(line, what, hint, node.children[0].content[:80])
        for _, signs, name in unset_markup.raw_marks(node.children[0].children, begins_item=False):
            self._raw(line, signs, name)

    def lost(self, found: Iterable[unset_markup.Lost]) -> None:
        """A problem for each."""
        for line, what, hint, text in found:
            self._lost(line, what, hint, text)

    def _lost(self, line: int, what: str, hint: str, text: str, *, is_sure: bool = True) -> None:
        place = Place(self._file, self._first_line + line)
        problem = Problem("unsupported-markup", place, what, hint, text[:80])
        self.problems.append(problem if is_sure else replace(problem, level="warning"))

    def _cell(self, node: SyntaxTreeNode) -> tuple[Inline, ...]:
        for _, signs, name in unset_markup.raw_marks_of_cell(
            node.children[0].children if node.children else ()
        ):
            self._raw(self._line - self._first_line, signs, name)
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
            case "text_special":
                if node.info == "entity" and unset_markup.odd_character(node.content):
                    what = say("“{markup}” stands for a sign that nobody sees.", markup=node.markup)
                    self._lost(self._line - self._first_line, what, "Take it out.", node.markup)
                return Text(node.content)
            case "text" | "code_inline":
                self._eaten(node)
                return Text(_SPACES.sub(" ", node.content))
            case "softbreak" | "hardbreak":
                self._line += 1
                return Text(" ") if node.type == "softbreak" else LineBreak()
            case "strong":
                self._eaten(node)
                return Strong(self._inlines(node.children))
            case "em":
                self._eaten(node)
                return Emphasis(self._inlines(node.children))
            case "s" | "sup" | "sub":
                return _LOOKS[node.type](self._inlines(node.children))
            case "link":
                return self._link(node)
            case footnotes.REFERENCE:
                return self._note(str(node.meta["label"]))
        self._refuse(node)
        return None

    def _eaten(self, node: SyntaxTreeNode) -> None:
        if mark := unset_markup.eaten_marks(node):
            what = say(
                "The signs {mark} inside words are read as marks, and would not be printed.", mark=mark
            )
            self._lost(self._line - self._first_line, what, "Put a backslash before each.", mark)

    def _link(self, node: SyntaxTreeNode) -> Inline | None:
        """The words, and behind them the address, which paper would lose; not where the words are the address."""
        target, words = str(node.attrs["href"]), self._inlines(node.children)
        line = self._line - self._first_line
        if not unset_markup.is_address(target):
            what = say("The link leads to “{target}”, which paper cannot show.", target=target[:60])
            self._lost(line, what, "Name in words where it is found.", target[:80])
            return None
        if node.attrs.get("title"):
            what = say("“{title}”, the title of a link, would not be printed.", title=node.attrs["title"])
            self._lost(line, what, _HINT, str(node.attrs["title"])[:80])
        shown = _SCHEME.sub("", unset_markup.address_as_printed(target))
        if _bare(shown) == _bare(_plain_inlines(words)):
            return Link(target, words)
        return Link(target, (*words, Text(f" ({shown})")) if words else (Text(shown),))

    def _refuse(self, node: SyntaxTreeNode) -> None:
        what = _NOT_SET.get(
            node.type, say("“{node_type}” cannot stand in the text of a letter.", node_type=node.type)
        )
        hint, before = _HINT, node.previous_sibling if node.parent else None
        if node.type == "code_block":
            is_note = before is not None and before.type == footnotes.DEFINITION
            hint = _NOTE_IS_ONE if is_note else "Take the spaces at its beginning away."
        place = Place(self._file, self._line)
        if node.type == "image" and self._pictures is not None:
            self.problems.append(figures.within_words(node, place))
            return
        self.problems.append(Problem("unsupported-markup", place, what, hint, node.content[:80]))


def _alignment(cell: SyntaxTreeNode) -> Alignment:
    wanted = str(cell.attrs.get("style", "")).removeprefix("text-align:")
    return Alignment(wanted) if wanted else Alignment.START


def _bare(address: str) -> str:
    return _WEB.sub("", _SCHEME.sub("", address.strip())).casefold()


def plain(blocks: tuple[Block, ...]) -> str:
    """All characters of the blocks, a block a line: for checks and comparisons, not for print."""
    return "\n".join(_plain_block(block) for block in blocks)


def is_seen(blocks: tuple[Block, ...]) -> bool:
    """Whether the blocks have a word or a picture to see, not only ruled lines and spaces."""
    return any(isinstance(block, Figure) for block in blocks) or any(
        unicodedata.category(sign)[0] not in "ZC" for sign in plain(blocks)
    )


def _plain_block(block: Block) -> str:
    match block:
        case Paragraph(children) | Heading(_, children):
            return _plain_inlines(children)
        case ListBlock(items):
            return "\n".join(plain(item) for item in items)
        case Quote(children):
            return plain(children)
        case Table(rows):
            return "\n".join("\t".join(_plain_inlines(cell) for cell in row) for row in rows)
        case Figure(caption=words):
            return _plain_inlines(words)
        case Rule():
            return ""


def _plain_inlines(inlines: tuple[Inline, ...]) -> str:
    """The characters of a line, a forced line break as a line feed."""
    return "".join(_plain_inline(inline) for inline in inlines)


def _plain_inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return text
        case LineBreak():
            return "\n"
        case Note(number, children):
            return f"{number} {_plain_inlines(children)}"
        case _:
            return _plain_inlines(inline.children)
