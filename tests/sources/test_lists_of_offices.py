"""Lists as offices have them: a title, headings of their own, no ids, words for groups, lines in a cell."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlwt
import yaml
from conftest import Run
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

import letterbook
from letterbook.model import ANY_LAYOUT, Defaults, Group, ListLayout, Recipient
from letterbook.problems import Place, Problem
from letterbook.sources.office import read_office
from letterbook.sources.recipient_list import read_list
from letterbook.sources.tables import headings
from letterbook.sources.tables.headings import (
    FILE,
    TRACKING_KEYS,
    field_of_heading,
    folded,
    near_heading,
)

WORDS: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(FILE.read_text("utf-8"))
HEADINGS = {key: languages for key, languages in WORDS.items() if key not in TRACKING_KEYS}
GERMAN = ["Name", "Straße", "PLZ", "Ort", "Land"]
PERSON = ["Ada Weber", "Hauptstraße 1", "01067", "Dresden", "DE"]
CLERK = Place("letterbook.yaml", 3, 1)


def table(folder: Path, rows: Sequence[Sequence[str | int | None]], name: str = "list.xlsx") -> Path:
    path = folder / name
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if name.endswith(".tsv") else ";").writerows(rows)
    return path


def read(path: Path, layout: ListLayout = ListLayout()) -> tuple[list[Group], list[Problem]]:  # noqa: B008
    return read_list(path, path.name, Defaults(), layout)


def recipients(groups: Sequence[Group]) -> list[Recipient]:
    return [recipient for group in groups for recipient in group.recipients]


def told(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.level) for problem in problems]


@pytest.mark.parametrize("of_a_list", [tuple(HEADINGS), TRACKING_KEYS])
def test_no_heading_stands_for_two_fields(of_a_list: tuple[str, ...]) -> None:
    keys = defaultdict(set)
    for key in of_a_list:
        for words in WORDS[key].values():
            for word in words:
                keys[folded(word)].add(key)
    assert {word: found for word, found in keys.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", sorted({tag for words in HEADINGS.values() for tag in words}))
def test_headings_are_known_in_every_language(language: str) -> None:
    for key, languages in HEADINGS.items():
        for word in languages.get(language, ()):
            for spelling in (word, word.upper(), f" {word}: ", word.replace(" ", "_")):
                assert field_of_heading(spelling, ListLayout()) == key, spelling


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("STRASSE", "address.street"),
        ("Direccion", "address.street"),
        ("Codigo Postal", "address.postcode"),
        ("Prenom", "given"),
        ("Фамилия", "surname"),
        ("Adı", "given"),
        ("Ünvan", "address.street"),
        ("Unvan", "honorific"),
        ("Anrede", "form_of_address"),
        ("Nr.", None),
    ],
)
def test_a_heading_as_people_type_it(heading: str, key: str | None) -> None:
    assert field_of_heading(heading, ListLayout()) == key


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "list.tsv"])
def test_headings_are_found_under_a_title(tmp_path: Path, name: str) -> None:
    rows = [["Verteiler – Stand 11/2026"], ["Adressat", "", "Anschrift"], GERMAN, PERSON]
    groups, problems = read(table(tmp_path, rows, name))
    assert told(problems) == [("title-row", "warning")]
    [recipient] = recipients(groups)
    assert (recipient.person, recipient.address.city) == ("Ada Weber", "Dresden")
    assert read(table(tmp_path, rows, name), ListLayout(headings=3)) == (groups, []), "the office knows of it"


def test_the_office_s_map_comes_before_what_is_known(tmp_path: Path) -> None:
    path = table(tmp_path, [[*GERMAN, "Empfangsstelle", "Bemerkung"], [*PERSON, "Rathaus", "neu?"]])
    layout = ListLayout(
        columns={"empfangsstelle": "organisation"}, ignored=("Bemerkung",), places={"empfangsstelle": CLERK}
    )
    groups, problems = read(path, layout)
    assert problems == []
    assert recipients(groups)[0].organisation == "Rathaus"


def test_the_office_s_map_comes_before_a_heading_that_is_known(tmp_path: Path) -> None:
    layout = ListLayout(columns={"Name": "organisation"}, places={"Name": CLERK})
    groups, problems = read(table(tmp_path, [GERMAN, PERSON]), layout)
    assert problems == []
    assert (recipients(groups)[0].organisation, recipients(groups)[0].person) == ("Ada Weber", None)


def test_a_column_that_nobody_knows_is_left_out_and_told_once(tmp_path: Path) -> None:
    path = table(tmp_path, [[*GERMAN, "Bemerkung"], [*PERSON, "x"], ["Bo Lang", *PERSON[1:], "y"]])
    groups, problems = read(path)
    assert told(problems) == [("unknown-column", "warning")]
    assert "under ignore" in problems[0].hint
    assert len(recipients(groups)) == 2


@pytest.mark.parametrize(
    "heading",
    [
        "Notes",
        "Date",
        "Code",
        "Amount",
        "Text",
        "Signed",
        "Posted",
        "Lines 2",
        "Activity",
        "Intern",
        "Capacity",
    ],
)
def test_a_heading_that_is_only_like_a_field_is_no_mistyped_one(tmp_path: Path, heading: str) -> None:
    _, problems = read(table(tmp_path, [[*GERMAN, heading], [*PERSON, "x"]]))
    assert told(problems) == [("unknown-column", "warning")], problems


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Salutaton", "salutation"),
        ("orgnaisation", "organisation"),
        ("Post-coed", "postcode"),
        ("langauge", "language"),
    ],
)
def test_a_typing_error_in_a_heading_is_seen(heading: str, field: str) -> None:
    assert near_heading(heading) == field


def test_a_mistyped_field_is_a_mistake(tmp_path: Path) -> None:
    _, problems = read(table(tmp_path, [[*GERMAN, "salutaton"], [*PERSON, "Dear Ada,"]]))
    assert told(problems) == [("unknown-column", "error")]
    assert "salutation" in problems[0].hint


def test_a_heading_of_the_map_that_the_list_lacks_is_told_at_its_line(tmp_path: Path) -> None:
    layout = ListLayout(columns={"Stelle": "organisation"}, places={"Stelle": CLERK})
    _, problems = read(table(tmp_path, [GERMAN, PERSON]), layout)
    assert [(problem.code, problem.place) for problem in problems] == [("no-column", CLERK)]


def test_the_row_of_headings_and_the_sheet_can_be_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(GERMAN)
    book.active.append(PERSON)
    other = book.create_sheet("Neu")
    # The row above has more headings, so that only its number tells the right one.
    for row in ([*GERMAN, "Amt"], [*GERMAN, "Nr."], ["Bo Lang", *PERSON[1:]]):
        other.append(row)
    book.save(tmp_path / "list.xlsx")
    groups, problems = read(tmp_path / "list.xlsx", ListLayout(sheet="Neu", headings=2))
    assert not any(problem.is_error for problem in problems)
    assert [recipient.person for recipient in recipients(groups)] == ["Bo Lang"]
    _, problems = read(tmp_path / "list.xlsx", ListLayout(sheet="Nue", places={"sheet": CLERK}))
    assert [(problem.code, problem.place) for problem in problems] == [("no-sheet", CLERK)]
    assert "Neu" in problems[0].hint


@pytest.mark.parametrize(
    ("headings", "cells", "name"),
    [
        (["Vorname", "Nachname"], ["Ada", "Weber"], "Ada Weber"),
        (["Vorname", "Name"], ["Ada", "Weber"], "Ada Weber"),
        (["Nombre", "Apellidos"], ["Ada", "Weber"], "Ada Weber"),
        (["Имя", "Фамилия"], ["Ада", "Вебер"], "Ада Вебер"),
        (["Name"], ["Ada Weber"], "Ada Weber"),
        (["Soyadı", "Adı"], ["Weber", "Ada"], "Ada Weber"),
    ],
)
def test_a_name_in_two_columns_is_one_name(
    tmp_path: Path, headings: list[str], cells: list[str], name: str
) -> None:
    groups, _ = read(table(tmp_path, [[*headings, *GERMAN[1:]], [*cells, *PERSON[1:]]]))
    assert [recipient.person for recipient in recipients(groups)] == [name]


def test_who_has_no_id_gets_one_of_name_and_place_wherever_the_row_stands(tmp_path: Path) -> None:
    rows = [PERSON, ["Посольство Франции", "ул. Мира 1", "1000", "Баку", "AZ"]]
    groups, _ = read(table(tmp_path, [GERMAN, *rows]))
    again, _ = read(table(tmp_path, [GERMAN, *reversed(rows)], "other.csv"))
    ids = {recipient.person: recipient.id for recipient in recipients(groups)}
    assert ids == {"Ada Weber": "ada-weber-dresden", "Посольство Франции": "posol-stvo-frantsii-baku"}
    assert {recipient.person: recipient.id for recipient in recipients(again)} == ids


def test_two_of_one_name_and_place_have_their_street_in_the_id(tmp_path: Path) -> None:
    rows = [PERSON, [PERSON[0], "Am Markt 2", *PERSON[2:]]]
    groups, problems = read(table(tmp_path, [GERMAN, *rows]))
    assert problems == []
    assert [recipient.id for recipient in recipients(groups)] == [
        "ada-weber-dresden-hauptstrasse-1",
        "ada-weber-dresden-am-markt-2",
    ]


def test_the_same_row_twice_is_told_as_such(tmp_path: Path) -> None:
    _, problems = read(table(tmp_path, [GERMAN, PERSON, PERSON]))
    assert [(problem.code, problem.place.cell) for problem in problems] == [("double-recipient", "row 3")]


def test_lines_in_the_cell_of_a_street_are_lines(tmp_path: Path) -> None:
    groups, problems = read(
        table(tmp_path, [GERMAN, ["Ada Weber", "Hauptstraße 1\nHinterhaus", *PERSON[2:]]])
    )
    assert problems == []
    assert recipients(groups)[0].address.street == "Hauptstraße 1\nHinterhaus"


def test_a_group_may_be_named_in_words(tmp_path: Path) -> None:
    groups, problems = read(table(tmp_path, [[*GERMAN, "Gruppe"], [*PERSON, "Die Botschaften"]]))
    assert problems == []
    assert [(group.id, group.name.to("de")) for group in groups] == [("die-botschaften", "Die Botschaften")]


LIST = """
list:
  file: Verteiler.xlsx
  sheet: Tabelle1
  headings: 4
  columns: {Stelle: organisation, Postfach: street}
  ignore: [Bemerkung]
