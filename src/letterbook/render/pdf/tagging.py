"""The tags that WeasyPrint writes → tags that say what a listener needs, and nothing else.

WeasyPrint 70 gives every box and every line of text an element of its own, gives the running headers elements that
hang nowhere, and begins a paragraph anew on each page. Here boxes that mean nothing go, the lines of a paragraph become
one piece of content, what was parted by the end of a page becomes whole again, and all that no element holds (running
headers, page numbers, decoration) becomes an artifact (ISO 32000-1, 14.8.2.2). A picture without alternative text is
decoration, as in HTML.

A footnote follows the mark that calls it, inside the paragraph, wherever it is printed: a Reference with the number, and
a Note with its own ID (ISO 14289-1, 7.9), its number and its words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, groupby, pairwise, takewhile
from typing import Any
from unicodedata import east_asian_width

from pydyf import Array, Dictionary, String
from weasyprint.formatting_structure.boxes import BlockLevelBox, TextBox
from weasyprint.pdf import tags as engine_tags

from letterbook.render.pdf.actual_text import Spoken

_MEANS_NOTHING = ("/NonStruct", "/Div", "/Span", "/Link")
_NOTE, _REFERENCE, _SPAN = "/Note", "/Reference", "/Span"
_HOLDS_TEXT = (
    "/P",
    "/Figure",
    "/H1",
    "/H2",
    "/H3",
    "/H4",
    "/H5",
    "/H6",
    "/Lbl",
    "/LBody",
    "/TD",
    "/TH",
    "/Caption",
    _REFERENCE,
)
_MAY_BE_EMPTY = ("/TD", "/TH")  # or the table would lose a cell


@dataclass(frozen=True)
class _Mark:
    """A piece of content: on which page (from 0), and its number there (MCID)."""

    page: int
    number: int


@dataclass(frozen=True)
class _Break:
    """The end of a line that the page itself asks for."""


@dataclass(eq=False)
class _Element:
    """A structure element; `known` holds its attributes (`Alt`, `A`), `numbers` the marks of its content at last."""

    tag: str
    kids: list[_Kid]
    known: dict[str, Any] = field(default_factory=dict)
    numbers: dict[_Mark, int] = field(default_factory=dict)
    written: Any = None


_Kid = _Element | _Mark | _Break
_Fonts = Mapping[str, Mapping[int, str]]  # the characters of each glyph, by the font's name on the page


_NOTES_OWN = {"footnote": "Note", "footnote::footnote-call": "Reference", "footnote::footnote-marker": "Lbl"}


@contextmanager
def own_tags() -> Iterator[None]:
    """While a page is written, WeasyPrint tells footnotes from other boxes; afterwards it is as it was."""
    before = engine_tags._get_pdf_tag  # noqa: SLF001  # there is no public one
    engine_tags._get_pdf_tag = lambda tag: _NOTES_OWN.get(tag) or before(tag)  # noqa: SLF001
    try:
        yield
    finally:
        engine_tags._get_pdf_tag = before  # noqa: SLF001


def tidy_tags(document: Any, pdf: Any) -> None:
    """Rewrites the structure tree and the marks of a PDF that WeasyPrint is about to write: a `finisher`."""
    root = _resolved(pdf, pdf.catalog["StructTreeRoot"])
    by_page, notes = _without_notes(_by_page(pdf, root))
    kids = _paragraphs(_without_boxes(_joined(by_page, document)))
    tree = _Element("/Document", list(kids))
    if notes:
        _put_notes(tree, iter(notes), _identifiers(document))
    pages = [_resolved(pdf, page) for page in pdf.page_references]
    for page in pages:
        page.pop("Annots", None)  # a link leads nowhere on paper
    streams = [_resolved(pdf, page["Contents"]) for page in pages]
    drawings = [_Drawing(page, stream.stream) for page, stream in enumerate(streams)]
    fonts = {font.hash: font.to_unicode for font in document.fonts.values()}
    pieces = {piece.mark: piece for drawing in drawings for piece in drawing.pieces}
    if spoken := Spoken(document):
        _say(tree, pieces, fonts, spoken)
    _end_lines(tree, pieces, fonts)
    owners = dict(_owners(tree))
    marks = []
    for stream, drawing in zip(streams, drawings, strict=True):
        stream.stream, owning = drawing.marked(owners)
        marks.append(owning)
    _write_tree(pdf, tree, root, marks)


def _by_page(pdf: Any, root: Any) -> list[list[_Kid]]:
    """The elements that WeasyPrint made, page by page. They go from the file, and so do those that hang nowhere."""
    pages = {reference: number for number, reference in enumerate(pdf.page_references)}
    by_page: list[list[_Kid]] = [[] for _ in pages]
    for reference in _resolved(pdf, root["K"][0])["K"]:
        element = _read(pdf, reference, pages)
        by_page[pages[_resolved(pdf, reference)["Pg"]]].append(element)
    for pdf_object in pdf.objects:
        if isinstance(pdf_object, Dictionary) and pdf_object.get("Type") == "/StructElem":
            pdf_object.clear()
    return by_page


def _resolved(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _read(pdf: Any, reference: bytes, pages: Mapping[bytes, int]) -> _Kid:
    element = _resolved(pdf, reference)
    page = pages[element["Pg"]]
    kids: list[_Kid] = []
    for kid in element["K"]:
        if isinstance(kid, int):
            kids.append(_Mark(page, kid))
        elif _resolved(pdf, kid)["Type"] == "/StructElem":
            kids.append(_read(pdf, kid, pages))
    if element["S"] == "/NonStruct" and not kids:
        return _Break()
    return _Element(element["S"], kids, {key: element[key] for key in ("Alt", "A") if key in element})


# --- What the end of a page has parted -------------------------------------------------------------------------------


def _joined(by_page: Sequence[list[_Kid]], document: Any) -> list[_Kid]:
    whole = by_page[0]
    for before, after, kids in zip(document.pages, document.pages[1:], by_page[1:], strict=False):
        pairs = zip(_border(before, -1), _border(after, 0), strict=False)
        whole = _join(whole, kids, len(list(takewhile(lambda pair: pair[0] is pair[1], pairs))))
    return whole


def _border(page: Any, side: int) -> Iterator[Any]:
    """The HTML elements inside <body> that stand at the page's end (-1) or beginning (0), from the outermost inward."""
    boxes = [page._page_box.children[0].children[0]]  # noqa: SLF001  # the page's <html> and its <body>
    while boxes:
        flow = [
            box
            for box in getattr(boxes[-1], "children", ())
            if box.is_in_normal_flow() and hasattr(box, "element")
        ]
        blocks = [box for box in flow if box.element is not None and isinstance(box, BlockLevelBox)]
        if not blocks or len(blocks) != len(flow):
            return
        boxes = [blocks[side]]
        yield boxes[-1].element


