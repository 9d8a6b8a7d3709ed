"""What a Word file says, read from the raw XML of its parts (ECMA-376-1)."""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import chain, pairwise
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote

from lxml import etree

from letterbook.archive.opening import open_ordinary
from letterbook.sources.documents.alike_zips import AlikeZips, of_the_letter
from letterbook.sources.documents.picture_prints import dots_print, look
from letterbook.sources.documents.zip_parts import Read, part_reader
from letterbook.verification.alike_words import AlikePieces, Parse, Piece, sections_apart, words_apart
from letterbook.verification.footnotes import REFERENCE, FootnoteTexts
from letterbook.verification.list_numbers import ListNumbers, counts_like
from letterbook.verification.raised_signs import in_word
from letterbook.verification.shown_pictures import ShownPicture

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _T, _SECT_PR, _PPR, _TBL, _SDT, _BODY = (
    f"{_W}{name}" for name in ("p", "t", "sectPr", "pPr", "tbl", "sdt", "body")
)
_DRAWING = f"{_W}drawing"
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_OF_BODY = (_P, _TBL, _SDT, _SECT_PR)
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "\u2011"}
_REFERENCES = {f"{_W}headerReference": "header", f"{_W}footerReference": "footer"}
_EDGES = {
    f"{which} {kind}": f"{which} default" if kind == "even" else ""
    for which in ("header", "footer")
    for kind in ("default", "first", "even")
}
"""Headers and footers, and what is shown where a section has none for its even pages."""
_BODY_END = b"</w:body></w:document>"
MAIN, CORE = "word/document.xml", "docProps/core.xml"
_NUMBERING, FOOTNOTES = "word/numbering.xml", "word/footnotes.xml"
_RELATIONSHIPS = "word/_rels/document.xml.rels"
_MOST_BYTES = 200_000_000
"""Unpacked; of a bundle beside its text, which grows with its letters."""


class UnreadableWordError(Exception):  # it says why
    """The file is no sound Word file."""


@dataclass(frozen=True)
class Section:
    """A section's paragraphs in order, empty ones left out, its headers and footers by kind (“header first”), and the
    pictures and the raised or lowered signs among its paragraphs.
    """

    paragraphs: tuple[str, ...]
    edges: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[ShownPicture, ...] = ()
    raised: tuple[str, ...] = ()


@dataclass(frozen=True)
class WordFile:
    """A Word file as read: its sections, the text of every other part that holds words, by the part's name, and where
    its links lead.
    """

    sections: tuple[Section, ...]
    others: Mapping[str, str]
    links: tuple[str, ...] = ()


def digest(section: Section) -> bytes:
    """The same for two sections that have the same words and pictures, headers and footers."""
    edges = tuple(sorted(section.edges.items()))
    return _digest(section.paragraphs, edges, (*section.pictures, *section.raised))


@lru_cache(maxsize=64)  # an enclosure is the same in all letters
def _digest(
    paragraphs: tuple[str, ...], edges: tuple[tuple[str, str], ...], others: tuple[ShownPicture | str, ...]
) -> bytes:
    return hashlib.sha256(repr((paragraphs, list(edges), *others)).encode()).digest()


def read_word(file: bytes, *, in_full: bool = True) -> WordFile:
    """The words of a Word letter. Unless `in_full`, what it has in common with one that was read before is compared and not read again
    (`alike_zips`, `alike_words`). Raises UnreadableWordError.
    """
    known = None if in_full else _ALIKE.find(file)
    if known:
        return _read({**known[0], **known[1]}, _PIECES.read, _alike_part)
    with _opened(io.BytesIO(file), is_letter=True) as archive:
        parts = _Unread(archive.namelist(), part_reader(file, archive))
        if in_full:
            return _read(parts, _parsed, _part)
        held = {name: parts[name] for name in parts if not name.endswith(_UNREAD)}
        _ALIKE.learn(file, archive, held)
        return _read(held, _PIECES.read, _alike_part)


_ALIKE = AlikeZips[Mapping[str, bytes]](of_the_letter)
_PIECES = AlikePieces()
_UNREAD = ".odttf"


class _Unread(Mapping[str, bytes]):
    """The parts of a file, each read when it is asked for."""

    def __init__(self, names: Sequence[str], read: Read) -> None:
        self._names, self._read = names, read

    def __getitem__(self, name: str) -> bytes:
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


ReadPart = Callable[[bytes], tuple[str, ...]]
ReadPieces = Callable[[bytes, Hashable, Parse], Iterable[Piece]]


def _parsed(data: bytes, _beside: Hashable, parse: Parse) -> Iterable[Piece]:
    return parse(data)


