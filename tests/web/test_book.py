"""The register on the page: what is found, what is written down for many at once, and what is given away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from browsers import FORM, client_of, number
from conftest import make_workspace
from starlette.testclient import TestClient

from letterbook import open_office

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An office with five letters: the first is void, the others are made."""
    folder = make_workspace(tmp_path / "office")
    number(folder, "january-20-2021-01-19", date(2021, 1, 19), HOSTILE, count=5)
    return folder


@pytest.fixture
def client(workspace: Path) -> Iterator[TestClient]:
    with client_of(workspace) as browser:
        yield browser


def states(workspace: Path) -> list[str]:
    return [history.entry.state for history in open_office(workspace).register.letters()]


def test_the_book_is_listed_and_searched(client: TestClient) -> None:
    text = client.get("/register").text
    assert "Letters (5)" in text
    assert text.index("1-0005/2021") < text.index("1-0001/2021")
    assert "Letters (1)" in client.get("/register", params={"q": "R 3"}).text
    nothing = client.get("/register", params={"q": HOSTILE + "'\" OR 1=1"}).text
    assert "no such letter" in nothing
    assert "<script" not in nothing


def test_many_letters_are_dispatched_at_once(client: TestClient, workspace: Path) -> None:
    form = {
        "reference": ["1-0002/2021", "1-0003/2021"],
        "event": "dispatched",
        "day": "2021-01-20",
        "way": "post",
    }
    text = client.post("/register/record", data=form, headers=FORM).text
    assert "Letters: 2" in text
    assert states(workspace) == ["void", "dispatched", "dispatched", "made", "made"]


def test_letters_are_named_by_their_numbers_and_void_ones_passed_over(
    client: TestClient, workspace: Path
) -> None:
    form = {"numbers": "1-0001/2021..1-0005/2021", "event": "void", "note": "a slip"}
    text = client.post("/register/record", data=form, headers=FORM).text
    assert "Passed over" in text
    assert states(workspace) == ["void"] * 5


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"reference": ["1-0002/2021"], "event": "reserved"}, 400),
        ({"reference": ["1-0002/2021"], "event": "dispatched", "day": "yesterday", "way": "post"}, 400),
        ({"reference": ["1-0002/2021", "1-0001/2021"], "event": "void", "note": "x"}, 409),
        ({"reference": ["1-0002/2021"], "event": "void"}, 409),
        ({"reference": ["9-9999/2021"], "event": "void", "note": "x"}, 409),
        ({"event": "void", "note": "x"}, 409),
        ({"reference": ["1-0002/2021"], "event": "void", "note": "safe\u202eevil"}, 409),
    ],
)
def test_all_or_none(client: TestClient, workspace: Path, form: dict[str, object], code: int) -> None:
    before = states(workspace)
    answer = client.post("/register/record", data=form, headers=FORM)
    assert answer.status_code == code
    assert states(workspace) == before


def test_a_letter_has_its_history(client: TestClient) -> None:
    text = client.get("/register/letter", params={"reference": "1-0001/2021"}).text
    assert "a slip" in text and "A. Clerk" in text and "numbered" in text
    assert "&lt;script&gt;" in text and "<script" not in text
    missing = client.get("/register/letter", params={"reference": f"1-9999/2021{HOSTILE}"})
    assert missing.status_code == 409
    assert "<script" not in missing.text


def test_the_book_is_exported(client: TestClient) -> None:
    table = client.get("/register/export.csv")
    assert "1-0005/2021" in table.text and table.headers["content-disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/register/export.xlsx").content))
    assert any("1-0005/2021" in [str(cell.value) for cell in row] for row in book.worksheets[0].iter_rows())
    assert client.get("/register/export.exe").status_code == 404


def test_the_book_is_checked(client: TestClient) -> None:
    text = client.get("/register/check").text
    assert "not whole" in text or "The register is whole" in text
    assert client.get("/register/check", params={"noted": "x"}).status_code == 409


def test_a_letter_without_a_published_mailing_cannot_be_printed_again(client: TestClient) -> None:
    answer = client.post("/register/reprint", data={"reference": "1-0002/2021"}, headers=FORM)
    assert answer.status_code == 404
