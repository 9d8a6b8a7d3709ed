"""What a cell shows, what it holds, and what nobody sees in it: told at the cell, or dropped where it means nothing."""

from __future__ import annotations

import csv
import datetime as dt
import json
import unicodedata
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from odf.number import CurrencyStyle, CurrencySymbol, Number
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style
from odf.table import Table, TableCell, TableRow
from odf.text import P

from letterbook.model import Defaults, Group
from letterbook.problems import Problem
from letterbook.sources.raw_recipient import RECIPIENT_KEYS
from letterbook.sources.recipient_list import read_list

HEADINGS = [
    "id",
    "group",
    "organisation",
    "street",
    "postcode",
    "city",
    "country",
    "language",
    "formats",
    "window",
]
ROW = ["a", "readers", "Delta House", "1 High Street", "1010", "Vienna", "AT", "en", "pdf", "din-b"]
CODED = ("id", "group", "country", "language", "formats", "window")


def listed(path: Path) -> tuple[list[Group], list[Problem]]:
    return read_list(path, path.name, Defaults())


def changed(**cells: str) -> list[str]:
    return [cells.get(heading, cell) for heading, cell in zip(HEADINGS, ROW, strict=True)]


def csv_file(folder: Path, rows: Iterable[Sequence[str]]) -> Path:
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def xlsx_file(folder: Path, value: object, form: str | None = None, column: str = "street") -> Path:
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("List")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ROW)
        style = book.add_format({"num_format": form}) if form else None
        sheet.write(1, HEADINGS.index(column), value, style)
    return path


def xls_file(folder: Path, value: object, form: str = "General", column: str = "street") -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("List", cell_overwrite_ok=True)
    for row, cells in enumerate([HEADINGS, ROW]):
        for number, cell in enumerate(cells):
            sheet.write(row, number, cell)
    sheet.write(1, HEADINGS.index(column), value, xlwt.easyxf(num_format_str=form))
    book.save(folder / "list.xls")
    return folder / "list.xls"


