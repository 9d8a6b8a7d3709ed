"""Given name and surname on pages and in Word letterheads: printed, read back, and missed at their cell."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from conftest import edit, make_workspace
from own_fields import COVERS, PDF, letterhead, told

import letterbook
from letterbook.archive.verification_record import read_record
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.neutral_letters import neutral
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.usecases.issue import Run, issue
from letterbook.usecases.plan import plan

ROWS = (
    "id;Vorname;Nachname;Straße;PLZ;Ort;Land;language;salutation;in text;group;group name\n"
    "ann;Ann;Archer;Alpha Lane 5;1010;Wien;AT;{language};Dear Ann,;you;all;all\n"
    "bob;;Quill;Beta Lane 4;1020;Wien;AT;{language};Dear Bob,;you;all;all\n"
)
PRINTED = "To the attention of {{ recipient.given }} {{ recipient.surname }}"
WAY_OUT = "To {{ recipient.given or 'you' }}, {% if recipient.given %}{{ recipient.given }}{% endif %}"


def office(folder: Path, page: str = "", words: str = "", language: str = "en") -> Path:
    workspace = make_workspace(folder / "office", "")
    (workspace / "recipients.yaml").unlink()
    (workspace / "list.csv").write_text(ROWS.format(language=language), encoding="utf-8")
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write("list: {file: list.csv}\n")
    template = workspace / "templates" / "letter"
    edit(template / "letter.html", "{{ signature }}", f"<p>{page}</p>{{{{ signature }}}}")
    with (template / f"{language}.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")
    return workspace


def test_who_lacks_what_a_page_prints_is_told_of_at_the_cell(tmp_path: Path) -> None:
    workspace = office(tmp_path, PRINTED)
    letterhead(workspace, PRINTED)
    problems = told(workspace, COVERS)
    assert [(problem.code, str(problem.place)) for problem in problems] == [
        ("missing-value", "list.csv:3:2")
    ] * 2
    assert {problem.what for problem in problems} == {
        f"bob: the page asks for recipient.given, which is not there, in templates/letter/letter.{kind}."
        for kind in ("html", "docx")
    }


def test_who_lacks_what_the_words_say_is_told_of_at_the_cell(tmp_path: Path) -> None:
    [problem] = told(office(tmp_path, words="Dear {{ recipient.given }}!"))
    assert (problem.code, str(problem.place)) == ("missing-value", "list.csv:3:2")


def test_a_way_out_is_none_that_is_missing(tmp_path: Path) -> None:
    workspace = office(tmp_path, WAY_OUT)
    letterhead(workspace, WAY_OUT)
    assert told(workspace, COVERS) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_both_are_printed_and_read_back(tmp_path: Path, language: str) -> None:
    workspace = office(tmp_path, PRINTED, language=language)
    letterhead(workspace, PRINTED)
    edit(workspace / "list.csv", "bob;;Quill", "bob;Bob;Quill")
    issue(workspace, COVERS, Run(workspace / "out", "clerk", datetime(2021, 1, 19, tzinfo=UTC)))
    folder = workspace / "out" / "january-20-2021-01-19"
    texts = {expected.file: expected.own_texts for expected in read_record(folder).expectations}
    assert set(texts) == {
        f"letters/000{n}-{name}.{kind}" for n, name in ((1, "ann"), (2, "bob")) for kind in ("pdf", "docx")
    }
    if language == "en":
        assert texts["letters/0001-ann.pdf"] == texts["letters/0001-ann.docx"] == ("Ann", "Archer")
    document = docx.Document(io.BytesIO((folder / "letters" / "0002-bob.docx").read_bytes()))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Bob" in said.split("To the attention of")[1].split("\n")[0]
    assert letterbook.open_office(workspace).mailing("january-20-2021-01-19").verify() == []


def test_a_page_that_leaves_a_surname_out_is_found(tmp_path: Path) -> None:
    workspace = office(tmp_path, '<i class="gone">{{ recipient.surname }}</i>')
    edit(workspace / "list.csv", "id;Vorname", "id;person;Vorname")
    edit(workspace / "list.csv", "ann;Ann;", "ann;Our chair;Ann;")
    edit(workspace / "list.csv", "bob;;", "bob;Our clerk;;")
    assert told(workspace) == []
    with (workspace / "templates/letter/letter.css").open("a") as css:
        css.write(".gone { display: none }")
    assert "“Archer”" in " ".join(problem.what for problem in told(workspace))


def test_names_that_no_page_prints_change_no_letter(tmp_path: Path) -> None:
    for folder, page, state in (("a", "", "same"), ("b", "{{ recipient.surname }}", "changed")):
        workspace = office(tmp_path / folder, page)
        edit(workspace / "list.csv", "id;Vorname", "id;person;Vorname")
        edit(workspace / "list.csv", "ann;Ann;", "ann;Ann Archer;Ann;")
        edit(workspace / "list.csv", "bob;;", "bob;Bob Quill;;")
        issue(workspace, PDF, Run(workspace / "out", "clerk", datetime(2021, 1, 19, tzinfo=UTC)))
        edit(workspace / "list.csv", ";Ann;Archer;", ";Ann;Archer-Quill;")
        assert [letter.state for letter in plan(workspace, PDF, workspace / "out").letters] == [state, "same"]


def test_a_letter_to_nobody_has_another_name(tmp_path: Path) -> None:
    ann, bob = (draft.letter for draft in prepare_mailing(office(tmp_path), PDF, UNWATCHED).drafts)
    assert (neutral(ann).given, neutral(ann).surname) == ("Qgivex", "Zzyzx")
    assert neutral(bob).given is None
