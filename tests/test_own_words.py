"""An office whose language the program does not have: its list, its words and its letter are Swahili by its own files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import Run, at, edit
from test_own_language import words_of

import letterbook
from letterbook.language.delivery import way_of
from letterbook.sources.languages import read_languages
from letterbook.sources.office import office_of

SWAHILI = """\
words:
  our_reference: "Kumb. yetu"
  reference: "Kumb. yetu: {reference}"
  date: "Tarehe"
  place_and_date: "{place}, {date}"
  enclosure.one: "Kiambatisho: {title} (ukurasa {pages})"
  enclosure.other: "Kiambatisho: {title} (kurasa {pages})"
  copy_to: "Nakala kwa: {names}"
  attention: "Kwa: {name}"
  page: "Ukurasa {page} kati ya {pages}"
  draft: "RASIMU"
  addressed_to: "Taarifa hii inaelekezwa kwa {groups}."
quotation_marks: ["“", "”", "‘", "’"]
hyphenation: none
headings:
  given: [Jina la kwanza]
  surname: [Jina la ukoo]
  form_of_address: [Cheo]
  street: [Mtaa]
  postcode: [Msimbo wa posta]
  city: Mji
  country: [Nchi]
  delivery: [Njia]
  active: [Inatumika]
answers: {yes: [ndiyo], no: [hapana]}
delivery: {registered: "Barua ya rejista"}
"""
FILES: Mapping[str, str] = {
    "languages/sw.yaml": SWAHILI,
    "list.csv": """\
Jina la kwanza;Jina la ukoo;Cheo;Mtaa;Msimbo wa posta;Mji;Nchi;Njia;Inatumika;Mwanachama
Amina;Otieno;Bi;Unter den Linden 4;10117;Berlin;Ujerumani;registered;ndiyo;Ndiyo
Juma;Mwangi;Bw;Moi Avenue 5;00100;Nairobi;KE;barua ya rejista;hapana;hapana
""",
    "templates/letter/sw.md": """\
---
subject: "Taarifa ya tarehe 20 Januari"
salutation: "{{ recipient.salutation }}"
closing: "Wako mwaminifu,"
---
Ninayo heshima kukutumia \"Taarifa\" hii.{% if recipient.fields.member %} Asante kwa uanachama wako.{% endif %}
""",
    "statements/january-20/sw.md": """\
---
title: "Taarifa ya tarehe 20 Januari"
occasion: 1990-01-20
date: 2021-01-19
place: Baku
signatory: commissioner
---
Usiku wa tarehe 19 kuamkia 20 Januari 1990 wanajeshi waliingia Baku.
""",
}
OWN = """
list: {file: list.csv}
fields: {member: {type: yes/no, title: Mwanachama}}
salutations:
  sw: {Bi: "Mheshimiwa Bi {{ recipient.surname }},", Bw: "Mheshimiwa Bw {{ recipient.surname }},"}
"""


@pytest.fixture
def swahili(workspace: Path) -> Path:
    (workspace / "recipients.yaml").unlink()
    for folder in ("templates/letter", "statements/january-20"):
        for file in (workspace / folder).glob("*.md"):
            file.unlink()
    for name, text in FILES.items():
        (workspace / name).parent.mkdir(exist_ok=True)
        (workspace / name).write_text(text, encoding="utf-8")
    office = workspace / "letterbook.yaml"
    text = office.read_text(encoding="utf-8")
    text = text.replace("{en: ", "{sw: ").replace("  en: ", "  sw: ").replace("language: en", "language: sw")
    office.write_text(text.replace("  fallback: en ", "  # fallback: en ") + OWN, encoding="utf-8")
    return workspace


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_list_and_letter_are_in_the_offices_language(run: Run, swahili: Path, ending: str) -> None:
    result = run("issue", "january-20")
    assert result.code == 0, result.err
    (file,) = swahili.glob(f"out/*/letters/*.{ending}")  # the second is not active: hapana
    said = " ".join(words_of(file).replace("\u00a0", " ").split())
    for words in (
        "Barua ya rejista",
        "Amina Otieno",
        "UJERUMANI",  # the office writes in Swahili, and the list says Ujerumani
        "Baku, 19 Januari 2021",
        "Mheshimiwa Bi Otieno,",
        "kukutumia “Taarifa” hii. Asante kwa uanachama wako.",
        "Wako mwaminifu,",
        "Kiambatisho: Taarifa ya tarehe 20 Januari (ukurasa 1)",
        "Usiku wa tarehe 19 kuamkia 20 Januari 1990",
    ):
        assert words in said
    for english in ("Our ref", "Enclosure", "Page ", "Registered", "Yours"):
        assert english not in said
    names = office_of(swahili).languages
    assert way_of("BARUA YA REJISTA: 5", names) == "registered"


def test_without_the_file_the_language_is_named_as_a_mistake(swahili: Path) -> None:
    (swahili / "languages/sw.yaml").unlink()
    problems = letterbook.open_office(swahili).check("january-20")
    assert ("no-fixed-words", "statements/january-20/sw.md") in [
        (problem.code, problem.place.file) for problem in problems
    ]
    assert [problem for problem in problems if problem.code == "no-fixed-words" and "sw" in problem.what]


def test_a_shipped_language_is_extended_word_by_word(swahili: Path) -> None:
    """What the office says of English stands beside what the program says of it, in its list and its letters."""
    (swahili / "languages/en.yaml").write_text(
        'headings: {organisation: [Chancery]}\nanswers: {yes: [aye], no: [nay]}\ndelivery: {bag: "By hand of courier"}\n',
        encoding="utf-8",
    )
    languages, problems = read_languages(swahili)
    assert problems == []
    assert way_of("By hand of courier", languages) == way_of("By diplomatic bag", languages) == "bag"
    edit(swahili / "list.csv", ";Mtaa;", ";Chancery;Mtaa;")
    edit(swahili / "list.csv", ";Bi;", ";Bi;Embassy of Finland;")
    edit(swahili / "list.csv", ";ndiyo;", ";aye;")
    edit(swahili / "list.csv", ";Bw;", ";Bw;;")
    edit(swahili / "list.csv", ";hapana;hapana", ";nay;no")
    assert letterbook.open_office(swahili).check("january-20") == []


@pytest.mark.parametrize(
    ("cell", "word"), [(";ndiyo;", ";labda;"), (";Inatumika;", ";Inatumikaje;"), (";Ndiyo\n", ";labda\n")]
)
def test_a_word_that_is_in_no_file_is_a_mistake_at_its_cell(swahili: Path, cell: str, word: str) -> None:
    edit(swahili / "list.csv", cell, word)
    problems = letterbook.open_office(swahili).check("january-20")
    assert word.strip(";\n") in " ".join(problem.what for problem in problems)
    assert str(problems[0].place).startswith(at(swahili, "list.csv", word[1:]).rpartition(":")[0])
