"""Raised and lowered signs of a Markdown text as Pandoc writes them: `m^2^`, `H~2~O`.

A mark has no blank in it. Marks that a text has for something else stay signs: “~50 people”, “a~b”, “~10-~20”, “^_^”.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from letterbook.language.bidi import runs_right_to_left

RAISED, LOWERED = "sup", "sub"
_INSIDE = "letterbook raised"
_FORMS = {
    "^": (RAISED, re.compile(r"\^((?:\\[!-/:-@\[-`{-~]|[^\s\\^\[\]])+)\^(?!\^)")),
    "~": (LOWERED, re.compile(r"~((?:\\[!-/:-@\[-`{-~]|[^\s\\~\[\]/])+)~(?!~)")),
}
_BEHIND = re.compile(r"[\w)}\]*~^’′°%]")
"""What a raised or lowered sign stands behind; the star ends italic words."""
_BEFORE_WORD = re.compile(r"\^[^\W_]+\^(?=[^\W_])")
"""A raised sign that stands before its word: the number of an isotope."""


def enable_raised_signs(parser: MarkdownIt) -> None:
    """Lets the parser read them."""
    parser.inline.ruler.after("strikethrough", "raised", _read)


def _read(state: StateInline, silent: bool) -> bool:
    source, begin = state.src, state.pos
    form = _FORMS.get(source[begin])
    if form is None or state.env.get(_INSIDE):
        return False
    tag, pattern = form
    found = pattern.match(source, begin, state.posMax)
    if found is None or not may_stand(source, begin):
        return False
    if not silent:
        end, state.env[_INSIDE] = state.posMax, True
        state.push(f"{tag}_open", tag, 1).markup = source[begin]
        state.pos, state.posMax = found.start(1), found.end(1)
        state.md.inline.tokenize(state)
        state.push(f"{tag}_close", tag, -1).markup = source[begin]
        state.posMax, state.env[_INSIDE] = end, False
    state.pos = found.end()
    return True


def may_stand(source: str, begin: int) -> bool:
    """Whether the mark that begins there stands where a raised or lowered sign may."""
    before = source[begin - 1 : begin]
    is_behind = _BEHIND.match(before) and not runs_right_to_left(before)
    return bool(is_behind or _BEFORE_WORD.match(source, begin))
