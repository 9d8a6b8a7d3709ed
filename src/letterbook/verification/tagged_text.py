"""A page's words as its tags have them: every text within its own element, in the order in which it is read.

Where a text stands on the paper says little about what it belongs to: two cells of a table, a drop capital and the line
beside it, words from right to left within a line. The structure tree says it (ISO 32000-1, 14.7). It is not believed
against what is drawn: an `ActualText` may give the order of the signs that stand there, and no others.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from letterbook.verification.raised_signs import on_a_page
from letterbook.verification.text_matching import closed, unordered

_SAME_LINE_PT = 0.5


def is_all(texts: Sequence[str], whole: str) -> bool:
    """Whether the texts of a page's tags are all that it draws."""
    return unordered(closed("".join(texts))) == unordered(closed(whole))


@dataclass(frozen=True)
class TextObject:
    """A piece of text that a page draws: what it says, how high its line stands and how large its type is (pt), and which marked
    content it is of, by the number of its mark or, where it has none, of those without one.
    """

    said: str
    line: float
    size: float
    mark: int
    is_marked: bool

    def saying(self, said: str) -> TextObject:
        """The same piece with other words."""
        return replace(self, said=said)


@dataclass(frozen=True)
class Element:
    """An element of the structure tree: its type, its `ActualText`, and its kids on the page: elements, or marks by their number."""

    kind: str
    read: str
    kids: tuple[Element | int, ...]


@dataclass(frozen=True)
class TaggedPage:
    """The texts that a page draws, in their order, and its elements."""

    drawn: tuple[TextObject, ...]
    elements: tuple[Element, ...]

    def texts(self) -> tuple[str, ...]:
        """Those of its elements in reading order, then what no element holds."""
        marked: dict[int, _Content] = {}
        others: dict[int, _Content] = {}
        for text in self.drawn:
            (marked if text.is_marked else others).setdefault(text.mark, _Content()).add(text.said, text.line)
        found = [said for element in self.elements for said in _below(element, marked)]
        found += [*map(str, marked.values()), *map(str, others.values())]
        return tuple(said for said in found if said.strip())

    def raised(self) -> tuple[str, ...]:
        """The signs that stand above or below their line, as `model.text.raised_signs` has them."""
        return on_a_page((text.said, text.line, text.size) for text in self.drawn)


def tags_of(page: Any, text: Any) -> TaggedPage:
    """What an open pypdfium2 page draws, and its elements; `text` is its text page."""
    import pypdfium2.raw as pdfium

    drawn = _Drawn(text)
    drawn.look(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
    return TaggedPage(tuple(drawn.texts), tuple(_elements(page)))


@dataclass
class _Content:
    """What is drawn for one mark, line under line."""

    said: str = ""
    line: float | None = None

    def add(self, text: str, line: float) -> None:
        is_next = self.line is not None and abs(self.line - line) > _SAME_LINE_PT
        self.said, self.line = f"{self.said}\n{text}" if is_next else self.said + text, line

    def __str__(self) -> str:
        return self.said


@dataclass
class _Drawn:
    """The texts that a page draws: by their number where they are marked (MCID), else mark by mark in their order."""

    text: Any
    texts: list[TextObject] = field(default_factory=list)
    _others: int = 0
    _last: int | None = None

    def look(self, holder: Any, count: Callable[[Any], int], kid: Callable[[Any, int], Any]) -> None:
        """Takes in what a page or a drawing on it holds."""
        import pypdfium2.raw as pdfium

        for index in range(count(holder)):
            thing = kid(holder, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                self.look(thing, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                mark, is_marked = self._of(thing)
                said, line, size = _text_of(thing, self.text), _line_of(thing), type_size(thing)
                self.texts.append(TextObject(said, line, size, mark, is_marked))

    def _of(self, thing: Any) -> tuple[int, bool]:
        import pypdfium2.raw as pdfium

        number = pdfium.FPDFPageObj_GetMarkedContentID(thing)
        if number >= 0:
            return number, True
        mark = pdfium.FPDFPageObj_GetMark(thing, 0) if pdfium.FPDFPageObj_CountMarks(thing) else None
        at = ctypes.cast(mark, ctypes.c_void_p).value if mark else None
        if at is None or at != self._last or not self._others:
            self._others += 1
        self._last = at
        return self._others, False


def _text_of(thing: Any, text: Any) -> str:
    import pypdfium2.raw as pdfium

    size = pdfium.FPDFTextObj_GetText(thing, text.raw, None, 0)
    held = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFTextObj_GetText(thing, text.raw, held, size)
    return bytes(held).decode("utf-16-le", "replace").rstrip("\0")


def _line_of(thing: Any) -> float:
    """How high on the page the text's line stands, in pt."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, matrix)
    return float(matrix.f)


def type_size(drawn: Any) -> float:
    """The size of a text's type on paper, in pt."""
    import pypdfium2.raw as pdfium

    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(drawn, size)
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    return size.value * float(abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5)


def _elements(page: Any) -> Iterator[Element]:
    """The page's elements in their order."""
    import pypdfium2.raw as pdfium

    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return
    try:
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            yield _element(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _element(element: Any) -> Element:
    import pypdfium2.raw as pdfium

    kids: list[Element | int] = []
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
        if number >= 0:
            kids.append(number)
        elif kid := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
            kids.append(_element(kid))
    kind = read_text(pdfium.FPDF_StructElement_GetType, element)
    return Element(kind, read_text(pdfium.FPDF_StructElement_GetActualText, element), tuple(kids))


def _below(element: Element, marked: dict[int, _Content]) -> Iterator[str]:
    """The text of this element, and after it those of the elements in it; what they hold is taken out of `marked`."""
    own: list[str] = []
    inner: list[Element] = []
    for kid in element.kids:
        if isinstance(kid, int):
            if kid in marked:
                own.append(str(marked.pop(kid)))
        elif kid.kind in _IN_LINE:
            own += _below(kid, marked)
        else:
            inner.append(kid)
    if own:
        yield _in_order(element, "".join(own))
    for kid in inner:
        yield from _below(kid, marked)


_IN_LINE = ("Span", "Reference", "Link")
"""Pieces of a text: a link, the mark of a footnote, and what stands around them."""


def read_text(get: Callable[..., int], element: Any) -> str:
    """What one of PDFium's functions says of an element, as text; nothing where it says nothing."""
    size = get(element, None, 0)
    if not size:
        return ""
    held = ctypes.create_string_buffer(size)
    get(element, held, size)
    return held.raw.decode("utf-16-le", "replace").rstrip("\0")


def _in_order(element: Element, drawn: str) -> str:
    """What the element draws, in the order that its `ActualText` has, where that has the same signs."""
    return element.read if element.read and unordered(element.read) == unordered(drawn) else drawn
