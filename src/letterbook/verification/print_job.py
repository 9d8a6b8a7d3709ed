"""A print job read back: every sheet of every letter lies in one pile, once, as the letter's own file has it, and sums are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from letterbook.archive.expectation import Expectation
from letterbook.archive.layout import MANIFEST, sha256
from letterbook.archive.ledger import read_ledger
from letterbook.archive.manifest import BrokenRecordError
from letterbook.archive.opening import MOST_LETTER_BYTES, read_inside
from letterbook.archive.print_job import (
    ALL_PILES,
    COVER_SHEET,
    JOB,
    PrintedFile,
    PrintedPart,
    PrintJob,
    read_job,
)
from letterbook.archive.sheet_code import SheetCode, edition_of, key_of_mailing
from letterbook.archive.sheet_marks import Marks, marks_of_sheet
from letterbook.archive.verification_record import VerificationRecord
from letterbook.sentences import say
from letterbook.steps import begin_step
from letterbook.verification.findings import Code, Finding
from letterbook.verification.page_fingerprint import (
    PageFingerprint,
    UnreadablePdfError,
    pages_of_letter,
)
from letterbook.verification.post_papers import post_findings
from letterbook.verification.printed_pages import PrintedPage, printed_pages
from letterbook.verification.shown_words import shown_words


def verify_print_job(folder: Path, mailing: Path, record: VerificationRecord) -> list[Finding]:
    """Everything in the job's folder that is not as the published mailing and the job's own record say. Raises nothing for what
    is in the job.

    `record` is that of the mailing, whose own files are known to be as it says.
    """
    try:
        job = read_job(folder)
    except BrokenRecordError as error:
        return [Finding("", JOB, None, "broken-file", str(error))]
    return list(dict.fromkeys(_Job(folder, mailing, record, job).findings()))


@dataclass(frozen=True)
class _Letter:
    """A letter as its own file has it. `ends` are the pages (from 0) behind each of its parts, the cover first."""

    expected: Expectation
    number: int
    pages: Sequence[PageFingerprint]
    ends: Sequence[int]

    def part(self, part: int | None) -> list[range]:
        """The pages of a part, or of each where all are meant."""
        every = [range(first, end) for first, end in pairwise((0, *self.ends))]
        return every if part is None else every[part : part + 1]


@dataclass(frozen=True)
class _Side:
    """A page as it is printed: which page of the letter's file, None for a blank back, and which side of which sheet."""

    page: int | None
    sheet: int
    is_back: bool


