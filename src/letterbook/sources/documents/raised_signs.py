"""Raised and lowered signs of a Markdown text as Pandoc writes them: `m^2^`, `H~2~O`.

A mark has no blank in it. Marks that a text has for something else stay signs: “~50 people”, “a~b”, “~10-~20”, “^_^”, “2~3,4~5”,
“3~5天，7~9天”, and those of an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from letterbook.language.bidi import runs_right_to_left

if TYPE_CHECKING:  # what looks only for marks reads no Markdown
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

RAISED, LOWERED = "sup", "sub"
WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
"""What no lowered sign has in it: signs of scripts without blanks, in which “~” stands between days and figures."""
_INSIDE = "letterbook raised"
_FORMS = {
    "^": (RAISED, re.compile(r"\^((?:\\[!-/:-@\[-`{-~]|[^\s\\^\[\]])+)\^(?!\^)")),
    "~": (LOWERED, re.compile(rf"~((?:\\[!-/:-@\[-`{{-~]|[^\s\\~\[\]/{WIDE}])+)~(?!~)")),
}
_BEHIND = re.compile(r"[\w)}\]*~^’′°%]")
"""What a raised or lowered sign stands behind; the star ends italic words."""
_BEHIND_SENTENCE = re.compile(r"(?<=[.,;:!?…”“»›€$£])\^[^\W_]")
"""A raised letter or figure, such as the number of a remark, may also stand behind these."""
_BETWEEN_FIGURES = re.compile(r"(?<=\d)([~^])\d[^\s~^]*\1(?=\d)")
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
    if found is None or not may_stand(source, begin) or _is_of_address(source, begin, found.end()):
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
    if _BETWEEN_FIGURES.match(source, begin):
        return False
    before = source[begin - 1 : begin]
    is_behind = _BEHIND.match(before) and not runs_right_to_left(before)
    return bool(is_behind or _BEHIND_SENTENCE.match(source, begin) or _BEFORE_WORD.match(source, begin))


_PARTED = re.compile(
    rf"(?<=[\w)])(?:\^(?=[^\s^])[^\n^\[\]]{{1,60}}(?<!\s)\^|~(?=[^\s~])[^\n~\[\]/{WIDE}]{{1,60}}(?<!\s)~)(?![\w^~])"
)


def parted_signs(text: str) -> Iterator[re.Match[str]]:
    """Marks that would be of raised or lowered signs if there were no space between them: `x^two words^`. Two that raise a sign
    each, as in “2^3 and 4^5”, have a figure or a letter behind the second.
    """
    for found in _PARTED.finditer(text) if "^" in text or "~" in text else ():
        if any(map(str.isspace, found[0])) and not _is_of_address(text, found.start(), found.end()):
            yield found


def first_signs(text: str) -> re.Match[str] | None:
    """The first raised or lowered signs that a text would have if it were read as Markdown."""
    for found in _MARK.finditer(text):
        form = _FORMS[found[0]][1].match(text, found.start())
        if form and _is_behind_sign(text, form) and not _is_of_address(text, *form.span()):
            return form
    return next(parted_signs(text), None)


def _is_behind_sign(text: str, form: re.Match[str]) -> bool:
    """Whether somebody meant to raise or lower a sign; also in a script in which none is."""
    before = text[: form.start()][-1:]
    return may_stand(text, form.start()) or bool(before and runs_right_to_left(before))


_MARK = re.compile(r"[\^~]")
_LONGEST_ADDRESS = 300
_AROUND_ADDRESS = re.compile(r"[\s()\[\]<>]")
_REST_OF_MAIL = re.compile(r"[\w.+-]{0,64}@\w")


def _is_of_address(source: str, begin: int, end: int) -> bool:
    """Whether what stands there is a part of an address of the web or of mail, which would lead elsewhere without its signs."""
    before = _AROUND_ADDRESS.split(source[max(0, begin - _LONGEST_ADDRESS) : begin])[-1]
    return any(sign in before for sign in ("://", "www.", "@")) or bool(_REST_OF_MAIL.match(source, end))
