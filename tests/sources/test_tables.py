"""Lists of recipients in CSV, XLSX, ODS and XLS; the files are made here and read back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import pickle
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

from letterbook.model import ListLayout
from letterbook.problems import Place, Problem
from letterbook.sources.column_map import propose_columns
from letterbook.sources.raw_recipient import RECIPIENT_KEYS, RawRecipient, as_written
from letterbook.sources.recipient_tables import read_table
from letterbook.sources.tables import container, grid
from letterbook.sources.tables import sheet_structure as hidden
from letterbook.sources.tables.grid import shows_error
from letterbook.sources.unfilled import unfilled


def read(path: Path) -> tuple[list[RawRecipient], list[Problem]]:
    return read_table(path, path.name)


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def summary(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.place)) for problem in problems]


def values(recipients: Iterable[RawRecipient]) -> list[dict[str, str]]:
    return [dict(recipient.values) for recipient in recipients]


def csv_file(folder: Path, content: str | bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def xlsx_file(folder: Path, rows: Iterable[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "List"
    for row in rows:
        sheet.append(row)
    return saved(book, folder)


def saved(book: Any, folder: Path, name: str = "list.xlsx") -> Path:
    book.save(folder / name)
    return folder / name


def ods_cell(value: object, **attributes: Any) -> Any:
    if value is None:
        return TableCell(**attributes)
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **attributes)
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value), **attributes)
    if isinstance(value, dt.date):
        return TableCell(valuetype="date", datevalue=value.isoformat(), **attributes)
    cell = TableCell(valuetype="string", **attributes)
    for line in str(value).split("\n"):
        cell.addElement(P(text=line))
    return cell


def ods_row(cells: Iterable[object], **attributes: Any) -> Any:
    row = TableRow(**attributes)
    for cell in cells:
        row.addElement(cell if hasattr(cell, "qname") else ods_cell(cell))
    return row


def ods_file(folder: Path, *elements: Any) -> Path:
    """A workbook with one sheet “List” of these rows and columns."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="List")
    for element in elements:
        table.addElement(element)
    document.spreadsheet.addElement(table)
    document.save(str(folder / "list.ods"))
    return folder / "list.ods"


