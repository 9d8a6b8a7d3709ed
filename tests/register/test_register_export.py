"""The register as CSV, XLSX and on paper: read back cell by cell, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import openpyxl
import pypdf
import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from letterbook.language.register_words import all_register_words, register_language, register_words
from letterbook.register import (
    Entry,
    Event,
    EventKind,
    LetterHistory,
    MadeFile,
    RegisterError,
    export,
    export_csv,
    export_xlsx,
    remark,
)
from letterbook.render.pdf import register_pages
from letterbook.render.pdf.register_pages import Book, Line, print_register
from letterbook.sources.tables.formulas import harmless

FILES = (MadeFile("docx", "1-a.docx", "d" * 64), MadeFile("pdf", "1-a.pdf", "e" * 64, 3))
AT = "2021-01-25T08:30:00+00:00"


def event(kind: EventKind, note: str | None = None, other: str | None = None, day: int = 20) -> Event:
    return Event("1/2021", kind, AT, "clerk", date(2021, 1, day), note=note, other=other)


GONE = Event("1/2021", "dispatched", AT, "clerk", date(2021, 1, 20), "post", "+RR 1")


def record(name: str, subject: str = "Bəyanat", events: Iterable[Event] = ()) -> LetterHistory:
    day = date(2021, 1, 19)
    entry = Entry("s", 1, 2021, "1/2021", "m", "a", name, "AZ", subject, day, "made", FILES)
    return LetterHistory(entry, tuple(events))


def exported(*records: LetterHistory) -> bytes:
    stream = io.BytesIO()
    export_csv(records, stream)
    assert not stream.closed
    return stream.getvalue()


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def workbook(*records: LetterHistory) -> bytes:
    stream = io.BytesIO()
    export_xlsx(records, stream)
    return stream.getvalue()


CELLS = {
    "reference": "1/2021",
    "series": "s",
    "year": 2021,
    "number": 1,
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
    "sheets": 2,
    "dispatched": "2021-01-20",
    "way": "post",
    "tracking": "+RR 1",
    "returned": "2021-01-22",
    "answered": "",
    "remark": "returned: moved",
}
WHOLE = record("Milli Məclis, Bakı", events=[GONE, event("returned", "moved", day=22)])


def test_a_row_for_a_letter_under_headings() -> None:
    data = exported(WHOLE)
    assert data.startswith(b"\xef\xbb\xbfreference,series,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    headings, row = rows(data)
    expected = {heading: harmless(str(cell)) for heading, cell in CELLS.items()}
    assert dict(zip(headings, row, strict=True)) == expected
    assert expected["tracking"] == "'+RR 1"


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], ""),
        ([GONE], ""),
        ([event("void", "struck")], "void: struck"),
        ([GONE, event("superseded", other="2/2021")], "superseded by 2/2021"),
        ([GONE, event("answered", "thanks")], "answered: thanks"),
        ([GONE, event("answered")], "answered"),
    ],
)
def test_a_remark_says_how_the_letter_ended(events: list[Event], said: str) -> None:
    assert remark(record("A", events=events), register_words("en")) == said
    assert rows(exported(record("A", events=events)))[1][-1] == said


@pytest.mark.parametrize("cell", ["=1+1", "+994 12 404 00 00", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_made_harmless_and_kept_whole(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert rows(exported(record(cell)))[1][7] == f"'{cell}"
    in_sheet = openpyxl.load_workbook(io.BytesIO(workbook(record(cell)))).active["H2"]
    assert (unescape(in_sheet.value), in_sheet.data_type, in_sheet.number_format) == (cell, "s", "@")
    assert in_sheet.quotePrefix


@pytest.mark.parametrize("cell", ["", "Bakı", "1-0001/2021", "a=b", "'quoted'", "№ 5"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.text("\"',;\r\n=+"))
def test_every_text_comes_back(name: str, subject: str) -> None:
    row = rows(exported(record(name, subject)))[1]
    assert (row[7], row[9]) == (harmless(name), harmless(subject))


# --- A workbook ----------------------------------------------------------------------------------------------------


def test_a_workbook_has_texts_as_texts_and_numbers_as_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(WHOLE))).active
    assert sheet.title == "Register"
    headings, values = sheet.iter_rows(values_only=True)
    assert dict(zip(headings, values, strict=True)) == {name: cell or None for name, cell in CELLS.items()}
    assert {cell.data_type for cell in sheet[2] if cell.value is not None} == {"s", "n"}
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:U2"
    widths = [round(sheet.column_dimensions[letter].width) for letter in "AHIJ"]
    assert widths == [17, 45, 10, 45], "openpyxl counts the cell's margin in"
    assert sheet["A1"].font.b
    assert not sheet["A2"].font.b


def test_another_reader_sees_the_same() -> None:
    assert values(WHOLE) == list(CELLS.values())


def values(letter: LetterHistory) -> Sequence[object]:
    """The letter's cells, as a reader has them that knows how ECMA-376 (22.9.2.19) writes a "\\r": _x000D_."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(letter)))
    return book.get_sheet_by_index(0).to_python()[1]