def ods_file(folder: Path, kind: str, value: str, shown: str, column: str = "street") -> Path:
    document = OpenDocumentSpreadsheet()
    style = CurrencyStyle(name="money")
    style.addElement(CurrencySymbol(language="de", country="AT", text="EUR"))
    style.addElement(Number(decimalplaces=2))
    document.automaticstyles.addElement(style)
    document.automaticstyles.addElement(Style(name="c", family="table-cell", datastylename="money"))
    table = Table(name="List")
    for cells in (HEADINGS, ROW):
        row = TableRow()
        for heading, text in zip(HEADINGS, cells, strict=True):
            typed = {"time": "timevalue", "date": "datevalue", "boolean": "booleanvalue"}.get(kind, "value")
            is_it = heading == column and cells is ROW
            cell = TableCell(valuetype=kind, **{typed: value}) if is_it else TableCell(valuetype="string")
            cell.addElement(P(text=shown if is_it else text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(folder / "list.ods"))
    return folder / "list.ods"


# --- What nobody sees ------------------------------------------------------------------------------------------------


DECOMPOSED = unicodedata.normalize("NFD", "Müller Çelik Ё")
AS_SEEN = {
    "spaces at both ends": ("  Delta House ", "Delta House"),
    "no-break spaces at both ends": ("\u00a0Delta House\u202f", "Delta House"),
    "signs without width at both ends": ("\ufeffDelta House\u200b\u2060 ", "Delta House"),
    "a soft hyphen at the end": ("Delta House\u00ad", "Delta House"),
    "spaces within": ("Delta   House", "Delta House"),
    "spaces of several kinds within": ("Delta \u00a0\u2009House", "Delta House"),
    "a no-break space within": ("Delta\u00a0House", "Delta\u00a0House"),
    "decomposed letters": (DECOMPOSED, "Müller Çelik Ё"),
    "a joiner that a script needs": ("نامه\u200cها", "نامه\u200cها"),
}


@pytest.mark.parametrize("kind", AS_SEEN)
def test_a_text_is_read_as_it_is_seen_in_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    written, seen = AS_SEEN[kind]
    files = [
        csv_file(tmp_path, [changed(organisation=written)]),
        xlsx_file(tmp_path, written, column="organisation"),
    ]
    (tmp_path / "list.yaml").write_text(
        f"groups:\n  - id: g\n    name: g\n    recipients:\n      - id: a\n        organisation: {json.dumps(written)}\n"
        "        address: {street: 1 High Street, city: Vienna, country: AT}\n",
        "utf-8",
    )
    for path in (*files, tmp_path / "list.yaml"):
        [group], problems = listed(path)
        assert [problem for problem in problems if problem.is_error] == [], path
        assert [recipient.organisation for recipient in group.recipients] == [seen], path


@pytest.mark.parametrize("heading", CODED)
@pytest.mark.parametrize(
    "unseen",
    [
        " {}",
        "{} ",
        "\u00a0{}",
        "{}\u00a0",
        "\t{}",
        "{}\u200b",
        "\ufeff{}",
        "{}\u2003",
        "\u00ad{}",
        "{}\u200f",
    ],
)
def test_what_has_no_ink_is_dropped_from_a_code(heading: str, unseen: str, tmp_path: Path) -> None:
    second = {"id": "b", "street": "2 High Street"}
    second[heading] = unseen.format(second.get(heading) or ROW[HEADINGS.index(heading)])
    cells = [changed(), changed(**second)]
    groups, problems = listed(csv_file(tmp_path, cells))
    assert problems == []
    [group] = groups
    assert [recipient.id for recipient in group.recipients] == ["a", "b"]
    assert {recipient.address.country for recipient in group.recipients} == {"AT"}


def test_full_width_letters_are_letters_in_a_code(tmp_path: Path) -> None:
    _, problems = listed(csv_file(tmp_path, [changed(country="ＡＴ", language="ｅｎ")]))
    assert problems == []


@pytest.mark.parametrize(
    ("heading", "written", "said"),
    [
        ("country", "\u0410\u0422", "“А”, a Cyrillic letter (U+0410)"),
        ("country", "А\u0054", "“А”, a Cyrillic letter (U+0410)"),
        ("country", "Α\u0054", "“Α”, a Greek letter (U+0391)"),
        ("language", "\u0435n", "“е”, a Cyrillic letter (U+0435)"),
        ("window", "din\u2011b", "“‑”, another sign than it looks like (U+2011)"),
        ("window", "din\u00a0b", "an unseen character (U+00A0)"),
        ("id", "\u0430", "“а”, a Cyrillic letter (U+0430)"),
        ("id", "a\u2009b", "an unseen character (U+2009)"),
        ("formats", "\u0440df", "“р”, a Cyrillic letter (U+0440)"),
        ("group", "r\u0435aders", "“е”, a Cyrillic letter (U+0435)"),
    ],
)
def test_a_message_says_what_cannot_be_seen(heading: str, written: str, said: str, tmp_path: Path) -> None:
    _, [problem] = listed(csv_file(tmp_path, [changed(**{heading: written})]))
    assert f"It has {said}; type it anew." in problem.hint


def test_a_cell_of_nothing_visible_is_empty(tmp_path: Path) -> None:
    groups, problems = listed(
        csv_file(tmp_path, [changed(window="\u200b", organisation="X\u00a0", language=" ")])
    )
    assert problems == []
    assert groups[0].recipients[0].organisation == "X"


# --- One addressee in two spellings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Caf\u00e9 Z\u00fcrich", "Cafe\u0301 Zu\u0308rich"),
        ("Delta House", "Delta  House"),
        ("Delta House", "Delta\u00a0House"),
        ("Delta House", "DELTA HOUSE"),
        ("Delta House", "Del\u00adta House"),
        ("Delta House", "Delta\u200b House"),
        ("Delta House", "Ｄelta Ｈouse"),
        ("Delta House", "D\u0435lt\u0430 House"),
        ("Delta House", "Delta \u039fuse".replace("\u039f", "H\u03bf")),
        ("İstanbul Delta", "Istanbul Delta"),
        ("Diyarbakır Delta", "Diyarbakir Delta"),
        ("O'Brien & Co", "O\u2019Brien & Co"),
        ("“Delta” House", '"Delta" House'),
        ("Delta-House", "Delta\u2011House"),
        ("Delta \ufb01rm", "Delta firm"),
        ("Straße 1", "STRASSE 1"),
    ],
)
def test_one_addressee_in_two_spellings(first: str, second: str, tmp_path: Path) -> None:
    _, problems = listed(
        csv_file(tmp_path, [changed(organisation=first), changed(id="b", organisation=second)])
    )
    others = ("mixed-alphabets", "misplaced-text")
    assert [problem.code for problem in problems if problem.code not in others] == ["double-recipient"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Müller", "Muller"),
        ("Müller", "Mueller"),
        ("Anna", "Anne"),
        ("Вера", "Верa Ли"),
        ("Delta 1", "Delta 2"),
        ("Şen", "Sen"),
    ],
)
def test_two_names_are_two_addressees(first: str, second: str, tmp_path: Path) -> None:
    _, problems = listed(
        csv_file(tmp_path, [changed(organisation=first), changed(id="b", organisation=second)])
    )
    assert [problem for problem in problems if problem.code not in ("likely-double", "mixed-alphabets")] == []


