"""All letters of a mailing in one file, what they share in it once; and some of them taken out again."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any, TypeVar

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf, Stream, String

from letterbook.fonts import unite
from letterbook.joining.description import describe
from letterbook.joining.pages import Called, Page, Pages
from letterbook.joining.parted import parted
from letterbook.joining.tree import Forest, Tree, parents_in_bundle, parents_in_letter, read_tree
from letterbook.joining.update import update


@dataclass(frozen=True)
class PageRange:
    """Where a letter stands in the bundle: first and last page, from 1, and how many sheets it takes."""

    first: int
    last: int
    sheets: int


class PdfBundle:
    """All letters of a mailing in one file, each on a front side, with a bookmark and a document part a letter.

    `issued` is the ISO date that the file carries.
    """

    def __init__(self, title: str, author: str, language: str, issued: str) -> None:
        self._pdf = pikepdf.new()
        self._shared = _Shared(self._pdf)
        self._forest = Forest()
        self._pages = Pages()
        root, info = self._pdf.Root, self._pdf.docinfo
        root.Lang, root.PageMode = String(language), Name.UseOutlines
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        info["/Title"], info["/Author"] = title, author
        info["/CreationDate"] = f"D:{issued.replace('-', '')}"
        info["/Producer"] = f"pikepdf {pikepdf.__version__}"

    def add(self, letter: Path, called: Called, cover_pages: int) -> PageRange:
        """Takes over the pages of a letter's file; letter and enclosure each begin on a front side.

        `cover_pages` is how many of its pages come before the enclosure.
        """
        with Pdf.open(letter) as source:
            root = source.Root.StructTreeRoot
            root.K.S = Name.Part  # of the bundle, which is the document now
            pages = [page.obj for page in source.pages]
            tree = read_tree(root.K, pages, parents_in_letter(root), source)
            return self._add(source, tree, pages, called, cover_pages)

    def add_again(self, bundle: Pdf, pages: Sequence[Object], parents: NumberTree) -> None:
        """Takes over a letter of another bundle; `pages` are its own and the blank backs between them."""
        printed = [page for page in pages if Name.StructParents in page]
        cover_pages = next((at for at, page in enumerate(pages) if page not in printed), len(pages))
        top = parents[int(pages[0].StructParents)][0]
        while Name.Document != top.P.S:
            top = top.P
        said = pages[0].DPart.DPM
        called = Called(str(said.Reference), str(said.Number), str(said.Addressee))
        self._add(bundle, read_tree(top, printed, parents, bundle), printed, called, cover_pages)

    def _add(
        self, source: Pdf, tree: Tree, pages: Sequence[Object], called: Called, cover_pages: int
    ) -> PageRange:
        if Name.OutputIntents not in self._pdf.Root:
            self._pdf.Root.OutputIntents = self._shared.copy(source.Root.OutputIntents)
        nothing = self._shared.once(Dictionary()).objgen[0]
        self._pages.begin_sheet(nothing)
        self._pages.begin_letter(called)
        places = []
        for index, page in enumerate(self._shared.pages(pages, source)):
            if index == cover_pages:
                self._pages.begin_sheet(nothing)
            places.append(len(self._pages))
            self._pages.add(page, f"{index + 1} of {len(pages)}")
        self._forest.add(tree, places)
        first, last = places[0] + 1, len(self._pages)
        return PageRange(first, last, (last - first) // 2 + 1)

    def write(self, target: Path) -> None:
        """Writes the bundle; nothing can be added after it."""
        self._shared.finish_fonts()
        describe(self._pdf)
        used = self._pages.used()
        self._pdf.Root.Shared = Array([self._pdf.get_object(number, 0) for number in used])
        written = io.BytesIO()  # a disk that is full while QPDF writes to it would end the process
        self._pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        self._pdf.close()
        target.write_bytes(written.getbuffer())
        self._write_letters(target, used)

    def _write_letters(self, target: Path, used: Sequence[int]) -> None:
        """Behind the end of the file, which holds all that pages consist of: the pages, and what leads to them."""
        with Pdf.open(target) as written:
            catalog, tree, first = written.Root, written.Root.Pages.objgen[0], int(written.trailer.Size)
            numbers = dict(zip(used, (one.objgen[0] for one in catalog.Shared), strict=True))
            del catalog.Shared
            said, root = catalog.unparse(resolved=True).removesuffix(b">>"), catalog.objgen[0]
        trees = first + self._pages.count()
        said += self._pages.entries(first) + b"/StructTreeRoot %d 0 R>>" % trees
        added = chain(self._pages.objects(first, tree, numbers), self._forest.objects(trees, first))
        count = self._pages.count() + self._forest.count()
        update(target, {root: said, tree: self._pages.tree(first)}, added, count)


def extract(bundle: Path, ranges: Sequence[tuple[int, int]], target: Path) -> None:
    """Writes these letters of a bundle (first and last page, from 1) into one file, each on a front side."""
    with Pdf.open(bundle) as source:
        said = source.docinfo
        created = str(said["/CreationDate"]).removeprefix("D:")
        chosen = PdfBundle(str(said["/Title"]), str(said["/Author"]), str(source.Root.Lang), created)
        parents = parents_in_bundle(source)
        for first, last in ranges:
            chosen.add_again(source, [page.obj for page in source.pages[first - 1 : last]], parents)
        chosen.write(target)


class _Shared:
    """Copies objects into one file, each stream of the same bytes once, each font once with all its glyphs."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._numbers: dict[bytes, int] = {}
        self._resources: dict[_Resources, int] = {}
        self._streams: dict[bytes, Object] = {}
        self._fonts: dict[str, _Font] = {}

    def pages(self, pages: Sequence[Object], file: Pdf) -> list[Page]:
        """Pages of one file; what several of them share is looked at once."""
        source = _Source(file)
        return [
            Page(
                resources=self._drawn_with(page, source),
                box=self._number(page.MediaBox, source),
                contents=self._number(page.Contents, source),
            )
            for page in pages
        ]

    def _number(self, value: Object, source: _Source) -> int:
        """The number here of what the value is there; it is copied where there is none like it."""
        digest = source.digest(value)
        if digest not in self._numbers:
            self._numbers[digest] = self.once(self.copy(value)).objgen[0]
        return self._numbers[digest]

    def _drawn_with(self, page: Object, source: _Source) -> int:
        """The number of the page's resources."""
        resources = page.Resources
        own = (resources if resources.is_indirect else page).objgen[0]
        if own not in source.drawn_with:
            fonts = {name: self._font(name, font) for name, font in resources.get("/Font", {}).items()}
            others = {
                key: value for key, value in resources.items() if key != "/Font" and not _is_empty(value)
            }
            source.drawn_with[own] = self._resources_of(fonts, others, source)
        return source.drawn_with[own]

    def _resources_of(
        self, fonts: Mapping[str, Object], others: Mapping[str, Object], source: _Source
    ) -> int:
        alike = (
            tuple((name, font.objgen[0]) for name, font in fonts.items()),
            tuple((key, source.digest(value)) for key, value in others.items()),
        )
        if alike not in self._resources:
            kept = {key: self.copy(value) for key, value in others.items()}
            if fonts:
                kept["/Font"] = Dictionary(fonts)
            self._resources[alike] = self.once(Dictionary(kept)).objgen[0]
        return self._resources[alike]

    def _font(self, name: str, font: Object) -> Object:
        """The font's object in the bundle; what this file's subset has and the bundle's lacks is noted."""
        if "/DescendantFonts" not in font or "/FontFile2" not in font.DescendantFonts[0].FontDescriptor:
            return self.once(self.copy(font))  # no TrueType: its subsets stay as they are
        for number in count():  # two templates may each bring an “Office Sans” of its own
            identity = f"{name} {font.BaseFont} {number}"
            if identity not in self._fonts:
                self._fonts[identity] = _Font(self._pdf.make_indirect(Dictionary()), self.copy(font.Encoding))
            if self._fonts[identity].learn(font):
                break
        return self._fonts[identity].target

    def copy(self, value: Object) -> Object:
        if isinstance(value, Stream):
            return self._stream(value)
        if isinstance(value, Dictionary):
            copied = Dictionary({key: self.copy(part) for key, part in value.items()})
            # ISO 32000-1 wants a font's descriptor as an object of its own.
            return self.once(copied) if value.get("/Type") == Name.FontDescriptor else copied
        if isinstance(value, Array):
            return Array([self.copy(part) for part in value])
        return value

    def _stream(self, stream: Object) -> Object:
        extra = {key: self.copy(value) for key, value in stream.stream_dict.items() if key != "/Length"}
        data = stream.read_raw_bytes()
        digest = hashlib.sha256(Dictionary(extra).unparse() + data).digest()
        if digest not in self._streams:
            self._streams[digest] = Stream(self._pdf, data, extra)
        return self._streams[digest]

    def once(self, value: Object) -> Object:
        if value.is_indirect:
            return value
        digest = hashlib.sha256(value.unparse(resolved=False)).digest()
        if digest not in self._streams:
            self._streams[digest] = self._pdf.make_indirect(value)
        return self._streams[digest]

    def finish_fonts(self) -> None:
        for font in self._fonts.values():
            font.finish(self._pdf)


