"""What a template says by itself: the texts that are typed into its page, its words, its looks and its drawings.

Such a text stands in every letter, whoever gets it. A placeholder's value is none; what is typed within a placeholder is.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError

from letterbook.templates.condition_checks import compared_texts
from letterbook.templates.environments import html_environment
from letterbook.templates.page_tree import walk_page

VALUE = "\ue000"
"""Stands for the value of a placeholder: a character that no text has."""

_PARTED_BY = {"variable_end", "block_end"}
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tspan",
        "textpath",
        "u",
        "var",
        "wbr",
    ]
)
_SILENT = frozenset({"class", "id", "style", "src", "dir", "lang", "width", "height", "href"})
"""Attributes that hold no words; the address of a link is one of ours only where it leads to somebody."""


@dataclass(frozen=True)
class TypedText:
    """A piece of text that belongs together, such as a paragraph, and the line (from 1) on which it begins."""

    line: int
    text: str


def typed_in_text(source: str, first_line: int = 1) -> Iterator[TypedText]:
    """The typed texts of words with placeholders: its paragraphs, and what is typed within placeholders."""
    without, typed = _without_placeholders(source)
    yield from (TypedText(first_line - 1 + piece.line, piece.text) for piece in typed)
    line = first_line
    for paragraph in re.split(r"(\n[ \t]*\n)", without):
        if paragraph.strip():
            yield TypedText(line, paragraph)
        line += paragraph.count("\n")


def typed_in_page(html: str) -> Iterator[TypedText]:
    """The typed texts of a page: what stands between its block elements, and the words in its attributes."""
    without, typed = _without_placeholders(html)
    yield from typed
    yield from _pieces(without)


def _pieces(html: str) -> Iterator[TypedText]:
    """The texts of a page's blocks, and those of attributes."""
    piece, line = "", 1
    for event, node in walk_page(html):
        if str(node.tag).lower() not in _INLINE:
            yield from _piece(line, piece)
            piece = ""
        if event == "start":
            for name, value in node.attrib.items():
                if name not in _SILENT or "@" in value:
                    yield from _piece(node.sourceline or 1, value)
        text = (node.text if event == "start" else node.tail) or ""
        if not piece.strip():
            piece, line = "", node.sourceline or 1
        piece += text
    yield from _piece(line, piece)


def _piece(line: int, text: str) -> Iterator[TypedText]:
    if text.strip().strip(VALUE):
        lead = len(text) - len(text.lstrip())
        yield TypedText(line + text[:lead].count("\n"), text.strip())


def typed_in_style(css: str) -> Iterator[TypedText]:
    """The strings of a style sheet, those of one declaration as one text."""
    line, start, strings = 1, 1, list[str]()
    for token in _OF_CSS.finditer(css + ";"):
        text = token[0]
        if text[0] in "\"'":
            start = start if strings else line
            strings.append(_unescaped(text.strip("\"'")))
        elif text in (";", "{", "}"):
            if joined := "".join(strings).strip():
                yield TypedText(start, joined)
            strings = []
        line += text.count("\n")


# Each begun string or comment matches, also one without an end: no style sheet makes the search begin again.
_OF_CSS = re.compile(r"""/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[;{}\n]""", re.DOTALL)


def _unescaped(text: str) -> str:
    r"""A string of CSS as it is shown: `\41` is A, a line that goes on is one."""

    def shown(escape: re.Match[str]) -> str:
        digits = escape[1]
        return chr(min(int(digits, 16), 0x10FFFF)) if digits else escape[2].strip("\n")

    return re.sub(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", shown, text, flags=re.DOTALL)


def _without_placeholders(source: str) -> tuple[str, list[TypedText]]:
    """The source with a VALUE and the same line ends for each placeholder; and what is typed within placeholders, but for
    what is only compared with a code or an own field of an addressee.
    """
    kept: list[str] = []
    strings: list[tuple[int, str]] = []
    typed: list[TypedText] = []
    try:
        tokens = list(html_environment().lex(source))
    except TemplateSyntaxError:  # told where placeholders are looked at
        return "", []
    compared = compared_texts(source) if "recipient" in source else Counter[tuple[int, str]]()
    for line, kind, text in tokens:
        if kind == "data":
            kept.append(text)
            continue
        kept.append("\n" * text.count("\n"))
        if kind == "string":
            with suppress(ValueError, SyntaxError):
                string = line, str(ast.literal_eval(text))
                if compared[string] > 0:
                    compared[string] -= 1
                else:
                    strings.append(string)
        elif kind in _PARTED_BY:
            kept.append(VALUE if kind == "variable_end" else "")
            typed += (TypedText(*string) for string in strings)
            if len(strings) > 1:
                typed.append(TypedText(strings[0][0], "".join(text for _, text in strings)))
            strings = []
    return "".join(kept), typed