class _Job:
    def __init__(self, folder: Path, mailing: Path, record: VerificationRecord, job: PrintJob) -> None:
        self.folder, self.job = folder, job
        self.mailing, self.record = mailing, record
        self.rows = {row.id: row for row in read_ledger(mailing)}
        self.letters: dict[str, _Letter] = {}
        self.compared: dict[tuple[int, int], tuple[PageFingerprint, PageFingerprint, bool]] = {}
        for expectation in record.expectations:
            row = self.rows.get(expectation.recipient_id)
            number = row.number("number") if row else None
            if expectation.format == "pdf" and number in job.numbers:
                self.letters[expectation.recipient_id] = self._read(expectation, number or 0)

    def _read(self, expected: Expectation, number: int) -> _Letter:
        begin_step(expected.file, is_letter=True)
        data = read_inside(self.mailing, expected.file, MOST_LETTER_BYTES)
        cover = expected.cover_pages or expected.pages or 0
        pages = pages_of_letter(data, cover)
        ends = list(accumulate((cover, *(expected.enclosure_pages or (len(pages) - cover,)))))
        return _Letter(expected, number, pages, ends if ends[-1] > cover else [cover])

    def findings(self) -> Iterator[Finding]:
        begin_step(JOB, letters=len(self.letters))
        yield from self._belongs()
        for file in self.job.files:
            yield from self._file(file)
        yield from self._once()
        yield from self._sums()
        yield from post_findings(self.folder, self.job, self._addresses())

    def _addresses(self) -> dict[int, tuple[str, ...]]:
        """The lines of each letter's address, by its number."""
        return {letter.number: letter.expected.letter.address for letter in self.letters.values()}

    def _belongs(self) -> Iterator[Finding]:
        if self.job.mailing != self.record.mailing or self.job.manifest != sha256(self.mailing / MANIFEST):
            what = "The job was made of another mailing, or of an earlier state of it."
            yield Finding("", JOB, None, "altered-file", what)
        known = {
            JOB,
            COVER_SHEET,
            *(file.path for file in self.job.files),
            *(paper.path for paper in self.job.papers),
        }
        there = {
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        }
        for name in sorted(known - there):
            yield Finding("", name, None, "missing-file", "The file is not there.")

    # --- One file ------------------------------------------------------------------------------------------------

    def _file(self, file: PrintedFile) -> Iterator[Finding]:
        begin_step(file.path, letters=len(file.parts))
        try:
            pages = printed_pages(self.folder / file.path)
        except UnreadablePdfError as error:
            yield Finding("", file.path, None, "broken-file", str(error))
            return
        if len(pages) != file.pages:
            what = say("The file has {count} pages; the job says {said}.", count=len(pages), said=file.pages)
            yield Finding("", file.path, None, "wrong-page-count", what)
        self.compared.clear()
        taken: set[int] = {separator.page for separator in file.separators}
        before = sheets = 0
        for part in sorted(file.parts, key=lambda part: part.first_page):
            span = range(part.first_page, part.last_page + 1)
            if part.first_page <= before:
                yield self._found(
                    file, part, part.first_page, "twice-in-bundle", "Two letters stand on this page."
                )
            before = part.last_page
            taken.update(span)
            yield from self._part(file, part, pages, sheets)
            sheets += part.sheets
        for number, page in enumerate(pages, start=1):
            if number not in taken and not page.page.is_blank:
                yield Finding("", file.path, number, "extra-page", "The page belongs to no letter.")

    def _part(
        self, file: PrintedFile, part: PrintedPart, pages: Sequence[PrintedPage], before: int
    ) -> Iterator[Finding]:
        """`before` are the sheets of letters that stand before it in the file."""
        letter = self.letters.get(part.recipient_id)
        if letter is None or letter.number != part.number:
            yield self._found(
                file, part, part.first_page, "somebody-else", "The mailing has no such letter to print."
            )
            return
        sides = list(self._sides(letter.part(part.part)))
        if part.last_page - part.first_page + 1 != len(sides) or part.sheets != sides[-1].sheet:
            what = say(
                "It has to have {count} pages on {sheets} sheets.", count=len(sides), sheets=sides[-1].sheet
            )
            yield self._found(file, part, part.first_page, "wrong-page-count", what)
        if self.job.is_duplex and part.first_page % 2 == 0:
            yield self._found(file, part, part.first_page, "back-side", "The letter begins on a back side.")
        for side, number in zip(sides, range(part.first_page, part.last_page + 1), strict=False):
            if number > len(pages):
                yield self._found(file, part, number, "not-in-bundle", "The page is not there.")
            else:
                page, last = pages[number - 1], sides[-1].sheet
                yield from self._side(file, part, letter, side, number, page, last)
                if self._marks(file, side, before, last) != page.marks():
                    yield self._found(
                        file, part, number, "wrong-code", "The marks at the edge are not those of this sheet."
                    )

    def _side(
        self,
        file: PrintedFile,
        part: PrintedPart,
        letter: _Letter,
        side: _Side,
        number: int,
        page: PrintedPage,
        sheets: int,
    ) -> Iterator[Finding]:
        if side.page is None:
            if not page.page.is_blank or page.over:
                yield self._found(file, part, number, "not-blank", "The back has to be blank.")
            return
        if not self._is_same(letter.pages[side.page], page.page):
            what = say("The page is not page {page} of the letter’s own file.", page=side.page + 1)
            yield self._found(file, part, number, "other-page", what)
        wanted = self._code(file, letter, side, sheets)
        read = page.code_text()
        if read != (str(wanted) if wanted else ""):
            what = say(
                "The code of the sheet says “{read}”; it has to be “{wanted}”.",
                read=read,
                wanted=wanted or "",
            )
            yield self._found(file, part, number, "wrong-code", what)
        if page.has_mark != (part.copy_for is not None and self._begins(letter, side.page)):
            yield self._found(
                file, part, number, "wrong-copy-line", "The mark of a copy is missing, or out of place."
            )

    def _is_same(self, own: PageFingerprint, there: PageFingerprint) -> bool:
        """Compared once where letters share a page; both are kept, so that what is known of them stays theirs."""
        pair = id(own), id(there)
        if pair not in self.compared:
            self.compared[pair] = own, there, own.is_same_as(there)
        return self.compared[pair][2]

    def _code(self, file: PrintedFile, letter: _Letter, side: _Side, sheets: int) -> SheetCode | None:
        """The code that the page has to have: fronts, and backs of the letter itself, of what is posted."""
        is_cover = side.page is not None and side.page < letter.ends[0]
        if not self.job.with_codes or file.kind != "piles" or (side.is_back and not is_cover):
            return None
        key, edition = key_of_mailing(self.job.mailing), edition_of(letter.expected.sha256)
        return SheetCode(
            key, letter.number, side.sheet, sheets, edition, side.is_back, not self.job.is_duplex
        )

    def _marks(self, file: PrintedFile, side: _Side, before: int, sheets: int) -> Marks:
        """The bars that the page has to have: fronts of what is posted."""
        if not self.job.with_marks or file.kind != "piles" or side.is_back:
            return ()
        return marks_of_sheet(before + side.sheet - 1, is_first=side.sheet == 1, is_last=side.sheet == sheets)

    def _begins(self, letter: _Letter, page: int) -> bool:
        return page in {0, *letter.ends[:-1]}

    def _sides(self, parts: Sequence[range]) -> Iterator[_Side]:
        sheet, is_back = 0, True
        for number, part in enumerate(parts):
            if number and self.job.is_duplex and not is_back:
                is_back = True
                yield _Side(None, sheet, is_back=True)
            for page in part:
                is_back = self.job.is_duplex and not is_back
                sheet += not is_back
                yield _Side(page, sheet, is_back)
            is_back = is_back or not self.job.is_duplex

    # --- All files -----------------------------------------------------------------------------------------------

    def _once(self) -> Iterator[Finding]:
        """Each letter is there once, and each of its enclosures where they lie apart."""
        numbers = Counter(letter.number for letter in self.letters.values())
        if sorted(numbers) != sorted(self.job.numbers):
            yield Finding("", JOB, None, "wrong-sum", "The job does not hold the letters that it says.")
        everything = [file for file in self.job.files if file.path == ALL_PILES]
        for files in ([*self.job.of_kind("piles"), *self.job.of_kind("enclosures")], everything):
            if not files:
                continue
            found = Counter((part.recipient_id, part.part) for file in files for part in file.parts)
            wanted = {
                (whose, part)
                for whose, letter in self.letters.items()
                for part in self._parts_of(letter, has_enclosures=files is not everything)
            }
            for whose, part in sorted(wanted - found.keys(), key=str):
                yield Finding(whose, JOB, None, "not-in-bundle", self._whose(whose, part, "lies in no pile"))
            for (whose, part), count in found.items():
                if count > 1:
                    yield Finding(
                        whose,
                        JOB,
                        None,
                        "twice-in-bundle",
                        self._whose(whose, part, "lies in the piles twice"),
                    )

    def _parts_of(self, letter: _Letter, *, has_enclosures: bool) -> Sequence[int | None]:
        if not self.job.enclosures_apart:
            return [None]
        return range(len(letter.ends)) if has_enclosures else [0]

    def _whose(self, recipient_id: str, part: int | None, what: str) -> str:
        number = self.letters[recipient_id].number if recipient_id in self.letters else 0
        enclosure = f", its enclosure {part}," if part else ""
        return f"The letter {number}{enclosure} {what}."

    def _sums(self) -> Iterator[Finding]:
        """Sheets of the piles = sheets of the ledger, and the cover sheet says so."""
        piled = [*self.job.of_kind("piles"), *self.job.of_kind("enclosures")]
        sheets = sum(file.letter_sheets for file in piled)
        ledger = sum(self._ledger_sheets(whose) for whose in self.letters)
        if sheets != ledger:
            what = say(
                "The piles have {sheets} sheets; the ledger has {ledger}.", sheets=sheets, ledger=ledger
            )
            yield Finding("", JOB, None, "wrong-sum", what)
        for file in self.job.files:
            if file.sheets != file.letter_sheets + len(file.separators):
                yield Finding(
                    "",
                    file.path,
                    None,
                    "wrong-sum",
                    "Its sheets are not those of its letters and separators.",
                )
        words = shown_words(self.folder / COVER_SHEET)
        run_on, counted = "".join(words), Counter(words)  # a long name may go over two lines
        addressed = [paper for paper in self.job.papers if paper.kind != "lists"]
        paths = [
            *(file.path for file in self.job.files if file.path != ALL_PILES),
            *(paper.path for paper in addressed),
        ]
        lacking = [path for path in paths if path not in run_on]
        sums = [len(self.letters), sheets, ledger, *(len(paper.numbers) for paper in addressed)]
        for word in (*(Counter(map(str, sums)) - counted), *lacking):
            what = say("The cover sheet lacks “{word}”.", word=word)
            yield Finding("", COVER_SHEET, None, "wrong-sum", what)

    def _ledger_sheets(self, recipient_id: str) -> int:
        """What the ledger counts, on both sides; printed on one side each page is a sheet."""
        row = self.rows[recipient_id]
        return (row.number("sheets" if self.job.is_duplex else "pages")) or 0

    def _found(self, file: PrintedFile, part: PrintedPart, page: int, kind: Code, what: str) -> Finding:
        return Finding(part.recipient_id, file.path, page, kind, what)
