"""Straight quotation marks and apostrophes of a text of one line, set as those of a paragraph are; feet and minutes stay."""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.token import Token

from letterbook.sources.documents.markdown_parser import parser_for

_STRAIGHT = frozenset("\"'")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_WORD = "\ue000"
"""Stands for a placeholder while marks are set: a mark beside it is one beside a word."""
_FEET = re.compile(r"(?<=\d)'(?![^\W\d_])")
_MARK = "\ue001"
"""Stands for the mark of feet or minutes behind a figure, 5' or 24', while marks are set."""
_OPENING = re.compile(r"(?<!\w)'(?=\S)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")


def with_quotation_marks(source: str, marks: tuple[str, ...]) -> str:
    """The words with a language's `marks`, outer and inner ones, for straight ones in pairs, and with apostrophes; as they are where
    the language has none. Nothing else is read as Markdown, and placeholders stay: what they say is as it was written.
    """
    tags = _TAG.findall(source)
    if not marks or _STRAIGHT.isdisjoint(source) or _WORD in source or _MARK in source:
        return source
    words = _TAG.sub(_WORD, source)
    if not _OPENING.search(words):  # else the mark behind a figure may be the second of a pair
        words = _FEET.sub(_MARK, words)
    token = Token("text", "", 0, content=words)
    process_inlines([token], StateCore("", parser_for(marks, with_notes=False), {}))
    first, *others = token.content.replace(_MARK, "'").split(_WORD)
    return first + "".join(tag + text for tag, text in zip(tags, others, strict=True))


def with_apostrophes(text: str | None, marks: tuple[str, ...]) -> str | None:
    """A salutation or a closing as a list has it, with the apostrophes of its language within words: "Monsieur l’Ambassadeur"."""
    return _APOSTROPHE.sub("’", text) if text and marks else text
