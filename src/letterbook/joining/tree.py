"""The structure trees of thousands of letters, written as text into a finished bundle.

As objects of the PDF library they would fill the memory: a letter has some ninety elements. As text that names its
elements and pages by their place in the letter, the trees of most letters are the same, and are held once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import pikepdf
from pikepdf import Name, NumberTree, Object, Pdf

_ELEMENT, _PAGE, _PARENT = "\0E{}\0", "\0P{}\0", "\0D\0"  # NUL: it stands nowhere in the text of a PDF object
_PLACEHOLDER = re.compile(rb"\0([EPD])(\d*)\0")


@dataclass(frozen=True)
class Tree:
    """A letter's structure: its elements as PDF, the letter's own first, and the owner of each mark, page by page.

    An element stands for another by its place among the elements, for a page by its place among the letter's pages.
    """

    elements: tuple[bytes, ...]
    owners: tuple[tuple[int, ...], ...]


def read_tree(top: Object, pages: Sequence[Object], parents: Mapping[int, Object]) -> Tree:
    """The tree below `top`, which stands for a whole letter, these its pages.

    `parents` is the parent tree of the file, by StructParents. Text of the file that holds a NUL would break it; there
    is none, since it is unparsed by pikepdf, which escapes it.
    """
    found = list(_below(top))
    places = {element.objgen: place for place, element in enumerate(found)}
    numbers = {page.objgen: number for number, page in enumerate(pages)}
    owners = tuple(
        tuple(places[owner.objgen] for owner in parents[int(page.StructParents)]) for page in pages
    )
    return Tree(tuple(_text(element, places, numbers) for element in found), owners)


def parents_of(pdf: Pdf) -> dict[int, Object]:
    """A file's parent tree: the owners of its marks, by the page's StructParents."""
    return dict(NumberTree(pdf.Root.StructTreeRoot.ParentTree))


def _below(element: Object) -> Iterator[Object]:
    yield element
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and Name.S in kid:
            yield from _below(kid)


_Places = Mapping[tuple[int, int], int]


def _text(element: Object, places: _Places, pages: _Places) -> bytes:
    at = places[element.objgen]
    parent = _ELEMENT.format(places[element.P.objgen]) if at else _PARENT
    parts = [f"<</S{element.S if at else '/Part'}/P {parent}".encode()]
    for key in ("/Alt", "/ActualText", "/A", "/Lang"):
        if key in element:
            value = element[key]
            parts.append(key.encode() + b" " + value.unparse(resolved=True))
    if Name.Pg in element:
        parts.append(f"/Pg {_PAGE.format(pages[element.Pg.objgen])}".encode())
    kids = " ".join(_kid(kid, places, pages) for kid in element.get("/K", ()))
    return b"".join([*parts, f"/K[{kids}]>>".encode()])


def _kid(kid: Object | int, places: _Places, pages: _Places) -> str:
    if not isinstance(kid, Object):
        return str(kid)
    if Name.MCID in kid:
        return f"<</Type/MCR/Pg {_PAGE.format(pages[kid.Pg.objgen])}/MCID {kid.MCID}>>"
    return _ELEMENT.format(places[kid.objgen])


# --- All letters of a bundle -----------------------------------------------------------------------------------------


@dataclass
class Forest:
    """The trees of a bundle's letters."""

    _trees: list[tuple[Tree, tuple[int, ...]]] = field(default_factory=list)
    _known: dict[Tree, Tree] = field(default_factory=dict)

    def add(self, tree: Tree, pages: Sequence[int]) -> None:
        """Takes a letter in; `pages` are the places (from 0) of its pages in the bundle."""
        self._trees.append((self._known.setdefault(tree, tree), tuple(pages)))

    def count(self) -> int:
        """How many objects are written: the elements of each letter and their owners, and the three above them."""
        return sum(len(tree.elements) + 1 for tree, _ in self._trees) + 3

    def objects(self, first: int, page: int) -> Iterator[bytes]:
        """All of them in the order of their numbers, from `first`, the tree's root. `page` is the first page's number."""
        tops = list(accumulate((len(tree.elements) + 1 for tree, _ in self._trees), initial=first + 3))[:-1]
        document, parents = first + 1, first + 2
        yield b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R>>" % (document, parents)
        yield b"<</S/Document/P %d 0 R/K[%s]>>" % (first, b" ".join(b"%d 0 R" % top for top in tops))
        leaves = (top + len(tree.elements) for top, (tree, _) in zip(tops, self._trees, strict=True))
        yield b"<</Kids[%s]>>" % b" ".join(b"%d 0 R" % leaf for leaf in leaves)
        for top, (tree, places) in zip(tops, self._trees, strict=True):
            there = [page + place for place in places]
            for element in tree.elements:
                yield _with_numbers(element, document, top, there)
            yield _owners(tree, places, top)


def _owners(tree: Tree, places: Sequence[int], top: int) -> bytes:
    """A letter's part of the parent tree (ISO 32000-1, 7.9.7)."""
    owning = (b" ".join(b"%d 0 R" % (top + one) for one in owners) for owners in tree.owners)
    said = (b"%d[%s]" % (place, owners) for place, owners in zip(places, owning, strict=True))
    return b"<</Limits[%d %d]/Nums[%s]>>" % (places[0], places[-1], b" ".join(said))


def _with_numbers(element: bytes, document: int, top: int, pages: Sequence[int]) -> bytes:
    """The element with the numbers that objects have in this file."""

    def number(found: re.Match[bytes]) -> bytes:
        kind, place = found.groups()
        if kind == b"D":
            return b"%d 0 R" % document
        return b"%d 0 R" % (top + int(place) if kind == b"E" else pages[int(place)])

    return _PLACEHOLDER.sub(number, element)
