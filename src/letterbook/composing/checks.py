"""What can be known to go wrong on paper before anything is laid out: characters that no font of ours can draw."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from letterbook.errors import Place, Problem
from letterbook.fonts import missing_glyphs
from letterbook.model import Enclosure, Letter, Recipient
from letterbook.sources.markdown import plain


def glyph_problems(
    text: Letter | Enclosure, place_of: Callable[[str], Place], about: str
) -> Iterator[Problem]:
    """A problem for each character that would be an empty box on paper.

    `about` says in whose letter; `place_of` says where a character was written.
    """
    for character in missing_glyphs(_all_words(text)):
        name = unicodedata.name(character, "no name").lower()
        what = f"{about}: the font has no sign for “{character}” (U+{ord(character):04X}, {name})."
        yield Problem(
            "missing-glyph", place_of(character), what, "Write it in another way, or take it out.", character
        )


def _all_words(text: Letter | Enclosure) -> str:
    if isinstance(text, Enclosure):
        parts = [text.title, text.place_and_date, plain(text.body), text.signature_name, text.signature_title]
        return "\n".join(filter(None, [*parts, text.addressed_to, text.office]))
    head = text.head
    parts = [
        *head.address,
        *head.contact,
        head.name,
        head.return_line,
        *text.address,
        text.subject,
        text.salutation,
    ]
    parts += [plain(text.body), text.closing, text.signature.name, text.signature.title, text.enclosure_line]
    return "\n".join(
        filter(None, [*parts, text.copy_line, text.delivery, text.recipient_name, text.place_and_date])
    )


def place_of_character(recipient: Recipient, character: str) -> Place:
    """Where the recipient's data hold the character; the recipient itself where none of its values does."""
    home = recipient.places.get("", Place("recipients"))
    for key, place in recipient.places.items():
        owner, _, name = key.rpartition(".")
        value = getattr(recipient.address if owner == "address" else recipient, name or key, None)
        if key and isinstance(value, str | tuple) and any(character in part for part in value):
            return place
    return home
