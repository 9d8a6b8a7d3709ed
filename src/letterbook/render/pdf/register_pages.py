"""The register on paper: A4 across, a page an auditor knows. One book for each series and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from letterbook.language.locales import direction
from letterbook.language.register_words import register_words
from letterbook.model import OwnFont
from letterbook.pdf import append
from letterbook.render.pdf.page_label import around_numbers
from letterbook.render.pdf.typesetter import Typesetter, read_page
from letterbook.render.pdf.volumes import in_volumes
from letterbook.templates import html_environment

LINES_OF_A_VOLUME = 1_000
"""A hundred sheets. The layout's engine takes a third of a megabyte for a line, so a year of 20,000 letters has no room in one
piece."""
PAPER_MARK = "Register of letters"
"""Stands in the file's properties in every language, so that an earlier print is known again."""


@dataclass(frozen=True)
class Line:
    """One letter, every cell as it is printed. A void letter is struck through, a superseded one marked."""

    number: str
    date: str
    addressee: str
    country: str
    subject: str
    sheets: str
    way: str
    remark: str
    mark: Literal["", "void", "superseded"] = ""


@dataclass(frozen=True)
class Book:
    """The letters of one series and year, by number, and the language in which the book is kept (`register_language`).

    `volume` is the words that tell one volume of a thick book from the next, empty where there is one.
    """

    office: str
    series: str
    year: int
    lines: tuple[Line, ...]
    language: str = "en"
    volume: str = ""

    @property
    def summary(self) -> str:
        """How many letters there are, how many of them count no longer, and from which number to which."""
        words = register_words(self.language)
        marks = [line.mark for line in self.lines]
        counted = [words["letters"].format(count=len(marks))]
        counted += [f"{words[mark]}: {marks.count(mark)}" for mark in ("void", "superseded") if mark in marks]
        span = words["numbers"].format(first=self.lines[0].number, last=self.lines[-1].number)
        return " · ".join([*counted, span])


def print_register(
    books: Sequence[Book], at: datetime, journal: str, own_fonts: Sequence[OwnFont] = ()
) -> bytes:
    """The books as one PDF, each with its own count of sheets; a thick one in volumes of at most `LINES_OF_A_VOLUME` lines, each with
    its own count and sums.

    `at` is the time that is printed and that the file carries; `journal` says where the chain of hashes ends, so that
    a signed print proves what the register held on that day. `own_fonts` are the office's fonts for further scripts.
    """
    setter = Typesetter(own_fonts, read_page("register.css"))
    page = html_environment().from_string(read_page("register.html"))
    said = {
        "mark": PAPER_MARK,
        "created": at.isoformat(timespec="seconds"),
    }
    volumes = (
        replace(book, lines=lines, volume=words)
        for book in books
        for lines, words in in_volumes(book.lines, LINES_OF_A_VOLUME, book.language)
    )
    # Each is tagged before the next is laid out: what it takes then is small.
    tagged = (
        setter.tagged(setter.lay_out(page.render(book=book, **_words(book, at, journal), **said)))
        for book in volumes
    )
    return append(*tagged)


def _words(book: Book, at: datetime, journal: str) -> Mapping[str, object]:
    words = register_words(book.language)
    return {
        "words": words,
        "sheet": around_numbers(words["sheet"]),
        "series": words["series"].format(series=book.series),
        "printed": words["printed"].format(time=at.strftime("%Y-%m-%d %H:%M %Z"), journal=journal),
        "direction": direction(book.language),
    }
