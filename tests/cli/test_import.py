"""`letterbook import`: a Word file in, a statement out, nothing written over."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pypdf
import pytest
from conftest import Run, edit, snapshot
from PIL import Image
from word_xml import field, p, r, word_file

import letterbook
from letterbook.errors import InputError, UsageError


def png() -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(stream, "PNG")
    stream.seek(0)
    return stream


@pytest.fixture
def document(tmp_path: Path) -> Path:
    made = docx.Document()
    made.add_heading("Statement on the budget", 0)
    made.add_paragraph("The office reports.")
    made.add_picture(png())
    path = tmp_path / "Erklärung.docx"
    made.save(str(path))
    return path


def test_a_word_file_becomes_a_statement(document: Path, workspace: Path, run: Run) -> None:
    done = run("import", document, "--statement", "budget", "--language", "en", "--date", "2027-03-01")
    assert done.code == 0
    assert "Wrote statements/budget/en.md, with 1 picture beside it." in done.out
    assert "pictures without a description" in done.err
    written = (workspace / "statements" / "budget" / "en.md").read_text("utf-8")
    assert written == (
        '---\ntitle: "Statement on the budget"\ndate: 2027-03-01\nplace: "[Place …]"\n---\n'
        "The office reports.\n\n![[What the picture shows …]](en-1.png)\n"
    )
    with Image.open(workspace / "statements" / "budget" / "en-1.png") as picture:
        assert picture.size == (40, 20)


def test_a_language_may_be_called_by_its_name(document: Path, workspace: Path, run: Run) -> None:
    edit(workspace / "letterbook.yaml", "  language: en\n", "  language: it\n")
    for name, tag in [("German", "de"), ("polacco", "pl")]:
        assert run("import", document, "--statement", "budget", "--language", name).code == 0
        assert (workspace / "statements" / "budget" / f"{tag}.md").is_file()
    for template in ("letter", "note-verbale"):
        (workspace / "templates" / template / "pl.md").unlink(missing_ok=True)
    assert run("add-language", "polacco").code == 0
    assert (workspace / "templates" / "letter" / "pl.md").is_file()
    refused = run("import", document, "--statement", "budget", "--language", "Klingon")
    assert "“Klingon” is not a language tag." in refused.err


def test_a_file_that_is_there_stays(document: Path, workspace: Path, run: Run) -> None:
    order = ("import", document, "--statement", "budget", "--language", "en")
    assert run(*order).code == 0
    target = workspace / "statements" / "budget" / "en.md"
    target.write_text("mine", "utf-8")
    refused = run(*order)
    assert refused.code == 2
    assert "statements/budget/en.md, statements/budget/en-1.png is there already" in refused.err
    assert "--replace" in refused.err
    assert target.read_text("utf-8") == "mine"
    assert run(*order, "--replace").code == 0
    assert target.read_text("utf-8") != "mine"


def test_json(document: Path, run: Run) -> None:
    done = run("import", document, "--statement", "budget", "--language", "en", "--title", "Other", "--json")
    assert [Path(file).name for file in done.json["files"]] == ["en.md", "en-1.png"]
    assert [problem["code"] for problem in done.json["problems"]] == ["not-kept"]
    assert "## Statement on the budget" in Path(done.json["files"][0]).read_text("utf-8")


def test_open_changes_are_refused(tmp_path: Path, workspace: Path, run: Run) -> None:
    body = p("Kein ", '<w:del w:author="Ada Weber"><w:r><w:delText>Krieg</w:delText></w:r></w:del>', "Satz.")
    (tmp_path / "a.docx").write_bytes(word_file(body))
    done = run("import", tmp_path / "a.docx", "--statement", "budget", "--language", "de")
    assert done.code == 3
    assert "Ada Weber (“Krieg”)" in done.err
    assert "Accept All Changes" in done.err
    assert not (workspace / "statements" / "budget").exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF", "unknown-document"),
        ("a.doc", b"x", "unknown-document"),
        ("a", b"x", "unknown-document"),
        ("a.docx", b"x", "unreadable-document"),
        ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1"), "unreadable-document"),
        ("a.odt", b"PK", "unreadable-document"),
        ("a.docx", word_file(p("")), "empty-document"),
        ("a.txt", b" \n", "empty-document"),
    ],
)
def test_what_is_no_such_file_is_refused(
    name: str, data: bytes, code: str, tmp_path: Path, workspace: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as refused:
        letterbook.open_office(workspace).import_statement(tmp_path / name, "budget", "de")
    assert [problem.code for problem in refused.value.problems] == [code]
    assert not (workspace / "statements" / "budget").exists()


def test_names_that_cannot_be(document: Path, workspace: Path, tmp_path: Path) -> None:
    office = letterbook.open_office(workspace)
    with pytest.raises(InputError) as refused:
        office.import_statement(document, "../x", "tlh-Latn-xx")
    assert [problem.code for problem in refused.value.problems] == ["wrong-id", "wrong-language"]
    with pytest.raises(InputError) as missing:
        office.import_statement(tmp_path / "none.docx", "budget", "de")
    assert [problem.code for problem in missing.value.problems] == ["missing-file"]
    with pytest.raises(UsageError):
        letterbook.open_office(tmp_path).import_statement(document, "budget", "de")


def test_check_tells_of_a_file_that_nobody_has_imported(document: Path, workspace: Path, run: Run) -> None:
    folder = workspace / "statements" / "january-20"
    (folder / "notes.docx").write_bytes(document.read_bytes())
    assert run("check").code == 0
    (folder / "de.docx").write_bytes(document.read_bytes())
    done = run("check")
    assert done.code == 3
    assert "statements/january-20/de.docx" in done.err
    assert "letterbook import FILE --statement ID --language TAG" in done.err
    (workspace / "statements" / "new").mkdir()
    (workspace / "statements" / "new" / "text.odt").write_bytes(b"")
    assert "statements/new/text.odt" in run("check").err


def test_a_statement_cannot_be_written_elsewhere(document: Path, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (workspace / "statements" / "budget").symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match="out of the office"):
        letterbook.open_office(workspace).import_statement(document, "budget", "de")
    assert not [*(tmp_path / "outside").iterdir()]


def merged_letter(folder: Path) -> Path:
    """The main document of a mail merge, with a condition and a column of the office's own."""
    rest = [f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>' for part in (" IF ", ' = "yes" "pay nothing" "pay at the door" ')]  # fmt: skip
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    choice = mark("begin") + rest[0] + field("MERGEFIELD Member", "x") + rest[1] + mark("separate")
    choice += r("pay nothing") + mark("end")
    path = folder / "Letter.docx"
    path.write_bytes(
        word_file(
            p("Office") + p(field("MERGEFIELD Organisation", "x")) + p(r("Invitation", "<w:b/>")) + p("Dear Sir or Madam,")
            + p("as our guests you ", choice, ".") + p("Yours faithfully,") + p("The Head")
        )
    )  # fmt: skip
    return path


def test_a_letter_of_a_mail_merge_words_the_letters(tmp_path: Path, workspace: Path, run: Run) -> None:
    document = merged_letter(tmp_path)
    edit(workspace / "letterbook.yaml", "defaults:", "fields:\n  member: {title: Member}\ndefaults:")
    (workspace / "guests.csv").write_text(
        "id,group,group name,organisation,street,postcode,city,country,member\n"
        "one,guests,the guests,City Library,1 Book Street,1010,Vienna,AT,yes\ntwo,guests,,Town Hall,2 Book Street,1010,Vienna,AT,no\n"
    )
    order = ("import", document, "--template", "letter", "--language", "en")
    assert "templates/letter/en.md is there already" in run(*order).err
    done = run(*order[:2], "--mailing", "january-20", "--language", "en")
    assert done.code == 0
    assert "Wrote mailings/january-20/en.md." in done.out
    assert "«Member» {{ recipient.fields.member }}" in done.err
    for guest in ("one", "two"):
        shown = run(
            "preview", "january-20", "--to", guest, "--recipients", "guests.csv", "--date", "2027-01-19"
        )
        assert shown.code == 0, shown.err
    drafts = sorted((workspace / "out").rglob("*.pdf"))
    said = " ".join(" ".join(pypdf.PdfReader(path).pages[0].extract_text().split()) for path in drafts)
    assert said.count("Invitation") >= 2
    assert "as our guests you pay nothing." in said and "as our guests you pay at the door." in said


def test_a_field_is_what_its_column_is_in_the_list(tmp_path: Path, workspace: Path, run: Run) -> None:
    """“Name” alone in the letter is the surname where the list has a given name beside it."""
    path = tmp_path / "Letter.docx"
    path.write_bytes(
        word_file(
            p("Dear ", field("MERGEFIELD Name", "x"), ",")
            + p("Please come.")
            + p("Yours sincerely,")
            + p("Ada")
        )
    )
    order = ("import", path, "--mailing", "guests", "--language", "en", "--replace")
    mailing = workspace / "mailings" / "guests.yaml"
    mailing.parent.mkdir(exist_ok=True)
    for columns, meant in (("First name,Name,Street", "surname"), ("Name,Street", "person")):
        (workspace / "guests.csv").write_text(f"{columns}\nAda,Weber,1 Book Street\n")
        mailing.write_text("statement: january-20\nlist: guests.csv\n")
        done = run(*order)
        assert f"«Name» {{{{ recipient.{meant} }}}}" in done.err, done.err


def test_a_letter_that_goes_alone_is_a_mailing_of_its_own(tmp_path: Path, workspace: Path, run: Run) -> None:
    path = tmp_path / "Invitation.txt"
    path.write_text(
        "Re: Our meeting\n\nDear Sir or Madam,\n\nplease come to our meeting.\n\nYours faithfully,\n\nThe Head"
    )
    done = run("import", path, "--mailing", "meeting", "--language", "en", "--place", "Baku")
    assert "Wrote mailings/meeting/en.md, and statements/meeting/en.md for the new mailing." in done.out
    statement = workspace / "statements" / "meeting" / "en.md"
    assert statement.read_text("utf-8") == (
        '---\ntitle: "Our meeting"\ndate: "[2027-01-31 …]"\nplace: "Baku"\nenclosures: none\n---\n'
    )
    again = run("import", path, "--mailing", "meeting", "--language", "en", "--title", "Other", "--replace")
    assert "Title, date and place are for a new mailing" in again.err
    edit(statement, '"[2027-01-31 …]"', "2027-03-01")
    (workspace / "mailings" / "meeting.yaml").write_text("template: letter\n")
    shown = run("preview", "meeting", "--to", "unesco")
    assert shown.code == 0, shown.err
    [draft] = (workspace / "out").rglob("*unesco*.pdf")
    [page] = pypdf.PdfReader(draft).pages
    assert "please come to our meeting" in " ".join(page.extract_text().split())
    edit(statement, "enclosures: none", "enclosures: [{statement: meeting}]")
    refused = run("check", "meeting")
    assert refused.err.count("statements/meeting/en.md:7:1: mistake: The statement has no text.") == 1


@pytest.mark.parametrize("blocked", ["statements/party", "mailings/party"])
def test_a_new_mailing_is_whole_or_not_at_all(
    tmp_path: Path, workspace: Path, run: Run, blocked: str
) -> None:
    path = tmp_path / "Invitation.txt"
    path.write_text("Dear Sir or Madam,\n\nplease come to our meeting.\n\nYours faithfully,\n\nThe Head")
    (workspace / blocked).parent.mkdir(exist_ok=True)
    (workspace / blocked).write_text("a file in the folder’s place")
    before = snapshot(workspace)
    done = run("import", path, "--mailing", "party", "--language", "en")
    assert "cannot be written" in done.err
    assert snapshot(workspace) == before
    assert not (workspace / "statements" / "party").is_dir()


def test_it_is_said_what_a_document_becomes(document: Path, workspace: Path, run: Run) -> None:
    before = snapshot(workspace)
    for order, said in [
        ((), "--statement ID, --template NAME or --mailing ID"),
        (("--template", "letter", "--mailing", "x"), "--statement ID, --template NAME or --mailing ID"),
        (("--template", "letter", "--title", "x"), "are for a statement or a new mailing"),
        (("--template", "nothing"), "There is no template “nothing”. There are: letter, note-verbale."),
        (("--template", "../templates/letter"), "There is no template"),
        (("--mailing", "../x"), "“../x” cannot be the id of a mailing"),
    ]:
        refused = run("import", document, "--language", "en", *order)
        assert (refused.code in (2, 3), said in refused.err) == (True, True), refused.err
    assert snapshot(workspace) == before
