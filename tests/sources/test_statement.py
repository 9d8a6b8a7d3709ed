"""Statements: a file per language, alike in what is no language."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest

from letterbook.model import Statement
from letterbook.problems import Place, Problem
from letterbook.sources.line_marks import line_marks
from letterbook.sources.statement import list_statements, read_statements
from letterbook.sources.yaml.located import LocatedText

KEYS = {"title": "T", "date": "2021-01-19", "place": "Baku"}


def write(workspace: Path, name: str, text: str, statement: str = "january") -> None:
    folder = workspace / "statements" / statement
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def text_of(body: str = "Text.\n", **keys: str) -> str:
    """A statement's file; the keys of KEYS come first, so `title` is in line 2, `date` in 3, `place` in 4."""
    lines = [f"{key}: {value}" for key, value in (KEYS | keys).items() if value != "-"]
    return "\n".join(["---", *lines, "---", body])


def read(workspace: Path) -> tuple[dict[str, Statement], list[Problem]]:
    statements, problems = read_statements(workspace, "january")
    assert all(problem.hint and problem.what.endswith(".") for problem in problems)
    return statements, problems


def found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.place)) for problem in problems]


EN, AZ = "statements/january/en.md", "statements/january/az.md"


def test_a_statement_in_two_languages(tmp_path: Path) -> None:
    keys = {
        "occasion": "1990-01-20",
        "signatory": "commissioner",
        "groups": "[un, eu]",
        "addressed_to": "true",
    }
    write(
        tmp_path,
        "en.md",
        text_of("\n# H\n\nText.\n", title='"The {{ anniversary }} anniversary: why"', **keys),
    )
    write(tmp_path, "az.md", text_of(**keys))
    statements, problems = read(tmp_path)
    assert problems == []
    assert list(statements) == ["az", "en"]
    english = statements["en"]
    assert (english.id, english.language, english.file) == ("january", "en", EN)
    assert english.title == "The {{ anniversary }} anniversary: why"
    assert (english.date, english.occasion, english.place) == (date(2021, 1, 19), date(1990, 1, 20), "Baku")
    assert (english.signatory, english.groups, english.addressed_to) == ("commissioner", ("un", "eu"), True)
    assert (english.source, english.first_line) == ("\n# H\n\nText.\n", 10)
    assert str(english.places["title"]) == f"{EN}:2:8"
    assert str(english.places["groups"]) == f"{EN}:7:9"


def test_what_may_be_absent(tmp_path: Path) -> None:
    write(tmp_path, "pt-BR.md", text_of())
    statement = read(tmp_path)[0]["pt-BR"]
    assert (statement.occasion, statement.signatory, statement.groups, statement.addressed_to) == (
        None,
        None,
        None,
        False,
    )


@pytest.mark.parametrize(
    ("written", "meant"), [("yes", True), ("No", False), ("TRUE", True), ("false", False)]
)
def test_yes_and_no(tmp_path: Path, written: str, meant: bool) -> None:
    write(tmp_path, "en.md", text_of(addressed_to=written))
    assert read(tmp_path)[0]["en"].addressed_to is meant