def _join(before: list[_Kid], after: list[_Kid], depth: int) -> list[_Kid]:
    """The two as one list, the last of the one and the first of the other as one element, `depth` levels deep."""
    if not (depth and before and after):
        return before + after
    last, first = before[-1], after[0]
    if not (isinstance(last, _Element) and isinstance(first, _Element) and last.tag == first.tag):
        return before + after
    if last.tag == "/Table":  # its head is printed again on every page, and read once
        rows = [kid for kid in first.kids if not (isinstance(kid, _Element) and kid.tag == "/THead")]
        last.kids += rows
    else:
        last.kids = _join(last.kids, first.kids, depth - 1)
    return before + after[1:]


# --- Footnotes ------------------------------------------------------------------------------------------------------


def _without_notes(by_page: Sequence[list[_Kid]]) -> tuple[list[list[_Kid]], list[_Element]]:
    """The pages without what stands at their feet, and the footnotes in their order."""
    notes: list[_Element] = []
    left = [[kid for kid in kids if not _taken(kid, notes)] for kids in by_page]
    return left, notes


def _taken(kid: _Kid, notes: list[_Element]) -> bool:
    """Takes the footnotes out of an element; whether it held nothing else."""
    if not isinstance(kid, _Element):
        return False
    if kid.tag == _NOTE:
        notes.append(kid)
        return True
    before = len(notes)
    kid.kids = [inner for inner in kid.kids if not _taken(inner, notes)]
    return len(notes) > before and not kid.kids