def test_an_address_in_two_spellings(tmp_path: Path) -> None:
    rows = [
        changed(street="Bahnhofstra\u00dfe 1", city="Z\u00fcrich"),
        changed(id="b", street="BAHNHOFSTRASSE\u00a01", city="Zu\u0308rich"),
    ]
    _, problems = listed(csv_file(tmp_path, rows))
    assert [problem.code for problem in problems] == ["double-recipient"]


# --- What a cell shows and what it holds -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (dt.date(2022, 2, 2), "d.m.yyyy", "The cell holds no text but a date, 2022-02-02."),
        (dt.date(2022, 2, 2), "mmm yy", "The cell holds no text but a date, 2022-02-02."),
        (dt.datetime.fromisoformat("2022-02-02 09:30"), "d/m/yy h:mm", "The cell holds no text but a date, 2022-02-02 09:30:00."),
        (dt.time(9, 30), "h:mm", "The cell holds no text but a time, 09:30:00."),
        (0.5, "# ?/?", "The cell shows “1/2” but holds the number 0.5."),
        (12.25, "# ??/??", "The cell shows “12 1/4” but holds the number 12.25."),
        (12, '"No "0', "The cell shows “No 12” but holds the number 12."),
        (12, "00000", "The cell shows “00012” but holds the number 12."),
        (12, '0" bis"', "The cell shows “12 bis” but holds the number 12."),
        (0.5, "0%", "The cell shows “50%” but holds the number 0.5."),
        (1234, "[$€-407] #,##0.00", "The cell holds no text but a number, 1234."),
        (1234, "#,##0", "The cell holds no text but a number, 1234."),
        (12, "0.00E+00", "The cell holds no text but a number, 12."),
        (123456789012, None, "The cell holds no text but a number, 123456789012."),
        (12.5, None, "The cell holds no text but a number, 12.5."),
        (True, None, "The cell holds no text but a yes or no, true."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", ["street", "organisation"])
def test_an_xlsx_shows_something_else(
    value: object, form: str | None, said: str, column: str, tmp_path: Path
) -> None:
    _, [problem] = listed(xlsx_file(tmp_path, value, form, column))
    letter = "CD"[HEADINGS.index(column) - 2]
    assert (problem.code, str(problem.place)) == ("typed-cell", f"list.xlsx, sheet “List”, {letter}2")
    assert problem.is_error
    assert problem.what == said


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (dt.date(2022, 2, 2), "D/M/YY", "The cell holds no text but a date, 2022-02-02."),
        (12, '"No "0', "The cell shows “No 12” but holds the number 12."),
        (0.5, "0%", "The cell shows “50%” but holds the number 0.5."),
        (0.5, "# ?/?", "The cell shows “1/2” but holds the number 0.5."),
        (12, "00000", "The cell shows “00012” but holds the number 12."),
        (12.5, "General", "The cell holds no text but a number, 12.5."),
        (True, "General", "The cell holds no text but a yes or no, true."),
    ],
)
def test_an_xls_shows_something_else(value: object, form: str, said: str, tmp_path: Path) -> None:
    _, [problem] = listed(xls_file(tmp_path, value, form))
    assert (problem.code, str(problem.place)) == ("typed-cell", "list.xls, sheet “List”, D2")
    assert problem.what == said


