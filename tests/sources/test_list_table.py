"""A list changed cell by cell in the file that it came from; all else stays."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from letterbook.model import ListLayout
from letterbook.sources.list_table import Changes, OpenList, open_list
from letterbook.sources.tables.cell_changes import NotEditableError

YAML = """\
# the list
groups:
  - id: un  # first
    name: The UN
    recipients:
      - id: unesco   # a comment
        organisation: UNESCO
        address: {street: "7 place", city: "Paris", country: FR}
      # another
      - organisation: >
          A long
          name
        address:
          city: Rome
          country: IT   # Italy
      - {id: x, post: P, cc: [A], address: {city: C, country: DE}}
"""


def opened(path: Path, layout: ListLayout = ListLayout()) -> OpenList:  # noqa: B008
    found, problems = open_list(path, path.name, layout)
    assert found is not None, problems
    return found


def changed(path: Path, changes: Changes, layout: ListLayout = ListLayout()) -> OpenList:  # noqa: B008
    path.write_bytes(opened(path, layout).changed(changes))
    return opened(path, layout)


# --- XLSX ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Verteiler"
    for row in (
        ["Verteiler 2026"],
        ["Name", "Straße", "PLZ", "Ort", "Bemerkung", "Summe"],
        ["Library A", "Weg 1", "10115", "Berlin", "seen", "=1+1"],
        ["Library B", None, "80331", "München", None, 2],
        ["Library C", "Weg 3", 48143, "Münster", None, 3],
    ):
        sheet.append(row)
    sheet["A3"].font, sheet["A3"].fill = Font(bold=True), PatternFill("solid", fgColor="FFFF00")
    sheet["A3"].comment = Comment("by hand", "Clerk")
    sheet.column_dimensions["A"].width = 40
    sheet.freeze_panes = "A3"
    sheet.merge_cells("A1:F1")
    rule = DataValidation(type="list", formula1='"Berlin,München"')
    rule.add("D3:D9")
    sheet.add_data_validation(rule)
    book.create_sheet("other")["A1"] = "untouched"
    book.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


def test_cells_of_a_workbook_change_and_nothing_else(workbook: Path) -> None:
    before = {name: content for name, content in _parts(workbook).items() if "sheet1" not in name}
    found = changed(workbook, {(0, 0): "Bücherei Ä & <B>", (1, 1): "Weg 2\nHof", (2, 2): "01067", (0, 4): ""})
    assert found.table.rows[0][:5] == ("Bücherei Ä & <B>", "Weg 1", "10115", "Berlin", "")
    assert found.table.rows[1][:2] == ("Library B", "Weg 2\nHof")
    assert found.table.rows[2][2] == "01067"
    assert {name: content for name, content in _parts(workbook).items() if "sheet1" not in name} == before
    sheet = openpyxl.load_workbook(workbook)["Verteiler"]
    assert (sheet["A3"].value, sheet["A3"].font.b, sheet["A3"].fill.fgColor.rgb) == (
        "Bücherei Ä & <B>",
        True,
        "00FFFF00",
    )
    assert (sheet["F3"].value, sheet["F5"].value, sheet["C3"].value) == ("=1+1", 3, "10115")
    assert (sheet["A3"].comment.text, sheet.column_dimensions["A"].width, sheet.freeze_panes) == (
        "by hand",
        40,
        "A3",
    )
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:F1"]
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["D3:D9"]


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_cell_with_a_formula_is_not_changed(workbook: Path) -> None:
    before = workbook.read_bytes()
    found = opened(workbook)
    with pytest.raises(NotEditableError) as refused:
        found.changed({(0, 0): "new", (0, 5): "2"})
    assert (refused.value.problem.place.cell, refused.value.problem.code) == ("F3", "not-editable")
    assert workbook.read_bytes() == before


def test_a_merged_cell_is_not_changed(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Verteiler"].merge_cells("D3:D4")
    book.save(workbook)
    with pytest.raises(NotEditableError, match="merged"):
        opened(workbook).changed({(1, 3): "Köln"})


def test_the_columns_are_those_of_the_list_with_what_is_left_out(workbook: Path) -> None:
    table = opened(workbook).table
    assert [(column.heading, column.field) for column in table.columns] == [
        ("Name", "person"),
        ("Straße", "street"),
        ("PLZ", "postcode"),
        ("Ort", "city"),
        ("Bemerkung", None),
        ("Summe", None),
    ]
    assert [place.cell for place in table.places] == ["row 3", "row 4", "row 5"]
    assert table.is_editable


# --- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Name;PLZ;Ort\r\nA;1;Berlin\r\nB;2;Köln\r\n", "Name;PLZ;Ort\r\nA;1;Berlin\r\nB;2;Bonn\r\n"),
        ('"Name","Ort"\n"A","Berlin"\n"B","Köln"', '"Name","Ort"\n"A","Berlin"\n"B","Bonn"'),
        (
            'Name,Ort,PLZ\n"A, ""x""\nB",Berlin,1\nB,Köln,2\n',
            'Name,Ort,PLZ\n"A, ""x""\nB",Berlin,1\nB,Bonn,2\n',
        ),
        ("sep=;\nName;Ort\nA;Berlin\n\nB\n", "sep=;\nName;Ort\nA;Berlin\n\nB;Bonn\n"),
    ],
)
def test_one_field_of_a_csv(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"\xef\xbb\xbf" + before.encode())
    city = next(at for at, column in enumerate(opened(path).table.columns) if column.field == "city")
    changed(path, {(1, city): "Bonn"})
    assert path.read_bytes() == b"\xef\xbb\xbf" + after.encode()


def test_a_csv_stays_in_its_encoding(tmp_path: Path) -> None:
    path, layout = tmp_path / "list.csv", ListLayout(encoding="windows-1252")
    path.write_bytes("Name;Ort\nMüller;Köln\nWeber;Bonn\n".encode("cp1252"))
    changed(path, {(1, 1): "Düren"}, layout)
    assert path.read_bytes() == "Name;Ort\nMüller;Köln\nWeber;Düren\n".encode("cp1252")
    with pytest.raises(NotEditableError, match="ə"):
        opened(path, layout).changed({(1, 1): "Gəncə"})


# --- YAML and others -------------------------------------------------------------------------------------------------


def test_values_of_a_yaml_list(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(YAML, "utf-8")
    fields = [column.field for column in opened(path).table.columns]
    found = changed(
        path,
        {
            (0, fields.index("organisation")): 'The "UN" body',
            (1, fields.index("organisation")): "Short",
            (1, fields.index("street")): "Via 1",
            (2, fields.index("city")): "Gəncə",
        },
    )
    assert found.table.rows[1][fields.index("street")] == "Via 1"
    expected = YAML.replace("UNESCO\n", '"The \\"UN\\" body"\n').replace(
        ">\n          A long\n          name", '"Short"'
    )
    expected = expected.replace("city: Rome\n", 'city: Rome\n          street: "Via 1"\n').replace(
        "city: C,", 'city: "Gəncə",'
    )
    assert path.read_text("utf-8") == expected


def test_many_values_of_a_yaml_list_are_written_in_one_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.yaml"
    full = "      - {organisation: Z, address: {street: S, city: C, postcode: P, country: DE}}\n"
    path.write_text(
        "groups:\n  - id: g\n    recipients:\n" + "      - organisation: A\n" * 29 + full, "utf-8"
    )
    found, compose, composed = opened(path), yaml.compose, []

    def counted(*args: Any, **named: Any) -> Any:
        composed.append(args)
        return compose(*args, **named)

    fields = [column.field for column in found.table.columns]
    monkeypatch.setattr(yaml, "compose", counted)
    texts = ("B", "Berlin", "1 Road", "10115")
    columns = ("organisation", "city", "street", "postcode")
    cells = {
        (row, fields.index(name)): text
        for row in range(30)
        for name, text in zip(columns, texts, strict=True)
    }
    path.write_bytes(found.changed(cells))
    assert len(composed) == 1
    lines = path.read_text("utf-8").splitlines()[3:]
    assert len(lines) == 59
    assert lines[:2] == [
        '      - organisation: "B"',
        '        address: {city: "Berlin", postcode: "10115", street: "1 Road"}',
    ]


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85"])
def test_a_line_ends_where_yaml_says(tmp_path: Path, end: str) -> None:
    path = tmp_path / "list.yaml"
    path.write_bytes(YAML.replace("  # first", f"  # first{end}").encode())
    found, problems = open_list(path, path.name, ListLayout())
    assert found is not None, problems
    fields = [column.field for column in found.table.columns]
    new = found.changed({(0, fields.index("organisation")): "New"}).decode()
    assert new == path.read_bytes().decode().replace("organisation: UNESCO", 'organisation: "New"')


def test_lines_end_as_they_did(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_bytes(YAML.replace("\n", "\r\n").encode())
    fields = [column.field for column in opened(path).table.columns]
    new = opened(path).changed({(0, fields.index("organisation")): "New"}).decode()
    assert new == YAML.replace("UNESCO\n", '"New"\n').replace("\n", "\r\n")


def test_a_value_that_is_a_list_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(YAML, "utf-8")
    found = opened(path)
    copies = [column.field for column in found.table.columns].index("cc")
    with pytest.raises(NotEditableError):
        found.changed({(2, copies): "B"})


def test_a_list_that_cannot_be_changed_says_so(tmp_path: Path) -> None:
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("list")
    for row, cells in enumerate((["Name", "Ort"], ["A", "Berlin"])):
        for column, text in enumerate(cells):
            sheet.write(row, column, text)
    book.save(str(tmp_path / "list.xls"))
    found = opened(tmp_path / "list.xls")
    assert not found.table.is_editable
    with pytest.raises(NotEditableError):
        found.changed({(0, 0): "B"})
