"""What Word has to be told of further scripts: the direction of paragraphs, tables and runs, and which font a sign has.

In a paragraph with `w:bidi` left means where a line begins, so that indents, tabs and alignments are mirrored by
themselves (ECMA-376-1, 17.3.1.6). Sections stay as they are: `w:bidi` there would move the address out of the window. Each run says by `w:rtl` to which side it goes; foreign words, which
`composing.isolation` has put between marks, become runs of their own without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from types import MappingProxyType

from docx.oxml.ns import qn

from letterbook.fonts import NO_BREAK_HYPHEN
from letterbook.language.bidi import MARK
from letterbook.language.locales import base_language, direction, script
from letterbook.render.docx import xml
from letterbook.render.docx.embedding import ARABIC, ARMENIAN, GEORGIAN, HEBREW
from letterbook.render.docx.placeholders import split_runs
from letterbook.render.docx.xml import Node

NO_FONTS: Mapping[str, str] = MappingProxyType({})
_MARKED = re.compile(f"({MARK}[^{MARK}]*{MARK})")
_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
_WIDE = re.compile("[\u2014\u2018-\u201d\u2026\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]")
_FRAME, _TABLE_PROPERTIES = qn("w:framePr"), qn("w:tblPr")
_ITALIC = tuple(qn(f"w:{tag}") for tag in ("i", "iCs"))
_UPRIGHT = frozenset({"Arab", "Hebr", "Hans", "Hant", "Jpan", "Geor", "Armn"})


@dataclass(frozen=True)
class FullWidth:
    """A language whose characters are as wide as they are high: how many of them the first line begins in, and the font
    that Word has for it, None for the letterhead's.
    """

    indent: int
    font: str | None = None


FULL_WIDTH: Mapping[str, FullWidth] = MappingProxyType({"zh": FullWidth(2), "ja": FullWidth(1, "MS Mincho")})


_BLOCKS = {
    "Hebr": (HEBREW, range(0x0590, 0x0600)),
    "Geor": (GEORGIAN, range(0x10A0, 0x1100)),
    "Armn": (ARMENIAN, range(0x0530, 0x0590)),
}
"""The font that goes along for a script, and the characters for which it is named."""


def own_families(language: str) -> tuple[str, ...]:
    """The fonts of ours that go along with a letter in this language, beside the serif and the sans.

    Figures and commas in lines from right to left are the Arabic font's, in Hebrew too.
    """
    family, _ = _BLOCKS.get(script(language), ("", ()))
    return tuple(name for name in (ARABIC if direction(language) == "rtl" else "", family) if name)


@cache
def _families(language: str) -> Mapping[str, str]:
    family, block = _BLOCKS.get(script(language), ("", range(0)))
    return dict.fromkeys(map(chr, block), family)


def has_italics(language: str) -> bool:
    """Whether the language's script has an italic; where it has none, what is stressed is bold."""
    return script(language) not in _UPRIGHT


def stands_as_written(language: str) -> bool:
    """Whether `dress` leaves words of this language as they are, but for `signs_with_fonts` and no-break hyphens."""
    return direction(language) != "rtl" and base_language(language) not in FULL_WIDTH


def signs_with_fonts(language: str, own_fonts: Mapping[str, str] = NO_FONTS) -> frozenset[str]:
    """The signs before and after which `dress` parts a run, as they are drawn in a font of their own."""
    return frozenset({*_families(language), *own_fonts})


def dress(nodes: Iterable[Node], language: str, own_fonts: Mapping[str, str] = NO_FONTS) -> None:
    """Tells paragraphs, tables and runs, wherever they stand in these trees, how the language is written; `own_fonts` are
    the families of the office's own fonts by the signs that they draw.
    """
    families = {**_families(language), **own_fonts}
    for node in nodes:
        if not has_italics(language):
            _stress(node)
        if direction(language) == "rtl":
            _turn(node)
        elif (written := FULL_WIDTH.get(base_language(language))) is not None:
            _choose_wide_font(node, written.font)
        if families:
            _name_fonts(node, families)
        _keep_together(node)


def _name_fonts(root: Node, families: Mapping[str, str]) -> None:
    """Parts the runs where signs of the office's own fonts begin and end, and names the font of each."""
    for paragraph in list(root.iter(xml.P)):
        if families.keys().isdisjoint(xml.text(paragraph)):
            continue
        split_runs(paragraph)
        for run in list(xml.own(paragraph, xml.R)):
            text = run.find(xml.T)
            pieces = _by_family(text.text or "", families) if text is not None else []
            for part, (family, _) in zip(_parted(run, [piece for _, piece in pieces]), pieces, strict=True):
                _name_font(part, family)


