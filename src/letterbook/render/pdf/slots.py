"""A letter's page as HTML, parted into what letters of one kind share and the texts that stand in it.

A slot is a block that holds words alone: a paragraph, a cell, each line of an address. Headings are none, since their words become
bookmarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from letterbook.fonts import KEPT_TOGETHER, NO_BREAK_HYPHEN
from letterbook.render.pdf.alphabet import rows_of

_INLINE = r"</?(?:span|em|strong|b|i|small|sub|sup|br)\b[^<>]*>"
_SLOT = re.compile(rf"<(p|div|address|li|td|th|figcaption)(\s[^<>]*)?>([^<>]*(?:{_INLINE}[^<>]*)*)</\1>")
_MARKS = re.compile(rf"({_INLINE})")
_BREAK = re.compile(r"<br\b[^<>]*>")
_RECIPIENT = re.compile(r'(<body class="letter" data-recipient=")([^"]*)"')
_SPACES = re.compile("[ \t\r\n\f]+")
SLOT = "data-slot"
"""The attribute that says on a page which slot a block is, or the first of those that line breaks make of it."""


@dataclass(frozen=True)
class PageSource:
    """What a page consists of: the `frame` without the texts of its slots, and these, a text for each run of letters between
    two inline elements; and the `running` words of following pages.
    """

    frame: str
    texts: tuple[tuple[str, ...], ...]
    running: str

    @cached_property
    def printed(self) -> tuple[tuple[str, ...], ...]:
        """The texts of the slots, and last the running words."""
        return (*self.texts, (self.running,))

    @cached_property
    def said(self) -> str:
        """All that stands in slots, a hyphen at which no line ends as the one that is printed."""
        said = "".join((*(text for texts in self.texts for text in texts), self.running))
        return said.replace(NO_BREAK_HYPHEN, KEPT_TOGETHER)

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The rows of signs that its letter's fonts have."""
        return rows_of(self.said)


def parted(page: str) -> PageSource:
    """The page (HTML) without its slots, and their texts as they are printed."""
    head, _, body = page.partition("<body")
    body = f"<body{body}"
    running = _RECIPIENT.search(body)
    assert running is not None
    pieces, texts, at = [body[: running.start(2)]], list[tuple[str, ...]](), running.end(2)
    for slot in _slots(body, at):
        pieces.append(body[at : slot.start(3)])
        for run in _BREAK.split(slot[3]):
            said, marks = _said(run)
            pieces.append("\0".join(("", *marks, "\n")))
            texts.append(said)
        at = slot.end(3)
    pieces.append(body[at:])
    # Of the head the language alone is left: title and description are written down without being set.
    return PageSource(head.partition("<title>")[0] + "".join(pieces), tuple(texts), unescape(running[2]))


def marked(page: str) -> str:
    """The page with each slot's number in its tag."""
    head, _, body = page.partition("<body")
    pieces, at, number = [head, "<body"], 0, 0
    for slot in _slots(body, 0):
        pieces += [body[at : slot.end(1)], f' {SLOT}="{number}"']
        at = slot.end(1)
        number += len(_BREAK.split(slot[3]))
    return "".join((*pieces, body[at:]))


def _slots(body: str, begin: int) -> Iterator[re.Match[str]]:
    """The blocks of words; one without any is none."""
    return (found for found in _SLOT.finditer(body, begin) if _MARKS.sub("", found[3]).strip())


def _said(content: str) -> tuple[tuple[str, ...], list[str]]:
    """The texts of a slot as they are printed, and the tags around them."""
    parts = _MARKS.split(content)
    texts, after_space = [], True
    for part in parts[::2]:
        text = _SPACES.sub(" ", unescape(part))
        if after_space:
            text = text.removeprefix(" ")
        if text:
            after_space = text.endswith(" ")
        texts.append(text)
    return tuple(texts), parts[1::2]