def _identifiers(document: Any) -> Iterator[str]:
    """A name for each footnote, which no footnote of another statement in one file has."""
    boxes = (box for page in document.pages for box in page._page_box.descendants(placeholders=True))  # noqa: SLF001
    said = "\n".join(box.text for box in boxes if isinstance(box, TextBox))
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    return (f"note-{digest}-{number}" for number in count(1))


def _put_notes(element: _Element, notes: Iterator[_Element], names: Iterator[str]) -> None:
    """Sets each footnote behind the mark that calls it. The text around a mark becomes a piece of its own, so that each
    can say in which order its words are read.
    """
    kids: list[_Kid] = []
    has_notes = any(isinstance(kid, _Element) and kid.tag == _REFERENCE for kid in element.kids)
    for is_run, several in groupby(element.kids, lambda kid: has_notes and not isinstance(kid, _Element)):
        run = list(several)
        if is_run:
            kids.append(_Element(_SPAN, run))
            continue
        for kid in run:
            kids.append(kid)
            if isinstance(kid, _Element) and kid.tag == _REFERENCE:
                kids.append(_note(next(notes), next(names)))
            elif isinstance(kid, _Element):
                _put_notes(kid, notes, names)
    element.kids = kids


def _note(element: _Element, name: str) -> _Element:
    """A footnote as its number and its words."""
    inside = list(_without_boxes(element.kids, _NOTE))
    labels: list[_Kid] = [kid for kid in inside if isinstance(kid, _Element) and kid.tag == "/Lbl"]
    words = [kid for kid in inside if kid not in labels]
    known = {"ID": String(name)}
    return _Element(_NOTE, [*labels, _Element("/P", words)], known)


# --- What means nothing ----------------------------------------------------------------------------------------------


def _without_boxes(kids: Sequence[_Kid], within: str = "") -> Iterator[_Kid]:
    """The same without elements that only lay out. `within` is the tag of the text that the kids are a part of."""
    for kid in kids:
        if not isinstance(kid, _Element):
            yield kid
        elif kid.tag == "/Figure" and "Alt" not in kid.known:
            continue
        elif (
            kid.tag in _MEANS_NOTHING or kid.tag == within
        ):  # WeasyPrint wraps parts of a paragraph as paragraphs
            inside = _without_boxes(kid.kids, within)
            yield from _paragraphs(inside) if kid.tag == "/Div" and not within else inside
        else:
            holds = kid.tag if kid.tag in _HOLDS_TEXT else within
            inside = _without_boxes(kid.kids, holds)
            kid.kids = list(inside if holds else _paragraphs(inside))
            if kid.kids or kid.tag in _MAY_BE_EMPTY:
                yield _completed(kid)


def _paragraphs(kids: Iterable[_Kid]) -> Iterator[_Kid]:
    """Text that stands in no paragraph becomes one; a line break parts it."""
    for kind, run in groupby(kids, type):
        if kind is _Mark:
            yield _Element("/P", list(run))
        elif kind is _Element:
            yield from run


def _completed(element: _Element) -> _Element:
    """Gives a list item its body, and a head cell what it heads (WeasyPrint's names for cells would meet in a bundle)."""
    if element.tag == "/LI":
        labels = [kid for kid in element.kids if isinstance(kid, _Element) and kid.tag == "/Lbl"]
        bodies = [kid for kid in element.kids if isinstance(kid, _Element) and kid.tag == "/LBody"]
        if not bodies:
            rest = [kid for kid in element.kids if kid not in labels]
            match rest:
                case [_Element(tag="/P", kids=kids)]:  # an item of one paragraph
                    rest = kids
            element.kids = [*labels, _Element("/LBody", rest)]
    elif element.tag in ("/TD", "/TH"):
        attributes = {key: value for key, value in element.known.pop("A").items() if key != "Headers"}
        if element.tag == "/TH":
            attributes["Scope"] = "/Column"
        if len(attributes) > 1:
            element.known["A"] = Dictionary(attributes)
    return element


