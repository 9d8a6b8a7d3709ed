"""Page numbers from two pages on: Word itself leaves “Page 1 of 1” away, by a field that asks how many pages there are.

`placeholders` marks in a paragraph where a page's number begins and ends; once its runs are final they become the field.
LibreOffice 7.4 does not know fields within such a field. It reads the other choice, as whoever does not know Word 2013:
the number by itself, or nothing where the text is so short that it is on one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import takewhile

from lxml import etree

from letterbook.model import Block
from letterbook.model.text import paragraph_texts
from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

_BEGIN, _END = "page number", "end of page number"
_CHARACTERS_A_LINE = 66
LETTER_LINES, ENCLOSURE_LINES = 17, 28
"""A first page holds so many lines of text for sure: a letter's between salutation and close, an enclosure's above its signature."""


def field(instruction: str, result: str) -> Iterator[Node]:
    """A Word field as the contents of five runs."""
    yield from (_border("begin"), _code(f" {instruction} "), _border("separate"))
    yield from (xml.text_node(result), _border("end"))


def _border(kind: str) -> Node:
    return xml.element("fldChar", fldCharType=kind)


def _code(instruction: str) -> Node:
    code = xml.element("instrText")
    code.text = instruction
    code.set(xml.SPACE, "preserve")
    return code


def border(*, begins: bool) -> Node:
    """What stands before the runs of a page's number, and after them."""
    return xml.comment(_BEGIN if begins else _END)


def likely_pages(body: Iterable[Block], lines: int) -> int:
    """1 where a text stands for sure on a first page of so many lines, otherwise 2: so many are mostly there."""
    needed = sum(1.5 + len(text) // _CHARACTERS_A_LINE for text in paragraph_texts(body))
    return 1 if needed <= lines else 2


def leave_out_of_one(root: Node, end: str, pages: int) -> None:
    """Makes each page's number of this tree a field that says nothing where the bookmark `end` is on the first page.

    `pages` is how many there are until Word has counted them.
    """
    for begin in [node for node in root.iter(etree.Comment) if node.text == _BEGIN]:
        runs = list(takewhile(lambda node: node.text != _END, begin.itersiblings()))
        paragraph = begin.getparent()
        paragraph.remove(begin.getnext() if not runs else runs[-1].getnext())
        if runs:
            paragraph.insert(paragraph.index(begin), _choice(runs, end, pages))
        paragraph.remove(begin)


def _choice(runs: Sequence[Node], end: str, pages: int) -> Node:
    """The runs as they are, and before them what Word 2013 takes in their place."""
    choice = xml.fragment(
        '<mc:AlternateContent><mc:Choice Requires="w15"/><mc:Fallback/></mc:AlternateContent>', keeping="w15"
    )
    field, by_itself = choice
    field.extend(_where_several(runs, end, pages))
    by_itself.extend(runs)
    if pages == 1:
        by_itself.clear()
    return choice


def _where_several(runs: Sequence[Node], end: str, pages: int) -> Iterator[Node]:
    """The runs of IF (ECMA-376-1, 17.16.5.22): is the last page's number more than 1, then these, else nothing."""

    def like_first(contents: Iterable[Node]) -> Iterator[Node]:
        looks = runs[0].find(xml.RPR)
        for content in contents:
            yield xml.element("r", (content,) if looks is None else (deepcopy(looks), content))

    yield from like_first((_border("begin"), _code(" IF ")))
    yield from map(_as_instruction, like_first(field(f"PAGEREF {end}", str(pages))))
    yield from like_first([_code(' > 1 "')])
    yield from map(_as_instruction, runs)
    yield from like_first((_code('" "" '), _border("separate")))
    yield from map(deepcopy, runs if pages > 1 else ())
    yield from like_first([_border("end")])


def _as_instruction(run: Node) -> Node:
    """The run as a piece of an instruction, in which a quotation mark would end the text."""
    copied = deepcopy(run)
    for text in copied.findall(xml.T):
        written = (text.text or "").replace("\\", "\\\\").replace('"', '\\"')
        copied.replace(text, _code(written))
    return copied
