"""Bullets that Word shows and that its file does not count as a list: typed ones, and those of pasted e-mails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.oxml.ns import qn

from letterbook.importing.word_looks import WordLooks
from letterbook.render.docx import xml
from letterbook.render.docx.letterhead_contents import is_font_of_symbols
from letterbook.render.docx.xml import Node
from letterbook.sources.documents.bullets import LIKE_WORDS, is_section

_TAB, _SYM, _LINK = qn("w:tab"), qn("w:sym"), qn("w:hyperlink")
_GAP = re.compile(r"[\u00a0 ]+")
_LEAST_GAP = 3
"""So many spaces stand behind the bullet of a pasted e-mail, where Word has a tabulator."""
_PLAIN = frozenset("•◦▪●‣")
_WITH_GAP = frozenset("·o§")
_STYLE = re.compile(r"list (?:bullet|number) ([2-5])", re.IGNORECASE)
_MEANT = {
    "symbol": {0xB7: "•"},
    "wingdings": {0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xD8: "➢"},
    "courier new": {0x6F: "o"},
}
"""The signs of fonts that Word offers as bullets, by code. The other signs of these fonts say something: a box that is ticked, an
arrow, a telephone.
"""
_PRIVATE = range(0xF020, 0xF100)
"""Where Word has the signs of fonts of symbols in Unicode."""


def depth_of_style(looks: WordLooks, paragraph: Node) -> int:
    """How deep the items of Word's own styles stand: 1 for List Bullet 2, which is a list of its own in the file; 0 for others."""
    found = (_STYLE.fullmatch(name) for name in looks.names(paragraph))
    return next((int(match[1]) - 1 for match in found if match), 0)


@dataclass(frozen=True)
class TypedBullet:
    """A bullet that was typed: as a text would have it, whether it may be a word as well, and the nodes of it and of the gap behind it.
    `rest` is what the last of these, a text, keeps; None where nothing is left of it.
    """

    sign: str
    may_be_word: bool
    nodes: Sequence[Node]
    rest: str | None

    def take(self) -> None:
        """Takes it out of its paragraph, with the gap."""
        for node in self.nodes if self.rest is None else self.nodes[:-1]:
            node.getparent().remove(node)
        if self.rest is not None:
            self.nodes[-1].text = self.rest


def typed_bullet(paragraph: Node) -> TypedBullet | None:
    """The bullet at the beginning of a paragraph's own runs, with a tabulator or spaces behind; None where there is none."""
    [(first, run), *others] = [*_beginning(paragraph)] or [(None, None)]
    sign, rest, is_of_font = _sign(first, run)
    gap = _gap(rest, [node for node, _ in others]) if sign else None
    if gap is None:
        return None
    nodes, words = gap
    may_be_word = sign in LIKE_WORDS and not is_of_font
    if may_be_word and (words is None or is_section(sign, words)):
        return None
    return TypedBullet(sign, may_be_word, (first, *nodes), words)


def _gap(rest: str, following: Sequence[Node]) -> tuple[Sequence[Node], str | None] | None:
    """The nodes behind a bullet up to its words, and the words in the last of these, None where a node of its own has them; None where
    the gap is too little for a list, or nothing follows.
    """
    width, text, nodes = 0, rest, list[Node]()
    for node in (None, *following):
        if node is not None:
            if node.tag not in (xml.T, _TAB):
                return (nodes, None) if width >= _LEAST_GAP else None
            nodes.append(node)
            text = "\t" if node.tag == _TAB else node.text or ""
        words = text.lstrip("\t\u00a0 ")
        width += sum(_LEAST_GAP if sign == "\t" else 1 for sign in text[: len(text) - len(words)])
        if words:
            return (nodes, words) if width >= _LEAST_GAP else None
    return None


def _beginning(paragraph: Node) -> Iterator[tuple[Node, Node]]:
    """The texts and tabulators of the runs up to the first of something else, with it where it is a sign or a link; empty texts are
    passed over.
    """
    for run in paragraph:
        if run.tag == xml.R:
            for node in run:
                if node.tag in (xml.T, _TAB, _SYM):
                    if node.tag != xml.T or node.text:
                        yield node, run
                elif node.tag != xml.RPR:
                    return
        elif run.tag == _LINK:
            yield run, run
            return
        elif next(run.iter(xml.R), None) is not None:
            return


def _sign(node: Node | None, run: Node | None) -> tuple[str, str, bool]:
    """The bullet that this begins with, as a text would have it; what stands behind it in the same text; and whether its font says
    that it is one.
    """
    if node is None or run is None:
        return "", "", False
    fonts = run.find(f"{xml.RPR}/{qn('w:rFonts')}")
    font = "" if fonts is None else fonts.get(qn("w:ascii")) or ""
    if node.tag == _SYM:
        code = node.get(qn("w:char")) or ""
        sign = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else ""
        return _meant(sign, node.get(qn("w:font")) or font), "", True
    text = (node.text or "") if node.tag == xml.T else ""
    sign, rest = text[:1], text[1:]
    if is_font_of_symbols(font):
        return ("" if rest.strip("\u00a0 ") else _meant(sign, font)), rest, True
    is_bullet = sign in _PLAIN or (sign in _WITH_GAP and (rest == "" or _GAP.match(rest) is not None))
    return (sign if is_bullet else ""), rest, False


def _meant(sign: str, font: str) -> str:
    """The bullet that a font has in the place of this sign; empty where it is none."""
    code = ord(sign) if sign else 0
    return _MEANT.get(font.strip().lower(), {}).get(code - 0xF000 if code in _PRIVATE else code, "")
