"""What a PDF file is made of, read by pypdf: its pages, what is drawn on each, and with which fonts.

Two pages are the same where they draw the same with the same glyphs, however their files are built.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from letterbook.archive.opening import open_ordinary
from letterbook.verification.alike_files import KnownFile, OwnPart, content_of, digest_of, known_file
from letterbook.verification.alike_sheets import DrawnPage
from letterbook.verification.drawn_content import drawn_digest, unpacked
from letterbook.verification.file_links import links_on
from letterbook.verification.font_fingerprint import FontFingerprint, font_fingerprint
from letterbook.verification.glyph_boxes import ReadFont, read_font
from letterbook.verification.unseen_text import (
    joined,
    particulars_of,
    texts_beside_particulars,
    texts_of_information,
    texts_of_metadata,
    unseen_texts,
)

Looked = TypeVar("Looked")

_BOXES = ("/MediaBox", "/TrimBox", "/BleedBox")


class UnreadablePdfError(Exception):  # it says why
    """The file is no sound PDF."""


@dataclass(frozen=True)
class PageFingerprint:
    """A page, recognisable: `drawn` is a digest of all that is drawn but for the fonts' own files.

    `not_embedded` names the fonts that the file asks for and does not bring along; `is_blank` says that nothing at
    all is drawn.
    """

    drawn: bytes
    fonts: Mapping[str, FontFingerprint]
    not_embedded: tuple[str, ...]
    is_blank: bool

    @cached_property
    def digest(self) -> bytes:
        """The page with its fonts as they are in this file."""
        named = [(name, font.base, font.glyphs) for name, font in sorted(self.fonts.items())]
        return hashlib.sha256(self.drawn + repr(named).encode()).digest()

    def is_same_as(self, other: PageFingerprint) -> bool:
        """Whether the other page draws the same; its fonts may hold more glyphs than this page's."""
        if self.drawn != other.drawn or self.fonts.keys() != other.fonts.keys():
            return False
        return all(font.is_part_of(other.fonts[name]) for name, font in self.fonts.items())


def page_fingerprints(file: bytes | Path) -> tuple[PageFingerprint, ...]:
    """The pages in their order. Raises UnreadablePdfError."""
    return _read(file, lambda *_: None, PageReader(is_bundle=True))[0]


@dataclass(frozen=True)
class Beside:
    """What a file has beside what is drawn: the texts that stand on no page, and where the links of each page lead; and what the pages
    of its cover draw, where the file is built as ours are.
    """

    texts: tuple[str, ...]
    links: tuple[tuple[str, ...], ...]
    cover: tuple[DrawnPage, ...] = field(default=(), repr=False, compare=False)


def pages_and_what_is_beside(file: bytes, covers: int) -> tuple[tuple[PageFingerprint, ...], Beside]:
    """The pages in their order, and what the file has beside them. `covers` is how many pages its cover has, so that files
    whose cover alone differs need not be read as a whole each time. Raises UnreadablePdfError.
    """
    if found := _known_by_now(file):
        known, part = found
        return known.pages_with(part), known.beside(part)
    pages, (beside, known_as) = _read(
        file, lambda reader, looking: _looked_at(file, reader, looking, covers), PageReader()
    )
    if known_as is not None:
        known_as = replace(known_as, pages=pages)
        _remember(known_as)
        part_here = known_as.file.own_part_of(file)
        beside = beside if part_here is None else replace(beside, cover=known_as.cover(part_here))
    return pages, beside


def pages_of_letter(file: bytes, covers: int) -> tuple[PageFingerprint, ...]:
    """The pages alone. Raises UnreadablePdfError."""
    if found := _known_by_now(file):
        known, part = found
        return known.pages_with(part)
    return pages_and_what_is_beside(file, covers)[0]


