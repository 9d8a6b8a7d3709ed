"""What every format has to say, and how a difference is put into words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import cast

from letterbook.archive.expectation import Expectation, page_labels
from letterbook.composing.letter_fields import ADDRESSEE, LETTER_FIELDS
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened
from letterbook.verification.findings import Code
from letterbook.verification.text_matching import BETWEEN, phrase, phrases


def required_lines(expected: Expectation) -> Iterator[tuple[Code, str, str]]:
    """(code, what it is called, text) of what has to stand on the cover letter."""
    for field in LETTER_FIELDS:
        if field.finding and (field.is_required or field.name in expected.printed):
            for text in expected.letter.texts(field.name):
                yield cast("Code", field.finding), field.label, text
    for line in expected.letter.address if ADDRESSEE in expected.printed else ():
        yield "wrong-address", "The address line", line
    for text in expected.own_texts:
        yield "missing-words", "The value of a field", text


def belongs(text: str, owner: str) -> str:
    """The sentence that says whose words were found."""
    return say("“{text}” belongs to {owner} and stands here as well.", text=shortened(text), owner=owner)


def allowed_on_cover(expected: Expectation) -> str:
    """All that the cover letter says by right, as phrases."""
    letter = expected.letter
    said = (*letter.cover_texts(), *expected.own_texts)
    return phrases((*said, *page_labels(letter.page_label, expected.cover_pages)))


def allowed_in_file(expected: Expectation) -> str:
    """All that the file says by right, as phrases: its cover letter and its enclosures."""
    enclosed = (
        phrases(
            (
                *(*enclosure.texts, *enclosure.furniture, *enclosure.links),
                *(alt for alt, *_ in enclosure.pictures),
            )
        )
        for enclosure in expected.enclosures
    )
    return BETWEEN.join((allowed_on_cover(expected), *enclosed))


def of_template(expected: Expectation) -> str:
    """What the template's page says on every letter, as phrases; but for what announces a number as a reference."""
    letter = expected.letter
    announced = phrase((letter.line("reference_line") or "").replace(letter.reference, "")).casefold()
    words = (text for text in expected.page_words if announced.strip(" :.") not in phrase(text).casefold())
    return phrases(words if announced.strip() else expected.page_words)


_PART_OF_A_TEXT = 4
"""Words of what stands on a page by right though it is no whole text: a paragraph goes on on the next page."""


def strangers(texts: str, expected: Expectation) -> Iterator[str]:
    """Texts of a page that follow each other and that the letter does not have itself, joined: so a name is parted."""
    letter = expected.letter
    own = [*letter.cover_texts(), *expected.own_texts, *page_labels(letter.page_label, expected.cover_pages)]
    whole, joined = {phrase(text).casefold() for text in own}, phrases(own).casefold()

    def is_own(text: str) -> bool:
        said = phrase(text).casefold()
        return said in whole or (len(said.split()) >= _PART_OF_A_TEXT and said in joined)

    for by_right, several in groupby(texts.split(BETWEEN), is_own):
        parts = list(several)
        if not by_right and len(parts) > 1:
            yield " ".join(parts)


def no_sentence(which: str, language: str, sentence: str) -> str:
    """The sentence that says that the enclosure's first or last one was not found."""
    return say(
        "The {which} sentence of the enclosure in “{language}” is not there: “{sentence}”.",
        which=which,
        language=language,
        sentence=shortened(sentence),
    )
