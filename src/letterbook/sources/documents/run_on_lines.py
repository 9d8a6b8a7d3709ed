"""Lines that were written one below the other, and that Markdown sets as one running text.

Whoever copies a list out of a word processor has bullets, dashes or letters at the beginnings of its lines. A bullet is
taken for what it is; of the others it is told where they would run together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.rules_core import StateCore

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents.bullets import with_hyphens
from letterbook.sources.documents.unset_markup import TABLE_FORM

_SIGN = re.compile(r"([-–—―−*✓➢►➤→])[^\S\n]*(?=[^\W_]|[\"“„«‘(\[])|([o§])\t")
_LABEL = re.compile(
    r"([(（\[第]?)([^\W\d_]|[ivxIVX]{1,5}|\d{1,2} ?|[一二三四五六七八九十]{1,2}|الف)"
    r"(?:([.)）\]、．条])[^\S\n]*| ?([-–—/:°º])[^\S\n]+)(?=\S)"
)
_PARTED = re.compile(r"((?:\d{1,2}\.){1,3})(\d{1,2})(\.?)[^\S\n]+(?=[^\W\d_])")
"""1.2 and 1.2.3 before the words of a point."""
_ARTICLE = re.compile(r"([^\W\d_]{1,12}\.?[ \u00a0]|[§№][ \u00a0]?)(\d{1,3})\b")
_CIRCLED = re.compile(r"[①-⑳]")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_HAN = "一二三四五六七八九十"
_ARABIC = ("أ", "ا", "الف", "ب")
"""The first letters of a list in Arabic and Persian; the others do not stand side by side in Unicode."""
_COLONS = (":", "：")
_ROW = re.compile(r"\s*\|.*\|\s*|[^|]*\S\s+\|\s+\S.*")
"""A row of a table as Markdown has it: | between its cells, or around them too."""
_TABBED = re.compile(r"\S[^\S\t]*\t\s*\S")
_COLUMNS = re.compile(r"\S(?:[ \t]*\t[ \t]*| {3,})\S")
_NAMED = re.compile(r"[^\s:.;,]+(?: [^\s:.;,]+){0,2}:\s+\S")
"""“Name: Ann”: a line with what it names before a colon."""
SHORT = 45
"""Signs of Latin width: a line that an editor breaks by itself is longer."""
_WRAPPED = range(60, 101)
"""The longest line of a text whose lines an editor has broken."""
_HALF_FULL = 0.6
_LIST_FORM = "Write a hyphen, or a number and a full stop, and a space before each; or leave an empty line between them."
_LINE_FORM = (
    "Put a backslash at the end of each line that shall end there; or leave an empty line between them."
)
_TABS_FORM = "If this was a table of Word, import the Word file; or write | between the cells, and |---|---| below the first row."
_OUT_OF_ITEM = "Leave an empty line before it; or begin it with two spaces where it belongs to the item."


def read_bullets(state: StateCore) -> None:
    """Puts a hyphen, which Markdown knows, in the place of each bullet at the beginning of a line."""
    state.src = with_hyphens(state.src)


def run_on(
    lines: Sequence[str], item: Sequence[str], longest: int, file: str, first_line: int
) -> Iterator[Problem]:
    """Where the lines of a paragraph, which begins on the `first_line` of the file, were meant to stand below each other.

    `item` are the same lines with what stands before them, where they begin an item of a list; `longest` is the width of
    the text's longest line. Code: lines-run-on.
    """
    if (at := _first_of_list(lines)) is not None:
        place = Place(file, first_line + at)
        yield Problem("lines-run-on", place, _as_one(lines[at:]), _LIST_FORM, lines[at][:80])
    elif (at := _left_of_item(item, longest)) is not None:
        words = item[at].strip()[:60]
        what = say("“{words}” would be printed in the item of the list before it.", words=words)
        place = Place(file, first_line + at)
        yield Problem("lines-run-on", place, what, _OUT_OF_ITEM, words, "warning")
    elif _are_short(lines) or _are_articles(lines):
        place = Place(file, first_line)
        yield Problem("lines-run-on", place, _as_one(lines), _form(lines), lines[0][:80], "warning")


def _as_one(lines: Sequence[str]) -> str:
    return say(
        "These lines would be printed as one: “{words}”.", words=" ".join(" ".join(lines).split())[:60]
    )


def _first_of_list(lines: Sequence[str]) -> int | None:
    """The first of two lines of a paragraph that go on with each other as a list.

    It begins the paragraph or follows a colon: words that an editor has broken begin with a dash by chance.
    """
    marked = [(at, mark) for at, line in enumerate(lines) if (mark := _mark(line))]
    for (at, mark), (_, next_mark) in pairwise(marked):
        begins = at == 0 or lines[at - 1].rstrip().endswith(_COLONS)
        if begins and _goes_on(mark, next_mark):
            return at
    return None


def _mark(line: str) -> str:
    if found := _SIGN.match(line):
        return found[1] or found[2]
    found = _PARTED.match(line) or _LABEL.match(line) or _CIRCLED.match(line)
    return found[0].strip() if found else ""


def _goes_on(mark: str, next_mark: str) -> bool:
    if mark == next_mark:
        return not any(_numbers(mark))
    return any((way, number + 1) in _numbers(next_mark) for way, number in _numbers(mark))


def _numbers(mark: str) -> Iterator[tuple[str, int]]:
    """What a mark counts to, in each way of counting that it may be of."""
    if parted := _PARTED.match(f"{mark} x"):
        yield parted[1] + parted[3], int(parted[2])
        return
    found = _LABEL.match(f"{mark} x")
    if found is None:
        if _CIRCLED.match(mark):
            yield "circled", int(unicodedata.numeric(mark))
        return
    before, counted, behind, apart = found.groups()
    behind = behind or apart
    if counted.rstrip().isdecimal():
        yield f"{before}1{behind}", int(counted)
    elif counted in _HAN:
        yield f"{before}一{behind}", _HAN.index(counted)
    elif counted in _ARABIC:
        yield f"{before}ب{behind}", int(counted == _ARABIC[-1])
    elif counted.lower() in _ROMAN:
        yield f"{before}i{behind}", _ROMAN.index(counted.lower())
    if len(counted) == 1 and counted.isalpha():
        yield f"{before}a{behind}", ord(counted)


def _are_short(lines: Sequence[str]) -> bool:
    """Whether these are lines that nobody's editor has broken: three or more, such as an address, or some in columns."""
    if len(lines) > 1 and any(
        all(map(look, lines)) for look in (_COLUMNS.search, _NAMED.match, _ROW.fullmatch)
    ):
        return True
    return len(lines) > 2 and all(0 < _width(line.strip()) < SHORT for line in lines[:-1])


