"""Lists that go with an office's post: what is handed in, what is in the diplomatic bag, and who signs what."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from letterbook.language.countries import country_name
from letterbook.language.figures import number_text
from letterbook.language.posting_words import posting_words
from letterbook.printing.posted_letters import PostedLetter
from letterbook.printing.weights import Weighed
from letterbook.register.workbook import Cell, write_workbook
from letterbook.render.pdf.list_pages import Column, PrintedList
from letterbook.sources.tables.formulas import harmless

_COLUMNS = (
    ("reference", 30, False),
    ("addressee", 80, False),
    ("country", 38, False),
    ("sheets", 16, True),
    ("grams", 18, True),
    ("class", 34, False),
    ("tracking", 44, False),
)
"""Each column's word, its share of a page's width, and whether it holds numbers."""
_WIDTHS = {"addressee": 44, "country": 24, "class": 24, "tracking": 24}
_LONGEST_SHEET_NAME = 31
"""So many signs has the name of a sheet in Excel at most."""
BAG = "bag"


@dataclass(frozen=True)
class DispatchList:
    """The letters that go one way, in the order in which they lie, with the numbers of those that have one already."""

    way: str
    letters: tuple[Weighed, ...]
    tracking: Mapping[str, str]

    @property
    def sheets(self) -> int:
        return sum(letter.sheets for letter in self.letters)

    @property
    def grams(self) -> float:
        return round(sum(letter.grams for letter in self.letters), 1)


def by_way(letters: Iterable[Weighed], tracking: Mapping[str, str]) -> list[DispatchList]:
    """A list for each way that a letter goes, in the order of the letters."""
    ways: dict[str, list[Weighed]] = {}
    for letter in letters:
        ways.setdefault(letter.letter.way, []).append(letter)
    return [DispatchList(way, tuple(alike), tracking) for way, alike in ways.items()]


def _way_name(way: str, words: Mapping[str, str]) -> str:
    """What a way is called in these words; the office's own as it calls it."""
    return words.get(f"way_{way}", way)


def dispatch_csv(dispatch: DispatchList, language: str) -> bytes:
    """The list for a spreadsheet: UTF-8 with its mark, cells that look like formulas made harmless. With the tracking numbers
    filled in, `register dispatch --tracking-list` reads it.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(_headings(language))
    rows.writerows([harmless(str(cell)) for cell in row] for row in _rows(dispatch, language))
    return text.getvalue().encode("utf-8-sig")


def dispatch_xlsx(dispatch: DispatchList, language: str) -> bytes:
    """The same as a workbook: texts are texts, whatever they begin with, and sheets and grams are numbers."""
    stream = io.BytesIO()
    keys = [key for key, _, _ in _COLUMNS]
    widths = {heading: _WIDTHS.get(key, 14) for key, heading in zip(keys, _headings(language), strict=True)}
    sheet = posting_words(language)["dispatch"][:_LONGEST_SHEET_NAME]
    write_workbook(stream, sheet, widths, _rows(dispatch, language))
    return stream.getvalue()


def dispatch_page(dispatch: DispatchList, mailing: str, office: str, language: str) -> PrintedList:
    """The same on paper, with room for the tracking numbers, and for the post's stamp; the list of the diplomatic bag with room for
    the number of its seal.
    """
    words = posting_words(language)
    is_bag = dispatch.way == BAG
    *rows, total = (tuple(_shown(cell, language) for cell in row) for row in _rows(dispatch, language))
    name = words["bag"] if is_bag else f"{words['dispatch']}: {_way_name(dispatch.way, words)}"
    boxes = ("sealed", "handed_over", "received") if is_bag else ("handed_over", "received", "stamp")
    return PrintedList(
        title=name,
        about=f"{mailing} · {words['letters'].format(count=len(dispatch.letters))}",
        office=office,
        language=language,
        page_label=words["page"],
        columns=tuple(Column(words[key], share, number) for key, share, number in _COLUMNS),
        rows=tuple(rows),
        total=total,
        boxes=tuple(words[box] for box in boxes),
    )


def _headings(language: str) -> list[str]:
    words = posting_words(language)
    return [words[key] for key, _, _ in _COLUMNS]


def _rows(dispatch: DispatchList, language: str) -> list[tuple[Cell, ...]]:
    """A row a letter, and the total: how many letters, sheets and grams."""
    words = posting_words(language)
    rows: list[tuple[Cell, ...]] = [
        _row(letter, dispatch.tracking, words, language) for letter in dispatch.letters
    ]
    return [*rows, (words["total"], len(rows), "", dispatch.sheets, dispatch.grams, "", "")]


def _row(
    weighed: Weighed, tracking: Mapping[str, str], words: Mapping[str, str], language: str
) -> tuple[Cell, ...]:
    letter = weighed.letter
    postage = weighed.postage.name if weighed.postage else words["too_heavy"] if weighed.is_over else ""
    country = country_name(letter.country, language) if letter.country else ""
    number = tracking.get(letter.reference, "")
    return letter.reference, letter.addressee, country, weighed.sheets, weighed.grams, postage, number


def _shown(cell: Cell, language: str) -> str:
    return number_text(Decimal(str(cell)), language) if isinstance(cell, float) else str(cell)


# --- Who signs what ------------------------------------------------------------------------------------------------

_SIGNING = (
    ("reference", 34, False),
    ("addressee", 110, False),
    ("country", 40, False),
    ("bundle_page", 26, True),
)


def _by_signatory(letters: Iterable[PostedLetter]) -> dict[str, list[PostedLetter]]:
    """The letters that wait for a pen, by who signs them; one with two signatories stands under both."""
    signing: dict[str, list[PostedLetter]] = {}
    for letter in letters:
        spaces = letter.pen_space_mm or (1.0,) * len(letter.signatories)
        for name, space in zip(letter.signatories, spaces, strict=False):
            if space:
                signing.setdefault(name, []).append(letter)
    return signing


def signing_pages(
    letters: Sequence[PostedLetter], pages: Mapping[str, int | str], mailing: str, office: str, language: str
) -> list[PrintedList]:
    """For each signatory a list of what to sign, on which page of the file that is printed. `pages` are these by reference."""
    words = posting_words(language)
    columns = tuple(Column(words[key], share, number) for key, share, number in _SIGNING)
    return [
        PrintedList(
            title=f"{words['signing']}: {name}",
            about=f"{mailing} · {words['letters'].format(count=len(alike))}",
            office=office,
            language=language,
            page_label=words["page"],
            columns=columns,
            rows=tuple(_signing_row(letter, pages, language) for letter in alike),
            total=(words["total"], str(len(alike)), "", ""),
        )
        for name, alike in _by_signatory(letters).items()
    ]


def _signing_row(letter: PostedLetter, pages: Mapping[str, int | str], language: str) -> tuple[str, ...]:
    country = country_name(letter.country, language) if letter.country else ""
    return letter.reference, letter.addressee, country, str(pages.get(letter.reference, ""))
