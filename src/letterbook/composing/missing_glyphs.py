"""Characters of a letter or an enclosure that no font has a glyph for: empty boxes on paper, found before it is laid out."""

from __future__ import annotations

import unicodedata

from letterbook.composing.letter_fields import LETTER_FIELDS
from letterbook.fonts import missing_glyphs
from letterbook.model import Enclosure, Letter
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents.markdown import plain


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


def _all_words(text: Letter | Enclosure) -> str:
    if isinstance(text, Enclosure):
        parts = [text.title, text.place_and_date, plain(text.body), text.signature_name, text.signature_title]
        return "\n".join(filter(None, [*parts, text.addressed_to, text.office]))
    lines = (line for field in LETTER_FIELDS for line in field.texts(text))
    return "\n".join(filter(None, (*lines, text.recipient_name, text.place, plain(text.body))))
