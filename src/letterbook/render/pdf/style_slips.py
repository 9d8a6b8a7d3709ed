"""What the layout engine does not understand in a template's style sheet, and leaves out without a word."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from threading import get_ident

from letterbook.problems import Place, Problem
from letterbook.render.engine import weasyprint
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened

_IMPORT = re.compile(r"@import[^;]*;", re.IGNORECASE)
_DECLARATION = re.compile(r"Ignored `(.*)` at (\d+):(\d+), (unknown property|invalid value)", re.DOTALL)
_SELECTOR = re.compile(r"Invalid or unsupported selector, (.*)", re.DOTALL)


def style_slips(css: str, file: str) -> Iterator[Problem]:
    """A notice for each declaration and each rule that is left out. Code: style-left-out."""
    for text, line, column, is_value in _left_out(css):
        what = say("“{text}” is not understood, and changes nothing.", text=shortened(text))
        hint = "Correct the name, or take it out: letters know the properties of printed pages."
        if is_value:
            hint = "Correct the value: a length has its unit right behind it, as in 10mm. Or take it out."
        yield Problem("style-left-out", Place(file, line, column), what, hint, text, "warning")


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == get_ident():
            self.said.append(record.getMessage())


@lru_cache(maxsize=16)
def _left_out(css: str) -> tuple[tuple[str, int | None, int | None, bool], ...]:
    """(text, line, column, whether only its value is wrong) of each, in the order of the sheet."""
    # What it loads is looked at elsewhere.
    plain = _IMPORT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), css)
    heard, logger = _Heard(), logging.getLogger("weasyprint")
    logger.addHandler(heard)
    try:
        weasyprint().CSS(string=plain)
    finally:
        logger.removeHandler(heard)
    return tuple(filter(None, (_read(said, plain) for said in heard.said)))


def _read(said: str, css: str) -> tuple[str, int | None, int | None, bool] | None:
    if found := _DECLARATION.match(said):
        text, is_value = " ".join(found[1].split()), found[4] == "invalid value"
        is_for_others = text.startswith("-")  # of another engine, by its prefix
        return None if is_for_others else (text, int(found[2]), int(found[3]), is_value)
    if found := _SELECTOR.match(said):
        text = found[1].strip("'\" ")
        at = css.find(text)
        return text, (css.count("\n", 0, at) + 1 if at >= 0 else None), None, False
    return None