def _by_family(text: str, families: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pieces of the text with the family of each, "" for what the letter's own fonts draw."""
    pieces: list[tuple[str, str]] = []
    for family, signs in groupby(text, lambda sign: families.get(sign, "")):
        piece = "".join(signs)
        if pieces and not piece.strip():  # a space goes with the word before it
            pieces[-1] = pieces[-1][0], pieces[-1][1] + piece
        elif pieces and pieces[-1][0] == family:
            pieces[-1] = family, pieces[-1][1] + piece
        else:
            pieces.append((family, piece))
    return pieces


def _name_font(run: Node, family: str) -> None:
    if family:
        named = xml.get_or_put(run.get_or_add_rPr(), "rFonts")
        for slot, theme in _SLOTS.items():
            named.set(slot, family)
            named.attrib.pop(theme, None)


_SLOTS = {
    qn(f"w:{slot}"): qn(f"w:{theme}")
    for slot, theme in (
        ("ascii", "asciiTheme"),
        ("hAnsi", "hAnsiTheme"),
        ("eastAsia", "eastAsiaTheme"),
        ("cs", "cstheme"),
    )
}
"""Word takes one of four fonts by the kind of sign (ECMA-376-1, 17.3.2.26), and that of a theme before it."""


def _parted(run: Node, pieces: Sequence[str]) -> list[Node]:
    """The run as several with the same looks, one for each piece of its text."""
    runs = [run, *(deepcopy(run) for _ in pieces[1:])] if pieces else []
    for part, piece in zip(runs, pieces, strict=True):
        text = part.find(xml.T)
        text.text = piece
        text.set(xml.SPACE, "preserve")
    for part in reversed(runs[1:]):
        run.addnext(part)
    return runs


def _keep_together(root: Node) -> None:
    """Word has an element for the no-break hyphen, and draws the font's own hyphen for it (ECMA-376-1, 17.3.3.18)."""
    for text in [text for text in root.iter(xml.T) if NO_BREAK_HYPHEN in (text.text or "")]:
        first, *rest = (text.text or "").split(NO_BREAK_HYPHEN)
        text.text, last = first, text
        text.set(xml.SPACE, "preserve")
        for part in rest:
            for following in (xml.element("noBreakHyphen"), xml.text_node(part)):
                last.addnext(following)
                last = following


def _stress(root: Node) -> None:
    for properties in [found for run in root.iter(xml.R) for found in run.findall(xml.RPR)]:
        italics = [node for node in properties if node.tag in _ITALIC]
        for node in italics:
            properties.remove(node)
        for tag in ("b", "bCs") if italics else ():
            xml.put(properties, xml.element(tag))


def _turn(root: Node) -> None:
    for paragraph in list(root.iter(xml.P)):
        if _is_framed(paragraph):
            _keep_in_place(paragraph)
        if _runs_as_ever(paragraph):
            continue
        looks = xml.put(paragraph.get_or_add_pPr(), xml.element("bidi")).getparent()
        _keep_side(looks)
        if _is_framed(paragraph):
            # At the left, where each envelope's window begins; Word and LibreOffice call it the right of such a line.
            xml.put(looks, xml.element("jc", val="right"))
        split_runs(paragraph)
        for run in list(xml.own(paragraph, xml.R)):
            _turn_run(run)
    for properties in root.iter(_TABLE_PROPERTIES):
        xml.put(properties, xml.element("bidiVisual"))


def _keep_side(looks: Node) -> None:
    """A column of a table stands left or right because it was asked to, and is not mirrored."""
    if looks.jc is not None and (looks.style or "").endswith("TableText"):
        side = looks.jc.get(xml.VAL)
        looks.jc.set(xml.VAL, {"left": "right", "right": "left"}.get(side, side))


def _is_framed(paragraph: Node) -> bool:
    return paragraph.find(f"{xml.PPR}/{_FRAME}") is not None


def _runs_as_ever(paragraph: Node) -> bool:
    """Words in the envelope's window run as they do by themselves; a paragraph without words may hold the fold marks."""
    said = xml.text(paragraph)
    if _is_framed(paragraph):
        return not _ARABIC.search(said)
    return not said and next(paragraph.iter(qn("wp:anchor")), None) is not None


def _keep_in_place(frame: Node) -> None:
    """Puts a paragraph of 1 pt after the last of the frames, from which LibreOffice counts their place.

    It counts from the right where that paragraph runs to the left, and the address would leave the window.
    """
    following = frame.getnext()
    if following is not None and following.tag == xml.P and not _is_framed(following):
        line = xml.element("spacing", before="0", after="0", line="20", lineRule="exact")
        frame.addnext(xml.element("p", (xml.element("pPr", (line,)),)))


def _turn_run(run: Node) -> None:
    """Parts the run where foreign words begin and end; all but these go from right to left."""
    text = run.find(xml.T)
    pieces = [piece for piece in _MARKED.split(text.text or "") if piece] if text is not None else []
    for part, piece in zip(_parted(run, pieces), pieces, strict=True):
        if not piece.startswith(MARK):
            xml.put(part.get_or_add_rPr(), xml.element("rtl"))
    if text is None and next(run.iter(qn("w:drawing"), qn("w:pict")), None) is None:
        xml.put(run.get_or_add_rPr(), xml.element("rtl"))


def _choose_wide_font(root: Node, font: str | None) -> None:
    """Quotation marks and dashes have two widths; Word takes the wide ones where the run asks for it."""
    for run in root.iter(xml.R):
        if any(_WIDE.search(text.text or "") for text in run.findall(xml.T)):
            named = xml.get_or_put(run.get_or_add_rPr(), "rFonts")
            named.set(qn("w:hint"), "eastAsia")
            if font:
                named.set(qn("w:eastAsia"), font)
                named.attrib.pop(qn("w:eastAsiaTheme"), None)
