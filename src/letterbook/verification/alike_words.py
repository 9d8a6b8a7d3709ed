"""Pieces of a Word document that are alike but for their words: how they are built is read once, by the parser, and their words each time.

A piece is taken for alike where all its bytes but those between `<w:t>` and `</w:t>` are those of a piece that was read before. That one was
read with marks in the place of its words, so that whatever the parser leaves out or puts elsewhere is left out and put elsewhere here. Words
that could be read as anything but themselves make the piece one to be read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

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
    """A section as the document has it; `named` are its own headers and footers: (“header first”, relationship)."""

    paragraphs: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()
    pictures: tuple[ShownPicture, ...] = ()


_Text = tuple[str | int, ...]
"""A paragraph: its fixed words, and which words of a piece stand between them."""


@dataclass(frozen=True)
class _Built:
    """How a section is built."""

    paragraphs: tuple[_Text, ...]
    rest: Piece

    def filled(self, words: Sequence[str]) -> Piece:
        said = (
            "".join(part if isinstance(part, str) else words[part] for part in text)
            for text in self.paragraphs
        )
        return Piece(tuple(text for text in said if text.strip()), self.rest.named, self.rest.pictures)


Parse = Callable[[bytes], Iterable[Piece]]


@dataclass
class AlikePieces:
    """The pieces that were read; whichever was not met for longest goes."""

    _known: dict[Hashable, tuple[_Built, ...]] = field(default_factory=dict)

    def read(self, data: bytes, beside: Hashable, parse: Parse) -> tuple[Piece, ...]:
        """The sections of a document as `parse` reads them, which knows what is `beside`. Raises what that raises."""
        apart = _words_apart(data)
        if apart is None:
            return tuple(parse(data))
        around, words = apart
        key = (around, beside)
        built = self._known.pop(key, None)
        if built is None:
            built = tuple(map(_built, parse(_marked(around))))
        self._known[key] = built
        if len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return tuple(section.filled(words) for section in built)


def _words_apart(data: bytes) -> tuple[bytes, list[str]] | None:
    """What stands around the words, and the words; None where they might be read as something else."""
    if _PARTED in data or _NO_MARKS in data:
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
    return _PARTED.join(cut), said.split("\0") if held else []


def _sign(found: re.Match[str]) -> str:
    return _SIGNS[found[1]]


def _marked(around: bytes) -> bytes:
    """The piece with a mark for each of its words."""
    first, *rest = around.split(_PARTED)
    pieces = [first]
    for number, (begin, behind) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
        pieces += (begin, f"{_MARK}{number}{_MARK_END}".encode(), _END, behind)
    return b"".join(pieces)


def _built(piece: Piece) -> _Built:
    return _Built(tuple(tuple(_parts(text)) for text in piece.paragraphs), piece)


def _parts(text: str) -> Iterator[str | int]:
    for at, part in enumerate(_MARKED.split(text)):
        if part:
            yield int(part) if at % 2 else part
