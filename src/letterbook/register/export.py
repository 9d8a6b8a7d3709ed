"""The register as a table that an office opens in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from letterbook.register.entries import Entry

HEADINGS = (
    *("reference", "series", "year", "number", "date", "mailing", "recipient_id", "recipient", "country"),
    *("subject", "state", "files", "pages", "sha256"),
)


def harmless(cell: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection).

    Nothing is taken away: "+994 12 …" stays a telephone number, behind an apostrophe.
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def export_csv(entries: Iterable[Entry], stream: BinaryIO) -> None:
    """Writes CSV after RFC 4180 in UTF-8, with the byte order mark without which Excel misreads ə."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(HEADINGS)
    rows.writerows([harmless(cell) for cell in _cells(entry)] for entry in entries)
    text.flush()
    text.detach()


def _cells(entry: Entry) -> tuple[str, ...]:
    files = entry.files
    return (
        *(entry.reference, entry.series, str(entry.year), str(entry.number), entry.date.isoformat()),
        *(entry.mailing, entry.recipient_id, entry.recipient_name, entry.country, entry.subject, entry.state),
        "; ".join(file.name for file in files),
        "; ".join(str(file.pages) for file in files if file.pages is not None),
        "; ".join(file.sha256 for file in files),
    )
