"""Straight quotation marks and apostrophes of a text of one line, set as those of a paragraph are."""

from __future__ import annotations

from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.token import Token

from letterbook.sources.documents.markdown_parser import parser_for

_STRAIGHT = frozenset("\"'")


def with_quotation_marks(text: str, marks: tuple[str, ...]) -> str:
    """The text with a language's `marks`, outer and inner ones, for straight ones in pairs, and with apostrophes; as it is where the
    language has none. Nothing else of it is read as Markdown.
    """
    if not marks or _STRAIGHT.isdisjoint(text):
        return text
    token = Token("text", "", 0, content=text)
    process_inlines([token], StateCore("", parser_for(marks, with_notes=False), {}))
    return token.content