_Resources = tuple[tuple[tuple[str, int], ...], tuple[tuple[str, bytes], ...]]
"""Fonts by the name that a page gives them and their number here; everything else by its digest."""


@dataclass
class _Source:
    """A file of which pages are taken over."""

    pdf: Pdf
    digests: dict[int, bytes] = field(default_factory=dict)
    drawn_with: dict[int, int] = field(default_factory=dict)

    def digest(self, value: Object) -> bytes:
        """Of the value with all that it refers to: equal in every file that has the same."""
        number = value.objgen[0]
        if number not in self.digests:
            is_stream = isinstance(value, Stream)
            text, below = parted(value.stream_dict if is_stream else value)
            parts = [self.digest(self.pdf.get_object(one, 0)) for one in below]
            data = value.read_raw_bytes() if is_stream else b""
            found = hashlib.sha256(b"".join([text, *parts, data])).digest()
            if not number:
                return found  # it is no object of its own
            self.digests[number] = found
        return self.digests[number]


def _is_empty(value: Object) -> bool:
    return isinstance(value, Dictionary) and len(value.keys()) == 0


Glyph = TypeVar("Glyph")
Value = TypeVar("Value")


@dataclass
class _Font:
    """One font of the bundle while its letters come in."""

    target: Object
    encoding: Object
    widths: dict[int, float] = field(default_factory=dict)
    unicode: dict[str, str] = field(default_factory=dict)
    seen: set[bytes] = field(default_factory=set)
    subsets: list[bytes] = field(default_factory=list)
    like: dict[str, dict[str, Any]] = field(default_factory=dict)

    def learn(self, font: Object) -> bool:
        """Takes over what this subset has and the others lacked; False where it is another font of the same name."""
        descendant = font.DescendantFonts[0]
        written = hashlib.sha256(descendant.W.unparse() + font.ToUnicode.read_raw_bytes()).digest()
        if written in self.seen:
            return True
        widths, unicode = _widths(descendant.W), _unicode(font.ToUnicode.read_bytes())
        if _disagree(self.widths, widths) or _disagree(self.unicode, unicode):
            return False
        self.seen.add(written)
        if widths.keys() <= self.widths.keys() and unicode.keys() <= self.unicode.keys() and self.like:
            return True
        self.widths.update(widths)
        self.unicode.update(unicode)
        self.subsets.append(descendant.FontDescriptor.FontFile2.read_bytes())
        self.like = self.like or {
            "font": _plain(font),
            "descendant": _plain(descendant),
            "descriptor": _plain(descendant.FontDescriptor),
        }
        return True

    def finish(self, pdf: Pdf) -> None:
        """Fills the font's object: all glyphs, all widths, all characters."""
        program = unite(self.subsets)
        font, descendant, descriptor = (
            Dictionary(self.like[key]) for key in ("font", "descendant", "descriptor")
        )
        descriptor.FontFile2 = pdf.make_indirect(Stream(pdf, program, {"/Length1": len(program)}))
        descendant.W = Array(
            [part for gid in sorted(self.widths) for part in (gid, Array([self.widths[gid]]))]
        )
        descendant.FontDescriptor = pdf.make_indirect(descriptor)
        font.DescendantFonts = Array([pdf.make_indirect(descendant)])
        font.ToUnicode = pdf.make_indirect(Stream(pdf, _to_unicode(self.unicode)))
        font.Encoding = self.encoding
        for key, value in font.items():
            self.target[key] = value


