"""A finished PDF letter, read back by pypdf (how it is built) and PDFium (what is seen), and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from letterbook.archive.expectation import Expectation, ExpectedEnclosure
from letterbook.envelope_windows import WINDOWS, Window
from letterbook.sentences import say
from letterbook.sources.documents.file_sums import sum_of_read
from letterbook.sources.text_checks import shortened
from letterbook.verification.alike_sheets import alike_sheet, learn_sheet
from letterbook.verification.difference import Remainder
from letterbook.verification.expected_text import (
    allowed_in_file,
    allowed_on_cover,
    belongs,
    of_template,
    required_lines,
    strangers,
)
from letterbook.verification.file_links import wrong_links
from letterbook.verification.findings import Code, Finding
from letterbook.verification.page_fingerprint import (
    Beside,
    PageFingerprint,
    UnreadablePdfError,
    pages_and_what_is_beside,
)
from letterbook.verification.page_layout import Field, PageLayout, read_sheet
from letterbook.verification.pdf_enclosure import (
    ENCLOSED,
    at_the_edges,
    differences,
    known_sheet,
    named_beside,
    remember_enclosed,
    stand_on,
)
from letterbook.verification.raised_signs import wrong_heights
from letterbook.verification.recipient_leaks import RecipientMarks
from letterbook.verification.text_matching import (
    BETWEEN,
    any_says,
    folded,
    is_same,
    phrase,
    stands_on,
    unordered,
)


@dataclass(frozen=True, slots=True)
class VerifiedPdf:
    """What came of one file: the findings, the prints of its pages, by which the bundle is compared with it, and the
    texts of each page, a border between each two, and those that stand on none (`unseen_text`); and what the cover letter
    and the file's particulars say beside the letter's own values.
    """

    findings: tuple[Finding, ...]
    pages: tuple[PageFingerprint, ...] = field(default=(), repr=False)
    texts: tuple[str, ...] = field(default=(), repr=False)
    unseen: str = field(default="", repr=False)
    remainder: Remainder | None = field(default=None, repr=False, compare=False)
    particulars: Remainder | None = field(default=None, repr=False, compare=False)


def verify_pdf(
    file: bytes | Path, expected: Expectation, marks: RecipientMarks, *, in_full: bool = True
) -> VerifiedPdf:
    """Compares a PDF letter with what it should say. Never raises for what is in the file.

    Unless `in_full`, pages that draw the same as one that PDFium has read, but for some words, are read in part (`alike_sheets`);
    one file in fifty is read in full all the same, and so is each in which anything is found.
    """
    try:
        data = file if isinstance(file, bytes) else file.read_bytes()
    except OSError:
        return VerifiedPdf((_finding(expected, None, "missing-file", "The file is not there."),))
    findings = []
    if sum_of_read(str(file) if isinstance(file, Path) else "", data) != expected.sha256:
        findings.append(_finding(expected, None, "altered-file", "The file is not the one that was made."))
    try:
        pages, beside = pages_and_what_is_beside(data, expected.cover_pages or 1)
    except UnreadablePdfError as error:
        return VerifiedPdf((*findings, _finding(expected, None, "broken-file", str(error))))
    texts, unseen = tuple[str, ...](), BETWEEN.join(beside.texts)
    try:
        letter = _Letter(data, expected, marks, pages, beside)
        in_full = in_full or int(expected.sha256[:8], 16) % ONE_IN == 0
        found = None if in_full else letter.with_alike_sheets()
        findings += letter.findings() if found is None else ()
        letter = found or letter
        texts, unseen = letter.texts, BETWEEN.join(letter.not_on_page(beside.texts))
    except Exception as error:  # noqa: BLE001  # what one reader takes for sound may still break the other
        what = say("The file cannot be read ({name}: {error}).", name=type(error).__name__, error=error)
        findings.append(_finding(expected, None, "broken-file", what))
    findings += leaks_beside(expected, unseen, marks)
    return VerifiedPdf(tuple(findings), pages, texts, unseen)


ONE_IN = 50
"""Of so many letters that could be read in part one is read in full: which, its bytes decide."""


@lru_cache(maxsize=1024)  # letters have an enclosure in common
def _signs(text: str) -> str:
    return "".join(unordered(text))


def leaks_on(expected: Expectation, texts: Sequence[str], marks: RecipientMarks) -> Iterator[Finding]:
    """Whatever of another addressee stands on the letter's pages, given the text of each."""
    covers = expected.cover_pages or len(texts)
    allowed = cache(lambda: allowed_on_cover(expected))
    for number, text in enumerate(texts[:covers], start=1):
        for owner, said in _strangers_on(text, expected, marks, allowed):
            yield _finding(expected, number, "somebody-else", belongs(said, owner))
    for enclosure, pages in _enclosed_pages(expected, len(texts)):
        said_there = tuple(texts[pages.start : pages.stop])
        # A finished file says the same to everybody, or its prints are others.
        for offset, owner, said in (
            () if enclosure.prints else named_beside(enclosure, said_there, marks, expected.page_words)
        ):
            if owner != expected.recipient_id:
                yield _finding(expected, pages.start + 1 + offset, "somebody-else", belongs(said, owner))