def _are_articles(lines: Sequence[str]) -> bool:
    """Whether the first two lines are Article 1 and Article 2, § 3 and § 4, of whatever length."""
    first, second = [*map(_ARTICLE.match, lines[:2]), None, None][:2]
    return bool(first and second and first[1] == second[1] and int(first[2]) + 1 == int(second[2]))


def _form(lines: Sequence[str]) -> str:
    """How such lines are written: as a table where they look like the rows of one."""
    if all(map(_ROW.fullmatch, lines)):
        return TABLE_FORM
    return _TABS_FORM if all(map(_TABBED.search, lines)) and not any(map(_NAMED.match, lines)) else _LINE_FORM


def _left_of_item(lines: Sequence[str], longest: int) -> int | None:
    """Which line of an item's first paragraph begins at the margin, though its first word had room in the line before."""
    room = _HALF_FULL * longest if longest in _WRAPPED else None
    for at, line in enumerate(lines[1:], 1):
        word = line.split(maxsplit=1)[:1]
        if not word or line[0].isspace() or line[0] == ">":
            continue
        if room is None or _width(lines[at - 1].rstrip()) + 1 + _width(word[0]) <= room:
            return at
    return None


def longest_line(source: str) -> int:
    """The width of the longest line, in signs of Latin width."""
    return max(map(_width, source.split("\n")), default=0)


def _width(text: str) -> int:
    return len(text) + (
        0 if text.isascii() else sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    )
