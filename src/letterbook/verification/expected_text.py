"""What every format has to say, and how a difference is put into words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from letterbook.archive.expectation import Expectation, page_labels
from letterbook.composing.letter_fields import LETTER_FIELDS
from letterbook.sentences import say
from letterbook.verification.findings import Code
from letterbook.verification.text_matching import phrases


def required_lines(expected: Expectation) -> Iterator[tuple[Code, str, str]]:
    """(code, what it is called, text) of what has to stand on the cover letter."""
    for field in LETTER_FIELDS:
        if field.finding and (field.is_required or field.name in expected.printed):
            for text in expected.letter.texts(field.name):
                yield cast("Code", field.finding), field.label, text


def belongs(text: str, owner: str) -> str:
    """The sentence that says whose words were found."""
    return say("“{text}” belongs to {owner} and stands here as well.", text=short(text), owner=owner)


def allowed_on_cover(expected: Expectation) -> str:
    """All that the cover letter says by right, as phrases."""
    letter = expected.letter
    return phrases((*letter.cover_texts(), *page_labels(letter.page_label, expected.cover_pages)))


def short(text: str, most: int = 60) -> str:
    """The text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def no_sentence(which: str, language: str, sentence: str) -> str:
    """The sentence that says that the enclosure's first or last one was not found."""
    return say(
        "The {which} sentence of the enclosure in “{language}” is not there: “{sentence}”.",
        which=which,
        language=language,
        sentence=short(sentence),
    )
