"""Characters of a letter or an enclosure that no font has a glyph for: empty boxes on paper, found before it is laid out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from letterbook.composing.letter_fields import LETTER_FIELDS
from letterbook.fonts import missing_glyphs, missing_script
from letterbook.language.misread import misread, misread_words
from letterbook.model import Enclosure, Letter, OwnFont
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents.markdown import plain


def unknown_characters(text: Letter | Enclosure | str, own: Sequence[OwnFont]) -> list[str]:
    """The characters that would be empty boxes on paper, and words that were read in a wrong encoding, each once.

    `own` are the office's fonts for further scripts.
    """
    words = text if isinstance(text, str) else _all_words(text)
    return [*missing_glyphs(words, own=own), *misread_words(words)]


def missing_glyph(character: str, place: Place, about: str = "") -> Problem:
    """The problem of a character that no font has, or of a misread word; `about` is the recipient in whose data it stands."""
    if meant := misread(character):
        return _misread(*meant, place)
    if hint := _OF_NO_FONT.get(unicodedata.category(character)):
        template = "There is a sign here that cannot be printed (U+{code_point:04X})."
        if about:
            template = "{recipient_id}: there is a sign here that cannot be printed (U+{code_point:04X})."
        what = say(template, recipient_id=about, code_point=ord(character))
        return Problem("missing-glyph", place, what, hint, character)
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


def _misread(word: str, meant: str, place: Place) -> Problem:
    what = say(
        "“{shown}” looks like words that were read in a wrong encoding; “{meant}” may be meant.",
        shown=word,
        meant=meant,
    )
    hint = "Type it anew; or open the file that it comes from as UTF-8, and copy it again."
    return Problem("garbled-text", place, what, hint, word, "warning")


_UNSEEN = "Delete it; it came along when the text was copied. Type the words anew if you cannot see it."
_OF_NO_FONT = {
    "Cc": _UNSEEN,
    "Cf": _UNSEEN,
    "Zl": _UNSEEN,
    "Zp": _UNSEEN,
    "Co": "It comes from a font of signs, such as Wingdings, of another program. Write it in another way, or take it out.",
}
"""What to do about a character of these categories, which no font of letters has."""


def one_a_script(problems: Iterable[Problem]) -> list[Problem]:
    """The problems with one for all letters of a script that no font has, wherever they stand; at the place of the first."""
    gathered: dict[object, list[Problem]] = {}
    for problem in problems:
        script = _script_of(problem)
        gathered.setdefault(script or id(problem), []).append(problem)
    return [_of_script(found) for found in gathered.values()]


def _script_of(problem: Problem) -> str | None:
    if problem.code != "missing-glyph" or len(problem.text) != 1:
        return None
    return missing_script(problem.text)


_MOST_PLACES = 6


def _of_script(problems: list[Problem]) -> Problem:
    first = problems[0]
    script = _script_of(first)
    if script is None:
        return first
    places = list(dict.fromkeys(_line(problem.place) for problem in problems))
    more = len(places) - _MOST_PLACES
    what = say("No font has the letters of the script {script}.", script=script)
    if len(places) > 1:
        named = ", ".join(places[:_MOST_PLACES]) + (
            say(" and {more} more places", more=more) if more > 0 else ""
        )
        what = say(
            "No font has the letters of the script {script}; they stand at {places}.",
            script=script,
            places=named,
        )
    hint = say(
        "Put a font for this script, such as that of the Noto family, into the office’s folder, and write its path into "
        "letterbook.yaml, under fonts. Or write the words in another script.",
    )
    return replace(first, what=what, hint=hint)


def _line(place: Place) -> str:
    """The place without its column: the letters of one line are one place."""
    return str(replace(place, column=None))


def _all_words(text: Letter | Enclosure) -> str:
    if isinstance(text, Enclosure):
        parts = [text.title, text.place_and_date, plain(text.body), text.signature_name, text.signature_title]
        return "\n".join(filter(None, [*parts, text.addressed_to, text.office]))
    lines = (line for field in LETTER_FIELDS for line in field.texts(text))
    return "\n".join(filter(None, (*lines, text.recipient_name, text.place, plain(text.body))))
