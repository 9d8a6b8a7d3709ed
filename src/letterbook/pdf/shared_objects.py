"""What the pages of a bundle are drawn with and what they say, taken over from the letters, each thing once."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from letterbook.pdf.bundle_pages import Page
from letterbook.pdf.merged_font import Font
from letterbook.pdf.objects import with_holes
from letterbook.pdf.overlay import Overlay, Overlays


class Shared:
    """Copies objects into one file, each stream of the same bytes once, each font once with all its glyphs."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        # By what it was in its file, so that what is known need not be copied.
        self._numbers: dict[bytes, int] = {}
        self._resources: dict[_Resources, int] = {}
        # By what it is here: parts of things that differ may be the same.
        self._copies: dict[bytes, Object] = {}
        self._fonts: dict[str, Font] = {}
        self._overlays = Overlays(pdf, self.once, self.copy)

    def pages(self, pages: Sequence[Object], file: Pdf, covers: int) -> list[Page]:
        """Pages of one file, the first of them, its covers, without their contents; what several of them share is looked at once."""
        source = _Source(file)
        return [
            Page(
                resources=self._drawn_with(page, source),
                box=self._number(page.MediaBox, source),
                contents=None
                if number < covers
                else tuple(self._number(piece, source) for piece in pieces(page)),
            )
            for number, page in enumerate(pages)
        ]

    def drawn_with_forms(self, resources: int, overlay: Overlay) -> int:
        """The number of resources, which have this number, with the forms of the overlay."""
        return self._overlays.resources(resources, overlay)

    def stream(self, data: bytes) -> int:
        """The number of a stream of these bytes."""
        digest = hashlib.sha256(data).digest()
        if digest not in self._numbers:
            packed = Stream(self._pdf, zlib.compress(data), {"/Filter": Name.FlateDecode})
            self._numbers[digest] = packed.objgen[0]
        return self._numbers[digest]

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
                self._fonts[identity] = Font(self._pdf.make_indirect(Dictionary()), self.copy(font.Encoding))
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
        if digest not in self._copies:
            self._copies[digest] = Stream(self._pdf, data, extra)
        return self._copies[digest]

    def once(self, value: Object) -> Object:
        if value.is_indirect:
            return value
        digest = hashlib.sha256(value.unparse(resolved=False)).digest()
        if digest not in self._copies:
            self._copies[digest] = self._pdf.make_indirect(value)
        return self._copies[digest]

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
            text, below = with_holes(value.stream_dict if is_stream else value)
            parts = [self.digest(self.pdf.get_object(child, 0)) for child in below]
            data = value.read_raw_bytes() if is_stream else b""
            found = hashlib.sha256(b"".join([text, *parts, data])).digest()
            if not number:
                return found  # it is no object of its own
            self.digests[number] = found
        return self.digests[number]


def pieces(page: Object) -> list[Object]:
    """The streams of a page's contents."""
    return list(page.Contents) if isinstance(page.Contents, Array) else [page.Contents]


def _is_empty(value: Object) -> bool:
    return isinstance(value, Dictionary) and len(value.keys()) == 0
