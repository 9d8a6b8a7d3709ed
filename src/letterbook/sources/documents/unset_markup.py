"""What Markdown takes away in silence, and signs of other dialects that would be printed as they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.rules_block.table import escapedSplit
from markdown_it.tree import SyntaxTreeNode

from letterbook.sentences import say
from letterbook.sources.documents.footnotes import DEFINITION
from letterbook.sources.documents.raised_signs import WIDE, parted_signs

Lost = tuple[int, str, str, str]
"""(line from 0, what is wrong, what to do, the text) of words that would not be printed as they were written."""

_VANISHES = "This line is read as an address for links and would not be printed."
_WRITE_OUT = (
    "Write what it says into the text; an address for a link stands in round brackets behind its words."
)
_DEEP = "This line stands too deep in lists and quotations and would not be printed."
_LEAVES = frozenset(
    {"paragraph", "heading", "tr", "thead", "fence", "code_block", "hr", "html_block", DEFINITION}
)
_MARKERS = re.compile(r"(?:[-+*>]|\d{1,9}[.)]|\s)*")
_WEB = re.compile(r"(?:https?|ftp|mailto|tel):", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


def address_as_printed(address: str) -> str:
    """An address of the web with its letters, Müller for M%C3%BCller; as it is where it has others, as M%FCller of older pages."""
    shown: str = normalizeLinkText(address)
    is_plain = all(" " <= sign <= "~" or unicodedata.category(sign)[0] in "LMN" for sign in shown)
    return shown if is_plain else address


def is_address(target: str) -> bool:
    """Whether the target of a link is one that can be printed: of the web, of mail, of a telephone."""
    return bool(_WEB.match(target))


def lost_lines(source: str, root: SyntaxTreeNode, environment: Mapping[str, Any]) -> Iterator[Lost]:
    """The lines of the source that no part of the text prints."""
    lines = source.split("\n")
    covered = {line for node in root.walk() if node.type in _LEAVES and node.map for line in range(*node.map)}
    covered |= _delimiters(root)
    references = environment.get("references", {})
    used = _used(root)
    spans = [(label, known, known["map"]) for label, known in references.items()]
    spans += [("", known, known["map"]) for known in environment.get("duplicate_refs", ())]
    for label, known, (first, end) in spans:
        covered |= set(range(first, end))
        is_whole = is_address(known["href"]) and not known["title"]
        if label not in used or label.startswith("^") or not is_whole or not _LETTER.search(label):
            yield first, _VANISHES, _WRITE_OUT, lines[first].strip()
    for number, line in enumerate(lines):
        if number not in covered and not _MARKERS.fullmatch(line):
            yield number, _DEEP, "Use fewer levels.", line.strip()


def _delimiters(root: SyntaxTreeNode) -> set[int]:
    """The line of hyphens below the first row of each table."""
    return {node.map[0] + 1 for node in root.walk() if node.type == "table" and node.map}


def _used(root: SyntaxTreeNode) -> set[str]:
    return {str(node.meta["label"]) for node in root.walk() if node.type == "link" and "label" in node.meta}


def lost_cells(source: str, row: SyntaxTreeNode) -> tuple[str, ...]:
    """The cells of a row of a table that has more of them than the table has columns."""
    written = _MARKERS.sub("", source.split("\n")[row.map[0]], count=1).strip() if row.map else ""
    cells = [cell.strip() for cell in escapedSplit(written)]
    if cells and not cells[0]:
        cells = cells[1:]
    if cells and not cells[-1]:
        cells = cells[:-1]
    return tuple(cells[len(row.children) :])


def lost_of_heading(heading: SyntaxTreeNode, line: str) -> str | None:
    """What is wrong with a heading of which more is taken away than the signs that make it one."""
    text = heading.children[0].content
    if heading.markup == "-":
        return "The line of hyphens below this text makes a heading of it, and would not be printed."
    if heading.markup == "=" and "\n" in text:
        return "The line of equals signs below this text makes a heading of it, and would not be printed."
    if not text:
        return "This number sign is read as a heading without words, and would not be printed."
    closing = re.search(r"\s(#+)\s*$", line) if heading.markup.startswith("#") else None
    if closing and len(closing[1]) != len(heading.markup):
        return "The number signs at the end of this heading would not be printed."
    return None


def odd_character(text: str) -> bool:
    """Whether an entity stands for a sign that is not seen and changes how others are read."""
    return any(unicodedata.category(sign) in ("Cc", "Cf") and sign not in "\xad\u200c\u200d" for sign in text)


_RAW: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"\[\^[^\]\s]+\]"), "the mark of a footnote"),
    (re.compile(r"==(?=\S)[^=]*[^=\s]=="), "the mark of highlighted words"),
    (re.compile(r"\+\+(?=\S)[^+]*[^+\s]\+\+"), "the mark of inserted words"),
    (re.compile(rf"(?<=\w)~[^\s~/{WIDE}]+~"), "the mark of a lowered sign"),
    (re.compile(r"(?<=[^\s^(\[])\^[^\s^/]+\^"), "the mark of a raised sign"),
    (re.compile(r"\\[a-z]{2,}\{|``(?=\w)"), "a mark of another program"),
    (re.compile(r"~~"), "the mark of struck words, which has no end"),
    (
        re.compile(r"(?<!\w)&#?[A-Za-z]\w+;|&(?:nbsp|amp|lt|gt|quot|shy)\b"),
        "the name of a sign that is not known",
    ),
    (re.compile(r"!?\[[^\]]*\]\("), "a link that is not whole"),
    (re.compile(r"\[[^\[\]]*[^\W\d_][^\[\]]*\]\[[^\[\]]*\]"), "a link without its address"),
    (re.compile(r"\{[.#][\w-]+[^{}]*\}"), "the mark of a style"),
    (re.compile(r"(?<![\w:]):[a-z][a-z_]{2,}:(?![\w:])"), "the name of a small picture"),
    (re.compile(r"\$\$|\\\((?=.*\\\))"), "the mark of a formula"),
    (re.compile(r"%%(?=.*%%)"), "the mark of a remark"),
    (re.compile(r"\[\[(?!_?TOC)[^\[\]]+\]\]"), "a link to a page of notes"),
    (re.compile(r"\[@[\w:-]+[^\[\]]*\]"), "the mark of a source"),
    (re.compile(r"\^\["), "the mark of a footnote"),
    (re.compile(r"\[!\w+\]"), "the mark of a box"),
    (re.compile(r"\\(?:newpage|pagebreak)\b"), "the mark of a new page"),
    (re.compile(r"^\[TOC\]$|^\[\[_?TOC_?\]\]$", re.IGNORECASE), "the mark of a table of contents"),
)
_UNSPACED = "the sign of a list, which lacks a space behind it"
_UNSPACED_HEADING = "the mark of a heading, which lacks a space behind it"
_TIGHT_BOLD = "the mark of bold words, which needs a space beside it here"
_SINGLE_BOLD = "the mark of bold words, of which the other is missing"
_SINGLE_ITALIC = "the mark of italic words, of which the other is missing"
_SPACE_BEHIND = "Write a space behind it. Where the signs are meant, put a backslash before each."
_ITS_OTHER = "Write the other, or take this one out. Where the signs are meant, put a backslash before each."
_NO_TABLE_ROW = "a row of a table that is not whole"
TABLE_FORM = "Write a line |---|---| below the first row of the table, with |--- for each column."
_PARTED_SIGNS = "the mark of raised or lowered signs"
PERHAPS = frozenset({_PARTED_SIGNS})
"""What may be meant as it stands."""
_HINTS = {
    _NO_TABLE_ROW: TABLE_FORM,
    _UNSPACED: _SPACE_BEHIND,
    _UNSPACED_HEADING: _SPACE_BEHIND,
    _TIGHT_BOLD: "Leave the colon, the bracket or the quotation mark out of the bold words, or put a space beside it.",
    _SINGLE_BOLD: _ITS_OTHER,
    _SINGLE_ITALIC: _ITS_OTHER,
}
_RAW_LINES: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r":::"), "the mark of a box"),
    (re.compile(r"\[//\]: "), "the mark of a remark"),
    (re.compile(r"={2,}\s.*\s={2,}\s*$"), "the mark of a heading of another program"),
    (re.compile(r"!!! ?\w"), "the mark of a box"),
    (re.compile(r"\+[-=]{3,}\+"), "a line of a table of another kind"),
    (re.compile(r"\*\[[^\]]+\]:\s"), "the explanation of an abbreviation"),
    (re.compile(r"-(?=[^\W\d_])"), _UNSPACED),
    (re.compile(r"##+[^#\s]"), _UNSPACED_HEADING),
    (re.compile(r"\|.*\|\s*$"), _NO_TABLE_ROW),
    (re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)+\|?\s*$"), "a line of a table that is not whole"),
    (re.compile(r"[=]{3,}\s*$|[-]{3,}\s*$"), "a line of signs"),
)
_DEFINITION = re.compile(r":\s+\S")
_TASK = re.compile(r"\[[ xX]?\](\s|$)")
_PLAIN = "\ue000"  # stands for what was escaped, and for what is no text


def raw_marks(paragraph: Iterable[SyntaxTreeNode], *, begins_item: bool) -> Iterator[tuple[int, str, str]]:
    """(line from 0 of the paragraph, the signs, what they are) of marks that would be printed as they are.

    What was escaped is meant as it is.
    """
    flat = _flat(paragraph)
    for number, line in enumerate(flat.split("\n")):
        for pattern, name in _RAW_LINES:
            if found := pattern.match(line):
                yield number, _shown(found[0]), name
    for at, signs, name in (*_within(flat), *_loose_emphasis(flat, begins_item=begins_item)):
        yield flat.count("\n", 0, at), _shown(signs), name
    first, *others = flat.split("\n")
    if others and all(_DEFINITION.match(line) for line in others):
        yield 1, ":", "the mark of a definition"
    if begins_item and (found := _TASK.match(flat)):
        yield 0, found[0].strip() or found[0], "a box to tick"
    if not others and (found := _HEADING.match(first)):
        yield 0, _shown(found[1]), _UNSPACED_HEADING


def _within(flat: str) -> Iterator[tuple[int, str, str]]:
    """(where, the signs, what they are) of marks that may stand anywhere."""
    for pattern, name in _RAW:
        yield from ((found.start(), found[0], name) for found in pattern.finditer(flat))
    yield from ((found.start(), found[0], _PARTED_SIGNS) for found in parted_signs(flat))


_HEADING = re.compile(r"(#[^\W\d_](?:[^\s#]*(?=\s)|[^\WA-Z]*$))[^#]*(?<![.!?…:;,])$")
"""Words behind a number sign, or one, which the capitals of a hashtag do not part."""
_BOLD = re.compile(r"\*\*([^*]+)\*\*|[^\s*]*\*\*+[^\s*]*")
_UNDERLINED = re.compile(r"(?<!\w)__(?=[^\W_])[^_\n]*__")
_ITALIC = re.compile(r"(?<=[^\S\n]|[(„“«\"‘])[*_](?=[^\W\d_])[^\s*]+")
"""Not at the beginning of a line, where a star is the sign of a remark below a text."""


def _loose_emphasis(flat: str, *, begins_item: bool) -> Iterator[tuple[int, str, str]]:
    """(where, the signs, what they are) of marks of bold and italic words that no other mark answers."""
    for found in _BOLD.finditer(flat):
        if found[1] is None:
            name = _SINGLE_BOLD
        elif found[1] != found[1].strip():
            name = "the mark of bold words, which a space parts from them"
        else:
            name = _TIGHT_BOLD
        yield found.start(), found[0], name
    for found in _UNDERLINED.finditer(flat):
        yield found.start(), found[0], _TIGHT_BOLD
    for found in _ITALIC.finditer(f" {flat}" if begins_item else flat):
        yield max(found.start() - begins_item, 0), found[0], _SINGLE_ITALIC


def loose_quotation_mark(paragraph: Iterable[SyntaxTreeNode]) -> tuple[int, str] | None:
    """(line from 0, the words around it) of the first straight quotation mark; not one of inches behind a figure."""
    flat = _flat(paragraph)
    found = _STRAIGHT.search(flat) if '"' in flat else None
    return (flat.count("\n", 0, found.start(1)), _shown(found[0].strip())) if found else None


_STRAIGHT = re.compile(r"[^\s\d]*(?<!\d)(\")\w{0,30}")


def eaten_marks(words: SyntaxTreeNode) -> str | None:
    """The mark of italic words, or of program code, that stands inside words: 5*3*2, colleague*s and friend*s, l`art d`une."""
    inner = _flat([words])
    if words.markup == "__" and not any(map(str.isalnum, inner)):
        return words.markup  # a line to write on: __.__.2021
    if words.type not in ("em", "code_inline") or words.markup not in ("*", "`"):
        return None
    before, after = _edge(words.previous_sibling, -1), _edge(words.next_sibling, 0)
    if words.type == "code_inline":
        is_eaten = _is_narrow(before) and _is_narrow(words.content[:1])
    else:
        is_apart = any(sign.isspace() for sign in inner) or f"{before}{inner}{after}".isdecimal()
        is_eaten = is_apart and all(map(_is_narrow, (before, inner[:1], inner[-1:], after)))
    return words.markup if is_eaten else None


def _edge(node: SyntaxTreeNode | None, at: int) -> str:
    text = _flat([node]) if node is not None else ""
    return text[at] if text else ""


def _is_narrow(sign: str) -> bool:
    """Whether this is a letter or a figure of a script that has spaces between words."""
    return sign.isalnum() and unicodedata.east_asian_width(sign) not in "WF"


def begins_item(paragraph: SyntaxTreeNode) -> bool:
    """Whether an item of a list begins with this paragraph."""
    parent = paragraph.parent
    return parent is not None and parent.type == "list_item" and parent.children[0] is paragraph


def lines_of(paragraph: Iterable[SyntaxTreeNode]) -> list[str]:
    """The lines of a paragraph as they were written, less what was escaped."""
    return _flat(paragraph).split("\n")


def _flat(nodes: Iterable[SyntaxTreeNode]) -> str:
    return "".join(map(_as_written, nodes))


def sentence_for(signs: str, name: str) -> str:
    """What is wrong with marks of this name."""
    if name == _PARTED_SIGNS:
        return say(
            "“{signs}” would be printed as it is: raised or lowered signs have no space among them.",
            signs=signs[:60],
        )
    return say("“{signs}” is {name}, and would be printed as it is.", signs=signs[:60], name=name)


def hint_for(name: str) -> str:
    """What to do about marks of this name."""
    return _HINTS.get(
        name, "Take it out, or say it in words. Where the signs are meant, put a backslash before each."
    )


_ITEM = re.compile(r"[-*+] (?=[^\W\d_])")


def raw_marks_of_cell(cell: Sequence[SyntaxTreeNode]) -> Iterator[tuple[int, str, str]]:
    """The same for a cell of a table, in which no list can stand."""
    yield from (mark for mark in raw_marks(cell, begins_item=False) if mark[2] != _UNSPACED)
    if found := _ITEM.match(_flat(cell)):
        yield 0, found[0].strip(), "the sign of a list, which a cell of a table cannot hold"


_COMMAND = re.compile(r"\\[a-z]")


def _shown(text: str) -> str:
    return text.replace(_PLAIN, "…")


def _as_written(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text":
            return node.content
        case "text_special" if _COMMAND.fullmatch(
            node.content
        ):  # a backslash before a letter stands for itself
            return node.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "strong" | "em" | "s" | "sup" | "sub":
            return "".join(map(_as_written, node.children))
        case _:
            return _PLAIN
