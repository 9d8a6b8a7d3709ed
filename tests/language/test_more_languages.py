"""The languages that came later, against tables of their own."""

from __future__ import annotations

from datetime import date

import pytest
from tables import table
from tongues import tongue

from letterbook.language.countries import country_line
from letterbook.language.dates import long_date
from letterbook.language.labels import labels, plural
from letterbook.language.lists import enumeration
from letterbook.language.ordinals import ordinal, ordinal_as_subject
from letterbook.language.typography import tied

ORDINALS, DATES = table("more-ordinals.tsv"), table("more-dates.tsv")


def columns(rows: list[dict[str, str]]) -> list[str]:
    return [name for name in rows[0] if name not in ("number", "date")]


@pytest.mark.parametrize("column", columns(ORDINALS))
def test_the_ordinals_are_those_of_the_table(column: str) -> None:
    write = ordinal_as_subject if column.endswith("-nom") else ordinal
    language = tongue(column.removesuffix("-nom"))
    written = {int(row["number"]): row[column] for row in ORDINALS}
    assert {number: write(number, language) for number in written} == written


@pytest.mark.parametrize("language", columns(DATES))
def test_the_dates_are_those_of_the_table(language: str) -> None:
    written = {row["date"]: row[language] for row in DATES}
    assert {day: long_date(date.fromisoformat(day), tongue(language)) for day in written} == written


@pytest.mark.parametrize(
    ("number", "tag", "written"),
    [
        (111, "uk", "111-та"),
        (121, "uk", "121-ша"),
        (140, "uk", "140-ва"),
        (200, "uk", "200-та"),
        (1000, "uk", "1000-на"),
        (150, "fa", "150اُمین"),
        (111, "en-US", "111th"),
        (120, "ka", "120-ე"),
        (200, "ka", "მე-200"),
        (111, "hy", "111-րդ"),
    ],
)
def test_larger_numbers(number: int, tag: str, written: str) -> None:
    assert ordinal_as_subject(number, tongue(tag)) == written


@pytest.mark.parametrize(
    ("tag", "counts"),
    [
        ("de", {1: "1 Seite", 2: "2 Seiten"}),
        ("tr", {1: "1 sayfa", 2: "2 sayfa"}),
        ("uk", {1: "1 сторінка", 2: "2 сторінки", 5: "5 сторінок", 11: "11 сторінок", 21: "21 сторінка"}),
        ("pt", {1: "1 página", 2: "2 páginas"}),
        ("pt-BR", {1: "1 página", 2: "2 páginas"}),
        ("it", {1: "1 pagina", 2: "2 pagine"}),
        ("pl", {1: "1 strona", 3: "3 strony", 5: "5 stron", 12: "12 stron", 21: "21 stron", 22: "22 strony"}),
        ("nl", {1: "1 pagina", 2: "2 pagina’s"}),
        ("ro", {1: "1 pagină", 2: "2 pagini", 19: "19 pagini", 20: "20 de pagini", 101: "101 pagini"}),
        ("el", {1: "1 σελίδα", 2: "2 σελίδες"}),
        ("kk", {1: "1 бет", 2: "2 бет"}),
        ("fa", {1: "1 صفحه", 2: "2 صفحه"}),
        ("ka", {1: "1 გვერდი", 2: "2 გვერდი"}),
        ("hy", {1: "1 էջ", 2: "2 էջ"}),
    ],
)
def test_the_count_of_pages_agrees_with_its_noun(tag: str, counts: dict[int, str]) -> None:
    words = labels(tongue(tag))
    for count, said in counts.items():
        line = plural(words, "enclosure", count).format(title="T", pages=count)
        assert f"({said})" in line.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("de", "zum 31. Jahrestag am 20. Januar", "zum 31.~Jahrestag am 20.~Januar"),
        ("uk", "у Баку — з 19 січня 1990 року", "у~Баку~— з~19~січня 1990~року"),
        ("pl", "w Baku i w 31. rocznicę z 1990 roku", "w~Baku i~w~31.~rocznicę z~1990~roku"),
        ("pt-BR", "em 1º de janeiro", "em 1º~de~janeiro"),
        ("it", "il 1º gennaio", "il 1º~gennaio"),
        ("ka", "2021 წლის 31-ე წლისთავთან", "2021~წლის 31-ე~წლისთავთან"),
        ("hy", "31-րդ տարելիցի, 1990 թվականի", "31-րդ~տարելիցի, 1990~թվականի"),
        ("kk", "№ 5 хат — 20 қаңтар", "№~5 хат~— 20~қаңтар"),
        ("en", "the Commissioner – and every office — asks", "the Commissioner~– and every office~— asks"),
        ("es", "— la oficina —así se llama— pide", "— la oficina —así se llama— pide"),
    ],
)
def test_signs_have_the_spaces_of_their_language(tag: str, text: str, expected: str) -> None:
    assert tied(text, tongue(tag)) == expected.replace("~", "\u00a0")


def test_lists() -> None:
    assert enumeration(["A", "B", "C"], tongue("de")) == "A, B und C"
    assert enumeration(["A", "B", "C"], tongue("el")) == "A, B και C"


def test_greek_capitals_have_no_accent_but_keep_the_diaeresis() -> None:
    assert country_line("FR", "GR", "el") == "ΓΑΛΛΙΑ"
    assert country_line("UA", "GR", "el") == "ΟΥΚΡΑΝΙΑ"
    assert country_line("IE", "TR", "tr") == "İRLANDA"
    assert country_line("FR", "GE", "ka") == "საფრანგეთი"
    assert country_line("FR", "AM", "hy") == "ՖՐԱՆՍԻԱ"
