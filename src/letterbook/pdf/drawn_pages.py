"""Pages of a few short texts, thousands of them: written as text behind a file that brings their fonts along.

As objects of the PDF library, or of a layout, they would fill the memory.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from pikepdf import Pdf

from letterbook.pdf.bookmarks import pdf_string
from letterbook.pdf.incremental_update import update
from letterbook.pdf.objects import packed_stream

_PT_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class DrawnText:
    """A paragraph: in how many pieces of marked content it stands. `language` is told where it is not the file's, `said` where the
    pieces are not drawn in the order in which they are read.
    """

    pieces: int
    language: str | None = None
    said: str | None = None


@dataclass(frozen=True)
class DrawnPage:
    """What a page draws, packed by zlib, and its paragraphs in their order. Their pieces are numbered through."""

    packed: bytes
    texts: tuple[DrawnText, ...]


def drawn_pages(specimen: bytes, size: tuple[float, float], pages: Sequence[DrawnPage]) -> bytes:
    """The pages, each of this width and height in mm, as a tagged file with the fonts, the particulars and the language of the
    specimen, whose own pages go.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, "pages.pdf")
        path.write_bytes(_emptied(specimen))
        with Pdf.open(path) as opened:
            root = opened.Root
            resources, tree, first = root.Shared.objgen[0], root.Pages.objgen[0], int(opened.trailer.Size)
            language = str(root.Lang)
            del root.Shared
            said, catalog = root.unparse(resolved=True).removesuffix(b">>"), root.objgen[0]
        written = _Written(first, tree, resources, size, language, pages)
        said += b"/StructTreeRoot %d 0 R>>" % written.root
        streams = (packed_stream(b"", page.packed) for page in pages)
        update(
            path, {catalog: said, tree: written.page_tree()}, written.objects(), (written.count, 0), streams
        )
        return path.read_bytes()


def _emptied(specimen: bytes) -> bytes:
    """The specimen without its pages and tags; its catalog holds what they are drawn with."""
    with Pdf.open(io.BytesIO(specimen)) as pdf:
        pdf.Root.Shared = pdf.make_indirect(pdf.pages[0].Resources)
        for _ in range(len(pdf.pages)):
            del pdf.pages[0]
        del pdf.Root.StructTreeRoot
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


class _Written:
    """The objects of the pages and of their structure, the first of which has the number `first`: for each page itself, its element
    and its paragraphs', then the document, the owners of all marks, and the root. Behind them stand the streams.
    """

    def __init__(
        self,
        first: int,
        tree: int,
        resources: int,
        size: tuple[float, float],
        language: str,
        pages: Sequence[DrawnPage],
    ) -> None:
        self._tree, self._resources, self._language, self._pages = tree, resources, language, pages
        self._box = b"[0 0 %.4f %.4f]" % (size[0] * _PT_PER_MM, size[1] * _PT_PER_MM)
        self._begins, number = [], first
        for page in pages:
            self._begins.append(number)
            number += 2 + len(page.texts)
        self._document, self._owners, self.root = range(number, number + 3)
        self.count = number + 3 - first

    def page_tree(self) -> bytes:
        return b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), _all(self._begins))

    def objects(self) -> Iterator[bytes]:
        contents = self.root + 1
        for place, (begin, page) in enumerate(zip(self._begins, self._pages, strict=True)):
            yield (
                b"<</Type/Page/Parent %d 0 R/MediaBox%s/Resources %d 0 R/Contents %d 0 R/StructParents %d/Tabs/S>>"
                % (self._tree, self._box, self._resources, contents + place, place)
            )
            texts = range(begin + 2, begin + 2 + len(page.texts))
            yield b"<</Type/StructElem/S/Sect/P %d 0 R/K[%s]>>" % (self._document, _all(texts))
            marks = 0
            for text in page.texts:
                kids = b" ".join(b"%d" % mark for mark in range(marks, marks + text.pieces))
                marks += text.pieces
                yield b"<</Type/StructElem/S/P/P %d 0 R/Pg %d 0 R/K[%s]%s>>" % (
                    begin + 1,
                    begin,
                    kids,
                    _entry(b"/Lang", text.language) + _entry(b"/ActualText", text.said),
                )
        sections = _all([begin + 1 for begin in self._begins])
        yield b"<</Type/StructElem/S/Document/P %d 0 R%s/K[%s]>>" % (
            self.root,
            _entry(b"/Lang", self._language),
            sections,
        )
        yield b"<</Nums[%s]>>" % b" ".join(map(self._owned, range(len(self._pages))))
        yield b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>" % (
            self._document,
            self._owners,
            len(self._pages),
        )

    def _owned(self, place: int) -> bytes:
        """The owner of each mark of a page."""
        texts = enumerate(self._pages[place].texts, start=self._begins[place] + 2)
        return b"%d[%s]" % (
            place,
            _all(list(chain.from_iterable([number] * text.pieces for number, text in texts))),
        )


def _entry(key: bytes, text: str | None) -> bytes:
    return b"" if text is None else key + pdf_string(text)


def _all(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
