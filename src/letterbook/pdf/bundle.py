"""All letters of a mailing in one file, what they share in it once; and some of them taken out again."""

from __future__ import annotations

import io
import tempfile
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from pathlib import Path
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf, Stream, String

from letterbook.errors import LetterbookError
from letterbook.pdf.bookmarks import LetterLabel
from letterbook.pdf.bundle_pages import Page, Pages, own
from letterbook.pdf.drawn_pieces import DrawnPieces
from letterbook.pdf.even_rows import streams_of_rows
from letterbook.pdf.incremental_update import update
from letterbook.pdf.known_letter import KnownLetter, known_letter
from letterbook.pdf.letter import elements
from letterbook.pdf.metadata import conforms, describe
from letterbook.pdf.objects import packed_stream
from letterbook.pdf.overlay import BEFORE, Overlay, behind
from letterbook.pdf.shared_objects import Shared
from letterbook.pdf.structure_tree import (
    StructureTrees,
    Tree,
    parents_in_bundle,
    parents_in_letter,
    read_tree,
)
from letterbook.remedies import Remedy
from letterbook.sentences import say


class DamagedBundleError(LetterbookError):
    """A published bundle is not what was published; nothing was taken from it."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class PageRange:
    """Where a letter stands in the bundle: first and last page, from 1, and how many sheets it takes."""

    first: int
    last: int
    sheets: int


@dataclass(frozen=True)
class _Letter:
    """What is taken of a letter's file."""

    tree: Tree
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class _Form:
    """A letter by which others are known that share all but what the pages of their covers draw, and what is taken of it: all, or
    one part (`only`), which has so many pages of the cover.
    """

    parts: tuple[int, ...]
    only: int | None
    known: KnownLetter
    letter: _Letter
    covers: int
    begins: frozenset[int]


_MOST_FORMS = 50
MOST_OBJECTS = 8_388_607
"""Of a file in PDF/A (ISO 19005-2, 6.1.13). A letter of the example has a hundred: a larger bundle than this is as good to print, and
claims nothing; its letters do.
"""
_A_PACK_AT_LEAST = 50
"""So many objects share one more, in which they are packed."""


class _OwnPieces:
    """Pieces of contents that one page alone has, packed; those of thousands of letters wait in a file."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_HELD_BYTES)  # noqa: SIM115  # it is closed when they are written
        self._lengths = array("L")

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, data: bytes, level: int = -1) -> int:
        """`level` is zlib's, the usual one if it is left out."""
        return self.add_packed(zlib.compress(data, level))

    def add_packed(self, data: bytes) -> int:
        self._lengths.append(self._file.write(data))
        return own(len(self._lengths) - 1)

    def streams(self) -> Iterator[bytes]:
        """All of them, as objects."""
        with self._file:
            self._file.seek(0)
            for length in self._lengths:
                yield packed_stream(b"", self._file.read(length))


_HELD_BYTES = 4_000_000
_QUICK = 4
"""By which level of zlib a passing file is packed: in two thirds of the usual time, a twentieth larger."""