def _read(parts: Mapping[str, bytes], pieces: ReadPieces, part: ReadPart) -> WordFile:
    try:
        sections = _with_edges(_letter_pieces(parts[MAIN], _counted(parts), pieces), _edge_texts(parts, part))
        return WordFile(tuple(sections), _others(parts, part), tuple(_targets(parts)))
    except Exception as error:  # a damaged file may break any part of the reader
        raise _unreadable(error) from error


def section_digests(file: Path) -> tuple[bytes, ...]:
    """The digest of each section of a bundle, whose long text is never held as a whole. What a section has in common with one that was
    read before is compared and not read again (`alike_words`). Raises UnreadableWordError.
    """
    with _opened(file) as archive:
        parts = _Unread(archive.namelist(), archive.read)
        edges, counted = _edge_texts(parts, _alike_part), _counted(parts)
        with archive.open(MAIN) as document, suppress(etree.XMLSyntaxError, ValueError):
            return tuple(map(digest, _with_edges(_bundled(document, counted), edges)))
        with archive.open(MAIN) as document:  # a section ends inside something else, or the file is broken
            return tuple(map(digest, _with_edges(_pieces(document, counted), edges)))


def _bundled(document: IO[bytes], counted: _Counted) -> Iterator[Piece]:
    """The sections of a bundle one after another. Raises XMLSyntaxError or ValueError where they cannot be read each by itself."""
    known, pieces = AlikePieces(), sections_apart(document)
    seen: dict[bytes, tuple[Piece, ...]] = {}
    head = next(pieces)
    for piece, following in pairwise(chain(pieces, [None])):
        assert piece is not None
        found = seen.get(piece)
        if found is None:
            whole = head + piece + (_BODY_END if following is not None else b"")
            found = known.read(
                whole,
                counted,
                lambda data: _pieces(io.BytesIO(data), counted),
                partial(counts_like, counted.lists),
            )
            if following is not None and len(found) != 1:
                raise ValueError("a section is not what it seems")
            seen[piece] = found
            if len(seen) > _MOST_SEEN:
                del seen[next(iter(seen))]
        else:
            seen[piece] = seen.pop(piece)
        yield from found


_MOST_SEEN = 16
"""Sections that are known by all of their bytes: an enclosure is the same in all letters."""


@contextmanager
def _opened(file: io.BytesIO | Path, *, is_letter: bool = False) -> Iterator[zipfile.ZipFile]:
    try:
        with (
            open_ordinary(file) if isinstance(file, Path) else file as opened,
            zipfile.ZipFile(opened) as archive,
        ):
            _refuse_bombs(archive, () if is_letter else (MAIN,))
            yield archive
    except UnreadableWordError:
        raise
    except Exception as error:  # a damaged file may break any part of the reader
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> UnreadableWordError:
    return UnreadableWordError(f"The file cannot be read ({type(error).__name__}: {error}).")


@dataclass(frozen=True)
class _Counted:
    """The parts from which a reader takes the numbers of lists, and the footnotes with theirs; and the pictures, each by
    the relationship that names it.
    """

    lists: bytes
    notes: bytes
    pictures: tuple[tuple[str, ShownPicture], ...]


def _counted(parts: Mapping[str, bytes]) -> _Counted:
    lists, notes = (parts.get(name, b"") for name in (_NUMBERING, FOOTNOTES))
    named = _related(parts[_RELATIONSHIPS], ("image",)) if _RELATIONSHIPS in parts else {}
    return _Counted(lists, notes, tuple((key, _picture(parts[part])) for key, part in named.items()))


@lru_cache(maxsize=64)
def _picture(data: bytes) -> ShownPicture:
    """A picture as Word shows it, without the words that describe it."""
    return ShownPicture("", dots_print(data), look(data))


def _refuse_bombs(archive: zipfile.ZipFile, aside: Collection[str]) -> None:
    if sum(entry.file_size for entry in archive.infolist() if entry.filename not in aside) > _MOST_BYTES:
        raise ValueError("it is far larger than a letter can be")


_WORDLESS = frozenset(
    {
        MAIN,
        "[Content_Types].xml",
        *(f"word/{name}.xml" for name in ("styles", "numbering", "settings", "fontTable", "theme/theme1")),
    }
)


def _others(parts: Mapping[str, bytes], part: ReadPart) -> Mapping[str, str]:
    """What a reader may show beside the text: headers, footers, notes, comments, particulars, alternative texts, links."""
    names = [name for name in parts if name.endswith((".xml", ".rels")) and name not in _WORDLESS]
    texts = {name: _shown(parts[name], name, part) for name in names}
    cover, enclosures = _parted(parts[MAIN])
    texts[MAIN] = "\n".join((*_beside_cover(cover, part), *_kept_beside(enclosures)))
    return {name: texts[name] for name in sorted(texts) if texts[name]}


