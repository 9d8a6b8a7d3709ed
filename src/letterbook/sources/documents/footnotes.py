"""The footnotes of a Markdown text: `[^1]` in the text, and `[^1]: text` as a paragraph of its own.

The text of a footnote is one paragraph and goes on to the next empty line. Whoever reads the text finds both by their
tokens, each with its label.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

REFERENCE, DEFINITION = "footnote_ref", "footnote"
_MARK = re.compile(r"\[\^([^\]\[\s]+)\]")
_BEGINNING = re.compile(r"\[\^([^\]\[\s]+)\]:[ \t]*")


def enable_footnotes(parser: MarkdownIt) -> None:
    """Lets the parser read footnotes."""
    parser.block.ruler.before(
        "reference", "footnote_definition", _definition, {"alt": ["paragraph", "reference"]}
    )
    parser.inline.ruler.before("link", REFERENCE, _reference)


def _definition(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    if state.is_code_block(first):
        return False
    begun = _BEGINNING.match(_line(state, first))
    if begun is None:
        return False
    if silent:
        return True
    after = first + 1
    while after < end and _goes_on(state, after):
        after += 1
    lines = [_line(state, number).strip() for number in range(first, after)]
    opened = state.push(f"{DEFINITION}_open", "aside", 1)
    opened.map, opened.meta = [first, after], {"label": begun[1]}
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = "\n".join(lines)[begun.end() :].strip(), [first, after], []
    state.push(f"{DEFINITION}_close", "aside", -1)
    state.line = after
    return True


def _goes_on(state: StateBlock, line: int) -> bool:
    is_inside = state.sCount[line] >= state.blkIndent
    return is_inside and not state.isEmpty(line) and not _BEGINNING.match(_line(state, line))


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _reference(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push(REFERENCE, "", 0).meta = {"label": found[1]}
    state.pos = found.end()
    return True