@given(st.text(st.characters(codec="utf-8"), max_size=40))
@example("a\r\nb\r")
@example("_x000D_ and _x0041_")
@example("<r><t>not XML</t></r>")
@example("<r>a & b</r>")
@example("<r></r>")
@example("https://example.org")
@example("{=1+1}")
@example("12")
def test_every_text_comes_back_from_a_workbook(name: str) -> None:
    expected = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", name)
    assert values(record(name))[7] == expected


def test_half_a_character_and_a_text_too_long_for_a_cell_leave_a_whole_workbook() -> None:
    assert values(record("a\ud800b", "<r>" + "x" * 40_000 + "</r>"))[7] == "a\ufffdb"
    assert values(record("a", "<r>" + "x" * 40_000 + "</r>"))[9] == "<r>" + "x" * 32_764


def test_the_same_letters_give_the_same_workbook() -> None:
    data = workbook(WHOLE)
    assert data == workbook(WHOLE)
    members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert {member.create_system for member in members} == {0}
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert {properties.created, properties.modified} == {datetime(1980, 1, 1)}  # noqa: DTZ001  (openpyxl's)


def test_the_same_letters_give_the_same_workbook_in_another_process() -> None:
    """Where sets come in another order and it is another day."""
    code = "import sys, test_register_export as here; sys.stdout.buffer.write(here.workbook(here.WHOLE))"
    folder = str(Path(__file__).parent)
    path = os.pathsep.join([folder, *sys.path])
    for seed in ("1", "2"):
        surroundings = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path}
        ran = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, check=True)
        assert ran.stdout == workbook(WHOLE)


def test_more_letters_than_a_sheet_has_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 1)
    assert workbook(WHOLE)
    with pytest.raises(RegisterError, match="holds 1 letters, and here are 2"):
        workbook(WHOLE, WHOLE)


def test_a_workbook_without_letters_has_its_headings() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook())).active
    assert list(sheet.iter_rows(values_only=True)) == [tuple(CELLS)]


# --- On paper ------------------------------------------------------------------------------------------------------

PRINTED = datetime(2021, 2, 1, 9, 0, tzinfo=UTC)


def line(number: int, mark: Literal["", "void", "superseded"] = "", **other: str) -> Line:
    values = {"addressee": f"Addressee {number}", "subject": "Bəyanat <b>31</b>", "way": "post", "remark": ""}
    reference = f"1-{number:04d}/2021"
    return Line(reference, "2021-01-19", country="AZ", sheets="2", mark=mark, **(values | other))


def pages(*books: Book) -> list[str]:
    data = print_register(books, PRINTED, "12 lines, the last abc")
    assert data == print_register(books, PRINTED, "12 lines, the last abc")
    reader = pypdf.PdfReader(io.BytesIO(data))
    sizes = {
        (round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4))
        for page in reader.pages
    }
    assert sizes == {(297, 210)}
    return [page.extract_text() for page in reader.pages]


def test_every_sheet_says_whose_book_it_is_and_which_sheet() -> None:
    found = pages(
        Book("Office", "outgoing", 2021, tuple(map(line, range(1, 61)))),
        Book("Office", "notes", 2022, (line(1),)),
    )
    assert len(found) > 3
    *first, last = found
    for number, text in enumerate(first, 1):
        assert "Office" in text
        assert "Register of letters · series “outgoing” · 2021" in text
        assert f"Sheet {number} of {len(first)}" in text
        assert "journal: 12 lines, the last abc" in text
        assert all(
            heading in text for heading in ("Number", "Date", "Addressee", "Subject", "Sheets", "Signature")
        )
    assert "series “notes” · 2022" in last
    assert "Sheet 1 of 1" in last
    numbers = [number for text in first for number in re.findall(r"^1-(\d{4})/2021", text, re.MULTILINE)]
    assert numbers == [f"{number:04d}" for number in range(1, 61)]
    assert "Letters: 60 · numbers 1-0001/2021 to 1-0060/2021" in first[-1]