# --- Marks in the drawing of a page ----------------------------------------------------------------------------------


@dataclass(eq=False)
class _Piece:
    """A piece of content in a page's drawing: the operators `before` it, and its own."""

    mark: _Mark
    before: list[Any]
    own: list[Any]

    def goes_on_in(self, other: _Piece, fonts: _Fonts) -> None:
        """Ends this line with a space where the next goes on with another word (ISO 32000-1, 14.8.2.5)."""
        if self.mark.page == other.mark.page and self._baseline() == other._baseline():
            return
        at, font = self._shown(-1)
        ended, begun = self._characters(fonts, -1)[-1:], other._characters(fonts, 0)[:1]
        if at is None or not ended or not begun:
            return
        if ended in _PARTS_A_WORD or ended.isspace() or begun.isspace() or _is_wide(ended + begun):
            return
        space = next((glyph for glyph, text in fonts[font].items() if text == " "), None)
        if space is not None:
            self.own[at] = self.own[at].replace(b"] TJ", f"<{space:04x}>] TJ".encode())

    def _baseline(self) -> bytes:
        placed = [
            operator for operator in self.own if isinstance(operator, bytes) and operator.endswith(b" Tm")
        ]
        return bytes(placed[-1].split()[5]) if placed else b""

    def _shown(self, which: int) -> tuple[int | None, str]:
        """Where the first (0) or last (-1) words are shown, and in which font."""
        found: list[tuple[int, str]] = []
        font = ""
        for at, operator in enumerate(self.own):
            if isinstance(operator, bytes) and operator.endswith(b" Tf"):
                font = operator[1:].split()[0].decode()
            elif isinstance(operator, bytes) and operator.endswith(b"] TJ"):
                found.append((at, font))
        return found[which] if found else (None, font)

    def drawn(self, fonts: _Fonts) -> str:
        """All characters, in the order in which they are drawn."""
        said, font = "", ""
        for operator in self.own:
            if isinstance(operator, bytes) and operator.endswith(b" Tf"):
                font = operator[1:].split()[0].decode()
            elif isinstance(operator, bytes) and operator.endswith(b"] TJ"):
                glyphs = b"".join(_GLYPHS.findall(operator))
                numbers = (int(glyphs[at : at + 4], 16) for at in range(0, len(glyphs), 4))
                said += "".join(fonts.get(font, {}).get(number, "") for number in numbers)
        return said

    def _characters(self, fonts: _Fonts, which: int) -> str:
        at, font = self._shown(which)
        glyphs = _GLYPHS.findall(self.own[at]) if at is not None else []
        if not glyphs:
            return ""
        glyph = glyphs[0][:4] if which == 0 else glyphs[-1][-4:]
        return fonts.get(font, {}).get(int(glyph, 16), "")


_GLYPHS = re.compile(rb"<([0-9a-f]{4,})>")
_PARTS_A_WORD = "-\u2010\u2011\u2012\u2013\u2014/"


def _is_wide(text: str) -> bool:
    """Whether all of it is Chinese, which is written without spaces."""
    return all(east_asian_width(character) in "WF" for character in text)


class _Drawing:
    """A page's operators, parted at the pieces of content."""

    def __init__(self, page: int, operators: Sequence[Any]) -> None:
        self.pieces: list[_Piece] = []
        before: list[Any] = []
        own: list[Any] | None = None
        for operator in operators:
            target = before if own is None else own
            target.append(operator)
            if operator == b"BDC" and own is None and "MCID" in before[-2]:
                mark = _Mark(page, before[-2]["MCID"])
                del before[-3:]
                own = []
                self.pieces.append(_Piece(mark, before, own))
                before = []
            elif operator == b"EMC" and own is not None:
                own.pop()
                own = None
        self._rest = before

    def marked(self, owners: Mapping[_Mark, tuple[_Element, int]]) -> tuple[list[Any], list[_Element]]:
        """The operators, and the element of each of their marks: one mark for pieces that follow each other.

        What no element owns is an artifact.
        """
        out: list[Any] = []
        marks: list[_Element] = []
        last: tuple[_Element, int] | None = None
        for piece in self.pieces:
            owner = owners.get(piece.mark)
            goes_on = owner and last and owner[0] is last[0] and owner[1] == last[1] + 1
            if goes_on and b"BMC" not in piece.before:
                out.pop()
                out += piece.before
            elif owner:
                out += [*piece.before, owner[0].tag, Dictionary({"MCID": len(marks)}), b"BDC"]
                marks.append(owner[0])
            else:
                out += [*piece.before, "/Artifact", b"BMC"]
            if owner:
                owner[0].numbers[piece.mark] = len(marks) - 1
            out += [*piece.own, b"EMC"]
            last = owner
        return out + self._rest, marks


