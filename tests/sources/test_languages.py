"""The office's own languages: what a file may hold, and what is said of each mistake."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from letterbook.language.known import FOLDER, program_languages
from letterbook.language.typography import tied
from letterbook.problems import Problem
from letterbook.sources.languages import read_languages


def read(folder: Path, text: str, name: str = "en.yaml") -> list[Problem]:
    (folder / "languages").mkdir(exist_ok=True)
    (folder / "languages" / name).write_text(text, encoding="utf-8")
    return read_languages(folder)[1]


def test_an_office_without_the_folder_has_the_programs(tmp_path: Path) -> None:
    assert read_languages(tmp_path) == (program_languages(), [])


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_programs_own_files_are_right(tmp_path: Path, file: Path) -> None:
    for patterns in FOLDER.glob("*.dic"):
        (tmp_path / "languages").mkdir(exist_ok=True)
        (tmp_path / "languages" / patterns.name).write_bytes(patterns.read_bytes())
    assert read(tmp_path, file.read_text(encoding="utf-8"), file.name) == []
    own, programs = read_languages(tmp_path)[0].of(file.stem), program_languages().of(file.stem)
    assert dataclasses.replace(own, digest="") == dataclasses.replace(programs, digest="")
    for field in dataclasses.fields(own):
        assert field.name == "digest" or getattr(own, field.name) == getattr(programs, field.name)


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        ('words: {draught: "D"}', "unknown-key", 1, "draught"),
        ('words:\n  draft: "D"\n  page: "Page {page}"', "wrong-value", 3, "{page}, {pages}"),
        ('words:\n  page: "{page} {pages.__class__}"', "wrong-value", 2, "{page}, {pages}"),
        ('words:\n  page: "{pages} / {page}"', "wrong-value", 2, "this order"),
        ('words:\n  page: "{page} of {pages"', "wrong-value", 2, "{page}, {pages}"),
        ('words:\n  enclosure.few: "E {title} {pages}"', "unknown-key", 2, "few"),
        ('words:\n  enclosure: "E {title} {pages}"', "unknown-key", 2, "enclosure"),
        ("quotation_marks: ['«', '»']", "wrong-value", 1, "4 texts"),
        ("spacing:\n  - {find: '(a+)+b', put: 'x'}", "wrong-value", 2, "without end"),
        ("spacing:\n  - {find: '(', put: 'x'}", "wrong-value", 2, "no pattern"),
        ("spacing:\n  - {find: '(?=a)', put: '{no-break}'}", "wrong-value", 2, "where there is nothing"),
        ("spacing:\n  - {find: 'a', put: '\\2'}", "wrong-value", 2, "no pattern"),
        ("spacing:\n  - {find: '(?:a|aa){20}b', put: 'x'}", "wrong-value", 2, "too many ways"),
        ("spacing:\n  - {put: 'a'}", "missing-field", 2, "find"),
        ("dates:\n  pattern: '{day} {month}'", "wrong-value", 2, "{year}"),
        ("dates:\n  pattern: '{day} {month} {year}'\n  months: [a, b]", "wrong-value", 3, "12 texts"),
        ("ordinals:\n  - {write: '{n}th'}", "wrong-value", 2, "{number}"),
        ("ordinals:\n  - {rule: klingon}", "wrong-value", 2, "klingon"),
        ("ordinals:\n  - {numbers: [1, two], write: '{number}'}", "wrong-value", 2, "two"),
        ("ordinals: english", "wrong-value", 1, "list"),
        ("hyphenation: klingon", "wrong-value", 1, "klingon"),
        ("hyphenation: xx.dic", "missing-file", None, "xx.dic"),
        ("forms_of_address:\n  - {kinds: [pope], salutation: a, closing: b}", "unknown-kind", 2, "pope"),
        ('delivery:\n  pigeon: "By pigeon"', "unknown-key", 2, "registered"),
        ("headings:\n  persn: [Jina]", "unknown-key", 2, "person"),
        ("headings:\n  person: [Jina]\n  organisation: [Shirika, JINA]", "wrong-value", 3, "two fields"),
        ("answers:\n  'yes': [ndiyo]\n  'no': [hapana, Ndiyo]", "wrong-value", 3, "no in another"),
        ("answers:\n  'no': [Ja]", "wrong-value", 2, "no in another"),
        ("answers: {maybe: [x]}", "unknown-key", 1, "maybe"),
        ("voice: loud", "unknown-key", 1, "voice"),
        ("words: [", "broken-yaml", 2, ""),
        ("words: &a {draft: D}", "yaml-reference", 1, ""),
    ],
)
def test_each_mistake_is_told_with_its_line(
    tmp_path: Path, text: str, code: str, line: int | None, says: str
) -> None:
    [problem] = read(tmp_path, text + "\n")
    assert (problem.code, problem.place.line) == (code, line)
    assert problem.place.file.startswith("languages/")
    assert says in problem.what + problem.hint
    assert problem.hint


@pytest.mark.parametrize(
    ("name", "code"),
    [("klingon.yaml", "wrong-language"), ("xx.yaml", "wrong-language"), ("cy.yml", "wrong-language")],
)
def test_a_file_is_called_by_the_tag_of_its_language(tmp_path: Path, name: str, code: str) -> None:
    [problem] = read(tmp_path, "words: {draft: D}\n", name)
    assert (problem.code, problem.place.file) == (code, f"languages/{name}")


def test_a_new_language_lacks_what_it_does_not_say(tmp_path: Path) -> None:
    [problem] = read(tmp_path, 'words: {draft: "DRAFFT"}\n', "cy.yaml")
    assert problem.code == "missing-field"
    assert "our_reference, reference, date, place_and_date, enclosure.other" in problem.what


@pytest.mark.parametrize(
    ("patterns", "line"),
    [("ISO8859-1\n1ba\n", 1), ("UTF-8\n1ba\nhello\n", 3), ("UTF-8\n", None), ("UTF-8\n1a/b=c,1,2\n", 2)],
)
def test_a_file_of_patterns_is_read_line_by_line(tmp_path: Path, patterns: str, line: int | None) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages/en.dic").write_text(patterns)
    [problem] = read(tmp_path, "hyphenation: en.dic\n")
    assert (problem.code, problem.place.file, problem.place.line) == (
        "wrong-value",
        "languages/en.dic",
        line,
    )


def test_a_link_may_not_lead_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("words: {}\n")
    office = tmp_path / "office"
    (office / "languages").mkdir(parents=True)
    (office / "languages/en.yaml").symlink_to(tmp_path / "secret.yaml")
    assert [problem.code for problem in read_languages(office)[1]] == ["outside-workspace"]


def test_a_rule_for_spaces_changes_nothing_that_is_read(tmp_path: Path) -> None:
    rules = "spacing:\n  - {find: 'Baku', put: 'Ganja'}\n  - {find: ' (?=—)', put: '{no-break}'}\n"
    assert read(tmp_path, rules) == []
    english = read_languages(tmp_path)[0].of("en")
    assert tied("Baku — a city", english) == "Baku\u00a0— a city"
