"""Elements of a page that begin and have no end, or end and have no beginning: a reader of HTML mends them in its own way, and
what follows stands in the wrong place or has the wrong looks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.templates.page_bounds import VOID

_OPTIONAL = frozenset(
    {"p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup", "option", "html", "head", "body", "rt", "rp"}
)  # fmt: skip
"""Elements whose end may be left away (HTML, 13.1.2.4)."""
_INSTRUCTION = re.compile(r"\{%[-+]?\s*(\w+).*?%\}|\{#.*?#\}", re.DOTALL)


def open_elements(source: str, file: str) -> Iterator[Problem]:
    """A notice for each. Of what a condition chooses between, only the first choice is read. Code: open-element."""
    reader = _Reader()
    reader.feed(_first_choices(source))
    reader.close()
    for tag, line, column in reader.open + [each for each in reader.stack if each[0] not in _OPTIONAL]:
        what = say("The <{tag}> that begins here has no end.", tag=tag)
        hint = say("Write </{tag}> where it shall end.", tag=tag)
        yield Problem("open-element", Place(file, line, column + 1), what, hint, tag, "warning")
    for tag, line, column in reader.stray:
        what = say("The </{tag}> here ends nothing.", tag=tag)
        hint = say("Take it out, or write <{tag}> where it shall begin.", tag=tag)
        yield Problem("open-element", Place(file, line, column + 1), what, hint, tag, "warning")


def _first_choices(source: str) -> str:
    """The page with spaces in the place of instructions, and of what stands behind an `else`."""
    written, at, left_out = [], 0, 0
    choices: list[bool] = []  # whether each condition that is open is at its first choice
    for found in _INSTRUCTION.finditer(source):
        between = source[at : found.start()]
        written += [_blank(between) if left_out else between, _blank(found[0])]
        at = found.end()
        if found[1] in ("if", "for"):
            choices.append(True)
        elif found[1] in ("else", "elif") and choices and choices[-1]:
            choices[-1] = False
            left_out += 1
        elif found[1] in ("endif", "endfor") and choices:
            left_out -= not choices.pop()
    return "".join([*written, source[at:]])


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, int, int]] = []
        self.open: list[tuple[str, int, int]] = []
        self.stray: list[tuple[str, int, int]] = []
        self._names: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # its caller's form
        if tag not in VOID:
            self.stack.append((tag, *self.getpos()))
            self._names[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # of a drawing

    def handle_endtag(self, tag: str) -> None:
        if not self._names[tag]:
            if tag not in _OPTIONAL and tag not in VOID:
                self.stray.append((tag, *self.getpos()))
            return
        while self.stack[-1][0] != tag:
            inner = self.stack.pop()
            self._names[inner[0]] -= 1
            self.open += [inner] if inner[0] not in _OPTIONAL else []
        self.stack.pop()
        self._names[tag] -= 1
