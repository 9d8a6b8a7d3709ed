"""The register as a table that an office opens in a spreadsheet: CSV and XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from letterbook.language.register_words import register_words
from letterbook.register.entries import LetterHistory
from letterbook.register.errors import RegisterError
from letterbook.register.workbook import MOST_ROWS, Cell, write_workbook
from letterbook.sources.tables.formulas import harmless

HEADINGS = (
    *("reference", "series", "year", "number", "date", "mailing", "recipient_id", "recipient", "country"),
    *("subject", "state", "files", "pages", "sha256", "sheets", "dispatched", "way", "tracking", "returned"),
    *("answered", "remark"),
)

_SHEET, PAPER_TITLE = "Register", "Register of letters"
_WIDTHS = {"recipient": 44, "subject": 44, "country": 9}


def export_csv(records: Iterable[LetterHistory], stream: BinaryIO) -> None:
    """Writes CSV after RFC 4180 in UTF-8, with the byte order mark without which Excel misreads ə."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(HEADINGS)
    rows.writerows([harmless(str(cell)) for cell in _cells(record)] for record in records)
    text.flush()
    text.detach()


def export_xlsx(records: Iterable[LetterHistory], stream: BinaryIO) -> None:
    """Writes a workbook of one sheet, the same bytes each time; year, number and sheets are numbers.

    Raises RegisterError for more letters than a sheet has rows.
    """
    rows = [*map(_cells, records)]
    if len(rows) > MOST_ROWS:
        raise RegisterError(
            f"A sheet holds {MOST_ROWS:,} letters, and here are {len(rows):,}. Export a year or a series by itself."
        )
    widths = {heading: _WIDTHS.get(heading, 16) for heading in HEADINGS}
    write_workbook(stream, _SHEET, widths, rows)


def is_export(file: Path) -> bool:
    """Whether a file is such a table, or the register on paper; what a clerk has changed in it does not matter."""
    with file.open("rb") as opened:
        begin = opened.read(1000)
    if begin.startswith(b"PK"):
        return _names_its_sheet(file)
    if begin.startswith(b"%PDF-"):
        return f">{PAPER_TITLE}".encode() in file.read_bytes()  # its metadata are never packed, says PDF/A
    return ",".join(HEADINGS[:4]).encode() in begin or begin.startswith(b'{\n  "letters": [')


def _names_its_sheet(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as packed:
            return f'name="{_SHEET}"'.encode() in packed.open("xl/workbook.xml").read(10_000)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        return False


def _cells(record: LetterHistory) -> tuple[Cell, ...]:
    entry, files = record.entry, record.entry.files
    gone, back = record.latest("dispatched"), record.latest("returned")
    answer = record.latest("answered")
    return (
        *(entry.reference, entry.series, entry.year, entry.number, entry.date.isoformat()),
        *(entry.mailing, entry.recipient_id, entry.recipient_name, entry.country, entry.subject, entry.state),
        "; ".join(file.name for file in files),
        "; ".join(str(file.pages) for file in files if file.pages is not None),
        "; ".join(file.sha256 for file in files),
        "" if entry.sheets is None else entry.sheets,
        *((str(gone.date), gone.way or "", gone.tracking or "") if gone else ("", "", "")),
        str(back.date or back.note) if back else "",
        str(answer.date) if answer else "",
        remark(record, register_words("en")),
    )


def remark(record: LetterHistory, words: Mapping[str, str]) -> str:
    """What a reader of the book has to know of the letter beside its dispatch, in these words (`language.register_words`)."""
    event = record.latest("void", "superseded", "returned", "answered")
    if event is None:
        return ""
    if event.kind == "superseded":
        return words["superseded_by"].format(number=event.other)
    return ": ".join(filter(None, [words[event.kind], event.note]))
