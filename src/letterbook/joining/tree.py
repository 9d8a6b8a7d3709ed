"""The structure trees of thousands of letters, written as text into a finished bundle.

As objects of the PDF library they would fill the memory: a letter has some ninety elements. As text that names its
elements and pages by their place in the letter, the trees of most letters are the same, and are held once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Name, Object, Pdf, String

from letterbook.joining.update import update

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
        tuple(places[owner.objgen] for owner in parents[int(page.StructParents)])
        if Name.StructParents in page
        else ()
        for page in pages
    )
    return Tree(tuple(_text(element, places, numbers) for element in found), owners)


def parents_of(pdf: Pdf) -> dict[int, Object]:
    """A file's parent tree: the owners of its marks, by the page's StructParents."""
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return dict(zip(map(int, nums[::2]), nums[1::2], strict=True))


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
    """The trees of a bundle's letters and the label of each page; they go into the file when it is finished."""

    labels: list[str] = field(default_factory=list)
    _trees: list[tuple[Tree, tuple[int, ...]]] = field(default_factory=list)
    _known: dict[Tree, Tree] = field(default_factory=dict)

    def add(self, tree: Tree, pages: Sequence[int]) -> None:
        """Takes a letter in; `pages` are the places (from 0) of its pages in the bundle."""
        self._trees.append((self._known.setdefault(tree, tree), tuple(pages)))

    def prepare(self, pdf: Pdf) -> None:
        """Keeps their places in a bundle that is about to be written."""
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.PageLabels = pdf.make_indirect(pikepdf.Dictionary())

    def write(self, path: Path) -> None:
        """Adds them to the finished bundle."""
        with Pdf.open(path) as bundle:
            pages = [page.objgen[0] for page in bundle.Root.Pages.Kids]
            first, root = int(bundle.trailer.Size), bundle.Root.StructTreeRoot.objgen[0]
            labels = bundle.Root.PageLabels.objgen[0]
        count = 2 + sum(len(tree.elements) for tree, _ in self._trees)
        tops = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R>>" % (first, first + count - 1)
        update(path, {labels: self._labels(), root: tops}, self._objects(first, root, pages), count)

    def _labels(self) -> bytes:
        said = (b"%d<</P %s>>" % (at, String(label).unparse()) for at, label in enumerate(self.labels))
        return b"<</Nums[%s]>>" % b" ".join(said)

    def _objects(self, first: int, root: int, pages: Sequence[int]) -> Iterator[bytes]:
        """The document, the elements of each letter, the parent tree: in the order of their numbers, from `first`."""
        tops, owners, top = [], [], first + 1
        for tree, places in self._trees:
            tops.append(top)
            owners += [
                b"%d[%s]" % (place, b" ".join(b"%d 0 R" % (top + one) for one in owning))
                for place, owning in zip(places, tree.owners, strict=True)
                if owning
            ]
            top += len(tree.elements)
        yield b"<</S/Document/P %d 0 R/K[%s]>>" % (root, b" ".join(b"%d 0 R" % one for one in tops))
        for top, (tree, places) in zip(tops, self._trees, strict=True):
            there = [pages[place] for place in places]
            for element in tree.elements:
                yield _with_numbers(element, first, top, there)
        yield b"<</Nums[%s]>>" % b" ".join(owners)


def _with_numbers(element: bytes, document: int, top: int, pages: Sequence[int]) -> bytes:
    """The element with the numbers that objects have in this file."""

    def number(found: re.Match[bytes]) -> bytes:
        kind, place = found.groups()
        if kind == b"D":
            return b"%d 0 R" % document
        return b"%d 0 R" % (top + int(place) if kind == b"E" else pages[int(place)])

    return _PLACEHOLDER.sub(number, element)
