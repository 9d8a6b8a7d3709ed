"""`ledger.csv`, a row a recipient: written for a spreadsheet, and read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from letterbook.archive.layout import LEDGER
from letterbook.archive.opening import MOST_RECORD_BYTES, open_inside
from letterbook.errors import UsageError
from letterbook.model import Many
from letterbook.sentences import say
from letterbook.sources.tables.formulas import harmless, without_guard

_MOST_DIGITS = 9


@dataclass(frozen=True)
class LedgerRow:
    """One recipient of the mailing. Pages are of the PDF, from 1; a field that does not apply is None or empty.

    `print_beside` are the enclosures that the letter names and that have to be printed and laid beside it.
    """

    number: int
    reference: str
    id: str
    name: str
    country: str
    language: str
    template: str
    copies: int
    delivery: str | None
    pages: int | None
    sheets: int | None
    bundle_first_page: int | None
    bundle_last_page: int | None
    pdf: str | None
    pdf_sha256: str | None
    docx: str | None
    docx_sha256: str | None
    state: str
    print_beside: str | None = None


def write_ledger(folder: Path, rows: Iterable[LedgerRow]) -> None:
    """Writes the rows as CSV for a spreadsheet: UTF-8 with its mark, cells that look like formulas made harmless."""
    with (folder / LEDGER).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        names = [field.name for field in fields(LedgerRow)]
        writer.writerow(names)
        for row in rows:
            values = (getattr(row, name) for name in names)
            writer.writerow(["" if value is None else harmless(str(value)) for value in values])


@dataclass(frozen=True)
class LedgerLine:
    """A row of ledger.csv as it is read: its cells by the names of the columns."""

    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """The cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
        return without_guard(self.cells.get(column) or "")

    def number(self, column: str) -> int | None:
        """The cell as a whole number; None where there is none."""
        cell = self.cells.get(column) or ""
        return int(cell) if cell.isdecimal() and len(cell) <= _MOST_DIGITS else None

    @property
    def id(self) -> str:
        return self.text("id")

    def values(self) -> LedgerRow:
        """The row as it was written; where the file was spoiled, what is no number is none."""
        return LedgerRow(
            number=self.number("number") or 0,
            reference=self.text("reference"),
            id=self.id,
            name=self.text("name"),
            country=self.text("country"),
            language=self.text("language"),
            template=self.text("template"),
            copies=self.number("copies") or 1,
            delivery=self.text("delivery") or None,
            pages=self.number("pages"),
            sheets=self.number("sheets"),
            bundle_first_page=self.number("bundle_first_page"),
            bundle_last_page=self.number("bundle_last_page"),
            pdf=self.text("pdf") or None,
            pdf_sha256=self.text("pdf_sha256") or None,
            docx=self.text("docx") or None,
            docx_sha256=self.text("docx_sha256") or None,
            state=self.text("state"),
            print_beside=self.text("print_beside") or None,
        )


def read_ledger(folder: Path) -> Sequence[LedgerLine]:
    """The rows of ledger.csv. Raises OSError, or ValueError where it is no table of ours; both say why."""
    opened = open_inside(folder, LEDGER, MOST_RECORD_BYTES)
    with io.TextIOWrapper(opened, encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file, strict=True)
        try:
            columns, rows = table.fieldnames or (), Many(map(LedgerLine, table))
        except UnicodeDecodeError as error:
            raise ValueError("it is no text in UTF-8") from error
        except csv.Error as error:  # such as a cell that is far too long
            raise ValueError(
                say("after line {line_num} stands what the program never writes", line_num=table.line_num)
            ) from error
    if "id" not in columns:
        raise ValueError("it has no column “id”")
    return rows


def ledger_of(mailing: Path) -> Sequence[LedgerLine]:
    """As `read_ledger`, for whoever has asked for this mailing. Raises UsageError."""
    try:
        return read_ledger(mailing)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            say("{mailing} is no mailing: its ledger cannot be read ({why}).", mailing=mailing, why=why)
        ) from error
