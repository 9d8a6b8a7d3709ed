"""The structure trees of thousands of letters, written as text into a finished bundle.

As objects of the PDF library they would fill the memory: a letter has some ninety elements. As text that names its
elements and pages by their place in the letter, the trees of most letters are the same, and are held once.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from pikepdf import NumberTree, Object, Pdf

from letterbook.pdf.even_rows import NOTHING, even
from letterbook.pdf.objects import with_holes


class Element(NamedTuple):
    """An element as PDF, with a `%d` for the number of each object that it refers to, and the places of these.

    Place 0 is what stands above the letter; then come the letter's pages, then its elements, its own before the others. An identifier is
    the element's own number, which no other letter's element has.
    """

    text: bytes
    places: tuple[int, ...]


_ID = re.compile(rb"/ID (?:\([^()]*\)|<[0-9a-f]*>)")
_BETWEEN = b"\0"
"""QPDF writes no such byte: in strings and names it is escaped."""


@dataclass(frozen=True)
class Tree:
    """A letter's structure: its elements, and page by page the place of each mark's owner."""

    elements: tuple[Element, ...]
    owners: tuple[tuple[int, ...], ...]

    @cached_property
    def _whole(self) -> tuple[bytes, tuple[int, ...]]:
        """The elements as one text, and all that it refers to."""
        texts, places = zip(*self.elements, strict=True)
        return _BETWEEN.join(texts), tuple(chain.from_iterable(places))

    def with_numbers(self, numbers: Sequence[int]) -> list[bytes]:
        """The elements in a file in which the objects have these numbers, in the order of their places."""
        text, places = self._whole
        return (text % tuple(map(numbers.__getitem__, places))).split(_BETWEEN)


Parents = Mapping[int, Object] | NumberTree
"""The owners of a page's marks by its StructParents (ISO 32000-1, 14.7.4.4)."""


def read_tree(top: Object, pages: Sequence[Object], parents: Parents, pdf: Pdf) -> Tree:
    """The tree below `top`, which stands for a whole letter, these its pages.

    `parents` are those of the file. An element refers to pages and elements only.
    """
    places = {node.objgen[0]: place for place, node in enumerate((top.P, *pages, top))}
    below, elements = [top.objgen[0]], []
    for number in below:  # it grows while we go
        text, numbers = with_holes(pdf.get_object(number, 0))
        for child in numbers:
            if child not in places:
                places[child] = len(places)
                below.append(child)
        elements.append(_identified(text, [places[child] for child in numbers], places[number]))
    owners = (with_holes(parents[int(page.StructParents)])[1] for page in pages)
    return Tree(tuple(elements), tuple(tuple(places[owner] for owner in owning) for owning in owners))


def _identified(text: bytes, places: list[int], own: int) -> Element:
    """The element with its own place where it has an identifier."""
    if (found := _ID.search(text)) is None:
        return Element(text, tuple(places))
    before = text[: found.start()].replace(b"%%", b"").count(b"%d")
    return Element(
        text[: found.start()] + b"/ID (%d)" + text[found.end() :], (*places[:before], own, *places[before:])
    )


def parents_in_bundle(pdf: Pdf) -> NumberTree:
    """A bundle's parents, which its letters' numbers lead to."""
    return NumberTree(pdf.Root.StructTreeRoot.ParentTree)


def parents_in_letter(root: Object) -> dict[int, Object]:
    """A letter's parents, which are one list; `root` is that of its structure tree."""
    numbered = list(root.ParentTree.Nums)
    return dict(zip(map(int, numbered[::2]), numbered[1::2], strict=True))


# --- All letters of a bundle -----------------------------------------------------------------------------------------


@dataclass
class StructureTrees:
    """The trees of a bundle's letters."""

    _trees: list[tuple[Tree, tuple[int, ...]]] = field(default_factory=list)
    _known: dict[Tree, Tree] = field(default_factory=dict)

    def once(self, tree: Tree) -> Tree:
        """The tree, the same object for all letters that have an equal one."""
        return self._known.setdefault(tree, tree)

    def add(self, tree: Tree, pages: Sequence[int]) -> None:
        """Takes a letter in; `pages` are the places (from 0) of its pages in the bundle."""
        self._trees.append((tree, tuple(pages)))

    def order(self) -> list[int]:
        """The letters in the order in which they are numbered: those with the same tree follow each other."""
        alike: dict[int, list[int]] = {}
        for letter, (tree, _) in enumerate(self._trees):
            alike.setdefault(id(tree), []).append(letter)
        return [letter for letters in alike.values() for letter in letters]

    def count(self) -> int:
        """How many numbers the letters take: those of their elements and owners, and some that are passed over."""
        return sum(even(len(tree.elements) + 1) for tree, _ in self._trees)

    def above(self, first: int, letters: int) -> Iterator[bytes]:
        """The three that stand above them, of which the tree's root is the object `first`; the letters' objects begin with `letters`."""
        tops = self._tops(letters)
        leaves = (top + len(tree.elements) for top, (tree, _) in zip(tops, self._trees, strict=True))
        yield b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R>>" % (first + 1, first + 2)
        yield b"<</S/Document/P %d 0 R/K[%s]>>" % (first, b" ".join(b"%d 0 R" % top for top in tops))
        yield b"<</Kids[%s]>>" % b" ".join(b"%d 0 R" % leaf for leaf in leaves)

    def letters(self, first: int, document: int, pages: Sequence[int]) -> Iterator[tuple[int, list[bytes]]]:
        """Each letter's objects with the number of the first, from `first`, in the order of the numbers. `document` is the number of
        what is above them all, `pages` are those of the bundle's pages.
        """
        tops = self._tops(first)
        for letter in self.order():
            (tree, places), top = self._trees[letter], tops[letter]
            elements = range(top, top + len(tree.elements))
            numbers = [document, *map(pages.__getitem__, places), *elements]
            objects = [*tree.with_numbers(numbers), _owners(tree, places, numbers)]
            yield top, objects + [NOTHING] * (even(len(objects)) - len(objects))

    def _tops(self, first: int) -> array[int]:
        """The number of each letter's own element."""
        tops = array("L", [0]) * len(self._trees)
        for letter in self.order():
            tops[letter] = first
            first += even(len(self._trees[letter][0].elements) + 1)
        return tops


def _owners(tree: Tree, places: Sequence[int], numbers: Sequence[int]) -> bytes:
    """A letter's part of the parent tree (ISO 32000-1, 7.9.7)."""
    owning = (b" ".join(b"%d 0 R" % numbers[owner] for owner in owners) for owners in tree.owners)
    said = (b"%d[%s]" % (place, owners) for place, owners in zip(places, owning, strict=True))
    return b"<</Limits[%d %d]/Nums[%s]>>" % (places[0], places[-1], b" ".join(said))
