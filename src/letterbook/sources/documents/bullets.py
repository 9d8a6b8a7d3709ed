"""Bullets that were typed, or copied out of a word processor as text, and how deep their items stand."""

from __future__ import annotations

import re
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

_LINE = re.compile(
    r"((?:[ \t]*>)*[ \t]*)"
    r"(?:([•‣◦▪▫●∙·\uf0a7\uf0b7])[^\S\n]+|([•\uf0b7])|([o§])(?:\t[^\S\n]*|[\u00a0 ]{3,}))(?=[^\s•\uf0b7])(.*)"
)
_HYPHEN = re.compile(r"((?:[ \t]*>)*[ \t]*)([-*+])[ \t]+\S.*")
_INDENT = "  "


@dataclass
class BulletDepths:
    """The depth of one item after another of a list: a sign that has not been there stands deeper, one that has been stands as before."""

    _signs: list[str] = field(default_factory=list)

    def of(self, sign: str) -> int:
        if sign not in self._signs:
            rank = _RANKS.get(sign)
            while self._signs and (rank is None or _RANKS.get(self._signs[-1], rank) >= rank):
                self._signs.pop()
            self._signs.append(sign)
        del self._signs[self._signs.index(sign) + 1 :]
        return len(self._signs) - 1

    def end(self) -> None:
        """The list is over."""
        self._signs.clear()


def with_hyphens(source: str) -> str:
    """The Markdown with a hyphen, which it knows, in the place of each bullet at the beginning of a line, and deeper ones indented.
    A small o and a section sign are bullets where a tabulator, or three spaces, stand behind them.
    """
    depths, indent = BulletDepths(), ""
    lines = source.split("\n")
    for at, line in enumerate(lines):
        found = _LINE.fullmatch(line)
        if found is None:
            if hyphen := _HYPHEN.fullmatch(line):
                depths.end()
                indent = hyphen[1]
                depths.of(hyphen[2])
            elif not line.strip() or not line.startswith(indent + _INDENT):
                depths.end()
            continue
        if found[1] != indent:
            depths.end()
        indent, sign = found[1], found[2] or found[3] or found[4]
        lines[at] = f"{indent}{_INDENT * depths.of(sign)}- {found[5]}"
    return "\n".join(lines)