@lru_cache(maxsize=256)
def _shown(data: bytes, name: str, part: ReadPart) -> str:
    if name.endswith(".rels"):
        targets = _links(data)
        return "\n".join(dict.fromkeys((*targets, *map(unquote, targets))))
    if not name.startswith("word/"):
        root = _root(data)
        return "\n".join([*map(str, root.itertext()), *_values(root)])
    return "\n".join((*part(data), *_beside(data)))


def _values(root: Any) -> Iterator[str]:
    for node in root.iter():
        yield from (str(value) for value in node.attrib.values())


_LINK_FIELD = re.compile(rb"HYPERLINK\s+(?:\"|&quot;)(.*?)(?:\"|&quot;)", re.DOTALL)


def _targets(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Where links lead that leave the file: those of every part, and those of fields."""
    for name in parts:
        if name.endswith(".rels"):
            yield from _links(parts[name])
        elif name.startswith("word/") and name.endswith(".xml"):
            yield from chain.from_iterable(
                map(_field_links, _parted(parts[name]) if name == MAIN else [parts[name]])
            )


@lru_cache(maxsize=256)
def _field_links(data: bytes) -> tuple[str, ...]:
    fields = (found[1].decode("utf-8", "replace") for found in _LINK_FIELD.finditer(data))
    return tuple(map(html.unescape, fields))


@lru_cache(maxsize=256)
def _links(relationships: bytes) -> tuple[str, ...]:
    """Where the links of a part lead that leave the file."""
    external = (to for to in _root(relationships) if to.get("TargetMode") == "External")
    return tuple(str(to.get("Target")) for to in external)


_BESIDE = re.compile(
    rb"""[\s:](?:descr|title|tooltip|author|initials|alt|name)\s*=\s*("[^"<]*"|'[^'<]*')"""
    rb"""|<\w+:(?:alias|tag|docVar)\s([^<>]*)>"""
)
"""Attributes that a reader shows or reads aloud (ECMA-376-1, 20.4.2.5 and others), and names that Word keeps."""


_COUNTED = re.compile(r"(?:Picture|Graphic|Image) \d+")
"""Names that drawings get by their number: that one is the third of a file depends on what stands before it."""


def _beside(data: bytes) -> Iterator[str]:
    """What a part says beside its text: alternative texts, tips, who wrote. It is looked for and not parsed: the document
    itself is long.
    """
    for found in _BESIDE.finditer(data):
        said = html.unescape((found[1] or found[2]).decode("utf-8", "replace").strip("\"'"))
        if not _COUNTED.fullmatch(said):
            yield said


def _beside_cover(data: bytes, part: ReadPart) -> Iterable[str]:
    """What a letter's own section says beside its text: that of a kind is the same, but for words that look like an attribute."""
    apart = None if part is _part else words_apart(data)
    if apart is None or any("=" in word for word in apart[1]):
        return _beside(data)
    return _kept_beside(apart[0])


@lru_cache(maxsize=64)
def _kept_beside(data: bytes) -> tuple[str, ...]:
    return tuple(_beside(data))


@lru_cache(maxsize=256)
def _part(data: bytes) -> tuple[str, ...]:
    return tuple(_paragraphs(_root(data)))


@lru_cache(maxsize=256)
def _alike_part(data: bytes) -> tuple[str, ...]:
    """The same of a header, footer or the like, of which only the words are read where another was built alike."""
    [piece] = _PIECES.read(
        data, "part", lambda part: [Piece(tuple(_paragraphs(_root(part))))], lambda _: None
    )
    return piece.paragraphs


