"""The first start: a folder without an office, and the form that makes one."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import FORM, client_of
from conftest import make_workspace, run_outside, snapshot
from running_page import entered, started
from starlette.testclient import TestClient

from letterbook import open_office
from letterbook.language.known import program_languages
from letterbook.sources.office import office_of

ANSWERS = {
    "name": "Library “No. 7”: {{ 100 % }} # [north]",
    "address": "1 Book Street\r\n\r\n  Nairobi 00100 \r\n",
    "country": "Kenya",
    "paper": "",
    "language": "de",
    "signatory": 'A. \\Clerk\' "B"',
    "title": "",
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="9"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "my office"
    folder.mkdir()
    return folder


@pytest.fixture
def browser(folder: Path) -> Iterator[TestClient]:
    with client_of(folder) as client:
        yield client


def problems_of(folder: Path) -> list[str]:
    return [
        str(problem) for problem in open_office(folder).check() if problem.place.file == "letterbook.yaml"
    ]


def test_every_page_leads_to_the_form_which_names_the_folder(browser: TestClient, folder: Path) -> None:
    for path in ("/", "/addressees", "/register", "/mailings/x", "/verify", "/nothing"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/start"), path
    form = browser.get("/start", headers={"accept-language": "de"}).text
    assert str(folder) in form
    assert "<nav" not in form
    assert '<option value="de" lang="de" selected>Deutsch</option>' in form
    assert set(re.findall(r'<option value="([a-zA-Z-]+)" lang="[^"]+"(?: selected)?>\S', form)) >= set(
        program_languages()
    )
    assert browser.get("/help").status_code == 200
    assert list(folder.iterdir()) == []


def test_answers_make_an_office_that_lacks_nothing_of_them(browser: TestClient, folder: Path) -> None:
    emblem = {"emblem": ("../../x.exe", SVG, "application/pdf")}
    answer = browser.post("/start", data=ANSWERS, files=emblem, headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/"), answer.text
    assert "Library “No. 7”: {{ 100 % }} # [north]" in browser.get("/").text
    assert problems_of(folder) == []
    office = office_of(folder)
    assert office.name.to("de") == ANSWERS["name"]
    assert [line.to("de") for line in office.address] == ["1 Book Street", "Nairobi 00100"]
    assert (office.country, office.defaults.language, office.defaults.page) == ("KE", "de", "A4")
    [signatory] = office.signatories.values()
    assert (signatory.name and signatory.name.to("de"), signatory.title) == (ANSWERS["signatory"], None)
    assert office.emblem is not None
    assert (folder / "office" / "emblem.svg").read_bytes() == SVG
    again = browser.get("/start")
    assert (again.status_code, again.headers["location"]) == (303, "/")
    before = snapshot(folder)
    assert browser.post("/start", data=ANSWERS, headers=FORM).headers["location"] == "/"
    assert snapshot(folder) == before


def test_a_title_and_another_paper(browser: TestClient, folder: Path) -> None:
    answers = ANSWERS | {"title": "Head of the library", "paper": "Letter", "language": "en-US"}
    browser.post("/start", data=answers, headers=FORM)
    office = office_of(folder)
    [signatory] = office.signatories.values()
    assert signatory.title is not None
    assert signatory.title.to("en-US") == "Head of the library"
    assert office.defaults.page == "Letter"
    assert problems_of(folder) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "The name of the office is missing."),
        ({"name": "[Name of the office …]"}, "is yet to be written."),
        ({"name": "a\u202eb"}, "turns the direction"),
        ({"address": "\n \n"}, "The address of the office is missing."),
        ({"address": "1 Book Street\n[Postcode and town …]"}, "is yet to be written."),
        ({"country": "Atlantis"}, "There is no country “Atlantis”."),
        ({"country": ""}, "There is no country “”."),
        ({"language": "tlh"}, "There are no words in “tlh”"),
        ({"signatory": ""}, "The name of who signs is missing."),
        ({"title": "a\x07"}, "invisible control character"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_the_others_stay(
    browser: TestClient, folder: Path, change: dict[str, str], says: str
) -> None:
    [field] = change
    answer = browser.post("/start", data=ANSWERS | change, files={"emblem": ("e.svg", SVG)}, headers=FORM)
    assert answer.status_code == 409
    told = re.search(rf'<p class="wrong" id="wrong-{field}".*?</p>', answer.text)
    assert told
    assert says in told[0]
    assert len(re.findall('class="wrong"', answer.text)) == 1
    assert len(re.findall("aria-invalid", answer.text)) == 1
    assert "choose the file once more" in answer.text
    for name in {"signatory", "name", "country"} - {field}:
        escaped = ANSWERS[name].replace('"', "&#34;").replace("'", "&#39;")
        assert f'value="{escaped}"' in answer.text
    assert list(folder.iterdir()) == []


def test_all_wrong_answers_are_told_at_once(browser: TestClient) -> None:
    answer = browser.post("/start", data=dict.fromkeys(ANSWERS, ""), headers=FORM)
    assert set(re.findall('id="wrong-([a-z]+)"', answer.text)) == {
        "name", "address", "country", "language", "signatory",
    }  # fmt: skip
    assert "Answers to mend: 5" in answer.text


def bomb() -> bytes:
    """A PNG that says it is 60,000 dots wide and high."""
    return PNG[:16] + (60_000).to_bytes(4, "big") * 2 + PNG[24:]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "an empty file"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"MZ" + bytes(100), "a program"),
        (SVG.replace(b"<circle", b"<script>alert(1)</script><circle"), "script"),
        (SVG.replace(b"<svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg'), "emblem"),
        (PNG[:40], "emblem"),
        (bomb(), "emblem"),
        (SVG + b" " * 5_000_000, "is larger than 5 MB."),
    ],
)
def test_what_is_no_emblem_is_refused_and_not_kept(
    browser: TestClient, folder: Path, content: bytes, says: str
) -> None:
    answer = browser.post("/start", data=ANSWERS, files={"emblem": ("emblem.png", content)}, headers=FORM)
    told = re.search('<p class="wrong" id="wrong-emblem".*?</p>', answer.text)
    assert answer.status_code == 409
    assert told
    assert says in told[0]
    assert list(folder.iterdir()) == []


def test_what_is_far_too_large_is_not_read(browser: TestClient, folder: Path) -> None:
    huge = {"emblem": ("emblem.png", bytes(21_000_000))}
    assert browser.post("/start", data=ANSWERS, files=huge, headers=FORM).status_code == 413
    assert list(folder.iterdir()) == []


def test_a_folder_that_holds_something_else_says_what_init_says(browser: TestClient, folder: Path) -> None:
    (folder / "statements").mkdir()
    said = f"{folder} holds statements already; nothing was changed. Choose an empty folder."
    assert said in run_outside(folder, "init", folder, "--language", "en", "--country", "KE").err
    for answer in (browser.get("/start"), browser.post("/start", data=ANSWERS, headers=FORM)):
        assert answer.status_code == 409
        assert said in answer.text
    assert [path.name for path in folder.iterdir()] == ["statements"]


def test_a_foreign_page_makes_no_office(folder: Path) -> None:
    with client_of(folder, entered=False) as stranger:
        assert stranger.post("/start", data=ANSWERS, headers=FORM).status_code == 403
    with client_of(folder) as browser:
        assert (
            browser.post("/start", data=ANSWERS, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        )
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="who may write is said otherwise there")
def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == "letterbook.yaml":
            raise OSError(28, "No space left on device")
        return rename(path, target)

    from letterbook import UsageError
    from letterbook.usecases.new_office import beginning, make_office

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(UsageError, match="cannot be written: No space left"):
        make_office(folder, beginning("en", "KE"))
    assert [path.name for path in folder.iterdir()] == ["out"]


def test_the_same_server_goes_on_with_the_new_office(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with started(folder) as (process, address):
        with entered(address) as browser:
            assert "<h1>A new office</h1>" in browser.get("/").text
            answer = browser.post("/start", data=ANSWERS, headers={"sec-fetch-site": "same-origin"})
            assert "<h1>Mailings</h1>" in answer.text
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert problems_of(folder) == []


def test_a_page_that_is_closed_without_an_answer_leaves_nothing(tmp_path: Path) -> None:
    for folder in (tmp_path / "new", tmp_path):
        with started(folder) as (process, address):
            with entered(address):
                pass
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    result = run_outside(tmp_path, "office", tmp_path / "no" / "folder", "--no-browser")
    assert result.code == 2
    assert "cannot be made" in result.err


def test_an_office_that_is_there_shows_no_form(tmp_path: Path) -> None:
    with client_of(make_workspace(tmp_path / "office")) as browser:
        assert browser.get("/").status_code == 200
        assert browser.get("/start").headers["location"] == "/"
