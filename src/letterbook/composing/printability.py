"""What can be known to go wrong on paper before anything is laid out: no sign for a character, no room for a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from letterbook.envelope_windows import WINDOWS
from letterbook.fonts import SANS, SERIF_BOLD, missing_glyphs, width_mm
from letterbook.model import Enclosure, Letter
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents.markdown import plain

RETURN_LINE_PT, DELIVERY_PT = 7.0, 8.5  # as base.css has them


def unknown_characters(text: Letter | Enclosure | str) -> list[str]:
    """The characters that would be empty boxes on paper, each once."""
    return missing_glyphs(text if isinstance(text, str) else _all_words(text))


def missing_glyph(character: str, place: Place, about: str = "") -> Problem:
    """The problem of a character that no font has; `about` is the recipient in whose data it stands."""
    name = unicodedata.name(character, "no name").lower()
    what = say(
        "The font has no sign for “{character}” (U+{code_point:04X}, {name}).",
        character=character,
        code_point=ord(character),
        name=name,
    )
    if about:
        what = say(
            "{recipient_id}: the font has no sign for “{character}” (U+{code_point:04X}, {name}).",
            recipient_id=about,
            **what.values,
        )
    return Problem("missing-glyph", place, what, "Write it in another way, or take it out.", character)


def wide_lines(letter: Letter) -> Iterator[tuple[str, str, float, float]]:
    """The single lines of the address field that are wider than it: key, text, width and room in mm."""
    room = WINDOWS[letter.window].address.width
    single = (
        ("return_line", letter.head.return_line, RETURN_LINE_PT, SANS),
        ("delivery", letter.delivery, DELIVERY_PT, SERIF_BOLD),
    )
    for key, text, size, font in single:
        if text and (width := width_mm(text, size, font)) > room:
            yield key, text, width, room


def _all_words(text: Letter | Enclosure) -> str:
    if isinstance(text, Enclosure):
        parts = [text.title, text.place_and_date, plain(text.body), text.signature_name, text.signature_title]
        return "\n".join(filter(None, [*parts, text.addressed_to, text.office]))
    head = text.head
    parts = [*head.address, *head.contact, head.name, head.return_line, *text.address, text.subject]
    parts += [plain(text.body), text.salutation, text.closing, text.signature.name, text.signature.title]
    parts += [text.enclosure_line, text.copy_line, text.delivery, text.recipient_name, text.place_and_date]
    return "\n".join(filter(None, parts))
