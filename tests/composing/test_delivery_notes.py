"""How a letter goes stands above its address in its own language, and in the ledger as the list has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, Run, at, edit

import letterbook

BERLIN = '        organisation: "Azərbaycan Respublikasının Almaniya'


@pytest.mark.slow
def test_a_way_in_the_language_of_the_letter(workspace: Path, run: Run) -> None:
    recipients = workspace / "recipients.yaml"
    edit(
        recipients,
        '        post: "The Director-General"',
        '        delivery: registered\n        post: "The Director-General"',
    )
    edit(recipients, BERLIN, "        delivery: bag\n" + BERLIN)
    done = run("issue", "january-20", "--format", "pdf")
    assert done.code == 0
    assert "registered: 1 letter (1-0002/2021)" in done.out
    assert "post: 1 letter (1-0001/2021)" in done.out
    mailing = letterbook.open_office(workspace).mailing("january-20-2021-01-19")
    assert [letter.delivery for letter in mailing.letters] == [None, "registered", "bag"]
    record = (mailing.folder / "verification.json").read_text(encoding="utf-8")
    assert '"Registered"' in record


def test_a_language_without_the_note(workspace: Path) -> None:
    """An office's own language has no note for a way; the office writes the note itself."""
    (workspace / "languages").mkdir()
    english = ROOT / "src" / "letterbook" / "language" / "data" / "en.yaml"
    (workspace / "languages" / "cy.yaml").write_text(english.read_text(encoding="utf-8"), encoding="utf-8")
    for folder in ("templates/letter", "statements/january-20"):
        words = (workspace / folder / "en.md").read_text(encoding="utf-8")
        (workspace / folder / "cy.md").write_text(words, encoding="utf-8")
    recipients, post = workspace / "recipients.yaml", '        post: "The Director-General"'
    edit(recipients, post, f"        language: cy\n        delivery: registered\n{post}")
    office = letterbook.open_office(workspace)
    [problem] = [problem for problem in office.check("january-20") if problem.is_error]
    assert (problem.code, problem.text) == ("no-text-in-language", "registered")
    assert str(problem.place) == at(workspace, "recipients.yaml", "registered")
    edit(recipients, "delivery: registered", "delivery: Cofrestredig")
    assert not [problem for problem in office.check("january-20") if problem.is_error]
