"""A language that the program does not have, added by an office's files alone, and removed again: Welsh."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from conftest import Run, edit
from docx import Document

import letterbook
from letterbook.model import Order
from letterbook.pipeline.fingerprints import of_template
from letterbook.pipeline.inputs import read_inputs

FILES: Mapping[str, str] = {
    "languages/cy.yaml": """\
words:
  our_reference: "Ein cyfeirnod"
  reference: "Ein cyfeirnod: {reference}"
  date: "Dyddiad"
  place_and_date: "{place}, {date}"
  enclosure.other: "Amgaeir: {title} ({pages} tudalen)"
  copy_to: "Copi at: {names}"
  attention: "At sylw: {name}"
  page: "Tudalen {page} o {pages}"
  draft: "DRAFFT"
  addressed_to: "Cyfeirir y datganiad hwn at y canlynol: {groups}."
quotation_marks: ["‘", "’", "“", "”"]
spacing:
  - {find: '(?<= [aâio]) (?=\\w)', put: "{no-break}"}
ordinals:
  - {numbers: 1, write: "{number}af"}
  - {numbers: [3, 4], write: "{number}ydd"}
  - {from: 21, to: 39, write: "{number}ain"}
  - {write: "{number}fed"}
hyphenation: cy.dic
forms_of_address:
  - kinds: [organisation, institution]
    salutation: "Annwyl Syr neu Fadam,"
    closing: "Yr eiddoch yn gywir,"
""",
    "languages/cy.dic": "UTF-8\n1ddaf\n1ganiad\n1gyfath\n",
    "templates/letter/cy.md": """\
---
subject: "Datganiad ar {{ anniversary }} pen-blwydd trychineb 20 Ionawr"
salutation: "{{ recipient.salutation }}"
closing: "{{ recipient.closing }}"
---
Mae'n anrhydedd gennyf anfon atoch y Datganiad ar {{ anniversary }} pen-blwydd y digwyddiadau a "chofio" am y meirw.
""",
    "statements/january-20/cy.md": """\
---
title: "Datganiad ar {{ anniversary }} pen-blwydd trychineb 20 Ionawr"
occasion: 1990-01-20
date: 2021-01-19
place: Baku
signatory: commissioner
---
Ar y noson o 19 i 20 Ionawr 1990 daeth milwyr i Baku.
""",
}
OFFICE = {
    'en: "Baku"': 'en: "Baku", cy: "Baku"',
    "  fallback: en ": "  # fallback: en ",
}


@pytest.fixture
def welsh(workspace: Path) -> Path:
    for name, text in FILES.items():
        (workspace / name).parent.mkdir(exist_ok=True)
        (workspace / name).write_text(text, encoding="utf-8")
    edit(
        workspace / "recipients.yaml",
        '        salutation: "Dear Director-General,"\n',
        "        language: cy\n        kind: organisation\n        formats: [pdf, docx]\n",
    )
    return workspace


def words_of(file: Path) -> str:
    if file.suffix == ".docx":
        document = Document(str(file))
        return "\n".join(paragraph.text for paragraph in document.paragraphs)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file))


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_letter_in_the_offices_own_language(run: Run, welsh: Path, ending: str) -> None:
    result = run("issue", "january-20", "--to", "unesco")
    assert result.code == 0, result.err
    (file,) = welsh.glob(f"out/*/letters/*-unesco.{ending}")
    said = " ".join(words_of(file).replace("\u00a0", " ").split())
    for words in (
        "Annwyl Syr neu Fadam,",
        "Yr eiddoch yn gywir,",
        "19 Ionawr 2021",
        "ar 31ain pen-blwydd",
        "‘chofio’",
        "Amgaeir: Datganiad ar 31ain pen-blwydd trychineb 20 Ionawr (1 tudalen)",
        "Ar y noson o 19 i 20 Ionawr 1990",
    ):
        assert words in said
    assert "Tudalen 1" not in said  # there is no other page
    assert str(welsh / "languages/cy.yaml") in [str(welsh / name) for name in manifest_inputs(welsh)]


def manifest_inputs(workspace: Path) -> list[str]:
    (manifest,) = workspace.glob("out/*/manifest.json")
    return list(json.loads(manifest.read_text())["inputs"])


@pytest.mark.parametrize("gone", ["languages/cy.yaml", "languages"])
def test_removed_again_it_is_one_mistake_that_names_the_language(welsh: Path, gone: str) -> None:
    path = welsh / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    problems = letterbook.open_office(welsh).check("january-20")
    [problem] = [problem for problem in problems if "cy" in (problem.text, problem.what)]
    assert (problem.code, problem.place.file) == ("no-fixed-words", "statements/january-20/cy.md")
    assert "languages" in problem.hint
    assert [other for other in problems if "“cy”" in other.what] == [problem]


def test_words_of_a_template_alone_are_enough_for_the_mistake(welsh: Path) -> None:
    (welsh / "languages/cy.yaml").unlink()
    (welsh / "statements/january-20/cy.md").unlink()
    problems = letterbook.open_office(welsh).check("january-20")
    assert [(problem.code, problem.place.file) for problem in problems if problem.level == "error"] == [
        ("no-fixed-words", "templates/letter/cy.md")
    ]


def test_its_patterns_go_with_the_pages_and_change_their_fingerprint(welsh: Path) -> None:
    order = Order("january-20")
    inputs, _ = read_inputs(welsh, order)
    assert inputs is not None
    template = inputs.templates["letter"]
    assert set(template.hyphenation) == {"cy"}
    assert "1ddaf" in (template.hyphenation["cy"].patterns or "")
    assert of_template(template) != of_template(replace(template, hyphenation={}))


def test_a_mistake_in_the_file_is_not_told_as_a_language_that_is_missing(welsh: Path) -> None:
    edit(welsh / "languages/cy.yaml", "Tudalen {page} o {pages}", "Tudalen {page}")
    problems = letterbook.open_office(welsh).check("january-20")
    assert [(problem.code, problem.place.file, problem.place.line) for problem in problems] == [
        ("wrong-value", "languages/cy.yaml", 9)
    ]
