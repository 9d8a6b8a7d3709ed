"""A value of one addressee that no page has room for is found before a number is taken, wherever it stands in the list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Run, edit

import letterbook
from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare
from letterbook.pipeline.trial_choice import worth_trying

LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsversammlungsprotokoll"
)
LETTER = "templates/letter/en.md"


def addressed(workspace: Path, wide: dict[int, str], count: int = 9) -> None:
    """A list of so many addressees, some of whom have a line of their own."""
    entries = (
        f"      - id: r{number}\n        organisation: Office {number}\n{wide.get(number, '')}"
        f"        address: {{street: 1 Main Street, city: Bonn, postcode: '53113', country: DE}}\n"
        for number in range(1, count + 1)
    )
    head = "groups:\n  - id: all\n    name: all\n    salutation: Dear colleagues,\n    recipients:\n"
    (workspace / "recipients.yaml").write_text(head + "".join(entries), encoding="utf-8")


def in_a_table(workspace: Path) -> None:
    with (workspace / LETTER).open("a", encoding="utf-8") as words:
        words.write(
            "\n\n| Body | Matter |\n|---|---|\n| {{ recipient.in_text or 'your institution' }} | Rights |\n"
        )


def in_one_line(workspace: Path) -> None:
    with (workspace / "templates/letter/letter.css").open("a") as css:
        css.write(".salutation, .in-one-line { white-space: nowrap }")
    edit(
        workspace / "templates/letter/letter.html",
        "{{ salutation }}",
        '<span class="in-one-line">{{ salutation }}</span>',
    )


WIDE = {
    "a name in a table": (in_a_table, f"        in_text: {LONG}\n"),
    "a salutation in one line": (in_one_line, f"        salutation: Dear {'members and friends of the board, ' * 7}\n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WIDE)
@pytest.mark.parametrize("at", [2, 7, 9])
def test_a_wide_value_is_found_whoever_has_it(run: Run, workspace: Path, kind: str, at: int) -> None:
    prepare_template, line = WIDE[kind]
    prepare_template(workspace)
    addressed(workspace, {at: line})
    problems = letterbook.open_office(workspace).check("january-20")
    assert [problem.code for problem in problems] == ["page-not-right"]
    assert f"r{at}" in problems[0].what
    assert run("issue", "january-20").code == 3
    assert not list(workspace.glob("register*"))


def test_two_wide_values_are_told_in_one_run(workspace: Path) -> None:
    in_a_table(workspace)
    in_one_line(workspace)
    addressed(workspace, {3: WIDE["a name in a table"][1], 8: WIDE["a salutation in one line"][1]})
    problems = letterbook.open_office(workspace).check("january-20")
    assert {name for name in ("r3", "r8") for problem in problems if name in problem.what} == {"r3", "r8"}


def chosen(workspace: Path, made: Sequence[str] = ()) -> list[str]:
    prepared, _ = prepare(workspace, Order("january-20"), UNWATCHED)
    assert prepared is not None
    return [draft.recipient_id for draft in worth_trying(prepared.drafts, made)]


def test_usual_values_need_no_trial_of_their_own(workspace: Path) -> None:
    addressed(workspace, {5: "        in_text: the Commission for Refugees\n"}, count=40)
    assert chosen(workspace) == ["r1"]


def test_a_line_that_the_first_letter_lacks_is_tried(workspace: Path) -> None:
    addressed(workspace, {5: "        cc: [Embassy in Bonn]\n"})
    assert chosen(workspace) == ["r1", "r5"]


def test_what_was_made_before_is_not_tried_again(workspace: Path) -> None:
    addressed(workspace, {5: f"        in_text: {LONG}\n", 6: f"        in_text: {LONG}x\n"})
    assert chosen(workspace) == ["r1", "r6"]
    assert chosen(workspace, ["r3"]) == ["r6"]
    assert chosen(workspace, ["r3", "r6"]) == []
    assert chosen(workspace, ["r3", "r5"]) == ["r6"]


def test_a_fault_of_the_template_is_told_once(workspace: Path) -> None:
    addressed(workspace, {5: f"        in_text: {LONG}\n"})
    edit(
        workspace / "templates/letter/letter.html",
        "{{ salutation }}",
        "<b style='display:none'>{{ salutation }}</b>",
    )
    problems = letterbook.open_office(workspace).check("january-20")
    assert len(problems) == 1
