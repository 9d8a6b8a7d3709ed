"""Kinds of addressees: who is addressed how, and who receives notes verbales."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Run, at, edit
from every_language import recipients


def written(workspace: Path, *languages: str) -> None:
    (workspace / "recipients.yaml").write_text(recipients(*languages), encoding="utf-8")


def problems(run: Run, code: str) -> list[dict[str, Any]]:
    found = run("check", "january-20", "--json").json["problems"]
    return [problem for problem in found if problem["code"] == code]


def test_a_note_verbale_to_a_mission_is_in_order(workspace: Path, run: Run) -> None:
    written(workspace, "en")
    assert problems(run, "not-for-notes") == []


@pytest.mark.parametrize("kind", ["association", "organisation", "institution", "head-of-state"])
def test_a_note_verbale_to_who_does_not_receive_notes_is_noticed(
    workspace: Path, run: Run, kind: str
) -> None:
    written(workspace, "en")
    edit(workspace / "recipients.yaml", "kind: mission", f"kind: {kind}")
    [notice] = problems(run, "not-for-notes")
    assert notice["level"] == "warning"
    assert notice["text"] == kind
    assert "en-note" in notice["what"]


def test_an_addressee_of_no_stated_kind_is_not_guessed_at(workspace: Path, run: Run) -> None:
    written(workspace, "en")
    edit(workspace / "recipients.yaml", "        kind: mission\n", "")
    edit(workspace / "recipients.yaml", 'post: "The Ambassador"', 'post: "Association of Ambassadors"')
    assert problems(run, "not-for-notes") == []


def test_a_group_says_its_members_kind(workspace: Path, run: Run) -> None:
    written(workspace, "en")
    edit(workspace / "recipients.yaml", "        kind: mission\n", "")
    edit(workspace / "recipients.yaml", "    language: en\n", "    language: en\n    kind: association\n")
    [notice] = problems(run, "not-for-notes")
    assert notice["text"] == "association"


def test_an_unknown_kind_is_a_mistake(workspace: Path, run: Run) -> None:
    written(workspace, "en")
    edit(workspace / "recipients.yaml", "kind: mission", "kind: mision")
    [mistake] = problems(run, "unknown-kind")
    assert mistake["level"] == "error"
    assert "mission" in mistake["hint"]
    assert (
        ":".join(map(str, (mistake["place"]["file"], mistake["place"]["line"])))
        == at(workspace, "recipients.yaml", "mision").rsplit(":", 1)[0]
    )


def test_an_office_adds_a_kind_and_changes_another(workspace: Path, run: Run) -> None:
    written(workspace, "en")
    edit(workspace / "recipients.yaml", "kind: mission", "kind: friend")
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write(
            'kinds:\n  friend: {receives_notes: true}\n  ambassador: {salutation: {en: "Dear Ambassador,"}}\n'
        )
    assert [
        problem
        for problem in run("check", "january-20", "--json").json["problems"]
        if problem["level"] == "error"
    ] == []
    assert problems(run, "not-for-notes") == []


def test_the_salutation_of_the_list_goes_before_that_of_the_kind(workspace: Path, run: Run) -> None:
    written(workspace, "en")
    edit(
        workspace / "recipients.yaml",
        "kind: ambassador",
        'kind: ambassador\n        salutation: "Dear Ambassador,"',
    )
    shown = run("preview", "january-20", "--to", "en-letter", "--format", "docx")
    assert shown.code == 0
    import docx

    drafts = list((workspace / "out/drafts").glob("*.docx"))
    said = [paragraph.text for paragraph in docx.Document(str(drafts[0])).paragraphs]
    assert "Dear Ambassador," in said
    assert "Yours sincerely," in said  # the close goes with the salutation


@pytest.mark.parametrize("language", ["fr", "ru"])
def test_a_statement_that_is_missing_in_a_language_falls_back_with_a_notice(
    workspace: Path, run: Run, language: str
) -> None:
    written(workspace, language)
    found = problems(run, "language-fallback")
    assert {problem["level"] for problem in found} == {"warning"}
    assert len(found) == 2  # the letter's enclosure, and the note's
    assert all(f"no enclosure in “{language}”, so it is in “en”" in problem["what"] for problem in found)


WHOSE = {
    "an own mission": ("mission of AZ", "FR", "note-to-own-mission", "error"),
    "an own mission by the state's name": (
        "mission of Azerbaijan to France",
        "FR",
        "note-to-own-mission",
        "error",
    ),
    "an own ministry": ("ministry of AZ", "AZ", "note-to-own-mission", "error"),
    "a mission abroad of which nobody says whose it is": ("mission", "FR", "whose-mission", "warning"),
    "a foreign mission that is accredited elsewhere": (
        "mission of FR to DE",
        "DE",
        "mission-elsewhere",
        "warning",
    ),
}


@pytest.mark.parametrize("case", WHOSE)
def test_a_note_verbale_passes_between_states(workspace: Path, run: Run, case: str) -> None:
    kind, country, code, level = WHOSE[case]
    written(workspace, "en")
    edit(workspace / "recipients.yaml", "kind: mission", f"kind: {kind}")
    text = (workspace / "recipients.yaml").read_text("utf-8")
    (workspace / "recipients.yaml").write_text(text.replace("country: AZ", f"country: {country}"), "utf-8")
    [problem] = problems(run, code)
    assert problem["level"] == level
    assert "en-note" in problem["what"]
    assert problem["place"]["line"] == int(at(workspace, "recipients.yaml", f"kind: {kind}").split(":")[1])


@pytest.mark.parametrize("kind", ["mission", "mission of FR", "mission of France to AZ"])
def test_a_foreign_mission_at_home_gets_its_note(workspace: Path, run: Run, kind: str) -> None:
    written(workspace, "en")
    edit(workspace / "recipients.yaml", "kind: mission", f"kind: {kind}")
    found = run("check", "january-20", "--json").json["problems"]
    assert not {problem["code"] for problem in found} & {code for *_, code, _ in WHOSE.values()}
    assert not [problem for problem in found if problem["level"] == "error"]


def test_an_embassy_sends_notes_to_the_state_it_stands_in(workspace: Path, run: Run) -> None:
    written(workspace, "en")
    edit(workspace / "letterbook.yaml", "country: AZ", "country: AZ\n  state: Kenya")
    edit(workspace / "recipients.yaml", "kind: mission", "kind: ministry of AZ")
    assert problems(run, "note-to-own-mission") == []
    edit(workspace / "recipients.yaml", "kind: ministry of AZ", "kind: mission of KE")
    [problem] = problems(run, "note-to-own-mission")
    assert "own State (KE)" in problem["what"]


def test_a_mission_of_a_state_that_is_none(workspace: Path, run: Run) -> None:
    written(workspace, "en")
    edit(workspace / "recipients.yaml", "kind: mission", "kind: mission of Atlantis")
    [mistake] = problems(run, "unknown-country")
    assert "Atlantis" in mistake["what"]