def _root(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _edge_texts(parts: Mapping[str, bytes], read: ReadPart) -> Mapping[str, str]:
    """The text of each header and footer by the relationship that names it."""
    if _RELATIONSHIPS not in parts:
        return {}
    named = _related(parts[_RELATIONSHIPS], ("header", "footer"))
    return {relationship: "\n".join(read(parts[part])) for relationship, part in named.items()}


@lru_cache(maxsize=256)
def _related(relationships: bytes, kinds: tuple[str, ...]) -> Mapping[str, str]:
    """The parts of these kinds that the document names, by the relationship."""
    found = {}
    for relationship in _root(relationships):
        if str(relationship.get("Type", "")).rpartition("/")[2] in kinds:
            found[str(relationship.get("Id"))] = (
                f"word/{str(relationship.get('Target')).removeprefix('/word/')}"
            )
    return found


_SECTION_END = b"</w:sectPr></w:pPr>"


def _parted(document: bytes) -> tuple[bytes, bytes]:
    """A document as far as the paragraph that ends the last section but one, the cover's, and what follows: the last enclosures of
    letters of a kind are the same bytes, and are looked at once. All of it, and nothing, where there is no such end.
    """
    at = document.rfind(_SECTION_END)
    end = document.find(b"</w:p>", at) + len(b"</w:p>")
    return (document[:end], document[end:]) if at >= 0 and end > at else (document, b"")


def _letter_pieces(document: bytes, counted: _Counted, read: ReadPieces) -> Iterable[Piece]:
    """The sections of a letter. What stands after its last end of a section, the enclosure, is read once for many."""
    cover, enclosure = _parted(document)
    body = document.find(b"<w:body>") + len(b"<w:body>")
    if enclosure and body < len(cover):
        try:
            first = read(cover, counted, lambda data: _pieces(io.BytesIO(data + _BODY_END), counted))
            return (*first, *_kept_pieces(document[:body] + enclosure, counted))
        except etree.XMLSyntaxError:  # the end stands inside something else, or the file is broken
            pass
    return _pieces(io.BytesIO(document), counted)


@lru_cache(maxsize=64)
def _kept_pieces(document: bytes, counted: _Counted) -> tuple[Piece, ...]:
    return tuple(_pieces(io.BytesIO(document), counted))


def _pieces(document: IO[bytes], counted: _Counted) -> Iterator[Piece]:
    """The sections one after another; a long document is not held as a whole."""
    paragraphs: list[str] = []
    pictures: list[ShownPicture] = []
    raised: list[str] = []
    shown = dict(counted.pictures)
    numbers, notes = ListNumbers(counted.lists), FootnoteTexts(counted.notes)
    nodes = etree.iterparse(document, tag=_OF_BODY, resolve_entities=False, no_network=True)
    for _, node in nodes:
        if node.getparent().tag != _BODY:
            continue
        end = node if node.tag == _SECT_PR else node.find(f"{_PPR}/{_SECT_PR}")
        paragraphs += _paragraphs(node, numbers, notes)
        pictures += _pictures(node, shown)
        raised += chain(in_word(node), *map(notes.raised, node.iter(REFERENCE)))
        if end is not None:
            paragraphs += filter(None, [notes.miscounted(end)])
            named = (
                (f"{_REFERENCES[reference.tag]} {reference.get(f'{_W}type')}", str(reference.get(f"{_R}id")))
                for reference in end
                if reference.tag in _REFERENCES
            )
            yield Piece(tuple(paragraphs), tuple(named), tuple(pictures), tuple(raised))
            paragraphs, pictures, raised = [], [], []
            numbers, notes = ListNumbers(counted.lists), FootnoteTexts(counted.notes)
        node.clear()
    if paragraphs:
        yield Piece(tuple(paragraphs), (), tuple(pictures), tuple(raised))


def _pictures(node: Any, shown: Mapping[str, ShownPicture]) -> Iterator[ShownPicture]:
    """The pictures inside a node, each with the words that are read aloud for it."""
    for drawing in node.iter(_DRAWING):
        alt = next((str(each.get("descr") or "") for each in drawing.iter(_DOC_PR)), "")
        for blip in drawing.iter(_BLIP):
            picture = shown.get(str(blip.get(f"{_R}embed")), ShownPicture("", "", ""))
            yield replace(picture, alt=alt)


def _with_edges(parts: Iterable[Piece], texts: Mapping[str, str]) -> Iterator[Section]:
    """The sections with headers and footers; one that a section does not name is that of the one before (17.10.5)."""
    held: dict[str, str] = {}
    for part in parts:
        held |= {name: texts.get(relationship, "") for name, relationship in part.named}
        shown = {name: held.get(name, held.get(default, "")) for name, default in _EDGES.items()}
        edges = {name: text for name, text in shown.items() if text}
        yield Section(part.paragraphs, edges, part.pictures, part.raised)


def _paragraphs(
    node: Any, numbers: ListNumbers | None = None, notes: FootnoteTexts | None = None
) -> Iterator[str]:
    """The paragraphs inside a node in their order, those of text boxes after the one that holds the box. An item of a
    list begins with its number; footnotes follow their paragraph.
    """
    for old in list(node.iter(_FALLBACK)):
        old.getparent().remove(old)
    texts: dict[Any, list[str]] = {}
    marked: dict[Any, list[str]] = {}
    for part in node.iter(_P, _T, REFERENCE, *_SIGNS):
        if part.tag == _P:
            texts[part] = [numbers.before(part)] if numbers else []
            continue
        home = next(part.iterancestors(_P), None)
        if part.tag != REFERENCE:
            texts.setdefault(home, []).append(part.text or "" if part.tag == _T else _SIGNS[part.tag])
        elif notes:
            number, note = notes.called(part)
            texts.setdefault(home, []).append(number)
            marked.setdefault(home, []).append(note)
    every = (text for home, words in texts.items() for text in ("".join(words), *marked.get(home, ())))
    return (text for text in every if text.strip())
