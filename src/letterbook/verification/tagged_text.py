"""A page's words as its tags have them: every text within its own element, in the order in which it is read.

Where a text stands on the paper says little about what it belongs to: two cells of a table, a drop capital and the line
beside it, words from right to left within a line. The structure tree says it (ISO 32000-1, 14.7). It is not believed
against what is drawn: an `ActualText` may give the order of the signs that stand there, and no others.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from letterbook.verification.text_matching import closed, unordered

_SAME_LINE_PT = 0.5


def tagged_texts(page: Any, text: Any) -> tuple[str, ...]:
    """The texts of an open pypdfium2 page: those of its elements in reading order, then what no element holds.

    `text` is its text page. A page whose tags do not hold all that is drawn gives all of it once more as one text.
    """
    import pypdfium2.raw as pdfium

    drawn = _Drawn(text)
    drawn.look(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
    whole = text.get_text_range()
    found = [*_of_elements(page, drawn.marked), *map(str, drawn.marked.values()), *map(str, drawn.others)]
    texts = tuple(said for said in found if said.strip())
    if unordered(closed("".join(texts))) != unordered(closed(whole)):
        return (*texts, whole)
    return texts


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
    marked: dict[int, _Content] = field(default_factory=dict)
    others: list[_Content] = field(default_factory=list)
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
                self._of(thing).add(_text_of(thing, self.text), _line_of(thing))

    def _of(self, thing: Any) -> _Content:
        import pypdfium2.raw as pdfium

        number = pdfium.FPDFPageObj_GetMarkedContentID(thing)
        if number >= 0:
            return self.marked.setdefault(number, _Content())
        mark = pdfium.FPDFPageObj_GetMark(thing, 0) if pdfium.FPDFPageObj_CountMarks(thing) else None
        at = ctypes.cast(mark, ctypes.c_void_p).value if mark else None
        if at is None or at != self._last or not self.others:
            self.others.append(_Content())
        self._last = at
        return self.others[-1]


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


def _of_elements(page: Any, marked: dict[int, _Content]) -> Iterator[str]:
    """The texts of the page's elements in their order; what they hold is taken out of `marked`."""
    import pypdfium2.raw as pdfium

    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return
    try:
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            yield from _below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), marked)
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _below(element: Any, marked: dict[int, _Content]) -> Iterator[str]:
    """The text of this element, and after it those of the elements in it."""
    import pypdfium2.raw as pdfium

    own: list[str] = []
    inner: list[Any] = []
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
        if number in marked:
            own.append(str(marked.pop(number)))
        elif kid := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
            if read_text(pdfium.FPDF_StructElement_GetType, kid) in _IN_LINE:
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


def _in_order(element: Any, drawn: str) -> str:
    """What the element draws, in the order that its `ActualText` has, where that has the same signs."""
    import pypdfium2.raw as pdfium

    read = read_text(pdfium.FPDF_StructElement_GetActualText, element)
    return read if read and unordered(read) == unordered(drawn) else drawn
