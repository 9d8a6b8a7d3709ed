"""The page with the settings of a mailing's letters: each form changes its file, and keeps what was typed where it is refused."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import FORM, client_of
from conftest import edit, make_workspace, snapshot
from starlette.testclient import TestClient
from word_xml import field, p, word_file

ADDRESS = "/mailings/january-20/letter"
FINISHED = Path(__file__).parents[1] / "pdf" / "finished"
ANNEX = (FINISHED / "typst.pdf").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "office")


@pytest.fixture
def browser(folder: Path) -> Iterator[TestClient]:
    with client_of(folder) as client:
        yield client


def fields(client: TestClient, form: str) -> dict[str, str]:
    """What the hidden and text fields of the form at this address hold."""
    text = client.get(ADDRESS).text
    found = re.search(rf'<form method="post" action="{ADDRESS}{form}".*?</form>', text, re.DOTALL)
    assert found, form
    inputs = re.findall(r'<input[^>]*name="([^"]*)" value="([^"]*)"', found[0])
    return {name: html.unescape(value) for name, value in inputs}


def test_the_step_leads_to_the_settings(browser: TestClient) -> None:
    assert f'href="{ADDRESS}"' in browser.get("/mailings/january-20").text
    page = browser.get(ADDRESS).text
    assert "I have the honour" in page
    assert '<option value="note-verbale">note-verbale</option>' in page
    assert "The Commissioner for Human Rights (Ombudsman)" in page
    assert browser.get("/mailings/nothing/letter").status_code == 404


def test_the_form_of_the_mailing(browser: TestClient, folder: Path) -> None:
    chosen = {
        "template": "note-verbale",
        "formats": "pdf docx",
        "first": "commissioner-specimen",
        "second": "",
    }
    answer = browser.post(ADDRESS, data=fields(browser, "") | chosen, headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ADDRESS}#form")
    page = browser.get(ADDRESS).text
    for value in ("note-verbale", "pdf docx", "commissioner-specimen"):
        assert f'<option value="{value}" selected>' in page
    assert (folder / "mailings" / "january-20.yaml").read_text("utf-8") == (
        "template: note-verbale\nformats: [pdf, docx]\nsignatories: [commissioner-specimen]\n"
    )
    again = browser.post(ADDRESS, data={"version": "", "template": "letter"}, headers=FORM)
    assert again.status_code == 409
    assert "was changed meanwhile" in again.text
    assert '<option value="letter" selected>' in again.text, "what was chosen stays"


def test_what_is_wrong_is_told_with_its_place(browser: TestClient, folder: Path) -> None:
    before = snapshot(folder)
    chosen = {"first": "commissioner", "second": "commissioner"}
    answer = browser.post(
        ADDRESS, data=fields(browser, "") | chosen, headers=FORM | {"accept-language": "de"}
    )
    assert answer.status_code == 409
    assert "mailings/january-20.yaml:1:" in answer.text
    assert "Nichts wurde geschrieben" in answer.text
    assert {path: content for path, content in snapshot(folder).items() if not path.startswith("out")} == {
        path: content for path, content in before.items() if not path.startswith("out")
    }


def test_an_enclosure_is_sent_listed_and_removed(browser: TestClient, folder: Path) -> None:
    sent = fields(browser, "/enclosures") | {"title": "Report <b>"}
    answer = browser.post(
        f"{ADDRESS}/enclosures", data=sent, files={"file": ("../../report.pdf", ANNEX)}, headers=FORM
    )
    assert answer.headers["location"] == f"{ADDRESS}#enclosures", answer.text
    assert (folder / "enclosures" / "report.pdf").read_bytes() == ANNEX
    page = browser.get(ADDRESS).text
    assert '<bdi>Report &lt;b&gt;</bdi> <code class="hint"><bdi>enclosures/report.pdf</bdi>' in page
    gone = fields(browser, "/enclosures/remove") | {"number": "1"}
    assert browser.post(f"{ADDRESS}/enclosures/remove", data=gone, headers=FORM).status_code == 303
    assert "Report" not in browser.get(ADDRESS).text
    for number in ("9", "-1", "x", "²", ""):
        gone = fields(browser, "/enclosures/remove") | {"number": number}
        assert browser.post(f"{ADDRESS}/enclosures/remove", data=gone, headers=FORM).status_code in (400, 409)


def test_a_title_for_each_language(browser: TestClient, folder: Path) -> None:
    sent = fields(browser, "/enclosures") | {"title": "", "titleen": "Map", "titleaz": "Xəritə"}
    browser.post(f"{ADDRESS}/enclosures", data=sent, headers=FORM)
    assert '  - title: {az: "Xəritə", en: "Map"}\n    announce: only\n' in (
        folder / "mailings" / "january-20.yaml"
    ).read_text("utf-8")


@pytest.mark.parametrize("content", [b"", b"no pdf", ANNEX[:300], b"PK\3\4" + bytes(100)])
def test_what_is_no_finished_pdf_is_told_and_the_title_stays(
    browser: TestClient, folder: Path, content: bytes
) -> None:
    sent = fields(browser, "/enclosures") | {"title": "My report"}
    answer = browser.post(
        f"{ADDRESS}/enclosures", data=sent, files={"file": ("r.pdf", content)}, headers=FORM
    )
    assert answer.status_code == 409
    assert '<a href="/help/enclosure-damaged">' in answer.text
    assert 'value="My report"' in answer.text
    assert not (folder / "enclosures").exists()
    assert not (folder / "mailings").exists()


def test_what_is_far_too_large_is_not_read(browser: TestClient, folder: Path) -> None:
    sent = {"file": ("r.pdf", bytes(101_000_000))}
    assert browser.post(f"{ADDRESS}/enclosures", files=sent, headers=FORM).status_code == 413
    assert not (folder / "enclosures").exists()


def test_words_are_changed_and_a_mistake_keeps_what_was_typed(browser: TestClient, folder: Path) -> None:
    page = browser.get(ADDRESS).text
    version = re.search(
        r'value="templates/letter/en.md">\s*<input type="hidden" name="version" value="(\w+)"', page
    )
    assert version
    file = folder / "templates" / "letter" / "en.md"
    text = file.read_text("utf-8")
    given = {"file": "templates/letter/en.md", "version": version[1]}
    wrong = given | {"text": text.replace("subject:", "subjct:").replace("\n", "\r\n")}
    refused = browser.post(f"{ADDRESS}/words", data=wrong, headers=FORM)
    assert refused.status_code == 409
    assert "templates/letter/en.md:2:1" in refused.text
    assert "subjct: &#34;Statement" in refused.text
    assert file.read_text("utf-8") == text
    right = given | {"text": text.replace("I have the honour", "We have the honour").replace("\n", "\r\n")}
    assert browser.post(f"{ADDRESS}/words", data=right, headers=FORM).status_code == 303
    assert file.read_text("utf-8") == text.replace("I have the honour", "We have the honour")
    late = browser.post(f"{ADDRESS}/words", data=right | {"text": "late"}, headers=FORM)
    assert late.status_code == 409
    assert "was changed meanwhile" in late.text
    assert ">\nlate</textarea>" in late.text


def test_the_words_of_a_letter_come_into_the_field_and_are_saved(browser: TestClient, folder: Path) -> None:
    words = "templates/letter/en.md"
    before = (folder / words).read_text("utf-8")
    text = p("Dear Members,") + p("We invite ", field("MERGEFIELD Organisation", "x"), " to our meeting.")
    sent = {"letter": ("Our letter.docx", word_file(text + p("Yours faithfully,") + p("The President")))}
    taken = browser.post(f"{ADDRESS}/words/letter", data={"file": words}, files=sent, headers=FORM)
    assert taken.status_code == 200
    assert "Our letter.docx" in taken.text
    assert "We invite {{ recipient.organisation }} to our meeting.\n</textarea>" in html.unescape(taken.text)
    assert "Taken from the letter: salutation “Dear Members,”" in html.unescape(taken.text)
    assert (folder / words).read_text("utf-8") == before
    german = FORM | {"accept-language": "de"}
    said = browser.post(f"{ADDRESS}/words/letter", data={"file": words}, files=sent, headers=german).text
    assert "Our-letter.docx, Absatz 4 („The President“)" in html.unescape(said)
    shown = re.search(rf'value="{words}">(.*?)</form>', taken.text, re.DOTALL)
    assert shown
    version = re.search(r'name="version" value="(\w+)"', shown[1])
    typed = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", shown[1], re.DOTALL)
    assert version and typed
    given = {"file": words, "version": version[1], "text": html.unescape(typed[1])}
    assert browser.post(f"{ADDRESS}/words", data=given, headers=FORM).status_code == 303
    assert "We invite {{ recipient.organisation }}" in (folder / words).read_text("utf-8")
    refused = browser.post(
        f"{ADDRESS}/words/letter", data={"file": words}, files={"letter": ("a.pdf", b"%PDF")}, headers=FORM
    )
    assert refused.status_code == 409
    assert "No text can be read from this file" in refused.text
    outside = {"file": "../letterbook.yaml"}
    assert browser.post(f"{ADDRESS}/words/letter", data=outside, files=sent, headers=FORM).status_code == 400


def test_names_and_languages_of_the_office(browser: TestClient, folder: Path) -> None:
    given = fields(browser, "/signatories")
    assert given["name-commissioner-en"] == "The Commissioner for Human Rights (Ombudsman)"
    given |= {"name-commissioner-en": "A. Commissioner", "name-nobody-en": "x", "id-commissioner-": "x"}
    assert browser.post(f"{ADDRESS}/signatories", data=given, headers=FORM).status_code == 303
    given = fields(browser, "/languages") | {"language": "az", "fallback": "en"}
    assert browser.post(f"{ADDRESS}/languages", data=given, headers=FORM).status_code == 303
    text = (folder / "letterbook.yaml").read_text("utf-8")
    assert 'en: "A. Commissioner"' in text
    assert 'language: "az"' in text
    assert "nobody" not in text
    given = fields(browser, "/languages") | {"language": "no language", "fallback": ""}
    refused = browser.post(f"{ADDRESS}/languages", data=given, headers=FORM)
    assert refused.status_code == 409
    assert "/help/wrong-language" in refused.text
    assert (folder / "letterbook.yaml").read_text("utf-8") == text


def test_what_a_statement_says_of_its_own_is_only_shown(browser: TestClient, folder: Path) -> None:
    for file in (folder / "statements" / "january-20").glob("*.md"):
        edit(file, "date:", "enclosures: none\ndate:")
    page = browser.get(ADDRESS).text
    assert "The statement says what goes with it" in page
    assert f'action="{ADDRESS}/enclosures' not in page