@pytest.mark.parametrize(
    ("kind", "value", "shown", "said"),
    [
        ("date", "2022-02-02", "02.02.22", "The cell holds no text but a date, 2022-02-02."),
        ("time", "PT09H30M00S", "9:30", "The cell holds no text but a time, 09:30:00."),
        ("percentage", "0.5", "50%", "The cell shows “50%” but holds the number 0.5."),
        ("currency", "12", "12,00 €", "The cell shows “12,00 €” but holds the number 12."),
        ("float", "0.5", "1/2", "The cell shows “1/2” but holds the number 0.5."),
        ("float", "12", "No 12", "The cell shows “No 12” but holds the number 12."),
        ("float", "12", "0012", "The cell shows “0012” but holds the number 12."),
        ("boolean", "true", "WAHR", "The cell holds no text but a yes or no, true."),
    ],
)
def test_an_ods_shows_something_else(kind: str, value: str, shown: str, said: str, tmp_path: Path) -> None:
    _, [problem] = listed(ods_file(tmp_path, kind, value, shown))
    assert (problem.code, str(problem.place)) == ("typed-cell", "list.ods, sheet “List”, D2")
    assert problem.what == said


EVERY_TEXT = sorted(set(RECIPIENT_KEYS) - {"copies", "universal", "active"})


@pytest.mark.parametrize("key", EVERY_TEXT)
def test_what_a_spreadsheet_made_of_a_text_is_a_mistake_in_every_field_and_kind_of_file(
    key: str, tmp_path: Path
) -> None:
    """“3/5” is a date or a fraction by then, “0815” a number without its zero, and “No 12” a number with a form."""
    made = [
        partial(one_cell_xlsx, value=dt.date(2022, 5, 3), form="d.m.yyyy"),
        partial(one_cell_xlsx, value=0.6, form="# ?/?"),
        partial(one_cell_xlsx, value=12, form='"No "0'),
        partial(one_cell_xls, value=dt.date(2022, 5, 3), form="D.M.YYYY"),
        partial(one_cell_xls, value=0.6, form="# ?/?"),
        partial(one_cell_ods, kind="date", value="2022-05-03", shown="03.05.22"),
        partial(one_cell_ods, kind="float", value="0.6", shown="3/5"),
        partial(one_cell_ods, kind="percentage", value="0.6", shown="60 %"),
    ]
    if key != "address.postcode":  # which is what the cell shows
        made += [
            partial(one_cell_xlsx, value=815, form="0000"),
            partial(one_cell_xls, value=815, form="0000"),
            partial(one_cell_ods, kind="float", value="815", shown="0815"),
        ]
    for make in made:
        path = make(tmp_path, key)
        _, problems = listed(path)
        codes = {problem.code for problem in problems if problem.is_error and problem.place.cell == "A2"}
        assert codes == {"postcode-number" if key == "address.postcode" else "typed-cell"}, path


def one_cell_xlsx(folder: Path, key: str, value: object, form: str) -> Path:
    path = folder / "one.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, key)
        sheet.write(1, 0, value, book.add_format({"num_format": form}))
    return path


def one_cell_xls(folder: Path, key: str, value: object, form: str) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    sheet.write(0, 0, key)
    sheet.write(1, 0, value, xlwt.easyxf(num_format_str=form))
    book.save(folder / "one.xls")
    return folder / "one.xls"


def one_cell_ods(folder: Path, key: str, kind: str, value: str, shown: str) -> Path:
    document = OpenDocumentSpreadsheet()
    table = Table(name="List")
    typed = {"date": "datevalue"}.get(kind, "value")
    cells = [TableCell(valuetype="string"), TableCell(valuetype=kind, **{typed: value})]
    for cell, text in zip(cells, [key, shown], strict=True):
        cell.addElement(P(text=text))
        row = TableRow()
        row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(folder / "one.ods"))
    return folder / "one.ods"


@pytest.mark.parametrize("column", ["organisation", "street", "city"])
def test_a_whole_number_in_a_text_is_a_notice(column: str, tmp_path: Path) -> None:
    for path in (
        xlsx_file(tmp_path, 1067, None, column),
        xls_file(tmp_path, 1067, "0", column),
        ods_file(tmp_path, "float", "1067", "1067", column),
    ):
        _, [problem] = listed(path)
        assert (problem.code, problem.level) == ("number-cell", "warning")
        assert "holds the number 1067 and no text" in problem.what


@pytest.mark.parametrize(("column", "value"), [("id", 7), ("group", 3)])
def test_a_whole_number_may_be_a_code(column: str, value: int, tmp_path: Path) -> None:
    assert listed(xlsx_file(tmp_path, value, None, column))[1] == []
    assert listed(xls_file(tmp_path, value, "0", column))[1] == []


