"""The list of addressees: every mistake at its cell, mended there, and nobody's change lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from browsers import FORM, client_of
from conftest import edit, make_workspace
from starlette.testclient import TestClient

from letterbook.api import AddressList
from letterbook.model.columns import ListTable

HEADINGS = ["Organisation", "Street", "Postcode", "City", "Country", "Remarks"]
ROWS = [
    ["City Library", "1 Book Street", "10115", "Berlin", "DE", None],
    ["<b>Library</b> & \u202eevil", "2 Book Street", "1010", "Wien", "Austria", "a\nb"],
    ["National Library", "3 Book Street", "75001", "Paris", "Frankreichh", None],
]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = make_workspace(tmp_path / "office")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append(row)
    book.save(folder / "list.xlsx")
    edit(folder / "letterbook.yaml", "register:", "list: {file: list.xlsx}\nregister:")
    return folder


@pytest.fixture
def browser(office: Path) -> Iterator[TestClient]:
    with client_of(office) as client:
        yield client


def version_of(text: str) -> str:
    found = re.search(r'name="version" value="(\w+)"', text)
    assert found is not None
    return found[1]


def city_of_row(folder: Path, row: int) -> object:
    return openpyxl.load_workbook(folder / "list.xlsx").active.cell(row, 4).value


def test_a_mistake_stands_at_its_cell_and_is_mended_there(office: Path, browser: TestClient) -> None:
    seen = browser.get("/addressees").text
    assert "There is no country “Frankreichh”" in seen
    field = re.search(r'<textarea[^>]*name="cell-4"[^>]*aria-invalid="true"[^>]*>\n([^<]*)<', seen)
    assert field is not None and field[1] == "Frankreichh"
    saved = browser.post(
        "/addressees?page=1",
        data={"version": version_of(seen), "row": "2", "cell-4": "France", "cell-1": "3 Book Street"},
        headers=FORM,
    )
    assert (saved.status_code, saved.headers["location"]) == (303, "/addressees?page=1#row-2")
    assert openpyxl.load_workbook(office / "list.xlsx").active["E4"].value == "France"
    assert "Frankreichh" not in browser.get("/addressees").text


def test_a_row_that_is_right_is_opened_when_asked_for(browser: TestClient) -> None:
    wrong = 2  # a country that does not exist, and a sign that turns the reading direction
    assert browser.get("/addressees").text.count("<textarea") == wrong * len(HEADINGS)
    assert browser.get("/addressees?row=0").text.count("<textarea") == (wrong + 1) * len(HEADINGS)


def test_only_the_rows_with_something_to_mend(browser: TestClient) -> None:
    seen = browser.get("/addressees?only=mistakes").text
    assert "National Library" in seen
    assert "City Library" not in seen


def test_when_nothing_is_left_to_mend_that_is_said(tmp_path: Path) -> None:
    with client_of(make_workspace(tmp_path / "office")) as browser:
        seen = browser.get("/addressees?only=mistakes").text
    assert "Nothing is left to mend in the list." in seen
    assert "<table" not in seen


def test_what_somebody_changed_meanwhile_is_not_lost(office: Path, browser: TestClient) -> None:
    old = version_of(browser.get("/addressees").text)
    with client_of(office) as other:
        form = {"version": version_of(other.get("/addressees").text), "row": "2", "cell-3": "Lyon"}
        assert other.post("/addressees", data=form, headers=FORM).status_code == 303
    late = browser.post("/addressees", data={"version": old, "row": "2", "cell-3": "Nice"}, headers=FORM)
    assert late.status_code == 409
    assert "changed meanwhile" in late.text
    assert city_of_row(office, 4) == "Lyon"


def test_what_is_shown_is_never_obeyed(browser: TestClient) -> None:
    seen = browser.get("/addressees?row=1").text
    assert "<b>Library" not in seen
    assert "&lt;b&gt;Library&lt;/b&gt; &amp;" in seen
    fields = re.findall(r"<textarea[^>]*>\n([^<]*)</textarea>", seen)
    assert any("\u202eevil" in text for text in fields), "a field holds what the file holds"
    assert "\u202e" not in re.sub(r"(?s)<textarea.*?</textarea>", "", seen)


@pytest.mark.parametrize(
    "form", [{}, {"row": "99"}, {"row": "-1"}, {"row": "x"}, {"row": "9" * 30}, {"row": "²"}]
)
def test_a_row_that_is_not_there(office: Path, browser: TestClient, form: dict[str, str]) -> None:
    before = (office / "list.xlsx").read_bytes()
    assert browser.post("/addressees", data={**form, "version": "0"}, headers=FORM).status_code == 400
    assert (office / "list.xlsx").read_bytes() == before


@pytest.mark.parametrize("query", ["page=0", "page=99999", "page=x", "row=x", "row=9999999999999", "page=-5"])
def test_a_page_that_is_not_there_is_the_nearest(browser: TestClient, query: str) -> None:
    assert browser.get(f"/addressees?{query}").status_code == 200


def test_a_cell_that_cannot_be_changed_alone(office: Path, browser: TestClient) -> None:
    book = openpyxl.load_workbook(office / "list.xlsx")
    book.active["F4"] = "=1+1"
    book.save(office / "list.xlsx")
    seen = browser.get("/addressees").text
    form = {"version": version_of(seen), "row": "2", "cell-5": "new"}
    refused = browser.post("/addressees", data=form, headers=FORM)
    assert refused.status_code == 409
    assert "The cell has a formula" in refused.text
    assert openpyxl.load_workbook(office / "list.xlsx").active["F4"].value == "=1+1"


def test_a_list_in_yaml_has_its_mistakes_at_the_row(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "office")
    edit(folder / "recipients.yaml", "country: FR}", "country: FX}")
    with client_of(folder) as browser:
        seen = browser.get("/addressees?only=mistakes").text
        assert "There is no country “FX”" in seen
        assert "UNESCO" in seen and "United Nations" not in seen.split("<tbody>")[1]
        columns = re.findall(r'name="(cell-\d+)"[^>]*>\n([^<]*)<', seen)
        field = next(name for name, text in columns if text == "FX")
        row = re.search(r'name="row" value="(\d+)"', seen)
        assert row is not None
        form = {"version": version_of(seen), "row": row[1], field: "FR"}
        assert browser.post("/addressees", data=form, headers=FORM).status_code == 303
        assert "FX" not in browser.get("/addressees").text
    assert 'country: "FR"}' in (folder / "recipients.yaml").read_text("utf-8")


def test_a_change_of_the_offices_own_languages_is_seen(office: Path, browser: TestClient) -> None:
    book = openpyxl.load_workbook(office / "list.xlsx")
    book.active["D1"] = "Heimabær"
    book.save(office / "list.xlsx")
    assert "“Heimabær”" in browser.get("/addressees").text
    (office / "languages").mkdir(exist_ok=True)
    (office / "languages" / "en.yaml").write_text("headings: {city: Heimabær}\n", "utf-8")
    assert "“Heimabær”" not in browser.get("/addressees").text


def test_what_a_change_gives_is_shown_without_reading_the_list_once_more(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "row": "0",
        "version": version_of(browser.get("/addressees?row=0").text),
        "cell-0": "Town Library",
    }
    reads: list[AddressList] = []
    table = AddressList.table

    def counted(addresses: AddressList) -> ListTable:
        reads.append(addresses)
        return table(addresses)

    monkeypatch.setattr(AddressList, "table", counted)
    assert browser.post("/addressees?page=1", data=given, headers=FORM).status_code == 303
    assert "Town Library" in browser.get("/addressees").text
    assert reads == []
