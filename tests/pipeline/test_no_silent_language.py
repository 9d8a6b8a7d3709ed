"""A language that the office did not write is a mistake, and no other takes its place unless the office named one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import at, edit

import letterbook
from letterbook.model import Localised
from letterbook.problems import Problem
from letterbook.sources.office import read_office

FALLBACK = "  fallback: en "
NO_FALLBACK = "  # fallback: en "


@pytest.fixture
def alone(workspace: Path) -> Path:
    """The tests' office without a fallback."""
    edit(workspace / "letterbook.yaml", FALLBACK, NO_FALLBACK)
    return workspace


@pytest.fixture
def turkish(alone: Path) -> Path:
    """The same with a letter in Turkish, for which there are words and a statement."""
    to_unesco_in("tr", alone)
    for folder in ("templates/letter", "statements/january-20"):
        shutil.copyfile(alone / folder / "en.md", alone / folder / "tr.md")
    return alone


def to_unesco_in(language: str, workspace: Path) -> None:
    organisation = '        organisation: "UNESCO"'
    edit(workspace / "recipients.yaml", organisation, f"        language: {language}\n{organisation}")


def told(workspace: Path) -> list[Problem]:
    problems = letterbook.open_office(workspace).check("january-20")
    return [problem for problem in problems if problem.code == "no-text-in-language"]


def test_no_text_is_taken_from_english_unasked() -> None:
    name = Localised({"en": "Registry", "fr": "Greffe"})
    assert name.to("tr") is None
    assert name.to("tr", "fr") == "Greffe"
    assert Localised({"": "Registry"}).to("tr") == "Registry"


def test_no_line_of_the_letterhead_vanishes_in_a_language_that_lacks_it(turkish: Path) -> None:
    [problem] = told(turkish)
    assert (problem.text, problem.is_error) == ("tr", True)
    for key in ("name", "address (1)", "address (3)", "contact (1)", "return_line", "name (commissioner)"):
        assert key in problem.what
    assert "contact (2)" not in problem.what  # one text for all languages
    assert str(problem.place) == at(
        turkish, "letterbook.yaml", "Commissioner for Human Rights (Ombudsman) of"
    )


def test_a_fallback_that_is_named_is_taken(turkish: Path) -> None:
    edit(turkish / "letterbook.yaml", NO_FALLBACK, FALLBACK)
    assert told(turkish) == []


def test_the_language_of_the_words_counts(alone: Path) -> None:
    """A letter in South African English is set from en.md, and needs the office's texts in en."""
    to_unesco_in("en-ZA", alone)
    assert told(alone) == []


def test_a_letter_in_the_fallback_needs_the_offices_texts_in_the_fallback(turkish: Path) -> None:
    """The address is there in Turkish, but there are no words in Turkish, so that the letter is in French."""
    (turkish / "templates/letter/tr.md").rename(turkish / "templates/letter/fr.md")
    office = turkish / "letterbook.yaml"
    edit(office, NO_FALLBACK, "  fallback: fr ")
    edit(office, '{en: "80 Uzeyir', '{tr: "80 Uzeyir')
    assert "address (1)" in next(problem.what for problem in told(turkish) if problem.text == "fr")


def test_the_offices_own_papers_bear_a_name_that_it_has_written(alone: Path) -> None:
    edit(alone / "letterbook.yaml", "  language: en\n", "  language: tr\n")
    office, _ = read_office(alone)
    assert office is not None
    assert office.own_name == office.name.texts["en"]


def test_an_address_in_the_fallback_language_is_told(workspace: Path) -> None:
    """A French letter would carry an English address; a note verbale carries none."""

    def found() -> list[Problem]:
        problems = letterbook.open_office(workspace).check("january-20")
        return [problem for problem in problems if problem.code == "address-in-fallback"]

    assert found() == []
    to_unesco_in("fr", workspace)
    [problem] = found()
    assert (problem.text, problem.is_error) == ("fr", False)
    assert "in “en”: 80 Uzeyir Hajibeyli Street." in problem.what
    assert str(problem.place) == at(workspace, "letterbook.yaml", "80 Uzeyir Hajibeyli Street")
    edit(workspace / "letterbook.yaml", '{en: "80 Uzeyir', '{fr: "80, rue Hajibeyli", en: "80 Uzeyir')
    assert "AZ1000 Baku" in found()[0].what