@pytest.mark.parametrize(
    ("column", "value", "form"),
    [
        ("id", dt.date(2022, 2, 2), "d-m"),
        ("id", 7, "000"),
        ("id", 1e17, None),
        ("country", False, None),
        ("language", dt.date(2022, 2, 2), "d-m"),
        ("window", 0.5, "# ?/?"),
    ],
)
def test_one_mistake_for_one_fault(column: str, value: object, form: str | None, tmp_path: Path) -> None:
    """A code that is none is told once, and not once more as missing."""
    _, problems = listed(xlsx_file(tmp_path, value, form, column))
    assert [problem.code for problem in problems] == ["typed-cell"]


def test_an_error_in_place_of_an_id_is_one_mistake(tmp_path: Path) -> None:
    _, [problem] = listed(csv_file(tmp_path, [changed(id="#N/A")]))
    assert problem.code == "error-cell"


@pytest.mark.parametrize("text", ["1.23E+11", "4,5E+12", "1E+100", " 1.2E+05 "])
def test_a_number_that_a_spreadsheet_shortened_in_a_csv(text: str, tmp_path: Path) -> None:
    _, [problem] = listed(csv_file(tmp_path, [changed(street=text)]))
    assert problem.code == "typed-cell"


@pytest.mark.parametrize(
    "text", ["Main 1_x000D_\n2", "Main 1_x000D_2", "Main 1\r\n2", "Main 1\r2", "Main 1_x000d_\n2"]
)
def test_one_line_break_is_one_mistake(text: str, tmp_path: Path) -> None:
    for path in (xlsx_file(tmp_path, text, column="city"), csv_file(tmp_path, [changed(city=text)])):
        _, [problem] = listed(path)
        assert (problem.code, problem.what) == (
            "control-character",
            "There is a line break in “address.city”.",
        )


@pytest.mark.parametrize("text", ["Main 1_x000D_\n2", "Main 1_x000D_2", "Main 1\r\n2", "Main 1\n2"])
def test_lines_of_a_street_are_lines(text: str, tmp_path: Path) -> None:
    for path in (xlsx_file(tmp_path, text), csv_file(tmp_path, [changed(street=text)])):
        groups, problems = listed(path)
        assert problems == []
        assert groups[0].recipients[0].address.street == "Main 1\n2"


@pytest.mark.parametrize(
    "text", ["Main 1_x000D_", "Main 1_x000D_\n", "Main 1\r\n", "\r\nMain 1", "Main 1 _x000D_ "]
)
def test_a_line_break_at_an_end_means_nothing(text: str, tmp_path: Path) -> None:
    groups, problems = listed(xlsx_file(tmp_path, text))
    assert problems == []
    assert groups[0].recipients[0].address.street == "Main 1"


# --- Files that are no text, or another one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b'\xef\xbb\xbf\xef\xbb\xbf"id","person","city","country"\na,A,Vienna,AT\n', []),
        ("id,person,city,country\na,A,Vienna,AT\n".encode("utf-16"), []),
        ("id,person,city,country\na,A,Vienna,AT\n".encode("utf-32"), ["wrong-encoding"]),
        ("id,person,city,country\na,Zoë,Vienna,AT\n".encode("latin-1"), ["wrong-encoding"]),
        (b"id,person,city,country\ra,A,Vienna,AT\r\nb,B,Vienna,AT\n", []),
        (b'"id"^"person"^"city"\n"a"^"A"^"Vienna"\n', ["broken-record"]),
        (b'"id,person,city\na,A,Vienna\n', ["broken-record"]),
        (b'id,person,city,country\na,A,Vienna,AT\nb,"B,Vienna,AT\n', ["broken-record"]),
        (b"id;person;city;country\na;A;Vienna;AT\n", []),
        (b"id|person|city|country\na|A|Vienna|AT\n", []),
        (b"\n\n ,,\n", ["empty-file"]),
        (b"id,person,city,country\na,A,Vienna,AT,,,more\n", ["no-recipients", "too-many-fields"]),
    ],
)
def test_a_csv_of_another_kind(data: bytes, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(data)
    _, problems = listed(tmp_path / "list.csv")
    assert sorted({problem.code for problem in problems} - {"no-recipients"}) == [
        code for code in codes if code != "no-recipients"
    ]


def test_a_name_that_is_too_long_is_not_there(tmp_path: Path) -> None:
    _, [problem] = listed(tmp_path / ("a" * 300 + ".csv"))
    assert problem.code == "unreadable-file"