@pytest.mark.parametrize(
    ("keys", "code", "place", "text"),
    [
        ({"title": "-"}, "missing-field", "2:1", "title"),
        ({"title": ""}, "missing-field", "2:1", "title"),
        ({"date": "-"}, "missing-field", "2:1", "date"),
        ({"place": "~"}, "missing-field", "4:1", "place"),
        ({"date": "19.01.21"}, "wrong-date", "3:7", "19.01.21"),
        ({"date": "2021-02-29"}, "wrong-date", "3:7", "2021-02-29"),
        ({"date": "2021-1"}, "wrong-date", "3:7", "2021-1"),
        ({"date": "20210119"}, "wrong-date", "3:7", "20210119"),
        ({"date": "19 janvier 2021"}, "wrong-date", "3:7", "19 janvier 2021"),
        ({"date": "[2021-01-19]"}, "wrong-value", "3:7", ""),
        ({"occasion": "1990"}, "wrong-date", "5:11", "1990"),
        ({"occasion": "2021-01-20"}, "occasion-after-date", "5:11", "2021-01-20"),
        ({"addressed_to": "maybe"}, "wrong-value", "5:15", "maybe"),
        ({"groups": "{un: eu}"}, "wrong-value", "5:9", ""),
        ({"groups": "[un, EU]"}, "wrong-id", "5:14", "EU"),
        ({"groups": "[un, eu, un]"}, "duplicate-group", "5:18", "un"),
        ({"groups": "[un, [eu]]"}, "wrong-value", "5:14", ""),
        ({"signatory": "The Boss"}, "wrong-id", "5:12", "The Boss"),
        ({"title": '"a\\nb"'}, "control-character", "2:8", "a\nb"),
        ({"place": '"a\\u202eb"'}, "control-character", "4:8", "a\u202eb"),
        ({"ocasion": "1990-01-20"}, "unknown-key", "5:1", "ocasion"),
        ({"ocasion": ""}, "unknown-key", "5:1", "ocasion"),
        ({"date_": "2021-01-19"}, "unknown-key", "5:1", "date_"),
        ({"place": "[x"}, "broken-yaml", "4:8", "place: [x"),
    ],
)
def test_one_mistake(tmp_path: Path, keys: dict[str, str], code: str, place: str, text: str) -> None:
    write(tmp_path, "en.md", text_of(**keys))
    _, problems = read(tmp_path)
    assert found(problems) == [(code, f"{EN}:{place}")]
    assert problems[0].text == text


def test_an_unknown_key_suggests_and_does_not_cost_the_statement(tmp_path: Path) -> None:
    write(tmp_path, "en.md", text_of(ocasion="1990-01-20"))
    statements, problems = read(tmp_path)
    assert list(statements) == ["en"]
    assert problems[0].hint == (
        "Did you mean “occasion”? Allowed here: title, occasion, date, place, signatory, groups, addressed_to, enclosures."
    )


def test_the_day_itself_is_no_mistake(tmp_path: Path) -> None:
    write(tmp_path, "en.md", text_of(occasion="2021-01-19"))
    assert read(tmp_path)[1] == []


@pytest.mark.parametrize("body", ["", "\n \n"])
def test_no_text(tmp_path: Path, body: str) -> None:
    write(tmp_path, "en.md", text_of(body))
    assert found(read(tmp_path)[1]) == [("empty-body", f"{EN}:6:1")]


@pytest.mark.parametrize(
    ("text", "code"), [("# Title\n", "no-front-matter"), ("---\ntitle: x\n", "unclosed-front-matter")]
)
def test_no_front_matter(tmp_path: Path, text: str, code: str) -> None:
    write(tmp_path, "en.md", text)
    statements, problems = read(tmp_path)
    assert (statements, found(problems)) == ({}, [(code, f"{EN}:1:1")])


def test_all_mistakes_of_all_languages_in_one_run(tmp_path: Path) -> None:
    write(tmp_path, "az.md", text_of(date="x", colour="red"))
    write(tmp_path, "en.md", text_of("", place="-", date="x", signatory="A B"))
    assert sorted(found(read(tmp_path)[1])) == [
        ("empty-body", f"{EN}:6:1"),
        ("missing-field", f"{EN}:2:1"),
        ("unknown-key", f"{AZ}:5:1"),
        ("wrong-date", f"{AZ}:3:7"),
        ("wrong-date", f"{EN}:3:7"),
        ("wrong-id", f"{EN}:4:12"),
    ]


@pytest.mark.parametrize(
    ("az", "en", "place"),
    [
        ({"occasion": "1990-01-20"}, {"occasion": "1990-01-21"}, "5:11"),
        ({"occasion": "1990-01-20"}, {}, "2:1"),
        ({}, {"occasion": "1990-01-20"}, "5:11"),
        ({"date": "2021-01-19"}, {"date": "2021-01-20"}, "3:7"),
        ({"groups": "[un, eu]"}, {"groups": "[eu, un]"}, "5:9"),
        ({"groups": "[un]"}, {}, "2:1"),
    ],
)
def test_languages_that_differ(tmp_path: Path, az: dict[str, str], en: dict[str, str], place: str) -> None:
    write(tmp_path, "az.md", text_of(**az))
    write(tmp_path, "en.md", text_of(**en))
    _, problems = read(tmp_path)
    assert found(problems) == [("languages-differ", f"{EN}:{place}")]
    assert AZ in problems[0].what