class PdfBundle:
    """All letters of a mailing in one file, each on a front side, with a bookmark and a document part a letter.

    `issued` is the ISO date that the file carries. One that `is_duplex` is printed on both sides; else there are no blank
    backs. One that `is_passing` is printed and thrown away: it is made quickly rather than small, each page's own contents as they are.
    """

    def __init__(
        self,
        title: str,
        author: str,
        language: str,
        issued: str,
        *,
        is_duplex: bool = True,
        is_passing: bool = False,
    ) -> None:
        self._is_duplex, self._is_passing = is_duplex, is_passing
        self._level = _QUICK if is_passing else -1
        self._pdf = pikepdf.new()
        self._shared = Shared(self._pdf)
        self._forest = StructureTrees()
        self._pages = Pages()
        self._own = _OwnPieces()
        self._pieces = DrawnPieces(self._shared.stream, self._own.add)
        self._forms: list[_Form] = []
        self._around: dict[int, tuple[int, int]] = {}
        self._conforming = True
        root, info = self._pdf.Root, self._pdf.docinfo
        root.Lang, root.PageMode = String(language), Name.UseOutlines
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        info["/Title"], info["/Author"] = title, author
        info["/CreationDate"] = f"D:{issued.replace('-', '')}"
        info["/Producer"] = f"pikepdf {pikepdf.__version__}"

    def add(
        self,
        letter: Path | BinaryIO,
        called: LetterLabel,
        *parts: int,
        only: int | None = None,
        most: int | None = None,
        overlays: Sequence[Overlay | None] = (),
    ) -> PageRange:
        """Takes over the pages of a letter's file; letter and enclosures each begin on a front side.

        `parts` are how many of its pages the cover has, and each enclosure but the last, which has the rest. With `only`
        the cover alone (0) or one enclosure (from 1) is taken, of a letter whose every part is told. `overlays` are drawn
        over the pages that are taken, one a page. Raises ValueError for a file of more than `most` pages.
        """
        file = letter.read_bytes() if isinstance(letter, Path) else letter.read()
        for form in reversed(self._forms):
            if (form.parts, form.only) == (parts, only) and (drawn := self._drawn(form, file)) is not None:
                return self._add(form.letter, drawn[: form.covers], called, form.begins, overlays)
        with Pdf.open(io.BytesIO(file)) as source:
            root = source.Root.StructTreeRoot
            root.K.S = Name.Part  # of the bundle, which is the document now
            pages, top = [page.obj for page in source.pages], root.K
            if most is not None and len(pages) > most:
                raise ValueError(len(pages))
            whole_cover, begins = _contents(pages[: parts[0] if parts else 0]), frozenset(accumulate(parts))
            if only is not None:
                ends = [0, *accumulate(parts)]
                pages, top = pages[ends[only] : ends[only + 1]], _part(root.K, only, len(parts))
                begins = frozenset()
            if any(Name.Annots in page for page in pages):
                _let_go_of_links(top)
            self._conforming &= conforms(source)
            tree = read_tree(top, pages, parents_in_letter(root), source)
            covers = [] if only else whole_cover
            taken = self._taken(source, tree, pages, len(covers))
            if whole_cover:
                numbers = [drawn.objgen[0] for drawn in whole_cover]
                about = source.Root.Metadata.objgen[0], source.docinfo.objgen[0]
                if known := known_letter(file, numbers, *about):
                    form = _Form(parts, only, known, taken, len(covers), begins)
                    self._forms = [*self._forms[1 - _MOST_FORMS :], form]
            drawn_by_covers = [_packed(drawn) if self._is_passing else drawn.read_bytes() for drawn in covers]
            return self._add(taken, drawn_by_covers, called, begins, overlays)

    def _drawn(self, form: _Form, file: bytes) -> list[bytes] | None:
        """What the pages of the cover draw in a file that is known by this form, packed where the bundle is passing."""
        return form.known.packed_by(file) if self._is_passing else form.known.drawn_by(file)

    def add_again(self, bundle: Pdf, pages: Sequence[Object], parents: NumberTree) -> None:
        """Takes over a letter of another bundle; `pages` are its own and the blank backs between them."""
        printed = [page for page in pages if Name.StructParents in page]
        begins = frozenset(
            sum(Name.StructParents in before for before in pages[:at])
            for at, page in enumerate(pages)
            if page not in printed
        )
        top = parents[int(pages[0].StructParents)][0]
        while Name.Document != top.P.S:
            top = top.P
        said = pages[0].DPart.DPM
        called = LetterLabel(str(said.Reference), str(said.Number), str(said.Addressee))
        self._conforming &= conforms(bundle)
        tree = read_tree(top, printed, parents, bundle)
        self._add(self._taken(bundle, tree, printed, 0), [], called, begins)

    def _taken(self, source: Pdf, tree: Tree, pages: Sequence[Object], covers: int) -> _Letter:
        """What is taken of a letter's file; the first pages, its covers, are without their contents."""
        if Name.OutputIntents not in self._pdf.Root:
            self._pdf.Root.OutputIntents = self._shared.copy(source.Root.OutputIntents)
        return _Letter(self._forest.once(tree), tuple(self._shared.pages(pages, source, covers)))

    def _add(
        self,
        letter: _Letter,
        drawn: Sequence[bytes],
        called: LetterLabel,
        begins: frozenset[int],
        overlays: Sequence[Overlay | None] = (),
    ) -> PageRange:
        """`drawn` is by the first pages, packed where the bundle is passing; `begins` are the pages (from 0) on which an enclosure begins."""
        nothing = self._shared.once(Dictionary()).objgen[0]
        if self._is_duplex:
            self._pages.begin_sheet(nothing)
        self._pages.begin_letter(called)
        places = []
        for index, page in enumerate(letter.pages):
            if index in begins and self._is_duplex:
                self._pages.begin_sheet(nothing)
            places.append(len(self._pages))
            if self._is_passing and index < len(drawn):
                page = replace(page, contents=(self._own.add_packed(drawn[index]),))  # noqa: PLW2901
            overlay = overlays[index] if overlays else None
            laid = self._overlaid(page, overlay) if overlay else page
            self._pages.add(laid, f"{index + 1} of {len(letter.pages)}")
        for place, page, contents in zip(
            places, letter.pages, () if self._is_passing else drawn, strict=False
        ):
            self._fill(self._pieces.add(place, page.resources, contents))
        self._forest.add(letter.tree, places)
        first, last = places[0] + 1, len(self._pages)
        return PageRange(first, last, (last - first) // 2 + 1 if self._is_duplex else last - first + 1)

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

    def _overlaid(self, page: Page, overlay: Overlay) -> Page:
        """The page that comes next with this drawn over it; the pieces of one without contents are put between when they are certain."""
        over = behind(overlay)
        drawn = self._shared.stream(over) if overlay.is_common else self._own.add(over, self._level)
        around = self._shared.stream(BEFORE), drawn
        resources = self._shared.drawn_with_forms(page.resources, overlay)
        if page.contents is None:
            self._around[len(self._pages)] = around
            return replace(page, resources=resources)
        return replace(page, resources=resources, contents=(around[0], *page.contents, around[1]))

    def _fill(self, certain: Mapping[int, tuple[int, ...]]) -> None:
        for place, contents in certain.items():
            if place in self._around:
                before, over = self._around.pop(place)
                self._pages.fill(place, (before, *contents, over))
            else:
                self._pages.fill(place, contents)

    def write(self, target: Path) -> None:
        """Writes the bundle; nothing can be added after it."""
        self._fill(self._pieces.rest())
        self._shared.finish_fonts()
        describe(self._pdf, conforming=self._conforming and self._objects() <= MOST_OBJECTS)
        used = self._pages.used()
        self._pdf.Root.Shared = Array([self._pdf.get_object(number, 0) for number in used])
        written = io.BytesIO()  # a disk that is full while QPDF writes to it would end the process
        self._pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        self._pdf.close()
        target.write_bytes(written.getbuffer())
        self._write_letters(target, used)

    def _objects(self) -> int:
        """How many objects the file will have, or a few more."""
        pages = self._pages.numbered(1, self._forest.order())
        held = len(self._pdf.objects) + pages.count + self._forest.count() + len(self._own)
        return held + held // _A_PACK_AT_LEAST

    def _write_letters(self, target: Path, used: Sequence[int]) -> None:
        """Behind the end of the file, which holds all that pages consist of: the pages, and what leads to them."""
        with Pdf.open(target) as written:
            catalog, tree, first = written.Root, written.Root.Pages.objgen[0], int(written.trailer.Size)
            numbers = dict(
                zip(used, (shared_object.objgen[0] for shared_object in catalog.Shared), strict=True)
            )
            del catalog.Shared
            said, root = catalog.unparse(resolved=True).removesuffix(b">>"), catalog.objgen[0]
        pages, forest = self._pages.numbered(first, self._forest.order()), self._forest
        trees, letters = first + pages.count, first + pages.count + 3
        said += self._pages.entries(pages) + b"/StructTreeRoot %d 0 R>>" % trees
        streams = letters + forest.count()
        numbers |= {own(place): streams + place for place in range(len(self._own))}
        added = chain(self._pages.objects(pages, tree, numbers), forest.above(trees, letters))
        alike = streams_of_rows(forest.letters(letters, trees + 1, pages.pages))
        changed = {root: said, tree: self._pages.tree(pages)}
        counts = pages.count + 3, forest.count()
        update(target, changed, added, counts, self._own.streams(), alike, level=self._level)


def _contents(pages: Sequence[Object]) -> list[Object]:
    """What pages draw; nothing where that of one is in pieces already."""
    found = [page.Contents for page in pages]
    return found if all(isinstance(drawn, Stream) for drawn in found) else []


def _packed(drawn: Object) -> bytes:
    """What the stream draws, packed as its file has it where that is the usual way."""
    if drawn.get("/Filter") == Name.FlateDecode and "/DecodeParms" not in drawn:
        return drawn.read_raw_bytes()
    return zlib.compress(drawn.read_bytes())


def _part(letter: Object, only: int, count: int) -> Object:
    """The structure of the cover alone (0), or of one of the enclosures, which stand last."""
    kids = letter.K
    enclosures = [kids[at] for at in range(len(kids) - count + 1, len(kids))]
    if only:
        return enclosures[only - 1]
    for _ in enclosures:
        del kids[len(kids) - 1]
    return letter


def _let_go_of_links(tree: Object) -> None:
    """A bundle is printed: its links are their words."""
    for element in elements(tree):
        if Name.Link == element.S:
            element.S = Name.Span
            element.K = Array([kid for kid in element.K if not _is_annotation(kid)])


def _is_annotation(kid: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR


def extract(bundle: Path, ranges: Sequence[tuple[int, int]], target: Path) -> None:
    """Writes these letters of a bundle (first and last page, from 1) into one file, each on a front side.

    Raises DamagedBundleError.
    """
    try:
        with Pdf.open(bundle) as source:
            chosen = _chosen(source, ranges)
            chosen.write(target)
    except (pikepdf.PdfError, KeyError, AttributeError, ValueError, TypeError) as error:
        what = say("The bundle {bundle} is damaged; nothing can be printed from it.", bundle=bundle)
        raise DamagedBundleError(what, Remedy.VERIFY) from error


def _chosen(source: Pdf, ranges: Sequence[tuple[int, int]]) -> PdfBundle:
    said = source.docinfo
    created = str(said["/CreationDate"]).removeprefix("D:")
    chosen = PdfBundle(str(said["/Title"]), str(said["/Author"]), str(source.Root.Lang), created)
    parents = parents_in_bundle(source)
    for first, last in ranges:
        chosen.add_again(source, [page.obj for page in source.pages[first - 1 : last]], parents)
    return chosen
