"""Fonts that a style sheet asks for by a name that no font of the page has: another is drawn in their place without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from letterbook.problems import Place, Problem
from letterbook.sentences import say

_OURS = "letterbook "
_KEYWORDS = frozenset(
    {
        *("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math", "emoji", "fangsong"),
        *("ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded"),
        *("inherit", "initial", "unset", "revert", "revert-layer"),
    }
)
"""Words in the place of a name (CSS Fonts 4, 2.1)."""
_SIZES = frozenset({"dimension", "percentage", "number"})


class FontFamilies:
    """The fonts that the style sheets of a page load, and those that they ask for."""

    def __init__(self) -> None:
        self._loaded: set[str] = set()
        self._asked: list[tuple[Sequence[str], Place]] = []

    def declare(self, name: str, tokens: Sequence[Any], place: Place, *, is_font: bool) -> None:
        """Takes note of a declaration; `is_font` where it is one of a font that is loaded."""
        if name not in ("font-family", "font"):
            return
        names = _names(_behind_sizes(tokens) if name == "font" else tokens)
        if is_font:
            self._loaded.update(map(str.lower, names))
        elif names:
            self._asked.append((names, place))

    def unknown(self) -> Iterator[Problem]:
        """A notice for each declaration that names fonts of which the page has none. Code: unknown-font."""
        for names, place in self._asked:
            if not any(name.lower() in self._loaded or name.lower().startswith(_OURS) for name in names):
                what = say("The page has no font “{name}”; another is taken in its place.", name=names[0])
                hint = (
                    "Take Letterbook Serif or Letterbook Sans. Or put the file of the font beside the page and load it "
                    "by @font-face."
                )
                yield Problem("unknown-font", place, what, hint, names[0], "warning")


def _behind_sizes(tokens: Sequence[Any]) -> Sequence[Any]:
    """What stands behind the last size: in the short form of `font` these are the names; nothing where there is no size."""
    last = max((at for at, token in enumerate(tokens) if token.type in _SIZES), default=len(tokens))
    return tokens[last + 1 :]


def _names(tokens: Sequence[Any]) -> list[str]:
    """The names of a list of families, without the words that stand for any; none where a variable or a placeholder is in it."""
    names: list[list[str]] = [[]]
    for token in tokens:
        if token.type in ("string", "ident"):
            names[-1].append(token.value)
        elif token.type == "literal" and token.value == ",":
            names.append([])
        elif token.type not in ("whitespace", "comment"):
            return []
    found = [" ".join(words) for words in names if words]
    return (
        []
        if any("{" in name for name in found)
        else [name for name in found if name.lower() not in _KEYWORDS]
    )
