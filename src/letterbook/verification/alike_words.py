"""Pieces of a Word document that are alike but for their words: how they are built is read once, by the parser, and their words each time.

A piece is taken for alike where all its bytes but those between `<w:t>` and `</w:t>` are those of a piece that was read before. That one was
read with marks in the place of its words, so that whatever the parser leaves out or puts elsewhere is left out and put elsewhere here. Words
that could be read as anything but themselves make the piece one to be read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO

from letterbook.verification.shown_pictures import ShownPicture

_WORDS = re.compile(rb'(<w:t(?: xml:space="preserve")?>)([^<]*)</w:t>')
_END = b"</w:t>"
_PARTED = b"\0"
_UNSOUND = re.compile("[\x01-\x08\x0b-\x1f\ufdd0-\ufdef\ufffe\uffff]|]]>")
_SIGN = re.compile("&(amp|lt|gt|quot|apos);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MARK, _MARK_END = "\ufdd0", "\ufdd1"
_MARKED = re.compile(f"{_MARK}(\\d+){_MARK_END}")
_NO_MARKS = b"\xef\xb7"  # how these signs begin
_MOST_KNOWN = 200


@dataclass(frozen=True)
class Piece:
    """A section as the document has it; `named` are its own headers and footers: (“header first”, relationship); `raised` are its
    raised and lowered signs with what stands before them (`raised_signs.in_word`).
    """

    paragraphs: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    raised: tuple[str, ...] = ()


_Text = tuple[str | int, ...]
"""A paragraph: its fixed words, and which words of a piece stand between them."""


@dataclass(frozen=True)
class _Built:
    """How a section is built."""

    paragraphs: tuple[_Text, ...]
    raised: tuple[_Text, ...]
    rest: Piece

    def filled(self, words: Sequence[str], headers: Sequence[str]) -> Piece:
        said, raised = (
            ["".join(part if isinstance(part, str) else words[part] for part in text) for text in texts]
            for texts in (self.paragraphs, self.raised)
        )
        named = tuple((kind, _header(to, headers)) for kind, to in self.rest.named)
        texts = tuple(text for text in said if text.strip())
        return Piece(texts, named, self.rest.pictures, tuple(raised))


def _header(to: str, headers: Sequence[str]) -> str:
    return headers[int(to[1:-1])] if to.startswith(_MARK) else to


Parse = Callable[[bytes], Iterable[Piece]]
OfList = Callable[[str], Hashable]
"""What a list of this number counts like: the same for lists that are numbered alike."""

_TAKEN = b"\1"  # XML has no such sign
_OWN = re.compile(
    rb'<w:bookmarkStart (?P<b>w:id="\d+" w:name="[^"<>&]*")/>|<w:bookmarkEnd (?P<e>w:id="\d+")/>|<wp:docPr id="(?P<d>\d+)"'
    rb'|<w:numId w:val="(?P<l>\d+)"/>|<w:(?:head|foot)erReference w:type="\w+" r:id="(?P<h>[^"<>&]*)"'
    rb'|<w:instrText xml:space="preserve"> PAGEREF (?P<f>\w+) </w:instrText>'
)
"""What the reader takes no word from, but for lists and headers."""


@dataclass
class _Numbers:
    """What was taken out of a piece: by kind of mark (see `_OWN`) and value, in their order."""

    values: list[tuple[str, bytes]] = field(default_factory=list)

    def taken(self, found: re.Match[bytes]) -> bytes:
        """The element with a sign in the place of its number."""
        kind = found.lastgroup or ""
        self.values.append((kind, found[kind]))
        begin, whole = found.start(), found[0]
        return whole[: found.start(kind) - begin] + _TAKEN + whole[found.end(kind) - begin :]

    def of_lists(self, meaning: OfList | None) -> Hashable:
        """Which of the lists are the same, and what each counts like."""
        lists = [value.decode() for kind, value in self.values if kind == "l"]
        return tuple((lists.index(each), meaning and meaning(each)) for each in lists)

    @property
    def headers(self) -> list[str]:
        return [value.decode() for kind, value in self.values if kind == "h"]

    def put(self, around: bytes) -> bytes:
        """The numbers where they were, but a mark for each header."""
        first, *rest = around.split(_TAKEN)
        pieces, headers = [first], 0
        for (kind, value), behind in zip(self.values, rest, strict=True):
            is_header = kind == "h"
            pieces += (f"{_MARK}{headers}{_MARK_END}".encode() if is_header else value, behind)
            headers += is_header
        return b"".join(pieces)


@dataclass
class AlikePieces:
    """The pieces that were read; whichever was not met for longest goes."""

    _known: dict[Hashable, tuple[_Built, ...]] = field(default_factory=dict)

    def read(
        self, data: bytes, beside: Hashable, parse: Parse, of_list: OfList | None = None
    ) -> tuple[Piece, ...]:
        """The sections of a document as `parse` reads them, which knows what is `beside`. Raises what that raises.

        Where it is told what a number `of_list` means, pieces are alike too that differ in what has to differ in a bundle: names and
        numbers of bookmarks, numbers of drawings and lists, and which part a header is.
        """
        apart = words_apart(data)
        if apart is None:
            return tuple(parse(data))
        around, words = apart
        numbers = _Numbers()
        if of_list is not None:
            around = _OWN.sub(numbers.taken, around)
        key = (around, beside, numbers.of_lists(of_list))
        built = self._known.pop(key, None)
        if built is None:
            built = tuple(map(_built, parse(_marked(around, numbers))))
        self._known[key] = built
        if len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return tuple(section.filled(words, numbers.headers) for section in built)


@lru_cache(maxsize=16)
def words_apart(data: bytes) -> tuple[bytes, tuple[str, ...]] | None:
    """What stands around the words, and the words; None where they might be read as something else."""
    if _PARTED in data or _TAKEN in data or _NO_MARKS in data:
        return None
    cut = _WORDS.split(data)
    held = cut[2::3]
    del cut[2::3]
    try:
        said = _PARTED.join(held).decode()
    except UnicodeDecodeError:
        return None
    if _UNSOUND.search(said):
        return None
    if (signs := said.count("&")) > 0:
        said, known = _SIGN.subn(_sign, said)
        if known != signs:
            return None
    return _PARTED.join(cut), tuple(said.split("\0")) if held else ()


def _sign(found: re.Match[str]) -> str:
    return _SIGNS[found[1]]


def _marked(around: bytes, numbers: _Numbers) -> bytes:
    """The piece with a mark for each of its words, and of its headers."""
    first, *rest = numbers.put(around).split(_PARTED)
    pieces = [first]
    for number, (begin, behind) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
        pieces += (begin, f"{_MARK}{number}{_MARK_END}".encode(), _END, behind)
    return b"".join(pieces)


def _built(piece: Piece) -> _Built:
    said, raised = (
        tuple(tuple(_parts(text)) for text in texts) for texts in (piece.paragraphs, piece.raised)
    )
    return _Built(said, raised, piece)


def _parts(text: str) -> Iterator[str | int]:
    for at, part in enumerate(_MARKED.split(text)):
        if part:
            yield int(part) if at % 2 else part


_SECTION_END, _PARAGRAPH_END, _BODY = b"</w:sectPr></w:pPr>", b"</w:p>", b"<w:body>"
_BLOCK, _LONGEST = 1 << 18, 1 << 24


def sections_apart(document: IO[bytes]) -> Iterator[bytes]:
    """What stands before the body, and each section of it as it is written; the last with all that follows. A section is taken to end
    with the paragraph that holds its properties: whoever parses them sees where it does not. Raises ValueError where there are none.
    """
    held, is_begun = b"", False
    while block := document.read(_BLOCK):
        held += block
        at = 0
        while True:
            begin = held.find(_SECTION_END, at) if is_begun else held.find(_BODY)
            end = held.find(_PARAGRAPH_END, begin) + len(_PARAGRAPH_END) if is_begun else begin + len(_BODY)
            if begin < 0 or end < begin:
                break
            yield held[at:end]
            at, is_begun = end, True
        held = held[at:]
        if len(held) > _LONGEST:
            raise ValueError("a section is longer than any of ours")
    if not is_begun:
        raise ValueError("there is no body")
    yield held
