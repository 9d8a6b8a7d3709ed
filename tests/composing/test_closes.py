"""Which close goes with which salutation, in every language and in an office's own list and words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Run, at, edit
from every_language import LANGUAGES, recipients

from letterbook.composing.closes import goes_with, usual_close
from letterbook.language.known import program_languages

KNOWN = program_languages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_form_of_address_is_a_pair_that_holds(language: str) -> None:
    tongue = KNOWN.of(language)
    for form in tongue.forms.values():
        assert usual_close(form.salutation, tongue) == form.closing
        assert goes_with(form.closing, form.salutation, tongue)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_closes_of_an_ambassador_and_of_a_body_are_not_exchanged(language: str) -> None:
    tongue = KNOWN.of(language)
    ambassador, body = tongue.forms["ambassador"], tongue.forms["organisation"]
    assert not goes_with(body.closing, ambassador.salutation, tongue)
    assert not goes_with(ambassador.closing, body.salutation, tongue)


PAIRS = [
    ("en", "Excellency,", "Accept, Excellency, the assurances of my highest consideration."),
    ("en", "Sir,", "Accept, Sir, the assurances of my highest consideration."),
    ("en", "Dear Sir or Madam,", "Yours faithfully,"),
    ("en", "Dear Ms Doe,", "Yours sincerely,"),
    ("en", "Dear High Commissioner,", "Yours sincerely,"),
    ("en-US", "Dear Ms. Doe:", "Sincerely,"),
    (
        "fr",
        "Madame la Directrice générale,",
        "Veuillez agréer, Madame la Directrice générale, l’expression de ma haute considération.",
    ),
    (
        "fr",
        "Monsieur l'Ambassadeur,",
        "Veuillez agréer, Monsieur l'Ambassadeur, les assurances de ma très haute considération.",
    ),
    ("de", "Sehr geehrte Frau Präsidentin,", "Mit freundlichen Grüßen"),
    ("ru", "Уважаемый господин Председатель!", "С уважением,"),
    ("az", "Hörmətli səfir,", "Hörmətlə,"),
    ("ar", "سعادة السفير،", "وتفضلوا سعادتكم بقبول أسمى آيات تقديري."),
    ("zh", "大使阁下：", "顺致最崇高的敬意。"),
    ("ja", "謹啓", "謹白"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "salutation", "close"), PAIRS)
def test_the_close_that_a_salutation_asks_for(language: str, salutation: str, close: str) -> None:
    assert usual_close(salutation, KNOWN.of(language)) == close
    assert goes_with(close, salutation, KNOWN.of(language))


WRONG = [
    ("en", "Excellency,", "Yours faithfully,"),
    ("en", "Dear Ms Doe,", "Yours faithfully"),
    ("en", "Dear Sir or Madam,", "Yours sincerely,"),
    ("en", "Dear Director,", "Accept, Excellency, the assurances of my highest consideration."),
    ("en", "Sir,", "Accept, Madam, the assurances of my highest consideration."),
    ("fr", "Madame la Ministre,", "Veuillez agréer, Madame, Monsieur, l’expression de ma haute considération."),
    ("de", "Exzellenz,", "Mit freundlichen Grüßen"),
    ("ja", "拝啓", "敬白"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "salutation", "close"), WRONG)
def test_a_close_of_another_salutation(language: str, salutation: str, close: str) -> None:
    assert not goes_with(close, salutation, KNOWN.of(language))


@pytest.mark.parametrize("salutation", ["Dear Ms Doe,", "Hello there,"])
def test_an_offices_own_close_goes_with_whatever_it_is_written_to(salutation: str) -> None:
    assert goes_with("With every good wish,", salutation, KNOWN.of("en"))


# --- In an office ------------------------------------------------------------------------------------------------------


def written(workspace: Path, *lines: str) -> None:
    (workspace / "recipients.yaml").write_text(recipients("en"), encoding="utf-8")
    own = "".join(f"\n        {line}" for line in lines)
    edit(workspace / "recipients.yaml", "kind: ambassador", f"kind: ambassador{own}")


def found(run: Run) -> list[dict[str, Any]]:
    problems = run("check", "january-20", "--json").json["problems"]
    return [problem for problem in problems if problem["code"] == "wrong-close"]


def test_a_wrong_close_of_the_list_is_a_mistake_at_its_place(workspace: Path, run: Run) -> None:
    written(workspace, 'closing: "Yours faithfully,"')
    [mistake] = found(run)
    assert mistake["level"] == "error"
    assert mistake["what"] == "“Yours faithfully,” does not go with “Excellency,”."
    assert "Accept, Excellency" in mistake["hint"]
    assert mistake["place"]["line"] == int(at(workspace, "recipients.yaml", "Yours faithfully").split(":")[1])


def test_a_wrong_close_of_the_words_is_a_mistake_at_its_line(workspace: Path, run: Run) -> None:
    written(workspace)
    edit(
        workspace / "templates/letter/en.md",
        "closing: \"{{ recipient.closing or 'Yours faithfully,' }}\"",
        'closing: "Yours sincerely,"',
    )
    [mistake] = found(run)
    assert (mistake["place"]["file"], mistake["place"]["line"]) == ("templates/letter/en.md", 4)


@pytest.mark.parametrize(
    "lines",
    [(), ('salutation: "Dear Ambassador,"',), ('closing: "With every good wish,"',)],
    ids=["by the kind", "by the list's salutation", "its own"],
)
def test_what_goes_together_is_in_order(workspace: Path, run: Run, lines: tuple[str, ...]) -> None:
    written(workspace, *lines)
    assert found(run) == []


def test_an_offices_own_language_file_has_its_own_pairs(workspace: Path, run: Run) -> None:
    written(workspace, 'closing: "Yours faithfully,"')
    (workspace / "languages").mkdir()
    (workspace / "languages/en.yaml").write_text(
        'closes:\n  - {after: ["Excellency", "Dear …"], close: "Yours faithfully,"}\n', encoding="utf-8"
    )
    assert found(run) == []
