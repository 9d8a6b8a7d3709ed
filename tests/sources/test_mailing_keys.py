"""A mailing's file: every key read, every mistake at its line and at none of the others' cost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from letterbook.model import Localised, MailingDefinition
from letterbook.problems import Place, Problem
from letterbook.sources.mailing import list_mailings, read_mailing

WHOLE = """\
statement: january
date: 2027-01-20
list: {file: guests.xlsx, sheet: Gäste}
only:
  groups: [embassies, un]
  countries:
    - Germany
    - FR
template: invitation
subject: {en: "A reception", fr: "Une réception"}
formats: [docx, pdf]
series: protocol
print: {page: Letter, window: us-10, universal: no}
"""
FILE = "mailings/reception.yaml"


def read(workspace: Path, text: str) -> tuple[MailingDefinition, list[Problem]]:
    (workspace / "mailings").mkdir(exist_ok=True)
    (workspace / FILE).write_text(text, encoding="utf-8")
    mailing, problems = read_mailing(workspace, "reception")
    assert mailing is not None
    return mailing, problems


def test_every_key(tmp_path: Path) -> None:
    mailing, problems = read(tmp_path, WHOLE)
    assert problems == []
    assert (mailing.id, mailing.statement, mailing.file) == ("reception", "january", FILE)
    assert (mailing.date, mailing.template, mailing.series) == (date(2027, 1, 20), "invitation", "protocol")
    assert (mailing.groups, mailing.countries) == (("embassies", "un"), ("DE", "FR"))
    assert mailing.subject == Localised({"en": "A reception", "fr": "Une réception"})
    assert (mailing.formats, mailing.page, mailing.window) == (("pdf", "docx"), "Letter", "us-10")
    assert mailing.universal is False
    assert (mailing.list_layout.file, mailing.list_layout.sheet) == ("guests.xlsx", "Gäste")
    assert mailing.place("groups", "un") == Place(FILE, 5, 23)
    assert mailing.place("window").line == 13


def test_marks_in_a_subject_and_a_title_are_a_notice(tmp_path: Path) -> None:
    text = 'subject: {en: "A *reception*", de: "Ein Empfang"}\nenclosures:\n  - {announce: only, title: "Map of 5 km^2^"}\n'
    mailing, problems = read(tmp_path, text)
    assert mailing.subject == Localised({"en": "A *reception*", "de": "Ein Empfang"})
    assert mailing.enclosures is not None
    assert len(mailing.enclosures) == 1
    assert [
        (problem.text, problem.place.line, problem.place.column, problem.level) for problem in problems
    ] == [
        ("^2^", 3, 29, "warning"),
        ("*reception*", 1, 15, "warning"),
    ]


def test_a_statement_alone_is_a_mailing(tmp_path: Path) -> None:
    mailing, problems = read_mailing(tmp_path, "january")
    assert problems == []
    assert mailing == MailingDefinition("january", "january")


def test_a_list_by_its_file_alone(tmp_path: Path) -> None:
    mailing, problems = read(tmp_path, "list: guests.csv\n")
    assert (mailing.list_layout.file, problems) == ("guests.csv", [])
    assert mailing.list_layout.places["file"] == Place(FILE, 1, 7)


def test_a_mistake_costs_its_own_key_only(tmp_path: Path) -> None:
    text = "template: Two words\ndate: 20.01.2027\nserie: a\nonly: {countries: [Atlantis]}\nformats: pdf\n"
    mailing, problems = read(tmp_path, text)
    assert {(problem.code, problem.place.line) for problem in problems} == {
        ("wrong-id", 1),
        ("wrong-date", 2),
        ("unknown-key", 3),
        ("unknown-country", 4),
    }
    assert (mailing.template, mailing.date, mailing.countries) == (None, None, ())
    assert mailing.formats == ("pdf",)


@pytest.mark.parametrize("text", ["statement: other\n", "date: 2027-01-20\nstatement: other\n"])
def test_one_name_for_two_texts_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "statements" / "reception").mkdir(parents=True)
    _, problems = read(tmp_path, text)
    [problem] = problems
    assert (problem.code, problem.place.line) == ("ambiguous-id", text.count("\n"))
    assert read(tmp_path, "statement: reception\n")[1] == []


def test_files_that_are_no_mailings_by_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "mailings"
    folder.mkdir()
    for name in ("b.yaml", "a.yaml", "My guests.yaml", "c.yml", ".hidden.yaml"):
        (folder / name).touch()
    (folder / "a").mkdir()
    ids, problems = list_mailings(tmp_path)
    assert ids == ["a", "b"]
    assert [(problem.code, problem.place.file) for problem in problems] == [
        ("wrong-id", "mailings/My guests.yaml"),
        ("wrong-id", "mailings/c.yml"),
    ]
