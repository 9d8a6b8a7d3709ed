"""Blocks of words → HTML. Every character is escaped; only the tags below are written."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from unicodedata import east_asian_width

from markupsafe import Markup, escape

from letterbook.fonts import MM_PER_PT, width_mm
from letterbook.language.bidi import MARK
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

LINK = "link-of-the-text"
"""The class of what is a link in the file; all others are their words."""


def html(blocks: Iterable[Block]) -> Markup:
    """The blocks as HTML. A heading of level 1 becomes <h2>: the page has its own <h1>."""
    return _html(blocks, 0)


def _html(blocks: Iterable[Block], depth: int) -> Markup:
    return Markup("\n").join(_block(block, depth) for block in blocks)


def _block(block: Block, depth: int) -> Markup:
    """A block at this depth of lists."""
    match block:
        case Paragraph(children):
            return _paragraph(children)
        case Heading(level, children):
            return Markup("<h{0}>{1}</h{0}>").format(
                min(level + 1, 6) if level == 1 else level, inlines(children)
            )
        case ListBlock(items, None):
            inside = Markup("").join(
                Markup("<li{}>{}</li>").format(_box(block.number(index)), _html(item, depth + 1))
                for index, item in enumerate(items)
            )
            return Markup('<ul style="{}">{}</ul>').format(_mark(BULLETS[depth % len(BULLETS)]), inside)
        case ListBlock(start=start):
            numbered = _numbered_items(block, depth)
            return Markup('<ol start="{}"{}>{}</ol>').format(start, _room(block), numbered)
        case Rule():
            return Markup("<hr>")
        case Figure():
            return _figure(block)
        case Quote(children):
            return Markup("<blockquote>{}</blockquote>").format(_html(children, depth))
        case Table(rows):
            head, *body = [_cells(row, "td" if index else "th", block) for index, row in enumerate(rows)]
            lines = Markup("").join(Markup("<tr>{}</tr>").format(row) for row in body)
            look = Markup(' class="short"') if block.is_short else ""
            return Markup("<table{}><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
                look, head, lines
            )


@lru_cache(maxsize=512)  # letters have most of their paragraphs in common
def _paragraph(children: tuple[Inline, ...]) -> Markup:
    return Markup("<p>{}</p>").format(_with_whole_end(children))


def _figure(figure: Figure) -> Markup:
    """A picture of its size in print, and its caption."""
    image = picture(figure.picture, figure.alt, f"width: {figure.size_mm[0]}mm")
    below = Markup("<figcaption>{}</figcaption>").format(inlines(figure.caption)) if figure.caption else ""
    return Markup("<figure>{}{}</figure>").format(image, below)


def picture(shown: Picture, alt: str, style: str = "") -> Markup:
    """A picture as HTML that needs no file beside it."""
    data = base64.b64encode(shown.data).decode()
    said = Markup(' style="{}"').format(style) if style else ""
    return Markup('<img src="data:{};base64,{}" alt="{}"{}>').format(shown.kind, data, alt, said)


def _with_whole_end(children: tuple[Inline, ...]) -> Markup:
    """A paragraph's line of words, its last word never parted: half a word makes no last line."""
    match children:
        case (*before, Note() as note):
            return _with_whole_end(tuple(before)) + _inline(note)
        # A span would part foreign words that are read in one go within a line from right to left.
        case (*rest, Text(text)) if " " in text.rstrip() and MARK not in text:
            # The space goes with the word: WeasyPrint breaks the line there, and wrongly before a span without it.
            start = text.rstrip().rindex(" ")
            whole = Markup('<span class="whole">{}</span>').format(text[start:])
            return inlines((*rest, Text(text[:start]))) + whole
    return inlines(children)


def _cells(row: Iterable[Iterable[Inline]], tag: str, table: Table) -> Markup:
    return Markup("").join(
        Markup("<{0}{1}>{2}</{0}>").format(tag, _looks(table, column), inlines(cell))
        for column, cell in enumerate(row)
    )


