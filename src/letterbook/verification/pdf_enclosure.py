"""The pages of enclosures in PDF letters, which many letters share: each is looked at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache, lru_cache
from typing import Any

from letterbook.archive.expectation import ExpectedEnclosure, page_labels
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened
from letterbook.verification.expected_text import no_sentence
from letterbook.verification.findings import Code
from letterbook.verification.page_fingerprint import PageFingerprint
from letterbook.verification.page_layout import PageLayout, read_sheet
from letterbook.verification.raised_signs import wrong_heights
from letterbook.verification.recipient_leaks import RecipientMarks
from letterbook.verification.shown_pictures import descriptions_on, wrong_pictures
from letterbook.verification.text_matching import is_same, phrases, stands_on

_Enclosed = tuple[tuple[str, int], int, bool]
ENCLOSED: dict[_Enclosed, tuple[PageLayout, ...]] = {}
"""The pages of enclosures in files that are alike, by what these share."""
_MOST_ENCLOSED = 400


def remember_enclosed(key: _Enclosed, sheets: tuple[PageLayout, ...]) -> None:
    ENCLOSED[key] = sheets
    if len(ENCLOSED) > _MOST_ENCLOSED:
        del ENCLOSED[next(iter(ENCLOSED))]


_SHEETS: dict[tuple[bytes, tuple[str, ...]], PageLayout] = {}
_MOST_SHEETS = 64


def known_sheet(document: Any, index: int, page: PageFingerprint, *, is_illustrated: bool) -> PageLayout:
    """The page as seen, from memory where a page that draws the same was read before, its pictures described alike."""
    key = page.digest, descriptions_on(document, index) if is_illustrated else ()
    if key not in _SHEETS:
        while len(_SHEETS) >= _MOST_SHEETS:
            _SHEETS.pop(next(iter(_SHEETS)))
        _SHEETS[key] = read_sheet(document, index, None, with_pictures=True)
    return _SHEETS[key]


def enclosure_findings(pdf: bytes, expected: ExpectedEnclosure) -> list[tuple[Code, str]]:
    """(code, what) of all that the verification would find in an enclosure that goes with letters."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pages = range(len(document))
        sheets = tuple(read_sheet(document, index, None, with_pictures=True) for index in pages)
    return [(code, what) for _, code, what in differences(expected, sheets)]


@lru_cache(maxsize=64)
def differences(
    expected: ExpectedEnclosure, sheets: tuple[PageLayout, ...]
) -> tuple[tuple[int | None, Code, str], ...]:
    """(page from 0, code, what) of an enclosure that is not whole, or not in its language."""
    found: list[tuple[int | None, Code, str]] = []
    ends = (("first", expected.first_sentence), ("last", expected.last_sentence))
    for which, sentence in ends:
        paragraphs = (text for text in expected.texts if sentence in text)
        if not (stand_on(sheets, sentence) or any(stand_on(sheets, text) for text in paragraphs)):
            found.append((None, "wrong-enclosure", no_sentence(which, expected.language, sentence)))
    if not found:
        missing = (text for text in expected.texts if not stand_on(sheets, text))
        found += [
            (None, "wrong-enclosure", say("“{text}” is missing from the enclosure.", text=shortened(text)))
            for text in missing
        ]
    shown = [picture for sheet in sheets for picture in sheet.pictures]
    found += [(None, "wrong-picture", what) for what in wrong_pictures(expected.pictures, shown)]
    raised = (signs for sheet in sheets for signs in sheet.raised)
    found += [(None, "not-raised", what) for what in wrong_heights(expected.raised, raised)]
    for offset, sheet in enumerate(sheets):
        found += [(offset, code, what) for code, what in at_the_edges(sheet)]
    return tuple(found)


@lru_cache(maxsize=64)
def named_beside(
    expected: ExpectedEnclosure, texts: tuple[str, ...], marks: RecipientMarks, page_words: tuple[str, ...]
) -> tuple[tuple[int, str, str], ...]:
    """(page from 0, recipient id, text) of addressees whom the pages name and the statement does not."""
    labels = page_labels(expected.page_label, len(texts))
    allowed = cache(lambda: phrases((*expected.texts, *expected.furniture, *labels)))
    return tuple(
        (offset, owner, text)
        for offset, page in enumerate(texts)
        for owner, text in marks.found_in(page, "", allowed, lambda: phrases(page_words))
    )


def stand_on(sheets: Sequence[PageLayout], text: str) -> bool:
    """Whether the text is there as the pages' tags have it, or as it is seen; or is one of their texts, in any letters."""
    if stands_on([sheet.run_on for sheet in sheets], text):
        return True
    return stands_on([sheet.text for sheet in sheets], text) or any(
        is_same(text, said) for sheet in sheets for said in sheet.lines
    )


def at_the_edges(sheet: PageLayout) -> Iterator[tuple[Code, str]]:
    """(code, what) of text that is not wholly on the paper."""
    for text in sheet.outside:
        yield "outside-page", say("“{text}” stands beyond the edge of the paper.", text=shortened(text))
    for text in sheet.cut_off:
        yield "cut-off", say("“{text}” is cut off.", text=shortened(text))
    for text in sheet.covered:
        yield "hard-to-read", say("Something is laid over “{text}”.", text=shortened(text))
    for text in sheet.faint:
        yield (
            "hard-to-read",
            say("“{text}” is in too small a type, or too pale, to be read on paper.", text=shortened(text)),
        )
