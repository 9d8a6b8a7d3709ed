"""Another list for the office: sent, its columns named, and then the office's own; or refused, and nothing is kept."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from browsers import FORM, client_of
from conftest import edit, make_workspace, snapshot
from httpx2 import Response
from starlette.testclient import TestClient

from letterbook import UsageError, open_office
from letterbook.model.columns import ListChoice, ListReading
from letterbook.sources.office import read_office
from letterbook.sources.tables.headings import COLUMNS
from letterbook.storage.file import put_file
from letterbook.usecases.list_taking import new_list, safe_name, take_list
from letterbook.web.new_list import FIELDS
from letterbook.web.running import FOLDER
from letterbook.web.uploads import UPLOADS

HEADINGS = ["Empfangsstelle", "Straße", "PLZ", "Ort", "Land", "Bemerkung", "Saldo"]
ROWS: list[list[str | None]] = [
    ["Stadtbibliothek", "Am Markt 2", "01067", "Dresden", "Deutschland", "<b>neu</b>", "12"],
    ["Archiv", "Am Ring 1", "1010", "Wien", "Österreichh", None, "13"],
]


def workbook(rows: list[list[str | None]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


LIST = workbook([["Verteiler"], list(HEADINGS), *ROWS])


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "office")


@pytest.fixture
def browser(office: Path) -> Iterator[TestClient]:
    with client_of(office) as client:
        yield client


def sent(browser: TestClient, name: str, content: bytes) -> Response:
    """The page of the columns of a list that was sent."""
    answer = browser.post("/addressees/new", files={"file": (name, content)}, headers=FORM)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["location"])


def chosen(page: Response) -> dict[str, str]:
    """What the form says as it stands, as a browser would send it."""
    form = {"version": re.findall(r'name="version" value="([^"]+)"', page.text)[0]}
    for name, options in re.findall(
        r'(?s)<select id="[^"]+" name="(column-\d+|together)"[^>]*>(.*?)</select>', page.text
    ):
        form[name] = (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
    return form


def taken(browser: TestClient, page: Response, **changes: str) -> Response:
    return browser.post(str(page.request.url), data=chosen(page) | changes, headers=FORM)


def kept(office: Path) -> list[Path]:
    """What lies in the page's private folder of lists that were sent."""
    return [path for path in (office / "out" / FOLDER / UPLOADS).rglob("*") if path.is_file()]


def of_office(office: Path) -> dict[str, str]:
    """All that lies in the office, beside what the page keeps for itself."""
    return {path: text for path, text in snapshot(office).items() if not path.startswith("out")}


def test_a_list_is_sent_its_columns_named_and_its_mistakes_are_shown(
    office: Path, browser: TestClient
) -> None:
    page = sent(browser, "Mein Verteiler (2026).xlsx", LIST)
    assert "Mein-Verteiler-2026.xlsx" in page.text
    assert chosen(page) | {"version": ""} == {
        "version": "", "together": "", "column-0": "", "column-1": "street", "column-2": "postcode", "column-3": "city",
        "column-4": "country", "column-5": "", "column-6": "",
    }  # fmt: skip
    assert "Am Markt 2" in page.text and "&lt;b&gt;neu" in page.text and "<b>neu" not in page.text
    done = taken(browser, page, **{"column-0": "organisation", "together": "office"})
    assert (done.status_code, done.headers["location"]) == (303, "/addressees")
    assert (office / "Mein-Verteiler-2026.xlsx").read_bytes() == LIST
    read, problems = read_office(office)
    assert read is not None and problems == []
    layout = read.list_layout
    assert (layout.file, dict(layout.columns)) == (
        "Mein-Verteiler-2026.xlsx",
        {"Empfangsstelle": "organisation"},
    )
    assert (layout.ignored, layout.together) == (("Bemerkung", "Saldo"), "office")
    shown = browser.get("/addressees").text
    assert "There is no country “Österreichh”" in shown and 'aria-invalid="true"' in shown
    assert "Stadtbibliothek" in shown
    assert kept(office) == []


def test_nothing_else_in_letterbook_yaml_changes(office: Path, browser: TestClient) -> None:
    edit(
        office / "letterbook.yaml",
        "register:",
        "list: {file: old.csv, encoding: windows-1252}\n# a remark\nregister:",
    )
    before = (office / "letterbook.yaml").read_text("utf-8")
    taken(browser, sent(browser, "list.xlsx", LIST))
    after = (office / "letterbook.yaml").read_text("utf-8")
    first, last = before.split("list: {file: old.csv, encoding: windows-1252}\n")
    assert after.startswith(first) and after.endswith(last)
    assert "windows-1252" not in after, "what was said of another file"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        (
            "list.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        ("list.xlsx", b"%PDF-1.7", "wrong-kind"),
        ("list.docx", b"%PDF-1.7", "unknown-table"),
        ("list.xlsx", LIST[:-60], "damaged-file"),
        ("list.csv", b"", "empty-file"),
        ("list.csv", "Name;Straße;Ort\nA;B;Köln\n".encode("cp1252"), "wrong-encoding"),
        ("list.yaml", b"groups: [", "broken-yaml"),
    ],
)
def test_what_is_no_list_is_told_and_nothing_is_written(
    office: Path, browser: TestClient, name: str, content: bytes, code: str
) -> None:
    before = of_office(office)
    page = sent(browser, name, content)
    assert page.status_code == 409
    assert f'href="/help/{code}"' in page.text
    assert len(kept(office)) == (code == "wrong-encoding"), "only that one can be read otherwise"
    assert of_office(office) == before


