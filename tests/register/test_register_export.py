"""The register as CSV: read back cell by cell, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterbook.register import Entry, MadeFile, export_csv, harmless

FILES = (MadeFile("docx", "1-a.docx", "d" * 64), MadeFile("pdf", "1-a.pdf", "e" * 64, 3))


def entry(name: str, subject: str = "Bəyanat") -> Entry:
    day = date(2021, 1, 19)
    return Entry("s", 1, 2021, "1/2021", "m", "a", name, "AZ", subject, day, "made", FILES)


def exported(*entries: Entry) -> bytes:
    stream = io.BytesIO()
    export_csv(entries, stream)
    assert not stream.closed
    return stream.getvalue()


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_row_for_a_letter_under_headings() -> None:
    data = exported(entry("Milli Məclis, Bakı"))
    assert data.startswith(b"\xef\xbb\xbfreference,series,")
    assert data.endswith(b"\r\n") and data.count(b"\r\n") == data.count(b"\n") == 2
    headings, row = rows(data)
    assert dict(zip(headings, row, strict=True)) == {
        "reference": "1/2021",
        "series": "s",
        "year": "2021",
        "number": "1",
        "date": "2021-01-19",
        "mailing": "m",
        "recipient_id": "a",
        "recipient": "Milli Məclis, Bakı",
        "country": "AZ",
        "subject": "Bəyanat",
        "state": "made",
        "files": "1-a.docx; 1-a.pdf",
        "pages": "3",
        "sha256": f"{'d' * 64}; {'e' * 64}",
    }


@pytest.mark.parametrize("cell", ["=1+1", "+994 12 404 00 00", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_made_harmless_and_kept_whole(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert rows(exported(entry(cell)))[1][7] == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Bakı", "1-0001/2021", "a=b", "'quoted'", "№ 5"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.text("\"',;\r\n=+"))
def test_every_text_comes_back(name: str, subject: str) -> None:
    row = rows(exported(entry(name, subject)))[1]
    assert (row[7], row[9]) == (harmless(name), harmless(subject))