def test_title_and_place_may_differ(tmp_path: Path) -> None:
    write(tmp_path, "az.md", text_of(title="B", place="Bakı"))
    write(tmp_path, "en.md", text_of())
    assert read(tmp_path)[1] == []


@pytest.mark.parametrize("name", ["notes.md", "EN.md", "english.md", "en_GB.md"])
def test_a_file_that_is_named_by_no_language(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, text_of())
    assert found(read(tmp_path)[1]) == [("wrong-language", f"statements/january/{name}")]


def test_what_is_no_language_s_file_is_left_alone(tmp_path: Path) -> None:
    for name in (".en.md", "en.md~", "map.png", "en.txt"):
        write(tmp_path, name, "")
    write(tmp_path, "en.md", text_of())
    statements, problems = read(tmp_path)
    assert (list(statements), problems) == (["en"], [])


def test_a_wrong_encoding(tmp_path: Path) -> None:
    write(tmp_path, "en.md", "")
    (tmp_path / EN).write_bytes(text_of().encode() + b"\xff")
    assert found(read(tmp_path)[1]) == [("wrong-encoding", f"{EN}:7:1")]


def test_a_statement_that_does_not_exist(tmp_path: Path) -> None:
    write(tmp_path, "en.md", text_of(), "january-2021")
    write(tmp_path, "en.md", text_of(), "khojaly")
    statements, problems = read(tmp_path)
    assert (statements, found(problems)) == ({}, [("no-statement", "statements")])
    assert problems[0].text == "january"
    assert problems[0].hint == "Did you mean “january-2021”? There are: january-2021, khojaly."


def test_no_statement_is_like_it(tmp_path: Path) -> None:
    write(tmp_path, "en.md", text_of(), "khojaly")
    assert read(tmp_path)[1][0].hint == "There are: khojaly."


def test_one_language_s_broken_file_leaves_the_others(tmp_path: Path) -> None:
    write(tmp_path, "az.md", text_of(place="[x"))
    write(tmp_path, "en.md", text_of())
    statements, problems = read(tmp_path)
    assert (list(statements), found(problems)) == (["en"], [("broken-yaml", f"{AZ}:4:8")])


def test_a_workspace_without_statements(tmp_path: Path) -> None:
    _, problems = read(tmp_path)
    assert found(problems) == [("no-statement", "statements")]
    assert problems[0].hint == "Put its files into statements/january/."


def test_a_statement_without_files(tmp_path: Path) -> None:
    write(tmp_path, "notes.txt", "")
    assert found(read(tmp_path)[1]) == [("no-statement", "statements/january")]


@pytest.mark.parametrize("statement", ["..", "../x", "a/b", "", "January", "a b"])
def test_an_id_never_becomes_a_path(tmp_path: Path, statement: str) -> None:
    write(tmp_path, "en.md", text_of(), "x")
    statements, problems = read_statements(tmp_path / "statements", statement)
    assert (statements, found(problems)) == ({}, [("wrong-id", "statements")])


def test_the_list_of_statements(tmp_path: Path) -> None:
    assert list_statements(tmp_path) == []
    for statement in ("b", "a", "Not A Slug", ".hidden"):
        write(tmp_path, "en.md", "", statement)
    (tmp_path / "statements" / "file").write_text("")
    assert list_statements(tmp_path) == ["a", "b"]


def test_the_dates_may_be_written_in_the_statements_language(tmp_path: Path) -> None:
    write(tmp_path, "fr.md", text_of(date="19 janvier 2021", occasion="20 janvier 1990"))
    write(tmp_path, "az.md", text_of(date="19 yanvar 2021-ci il", occasion="20.01.1990"))
    write(tmp_path, "en.md", text_of(occasion="1990-01-20"))
    statements, problems = read(tmp_path)
    assert problems == []
    assert {statement.date for statement in statements.values()} == {date(2021, 1, 19)}
    assert {statement.occasion for statement in statements.values()} == {date(1990, 1, 20)}


@pytest.mark.parametrize(("name", "day"), [("en.md", "03/04/2021"), ("de.md", "19 janvier 2021")])
def test_a_date_that_may_be_two_or_is_of_another_language_is_a_mistake(
    tmp_path: Path, name: str, day: str
) -> None:
    write(tmp_path, name, text_of(date=day))
    _, [problem] = read(tmp_path)
    assert (problem.code, problem.place.line) == ("wrong-date", 3)
    assert day in problem.what


