"""A letter: its cover and then its enclosures, in one file with one structure tree."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pikepdf
from pikepdf import Array, Name, Object, Page, Pdf

from letterbook.pdf.metadata import conforms, describe
from letterbook.pdf.structure_tree import parents_in_letter

MM_PER_PT = 25.4 / 72
_HEADINGS = (Name.H1, Name.H2, Name.H3, Name.H4, Name.H5, Name.H6)


def append(cover: bytes, *enclosures: bytes) -> bytes:
    """The cover's pages and then those of each enclosure, with the cover's title, author, dates and language.

    An enclosure stands in the structure tree as a part of its own, in its own language. Its headings go one level down
    where the cover has a heading of the first level, so that a letter has one of those. All have to be tagged. The letter
    says that it conforms to a profile where each of them does.
    """
    with Pdf.open(io.BytesIO(cover)) as letter:
        letter.Root.StructTreeRoot.K.Lang = letter.Root.Lang
        below = _has_title(letter)
        opened = [_opened(enclosure, below=below) for enclosure in enclosures]
        owners = parents_in_letter(letter.Root.StructTreeRoot)
        pages = [owners[number] for number in range(len(letter.pages))]
        owned = list(_owned(letter.pages, owners))
        for enclosure in opened:
            before = len(letter.pages)
            owners = _append(letter, enclosure)
            pages += [owners[number] for number in range(len(enclosure.pages))]
            owned += _owned(letter.pages[before:], owners)
        _number_owners(letter, pages, owned)
        describe(letter, conforming=all(map(conforms, opened)))
        return _bytes(letter)


def _append(letter: Pdf, enclosure: Pdf) -> dict[int, Object]:
    """Who owns what on the pages that were appended, by the enclosure's own numbers."""
    letter.pages.extend(enclosure.pages)
    document, tree = letter.Root.StructTreeRoot.K, letter.copy_foreign(enclosure.Root.StructTreeRoot)
    part = tree.K
    part.S, part.P, part.Lang = Name.Part, document, enclosure.Root.Lang
    document.K.append(part)
    return parents_in_letter(tree)


def _owned(pages: Iterable[Page], owners: Mapping[int, Object]) -> Iterator[tuple[Object, Object]]:
    """The annotations of pages, each with the element that owns it."""
    for page in pages:
        for annotation in page.obj.get("/Annots", ()):
            yield annotation, owners[int(annotation.StructParent)]


def _number_owners(letter: Pdf, pages: Sequence[Object], owned: Sequence[tuple[Object, Object]]) -> None:
    """Writes down who owns the marks of each page, and behind them who owns each annotation."""
    numbered = list(chain.from_iterable(enumerate(pages)))
    for number, page in enumerate(letter.pages):
        page.obj.StructParents = number
    for number, (annotation, owner) in enumerate(owned, start=len(pages)):
        annotation.StructParent = number
        numbered += [number, owner]
    letter.Root.StructTreeRoot.ParentTree.Nums = Array(numbered)


def _has_title(letter: Pdf) -> bool:
    return any(element.S == Name.H1 for element in elements(letter.Root.StructTreeRoot.K))


def elements(element: Object) -> Iterator[Object]:
    """A structure element and all below it, in reading order."""
    yield element
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and Name.S in kid:
            yield from elements(kid)


@lru_cache(maxsize=8)
def _opened(enclosure: bytes, *, below: bool) -> Pdf:
    """The enclosure, open: many letters have the same. `below`: with its headings one level down."""
    opened = Pdf.open(io.BytesIO(enclosure))
    for element in elements(opened.Root.StructTreeRoot.K) if below else ():
        if element.S in _HEADINGS[:-1]:
            element.S = _HEADINGS[_HEADINGS.index(element.S) + 1]
    return opened


def _bytes(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def page_size(file: Path) -> tuple[float, float]:
    """Width and height of a file's first page, in mm."""
    with Pdf.open(file) as opened:
        left, bottom, right, top = (float(side) for side in opened.pages[0].mediabox)
    return (right - left) * MM_PER_PT, (top - bottom) * MM_PER_PT


def created(file: Path) -> str:
    """The day that a file carries, as ISO date."""
    with Pdf.open(file) as opened:
        said = str(opened.docinfo["/CreationDate"])
    return f"{said[2:6]}-{said[6:8]}-{said[8:10]}"


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with Pdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)
