"""Characters of a letter or an enclosure that no font has a glyph for: empty boxes on paper, found before it is laid out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

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


_DRAWN = frozenset({"latin", "greek", "cyrillic", "hebrew", "arabic", "cjk"})
"""Scripts of which the fonts have the usual letters: one that is missing is a sign of its own, not a missing script."""


def one_a_script(problems: Iterable[Problem]) -> list[Problem]:
    """The problems with one for all letters of a script, in a file, that no font has; at the place of the first."""
    gathered: dict[object, list[Problem]] = {}
    for problem in problems:
        script = _script_of(problem.text) if problem.code == "missing-glyph" else None
        gathered.setdefault((script, problem.place.file) if script else id(problem), []).append(problem)
    return [_of_script(found) for found in gathered.values()]


def _script_of(text: str) -> str | None:
    """The script of a letter, where the fonts have none of it: thai, hangul, georgian."""
    if len(text) != 1 or unicodedata.category(text)[0] not in "LMN":
        return None
    script = unicodedata.name(text, "").partition(" ")[0].lower()
    return script if script and script not in _DRAWN else None


def _of_script(problems: list[Problem]) -> Problem:
    first, count = problems[0], len({problem.text for problem in problems})
    if count == 1:
        return first
    what = say(
        "{first} So it is with {count} signs of this script ({script}) in this file.",
        first=first.what,
        count=count,
        script=(_script_of(first.text) or "").title(),
    )
    hint = "The fonts have Latin, Greek, Cyrillic, Hebrew, Arabic and Chinese letters. Write it in one of these scripts."
    return replace(first, what=what, hint=hint)


def _all_words(text: Letter | Enclosure) -> str:
    if isinstance(text, Enclosure):
        parts = [text.title, text.place_and_date, plain(text.body), text.signature_name, text.signature_title]
        return "\n".join(filter(None, [*parts, text.addressed_to, text.office]))
    lines = (line for field in LETTER_FIELDS for line in field.texts(text))
    return "\n".join(filter(None, (*lines, text.recipient_name, text.place, plain(text.body))))
