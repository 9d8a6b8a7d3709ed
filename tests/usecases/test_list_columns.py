"""The map of a list's columns: proposed, and written into letterbook.yaml of which nothing else changes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Run

import letterbook
from letterbook.problems import Problem
from letterbook.sources.office import read_office
from letterbook.sources.recipient_list import read_list
from letterbook.sources.yaml.insertion import with_key

ROWS = [
    ["Verteiler"],
    ["Stelle", "Straße", "PLZ", "Ort", "Staat?", "Salutaton", "Vorname des Leiters", "Bemerkung", "Telefon"],
    ["Stadtbibliothek", "Am Markt 2", "01067", "Dresden", "Deutschland", "Guten Tag,", "Ada", "neu", "0351"],
    ["Archiv", "Am Ring 1", "1010", "Wien", "Österreich", "Guten Tag,", "Bo", "", "01"],
    ["Summe", "", "2"],
]
FIELDS = {
    "Straße": ("street", "known"),
    "PLZ": ("postcode", "known"),
    "Ort": ("city", "known"),
    "Staat?": ("country", "known"),
    "Salutaton": ("salutation", "like"),
    "Vorname des Leiters": ("given", "like"),
    "Bemerkung": (None, "left-out"),
    "Telefon": (None, "left-out"),
}


def listed(folder: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> str:
    with (folder / "Verteiler.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return "Verteiler.csv"


def test_each_column_is_proposed_for_a_field_or_left_out(workspace: Path) -> None:
    office = letterbook.open_office(workspace)
    found = office.columns(listed(workspace, ROWS))
    fields = {column.heading: (column.field, column.basis) for column in found.columns}
    assert {heading: fields[heading] for heading in FIELDS} == FIELDS
    assert [(column.where, column.sample) for column in found.columns][:2] == [
        ("1", "Stadtbibliothek"),
        ("2", "Am Markt 2"),
    ]


def test_a_column_of_countries_is_seen_by_its_cells_and_a_field_given_to_one_column(workspace: Path) -> None:
    rows = [["Name", "Ort", "Wohin", "Ort 2"], ["A", "Wien", "Österreich", "x"], ["B", "Rom", "Italien", "y"]]
    found = letterbook.open_office(workspace).columns(listed(workspace, rows))
    assert [(column.field, column.basis) for column in found.columns] == [
        ("person", "known"),
        ("city", "known"),
        ("country", "content"),
        (None, "left-out"),
    ]


def test_a_column_of_what_no_letter_needs_is_no_field_for_one_of_its_words(workspace: Path) -> None:
    headings = ["Назва", "Ел. пошта", "E-Mail-Adresse", "Telefon Firma", "Cơ quan", "Posta adresi"]
    found = letterbook.open_office(workspace).columns(listed(workspace, [headings, ["A", *["x"] * 5]]))
    fields = {column.heading: column.field for column in found.columns}
    assert fields == {**dict.fromkeys(headings), "Назва": "organisation", "Posta adresi": "street"}


def test_what_is_written_is_read_and_nothing_else_changes(workspace: Path) -> None:
    path, office = workspace / "letterbook.yaml", letterbook.open_office(workspace)
    path.write_bytes(path.read_bytes() + b"# a last remark")
    before = path.read_bytes()
    found = office.columns(listed(workspace, ROWS))
    office.write_columns(found)
    assert path.read_bytes().startswith(before)
    assert path.read_bytes()[len(before) :].decode("utf-8").strip().split("\n") == list(found.lines)
    read, problems = read_office(workspace)
    assert problems == []
    assert read is not None
    groups, told = read_list(workspace / "Verteiler.csv", "Verteiler.csv", read.defaults, read.list_layout)
    assert read.list_layout.file == "Verteiler.csv"
    assert not [problem for problem in told if problem.code in ("unknown-column", "no-column")]
    assert len([recipient for group in groups for recipient in group.recipients]) == 2
    assert [column.basis for column in office.columns("Verteiler.csv").columns].count("written") == 5


def test_what_is_said_already_is_replaced_only_when_asked(workspace: Path) -> None:
    path, office = workspace / "letterbook.yaml", letterbook.open_office(workspace)
    text = path.read_text("utf-8")
    own = 'list:\n  file: other.csv # a remark\n  columns:\n    "X": city\n\n# about the rest\n'
    path.write_text(own + text, "utf-8")
    found = office.columns(listed(workspace, ROWS))
    with pytest.raises(letterbook.UsageError, match="already") as refused:
        office.write_columns(found)
    assert refused.value.remedies == (letterbook.Remedy.REPLACE_MAP,)
    assert path.read_text("utf-8") == own + text
    office.write_columns(found, replace=True)
    assert path.read_text("utf-8") == "\n".join(found.lines) + "\n\n# about the rest\n" + text


def test_a_list_without_a_map_keeps_its_lines_and_remarks(workspace: Path) -> None:
    path, office = workspace / "letterbook.yaml", letterbook.open_office(workspace)
    text = path.read_text("utf-8")
    own = "list:   # ours\n    # a remark\n    file: Verteiler.csv   # another\n    headings: 2\n"
    path.write_text(f"{own}\n# the rest\n{text}", "utf-8")
    file = listed(workspace, ROWS)
    office.write_columns(office.columns(file))
    written = path.read_text("utf-8")
    assert written.startswith(own + '    columns:\n      "Salutaton": salutation\n')
    assert written.endswith(f"\n# the rest\n{text}")
    layout = read_office(workspace)[0]
    assert layout is not None
    assert layout.list_layout.ignored == ("Stelle", "Bemerkung", "Telefon")


def test_another_file_takes_the_place_of_the_one_that_was_named(workspace: Path) -> None:
    path, office = workspace / "letterbook.yaml", letterbook.open_office(workspace)
    text = path.read_text("utf-8")
    path.write_text("list:\n  file: recipients.xlsx\n" + text, "utf-8")
    office.write_columns(office.columns(listed(workspace, ROWS)))
    assert path.read_text("utf-8").startswith('list:\n  file: "Verteiler.csv"\n  columns:\n')


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("a: 1\n", "a: 1\n\nlist:\n  x: 2\n"),
        ("a: 1", "a: 1\n\nlist:\n  x: 2\n"),
        ("a: 1\r\n# b\r\n\r\n", "a: 1\r\n# b\r\n\r\nlist:\r\n  x: 2\r\n"),
        ("a:\n  list: 1\n", "a:\n  list: 1\n\nlist:\n  x: 2\n"),
        ("list: {y: 1}\n# b\nb: 1\n", "list:\n  x: 2\n# b\nb: 1\n"),
        ("b: 1\nlist:\n- 1\n\n- 2\n", "b: 1\nlist:\n  x: 2\n"),
        ("a: |\n  text\n\n\n", "a: |\n  text\n\n\nlist:\n  x: 2\n"),
        ("{a: 1}\n", None),
        ("{a: 1, list: {y: 1}}\n", None),
        ("a: [1\n", None),
        ("a: 1\n...\n", None),
    ],
)
def test_a_key_is_put_into_a_file_or_the_file_is_left(text: str, changed: str | None) -> None:
    assert with_key(text, "list", ["list:", "  x: 2"]) == changed


def test_a_list_in_another_encoding_is_named_so(workspace: Path) -> None:
    office, file = letterbook.open_office(workspace), listed(workspace, ROWS, "cp1252")
    with pytest.raises(letterbook.InputError) as refused:
        office.columns(file)
    problems: list[Problem] = refused.value.problems
    assert [problem.code for problem in problems] == ["wrong-encoding"]
    assert '  encoding: "windows-1252"' in office.columns(file, "cp1252").lines
    with pytest.raises(letterbook.UsageError):
        office.columns(file, "ansi")


def test_the_command_shows_and_writes(run: Run, workspace: Path) -> None:
    file = listed(workspace, ROWS)
    shown = run("columns", file)
    assert shown.code == 0
    assert "8\tBemerkung\tleft out\t\tneu" in shown.out
    assert '    "Salutaton": salutation' in shown.out
    assert "list:" not in (workspace / "letterbook.yaml").read_text("utf-8")
    assert run("columns", file, "--write").code == 0
    assert '    - "Telefon"' in (workspace / "letterbook.yaml").read_text("utf-8")
    again = run("columns", file, "--write")
    assert (again.code, "--replace" in again.err) == (2, True)
    assert run("columns", file, "--json").json["columns"][0]["heading"] == "Stelle"
    assert run("columns", file, "--replace").code == 2
    assert run("columns", "../elsewhere.csv").code == 3