def test_a_bomb_is_told(browser: TestClient) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * 30_000_000)
    assert 'href="/help/zip-bomb"' in sent(browser, "list.xlsx", content.getvalue()).text


def test_a_list_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, browser: TestClient) -> None:
    answer = browser.post("/addressees/new", files={"file": ("l.csv", b"x" * 70_000_001)}, headers=FORM)
    assert answer.status_code == 413


def test_an_encoding_is_named_and_then_said_in_letterbook_yaml(office: Path, browser: TestClient) -> None:
    refused = sent(browser, "list.csv", "Name;Straße;Ort\nÄ;Öde Straße 1;Köln\n".encode("cp1252"))
    assert 'id="encoding"' in refused.text and "windows-1251" in refused.text
    page = browser.get(f"{refused.request.url}&encoding=windows-1252")
    assert "Öde Straße 1" in page.text
    assert taken(browser, page).status_code == 303
    assert 'encoding: "windows-1252"' in (office / "letterbook.yaml").read_text("utf-8")
    assert "Öde Straße 1" in browser.get("/addressees").text


def test_a_file_is_written_over_only_when_that_is_ticked(office: Path, browser: TestClient) -> None:
    (office / "list.xlsx").write_bytes(b"somebody else's")
    before = (office / "letterbook.yaml").read_bytes()
    page = sent(browser, "list.xlsx", LIST)
    assert 'name="replace"' in page.text
    refused = taken(browser, page, **{"column-0": "organisation"})
    assert refused.status_code == 409 and "is there already" in refused.text
    assert chosen(refused)["column-0"] == "organisation", "what was chosen stays"
    assert (office / "list.xlsx").read_bytes() == b"somebody else's"
    assert (office / "letterbook.yaml").read_bytes() == before
    assert taken(browser, refused, replace="yes").status_code == 303
    assert (office / "list.xlsx").read_bytes() == LIST


def test_two_columns_of_one_field_are_refused(office: Path, browser: TestClient) -> None:
    before = of_office(office)
    refused = taken(browser, sent(browser, "list.xlsx", LIST), **{"column-0": "city"})
    assert refused.status_code == 409
    assert "A2 “Empfangsstelle” and D2 “Ort”" in refused.text
    assert of_office(office) == before


def test_what_was_changed_meanwhile_is_looked_at_anew(office: Path, browser: TestClient) -> None:
    page = sent(browser, "list.xlsx", LIST)
    edit(office / "letterbook.yaml", "register:", "# another clerk was here\nregister:")
    refused = taken(browser, page)
    assert refused.status_code == 409 and "changed meanwhile" in refused.text
    assert not (office / "list.xlsx").exists()
    assert taken(browser, refused).status_code == 303


def test_where_letterbook_yaml_cannot_be_added_to_no_list_is_left(office: Path, browser: TestClient) -> None:
    page = sent(browser, "list.xlsx", LIST)
    (office / "letterbook.yaml").write_text("{a: 1}\n", "utf-8")
    again = browser.get(str(page.request.url))
    assert taken(browser, again).status_code == 409
    assert not (office / "list.xlsx").exists()


@pytest.mark.parametrize("there", [None, b"as it was"])
def test_a_disk_that_fails_at_the_second_file_leaves_the_first_as_it_was(
    office: Path, monkeypatch: pytest.MonkeyPatch, there: bytes | None
) -> None:
    (office / "sent.xlsx").write_bytes(LIST)
    target = office / "list.xlsx"
    if there:
        target.write_bytes(there)
    found = new_list(office, office / "sent.xlsx", "list.xlsx", ListReading())
    fields = tuple(column.field for column in found.columns)
    choice = ListChoice(found.version, fields, replace=True)

    def full(path: Path, content: bytes) -> None:
        if path.name == "letterbook.yaml":
            raise OSError(28, "No space left on device")
        put_file(path, content)

    monkeypatch.setattr("letterbook.usecases.list_taking.put_file", full)
    before = snapshot(office)
    with pytest.raises(UsageError, match="No space left"):
        take_list(office, office / "sent.xlsx", "list.xlsx", ListReading(), choice)
    assert snapshot(office) == before


def test_a_list_of_the_office_is_chosen(office: Path, browser: TestClient) -> None:
    (office / "Verteiler.xlsx").write_bytes(LIST)
    (office / "notes.yaml").write_text("a: 1\n", "utf-8")
    page = browser.get("/addressees/new").text
    assert re.findall(r'href="/addressees/columns\?list=([^"]+)"', page) == [
        "Verteiler.xlsx",
        "recipients.yaml",
    ]
    found = browser.get("/addressees/columns?list=Verteiler.xlsx")
    assert taken(browser, found, **{"column-0": "organisation"}).status_code == 303
    again = browser.get("/addressees/columns?list=Verteiler.xlsx")
    assert chosen(again)["column-0"] == "organisation", "what letterbook.yaml says is proposed"
    assert taken(browser, browser.get("/addressees/columns?list=recipients.yaml")).status_code == 303
    assert "UNESCO" in browser.get("/addressees").text