def _enclosed_pages(expected: Expectation, count: int) -> Iterator[tuple[ExpectedEnclosure, range]]:
    """Each enclosure with its pages (from 0) in a file of so many; the last has all that follow."""
    enclosures, start = expected.enclosures, expected.cover_pages or count
    counts = expected.enclosure_pages or (count,)
    for place, (enclosure, pages) in enumerate(zip(enclosures, counts, strict=False), start=1):
        end = count if place == len(enclosures) else min(start + pages, count)
        yield enclosure, range(min(start, count), end)
        start = end


def leaks_beside(expected: Expectation, unseen: str, marks: RecipientMarks) -> Iterator[Finding]:
    """Whatever of another addressee the file says on none of its pages: there the enclosure's words may be too."""
    allowed = cache(lambda: allowed_in_file(expected))
    for owner, said in marks.found_in(unseen, expected.recipient_id, allowed, lambda: of_template(expected)):
        what = say(
            "{belongs} It is in what no page shows: title, bookmarks, alternative texts, links.",
            belongs=belongs(said, owner),
        )
        yield _finding(expected, None, "somebody-else", what)


def _strangers_on(
    text: str, expected: Expectation, marks: RecipientMarks, allowed: Callable[[], str]
) -> Iterator[tuple[str, str]]:
    """(recipient id, text) of what a page of the cover letter says of others, in one of its texts or over several."""
    own, template = expected.recipient_id, cache(lambda: of_template(expected))
    found = [*marks.found_in(text, own, allowed, template)]
    for joined in strangers(text, expected):
        found += marks.found_in(joined, own, allowed, lambda: phrase(" ".join(expected.page_words)))
    yield from dict.fromkeys(found)


def _finding(expected: Expectation, page: int | None, kind: Code, what: str) -> Finding:
    return Finding(expected.recipient_id, expected.file, page, kind, what)


