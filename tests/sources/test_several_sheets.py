"""One list over several sheets of a workbook, each with headings of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

import letterbook
from letterbook.model import Defaults, Group, ListLayout
from letterbook.problems import Problem
from letterbook.sources.list_table import open_list
from letterbook.sources.recipient_list import read_list
from letterbook.sources.tables.cell_changes import NotEditableError

Sheets = dict[str, list[list[str]]]
SHEETS: Sheets = {
    "Bibliotheken": [
        ["Verteiler der Bibliotheken"],
        ["Name der Einrichtung", "Straße", "PLZ", "Ort", "Telefon"],
        ["Stadtbibliothek", "Am Markt 2", "01067", "Dresden", "0351"],
        ["Landesbibliothek", "Am Markt 3", "01067", "Dresden", "0352"],
    ],
    "Hinweise": [["So wird die Liste gepflegt"], ["Jede Stelle eine Zeile"]],
    "Archive": [
        ["Ort", "PLZ", "Straße", "Institution", "Telefon"],
        ["Köln", "50667", "Am Ring 1", "Archiv", "01"],
    ],
}


def book(folder: Path, sheets: Sheets = SHEETS, name: str = "Verteiler.xlsx") -> Path:
    path = folder / name
    if name.endswith(".ods"):
        _write_ods(path, sheets)
        return path
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def _write_ods(path: Path, sheets: Sheets) -> None:
    document = OpenDocumentSpreadsheet()
    for title, rows in sheets.items():
        table = Table(name=title)
        for row in rows:
            line = TableRow()
            for text in row:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=text))
                line.addElement(cell)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def read(path: Path, layout: ListLayout) -> tuple[list[Group], list[Problem]]:
    return read_list(path, path.name, Defaults(country="DE"), layout)


def names(groups: Sequence[Group]) -> dict[str, list[str | None]]:
    return {group.id: [member.organisation for member in group.recipients] for group in groups}


COLUMNS = {"Name der Einrichtung": "organisation"}


@pytest.mark.parametrize("name", ["Verteiler.xlsx", "Verteiler.ods"])
def test_all_sheets_are_read_one_behind_the_other_and_are_the_groups(tmp_path: Path, name: str) -> None:
    path = book(tmp_path, name=name)
    groups, problems = read(path, ListLayout(sheets="all", columns=COLUMNS, ignored=("Telefon",)))
    assert names(groups) == {"bibliotheken": ["Stadtbibliothek", "Landesbibliothek"], "archive": ["Archiv"]}
    assert [group.name.texts for group in groups] == [{"": "Bibliotheken"}, {"": "Archive"}]
    assert [(problem.code, str(problem.place)) for problem in problems] == [
        ("unread-sheet", f"{name}, sheet “Hinweise”"),
        ("title-row", f"{name}, sheet “Bibliotheken”, row 1"),
    ]


def test_sheets_come_in_the_order_in_which_they_are_named(tmp_path: Path) -> None:
    layout = ListLayout(sheets=("Archive", "Bibliotheken"), columns=COLUMNS, ignored=("Telefon",))
    groups, problems = read(book(tmp_path), layout)
    assert [*names(groups)] == ["archive", "bibliotheken"]
    assert [problem.code for problem in problems] == ["title-row"], "of the other sheets the office knows"


def test_mistakes_have_their_sheet_and_a_column_is_told_of_once(tmp_path: Path) -> None:
    sheets = {title: [list(row) for row in rows] for title, rows in SHEETS.items()}
    sheets["Archive"][1][1] = "5066"
    layout = ListLayout(sheets=("Bibliotheken", "Archive"), columns=COLUMNS, headings=1)
    sheets["Bibliotheken"].pop(0)
    _, problems = read(book(tmp_path, sheets), layout)
    assert [(problem.code, str(problem.place)) for problem in problems] == [
        ("unknown-column", "Verteiler.xlsx, sheet “Bibliotheken”, E1"),
        ("odd-postcode", "Verteiler.xlsx, sheet “Archive”, B2"),
    ]


def test_a_group_column_goes_before_the_name_of_its_sheet(tmp_path: Path) -> None:
    sheets = {"A": [["Name", "Ort", "Gruppe"], ["X", "Bonn", "eins"]], "B": [["Name", "Ort"], ["Y", "Bonn"]]}
    groups, _ = read(book(tmp_path, sheets), ListLayout(sheets="all"))
    assert [(group.id, [member.person for member in group.recipients]) for group in groups] == [
        ("eins", ["X"]),
        ("b", ["Y"]),
    ]


def test_one_sheet_of_several_is_told_how_the_others_are_had(tmp_path: Path) -> None:
    groups, problems = read(book(tmp_path), ListLayout(columns=COLUMNS, ignored=("Telefon",)))
    assert [*names(groups)] == ["recipients"]
    unread = [problem for problem in problems if problem.code == "unread-sheet"]
    assert len(unread) == 2
    assert "sheets: all" in unread[0].hint


def test_a_sheet_that_is_not_there_is_told_where_it_is_named(workspace: Path) -> None:
    book(workspace)
    office = workspace / "letterbook.yaml"
    office.write_text(
        office.read_text("utf-8")
        + "list:\n  file: Verteiler.xlsx\n  sheets: [Bibliotheken, Archiv]\n  columns: {Name der Einrichtung: organisation}\n",
        "utf-8",
    )
    [problem] = letterbook.open_office(workspace).check("january-20")
    line = office.read_text("utf-8").splitlines().index("  sheets: [Bibliotheken, Archiv]") + 1
    assert (problem.code, problem.place.line, problem.hint) == (
        "no-sheet",
        line,
        "Did you mean “Archive”? There are: Bibliotheken, Hinweise, Archive.",
    )


def test_both_keys_are_too_many(workspace: Path) -> None:
    office = workspace / "letterbook.yaml"
    office.write_text(office.read_text("utf-8") + "list: {sheet: A, sheets: all}\n", "utf-8")
    problems = letterbook.open_office(workspace).check("january-20")
    assert [(problem.code, problem.what) for problem in problems if "sheet" in problem.what] == [
        ("wrong-value", "“sheet” and “sheets” stand here side by side.")
    ]


def test_columns_of_all_sheets_are_shown_and_written(workspace: Path) -> None:
    book(workspace)
    office = letterbook.open_office(workspace)
    assert [problem.code for problem in office.columns("Verteiler.xlsx").problems] == ["unread-sheet"] * 2
    found = office.columns("Verteiler.xlsx", sheets=["all"])
    assert {column.heading: (column.field, found.where(column)) for column in found.columns} == {
        "Name der Einrichtung": ("organisation", "Bibliotheken A2"),
        "Straße": ("street", "Bibliotheken B2, Archive C1"),
        "PLZ": ("postcode", "Bibliotheken C2, Archive B1"),
        "Ort": ("city", "Bibliotheken D2, Archive A1"),
        "Telefon": (None, "Bibliotheken E2, Archive E1"),
        "Institution": ("organisation", "Archive D1"),
    }
    assert "  sheets: all" in found.lines
    office.write_columns(found)
    again = letterbook.open_office(workspace).columns("Verteiler.xlsx")
    assert [column.where for column in again.columns] == [column.where for column in found.columns]
    assert again.lines == found.lines


def test_a_cell_of_each_sheet_is_changed_in_its_place(tmp_path: Path) -> None:
    path, layout = book(tmp_path), ListLayout(sheets="all", columns=COLUMNS)
    found, _ = open_list(path, path.name, layout)
    assert found is not None
    fields = {column.field: at for at, column in enumerate(found.table.columns)}
    name = found.table.columns[fields["organisation"]]
    assert (name.heading, [place.cell for place in name.places]) == (
        "Name der Einrichtung / Institution",
        ["A2", "D1"],
    )
    path.write_bytes(
        found.changed({(0, fields["city"]): "Meißen", (2, fields["organisation"]): "Staatsarchiv"})
    )
    after = openpyxl.load_workbook(path)
    assert (after["Bibliotheken"]["D3"].value, after["Archive"]["D2"].value) == ("Meißen", "Staatsarchiv")
    assert (after["Archive"]["A2"].value, after["Bibliotheken"]["A3"].value) == ("Köln", "Stadtbibliothek")


def test_a_cell_that_the_sheet_does_not_have_is_refused(tmp_path: Path) -> None:
    sheets = {
        "A": [["Name", "Ort", "Abteilung"], ["X", "Bonn", "eins"]],
        "B": [["Name", "Ort"], ["Y", "Bonn"]],
    }
    path = book(tmp_path, sheets)
    found, _ = open_list(path, path.name, ListLayout(sheets="all"))
    assert found is not None
    with pytest.raises(NotEditableError, match="Abteilung"):
        found.changed({(1, 2): "zwei"})


def test_a_title_of_one_sheet_leads_to_no_row_for_all(tmp_path: Path) -> None:
    _, problems = read(book(tmp_path), ListLayout(sheets="all", columns=COLUMNS))
    assert [problem.hint for problem in problems if problem.code == "title-row"] == [
        "That is right for a title."
    ]
