"""A dry run stops wherever `issue` would, with the same sentence and exit code; and what else stands in the way of one run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Run, edit

import letterbook

STATEMENT = "january-20"
ENGLISH = f"statements/{STATEMENT}/en.md"
UNESCO = "--to", "unesco"


@pytest.fixture
def issued(workspace: Path) -> Path:
    """A workspace with a mailing of one letter, and its folder."""
    office = letterbook.open_office(workspace)
    order = letterbook.Order(STATEMENT, to=("unesco",))
    return office.issue(order, clerk="A clerk", at=datetime(2021, 1, 19, tzinfo=UTC)).folder


def _foreign_file(folder: Path) -> None:
    (folder / "notes.txt").write_text("by hand")


def _another_letter(folder: Path) -> None:
    (folder / "letters" / "0099-somebody.pdf").write_bytes(b"%PDF")


@pytest.mark.slow
@pytest.mark.parametrize("stand_in_the_way", [_foreign_file, _another_letter])
def test_a_dry_run_stops_where_issue_does(
    stand_in_the_way: Callable[[Path], None], issued: Path, run: Run
) -> None:
    assert run("issue", STATEMENT, *UNESCO, "--dry-run").code == 0
    stand_in_the_way(issued)
    real, dry = run("issue", STATEMENT, *UNESCO), run("issue", STATEMENT, *UNESCO, "--dry-run")
    assert real.code == dry.code != 0
    assert dry.err.splitlines()[-1] == real.err.splitlines()[-1]
    assert run("issue", STATEMENT, *UNESCO, "--dry-run", "--replace").code == 0


@pytest.mark.slow
def test_a_dry_run_stops_at_a_letter_that_was_posted(issued: Path, workspace: Path, run: Run) -> None:
    [letter] = letterbook.open_office(workspace).mailing(issued).letters
    assert run("register", "dispatch", letter.reference, "--date", "2021-01-20", "--way", "post").code == 0
    assert run("issue", STATEMENT, *UNESCO, "--dry-run").code == 0
    edit(workspace / "recipients.yaml", "Dear Director-General,", "Dear Madam,")
    real, dry = run("issue", STATEMENT, *UNESCO), run("issue", STATEMENT, *UNESCO, "--dry-run")
    assert real.code == dry.code == 3
    assert "was dispatched, and would now be another" in dry.err
    assert dry.err.splitlines()[-1] == real.err.splitlines()[-1]


@pytest.mark.slow
def test_an_output_that_is_a_file_stops_both(workspace: Path, run: Run) -> None:
    (workspace / "out").write_text("no folder")
    real, dry = run("issue", STATEMENT), run("issue", STATEMENT, "--dry-run")
    assert real.code == dry.code == 3
    assert dry.err.splitlines()[-1] == real.err.splitlines()[-1]


def test_a_placeholder_with_a_way_out_is_not_missing(workspace: Path) -> None:
    words = workspace / "templates/letter/en.md"
    with words.open("a", encoding="utf-8") as file:
        file.write("\n{{ recipient.honorific or 'Excellency' }} {{ recipient.attention }}\n")
    found = letterbook.open_office(workspace).check(STATEMENT)
    told = [problem.what for problem in found if problem.code == "missing-value"]
    assert told
    assert all("recipient.attention," in what and "honorific" not in what for what in told)


@pytest.mark.parametrize(
    ("file", "before", "after", "code"),
    [
        (ENGLISH, "title:", "signatory: nobody\ntitle:", "unknown-signatory"),
        (
            "recipients.yaml",
            'in_text: "UNESCO"',
            'in_text: "UNESCO"\n        signatory: nobody',
            "unknown-signatory",
        ),
        (
            "recipients.yaml",
            'in_text: "UNESCO"',
            'in_text: "UNESCO"\n        template: nothing',
            "no-template",
        ),
    ],
)
def test_one_mistake_hides_no_other(file: str, before: str, after: str, code: str, workspace: Path) -> None:
    edit(workspace / file, before, after)
    with (workspace / ENGLISH).open("a", encoding="utf-8") as statement:
        statement.write("\n![A picture](nothing.png)\n")
    codes = [problem.code for problem in letterbook.open_office(workspace).check(STATEMENT)]
    assert code in codes
    assert len(codes) > 1, codes
