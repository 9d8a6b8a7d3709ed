"""The pictures of a text as they stand in a finished file, compared with those of the statement."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

from letterbook.archive.expectation import ExpectedPicture
from letterbook.sentences import say
from letterbook.sources.documents.picture_prints import dots_print_of, look_alike, look_of
from letterbook.sources.text_checks import shortened
from letterbook.verification.tagged_text import read_text
from letterbook.verification.text_matching import folded

Looked = TypeVar("Looked")


@dataclass(frozen=True)
class ShownPicture:
    """A picture in a file: the words that are read aloud for it, its dots where it has any, and how it looks."""

    alt: str
    dots: str
    look: str


def wrong_pictures(expected: Sequence[ExpectedPicture], shown: Sequence[ShownPicture]) -> Iterator[str]:
    """What is wrong with the pictures of an enclosure, as sentences."""
    missing = [wanted for wanted in expected if not any(_is_same(wanted, found) for found in shown)]
    foreign = [found for found in shown if not any(_is_same(wanted, found) for wanted in expected)]
    for alt, *_ in missing:
        yield say("The picture “{alt}” is missing from the enclosure.", alt=shortened(alt))
    for found in foreign:
        yield say("The picture “{alt}” is none of the enclosure.", alt=shortened(found.alt))
    if missing or foreign:
        return
    pairs = zip(expected, shown, strict=False)
    if len(expected) != len(shown) or not all(_is_same(wanted, found) for wanted, found in pairs):
        yield "The pictures of the enclosure stand in another order, or more than once."


def _is_same(wanted: ExpectedPicture, found: ShownPicture) -> bool:
    alt, dots, look = wanted
    if folded(alt) != folded(found.alt) or (dots and dots != found.dots):
        return False
    return look_alike(look, found.look)


def pictures_on(page: Any) -> tuple[ShownPicture, ...]:
    """The pictures that the tags of an open pypdfium2 page name, in reading order."""
    return _of_figures(page, lambda figure: _shown(page, figure))


def descriptions_on(document: Any, index: int) -> tuple[str, ...]:
    """What is read aloud for the pictures of the page with this index."""
    with closing(document[index]) as page:
        return _of_figures(page, _alt)


def _of_figures(page: Any, look: Callable[[Any], Looked]) -> tuple[Looked, ...]:
    import pypdfium2.raw as pdfium

    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return ()
    try:
        tops = range(pdfium.FPDF_StructTree_CountChildren(tree))
        elements = (pdfium.FPDF_StructTree_GetChildAtIndex(tree, index) for index in tops)
        return tuple(look(figure) for element in elements for figure in _figures(element))
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _figures(element: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    if read_text(pdfium.FPDF_StructElement_GetType, element) == "Figure":
        yield element
        return
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        kid = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if kid:
            yield from _figures(kid)


def _shown(page: Any, figure: Any) -> ShownPicture:
    return ShownPicture(_alt(figure), _dots(page, figure), _look(page, figure))


def _alt(figure: Any) -> str:
    import pypdfium2.raw as pdfium

    return read_text(pdfium.FPDF_StructElement_GetAltText, figure)


_DETAIL = 20  # dots of a rendering for each field of a look


def _look(page: Any, figure: Any) -> str:
    """How the place looks where the element says that the picture stands; nothing where it says none."""
    box = _box(figure)
    if box is None:
        return ""
    left, bottom, right, top = box
    if right - left < 1 or top - bottom < 1:
        return ""
    scale = min(_MOST_SCALE, 24 * _DETAIL / min(right - left, top - bottom))
    image = page.render(scale=scale, grayscale=True, draw_annots=False).to_pil()
    height = page.get_height()
    sides = (left, height - top, right, height - bottom)
    placed = [side * scale for side in sides]
    within = (max(0, placed[0]), max(0, placed[1]), min(image.width, placed[2]), min(image.height, placed[3]))
    return look_of(image, within) if within[0] < within[2] and within[1] < within[3] else ""


_MOST_SCALE = 4  # 288 dots an inch


def _box(figure: Any) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top in pt (ISO 32000-1, 14.8.5.4.3)."""
    import pypdfium2.raw as pdfium

    for index in range(pdfium.FPDF_StructElement_GetAttributeCount(figure)):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(figure, index)
        value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, b"BBox")
        if value and pdfium.FPDF_StructElement_Attr_CountChildren(value) == len("ltrb"):
            left, bottom, right, top = (_number(value, side) for side in range(4))
            return left, bottom, right, top
    return None


def _number(value: Any, index: int) -> float:
    import pypdfium2.raw as pdfium

    number = ctypes.c_float()
    pdfium.FPDF_StructElement_Attr_GetNumberValue(
        pdfium.FPDF_StructElement_Attr_GetChildAtIndex(value, index), number
    )
    return number.value


def _dots(page: Any, figure: Any) -> str:
    """The print of the one picture of dots that the element draws."""
    import pypdfium2.raw as pdfium

    marks = {
        pdfium.FPDF_StructElement_GetChildMarkedContentID(figure, index)
        for index in range(pdfium.FPDF_StructElement_CountChildren(figure))
    }
    drawn = (
        pdfium.FPDFPage_GetObject(page.raw, index) for index in range(pdfium.FPDFPage_CountObjects(page.raw))
    )
    pictures = [
        thing
        for thing in drawn
        if pdfium.FPDFPageObj_GetType(thing) == pdfium.FPDF_PAGEOBJ_IMAGE
        and pdfium.FPDFPageObj_GetMarkedContentID(thing) in marks
    ]
    return _print(pictures[0]) if len(pictures) == 1 else ""


def _print(picture: Any) -> str:
    import pypdfium2.raw as pdfium

    filters = pdfium.FPDFImageObj_GetImageFilterCount(picture)
    named = [_filter(picture, index) for index in range(filters)]
    if named == ["DCTDecode"]:
        return hashlib.sha256(_data(picture, pdfium.FPDFImageObj_GetImageDataRaw)).hexdigest()
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(picture, width, height)
    dots = _data(picture, pdfium.FPDFImageObj_GetImageDataDecoded)
    return dots_print_of((width.value, height.value), dots)


def _data(picture: Any, get: Any) -> bytes:
    held = (ctypes.c_ubyte * get(picture, None, 0))()
    get(picture, held, len(held))
    return bytes(held)


def _filter(picture: Any, index: int) -> str:
    import pypdfium2.raw as pdfium

    size = pdfium.FPDFImageObj_GetImageFilter(picture, index, None, 0)
    held = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageFilter(picture, index, held, size)
    return held.value.decode("ascii", "replace")