def xls_file(folder: Path, rows: Iterable[Sequence[object]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    date_style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if value is not None:
                sheet.write(y, x, value, *([date_style] if isinstance(value, dt.date) else []))
    return saved(book, folder, "list.xls")


ROWS: list[list[object]] = [
    ["ID", "Post Code", "address.country", "Formats", "In-Text", "copies", "active", "delivery"],
    ["a", "01067", "NO", "pdf; docx", "the Embassy of Norway", 3, True, "by courier"],
    ["b", "1e3", "DE", None, None, 2.5, False, None],
]
EXPECTED: list[dict[str, str]] = [
    {
        "id": "a",
        "address.postcode": "01067",
        "address.country": "NO",
        "in_text": "the Embassy of Norway",
        "copies": "3",
        "active": "true",
        "delivery": "by courier",
    },
    {"id": "b", "address.postcode": "1e3", "address.country": "DE", "copies": "2.5", "active": "false"},
]


class TestEveryFormat:
    def test_xlsx(self, tmp_path: Path) -> None:
        recipients, problems = read(xlsx_file(tmp_path, ROWS))
        assert (values(recipients), problems) == (EXPECTED, [])
        assert recipients[0].lists == {"formats": ("pdf", "docx")}
        assert recipients[1].places["address.postcode"] == Place("list.xlsx", sheet="List", cell="B3")
        assert str(recipients[1].places[""]) == "list.xlsx, sheet “List”, row 3"

    def test_xls(self, tmp_path: Path) -> None:
        recipients, problems = read(xls_file(tmp_path, ROWS))
        assert (values(recipients), problems) == (EXPECTED, [])
        assert recipients[1].places["address.postcode"] == Place("list.xls", sheet="List", cell="B3")

    def test_ods(self, tmp_path: Path) -> None:
        recipients, problems = read(ods_file(tmp_path, *map(ods_row, ROWS)))
        assert (values(recipients), problems) == (EXPECTED, [])
        assert recipients[1].places["address.postcode"] == Place("list.ods", sheet="List", cell="B3")

    def test_csv(self, tmp_path: Path) -> None:
        recipients, problems = read(
            csv_file(
                tmp_path,
                "ID,Post Code,address.country,Formats,In-Text,copies,active,delivery\n"
                "a,01067,NO,pdf; docx,the Embassy of Norway,3,true,by courier\n"
                "b,1e3,DE,,,2.5,false\n",
            )
        )
        assert (values(recipients), problems) == (EXPECTED, [])
        assert recipients[0].lists == {"formats": ("pdf", "docx")}
        assert recipients[1].places["address.postcode"] == Place("list.csv", line=3, column=2)
        assert str(recipients[1].places[""]) == "list.csv:3"

    def test_a_workbook_that_begins_further_down_and_right_has_its_true_cells(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [[], [], [None, None, "id", "city"], [], [None, None, "a", "Baku"]]
        for path in (
            xlsx_file(tmp_path, rows),
            xls_file(tmp_path, rows),
            ods_file(tmp_path, *map(ods_row, rows)),
        ):
            recipients, problems = read(path)
            assert (values(recipients), problems) == ([{"id": "a", "address.city": "Baku"}], [])
            assert recipients[0].places["address.city"].cell == "D5"

    def test_places_survive_pickling_and_name_every_column(self, tmp_path: Path) -> None:
        recipients, _ = read(xlsx_file(tmp_path, ROWS))
        again = pickle.loads(pickle.dumps(recipients[0]))
        assert again == recipients[0]
        assert set(again.places) == {
            "",
            "id",
            "address.postcode",
            "address.country",
            "formats",
            "in_text",
            "copies",
            "active",
            "delivery",
        }
        assert again.places.get("person") is None

    def test_lists_part_at_semicolons_and_line_breaks(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [
            ["id", "cc", "lines"],
            ["a", "One; Two ;", "Main Street 1\n AZ1000 Baku"],
            ["b", " ; ", None],
        ]
        for path in (xlsx_file(tmp_path, rows), ods_file(tmp_path, *map(ods_row, rows))):
            recipients, problems = read(path)
            assert not problems
            assert recipients[0].lists == {
                "cc": ("One", "Two"),
                "address.lines": ("Main Street 1", "AZ1000 Baku"),
            }
            assert recipients[1].lists == {}


class TestHeadings:
    @pytest.mark.parametrize("key", RECIPIENT_KEYS)
    def test_every_key_is_known_however_it_is_written(self, tmp_path: Path, key: str) -> None:
        plain = key.removeprefix("address.")
        spellings = {
            key,
            key.upper(),
            plain.title().replace("_", " "),
            plain.replace("_", "-"),
            key.replace(".", "_"),
        }
        for spelling in spellings:
            recipients, problems = read(csv_file(tmp_path, f"{spelling}\nx\n"))
            assert not problems
            assert [*recipients[0].values, *recipients[0].lists] == [key]

    def test_unknown_heading_is_named_at_its_cell_with_the_nearest(self, tmp_path: Path) -> None:
        recipients, problems = read(
            xlsx_file(tmp_path, [["id", "Ctiy", "address.contry"], ["a", "Baku", "AZ"]])
        )
        assert values(recipients) == [{"id": "a"}]
        assert summary(problems) == [
            ("unknown-column", "list.xlsx, sheet “List”, B1"),
            ("unknown-column", "list.xlsx, sheet “List”, C1"),
        ]
        assert [problem.hint.split("?")[0] for problem in problems] == [
            "Did you mean “city”",
            "Did you mean “country”",
        ]

    def test_two_headings_for_one_field(self, tmp_path: Path) -> None:
        recipients, problems = read(csv_file(tmp_path, "id,city,Address City\na,Baku,Lima\n"))
        assert values(recipients) == [{"id": "a", "address.city": "Baku"}]
        assert summary(problems) == [("duplicate-column", "list.csv:1:3")]
        assert "column 2" in problems[0].what
        assert "list.csv:2:3 has something else" in problems[0].what

    def test_a_second_heading_that_says_nothing_else_is_no_mistake(self, tmp_path: Path) -> None:
        rows = "id,city,Address City\na,Baku,Baku\nb,Lima,\n"
        assert read(csv_file(tmp_path, rows))[1] == []
        [problem] = read(csv_file(tmp_path, rows + "c,,Rome\n"))[1]
        assert (problem.code, "list.csv:4" in problem.what) == ("duplicate-column", True)
        assert "ignore" in problem.hint
        [problem] = read(csv_file(tmp_path, "id,city,City\na,Baku,Lima\n"))[1]
        assert problem.hint == "Give one of the two columns another heading, or delete it."

    @pytest.mark.parametrize(
        "heading",
        ["Partner/małżonek", "Nachname 2 / Partner", "Vorname 2", "Ehefrau", "Cónyuge", "Name of spouse"],
    )
    def test_a_column_of_second_people_is_told_as_such(self, tmp_path: Path, heading: str) -> None:
        _, [problem] = read(csv_file(tmp_path, f"id,city,{heading}\na,Baku,Bo\n"))
        assert (problem.code, problem.level) == ("unknown-column", "warning")
        assert "second person" in problem.what
        assert "together_with" in problem.hint
        layout = ListLayout(columns={heading: "together_with"}, places={heading: Place("letterbook.yaml")})
        recipients, problems = read_table(tmp_path / "list.csv", "list.csv", layout)
        assert (values(recipients), problems) == (
            [{"id": "a", "address.city": "Baku", "together_with": "Bo"}],
            [],
        )

    @pytest.mark.parametrize(
        "heading", ["Verstorben", "Sterbedatum", "Date of death", "Fallecido", "Data zgonu", "†"]
    )
    def test_a_column_of_the_dead_is_told_as_such(self, tmp_path: Path, heading: str) -> None:
        _, [problem] = read(csv_file(tmp_path, f"id,city,{heading}\na,Baku,x\n"))
        assert (problem.code, problem.level) == ("unknown-column", "warning")
        assert "gets no letter any more" in problem.what

    def test_such_a_column_is_not_proposed_to_be_left_out_in_silence(self, tmp_path: Path) -> None:
        path = csv_file(tmp_path, "name,city,Partner,Verstorben,Note\nA B,Baku,Bo,x,y\n")
        proposed, _ = propose_columns(path, "list.csv", ListLayout())
        assert proposed is not None
        assert [line for line in proposed.lines if line.startswith("    - ")] == ['    - "Note"']
        known = ListLayout(ignored=("Partner",), places={"Partner": Place("letterbook.yaml")})
        proposed, _ = propose_columns(path, "list.csv", known)
        assert proposed is not None
        assert '    - "Partner"' in proposed.lines

    def test_values_under_an_empty_heading_are_named_once(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [
            ["id", None, "city"],
            ["a", None, "Baku"],
            ["b", "x", "Lima"],
            ["c", "y", "Rome", "z"],
        ]
        recipients, problems = read(xlsx_file(tmp_path, rows))
        assert len(recipients) == 3
        assert summary(problems) == [
            ("missing-heading", "list.xlsx, sheet “List”, B3"),
            ("missing-heading", "list.xlsx, sheet “List”, D4"),
        ]

    def test_a_table_without_any_heading_is_one_problem(self, tmp_path: Path) -> None:
        recipients, problems = read(csv_file(tmp_path, "\nun,United Nations,New York\neu,Council,Brussels\n"))
        assert recipients == []
        assert summary(problems) == [("no-headings", "list.csv:2")]

    @pytest.mark.parametrize("content", ["id,city\n", "id,city\n , \n\n"])
    def test_only_headings(self, tmp_path: Path, content: str) -> None:
        assert summary(read(csv_file(tmp_path, content))[1]) == [("no-recipients", "list.csv:1")]


class TestCells:
    def test_a_postcode_stored_as_a_number_is_reported_and_kept(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [
            ["id", "postcode", "copies"],
            ["a", 1067, 1],
            ["b", "1067", 1],
            ["c", dt.date(2021, 1, 2), 1],
        ]
        for path in (
            xlsx_file(tmp_path, rows),
            xls_file(tmp_path, rows),
            ods_file(tmp_path, *map(ods_row, rows)),
        ):
            recipients, problems = read(path)
            assert summary(problems) == [
                ("postcode-number", f"{path.name}, sheet “List”, B2"),
                ("postcode-number", f"{path.name}, sheet “List”, B4"),
            ]
            assert all(problem.is_error for problem in problems)
            assert [recipient.values["address.postcode"] for recipient in recipients] == [
                "1067",
                "1067",
                "2021-01-02",
            ]

    @pytest.mark.parametrize(
        ("value", "text", "code"),
        [
            (dt.datetime.fromisoformat("2021-01-19"), "2021-01-19", "typed-cell"),
            (dt.datetime.fromisoformat("2021-01-19 12:30"), "2021-01-19 12:30:00", "typed-cell"),
            (dt.time(9, 5), "09:05:00", "typed-cell"),
            (1990, "1990", "number-cell"),
            (3.0, "3", "number-cell"),
            (0.5, "0.5", "typed-cell"),
            (-2, "-2", "number-cell"),
            (True, "true", "typed-cell"),
            ("  two  spaces ", "two spaces", None),
            ("a\nb", "a\nb", None),
            ("&<\"'> 😀 שלום", "&<\"'> 😀 שלום", None),
            ("_x005F_x0041_", "_x0041_", None),  # how Excel writes what looks like an escape
            ("=1+1x", None, "error-cell"),
        ],
    )
    def test_values_of_other_kinds(
        self, tmp_path: Path, value: object, text: str | None, code: str | None
    ) -> None:
        recipients, problems = read(xlsx_file(tmp_path, [["id", "person"], ["a", value]]))
        assert recipients[0].values.get("person") == text
        assert codes(problems) == ([code] if code else [])

    def test_errors_in_xlsx(self, tmp_path: Path) -> None:
        path = xlsx_file(tmp_path, [["id", "person", "city"], ["a", "#N/A", "Baku"], ["b", "Y", "=A1&B1"]])
        recipients, problems = read(path)
        assert summary(problems) == [
            ("error-cell", "list.xlsx, sheet “List”, B2"),
            ("error-cell", "list.xlsx, sheet “List”, C3"),
        ]
        assert [problem.text for problem in problems] == ["#N/A", "=A1&B1"]
        assert values(recipients) == [{"id": "a", "address.city": "Baku"}, {"id": "b", "person": "Y"}]

    def test_errors_in_xls(self, tmp_path: Path) -> None:
        book = xlwt.Workbook()
        sheet = book.add_sheet("List")
        for x, heading in enumerate(["id", "person", "city"]):
            sheet.write(0, x, heading)
            sheet.write(1, x, "x")
        sheet.row(2).set_cell_error(2, "#REF!")
        recipients, problems = read(saved(book, tmp_path, "list.xls"))
        assert summary(problems) == [("error-cell", "list.xls, sheet “List”, C3")]
        assert len(recipients) == 1

    def test_errors_in_ods(self, tmp_path: Path) -> None:
        path = ods_file(tmp_path, ods_row(["id", "person"]), ods_row(["a", "ERRORHERE"]))
        old = b'office:value-type="string"><text:p>ERRORHERE'
        new = (
            b'office:value-type="string" office:string-value="" calcext:value-type="error" xmlns:calcext='
            b'"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><text:p>#NAME?'
        )
        rewritten(path, "content.xml", lambda content: content.replace(old, new))
        recipients, problems = read(path)
        assert summary(problems) == [("error-cell", "list.ods, sheet “List”, B2")]
        assert problems[0].text == "#NAME?"
        assert values(recipients) == [{"id": "a"}]

    def test_errors_saved_into_a_csv(self, tmp_path: Path) -> None:
        _, problems = read(csv_file(tmp_path, "id,city\na,#REF!\nb,Err:502\nc,# 5\n"))
        assert summary(problems) == [("error-cell", "list.csv:2:2"), ("error-cell", "list.csv:3:2")]

    def test_a_long_cell(self, tmp_path: Path) -> None:
        most = grid.MOST_CHARACTERS
        recipients, problems = read(csv_file(tmp_path, f"id,city\na,{'x' * most}\nb,{'x' * (most + 1)}\n"))
        assert summary(problems) == [("cell-too-long", "list.csv:3:2")]
        assert len(problems[0].text) < 100
        assert [len(recipient.values) for recipient in recipients] == [2, 1]


def rewritten(path: Path, member: str, change: Any) -> None:
    """Change one file inside a zip."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    changed = change(contents[member])
    assert changed != contents[member]
    contents[member] = changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)


def test_a_workbook_with_shared_strings_and_prefixed_names(tmp_path: Path) -> None:
    main = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<x:workbook {main} xmlns:r="{office}"><x:sheets>'
        '<x:sheet name="A &amp; B" sheetId="1" r:id="rId7"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="rId7" Type="{office}/worksheet" Target="/xl/worksheets/one.xml"/>'
        f'<Relationship Id="rId8" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<x:sst {main}><x:si><x:t>id</x:t></x:si><x:si><x:t>city</x:t></x:si>"
        "<x:si><x:r><x:t>Ba</x:t></x:r><x:r><x:t>ku</x:t></x:r></x:si></x:sst>",
        "xl/worksheets/one.xml": f"<x:worksheet {main}><x:sheetData>"
        '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="s"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="2" hidden="true"><x:c r="A2"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="A3"><x:v>2</x:v></x:c><x:c r="B3" t="s"><x:v>2</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>",
    }
    with zipfile.ZipFile(tmp_path / "list.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    recipients, problems = read(tmp_path / "list.xlsx")
    assert values(recipients) == [{"id": "2", "address.city": "Baku"}]
    assert summary(problems) == [("hidden-rows", "list.xlsx, sheet “A & B”, row 2")]


class TestHidden:
    def test_rows_and_columns_of_xlsx(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["id", "person", "city"])
        for letter in "abcdefg":
            sheet.append([letter, "secret", "Baku"])
        for row in (3, 4, 6, 20):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.column_dimensions["H"].hidden = True
        recipients, problems = read(saved(book, tmp_path))
        assert [recipient.values["id"] for recipient in recipients] == ["a", "d", "f", "g"]
        assert all("person" not in recipient.values for recipient in recipients)
        assert summary(problems) == [
            ("hidden-columns", "list.xlsx, sheet “Sheet”, B1"),
            ("hidden-rows", "list.xlsx, sheet “Sheet”, row 3"),
            ("hidden-rows", "list.xlsx, sheet “Sheet”, row 6"),
        ]
        assert [problem.what.split(" hidden")[0] for problem in problems] == [
            "Column B is",
            "Rows 3 to 4 are",
            "Row 6 is",
        ]
        assert not any(problem.is_error for problem in problems)

    def test_rows_and_columns_of_xls(self, tmp_path: Path) -> None:
        book = xlwt.Workbook()
        sheet = book.add_sheet("List")
        for y, row in enumerate([["id", "person"], ["a", "x"], ["b", "x"], ["c", "x"]]):
            for x, value in enumerate(row):
                sheet.write(y, x, value)
        sheet.row(2).hidden = True
        sheet.col(1).hidden = True
        recipients, problems = read(saved(book, tmp_path, "list.xls"))
        assert values(recipients) == [{"id": "a"}, {"id": "c"}]
        assert summary(problems) == [
            ("hidden-columns", "list.xls, sheet “List”, B1"),
            ("hidden-rows", "list.xls, sheet “List”, row 3"),
        ]

    def test_rows_and_columns_of_ods(self, tmp_path: Path) -> None:
        recipients, problems = read(
            ods_file(
                tmp_path,
                TableColumn(),
                TableColumn(visibility="collapse", numbercolumnsrepeated=2),
                ods_row(["id", "person", "post", "city"]),
                ods_row(["a", "x", "y", "Baku"]),
                ods_row(["b", "x", "y", "Baku"], visibility="filter", numberrowsrepeated=2),
                ods_row(["c", "x", "y", "Baku"]),
                ods_row([], visibility="collapse", numberrowsrepeated=1_000_000),
            )
        )
        assert values(recipients) == [
            {"id": "a", "address.city": "Baku"},
            {"id": "c", "address.city": "Baku"},
        ]
        assert recipients[1].places["id"].cell == "A5"
        assert summary(problems) == [
            ("hidden-columns", "list.ods, sheet “List”, B1"),
            ("hidden-rows", "list.ods, sheet “List”, row 3"),
        ]

    def test_a_filtered_list_does_not_drown_the_reader_in_notices(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["id"])
        for number in range(100):
            sheet.append([f"r{number}"])
            sheet.row_dimensions[number + 2].hidden = number % 2 == 1
        recipients, problems = read(saved(book, tmp_path))
        assert len(recipients) == 50
        assert codes(problems) == ["hidden-rows"] * 11
        assert "40 more rows" in problems[-1].what

    def test_hidden_and_unread_sheets(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.title = "Notes"
        book.active.append(["How to use this list", "Organisation"])
        book.active.append(["Fill in one row each"])
        book.active.append(["..."])
        for title, state in (
            ("Old", "hidden"),
            ("Older", "veryHidden"),
            ("List", "visible"),
            ("More", "visible"),
            ("Empty", "visible"),
        ):
            sheet = book.create_sheet(title)
            sheet.sheet_state = state
            if title != "Empty":
                sheet.append(["id", "city", "country"])
                sheet.append([title, "Baku", "AZ"])
        book.worksheets[0]["A1"] = "How to use"
        book.worksheets[0]["C1"] = "more"
        recipients, problems = read(saved(book, tmp_path))
        assert [recipient.values["id"] for recipient in recipients] == ["List"]
        assert summary(problems) == [
            ("hidden-sheet", "list.xlsx, sheet “Old”"),
            ("hidden-sheet", "list.xlsx, sheet “Older”"),
            ("unread-sheet", "list.xlsx, sheet “Notes”"),
            ("unread-sheet", "list.xlsx, sheet “More”"),
        ]
        assert not any(problem.is_error for problem in problems)
        named, problems = read_table(tmp_path / "list.xlsx", "list.xlsx", ListLayout(sheet="More"))
        assert [recipient.values["id"] for recipient in named] == ["More"]
        assert {problem.code for problem in problems} == {"hidden-sheet"}

    def test_hidden_sheets_of_ods_and_xls(self, tmp_path: Path) -> None:
        document = OpenDocumentSpreadsheet()
        style = Style(name="unseen", family="table")
        style.addElement(TableProperties(display="false"))
        document.automaticstyles.addElement(style)
        for name, attributes in (("Old", {"stylename": style}), ("List", {})):
            table = Table(name=name, **attributes)
            table.addElement(ods_row(["id"]))
            table.addElement(ods_row([name]))
            document.spreadsheet.addElement(table)
        document.save(str(tmp_path / "list.ods"))
        book = xlwt.Workbook()
        for name, visibility in (("Old", 1), ("List", 0)):
            sheet = book.add_sheet(name)
            sheet.visibility = visibility
            sheet.write(0, 0, "id")
            sheet.write(1, 0, name)
        book.set_active_sheet(1)
        for path in (tmp_path / "list.ods", saved(book, tmp_path, "list.xls")):
            recipients, problems = read(path)
            assert values(recipients) == [{"id": "List"}]
            assert summary(problems) == [("hidden-sheet", f"{path.name}, sheet “Old”")]

    def test_nothing_but_hidden_sheets_with_content(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.create_sheet("Old")
        sheet.append(["id"])
        sheet.sheet_state = "hidden"
        _, problems = read(saved(book, tmp_path))
        assert codes(problems) == ["empty-file"]
        assert "hidden" in problems[0].what


class TestMerged:
    ROWS: ClassVar[list[list[str | None]]] = [
        ["id", "group", "city", "country"],
        ["a", "embassies", "Baku", None],
        ["b", None, "Oslo", "NO"],
        [None, None, None, None],
        ["c", "courts", "Rome", "IT"],
    ]
    MERGED: ClassVar[list[dict[str, str]]] = [
        {"id": "a", "group": "embassies", "address.city": "Baku", "address.country": "Baku"},
        {"id": "b", "group": "embassies", "address.city": "Oslo", "address.country": "NO"},
        {"id": "c", "group": "courts", "address.city": "Rome", "address.country": "IT"},
    ]

    def test_xlsx(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for row in self.ROWS:
            book.active.append(row)
        book.active.merge_cells("B2:B4")
        book.active.merge_cells("C2:D2")
        path = saved(book, tmp_path)
        everything_below = b'<mergeCell ref="A9:XFD1048576"/></mergeCells>'
        rewritten(
            path,
            "xl/worksheets/sheet1.xml",
            lambda content: content.replace(b"</mergeCells>", everything_below),
        )
        recipients, problems = read(path)
        assert (values(recipients), problems) == (self.MERGED, [])

    def test_xls(self, tmp_path: Path) -> None:
        book = xlwt.Workbook()
        sheet = book.add_sheet("List")
        sheet.write_merge(1, 3, 1, 1, "embassies")
        sheet.write_merge(1, 1, 2, 3, "Baku")
        for y, row in enumerate(self.ROWS):
            for x, value in enumerate(row):
                if value is not None and value not in ("embassies", "Baku"):
                    sheet.write(y, x, value)
        recipients, problems = read(saved(book, tmp_path, "list.xls"))
        assert (values(recipients), problems) == (self.MERGED, [])

    def test_ods(self, tmp_path: Path) -> None:
        recipients, problems = read(
            ods_file(
                tmp_path,
                ods_row(["id", "group", "city", "country"]),
                ods_row(
                    [
                        "a",
                        ods_cell("embassies", numberrowsspanned=3),
                        ods_cell("Baku", numbercolumnsspanned=2),
                        CoveredTableCell(),
                    ]
                ),
                ods_row(["b", CoveredTableCell(), "Oslo", "NO"]),
                ods_row([None, CoveredTableCell()]),
                ods_row(["c", "courts", "Rome", "IT"]),
            )
        )
        assert (values(recipients), problems) == (self.MERGED, [])

    def test_a_heading_merged_into_a_hidden_column_is_no_second_heading(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.append(["id", "person", None])
        book.active.append(["a", "x", None])
        book.active.merge_cells("B1:C1")
        book.active.column_dimensions["C"].hidden = True
        recipients, problems = read(saved(book, tmp_path))
        assert (values(recipients), problems) == ([{"id": "a", "person": "x"}], [])


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    def test_delimiters_and_line_ends(self, tmp_path: Path, delimiter: str, newline: str) -> None:
        rows = [
            ["id", "organisation", "salutation"],
            ["a", "A, B; C | D", "Dear\nall,"],
            ["b", 'The "E"', ""],
        ]
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(rows)
        recipients, problems = read(csv_file(tmp_path, text.getvalue()))
        assert not problems
        assert values(recipients) == [
            {"id": "a", "organisation": "A, B; C | D", "salutation": "Dear\nall,"},
            {"id": "b", "organisation": 'The "E"'},
        ]

    def test_lines_are_those_of_an_editor(self, tmp_path: Path) -> None:
        content = '\nid,salutation,city\n\na,"Dear\nall\nof you",Baku\nb,Dear all,#REF!\n'
        recipients, problems = read(csv_file(tmp_path, content))
        assert [recipient.places[""].line for recipient in recipients] == [4, 7]
        assert summary(problems) == [("error-cell", "list.csv:7:3")]

    def test_the_delimiter_that_makes_known_headings_wins(self, tmp_path: Path) -> None:
        recipients, problems = read(csv_file(tmp_path, "id;city, or town;country\na;Baku, Absheron;AZ\n"))
        assert codes(problems) == ["unknown-column"]
        assert values(recipients) == [{"id": "a", "address.country": "AZ"}]

    def test_the_line_by_which_excel_names_the_delimiter(self, tmp_path: Path) -> None:
        recipients, problems = read(csv_file(tmp_path, "sep=;\r\nid;city\r\na;#REF!\r\n"))
        assert values(recipients) == [{"id": "a"}]
        assert summary(problems) == [("error-cell", "list.csv:3:2")]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        recipients, problems = read(csv_file(tmp_path, "id,city\na,Gəncə\n".encode(encoding)))
        assert (values(recipients), problems) == ([{"id": "a", "address.city": "Gəncə"}], [])

    @pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
    def test_wrong_encoding(self, tmp_path: Path, start: bytes) -> None:
        content = start + b"id,city\r\na,Baku\r\nb,Z\xfcrich\r\n"
        recipients, problems = read(csv_file(tmp_path, content))
        assert recipients == []
        assert summary(problems) == [("wrong-encoding", "list.csv:3")]
        assert problems[0].text == "FC"
        assert "“b,Z”" in problems[0].what

    def test_too_many_fields(self, tmp_path: Path) -> None:
        content = "id,organisation,city\na,Ministry of Justice, Unit 4,Baku\nb,Court,Baku,,\n"
        recipients, problems = read(csv_file(tmp_path, content))
        assert summary(problems) == [("too-many-fields", "list.csv:2:4")]
        assert [recipient.values["id"] for recipient in recipients] == ["b"]

    @pytest.mark.parametrize("record", ['b,"Court', 'b,"Court" of Baku', 'b,"Court\nc,Other\n'])
    def test_quotation_marks_that_do_not_balance(self, tmp_path: Path, record: str) -> None:
        recipients, problems = read(csv_file(tmp_path, f"id,organisation\na,One\n{record}\n"))
        assert summary(problems) == [("broken-record", "list.csv:3")]
        assert problems[0].text == record.partition("\n")[0]
        assert [recipient.values["id"] for recipient in recipients] == ["a"]

    def test_a_cell_without_end(self, tmp_path: Path) -> None:
        _, problems = read(csv_file(tmp_path, 'id,organisation\na,"' + "x" * 200_000 + '"\n'))
        assert summary(problems) == [("broken-record", "list.csv:2")]


class TestFilesThatAreNotWhatTheySay:
    def test_nothing_there(self, tmp_path: Path) -> None:
        assert codes(read(tmp_path / "list.csv")[1]) == ["missing-file"]
        (tmp_path / "folder.csv").mkdir()
        assert codes(read(tmp_path / "folder.csv")[1]) == ["unreadable-file"]

    @pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.ods", "list.xls"])
    def test_empty(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(b"\n")
        assert codes(read(tmp_path / name)[1]) == ["empty-file"]

    def test_blank(self, tmp_path: Path) -> None:
        assert codes(read(csv_file(tmp_path, ",,\n,,\n"))[1]) == ["empty-file"]
        assert codes(read(xlsx_file(tmp_path, [[" "]]))[1]) == ["empty-file"]
        assert codes(read(saved(openpyxl.Workbook(), tmp_path))[1]) == ["empty-file"]

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("list.xlsx", b"id,city\na,Baku\n", "text"),
            ("list.xls", b"<html><table></table></html>", "web page"),
            ("list.csv", b"%PDF-1.7\n", "PDF"),
            ("list.csv", b"id\0\1\2", "no text"),
            ("list.csv", b"PK\x03\x04 xl/workbook.xml", "XLSX"),
            ("list.ods", b"PK\x03\x04 xl/workbook.xml", "XLSX"),
            ("list.xlsx", b"PK\x03\x04 word/document.xml", "another kind"),
            ("list.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", "XLS"),
        ],
    )
    def test_another_kind(self, tmp_path: Path, name: str, content: bytes, says: str) -> None:
        (tmp_path / name).write_bytes(content)
        _, problems = read(tmp_path / name)
        assert codes(problems) == ["wrong-kind"]
        assert says in problems[0].what
        assert problems[0].hint

    def test_unknown_suffix(self, tmp_path: Path) -> None:
        assert codes(read(tmp_path / "list.pages")[1]) == ["unknown-table"]

    def test_encrypted_xlsx(self, tmp_path: Path) -> None:
        path = tmp_path / "list.xlsx"
        path.write_bytes(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
        )
        assert codes(read(path)[1]) == ["encrypted"]

    def test_encrypted_xls(self, tmp_path: Path) -> None:
        path = xls_file(tmp_path, ROWS)
        # The record CODEPAGE (0x42, 2 bytes) of the workbook's part becomes FILEPASS (0x2F).
        content = path.read_bytes()
        record = struct.pack("<HH", 0x42, 2)
        assert record in content
        path.write_bytes(content.replace(record, struct.pack("<HH", 0x2F, 2), 1))
        assert codes(read(path)[1]) == ["encrypted"]

    def test_encrypted_ods(self, tmp_path: Path) -> None:
        path = ods_file(tmp_path, *map(ods_row, ROWS))
        entry = (
            b'<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="AAAA">'
            b'<manifest:algorithm manifest:algorithm-name="Blowfish CFB" manifest:initialisation-vector="AA"/>'
            b"</manifest:encryption-data></manifest:file-entry></manifest:manifest>"
        )
        rewritten(path, "content.xml", lambda content: content[::-1])
        rewritten(
            path,
            "META-INF/manifest.xml",
            lambda content: content.replace(
                b"</manifest:manifest>",
                b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
                + entry,
            ),
        )
        assert codes(read(path)[1]) == ["encrypted"]

    @pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
    def test_broken_off(self, tmp_path: Path, kept: float) -> None:
        for path in (
            xlsx_file(tmp_path, ROWS),
            xls_file(tmp_path, ROWS),
            ods_file(tmp_path, *map(ods_row, ROWS)),
        ):
            content = path.read_bytes()
            path.write_bytes(content[: int(len(content) * kept)])
            recipients, problems = read(path)
            assert recipients == []
            assert codes(problems) == ["damaged-file"] or codes(problems) == ["wrong-kind"]

    def test_broken_xml(self, tmp_path: Path) -> None:
        path = xlsx_file(tmp_path, ROWS)
        rewritten(path, "xl/worksheets/sheet1.xml", lambda content: content[:-40])
        assert codes(read(path)[1]) == ["damaged-file"]

    def test_an_xls_whose_sectors_run_in_a_circle(self, tmp_path: Path) -> None:
        path = xls_file(tmp_path, ROWS)
        content = bytearray(path.read_bytes())
        table = (int.from_bytes(content[0x4C:0x50], "little") + 1) * 512
        content[table : table + 512] = bytes(512)
        path.write_bytes(content)
        assert codes(read(path)[1]) == ["damaged-file"]

    def test_an_xls_that_states_more_cells_than_a_sheet_has(self, tmp_path: Path) -> None:
        path = xls_file(tmp_path, ROWS)
        content = path.read_bytes()
        dimensions = struct.pack("<HHIIHH", 0x200, 14, 0, 3, 0, 8)
        assert content.count(dimensions) == 1
        path.write_bytes(
            content.replace(dimensions, struct.pack("<HHIIHH", 0x200, 14, 0, 2**32 - 1, 0, 2**16 - 1))
        )
        assert codes(read(path)[1]) == ["damaged-file"]

    @settings(max_examples=100, deadline=None)
    @given(st.sampled_from(["xlsx", "xls", "ods"]), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255))))
    def test_any_damage_is_a_problem_and_no_crash(
        self, suffix: str, bytes_at: list[tuple[float, int]]
    ) -> None:
        with TemporaryDirectory() as name:
            folder = Path(name)
            make = {
                "xlsx": lambda: xlsx_file(folder, ROWS),
                "xls": lambda: xls_file(folder, ROWS),
                "ods": lambda: ods_file(folder, *map(ods_row, ROWS)),
            }
            path = make[suffix]()
            content = bytearray(path.read_bytes())
            for share, byte in bytes_at:
                content[int(share * (len(content) - 1))] = byte
            path.write_bytes(content)
            recipients, problems = read(path)
        assert recipients or any(problem.is_error for problem in problems)


class TestLimits:
    def test_bytes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(container, "MOST_BYTES", 20)
        assert codes(read(csv_file(tmp_path, "id\n" + "a" * 17))[1]) == []
        assert codes(read(csv_file(tmp_path, "id\n" + "a" * 18))[1]) == ["huge-file"]

    def test_rows(self, tmp_path: Path) -> None:
        content = "id\n" + "a\n" * grid.MOST_ROWS
        recipients, problems = read(csv_file(tmp_path, content))
        assert (len(recipients), problems) == (grid.MOST_ROWS, [])
        recipients, problems = read(csv_file(tmp_path, content + "b\n"))
        assert (recipients, summary(problems)) == ([], [("too-many-rows", f"list.csv:{grid.MOST_ROWS + 2}")])

    def test_a_cell_in_the_last_row_or_column_of_all(self, tmp_path: Path) -> None:
        for last, code in (("A1048576", "too-many-rows"), ("XFD2", "too-many-columns")):
            book = openpyxl.Workbook()
            book.active["A1"] = "id"
            book.active[last] = "x"
            assert summary(read(saved(book, tmp_path))[1]) == [
                (code, f"list.xlsx, sheet “Sheet”, {'row 1048576' if last[0] == 'A' else 'XFD1'}")
            ]

    def test_a_sheet_that_is_long_and_wide(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active["A1"] = "id"
        book.active.cell(200_000, 1, "x")
        book.active.cell(1, 400, "x")
        assert summary(read(saved(book, tmp_path))[1]) == [("too-many-cells", "list.xlsx, sheet “Sheet”")]

    def test_an_xls_of_many_sheets_with_a_cell_in_each_far_corner(self, tmp_path: Path) -> None:
        book = xlwt.Workbook()
        for number in range(50):
            sheet = book.add_sheet(f"List {number}")
            sheet.write(65_535, 0, "x")
            sheet.write(0, 255, "x")
        path = saved(book, tmp_path, "list.xls")
        assert summary(read(path)[1]) == [("too-many-cells", "list.xls, sheet “List 0”")]

    @pytest.mark.parametrize(
        ("rows", "columns", "code"), [(2**30, 1, "too-many-rows"), (1, 2**30, "too-many-columns")]
    )
    def test_repeated_cells_of_ods(self, tmp_path: Path, rows: int, columns: int, code: str) -> None:
        cell = ods_cell("x", numbercolumnsrepeated=columns)
        path = ods_file(tmp_path, ods_row(["id"]), ods_row([cell], numberrowsrepeated=rows))
        assert codes(read(path)[1]) == [code]

    def test_columns_of_csv(self, tmp_path: Path) -> None:
        heading = ",".join(["id"] + ["x"] * 400)
        assert summary(read(csv_file(tmp_path, heading + "\na\n"))[1]) == [("too-many-columns", "list.csv:1")]

    def test_a_zip_bomb_whatever_size_it_states(self, tmp_path: Path) -> None:
        path = xlsx_file(tmp_path, ROWS)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/image1.png", bytes(20_000_000))
        assert codes(read(path)[1]) == ["zip-bomb"]
        content = path.read_bytes()
        stated = struct.pack("<I", 20_000_000)
        assert stated in content
        path.write_bytes(content.replace(stated, struct.pack("<I", 20)))
        assert codes(read(path)[1]) == ["zip-bomb"]

    def test_a_zip_of_too_many_files(self, tmp_path: Path) -> None:
        path = xlsx_file(tmp_path, ROWS)
        with zipfile.ZipFile(path, "a") as archive:
            for number in range(container.MOST_ENTRIES):
                archive.writestr(f"{number}", b"")
        assert codes(read(path)[1]) == ["zip-bomb"]

    def test_entities_are_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("secret")
        path = xlsx_file(tmp_path, [["id", "person"], ["a", "HERE"]])
        doctype = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">]>'.encode()
        rewritten(path, "xl/worksheets/sheet1.xml", lambda content: content.replace(b"HERE", b"there"))
        [recipient], _ = read(path)
        assert recipient.values["person"] == "there", "the cell is one that is read"
        rewritten(
            path, "xl/worksheets/sheet1.xml", lambda content: doctype + content.replace(b"there", b"&s;")
        )
        recipients, problems = read(path)
        assert (recipients, codes(problems)) == ([], ["damaged-file"])
        assert "secret" not in repr(problems)

    def test_merged_cells_over_each_other(self, tmp_path: Path) -> None:
        path = xlsx_file(tmp_path, [["id", "city"], ["a", "x"]])
        merged = b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:Z999"/>' * 50 + b"</mergeCells>"
        rewritten(path, "xl/worksheets/sheet1.xml", lambda content: content.replace(b"</sheetData>", merged))
        assert codes(read(path)[1]) == ["damaged-file"]


def test_sheet_parts_without_references_are_counted() -> None:
    sheet = b"<worksheet><sheetData><row/><row><c/><c t='e'><v>#N/A</v></c></row></sheetData></worksheet>"
    layout = hidden._xlsx_layout(io.BytesIO(sheet), hidden._XlsxLooks())
    assert (layout.height, layout.width, layout.faults) == (2, 2, {(1, 1): "#N/A"})


_TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn"), blacklist_characters="\ufeff"), max_size=12
) | st.sampled_from(
    ["NO", "01067", "1e3", "true", "2021-01-19", "=1+1", "a\nb", 'say "x"', ",;|\t", "'", "-1"]
)
# A spreadsheet's own errors are refused, and what is yet to be written is told; other tests have them.
_CELL = _TEXT.filter(
    lambda text: not shows_error(text) and not text.startswith("=") and not unfilled(text, Place("list"))
)
_LAST = ("last", "Archive", "Dear colleagues,")
"""A whole row, below which nothing is taken for a note below the list; other tests have those."""
_TABLES = st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=6).map(lambda rows: [*rows, _LAST])
_HEADINGS = ("id", "organisation", "salutation")


def _expected(rows: Iterable[Sequence[str]]) -> list[dict[str, str]]:
    filled = [
        {key: text for key, cell in zip(_HEADINGS, row, strict=True) if (text := as_written(key, cell))}
        for row in rows
    ]
    return [row for row in filled if row]


@settings(max_examples=60, deadline=None)
@given(_TABLES)
def test_any_texts_come_back_from_csv(rows: list[tuple[str, str, str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_HEADINGS, *rows])
    with TemporaryDirectory() as folder:
        recipients, _ = read(csv_file(Path(folder), text.getvalue()))
    assert values(recipients) == _expected(rows)


@settings(max_examples=40, deadline=None)
@given(_TABLES)
def test_any_texts_come_back_from_xlsx(rows: list[tuple[str, str, str]]) -> None:
    book = openpyxl.Workbook()
    for y, row in enumerate([_HEADINGS, *rows], 1):
        for x, text in enumerate(row, 1):
            book.active.cell(y, x).value = text
            book.active.cell(y, x).data_type = "s"  # else openpyxl makes a formula of "=1+1"
    with TemporaryDirectory() as folder:
        recipients, _ = read(saved(book, Path(folder)))
    assert values(recipients) == _expected(rows)


@pytest.mark.slow
def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("List")
    sheet.append(["id", "organisation", "city", "country"])
    for number in range(100_000):
        sheet.append([f"r{number}", f"Office {number}", "Baku", "AZ"])
    recipients, problems = read(saved(book, tmp_path))
    assert (len(recipients), problems) == (100_000, [])
    assert recipients[-1].places["address.city"].cell == "C100001"