def _disagree(known: Mapping[Glyph, Value], more: Mapping[Glyph, Value]) -> bool:
    """Whether a glyph is another here than there: of another width, or, as with Arabic vowels, read otherwise."""
    return any(known.get(glyph, value) != value for glyph, value in more.items())


def _plain(dictionary: Object) -> dict[str, Any]:
    """Its direct names, numbers, strings and arrays: what does not depend on the subset."""
    kept: dict[str, Any] = {}
    for key, value in dictionary.items():
        if isinstance(value, Stream) or key in (
            "/W",
            "/FontDescriptor",
            "/DescendantFonts",
            "/ToUnicode",
            "/Encoding",
        ):
            continue
        kept[key] = pikepdf.Object.parse(value.unparse(resolved=True)) if isinstance(value, Object) else value
    return kept


def _widths(array: Object) -> dict[int, float]:
    """PDF's W array (ISO 32000-1, 9.7.4.3), in the form `first [w w w]`, as width by glyph."""
    parts = list(array)
    found: dict[int, float] = {}
    for first, run in zip(parts[::2], parts[1::2], strict=True):
        found.update({int(first) + offset: float(width) for offset, width in enumerate(run)})
    return found


_BFCHAR = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]*)>")


def _unicode(cmap: bytes) -> dict[str, str]:
    body = cmap.split(b"endcodespacerange")[1]
    return {glyph.decode(): text.decode() for glyph, text in _BFCHAR.findall(body)}


def _to_unicode(characters: dict[str, str]) -> bytes:
    """A ToUnicode map (ISO 32000-1, 9.10.3) of glyph → characters, both in hexadecimal."""
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry (Adobe)\n"
        "/Ordering (UCS)\n/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
    )
    lines = [f"<{glyph}> <{text}>" for glyph, text in sorted(characters.items())]
    batches = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "".join(f"{len(batch)} beginbfchar\n" + "\n".join(batch) + "\nendbfchar\n" for batch in batches)
    return (head + body + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend").encode()
