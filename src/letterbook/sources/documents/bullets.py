"""Bullets that were typed, or copied out of a word processor as text, and how deep their items stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_RANKS = {
    "-": 0,
    "*": 0,
    "+": 0,
    "•": 0,
    "·": 0,
    "●": 0,
    "\uf0b7": 0,
    "o": 1,
    "◦": 1,
    "§": 2,
    "▪": 2,
    "\uf0a7": 2,
}
"""The signs of the first, the second and the third level in Word, in Symbol, Courier New and Wingdings; others are of no level."""

LIKE_WORDS = frozenset("o§")
"""Bullets of Word that begin ordinary lines too: those are left as they are."""
_NUMBER = re.compile(r"\s*(?:\d|[IVXLC]{2,}\b)")

_BEFORE = r"((?:[ \t]*>)*[ \t]*)"
_LINE = re.compile(
    _BEFORE + r"(?:([•‣◦▪▫●∙·\uf0a7\uf0b7])[^\S\n]+|([•\uf0b7])|([o§])(?:\t[^\S\n]*|[\u00a0 ]{3,}))"
    r"(?=[^\s•\uf0b7])(.*)"
)
_HYPHEN = re.compile(_BEFORE + r"([-*+])([ \t]+\S.*)")
_BLOCK = re.compile(r"#|\||```|\d{1,9}[.)]\s")
"""The beginning of a line that goes on with no item, though no empty line stands before it."""
_INDENT = 2
"""Signs from the hyphen of an item to its words."""
_TAB_SIZE = 4


def is_section(sign: str, words: str) -> bool:
    """Whether a section sign is no bullet but that of a law: a number stands behind it."""
    return sign == "§" and _NUMBER.match(words) is not None


class BulletDepths:
    """The depth of one item after another of a list: a sign that has not been there stands deeper, one that has been stands as before."""

    def __init__(self) -> None:
        self._depths: dict[str, int] = {}
        self._open: list[str] = []

    def of(self, sign: str) -> int:
        rank = _RANKS.get(sign)
        if sign not in self._depths:
            while self._open and (rank is None or _RANKS.get(self._open[-1], rank) >= rank):
                self._open.pop()
            self._depths[sign] = self._depths[self._open[-1]] + 1 if self._open else 0
        while self._open and self._depths[self._open[-1]] >= self._depths[sign]:
            self._open.pop()
        self._open.append(sign)
        return self._depths[sign]

    def before(self, sign: str) -> int | None:
        """The depth of an earlier item with this sign."""
        return self._depths.get(sign)

    def pause(self) -> None:
        """An empty line: a sign that has not been there stands at the first level."""
        self._open.clear()

    def end(self) -> None:
        """The list is over."""
        self._depths.clear()
        self._open.clear()


@dataclass(frozen=True)
class _Item:
    before: str
    sign: str
    words: str


@dataclass
class _Level:
    """Items that were typed below each other: in which column, and how much deeper than typed they stand, and the last of them."""

    column: int
    deeper: int
    last_deeper: int
    last_sign: str = ""
    depths: BulletDepths = field(default_factory=BulletDepths)

    def place(self, depth: int) -> int:
        """The column in which an item stands."""
        return self.column + self.deeper + _INDENT * depth

    def goes_back_to(self, sign: str, column: int) -> bool:
        """Whether an item with this sign, typed further right, is one of these: the sign stood there, less deep than the last item."""
        depth, last = self.depths.before(sign), self.depths.before(self.last_sign)
        return depth is not None and last is not None and depth < last and column <= self.place(depth)


class _Levels:
    """How much deeper than they were typed the lines of a list stand, one after the other."""

    def __init__(self) -> None:
        self._levels: list[_Level] = []
        self._quotes = 0
        self._is_parted = False

    def of_item(self, item: _Item) -> int:
        column = self._column(item.before)
        self._leave(column + 1)
        level = self._level(column, item.sign)
        depth = level.depths.of(item.sign)
        level.last_deeper, level.last_sign = max(0, level.place(depth) - column), item.sign
        return level.last_deeper

    def of_other(self, line: str) -> int:
        before = _before(line)
        column, words = self._column(before), line[len(before) :]
        if not words.strip():
            self._is_parted = True
            for level in self._levels:
                level.depths.pause()
            return 0
        if self._is_parted or _BLOCK.match(words):
            self._leave(column - _INDENT + 1)
        return (
            self._levels[-1].last_deeper
            if self._levels and column >= self._levels[-1].column + _INDENT
            else 0
        )

    def _column(self, before: str) -> int:
        if before.count(">") != self._quotes:
            self._quotes = before.count(">")
            self._levels.clear()
        return _width(before)

    def _leave(self, column: int) -> None:
        """Lists that begin at the column or behind it are over."""
        while self._levels and self._levels[-1].column >= column:
            self._levels.pop()
        self._is_parted = False

    def _level(self, column: int, sign: str) -> _Level:
        """The level of an item: that of the last one, or a new one below it."""
        if self._levels:
            last = self._levels[-1]
            if column < last.column + _INDENT or last.goes_back_to(sign, column):
                return last
        deeper = self._levels[-1].last_deeper if self._levels else 0
        self._levels.append(_Level(column, deeper, deeper))
        return self._levels[-1]


def with_hyphens(source: str) -> str:
    """The Markdown with a hyphen, which it knows, in the place of each bullet at the beginning of a line, and deeper ones indented.
    A small o and a section sign are bullets where a tabulator, or three spaces, stand behind them, another line of a list stands
    beside theirs, and the section sign has no number.
    """
    lines = source.split("\n")
    found = [*map(_item, lines)]
    levels = _Levels()
    for at, (line, item) in enumerate(zip(lines, found, strict=True)):
        if item is None or (item.sign in LIKE_WORDS and not _is_beside_item(lines, found, at)):
            before = _before(line)
            lines[at] = f"{before}{' ' * levels.of_other(line)}{line[len(before) :]}"
        elif item.sign in "-*+":
            lines[at] = f"{item.before}{' ' * levels.of_item(item)}{item.sign}{item.words}"
        else:
            lines[at] = f"{item.before}{' ' * levels.of_item(item)}- {item.words}"
    return "\n".join(lines)


def _item(line: str) -> _Item | None:
    if hyphen := _HYPHEN.fullmatch(line):
        return _Item(*hyphen.groups())
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    sign = found[2] or found[3] or found[4]
    return None if is_section(sign, found[5]) else _Item(found[1], sign, found[5])


def _is_beside_item(lines: Sequence[str], found: Sequence[_Item | None], at: int) -> bool:
    """Whether an item ends above a line or begins below it; what an item has on further lines is indented."""
    own = _width(_before(lines[at]))
    for way in (range(at - 1, -1, -1), range(at + 1, len(lines))):
        for near in way:
            if found[near] is not None:
                return True
            if not lines[near].strip(" \t>") or _width(_before(lines[near])) <= own:
                break
    return False


def _before(line: str) -> str:
    found = re.match(_BEFORE, line)
    return found[0] if found else ""


def _width(before: str) -> int:
    """In columns."""
    return len(before.expandtabs(_TAB_SIZE))
