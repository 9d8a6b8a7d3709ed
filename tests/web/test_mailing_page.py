"""From the check of a mailing to its published letters, as a clerk goes through it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import FORM, client_of, ended
from conftest import at, edit, make_workspace, snapshot
from starlette.testclient import TestClient

from letterbook import open_office

pytest_plugins = ["page_fixtures"]

MAILING = "/mailings/january-20"
ISSUED = "/issued/january-20-2021-01-19"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The page after its mailing was issued there."""
    workspace = make_workspace(tmp_path_factory.mktemp("issued") / "office")
    with client_of(workspace) as browser:
        page = ended(browser, browser.post(f"{MAILING}/issue", headers=FORM))
        assert f'href="{ISSUED}"' in page, page
        yield browser


# --- Before ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "/letters", "/letters/unesco"])
@pytest.mark.parametrize(
    "name", ["january-21", "%2e%2e", "..%2f..", "january-20%2f..", "January-20", "january-20%00"]
)
def test_a_mailing_that_is_not_there(client: TestClient, name: str, path: str) -> None:
    assert client.get(f"/mailings/{name}{path}").status_code == 404


def test_a_mailing_has_three_steps_and_its_date(client: TestClient) -> None:
    text = client.get(MAILING, params={"date": "2027-01-19"}).text
    assert "Issued on" in text and "19 January 2027" in text
    assert text.count('value="2027-01-19"') == 3
    assert client.get(MAILING, params={"date": "19.1.2027<script>"}).status_code == 400


