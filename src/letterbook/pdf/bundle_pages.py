"""The pages of thousands of letters, and what leads to them: labels, bookmarks and document parts.

They are written as text into a finished bundle, like its structure trees; as objects of the PDF library they would
fill the memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from letterbook.pdf.bookmarks import LetterLabel, bookmark, document_part, pdf_string


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

    def count(self) -> int:
        """How many objects are written: pages, then a part and a bookmark a letter, then the four that hold them."""
        return len(self) + 2 * len(self.letters) + 4

    def tree(self, first: int) -> bytes:
        """The page tree, one flat node, where the first page has this number."""
        return b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self), _all(first, len(self)))

    def entries(self, first: int) -> bytes:
        """What the file's catalog says of them."""
        last = first + self.count() - 1
        return b"/DPartRoot %d 0 R/Outlines %d 0 R/PageLabels %d 0 R" % (last - 2, last - 1, last)

    def objects(self, first: int, tree: int, numbers: Mapping[int, int]) -> Iterator[bytes]:
        """All of them in the order of their numbers, from `first`.

        `tree` is the number of the page tree; `numbers` says which numbers the objects of a page have in the file, `own(place)` among
        them.
        """
        parts = first + len(self)
        bookmarks = parts + len(self.letters)
        top = bookmarks + len(self.letters)
        starts = [start for _, start in self.letters]
        spans = list(zip(starts, [*starts[1:], len(self)], strict=True))
        for part, (start, end) in enumerate(spans, start=parts):
            for place in range(start, end):
                yield _page(self._pages[place], place, tree, part, numbers)
        for (called, _), (start, end) in zip(self.letters, spans, strict=True):
            yield document_part(called, top, first + start, first + end - 1)
        for number, (called, start) in enumerate(self.letters, start=bookmarks):
            yield bookmark(called, number, range(bookmarks, top), first + start)
        yield b"<</Type/DPart/Parent %d 0 R/DParts[[%s]]>>" % (top + 1, _all(parts, len(self.letters)))
        yield b"<</Type/DPartRoot/DPartRootNode %d 0 R/RecordLevel 1/NodeNameList[/Mailing/Letter]>>" % top
        outlines = b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
        yield outlines % (bookmarks, top - 1, len(self.letters))
        labels = (
            f"{called.number} · {label}"
            for (called, _), (start, end) in zip(self.letters, spans, strict=True)
            for label in self._labels[start:end]
        )
        said = (b"%d<</P %s>>" % (place, pdf_string(label)) for place, label in enumerate(labels))
        yield b"<</Nums[%s]>>" % b" ".join(said)


def _page(page: Page, place: int, tree: int, part: int, numbers: Mapping[int, int]) -> bytes:
    shared = b"/MediaBox %d 0 R/Resources %d 0 R" % (numbers[page.box], numbers[page.resources])
    if page.contents is not None:
        pieces = b" ".join(b"%d 0 R" % numbers[piece] for piece in page.contents)
        contents = pieces if len(page.contents) == 1 else b"[%s]" % pieces
        shared += b"/Contents %s/StructParents %d/Tabs/S" % (contents, place)
    return b"<</Type/Page/Parent %d 0 R/DPart %d 0 R%s>>" % (tree, part, shared)


def _all(first: int, count: int) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in range(first, first + count))