def test_a_thick_book_has_volumes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_pages, "LINES_OF_A_VOLUME", 20)
    book = Book("Amt", "outgoing", 2021, tuple(map(line, range(1, 46))), "de")
    found = pages(book, replace(book, lines=book.lines[:20]))
    for number, (first, last) in enumerate([(1, 15), (16, 30), (31, 45)]):
        text = "".join(found[2 * number : 2 * number + 2])
        assert f"2021 · Band {number + 1} von 3" in text
        assert "Blatt 1 von 2" in text
        assert re.findall(r"^1-(\d{4})/2021", text, re.MULTILINE) == [
            f"{n:04d}" for n in range(first, last + 1)
        ]
        assert f"1-{first:04d}/2021 bis 1-{last:04d}/2021" in text
    assert "Band" not in "".join(found[6:])


def test_a_void_and_a_superseded_letter_are_marked_and_counted() -> None:
    lines = (
        *(line(1), line(2, mark="void", remark="void: struck")),
        line(3, mark="superseded", remark="superseded by 4"),
    )
    [text] = pages(Book("Office", "s", 2021, lines))
    assert "void: struck" in text
    assert "superseded by 4" in text
    assert "Letters: 3 · void: 1 · superseded: 1 · numbers" in text
    assert "Bəyanat <b>31</b>" in text, "a name is no markup"


def test_a_book_is_kept_in_the_offices_language() -> None:
    words = all_register_words()
    assert {frozenset(said) for said in words.values()} == {frozenset(words["en"])}
    for language, said in words.items():
        for name, text in said.items():
            marks = set(re.findall(r"{(\w+)}", text))
            assert marks == set(re.findall(r"{(\w+)}", words["en"][name])), (language, name)
    [text] = pages(Book("Amt", "s", 2021, (line(1),), register_language("de-AT")))
    assert "Briefregister · Reihe „s“ · 2021" in text
    assert "Blatt 1 von 1" in text
    assert "Nummer" in text
    assert register_language("ka-GE") == "ka"
    assert register_language("sv") == "en"


def test_a_letter_has_two_lines_and_no_lines_part_the_columns() -> None:
    data = print_register([Book("Office", "s", 2021, tuple(map(line, range(1, 4))))], PRINTED, "")
    page = pypdfium2.PdfDocument(data)[0]
    text = page.get_textpage()
    whole = text.get_text_range()

    def top(words: str) -> float:
        return float(text.get_charbox(whole.index(words))[3])

    assert top("Addressee 1") == pytest.approx(top("1-0001/2021"), abs=1)
    assert top("Bəyanat") == pytest.approx(top("2021-01-19"), abs=1)
    assert 11 < top("Addressee 1") - top("Bəyanat") < 13
    grey = page.render(scale=2).to_pil().convert("L")
    mm = grey.width / 297
    columns = grey.crop((round(21 * mm), round(30 * mm), round(280 * mm), round(60 * mm)))
    dark = [sum(columns.getpixel((x, y)) < 200 for y in range(columns.height)) for x in range(columns.width)]
    assert max(dark) < columns.height / 2


def strokes(book: Book) -> int:
    """Thin filled or stroked lines on the page; a struck word adds some."""
    data = print_register([book], PRINTED, "")
    content = pypdf.PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert content is not None
    return len(re.findall(rb"\b[lS]\b", content.get_data()))


def test_a_void_letter_is_struck_through() -> None:
    plain, void = Book("O", "s", 2021, (line(1),)), Book("O", "s", 2021, (line(1, mark="void"),))
    replaced = Book("O", "s", 2021, (line(1, mark="superseded"),))
    assert strokes(void) > strokes(replaced) > strokes(plain)


def test_the_margins_stay_white() -> None:
    """Nothing is drawn, and no cell ends, beyond the table's 263 mm."""
    long = line(1, addressee="W" * 200, subject="W" * 200, way="W" * 90)
    data = print_register([Book("O" * 20, "s", 2021, (long,))], PRINTED, "1" * 64)
    page = pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().convert("L")
    mm = page.width / 297
    assert page.crop((round(284 * mm), 0, page.width, page.height)).getextrema() == (255, 255)
    assert page.crop((0, 0, round(19 * mm), page.height)).getextrema() == (255, 255)
    assert page.crop((round(281 * mm), 0, round(284 * mm), page.height)).getextrema()[0] < 255