"""


def test_the_office_says_where_its_list_is(workspace: Path) -> None:
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write(LIST)
    office, problems = read_office(workspace)
    assert problems == []
    assert office is not None
    layout = office.list_layout
    assert (layout.file, layout.sheet, layout.headings) == ("Verteiler.xlsx", "Tabelle1", 4)
    assert layout.columns == {"Stelle": "organisation", "Postfach": "address.street"}
    assert layout.ignored == ("Bemerkung",)
    assert (
        layout.places["Stelle"].line
        == len((workspace / "letterbook.yaml").read_text("utf-8").splitlines()) - 1
    )


def test_a_file_alone_is_enough(workspace: Path) -> None:
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write("list: Verteiler.xlsx\n")
    office, problems = read_office(workspace)
    assert problems == []
    assert office is not None
    assert office.list_layout.file == "Verteiler.xlsx"
    table(workspace, [GERMAN, PERSON], "Verteiler.xlsx")
    api = letterbook.open_office(workspace)
    api.write_columns(api.columns("Verteiler.xlsx"))
    assert 'list:\n  file: "Verteiler.xlsx"\n' in (workspace / "letterbook.yaml").read_text("utf-8")


@pytest.mark.parametrize(("old", "new"), [("organisation", "organization"), ("4", "four"), ("4", "0")])
def test_a_wrong_word_about_the_list_is_told(workspace: Path, old: str, new: str) -> None:
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write(LIST.replace(old, new, 1))
    office, problems = read_office(workspace)
    assert office is None
    assert [problem.code for problem in problems] == ["wrong-value"]


@pytest.mark.parametrize(
    ("postcode", "country", "codes"),
    [
        (48143, "DE", []),
        (10117, "Deutschland", []),
        (1067, "DE", ["postcode-number"]),
        (75352, "FR", []),
        (1010, "AT", []),
        (101000, "RU", []),
        (10100, "RU", ["postcode-number"]),
        (1234, "QA", ["postcode-number"]),
    ],
)
def test_a_postcode_that_is_a_number_is_refused_only_where_a_zero_may_be_lost(
    tmp_path: Path, postcode: int, country: str, codes: list[str]
) -> None:
    book = openpyxl.Workbook()
    book.active.append(GERMAN)
    book.active.append(["Ada Weber", "Hauptstraße 1", postcode, "Town", country])
    book.save(tmp_path / "list.xlsx")
    _, problems = read(tmp_path / "list.xlsx")
    assert [problem.code for problem in problems if problem.is_error] == codes


# --- Encodings -------------------------------------------------------------------------------------------------------

CITIES = {
    "windows-1250": ("cp1250", "Łódź"),
    "windows-1251": ("cp1251", "Київ"),
    "windows-1252": ("cp1252", "Münster"),
    "windows-1253": ("cp1253", "Αθήνα"),
    "windows-1254": ("cp1254", "Iğdır"),
    "windows-1255": ("cp1255", "חיפה"),
    "windows-1256": ("cp1256", "القاهرة"),
    "windows-1257": ("cp1257", "Šiauliai"),
    "macroman": ("mac_roman", "Zürich"),
    "gb18030": ("gb18030", "北京市"),
    "shift-jis": ("cp932", "東京都"),
    "utf-16le": ("utf-16-le", "Łódź"),
    "utf-16be": ("utf-16-be", "Київ"),
}


def city_list(folder: Path, codec: str, city: str) -> Path:
    path = folder / "list.csv"
    path.write_bytes(f"Name;street;postcode;city;country\nAda Weber;1 Street;48143;{city};DE\n".encode(codec))
    return path


@pytest.mark.parametrize("name", CITIES)
def test_an_encoding_is_read_where_it_is_named_and_proposed_where_it_is_not(
    tmp_path: Path, name: str
) -> None:
    codec, city = CITIES[name]
    path = city_list(tmp_path, codec, city)
    groups, problems = read(path, ListLayout(encoding=name))
    assert not any(problem.is_error for problem in problems)
    assert recipients(groups)[0].address.city == city
    _, [problem] = read(path)
    assert (problem.code, problem.place.line) == ("wrong-encoding", 2 if problem.text else 1)
    assert any(
        name in readings.split(": “")[0] and f"“{city}”" in readings
        for readings in problem.hint.split("encoding: ")[1].split("; ")
    ), problem.hint


def test_a_list_in_utf_8_is_never_read_as_something_else(tmp_path: Path) -> None:
    path = city_list(tmp_path, "utf-8", "Münster")
    groups, [problem] = read(path, ListLayout(encoding="windows-1252"))
    assert (groups, problem.code) == ([], "wrong-encoding")
    assert "but it is UTF-8" in problem.what
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    groups, problems = read(path, ListLayout(encoding="windows-1252"))
    assert problems == []
    assert recipients(groups)[0].address.city == "Münster"


def test_bytes_that_the_named_encoding_lacks_are_a_mistake(tmp_path: Path) -> None:
    _, [problem] = read(city_list(tmp_path, "cp1251", "Ѓород"), ListLayout(encoding="windows-1252"))
    assert (problem.code, problem.place.line) == ("wrong-encoding", 2)
    assert "is not windows-1252 text" in problem.what
    assert "“Ѓород”" in problem.hint


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("windows-1252", "windows-1252"),
        ("Windows 1251", "windows-1251"),
        ("cp1254", "windows-1254"),
        ("x-mac-roman", "macroman"),
        ("UTF-16", "utf-16"),
        ("utf8", "utf-8"),
        ("Shift_JIS", "shift-jis"),
        ("ansi", None),
    ],
)
def test_an_encoding_s_name_as_people_write_it(workspace: Path, written: str, known: str | None) -> None:
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nlist:\n  encoding: {written}\n")
    office, problems = read_office(workspace)
    assert (office.list_layout.encoding if office else None) == known
    assert [problem.code for problem in problems] == ([] if known else ["wrong-value"])


# --- What means nothing ----------------------------------------------------------------------------------------------


def test_commas_at_the_end_of_lines_are_nothing_however_many(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    commas = "," * 20_000
    rows = [
        "Name,street,postcode,city,country",
        "Ada Weber,1 Street,01067,Dresden,DE",
        "",
        " , ",
        "\u200b,\u00a0",
    ]
    path.write_text("".join(f"{row}{commas}\n" for row in rows), "utf-8")
    groups, problems = read(path)
    assert problems == []
    assert len(recipients(groups)) == 1


def test_empty_columns_of_a_workbook_are_nothing_however_many(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (GERMAN, PERSON):
        book.active.append([*row, *([None] * 2000), " "])
    for number in (3, 4, 9000):
        for column in (1, 5, 16_000):
            book.active.cell(number, column).fill = PatternFill("solid", "FFFF00")
    book.active.cell(4, 2).value = "\u00a0 \u200b"
    book.save(tmp_path / "list.xlsx")
    groups, problems = read(tmp_path / "list.xlsx")
    assert problems == []
    assert len(recipients(groups)) == 1


@pytest.mark.parametrize(
    ("headings", "total"),
    [
        (GERMAN, ["Summe:", None, 60]),
        (GERMAN, ["Summe 60"]),
        (GERMAN, [None, None, "Gesamt", None, "=SUM(C2:C3)"]),
        ([*GERMAN, "Bemerkung"], [None, None, 60, None, None, "Anzahl"]),
        (GERMAN, [60, "TOTAL"]),
        (GERMAN, ["Итого:", "60"]),
        (GERMAN, ["Toplam", 2]),
        (GERMAN, ["合計", 2]),
        (GERMAN, ["סה״כ", 2]),
        (GERMAN, ["المجموع", 2]),
        (GERMAN, ["Somme ", "1 234,50"]),
        (GERMAN, ["Anzahl Mitglieder: 60", None, None, "Summe", "=SUM(C2:C3)"]),
        (GERMAN, ["Mitglieder gesamt:", 60]),
    ],
)
@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_a_row_of_totals_is_asked_about_once(
    tmp_path: Path, headings: list[str], total: list[str | int | None], name: str
) -> None:
    groups, problems = read(table(tmp_path, [headings, PERSON, total], name))
    assert [code for code in told(problems) if code[0] != "unknown-column"] == [("totals-row", "warning")]
    assert [recipient.person for recipient in recipients(groups)] == ["Ada Weber"]


@pytest.mark.parametrize(
    "row",
    [
        ["Total", "2 place Jean Millier", "92400", "Courbevoie", "FR"],
        ["Summe", "Hauptstraße 1", "01067", "Dresden"],
        ["Total Energies", None, 60],
    ],
)
def test_an_addressee_is_never_taken_for_a_total(tmp_path: Path, row: list[str | int | None]) -> None:
    _, problems = read(table(tmp_path, [GERMAN, PERSON, row]))
    assert "totals-row" not in [problem.code for problem in problems]


def test_a_long_map_is_folded_once_for_all_headings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"Spalte {number}" for number in range(100)]
    layout = ListLayout(columns=dict.fromkeys(names, "post"), places=dict.fromkeys(names, CLERK))
    calls = Counter[str]()
    folded_before = headings.folded
    monkeypatch.setattr(
        headings, "folded", lambda heading: (calls.update([heading]), folded_before(heading))[1]
    )
    path = table(tmp_path, [[*GERMAN, *map(str, range(60))], *[PERSON] * 30])
    read_list(path, path.name, Defaults(), layout)
    assert 0 < calls[names[0]] < 10


def test_a_workbook_with_macros_is_read_without_them(tmp_path: Path) -> None:
    plain = table(tmp_path, [GERMAN, PERSON])
    path = tmp_path / "list.xlsm"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                assert kind in data
                data = data.replace(kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            target.writestr(name, data)
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 no macro that anybody may run")
    groups, problems = read(path)
    assert problems == []
    assert [recipient.person for group in groups for recipient in group.recipients] == [PERSON[0]]


def test_a_mistake_of_many_rows_is_told_once_with_its_rows(workspace: Path, run: Run) -> None:
    rows = [
        [f"Ada Weber {number}", f"Hauptstraße {number}", "01067", "Dresden", "Atlantis"]
        for number in range(29)
    ]
    table(workspace, [GERMAN, *rows, ["Bob Weber", "", "", "", "DE"]])
    said = run("check", "january-20", "--recipients", "list.xlsx").err
    assert said.count("There is no country “Atlantis”") == 1
    assert "The same 28 times more: rows 3–30." in said
    assert "neither lines nor a street nor a city" in said


def test_headings_that_stand_once_more_are_no_addressee(tmp_path: Path) -> None:
    groups, problems = read(table(tmp_path, [GERMAN, PERSON, GERMAN, ["Bo Lang", *PERSON[1:]]]))
    assert [each.person for each in recipients(groups)] == ["Ada Weber", "Bo Lang"]
    assert [(problem.code, problem.level, problem.place.cell) for problem in problems] == [
        ("title-row", "warning", "row 3")
    ]


@pytest.mark.parametrize("dots", [" …", ""])
def test_headings_in_brackets_are_a_row_that_is_yet_to_be_written(tmp_path: Path, dots: str) -> None:
    rows = [GERMAN, [f"[{heading}{dots}]" for heading in GERMAN]]
    _, problems = read(table(tmp_path, rows))
    assert [(problem.code, problem.place.cell) for problem in problems] == [("not-filled-in", "A2")]


def test_a_heading_with_a_sharp_s_or_a_line_break_is_left_out_as_any_other(tmp_path: Path) -> None:
    rows = [[*GERMAN, "Straße\nim Plan"], [*PERSON, "x"]]
    groups, problems = read(table(tmp_path, rows))
    assert told(problems) == [("unknown-column", "warning")]
    assert problems[0].text == "Straße im Plan"
    assert recipients(groups)


def test_a_house_number_may_be_a_number(tmp_path: Path) -> None:
    assert read(table(tmp_path, [[*GERMAN, "Hausnummer"], ["Ada", "Hauptstraße", *PERSON[2:], 1]]))[1] == []


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("Deutsch", "de"),
        ("English", "en"),
        ("Englisch", "en"),
        ("français", "fr"),
        ("EN", "en"),
        ("de_DE", "de"),
        ("Portugiesisch", "pt"),
    ],
)
def test_a_language_may_be_called_by_its_name(tmp_path: Path, written: str, language: str) -> None:
    path = table(tmp_path, [[*GERMAN, "Sprache"], [*PERSON, written]])
    groups, problems = read_list(path, path.name, Defaults(language="de"))
    assert problems == []
    assert recipients(groups)[0].language == language


@pytest.mark.parametrize("written", ["UK", "AR", "E", "en/fr"])
def test_a_language_that_may_be_another_is_asked_for(tmp_path: Path, written: str) -> None:
    assert told(read(table(tmp_path, [[*GERMAN, "Sprache"], [*PERSON, written]]))[1]) == [
        ("wrong-language", "error")
    ]


@pytest.mark.parametrize("written", ["pdf, docx", "pdf/docx", "PDF + Word", "PDF und DOCX", "docx; pdf"])
def test_formats_as_people_write_them(tmp_path: Path, written: str) -> None:
    groups, problems = read(table(tmp_path, [[*GERMAN, "formats"], [*PERSON, written]]))
    assert problems == []
    assert recipients(groups)[0].formats == ("pdf", "docx")


def test_rows_that_are_struck_through_are_told_and_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (GERMAN, PERSON, ["Bo Lang", *PERSON[1:]], ["Cy Ray", *PERSON[1:]]):
        book.active.append(row)
    for cell in (*book.active[3], *book.active[4], book.active["A2"]):
        cell.font = Font(strike=True)
    book.active["A2"].font = Font(strike=False)
    book.save(tmp_path / "list.xlsx")
    struck_xls(tmp_path / "list.xls")
    struck_ods(tmp_path / "list.ods")
    for kind in ("xlsx", "xls", "ods"):
        groups, problems = read(tmp_path / f"list.{kind}")
        assert len(recipients(groups)) == 3
        assert [(each.code, each.level, each.place.cell) for each in problems] == [
            ("struck-rows", "warning", "row 3")
        ], kind
        assert "the first of 2 such rows" in problems[0].what


def test_single_cells_that_are_struck_through_are_told(tmp_path: Path) -> None:
    """An old street that is crossed out, and one of which a part is: the new one stands behind it."""
    book = openpyxl.Workbook()
    for row in (GERMAN, PERSON, ["Bo Lang", *PERSON[1:]]):
        book.active.append(row)
    book.active["B2"].font = Font(strike=True)
    parts = TextBlock(InlineFont(strike=True), "Old Street 1 "), "New Street 2"
    book.active["B3"] = CellRichText(*parts)
    book.save(tmp_path / "list.xlsx")
    groups, problems = read(tmp_path / "list.xlsx")
    assert len(recipients(groups)) == 2
    assert [(each.code, each.level, each.place.cell) for each in problems] == [
        ("struck-cells", "warning", "B2")
    ]
    assert "the first of 2 such cells" in problems[0].what


@pytest.mark.parametrize(
    ("form", "stored", "country", "printed"),
    [
        ("00000", 1067, "DE", "01067"),
        ("[$-407]00000", 1067, "DE", "01067"),
        ('"D-"00000', 1067, "DE", "01067"),
        ("000\\ 00", 10000, "CZ", "100 00"),
        ("00000-0000", 21380001, "US", "02138-0001"),
    ],
)
def test_a_postcode_that_is_shown_with_its_noughts_has_them(
    tmp_path: Path, form: str, stored: int, country: str, printed: str
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["name", "street", "city", "region", "postcode", "country"])
    book.active.append(["Alpha", "1 High Street", "Town", "MA" if country == "US" else "", stored, country])
    book.active["E2"].number_format = form
    book.save(tmp_path / "list.xlsx")
    groups, problems = read(tmp_path / "list.xlsx")
    assert problems == []
    assert recipients(groups)[0].address.postcode == printed


@pytest.mark.parametrize("form", ["0.00", '"No "0', "#,##0", "0000"])
def test_a_postcode_that_is_shown_as_another_number_is_refused(tmp_path: Path, form: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["name", "street", "city", "postcode", "country"])
    book.active.append(["Alpha", "1 High Street", "Town", 1067, "DE"])
    book.active["D2"].number_format = form
    book.save(tmp_path / "list.xlsx")
    assert "postcode-number" in [problem.code for problem in read(tmp_path / "list.xlsx")[1]]


@pytest.mark.parametrize(
    ("text", "salutation"),
    [
        ("Sehr geehrte Damen und Herren,", "Sehr geehrte Damen und Herren,"),
        ("Sehr geehrte Frau Dr. Musterova", "Sehr geehrte Frau Dr. Musterova"),
        ("Lieber Max,", "Lieber Max,"),
        ("Dear Sir or Madam", "Dear Sir or Madam"),
        ("Madame, Monsieur,", "Madame, Monsieur,"),
        ("Liebe Kolleginnen und Kollegen!", "Liebe Kolleginnen und Kollegen!"),
        ("Sehr geehrter Herr", None),
        ("Sehr geehrte Frau,", None),
        ("Gentile Dott.", None),
        ("Monsieur le Maire", None),
        ("Frau Dr.", None),
        ("Herr", None),
        ("Herr,", None),
    ],
)
def test_a_whole_salutation_in_the_column_of_forms_of_address(
    tmp_path: Path, text: str, salutation: str | None
) -> None:
    path = table(tmp_path, [["Anrede", *GERMAN], [text, *PERSON]])
    (recipient,) = recipients(read(path)[0])
    assert (recipient.salutation, recipient.form_of_address) == (
        (salutation, None) if salutation else (None, text)
    )


@pytest.mark.parametrize(
    ("heading", "is_known"),
    [
        ("Land (ISO)", True),
        ("Land\n(ISO-Code)", True),
        ("PLZ (Pflichtfeld)", True),
        ("Anrede (Herr/Frau)", True),
        ("Ort [bitte ausfüllen]", True),
        ("Ort (alt)", False),
        ("Ort (Rechnung)", False),
        ("(ISO)", False),
        ("Farbe (ISO)", False),
    ],
)
def test_a_remark_behind_a_heading(heading: str, is_known: bool) -> None:
    assert (field_of_heading(heading, ANY_LAYOUT) is not None) == is_known


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_note_to_a_cell_that_somebody_is_gone(tmp_path: Path, kind: str) -> None:
    rows = (GERMAN, PERSON, ["Bo Lang", *PERSON[1:]], ["Cy Ray", *PERSON[1:]])
    path = tmp_path / f"list.{kind}"
    (noted_xlsx if kind == "xlsx" else noted_ods)(path, rows, {"B3": "2024 verstorben", "A4": "bitte prüfen"})
    groups, problems = read(path)
    assert len(recipients(groups)) == 3
    assert [(each.code, each.level, each.place.cell) for each in problems] == [
        ("gone-addressee", "warning", "B3")
    ]
    assert "2024 verstorben" in problems[0].what


def test_a_note_to_somebody_who_gets_no_letter_is_not_told(tmp_path: Path) -> None:
    rows = ([*GERMAN, "active"], [*PERSON, "yes"], ["Bo Lang", *PERSON[1:], "no"])
    noted_xlsx(tmp_path / "list.xlsx", rows, {"A3": "verstorben"})
    assert read(tmp_path / "list.xlsx")[1] == []


def noted_xlsx(path: Path, rows: Sequence[Sequence[str]], notes: Mapping[str, str]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, text in notes.items():
        book.active[cell].comment = Comment(text, "office")
    book.save(path)


def noted_ods(path: Path, rows: Sequence[Sequence[str]], notes: Mapping[str, str]) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="List")
    for number, cells in enumerate(rows, 1):
        row = TableRow()
        for letter, text in zip("ABCDEF", cells, strict=False):
            cell = TableCell(valuetype="string")
            if note := notes.get(f"{letter}{number}"):
                annotation = Annotation()
                annotation.addElement(P(text=note))
                cell.addElement(annotation)
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(path))


STRUCK_ROWS = (GERMAN, PERSON, ["Bo Lang", *PERSON[1:]], ["Cy Ray", *PERSON[1:]])


def struck_xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    fonts = [
        xlwt.easyxf(f"font: italic {on}, struck_out {off}") for on, off in (("on", "off"), ("off", "on"))
    ]
    for row, cells in enumerate(STRUCK_ROWS):
        for column, text in enumerate(cells):
            sheet.write(row, column, text, fonts[row > 1])
    book.save(path)


def struck_ods(path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    for name, look in (("ce1", "none"), ("ce2", "solid")):
        style = Style(name=name, family="table-cell")
        style.addElement(TextProperties(textlinethroughstyle=look))
        document.automaticstyles.addElement(style)
    table = Table(name="List")
    for number, cells in enumerate(STRUCK_ROWS):
        row = TableRow()
        for text in cells:
            cell = TableCell(valuetype="string", stylename="ce2" if number > 1 else "ce1")
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(path))


FOOT = ["Stand: Januar, erstellt vom Bürgerservice"]


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
@pytest.mark.parametrize("between", [[[]], [["Summe: 1"]], [[], ["Summe: 1"], []]])
def test_a_note_below_the_list_is_no_addressee(tmp_path: Path, name: str, between: list[list[str]]) -> None:
    groups, problems = read(
        table(tmp_path, [GERMAN, PERSON, *between, FOOT, ["Nur für den Dienstgebrauch"]], name)
    )
    assert len(recipients(groups)) == 1
    assert {code for code, _ in told(problems)} == {"totals-row"}
    assert "“Stand: Januar, erstellt vom Bürgerservice”" in problems[-2].what


def test_one_name_right_below_the_others_is_an_addressee_without_an_address(tmp_path: Path) -> None:
    _, problems = read(table(tmp_path, [GERMAN, PERSON, ["Bo Lang"]]))
    assert told(problems) == [("missing-field", "error")]


def test_a_list_of_one_column_has_no_note_below_it(tmp_path: Path) -> None:
    rows = [["lines"], ["Archiv; Am Ring 1; 01067 Dresden"], [], ["Werk; Am Ring 2; 01067 Dresden"]]
    _, problems = read(table(tmp_path, rows))
    assert "totals-row" not in [code for code, _ in told(problems)]


@pytest.mark.parametrize(
    ("written", "country", "printed"),
    [
        ("A-1010", "AT", "1010"),
        ("D 01067", "DE", "01067"),
        ("CH-3001", "CH", "3001"),
        ("LV-1010", "LV", "LV-1010"),
        ("AZ1000", "AZ", "AZ1000"),
    ],
)
def test_letters_before_a_postcode_are_left_out_where_no_post_wants_them(
    tmp_path: Path, written: str, country: str, printed: str
) -> None:
    groups, _ = read(table(tmp_path, [GERMAN, ["Ada Weber", "Ring 1", written, "Ort", country]]))
    assert recipients(groups)[0].address.postcode == printed


@pytest.mark.parametrize(
    ("remark", "is_told"),
    [
        ("vefat etti 2024", True), ("TAŞINDI", True), ("помер 2024", True), ("απεβίωσε", True), ("falecido em 2024", True),
        ("† 2023", True), ("已故", True), ("late payment", False), ("im Urlaub", False), ("0351 123", False),
    ],
)  # fmt: skip
def test_a_remark_that_somebody_is_gone_is_told_also_of_a_column_left_out(
    tmp_path: Path, remark: str, is_told: bool
) -> None:
    path = table(tmp_path, [[*GERMAN, "Telefon", "Bemerkung"], [*PERSON, "0351", remark]])
    _, problems = read(path, ListLayout(ignored=("Telefon", "Bemerkung")))
    told = [(problem.code, problem.place.cell, problem.level) for problem in problems]
    assert told == [("gone-addressee", "G2", "warning")] * is_told


def test_who_gets_no_letter_may_be_gone(tmp_path: Path) -> None:
    path = table(tmp_path, [[*GERMAN, "Aktiv", "Bemerkung"], [*PERSON, "nein", "verstorben"]])
    _, problems = read(path, ListLayout(ignored=("Bemerkung",)))
    assert [problem.code for problem in problems] == ["no-recipients"]
