"""`letterbook import`: a Word file in, a statement out, nothing written over."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from conftest import Run, edit
from PIL import Image
from word_xml import p, word_file

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
