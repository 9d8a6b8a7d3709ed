"""The pages of thousands of letters, and what leads to them: labels, bookmarks and document parts.

They are written as text into a finished bundle, like its structure trees; as objects of the PDF library they would
fill the memory.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat

from letterbook.pdf.bookmarks import LetterLabel, bookmark, document_part, pdf_string
from letterbook.pdf.even_rows import NOTHING, even


@dataclass(frozen=True)
class Page:
    """What a page consists of, by the numbers of the objects; a blank back has no contents.

    Contents are in pieces, which follow each other. One that the page shares with none is told by `own(place)` among all such.
    """

    box: int
    resources: int
    contents: tuple[int, ...] | None = None


def own(place: int) -> int:
    """Stands for the number of a piece that one page alone has."""
    return -1 - place


@dataclass
class Pages:
    """All pages of a bundle in their order, and where (from 0) each letter begins."""

    letters: list[tuple[LetterLabel, int]] = field(default_factory=list)
    _pages: list[Page] = field(default_factory=list)
    _labels: list[str] = field(default_factory=list)
    _known: dict[Page, Page] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._pages)

    def begin_letter(self, called: LetterLabel) -> None:
        """The pages that follow are this letter's."""
        self.letters.append((called, len(self)))

    def add(self, page: Page, label: str) -> None:
        """Takes a page in, to which its letter's number and this label lead."""
        self._pages.append(self._known.setdefault(page, page))
        self._labels.append(sys.intern(label))

    def fill(self, place: int, contents: tuple[int, ...]) -> None:
        """Gives the page at this place its contents, in pieces of which one is its own."""
        self._pages[place] = replace(self._pages[place], contents=contents)

    def begin_sheet(self, nothing: int) -> None:
        """The page that follows stands on a front side; `nothing` is the number of empty resources."""
        if len(self) % 2:
            self.add(Page(self._pages[-1].box, nothing), "blank")

    def used(self) -> list[int]:
        """The numbers of all objects that pages consist of."""
        found: set[int] = set()
        for page in self._pages:
            found.update((page.box, page.resources), page.contents or ())
        return sorted(number for number in found if number >= 0)

    def numbered(self, first: int, order: Sequence[int]) -> PageNumbers:
        """The numbers of all objects, from `first`, the letters in this order."""
        starts = [start for _, start in self.letters]
        spans = list(zip(starts, [*starts[1:], len(self)], strict=True))
        numbers, number = PageNumbers(order, spans, _zeros(len(self)), _zeros(len(spans))), first
        for letter in order:
            start, end = spans[letter]
            for place in range(start, end):
                numbers.pages[place] = number + place - start
            numbers.parts[letter] = number + end - start
            number += even(end - start + 2)
        numbers.above, numbers.count = number, number + 4 + len(numbers.nodes()) - first
        return numbers

    def tree(self, numbers: PageNumbers) -> bytes:
        """The root of the page tree: the pages, or nodes of as many as a reader may well have in memory."""
        kids = numbers.nodes() or numbers.pages
        return b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self), _all(kids))

    def _nodes(self, own: PageNumbers, tree: int) -> Iterator[bytes]:
        for at, _ in enumerate(own.nodes()):
            kids = own.pages[at * _MOST_KIDS : (at + 1) * _MOST_KIDS]
            yield b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (tree, len(kids), _all(kids))

    def entries(self, numbers: PageNumbers) -> bytes:
        """What the file's catalog says of them."""
        last = numbers.above + 3
        return b"/DPartRoot %d 0 R/Outlines %d 0 R/PageLabels %d 0 R" % (last - 2, last - 1, last)

    def objects(self, own: PageNumbers, tree: int, numbers: Mapping[int, int]) -> Iterator[bytes]:
        """All of them in the order of their numbers.

        `tree` is the number of the page tree; `numbers` says which numbers the objects of a page have in the file, `own(place)` among
        them.
        """
        top = own.above
        for letter in own.order:
            (start, end), part, called = own.spans[letter], own.parts[letter], self.letters[letter][0]
            for place in range(start, end):
                yield _page(self._pages[place], place, own.node_of(place, tree), part, numbers)
            yield document_part(called, top, own.pages[start], own.pages[end - 1])
            before = own.parts[letter - 1] + 1 if letter else None
            behind = own.parts[letter + 1] + 1 if letter + 1 < len(own.parts) else None
            yield bookmark(called, top + 2, before, behind, own.pages[start])
            yield from repeat(NOTHING, even(end - start + 2) - (end - start + 2))
        yield b"<</Type/DPart/Parent %d 0 R/DParts[[%s]]>>" % (top + 1, _all(own.parts))
        yield b"<</Type/DPartRoot/DPartRootNode %d 0 R/RecordLevel 1/NodeNameList[/Mailing/Letter]>>" % top
        outlines = b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
        yield outlines % (own.parts[0] + 1, own.parts[-1] + 1, len(self.letters))
        labels = (
            f"{called.number} · {label}"
            for (called, _), (start, end) in zip(self.letters, own.spans, strict=True)
            for label in self._labels[start:end]
        )
        said = (b"%d<</P %s>>" % (place, pdf_string(label)) for place, label in enumerate(labels))
        yield b"<</Nums[%s]>>" % b" ".join(said)
        yield from self._nodes(own, tree)


@dataclass
class PageNumbers:
    """Which numbers the objects of a bundle's pages have: each page by its place, each letter's document part, behind which its
    bookmark follows, and the first of the four that hold them, behind which stand the nodes of the page tree. `order` is that of the
    letters' numbers, `spans` are their pages.
    """

    order: Sequence[int]
    spans: Sequence[tuple[int, int]]
    pages: array[int]
    parts: array[int]
    above: int = 0
    count: int = 0

    def nodes(self) -> range:
        """The numbers of the nodes between the root of the page tree and the pages; none where the root has all pages."""
        count = -(-len(self.pages) // _MOST_KIDS)
        return range(self.above + 4, self.above + 4 + count) if count > 1 else range(0)

    def node_of(self, place: int, root: int) -> int:
        """The number of the node that has the page at this place."""
        nodes = self.nodes()
        return nodes[place // _MOST_KIDS] if nodes else root


def _zeros(count: int) -> array[int]:
    return array("L", [0]) * count


_MOST_KIDS = 500
"""Pages in a node of the page tree: a reader may hold a node's whole list."""


def _page(page: Page, place: int, tree: int, part: int, numbers: Mapping[int, int]) -> bytes:
    shared = b"/MediaBox %d 0 R/Resources %d 0 R" % (numbers[page.box], numbers[page.resources])
    if page.contents is not None:
        pieces = b" ".join(b"%d 0 R" % numbers[piece] for piece in page.contents)
        contents = pieces if len(page.contents) == 1 else b"[%s]" % pieces
        shared += b"/Contents %s/StructParents %d/Tabs/S" % (contents, place)
    return b"<</Type/Page/Parent %d 0 R/DPart %d 0 R%s>>" % (tree, part, shared)


def _all(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