def _looks(table: Table, column: int) -> Markup:
    alignment = table.alignment(column)
    whole = "; white-space: nowrap" if table.has_figures(column) else ""
    if alignment is Alignment.START and not whole:
        return Markup("")
    return Markup(' style="text-align: {}{}"').format(alignment.value, whole)


BULLETS = ("•", "–")
"""By depth, as in Word."""
_HANG_EM = 1.415
"""What base.css lets text hang by, in the larger of the two sizes of text; wider numbers take more."""
_APART_EM = 0.15


def _wide_em(text: str) -> float:
    return width_mm(text, 1.0) / MM_PER_PT


def _mark(text: str) -> Markup:
    """The style that prints this before an item; base.css fills its width up to where the text begins."""
    return Markup("list-style-type: '{} '; --mark: {:.3f}em").format(text, _wide_em(f"{text} "))


def _box(box: str | None) -> Markup:
    return Markup(' style="{}"').format(_mark(box)) if box else Markup("")


def _room(block: ListBlock) -> Markup:
    """Room for the numbers of a list, where they are wider than text hangs."""
    widest = max((_wide_em(block.number(index) or "") for index in range(len(block.items))), default=0.0)
    if widest + _APART_EM <= _HANG_EM:
        return Markup("")
    return Markup(' style="--hang: {:.3f}em"').format(widest + 3 * _APART_EM)


def _numbered_items(block: ListBlock, depth: int) -> Markup:
    """Each item says its number itself: WeasyPrint counts from 1, whatever the list begins with."""
    return Markup("").join(
        Markup('<li style="{}">{}</li>').format(_mark(block.number(index) or ""), _html(item, depth + 1))
        for index, item in enumerate(block.items)
    )


def inlines(children: Iterable[Inline]) -> Markup:
    """A line of words as HTML."""
    made: list[Markup] = []
    before: Inline | None = None
    for child in children:
        match before, child:
            case Text(text), Raised() | Lowered() if text and east_asian_width(text[-1]) in "WF":
                # Behind an ideograph a line may end.
                kept = Markup('{}<span style="white-space: nowrap">{}{}</span>')
                made[-1] = kept.format(text[:-1], text[-1], _inline(child))
            case _:
                made.append(_inline(child))
        before = child
    return Markup("").join(made)


_WORD = re.compile(" ?[^ \u00a0]+")
_OF_ADDRESS = re.compile(r"://|@|\w\.[^\W\d_]{2}")
"""What makes an address of the web or of e-mail: a hyphen that parts it at the end of a line would be read as its own."""


def _text(text: str) -> Markup:
    """Words as HTML, an address among them without hyphens; the space before goes with it, as with a paragraph's last word."""
    if MARK in text:
        return escape(text)
    made, at = Markup(""), 0
    addresses = (word for word in _WORD.finditer(text) if _OF_ADDRESS.search(word[0]))
    for found in addresses if _OF_ADDRESS.search(text) else ():
        made += escape(text[at : found.start()]) + Markup('<span class="whole">{}</span>').format(found[0])
        at = found.end()
    return made + escape(text[at:])


_TAGS: Mapping[type[Inline], str] = {
    Strong: "strong",
    Emphasis: "em",
    Struck: "s",
    Raised: "sup",
    Lowered: "sub",
}


def _inline(inline: Inline) -> Markup:
    match inline:
        case Text(text):
            return _text(text)
        case LineBreak():
            return Markup("<br>")
        case Strong() | Emphasis() | Struck() | Raised() | Lowered():
            return Markup("<{0}>{1}</{0}>").format(_TAGS[type(inline)], inlines(inline.children))
        case Link(target, children) if inline.leads:
            return Markup('<a class="{}" href="{}">{}</a>').format(LINK, target, inlines(children))
        case Link(_, children):
            return inlines(children)
        case Note(number, children):
            return Markup('<footnote data-number="{}">{}</footnote>').format(number, inlines(children))
