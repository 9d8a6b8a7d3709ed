"""The footnotes of a Word file: a reader counts the marks in the text, and shows each note's words (17.11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from letterbook.verification.raised_signs import in_word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REFERENCE = f"{_W}footnoteReference"
_ID, _VAL, _TYPE, _T, _NUMBER = (f"{_W}{name}" for name in ("id", "val", "type", "t", "footnoteRef"))
_COUNTED = {"pos": "pageBottom", "numFmt": "decimal", "numStart": "1", "numRestart": "eachSect"}


class _Note(NamedTuple):
    """The words of a note, a sign where it shows its number, and its raised and lowered signs."""

    words: str = ""
    raised: tuple[str, ...] = ()


@dataclass
class FootnoteTexts:
    """Counts through the marks of a section; `part` is the document's part of footnotes."""

    part: bytes
    _count: int = 0

    def called(self, reference: Any) -> tuple[str, str]:
        """The number that stands in the text for this mark, and the note: “1 Words.”"""
        self._count += 1
        return str(self._count), self._note(reference).words.replace(_PLACE, str(self._count))

    def raised(self, reference: Any) -> tuple[str, ...]:
        """The raised and lowered signs of the note of this mark."""
        return self._note(reference).raised

    def _note(self, reference: Any) -> _Note:
        notes = _notes(self.part) if self.part else {}
        return notes.get(str(reference.get(_ID)), _Note())

    def miscounted(self, section: Any) -> str:
        """What is wrong with the numbers where the section does not count 1, 2, 3 from its beginning."""
        if not self._count:
            return ""
        said = section.find(f"{_W}footnotePr")
        found = {} if said is None else {child.tag.removeprefix(_W): child.get(_VAL) for child in said}
        return "" if found == _COUNTED else f"footnotes {sorted(map(str, found.items()))}"


_PLACE = "\ue000"


@lru_cache(maxsize=64)
def _notes(part: bytes) -> Mapping[str, _Note]:
    """Each note by its number in the file."""
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    return {
        str(note.get(_ID)): _Note(
            "".join(_PLACE if node.tag == _NUMBER else node.text or "" for node in note.iter(_T, _NUMBER)),
            in_word(note),
        )
        for note in root.iter(f"{_W}footnote")
        if note.get(_TYPE) in (None, "normal")
    }
