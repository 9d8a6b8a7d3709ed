"""Letters of a kind in the Word bundle: what becomes of one is found out once, with marks where words and numbers stand, and the others are
the same bytes with theirs.

A letter is of a kind with another where they are the same but for the words of its own section, as they are written between `<w:t>` and
`</w:t>`, and for words that a reader or writer could take for anything else it is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_WORDS = re.compile(rb'(<w:t(?: xml:space="preserve")?>)([^<]+)</w:t>')
_END = b"</w:t>"
_PARTED = b"\0"
_PLAIN = "[^&>\x01-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]*"
_AS_WRITTEN = re.compile(f"{_PLAIN}(?:&(?:amp|lt|gt);{_PLAIN})*")
"""What comes out of a reader and a writer of XML as it went in; no mark of ours among it."""
_MARK, _MARK_END = "\ufdd0", "\ufdd1"
_MARKED = re.compile(f"{_MARK}([a-z][^{_MARK_END}]*){_MARK_END}".encode())


def mark(name: str) -> str:
    """What stands for a word or a number of a letter's own; names begin with a small letter."""
    return f"{_MARK}{name}{_MARK_END}"


@dataclass(frozen=True)
class Apart:
    """A piece of a part: what stands around its words, which is the same in all of its kind, and the words as they are written."""

    around: bytes
    words: tuple[bytes, ...]

    def marked(self) -> bytes:
        """The piece with a mark for each of its words."""
        first, *rest = self.around.split(_PARTED)
        pieces = [first]
        for number, (begin, behind) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
            pieces += (begin, mark(f"w{number}").encode(), _END, behind)
        return b"".join(pieces)

    @property
    def values(self) -> dict[bytes, bytes]:
        """The words by the names of their marks."""
        return {b"w%d" % number: word for number, word in enumerate(self.words)}


def apart(piece: bytes) -> Apart | None:
    """The piece in two; None where its words might be read, or written, as anything but themselves."""
    if _PARTED in piece or _MARK.encode() in piece:
        return None
    cut = _WORDS.split(piece)
    words = tuple(cut[2::3])
    del cut[2::3]
    try:
        said = _PARTED.join(words).decode()
    except UnicodeDecodeError:
        return None
    if not _AS_WRITTEN.fullmatch(said) or not all(map(bytes.strip, words)):
        return None
    return Apart(_PARTED.join(cut), words)


@dataclass(frozen=True)
class Form:
    """What is written of each of a kind: the bytes between the marks, and the marks' names."""

    between: tuple[bytes, ...]
    names: tuple[bytes, ...]

    @classmethod
    def of(cls, written: bytes) -> Form:
        """The form, from what was written with marks."""
        cut = _MARKED.split(written)
        return cls(tuple(cut[::2]), tuple(cut[1::2]))

    def filled(self, values: Mapping[bytes, bytes]) -> bytes:
        """What is written with these values by the names of their marks. Raises KeyError for one that is not there."""
        pieces = [self.between[0]]
        for name, behind in zip(self.names, self.between[1:], strict=True):
            pieces += (values[name], behind)
        return b"".join(pieces)


Header = tuple[str | None, str]
"""A header or footer that a letter asks for: its part, None for an empty one, and “header” or “footer”."""


@dataclass
class Numbers:
    """The numbers and names that a letter gets in the bundle, each noted by the name of the mark that stands for it in a form: lists (l),
    bookmarks (b) and their names (r), drawings (d) and the identifiers of headers (h).
    """

    noted: dict[bytes, bytes] = field(default_factory=dict)
    bookmarks: list[str] = field(default_factory=list)
    """What those are called in the letter that get a name of its own."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    headers: list[Header] = field(default_factory=list)
    drawings: int = 0

    def of_lists(self, taken: Mapping[str, str]) -> Mapping[str, str]:
        """The lists' new numbers by the old."""
        self.noted |= {f"l{old}".encode(): new.encode() for old, new in taken.items()}
        return taken

    def of_bookmark(self, old: str, name: str, take: Callable[[], str]) -> tuple[str, str]:
        """The new name and the number of a bookmark of the letter's own."""
        self.bookmarks.append(old)
        at = len(self.bookmarks) - 1
        return self._note(f"r{at}", lambda: name), self._note(f"b{at}", take)

    def of_drawing(self, take: Callable[[], str]) -> str:
        """The number of a drawing."""
        self.drawings += 1
        return self._note(f"d{self.drawings - 1}", take)

    def of_header(self, header: Header, take: Callable[[], str]) -> str:
        """The identifier of a header."""
        self.headers.append(header)
        return self._note(f"h{len(self.headers) - 1}", take)

    def header(self, at: int) -> str:
        """The identifier that was noted for the header of this place."""
        return self.noted[f"h{at}".encode()].decode()

    def _note(self, name: str, take: Callable[[], str]) -> str:
        value = take()
        self.noted[name.encode()] = value.encode()
        return value


class Marks(Numbers):
    """The marks that stand for them; nothing is taken."""

    def of_lists(self, taken: Mapping[str, str]) -> Mapping[str, str]:
        return {old: mark(f"l{old}") for old in taken}

    def _note(self, name: str, take: Callable[[], str]) -> str:  # noqa: ARG002
        return mark(name)