@pytest.mark.slow
def test_a_check_tells_each_mistake_at_its_place_and_links_to_its_explanation(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    edit(workspace / "recipients.yaml", "country: FR}", "country: 'Fr<i'}")
    before = snapshot(workspace)
    with client_of(workspace) as client:
        text = ended(client, client.post(f"{MAILING}/check", headers=FORM))
    assert at(workspace, "recipients.yaml", "'Fr<i'") in text
    assert "There is no country “Fr&lt;i”." in text
    assert 'href="/help/unknown-country"' in text
    assert "Mistakes: 1" in text
    assert snapshot(workspace) == before


@pytest.mark.slow
def test_a_check_of_a_mailing_in_order(client: TestClient) -> None:
    assert "Everything is in order." in ended(client, client.post(f"{MAILING}/check", headers=FORM))


def test_the_letters_of_a_mailing(client: TestClient) -> None:
    text = client.get(f"{MAILING}/letters").text
    assert text.count('/letters/unesco"') >= 1
    assert "note-verbale · az" in text
    assert "The longest address" in text
    found = client.get(f"{MAILING}/letters", params={"q": "UNESCO"}).text
    assert "All letters (1)" in found


@pytest.mark.slow
def test_a_letter_is_seen_page_by_page(client: TestClient, office_folder: Path) -> None:
    text = client.get(f"{MAILING}/letters/unesco", params={"date": "2027-01-19"}).text
    assert "Letter 2 of 3" in text
    assert 'rel="prev" href="/mailings/january-20/letters/un-secretary-general?date=2027-01-19"' in text
    assert 'rel="next" href="/mailings/january-20/letters/embassy-in-berlin?date=2027-01-19"' in text
    pictures = re.findall(r'src="(/pictures/[^"]+)"', text)
    assert len(pictures) >= 2
    picture = client.get(pictures[0])
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    again = client.get(f"{MAILING}/letters/unesco", params={"date": "2027-01-19"}).text
    assert re.findall(r'src="(/pictures/[^"]+)"', again) == pictures
    assert not (office_folder / "register.sqlite").exists()


@pytest.mark.slow
def test_a_letter_as_a_file(client: TestClient) -> None:
    pdf = client.get(f"{MAILING}/letters/unesco/draft.pdf")
    assert pdf.content.startswith(b"%PDF") and pdf.headers["content-disposition"].startswith("inline")
    word = client.get(f"{MAILING}/letters/unesco/draft.docx")
    assert word.content.startswith(b"PK") and word.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path",
    [
        *("/pictures/x.png", "/pictures/..%2faddress.json", "/pictures/%2e%2e%2faddress.json"),
        f"/pictures/{'0' * 64}-001.png",
        *(f"{MAILING}/letters/nobody", f"{MAILING}/letters/..%2f..", f"{MAILING}/letters/nobody/draft.pdf"),
    ],
)
def test_what_nobody_has_is_not_given(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.slow
def test_what_would_happen(client: TestClient, office_folder: Path) -> None:
    text = ended(client, client.post(f"{MAILING}/plan", headers=FORM))
    assert "<dd>3</dd>" in text
    assert "1-0001/2021" in text and "1-0003/2021" in text
    assert not (office_folder / "register.sqlite").exists()


# --- Jobs --------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_job_tells_how_far_it_is_and_where_a_browser_goes_on(client: TestClient) -> None:
    address = client.post(f"{MAILING}/check", headers=FORM).headers["location"]
    with client.stream("GET", f"{address}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        told = "".join(answer.iter_text())
    ids = [int(found) for found in re.findall(r"^id: (\d+)$", told, re.MULTILINE)]
    assert ids == sorted(ids) and ids[-1] > 1
    last = json.loads(re.findall(r"^data: (\{\".*)$", told, re.MULTILINE)[-1])
    assert last["done"] == last["total"] and last["phase"]
    assert told.rstrip().endswith("event: end\ndata: {}")
    with client.stream("GET", f"{address}/events", headers={"last-event-id": str(ids[-1])}) as answer:
        rest = "".join(answer.iter_text())
    assert "event: progress" not in rest and "event: end" in rest


@pytest.mark.parametrize("job", ["x", "%2e%2e", "0" * 16])
def test_a_job_that_is_not_there(client: TestClient, job: str) -> None:
    assert client.get(f"/jobs/{job}").status_code == 404
    assert client.get(f"/jobs/{job}/events").status_code == 404


@pytest.mark.slow
def test_a_run_that_is_stopped_publishes_nothing_and_goes_on_later(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    with client_of(workspace) as client:
        address = client.post(f"{MAILING}/issue", headers=FORM).headers["location"]
        second = client.post(f"{MAILING}/issue", headers=FORM)
        assert second.headers["location"] == address, "a second click starts no second run"
        assert client.post("/close", headers=FORM).status_code == 409
        running = client.get(address).text
        assert 'http-equiv="refresh"' in running and "/static/progress.js" in running
        stopped = ended(client, client.post(f"{address}/stop", headers=FORM))
        assert "Nothing half-made was published" in stopped
        assert not (workspace / "out" / "january-20-2021-01-19").exists()
        assert f'href="{ISSUED}"' in ended(client, client.post(f"{MAILING}/issue", headers=FORM))
    assert open_office(workspace).mailing("january-20-2021-01-19").verify() == []


@pytest.mark.slow
def test_a_run_with_mistakes_tells_them(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    edit(workspace / "recipients.yaml", "country: FR}", "country: FX}")
    with client_of(workspace) as client:
        text = ended(client, client.post(f"{MAILING}/issue", headers=FORM))
    assert "There is no country “FX”." in text
    assert not (workspace / "register.sqlite").exists()


# --- After -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_was_issued_can_be_printed_and_carried_away(issued: TestClient) -> None:
    text = issued.get(ISSUED).text
    assert "1-0001/2021" in text and "UNESCO" in text
    bundle = issued.get(f"{ISSUED}/files/bundle.pdf")
    assert bundle.content.startswith(b"%PDF") and bundle.headers["content-disposition"].startswith("inline")
    ledger = issued.get(f"{ISSUED}/files/ledger.csv")
    assert "1-0002/2021" in ledger.text and ledger.headers["content-disposition"].startswith("attachment")
    letter = issued.get(f"{ISSUED}/files/letters/0002-unesco.docx")
    assert letter.content.startswith(b"PK")


@pytest.mark.slow
def test_all_files_as_one_zip(issued: TestClient, tmp_path: Path) -> None:
    content = issued.get(f"{ISSUED}/all.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path)
    [folder] = tmp_path.iterdir()
    assert folder.name == "january-20-2021-01-19"
    office = open_office(tmp_path)
    assert {letter.reference for letter in office.mailing(folder).letters} == {
        f"1-000{n}/2021" for n in (1, 2, 3)
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *("manifest.json", "..%2f..%2fletterbook.yaml", "letters"),
        *("letters%2f..%2f..%2f..%2fletterbook.yaml", "%2fetc%2fpasswd", "letters/0009-nobody.pdf"),
    ],
)
def test_only_files_of_the_mailing_are_given(issued: TestClient, name: str) -> None:
    assert issued.get(f"{ISSUED}/files/{name}").status_code == 404
    assert issued.get(f"/issued/{name}").status_code == 404


def test_a_ledger_that_was_forged_leads_nowhere(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    folder = workspace / "out" / "forged-2021-01-19"
    folder.mkdir(parents=True)
    (workspace / "secret.pdf").write_bytes(b"%PDF secret")
    (folder / "link.pdf").symlink_to(workspace / "secret.pdf")
    rows = "id,name,pdf,reference\nx,<script>alert(1)</script>,../../secret.pdf,1\ny,Y,link.pdf,2\n"
    (folder / "ledger.csv").write_text(rows, "utf-8")
    with client_of(workspace) as client:
        text = client.get("/issued/forged-2021-01-19").text
        assert "&lt;script&gt;" in text and "<script>" not in text
        for name in ("..%2f..%2fsecret.pdf", "%2e%2e/%2e%2e/secret.pdf", "link.pdf"):
            assert client.get(f"/issued/forged-2021-01-19/files/{name}").status_code == 404


@pytest.mark.slow
def test_a_mailing_is_verified(issued: TestClient) -> None:
    assert "whole and unaltered" in ended(issued, issued.post(f"{ISSUED}/verify", headers=FORM))


@pytest.mark.slow
def test_a_difference_is_named(issued: TestClient, tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    (workspace / "out").mkdir(exist_ok=True)
    content = issued.get(f"{ISSUED}/all.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(workspace / "out")
    (workspace / "out" / "january-20-2021-01-19" / "letters" / "0002-unesco.pdf").unlink()
    with client_of(workspace) as client:
        text = ended(client, client.post(f"{ISSUED}/verify", headers=FORM))
    assert "Differences:" in text
    assert "letters/0002-unesco.pdf" in text