def _owners(element: _Element) -> Iterator[tuple[_Mark, tuple[_Element, int]]]:
    for index, kid in enumerate(element.kids):
        if isinstance(kid, _Mark):
            yield kid, (element, index)
        elif isinstance(kid, _Element):
            yield from _owners(kid)


def _end_lines(element: _Element, pieces: Mapping[_Mark, _Piece], fonts: _Fonts) -> None:
    """Lets each text be read on from line to line."""
    for kid in element.kids:
        if isinstance(kid, _Element) and kid.tag not in _IN_LINE:
            _end_lines(kid, pieces, fonts)
    for piece, following in pairwise(_in_line(element.kids)):
        if isinstance(piece, _Mark) and isinstance(following, _Mark) and {piece, following} <= pieces.keys():
            pieces[piece].goes_on_in(pieces[following], fonts)


_IN_LINE = (_SPAN, _REFERENCE)


def _in_line(kids: Iterable[_Kid]) -> Iterator[_Kid]:
    """The pieces of a text, those around the marks of footnotes too; a footnote is no end of a line."""
    for kid in kids:
        if isinstance(kid, _Element) and kid.tag in _IN_LINE:
            yield from _in_line(kid.kids)
        elif not (isinstance(kid, _Element) and kid.tag == _NOTE):
            yield kid


def _say(element: _Element, pieces: Mapping[_Mark, _Piece], fonts: _Fonts, spoken: Spoken) -> None:
    """Gives texts from right to left their words in the order in which they are read."""
    for kid in element.kids:
        if isinstance(kid, _Element):
            _say(kid, pieces, fonts, spoken)
    drawn = [pieces[kid].drawn(fonts) for kid in element.kids if isinstance(kid, _Mark) and kid in pieces]
    words = [spoken.text(text) for text in drawn]
    if words != drawn and None not in words:
        element.known["ActualText"] = String(" ".join(text.strip() for text in words if text))


# --- The tree in the file --------------------------------------------------------------------------------------------


def _write_tree(pdf: Any, tree: _Element, root: Any, marks: Sequence[Sequence[_Element]]) -> None:
    _write_element(pdf, tree, root)
    root["K"] = tree.written.reference
    _resolved(pdf, root["ParentTree"])["Nums"] = Array(
        part
        for page, owners in enumerate(marks)
        for part in (page, Array(owner.written.reference for owner in owners))
    )


def _write_element(pdf: Any, element: _Element, parent: Any) -> None:
    element.written = written = Dictionary({"S": element.tag, "P": parent.reference} | element.known)
    pdf.add_object(written)
    kids = Array()
    page: int | None = None
    for kid in element.kids:
        if isinstance(kid, _Element):
            _write_element(pdf, kid, written)
            kids.append(kid.written.reference)
        elif isinstance(kid, _Mark) and kid in element.numbers:
            number = element.numbers[kid]
            page = kid.page if page is None else page
            there = pdf.page_references[kid.page]
            marked_content = (
                number if kid.page == page else Dictionary({"Type": "/MCR", "Pg": there, "MCID": number}).data
            )
            if not kids or kids[-1] != marked_content:
                kids.append(marked_content)
    if page is not None:
        written["Pg"] = pdf.page_references[page]
    written["K"] = kids