@pytest.mark.parametrize(
    "query",
    [
        *("", "?list=letterbook.yaml", "?list=..%2Fx.csv", "?list=%2Fetc%2Fpasswd", "?list=out%2Fx.csv"),
        *("?sent=x", "?sent=..%2F..", f"?sent={'0' * 32}"),
    ],
)
def test_only_a_list_of_the_office_or_one_that_was_sent_is_read(browser: TestClient, query: str) -> None:
    assert browser.get(f"/addressees/columns{query}").status_code == 404
    assert browser.post(f"/addressees/columns{query}", headers=FORM).status_code == 404


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Verteiler.xlsx", "Verteiler.csv"),
        ("हिन्दी सूची.csv", "हिन्दी-सूची.csv"),
        ("../../letterbook.yaml", "list-letterbook.csv"),
        ("C:\\Users\\x\\Мой список.CSV", "Мой-список.csv"),
        ("قائمة العناوين.csv", "قائمة-العناوين.csv"),
        ("...", "list.csv"),
        (".hidden.csv", "hidden.csv"),
        ("CON.csv", "list-CON.csv"),
        ("a\u202eb\x00c.csv", "a-b-c.csv"),
        ("x" * 300 + ".csv", "x" * 80 + ".csv"),
        ("a_b__c.csv", "a_b_c.csv"),
    ],
)
def test_a_sent_list_gets_a_name_that_is_no_path(name: str, safe: str) -> None:
    assert safe_name(name, ".csv") == safe


def test_each_kind_is_known_by_its_content(office: Path, browser: TestClient) -> None:
    assert "list.xlsx" in sent(browser, "list.xls", LIST).text
    assert "list.xlsm" in sent(browser, "list.xlsm", LIST).text
    assert "list.tsv" in sent(browser, "list.tsv", b"Name\tCity\nA\tB\n").text
    page = sent(browser, "office.yml", (office / "recipients.yaml").read_bytes())
    assert "office.yml" in page.text and "column-0" not in page.text


def test_every_field_stands_in_one_group_of_the_page() -> None:
    shown = [field for fields in FIELDS.values() for field in fields]
    assert sorted(shown) == sorted(COLUMNS)


def test_a_name_that_means_the_surname_is_said_where_the_given_name_is_left_out(tmp_path: Path) -> None:
    office = open_office(make_workspace(tmp_path / "office"))
    (office.folder / "l.csv").write_text("Vorname,Name,Straße,Ort,Ort\nAda,Weber,X 1,Bonn,Köln\n", "utf-8")
    found = office.lists.look("l.csv")
    assert [column.field for column in found.columns] == ["given", "surname", "street", "city", None]
    fields = (None, *(column.field for column in found.columns[1:]))
    office.lists.take("l.csv", ListChoice(found.version, fields))
    read = read_office(office.folder)[0]
    assert read is not None
    assert read.list_layout.columns["Name"] == "surname"
    assert read.list_layout.ignored == ("Vorname",), (
        "one of two columns of the same heading is not left out alone"
    )
    assert [column.field for column in office.lists.look("l.csv").columns] == [*fields]


def test_sheets_are_ticked_and_each_keeps_its_headings(office: Path, browser: TestClient) -> None:
    book = openpyxl.Workbook()
    for title, rows in {
        "Bibliotheken": [
            ["Stelle", "Straße", "PLZ", "Ort"],
            ["Stadtbibliothek", "Am Markt 2", "01067", "Dresden"],
        ],
        "Archive": [["Ort", "PLZ", "Straße", "Haus"], ["Köln", "50667", "Am Ring 1", "Archiv"]],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    page = sent(browser, "Verteiler.xlsx", content.getvalue())
    assert re.findall(r'name="sheet" value="([^"]+)"( checked)?', page.text) == [
        ("Bibliotheken", " checked"),
        ("Archive", ""),
    ]
    both = browser.get(f"{page.request.url}&sheet=Bibliotheken&sheet=Archive")
    assert re.findall(r'<span class="where"><bdi>([^<]+)', both.text) == [
        "Bibliotheken A1",
        "Bibliotheken B1, Archive C1",
        "Bibliotheken C1, Archive B1",
        "Bibliotheken D1, Archive A1",
        "Archive D1",
    ]
    assert taken(browser, both, **{"column-0": "organisation", "column-4": "organisation"}).status_code == 303
    said = read_office(office)[0]
    assert said is not None
    assert said.list_layout.sheets == ("Bibliotheken", "Archive")
    addressees = browser.get("/addressees")
    shown = re.findall(r'(?s)<tr id="row-\d+">\s*<th scope="row"><bdi>([^<]+)', addressees.text)
    assert shown == ["Bibliotheken 2", "Archive 2"]
    assert "Stelle / Haus" in addressees.text