@dataclass(frozen=True)
class _Known:
    """A file that was read as a whole, and what of it is the same in files that are built alike.

    `around` has for each page of the cover what its print is made of, before and behind what it draws.
    """

    file: KnownFile
    around: Sequence[tuple[str, str]]
    texts: tuple[str, ...]
    links: tuple[tuple[str, ...], ...]
    fonts: Sequence[Mapping[bytes, ReadFont | None]] = field(repr=False)
    pages: tuple[PageFingerprint, ...] = ()

    def cover(self, part: OwnPart) -> tuple[DrawnPage, ...]:
        """What the pages of the cover draw in a file with this part."""
        return tuple(
            DrawnPage((self.file.digest, index), content_of(part, number), fonts)
            for index, (number, fonts) in enumerate(zip(self.file.contents, self.fonts, strict=True))
        )

    def pages_with(self, part: OwnPart) -> tuple[PageFingerprint, ...]:
        """The pages of a file that is alike but for this part. Raises UnreadablePdfError."""
        with _readable():
            covers = [
                replace(page, drawn=_print(before, drawn, behind), is_blank=not drawn)
                for page, (before, behind), drawn in zip(
                    self.pages,
                    self.around,
                    (digest_of(part, number) for number in self.file.contents),
                    strict=False,
                )
            ]
        return (*covers, *self.pages[len(covers) :])

    def beside(self, part: OwnPart) -> Beside:
        """What such a file has beside its pages. Raises UnreadablePdfError."""
        with _readable():
            said = (
                texts_of_information(part.objects[self.file.info][0]),
                texts_of_metadata(part.objects[self.file.metadata][1]),
            )
            return Beside(joined(self.texts, *said), self.links, self.cover(part))


@contextmanager
def _readable() -> Iterator[None]:
    """A damaged file may break any part of the reader."""
    try:
        yield
    except Exception as error:
        raise UnreadablePdfError(f"The file cannot be read ({type(error).__name__}: {error}).") from error


_KNOWN: list[_Known] = []
_MOST_KNOWN_BYTES = 50_000_000


def _known_by_now(file: bytes) -> tuple[_Known, OwnPart] | None:
    """The file that was read which this one is alike, and the part of this one that is its own."""
    for at in range(len(_KNOWN) - 1, -1, -1):
        if (part := _KNOWN[at].file.own_part_of(file)) is not None:
            known = _KNOWN.pop(at)
            _KNOWN.append(known)  # the last used is asked first
            return known, part
    return None


def _remember(known: _Known) -> None:
    _KNOWN.append(known)
    while len(_KNOWN) > 1 and sum(len(each.file.shared) for each in _KNOWN) > _MOST_KNOWN_BYTES:
        del _KNOWN[0]


def _looked_at(file: bytes, reader: Any, looking: PageReader, covers: int) -> tuple[Beside, _Known | None]:
    links = tuple(map(links_on, leaves_of(reader)))
    beside = Beside(unseen_texts(reader), links)
    info, metadata = particulars_of(reader)
    drawn = [
        page.raw_get("/Contents")
        for page, _ in zip(leaves_of(reader), range(covers), strict=False)
        if "/Contents" in page
    ]
    numbers = [getattr(content, "idnum", 0) for content in drawn]
    if (
        info is None
        or metadata is None
        or len(numbers) < covers
        or len(set(numbers)) < covers
        or not all(numbers)
    ):
        return beside, None
    known = known_file(file, numbers, metadata.idnum, info.idnum)
    if known is None:
        return beside, None
    fonts = [_fonts_of(page) for page, _ in zip(leaves_of(reader), range(covers), strict=False)]
    return beside, _Known(known, looking.around[:covers], texts_beside_particulars(reader), links, fonts)


def _fonts_of(page: Any) -> dict[bytes, ReadFont | None]:
    """The fonts of a page by their names."""
    resources = page["/Resources"].get_object() if "/Resources" in page else {}
    fonts = resources["/Font"].get_object() if "/Font" in resources else {}
    found: dict[bytes, ReadFont | None] = {}
    for name in fonts:
        try:
            found[str(name).encode()] = read_font(fonts[name].get_object())
        except Exception:  # noqa: BLE001  # a damaged font may break any part of the reader; its words are PDFium's to read
            found[str(name).encode()] = None
    return found


def _read(
    file: bytes | Path, look: Callable[[Any, PageReader], Looked], looking: PageReader
) -> tuple[tuple[PageFingerprint, ...], Looked]:
    """The pages, and what somebody else makes of the open file."""
    from letterbook.verification.pdf_reader import LargeFileReader, large_files

    with (
        _readable(),
        large_files(),
        io.BytesIO(file) if isinstance(file, bytes) else open_ordinary(file) as opened,
    ):
        reader = LargeFileReader(opened)
        found = tuple(looking.page(page) for page in leaves_of(reader)), look(reader, looking)
        # It and its objects hold each other, and a bundle's would wait for the next search for garbage.
        vars(reader).clear()
        return found