def test_words_that_look_unwritten_are_a_notice(tmp_path: Path) -> None:
    body = "A {name}, %name% and «First_Name».\n\n[insert name] { { anniversary } } xxx TODO: this, TBD.\n"
    body += "\n<<File_No>>, @@name@@, [File number], [Name des Empfängers], [Prénom], [numéro de dossier], TT.MM.JJJJ, dd/MM/YYYY.\n"
    body += "\nHe wrote «mot» and << mot >>, a << b, [in the number of 5], [the address], 1.MM.2026, GG, ## 5 ##, a@@b.\n"
    body += "\nWhy??? f{x}, TODO el mundo, the {{ anniversary }} XXX «session» of [UNESCO] [sic] at 50% or 100% and [name](https://a.example)?\n"
    write(tmp_path, "en.md", text_of(body))
    _, problems = read(tmp_path)
    assert {(problem.code, problem.level) for problem in problems} == {("not-filled-in", "warning")}
    assert [problem.text for problem in problems] == [
        *("{name}", "%name%", "«First_Name»"),
        *("[insert name]", "{ { anniversary } }", "xxx", "TODO", "TBD"),
        *(
            "<<File_No>>",
            "@@name@@",
            "[File number]",
            "[Name des Empfängers]",
            "[Prénom]",
            "[numéro de dossier]",
        ),
        *("TT.MM.JJJJ", "dd/MM/YYYY"),
    ]


def test_keys_without_a_space_and_a_title_of_two_lines(tmp_path: Path) -> None:
    write(tmp_path, "en.md", "---\ntitle:T\ndate:2021-01-19\n---\nText.\n")
    [problem] = read(tmp_path)[1]
    assert problem.hint == "Write a space behind the colon of each key, as in name: …"
    write(tmp_path, "en.md", text_of(title="|\n  One\n  two"))
    [problem] = read(tmp_path)[1]
    assert problem.what == "There is a line break in “title”."


def test_marks_in_a_line_of_plain_text(tmp_path: Path) -> None:
    write(tmp_path, "en.md", text_of(title='"**The** A*B* 2*3*4 <x"', place='"{{ office.city }}"'))
    assert [(problem.code, problem.text, problem.level) for problem in read(tmp_path)[1]] == [
        ("unsupported-markup", "**The**", "warning"),
        ("broken-placeholder", "{{ office.city }}", "error"),
    ]


MARKED = {
    "Room of 20 m^2^": "^2^",
    "A CO~2~ report": "~2~",
    "A x^two words^": "^two words^",
    "The _Titanic_": "_Titanic_",
    "~~Old~~ new": "~~Old~~",
    "A `name`": "`name`",
    "Words[^1]": "[^1]",
    "Five \\* hotels": "\\*",
    "{{ place or '**Baku**' }}": "**Baku**",
    "**{{ place }}**": "**{{ place }}**",
    "متر^2^": "^2^",
}
UNMARKED = (
    "E*Trade and Co*op, 2*3*4, A * B, a_b_c, __.__.2026, l`art d`une, 2^3 and 4^5, 3~5天，7~9天, R&D; {{ a * b }} * c",
)


@pytest.mark.parametrize("title", [*MARKED, *UNMARKED])
def test_marks_in_a_title_are_told_as_in_a_text(tmp_path: Path, title: str) -> None:
    write(tmp_path, "en.md", text_of(title=f"'{title.replace(chr(39), chr(39) * 2)}'"))
    marks = [(problem.text, problem.place.line, problem.place.column) for problem in read(tmp_path)[1]]
    assert marks == ([(MARKED[title], 2, 8)] if title in MARKED else [])


@pytest.mark.parametrize("signs", ["{{", "{{ '", "{%", "[", "[a](", "[^", "**a", "`a", "<a "])
def test_marks_without_their_other_are_looked_through_in_a_moment(signs: str) -> None:
    text = LocatedText(signs * 20_000, Place(EN, 2, 8))
    begun = process_time()
    found = [*line_marks("title", text)]
    assert process_time() - begun < 1
    assert len(found) <= 1
