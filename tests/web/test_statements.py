"""A mailing's texts: taken from a file, written in the page, seen as they would be printed, and nobody's change lost."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from browsers import FORM, client_of
from conftest import edit, make_workspace, snapshot
from starlette.testclient import TestClient

from letterbook import open_office
from letterbook.web.letters import PICTURES
from letterbook.web.running import FOLDER

TEXTS = "/mailings/january-20/statement"
ENGLISH = f"{TEXTS}/en"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "office")


@pytest.fixture
def browser(office: Path) -> Iterator[TestClient]:
    with client_of(office) as client:
        yield client


def word(*paragraphs: str) -> bytes:
    document, content = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(content)
    return content.getvalue()


def statements(office: Path) -> dict[str, str]:
    return snapshot(office / "statements")


def fields(text: str) -> dict[str, str]:
    """What the form of a text says as it stands."""
    found = dict(re.findall(r'<input(?: type="hidden")?(?: id="\w+")? name="(\w+)" value="([^"]*)"', text))
    body = re.search(r'(?s)<textarea[^>]*name="body"[^>]*>\n(.*?)</textarea>', text)
    assert body is not None
    return {**found, "body": body[1]}


@pytest.mark.parametrize("path", ["/new-mailing", TEXTS])
def test_a_text_is_in_the_language_of_the_letters_and_not_of_the_page(
    office: Path, browser: TestClient, path: str
) -> None:
    for page in ("de", "es"):
        text = browser.get(path, headers={"Accept-Language": page}).text
        assert f'<html lang="{page}"' in text
        [field] = re.findall(r'(?s)<select id="language-of-text".*?</select>', text)
        assert re.findall(r'value="(\S+)" lang="\S+" selected', field) == ["en"]
    (office / "letterbook.yaml").write_text("not an office: yes", "utf-8")
    assert browser.get("/new-mailing").status_code == 200


# --- From a file ------------------------------------------------------------------------------------------------------


def test_a_new_mailing_is_made_of_a_word_file(office: Path, browser: TestClient) -> None:
    assert 'href="/new-mailing"' in browser.get("/").text
    answer = browser.post(
        "/new-mailing",
        data={
            "title": "Zum Haushalt <b>",
            "language": "de",
            "date": "2027-03-01",
            "place": "Bonn",
            "occasion": "2000-03-01",
        },
        files={"file": ("Meine Erklärung.docx", word("Guten Tag,", "vielen Dank."))},
        headers=FORM,
    )
    assert answer.status_code == 200
    assert 'href="/mailings/zum-haushalt-b/statement/de"' in answer.text
    assert "Meine Erklärung.docx" in answer.text
    assert (office / "statements" / "zum-haushalt-b" / "de.md").read_text("utf-8") == (
        '---\ntitle: "Zum Haushalt <b>"\noccasion: 2000-03-01\ndate: 2027-03-01\nplace: "Bonn"\n---\nGuten Tag,\n\nvielen Dank.\n'
    )
    assert not list((office / "out" / FOLDER / "uploads").rglob("*.docx"))
    assert open_office(office).check("zum-haushalt-b")[0].code != "wrong-date"


def test_a_letter_that_goes_alone(office: Path, browser: TestClient) -> None:
    """Its words come from a letter in Word, or stay those of the template."""
    new = {"language": "en", "kind": "letter", "date": "2027-03-01", "place": "Bonn"}
    paragraphs = ("Re: Our meeting", "Dear Sir or Madam,", "please come.", "Yours faithfully,", "The Head")
    sent = {"file": ("Invitation.docx", word(*paragraphs))}
    answer = browser.post("/new-mailing", data=new, files=sent, headers=FORM)
    assert answer.status_code == 200
    assert 'href="/mailings/invitation/letter#words"' in answer.text
    assert (office / "statements" / "invitation" / "en.md").read_text("utf-8") == (
        '---\ntitle: "Our meeting"\ndate: 2027-03-01\nplace: "Bonn"\nenclosures: none\n---\n'
    )
    assert (office / "mailings" / "invitation" / "en.md").read_text("utf-8").endswith("---\nplease come.\n")
    answer = browser.post("/new-mailing", data=new | {"title": "Thanks"}, headers=FORM)
    assert answer.headers["location"] == "/mailings/thanks/statement/en"
    shown = fields(browser.get("/mailings/thanks/statement/en").text)
    saved = browser.post("/mailings/thanks/statement/en", data=shown, headers=FORM)
    assert saved.status_code == 303, saved.text
    shown = fields(browser.get("/mailings/thanks/statement/en").text) | {
        "body": "{% if false %}Words.{% endif %}"
    }
    assert browser.post("/mailings/thanks/statement/en", data=shown, headers=FORM).status_code == 303
    french = {"title": "Merci", "date": "2027-03-01", "place": "Bonn", "body": "", "version": ""}
    assert browser.post("/mailings/thanks/statement/fr", data=french, headers=FORM).status_code == 303
    assert "enclosures: none" in (office / "statements" / "thanks" / "fr.md").read_text("utf-8")
    found = open_office(office).check("thanks")
    assert {problem.code for problem in found if problem.is_error} == {
        "missing-value"
    }  # there is no occasion


def test_an_id_is_never_that_of_another_mailing(office: Path, browser: TestClient) -> None:
    before = statements(office)
    for _ in range(2):
        browser.post("/new-mailing", data={"title": "January 20", "language": "en"}, headers=FORM)
    browser.post(
        "/new-mailing", data={"title": "x", "id": "../../january 20", "language": "en"}, headers=FORM
    )
    browser.post("/new-mailing", data={"title": "!?", "language": "en"}, headers=FORM)
    made = {path.name for path in (office / "statements").iterdir()}
    assert made == {"january-20", "january-20-2", "january-20-3", "january-20-4", "statement"}
    assert before.items() <= statements(office).items()


def test_what_a_file_loses_is_told(browser: TestClient) -> None:
    document, content = docx.Document(), io.BytesIO()
    document.add_paragraph().add_run("important").underline = True
    document.save(content)
    form = {"title": "T", "language": "en"}
    files = {"file": ("a.docx", content.getvalue())}
    text = browser.post("/new-mailing", data=form, files=files, headers=FORM).text
    assert 'href="/help/not-kept"' in text and "a.docx, paragraph 1" in text


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"<Types/>")
        packed.writestr("word/document.xml", b" " * 300_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"%PDF-1.7", "unknown-document"),
        ("a.docx", b"%PDF-1.7", "unreadable-document"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "unreadable-document"),
        ("a.docx", bomb(), "unreadable-document"),
        ("a.docx", word(), "empty-document"),
        ("a.txt", "größe".encode("cp1252"), "wrong-encoding"),
        ("../../x.docx", b"PK", "unreadable-document"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_told_and_nothing_is_kept(
    office: Path, browser: TestClient, name: str, content: bytes, code: str
) -> None:
    before = statements(office)
    form = {"title": "A & b", "language": "en", "date": "2027-03-01"}
    for address in ("/new-mailing", TEXTS):
        answer = browser.post(address, data=form, files={"file": (name, content)}, headers=FORM)
        assert answer.status_code == 409
        assert f'href="/help/{code}"' in answer.text
        assert 'value="A &amp; b"' in answer.text and 'value="2027-03-01"' in answer.text, (
            "what was typed stays"
        )
    assert statements(office) == before
    kept = [path for path in (office / "out" / FOLDER / "uploads").rglob("*") if path.is_file()]
    assert len(kept) == (2 if code == "wrong-encoding" else 0), "only that one can be read otherwise"


def test_a_text_that_is_too_large_is_refused(browser: TestClient) -> None:
    files = {"file": ("a.txt", b"x" * 21_000_001)}
    assert browser.post("/new-mailing", data={"language": "en"}, files=files, headers=FORM).status_code == 413


def test_without_a_file_and_a_title_nothing_is_made(office: Path, browser: TestClient) -> None:
    before = statements(office)
    assert browser.post("/new-mailing", data={"language": "en"}, headers=FORM).status_code == 409
    assert statements(office) == before


def test_an_encoding_is_named_for_a_file_that_is_here_already(office: Path, browser: TestClient) -> None:
    form = {"title": "T", "language": "de"}
    refused = browser.post(
        "/new-mailing", data=form, files={"file": ("a.txt", "größe".encode("cp1252"))}, headers=FORM
    ).text
    sent = re.search(r'name="sent" value="(\w+)"', refused)
    assert sent is not None
    form |= {"sent": sent[1], "encoding": "windows-1252"}
    assert browser.post("/new-mailing", data=form, headers=FORM).status_code == 200
    assert "größe" in (office / "statements" / "t" / "de.md").read_text("utf-8")
    assert browser.post("/new-mailing", data=form, headers=FORM).status_code == 404, "the file is gone"


def test_a_text_is_written_over_only_when_that_is_ticked(office: Path, browser: TestClient) -> None:
    before = statements(office)
    files = {"file": ("a.docx", word("New."))}
    refused = browser.post(TEXTS, data={"language": "en", "title": "T"}, files=files, headers=FORM)
    assert refused.status_code == 409
    assert "is there already" in refused.text and 'name="replace"' in refused.text
    assert statements(office) == before
    sent = re.search(r'name="sent" value="(\w+)"', refused.text)
    assert sent is not None
    form = {"language": "en", "title": "T", "sent": sent[1], "replace": "yes"}
    assert browser.post(TEXTS, data=form, headers=FORM).status_code == 200
    assert "New." in (office / "statements" / "january-20" / "en.md").read_text("utf-8")


def test_what_is_there_and_what_is_wanted(office: Path, browser: TestClient) -> None:
    edit(office / "recipients.yaml", "id: unesco", "id: unesco\n        language: fr")
    text = browser.get(TEXTS).text
    assert f'href="{TEXTS}/az"' in text and f'href="{ENGLISH}"' in text
    assert f'href="{TEXTS}/fr"' in text and "missing for addressees:" in text
    assert browser.get(f"{TEXTS}?language=fr").headers["location"] == f"{TEXTS}/fr"


def test_a_text_that_is_not_finished_is_not_missing(office: Path, browser: TestClient) -> None:
    edit(office / "statements" / "january-20" / "az.md", "date: 2021-01-19", 'date: "[2027-01-31 …]"')
    text = browser.get(TEXTS).text
    assert text.count(f'href="{TEXTS}/az"') == 1
    assert "not finished" in text and "missing for addressees:" not in text


# --- In the page ------------------------------------------------------------------------------------------------------


def test_a_text_is_saved_and_all_else_in_its_file_stays(office: Path, browser: TestClient) -> None:
    path = office / "statements" / "january-20" / "en.md"
    edit(path, "signatory: commissioner", "signatory: commissioner  # ours")
    before = path.read_text("utf-8")
    form = fields(browser.get(ENGLISH).text) | {
        "place": "Gəncə: “here”",
        "body": "One.\r\n\r\n<b>Two</b>.",
        "do": "save",
    }
    form["body"] = "One.\r\n\r\nTwo."
    assert browser.post(ENGLISH, data=form, headers=FORM).status_code == 303
    front = before[: before.index("---\n", 4)].replace("place: Baku", 'place: "Gəncə: “here”"')
    assert path.read_text("utf-8") == f"{front}---\nOne.\n\nTwo.\n"


def test_what_is_wrong_stands_at_its_place_and_what_was_typed_stays(
    office: Path, browser: TestClient
) -> None:
    before = statements(office)
    form = fields(browser.get(ENGLISH).text) | {"body": "Good.\n\nA {{ nobody }} & <b>bold</b>."}
    refused = browser.post(ENGLISH, data=form, headers=FORM)
    assert refused.status_code == 409
    said = refused.text.split('id="said-body"')[1].split("</div>")[0]
    assert "Line 3:" in said and "nobody" in said
    assert "A {{ nobody }} &amp; &lt;b&gt;bold&lt;/b&gt;." in refused.text
    wrong = browser.post(ENGLISH, data=form | {"date": "2021-13-45", "title": ""}, headers=FORM).text
    assert "2021-13-45" in wrong.split('id="said-date"')[1].split("</div>")[0]
    assert "This has to be written." in wrong.split('id="said-title"')[1].split("</div>")[0]
    assert statements(office) == before
    assert browser.post(ENGLISH, data=form | {"unfinished": "yes"}, headers=FORM).status_code == 303
    assert "{{ nobody }}" in (office / "statements" / "january-20" / "en.md").read_text("utf-8")


def test_what_somebody_changed_meanwhile_is_not_lost(office: Path, browser: TestClient) -> None:
    form = fields(browser.get(ENGLISH).text)
    edit(office / "statements" / "january-20" / "en.md", "place: Baku", "place: Sumgait")
    late = browser.post(ENGLISH, data=form | {"body": "Mine."}, headers=FORM)
    assert late.status_code == 409
    assert "changed meanwhile" in late.text and "Mine." in late.text
    assert "Sumgait" in (office / "statements" / "january-20" / "en.md").read_text("utf-8")


def test_a_new_language_begins_with_what_is_the_same_in_all(office: Path, browser: TestClient) -> None:
    form = fields(browser.get(f"{TEXTS}/fr").text)
    assert (form["date"], form["occasion"], form["title"], form["body"]) == (
        "2021-01-19",
        "1990-01-20",
        "",
        "",
    )
    form |= {"title": "Déclaration", "place": "Bakou", "body": "Bonjour."}
    assert browser.post(f"{TEXTS}/fr", data=form, headers=FORM).status_code == 303
    assert open_office(office).check("january-20") == []
    text = (office / "statements" / "january-20" / "fr.md").read_text("utf-8")
    assert (
        text.startswith('---\ntitle: "Déclaration"\noccasion: 1990-01-20\n') and "addressed_to: true" in text
    )


def test_a_text_is_seen_as_it_would_be_printed_and_nothing_is_saved(
    office: Path, browser: TestClient
) -> None:
    before = statements(office)
    form = fields(browser.get(ENGLISH).text) | {"do": "show"}
    shown = []
    for number in range(35):
        text = browser.post(ENGLISH, data=form | {"body": f"Number {number}."}, headers=FORM).text
        shown.append(re.findall(r'src="/pictures/([^"]+)"', text)[0])
    assert len(set(shown)) == 35
    assert browser.get(f"/pictures/{shown[-1]}").content.startswith(b"\x89PNG")
    assert statements(office) == before
    assert len(list((office / "out" / FOLDER / PICTURES).glob("*.png"))) <= 30, (
        "what is typed over is removed"
    )


@pytest.mark.parametrize("language", ["english", "%2e%2e", "xx-yy", "en.md", "EN", "a" * 100])
def test_what_can_be_no_language(office: Path, browser: TestClient, language: str) -> None:
    before = statements(office)
    assert browser.get(f"{TEXTS}/{language}").status_code in (404, 409)
    form = {"title": "T", "date": "2021-01-19", "place": "B", "body": "x", "version": ""}
    assert browser.post(f"{TEXTS}/{language}", data=form, headers=FORM).status_code in (404, 405, 409)
    assert statements(office) == before


@pytest.mark.parametrize("mailing", ["nothing", "..%2f..", "%2e%2e"])
def test_only_texts_of_a_mailing_are_shown(browser: TestClient, mailing: str) -> None:
    assert browser.get(f"/mailings/{mailing}/statement").status_code == 404
    assert browser.get(f"/mailings/{mailing}/statement/en").status_code == 404
    assert browser.post(f"/mailings/{mailing}/statement/en", headers=FORM).status_code == 404


def test_a_text_in_lines_of_windows_keeps_them(office: Path, browser: TestClient) -> None:
    path = office / "statements" / "january-20" / "en.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    form = fields(browser.get(ENGLISH).text) | {"body": "One.\n"}
    assert browser.post(ENGLISH, data=form, headers=FORM).status_code == 303
    assert path.read_bytes().endswith(b"---\r\nOne.\r\n")
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
