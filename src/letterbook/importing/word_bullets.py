"""Bullets that Word shows and that its file does not count as a list: typed ones, and those of pasted e-mails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docx.oxml.ns import qn

from letterbook.importing.word_looks import WordLooks
from letterbook.render.docx import xml
from letterbook.render.docx.letterhead_contents import is_font_of_symbols
from letterbook.render.docx.xml import Node

_TAB, _SYM = qn("w:tab"), qn("w:sym")
_GAP = re.compile(r"[\u00a0 ]+")
_LEAST_GAP = 3
"""So many spaces stand behind the bullet of a pasted e-mail, where Word has a tabulator."""
_PLAIN = frozenset("•◦▪●‣")
_STYLE = re.compile(r"list (?:bullet|number) ([2-5])", re.IGNORECASE)
_MEANT = {"\uf0b7": "•", "·": "•", "\uf0a7": "▪", "§": "▪", "\uf06f": "o"}
"""What signs of Symbol and Wingdings are there."""


def depth_of_style(looks: WordLooks, paragraph: Node) -> int:
    """How deep the items of Word's own styles stand: 1 for List Bullet 2, which is a list of its own in the file; 0 for others."""
    found = (_STYLE.fullmatch(name) for name in looks.names(paragraph))
    return next((int(match[1]) - 1 for match in found if match), 0)


def take_typed_bullet(paragraph: Node) -> str | None:
    """The bullet at the beginning of a paragraph's own runs, which is taken out of it with the tabulator or the spaces behind; None
    where there is none.
    """
    first, *others = [*_beginning(paragraph)] or [(None, None)]
    sign, rest = _sign(*first)
    taken = _gap(rest, [node for node, _ in others]) if sign else None
    if taken is None:
        return None
    gap, words = taken
    last = gap[-1] if gap else first[0]
    for node in (first[0], *gap):
        if node is not last:
            node.getparent().remove(node)
    last.text = words
    return sign


def _gap(rest: str, following: Sequence[Node]) -> tuple[list[Node], str] | None:
    """What stands between a bullet and its words, and the words in the last of these nodes; None where it is too little for a list."""
    width, text, nodes = 0, rest, list[Node]()
    for node in (None, *following):
        if node is not None:
            nodes.append(node)
            text = "\t" if node.tag == _TAB else node.text or ""
        words = text.lstrip("\t\u00a0 ")
        width += sum(_LEAST_GAP if sign == "\t" else 1 for sign in text[: len(text) - len(words)])
        if words:
            return (nodes, words) if width >= _LEAST_GAP else None
    return None


def _beginning(paragraph: Node) -> Iterator[tuple[Node, Node]]:
    """The texts, signs and tabulators of the runs, up to the first that is none; empty texts are passed over."""
    for run in paragraph.findall(xml.R):
        for node in run:
            if node.tag in (xml.T, _TAB, _SYM):
                if node.tag != xml.T or node.text:
                    yield node, run
            elif node.tag != xml.RPR:
                return


def _sign(node: Node | None, run: Node | None) -> tuple[str, str]:
    """The bullet that this begins with, as a text would have it, and what stands behind it in the same text."""
    if node is None or run is None:
        return "", ""
    fonts = run.find(f"{xml.RPR}/{qn('w:rFonts')}")
    font = "" if fonts is None else fonts.get(qn("w:ascii")) or ""
    if node.tag == _SYM:
        code = node.get(qn("w:char")) or ""
        sign = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else ""
        return (_MEANT.get(sign, "•") if sign else ""), ""
    text = (node.text or "") if node.tag == xml.T else ""
    sign, rest = text[:1], text[1:]
    if is_font_of_symbols(font) and not rest.strip("\u00a0 "):
        return _MEANT.get(sign, "•"), rest
    is_bullet = sign in _PLAIN or (sign in "·o§" and (rest == "" or _GAP.match(rest) is not None))
    return (_MEANT.get(sign, sign), rest) if sign and is_bullet else ("", "")