_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")  # ISO 32000-1, 7.7.3.4
_PAGES_HELD = 500


def leaves_of(reader: Any) -> Iterator[Any]:
    """The pages in their order, one after another: the reader's own list would hold all of a bundle's at once."""
    for number, page in enumerate(_leaves(reader.root_object.raw_get("/Pages"), {}, set())):
        if number % _PAGES_HELD == _PAGES_HELD - 1:
            reader.resolved_objects.clear()
        yield page


def _leaves(reference: Any, given: Mapping[str, Any], seen: set[int]) -> Iterator[Any]:
    """Each node is `seen` once: a few that hold each other twice would be more pages than anybody can count."""
    node, number = reference.get_object(), getattr(reference, "idnum", 0)
    if number in seen:
        raise ValueError("its tree of pages turns in a circle, or holds a page twice")
    seen.update({number} - {0})
    held = {**given, **{key: node.raw_get(key) for key in _INHERITED if key in node}}
    if "/Kids" in node:
        for kid in node["/Kids"]:
            yield from _leaves(kid, held, seen)
    else:
        node.update(held)
        yield node


@dataclass
class PageReader:
    """One reading of a file; what several pages share is looked at once."""

    resources: dict[int, tuple[str, Mapping[str, FontFingerprint], tuple[str, ...]]] = field(
        default_factory=dict
    )
    streams: dict[int, str] = field(default_factory=dict)
    drawn: dict[int, str] = field(default_factory=dict)
    boxes: dict[int, Any] = field(default_factory=dict)
    fonts: dict[int, FontFingerprint] = field(default_factory=dict)
    values: dict[int, tuple[Any, int]] = field(default_factory=dict)
    """What is known of an object, and how many values it has, those of the objects in it among them."""
    read: int = 0
    """How many values of this page were read."""
    frames: dict[tuple[Any, ...], str] = field(default_factory=dict)
    prints: dict[tuple[str, str, str, int], PageFingerprint] = field(default_factory=dict)
    around: list[tuple[str, str]] = field(default_factory=list)
    """What the print of each page is made of, before and behind what it draws; not of a bundle's, which nobody asks for."""
    is_bundle: bool = False

    def page(self, page: Any) -> PageFingerprint:
        self.read = 0
        boxes = self._boxes(page)
        content = page.raw_get("/Contents") if "/Contents" in page else None
        drawn = self._content(content) if content is not None else ""
        others, fonts, missing = self._resources(page)
        if not self.is_bundle:
            self.around.append((boxes, others))
        # Most pages of a bundle draw what another one does, and what pages are drawn with is held once.
        alike = boxes, drawn, others, id(fonts)
        if alike not in self.prints:
            self.prints[alike] = PageFingerprint(_print(boxes, drawn, others), fonts, missing, not drawn)
        return self.prints[alike]

    def _boxes(self, page: Any) -> str:
        # A box that is left out is the page's own (ISO 32000-1, 14.11.2).
        held = [page.raw_get(key if key in page else "/MediaBox") for key in _BOXES]
        numbers = (*(getattr(box, "idnum", 0) for box in held), page.get("/Rotate", 0))
        if 0 in numbers[:-1]:
            return self._described(held, numbers[-1])
        if numbers not in self.frames:
            self.frames[numbers] = self._described(held, numbers[-1])
        return self.frames[numbers]

    def _described(self, boxes: Sequence[Any], turned: Any) -> str:
        return repr([*map(self._box, boxes), turned])

    def _box(self, reference: Any) -> Any:
        return once(self.boxes, reference, lambda: _value(reference, self))

    def _content(self, content: Any) -> str:
        value = content.get_object()
        if isinstance(value, list):
            return drawn_digest(map(drawn_by, value))
        return once(self.drawn, content, lambda: drawn_digest([drawn_by(content)]))

    def stream(self, reference: Any) -> str:
        """The digest of a stream's bytes as they stand in the file; "" where there are none."""
        return once(self.streams, reference, lambda: _digest(reference.get_object()))

    def _resources(self, page: Any) -> tuple[str, Mapping[str, FontFingerprint], tuple[str, ...]]:
        if "/Resources" not in page:
            return "", {}, ()
        reference = page.raw_get("/Resources")
        return once(self.resources, reference, lambda: self._read_resources(page["/Resources"]))

    def _read_resources(self, resources: Any) -> tuple[str, Mapping[str, FontFingerprint], tuple[str, ...]]:
        others = [(key, _value(resources.raw_get(key), self)) for key in sorted(resources) if key != "/Font"]
        fonts = dict(self._fonts(resources))
        nested = [font for form in _forms(resources, set()) for _, font in self._fonts(form)]
        missing = sorted({font.base for font in (*fonts.values(), *nested) if not font.embedded})
        return repr([(key, value) for key, value in others if value]), fonts, tuple(missing)

    def _fonts(self, resources: Any) -> Iterator[tuple[str, FontFingerprint]]:
        if "/Font" not in resources:
            return
        named = resources["/Font"].get_object()
        for name in named:
            yield name, self._font(named.raw_get(name))

    def _font(self, reference: Any) -> FontFingerprint:
        def read() -> FontFingerprint:
            return font_fingerprint(reference.get_object(), lambda value: repr(_value(value, self)))

        return once(self.fonts, reference, read)