@dataclass(frozen=True)
class _Letter:
    """One open letter."""

    data: bytes
    expected: Expectation
    marks: RecipientMarks
    prints: Sequence[PageFingerprint]
    beside: Beside
    alike: tuple[PageLayout, ...] | None = None
    """The pages as seen, where PDFium need not be asked."""

    @property
    def links(self) -> Sequence[tuple[str, ...]]:
        """Where the links of each page lead."""
        return self.beside.links

    def with_alike_sheets(self) -> _Letter | None:
        """The same with pages that are known by others, if nothing is found in it; else None."""
        sheets = self._alike_sheets()
        if sheets is None:
            return None
        letter = replace(self, alike=sheets)
        return None if any(letter.findings()) else letter

    def _alike_sheets(self) -> tuple[PageLayout, ...] | None:
        cover = self.beside.cover
        if not cover or len(cover) != min(self._cover_pages, len(self.prints)):
            return None
        rest = ENCLOSED.get((cover[0].key, len(self.prints), bool(self._illustrated)))
        if rest is None:
            return None
        sheets = []
        for index, page in enumerate(cover):
            sheet = alike_sheet(page, None if index else self._window_shown)
            if sheet is None:
                return None
            sheets.append(sheet)
        return (*sheets, *rest)

    @property
    def _window_shown(self) -> Window | None:
        return WINDOWS[self.expected.letter.window] if "address" in self.expected.printed else None

    def findings(self) -> Iterator[Finding]:
        yield from self._count()
        yield from self._fonts()
        cover = self._sheets[: self._cover_pages]
        yield from self._edges(cover)
        yield from self._window(cover)
        yield from self._words(cover)
        yield from leaks_on(self.expected, self.texts, self.marks)
        yield from self._enclosures()
        yield from self._links()

    def _links(self) -> Iterator[Finding]:
        """Each link of the letter and of its enclosures, and no other."""
        covers = range(min(self._cover_pages, len(self.links)))
        enclosed = _enclosed_pages(self.expected, len(self.links))
        parts = [(self.expected.letter.texts("links"), covers)]
        parts += [(enclosure.links, pages) for enclosure, pages in enclosed]
        for wanted, pages in parts:
            found = (target for page in pages for target in self.links[page])
            for what in wrong_links(wanted, found):
                yield self._found(None, "wrong-link", what)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(sheet.joined for sheet in self._sheets)

    def not_on_page(self, texts: Sequence[str]) -> Iterator[str]:
        """Those of the texts that no element draws. What is read aloud of an element is mostly what it draws."""
        drawn = {_signs(text) for sheet in self._sheets for text in sheet.texts}
        return (text for text in texts if _signs(text) not in drawn)

    @property
    def _cover_pages(self) -> int:
        return self.expected.cover_pages or len(self.prints)

    def _found(self, page: int | None, kind: Code, what: str) -> Finding:
        return _finding(self.expected, page, kind, what)

    def _count(self) -> Iterator[Finding]:
        there, wanted = len(self.prints), self.expected.pages
        if wanted is not None and there != wanted:
            yield self._found(
                None,
                "wrong-page-count",
                say("The file has {there} pages; the letter has {wanted}.", there=there, wanted=wanted),
            )

    def _fonts(self) -> Iterator[Finding]:
        for number, page in enumerate(self.prints, start=1):
            for name in page.not_embedded:
                what = say(
                    "The font {name} is not in the file; another machine would print other letters.",
                    name=name,
                )
                yield self._found(number, "font-not-embedded", what)

    @cached_property
    def _sheets(self) -> tuple[PageLayout, ...]:
        """Every page as seen; a page of an enclosure that was read before is not read again."""
        import pypdfium2

        if self.alike is not None:
            return self.alike
        with closing(pypdfium2.PdfDocument(self.data)) as document:
            cover = min(self._cover_pages, len(self.prints))
            first = [self._read(document, index) for index in range(cover)]
            rest = tuple(
                known_sheet(document, index, self.prints[index], is_illustrated=index in self._illustrated)
                for index in range(cover, len(self.prints))
            )
        if self.beside.cover:
            remember_enclosed((self.beside.cover[0].key, len(self.prints), bool(self._illustrated)), rest)
        return (*first, *rest)

    def _read(self, document: Any, index: int) -> PageLayout:
        """A page of the cover, read by PDFium; from it is learned how those like it may be read."""
        window = None if index else self._window_shown
        if index >= len(self.beside.cover):
            return read_sheet(document, index, window)
        drawn = self.beside.cover[index]
        return read_sheet(
            document,
            index,
            window,
            learn=lambda page, text, layout, tagged: learn_sheet(drawn, page, text, layout, tagged, window),
        )

    @cached_property
    def _illustrated(self) -> frozenset[int]:
        """The pages (from 0) of enclosures with pictures."""
        enclosed = _enclosed_pages(self.expected, len(self.prints))
        return frozenset(page for enclosure, pages in enclosed if enclosure.pictures for page in pages)

    def _edges(self, cover: Sequence[PageLayout]) -> Iterator[Finding]:
        for number, sheet in enumerate(cover, start=1):
            yield from (self._found(number, code, what) for code, what in at_the_edges(sheet))

    # --- the window ---

    def _window(self, cover: Sequence[PageLayout]) -> Iterator[Finding]:
        if not cover or cover[0].field is None:
            return
        seen, letter = cover[0].field, self.expected.letter
        yield from self._address(seen, cover[0])
        for text in seen.jutting:
            what = say(
                "“{text}” reaches out of its part of the address window “{window}”.",
                text=shortened(text),
                window=letter.window,
            )
            yield self._found(1, "outside-window", what)
        for upper, lower in seen.overlapping:
            what = say(
                "“{lower}” stands over “{upper}” in the address window.",
                lower=shortened(lower),
                upper=shortened(upper),
            )
            yield self._found(1, "lines-overlap", what)
        for text in seen.turned:
            what = say("“{text}” stands turned in the address window.", text=shortened(text))
            yield self._found(1, "not-the-address", what)
        if seen.pictures:
            what = say(
                "The address window “{window}” shows a picture or a drawn line where the address stands.",
                window=letter.window,
            )
            yield self._found(1, "not-the-address", what)
        yield from self._above_the_address(seen)

    def _above_the_address(self, seen: Field) -> Iterator[Finding]:
        """What stands there besides the return line and how the letter is sent."""
        letter = self.expected.letter
        lines = [
            line for line in (letter.line("office.return_line"), letter.line("recipient.delivery")) if line
        ]
        above = rest = folded(" ".join(seen.above))
        for line in lines:
            rest = rest.replace(folded(line), "", 1)
        if rest and not is_same("".join(lines), above):
            what = say(
                "“{above}” stands in the address window above the address.",
                above=shortened(" / ".join(seen.above)),
            )
            yield self._found(1, "not-the-address", what)

    def _address(self, seen: Field, sheet: PageLayout) -> Iterator[Finding]:
        """Exactly the lines of the address, in their order."""
        wanted, window = self.expected.letter.address, WINDOWS[self.expected.letter.window]
        if len(seen.address) > window.lines:
            line, count = seen.address[window.lines], len(seen.address)
            what = say(
                "The address has {count} lines, from “{line}” on more than the {lines} of its window.",
                count=count,
                line=shortened(line),
                lines=window.lines,
            )
            yield self._found(1, "outside-window", what)
        if len(wanted) == len(seen.address) and all(map(is_same, wanted, seen.address)):
            return
        for line in wanted:
            if not any(is_same(line, found) for found in seen.address):
                where = "not whole in" if stands_on([sheet.text], line) else "missing from"
                yield self._found(
                    1,
                    "wrong-address",
                    say("The address line “{line}” is {where} the address window.", line=line, where=where),
                )
        for found in seen.address:
            if not any(is_same(line, found) for line in wanted):
                what = say(
                    "“{found}” stands in the address window and is no line of this address.",
                    found=shortened(found),
                )
                yield self._found(1, "not-the-address", what)
        if sorted(map(folded, wanted)) == sorted(map(folded, seen.address)):
            yield self._found(1, "wrong-address", "The lines of the address are in another order.")

    # --- the words ---

    def _words(self, cover: Sequence[PageLayout]) -> Iterator[Finding]:
        letter = self.expected.letter
        if not any_says([text for sheet in cover[:1] for text in sheet.texts], letter.reference):
            what = say(
                "The letter's own number {letter_reference} is not on its first page.",
                letter_reference=letter.reference,
            )
            yield self._found(1, "wrong-reference", what)
        for code, called, text in required_lines(self.expected):
            if not stand_on(cover, text):
                what = say(
                    "{called} “{text}” is not in the letter, or not whole.",
                    called=called,
                    text=shortened(text),
                )
                yield self._found(None, code, what)
        raised = (signs for sheet in cover for signs in sheet.raised)
        for height in wrong_heights(letter.texts("raised"), raised):
            yield self._found(None, "not-raised", height)

    # --- the enclosure ---

    def _enclosures(self) -> Iterator[Finding]:
        for enclosure, pages in _enclosed_pages(self.expected, len(self.prints)):
            if enclosure.prints:
                yield from self._finished(enclosure, pages)
                continue
            for offset, code, what in differences(enclosure, self._sheets[pages.start : pages.stop]):
                page = None if offset is None else pages.start + 1 + offset
                yield self._found(page, code, what)
        pages_here = len(self.prints) - self._cover_pages
        wanted = (self.expected.pages or 0) - self._cover_pages
        if self.expected.enclosures and self.expected.pages and pages_here != wanted:
            what = say(
                "The enclosure has {pages} pages here and {wanted} by right.", pages=pages_here, wanted=wanted
            )
            yield self._found(None, "wrong-enclosure", what)

    def _finished(self, expected: ExpectedEnclosure, pages: range) -> Iterator[Finding]:
        """Every page of a finished file, and nothing else, in its order."""
        title, here = shortened(expected.texts[0]), [self.prints[page].digest.hex() for page in pages]
        for offset, (wanted, found) in enumerate(zip_longest(expected.prints, here)):
            number = offset + 1
            if wanted is None:
                what = say("This page is not of the enclosure “{title}”.", title=title)
            elif found is None:
                what = say("Page {number} of the enclosure “{title}” is missing.", number=number, title=title)
            elif wanted != found:
                what = say(
                    "This is not page {number} of the enclosure “{title}”.", number=number, title=title
                )
            else:
                continue
            yield self._found(pages.start + number if found else None, "wrong-enclosure", what)
