"""A published mailing as the office's print room sees it: what is posted to whom, read from the archive's folder alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from letterbook.archive.expectation import Expectation, ExpectedLetter
from letterbook.archive.ledger import LedgerLine, LedgerRow, ledger_of
from letterbook.archive.manifest import BrokenRecordError
from letterbook.archive.posting import Posting
from letterbook.archive.verification_record import VerificationRecord, read_record
from letterbook.errors import UsageError
from letterbook.language.delivery import way_of
from letterbook.language.locales import Direction, direction
from letterbook.model.language import Languages
from letterbook.remedies import Remedy
from letterbook.sentences import say


@dataclass(frozen=True)
class PostedEnclosure:
    """An enclosure that stands in a letter's own PDF: its pages there, from 0, are `first` and those up to `end`."""

    title: str
    language: str
    first: int
    end: int

    @property
    def pages(self) -> int:
        return self.end - self.first


@dataclass(frozen=True)
class PostedLetter:
    """A letter as it is posted.

    `address` are the lines as printed, the country's last. `direction` is that of the letter's language, `country` ISO 3166-1
    alpha-2, `way` one of `language.delivery.WAYS` or the office's own word. `postcode` and `group` are "" where the archive
    has none, and `pen_space_mm` is empty where it does not say whether somebody signs by hand.
    `delivery_note` is what is printed above the address, `return_line` what stands above it in the window; `sender` is the
    office's name and address, a line each.

    `pdf` is the path of the file in the mailing's folder, None for a letter that was made in Word alone: it has no pages
    then. `first_page` and `last_page` are those of bundle.pdf, from 1. `beside` are enclosures that were printed elsewhere.
    """

    number: int
    reference: str
    recipient_id: str
    addressee: str
    address: tuple[str, ...]
    delivery_note: str | None
    return_line: str | None
    sender: tuple[str, ...]
    language: str
    direction: Direction
    country: str
    postcode: str
    way: str
    group: str
    template: str
    window: str
    signatories: tuple[str, ...]
    pen_space_mm: tuple[float, ...]
    copies: int
    copies_to: tuple[str, ...]
    pdf: str | None
    sha256: str
    first_page: int | None
    last_page: int | None
    cover_pages: int
    enclosures: tuple[PostedEnclosure, ...]
    beside: str | None

    @property
    def pages(self) -> int:
        return self.cover_pages + sum(enclosure.pages for enclosure in self.enclosures)

    @property
    def parts(self) -> tuple[int, ...]:
        """The pages of the cover, then those of each enclosure; each part begins on a sheet of its own."""
        return (self.cover_pages, *(enclosure.pages for enclosure in self.enclosures))

    def sheets(self, *, is_duplex: bool) -> int:
        """Sheets of paper that the letter takes, printed on both sides or on one."""
        return sum(sheets_of(pages, is_duplex=is_duplex) for pages in self.parts)

    @property
    def is_signed_by_hand(self) -> bool:
        """Whether a pen is needed; so it is held where the archive does not say."""
        return not self.pen_space_mm or any(self.pen_space_mm)


@dataclass(frozen=True)
class PostedMailing:
    """A mailing's letters in the order of its ledger. `name` is that of the mailing, `country` the office's own ("" where the
    archive does not say), `office` its name as each letter's language has it. `region` are the countries that the office counts as its
    region, which no archive says.
    """

    folder: Path
    name: str
    country: str
    office: Mapping[str, str]
    letters: tuple[PostedLetter, ...]
    region: tuple[str, ...] = ()

    @property
    def printed(self) -> tuple[PostedLetter, ...]:
        """Those that have pages to print."""
        return tuple(letter for letter in self.letters if letter.pdf)


def sheets_of(pages: int, *, is_duplex: bool) -> int:
    """Sheets of paper that so many pages take."""
    return (pages + 1) // 2 if is_duplex else pages


def posted_mailing(
    folder: Path, languages: Languages, record: VerificationRecord | None = None
) -> PostedMailing:
    """The letters of the mailing in this folder that were made. `languages` are the office's, for the names of its ways; `record` is the
    mailing's where it was read.

    Raises UsageError where this is no mailing, or one whose record is broken.
    """
    rows = ledger_of(folder)
    try:
        record = record or read_record(folder)
    except BrokenRecordError as error:
        what = say("{mailing} cannot be read: {why}", mailing=folder, why=error)
        raise UsageError(what, Remedy.VERIFY) from error
    files: dict[str, dict[str, Expectation]] = {}
    for expectation in record.expectations:
        files.setdefault(expectation.recipient_id, {})[expectation.format] = expectation
    letters = tuple(_posted(row, files[row.id], languages) for row in rows if row.id in files)
    office = {
        expectation.letter.language: expectation.letter.line("office.name") or ""
        for expectation in record.expectations
    }
    return PostedMailing(folder, record.mailing, record.country, office, letters)


def _posted(line: LedgerLine, files: Mapping[str, Expectation], languages: Languages) -> PostedLetter:
    row, made = line.values(), files.get("pdf") or next(iter(files.values()))
    letter = made.letter
    travels = letter.posting or _older_posting(row)
    cover, enclosures = _parts(made)
    return PostedLetter(
        number=row.number,
        reference=letter.reference,
        recipient_id=letter.recipient_id,
        addressee=letter.name,
        address=letter.address,
        delivery_note=letter.line("recipient.delivery"),
        return_line=letter.line("office.return_line"),
        sender=(*letter.texts("office.name"), *letter.texts("office.address")),
        language=letter.language,
        direction=direction(letter.language),
        country=travels.country,
        postcode=travels.postcode,
        way=way_of(travels.way, languages),
        group=travels.group,
        template=letter.template,
        window=letter.window,
        signatories=_signatories(letter),
        pen_space_mm=travels.pen_space_mm,
        copies=travels.copies,
        copies_to=travels.copies_to,
        pdf=made.file if made.format == "pdf" else None,
        sha256=made.sha256,
        first_page=row.bundle_first_page,
        last_page=row.bundle_last_page,
        cover_pages=cover,
        enclosures=enclosures,
        beside=row.print_beside,
    )


def _older_posting(row: LedgerRow) -> Posting:
    """What the ledger says of a letter that was published before version 3."""
    return Posting(row.country, "", "", row.delivery or "", row.copies, (), ())


def _signatories(letter: ExpectedLetter) -> tuple[str, ...]:
    return letter.texts("signatory.name") or letter.texts("signatory.title")


def _parts(made: Expectation) -> tuple[int, tuple[PostedEnclosure, ...]]:
    """How many pages the cover of a PDF has, and where each enclosure stands behind it."""
    if made.format != "pdf" or made.pages is None:
        return 0, ()
    cover = made.pages if made.cover_pages is None else made.cover_pages
    counts = made.enclosure_pages or ((made.pages - cover,) if made.pages > cover else ())
    ends = list(accumulate(counts, initial=cover))
    spans = zip(made.enclosures, ends, ends[1:], strict=False)
    return cover, tuple(
        PostedEnclosure(enclosure.texts[0], enclosure.language, first, end) for enclosure, first, end in spans
    )