def _print(boxes: str, drawn: str, others: str) -> bytes:
    return hashlib.sha256(f"{boxes} {drawn} {others}".encode()).digest()


def once(known: dict[int, Looked], reference: Any, look: Callable[[], Looked]) -> Looked:
    """What is known of an object by its number; looked at anew where it stands in another and has none."""
    number = getattr(reference, "idnum", 0)
    if not number:
        return look()
    if number not in known:
        known[number] = look()
    return known[number]


def drawn_by(reference: Any) -> bytes:
    """What a stream of a page's contents draws; as it is stored where it is packed in any but the usual way."""
    stream = reference.get_object()
    data: bytes = stream._data  # noqa: SLF001  # the limits of unpacking are our own
    kinds = stream.get("/Filter")
    return _unpacked_once(data) if kinds == "/FlateDecode" and "/DecodeParms" not in stream else data


_unpacked_once = lru_cache(maxsize=64)(unpacked)
"""What the pages of many letters draw alike is unpacked once."""


def _digest(stream: Any) -> str:
    data = stream._data  # noqa: SLF001  # as stored: unpacking takes longer than the rest
    return hashlib.sha256(data).hexdigest() if data else ""


def _forms(resources: Any, seen: set[int]) -> Iterator[Any]:
    """The resources of the drawings (form XObjects) inside, and of those inside them, each drawing once."""
    drawings: Any = resources["/XObject"].get_object() if "/XObject" in resources else {}
    for name in drawings:
        reference = drawings.raw_get(name)
        number = getattr(reference, "idnum", 0)
        if number in seen:
            continue
        seen.update({number} - {0})
        inner = reference.get_object().get("/Resources")
        if inner:
            yield inner.get_object()
            yield from _forms(inner.get_object(), seen)


_UNDER_WAY = (None, 0)
_MOST_VALUES = 1_000_000


def _value(value: Any, looking: PageReader) -> Any:
    """A PDF value as plain data, references followed, streams by their digest; what is empty is left out.

    An object with a number is looked at once. Raises ValueError where objects turn in a circle, or hold each other so often
    that a page would have more values than anybody can read.
    """
    number = getattr(value, "idnum", 0)
    if not number:
        looking.read += 1
        return _plain(value, looking)
    if number not in looking.values:
        looking.values[number] = _UNDER_WAY
        before, plain = looking.read, _plain(value, looking)
        looking.values[number] = plain, looking.read - before + 1
    elif looking.values[number] is _UNDER_WAY:
        raise ValueError("its objects turn in a circle")
    else:
        looking.read += looking.values[number][1]
    if looking.read > _MOST_VALUES:
        raise ValueError("its objects hold each other without end")
    return looking.values[number][0]


def _plain(value: Any, looking: PageReader) -> Any:
    import pypdf.generic as pdf

    held: Any = value.get_object()
    if isinstance(held, pdf.DictionaryObject):
        parts = (
            (key, _value(held.raw_get(key), looking))
            for key in sorted(held)
            if key not in ("/Length", "/Parent")
        )
        found = [(key, part) for key, part in parts if part not in ([], None)]
        return [*found, looking.stream(value)] if isinstance(held, pdf.StreamObject) else found
    if isinstance(held, pdf.ArrayObject):
        return [_value(part, looking) for part in held]
    if isinstance(held, pdf.FloatObject | pdf.NumberObject):
        return float(held)
    return None if isinstance(held, pdf.NullObject) else str(held)
