"""Release by a second person: who prepared does not issue, and what is issued is what was prepared."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Run, edit

import letterbook
from letterbook.model import Order
from letterbook.pipeline.release import HandOver, NotReleasedError, Release
from letterbook.register import open_register
from letterbook.usecases.hand_over import hand_over
from letterbook.usecases.issue import IssueResult, issue
from letterbook.usecases.issue import Run as IssueRun
from letterbook.usecases.plan import plan

AT = datetime(2021, 1, 19, tzinfo=UTC)
ORDER = Order("january-20", to=("unesco", "un-secretary-general"), formats=("docx",))


@pytest.fixture
def office(workspace: Path) -> Path:
    edit(workspace / "letterbook.yaml", "register:", "release: second-person\nregister:")
    return workspace


def prepare(workspace: Path, clerk: str = "A. Clerk", order: Order = ORDER) -> HandOver:
    return hand_over(workspace, order, workspace / "out", clerk, AT)


def release(workspace: Path, clerk: str, order: Order = ORDER) -> IssueResult:
    return issue(workspace, order, IssueRun(workspace / "out", clerk, AT))


def given(workspace: Path) -> list[str]:
    with open_register(workspace, "register.sqlite") as register:
        return [entry.reference for entry in register.entries("january-20-2021-01-19")]


def test_a_second_person_releases_and_both_names_are_in_the_register(office: Path) -> None:
    noted = prepare(office)
    assert (set(noted.letters), len(noted.code)) == ({"unesco", "un-secretary-general"}, 8)
    assert given(office) == []
    release(office, "B. Clerk")
    with open_register(office, "register.sqlite") as register:
        [history, _] = [register.record(reference) for reference in given(office)]
    assert history is not None
    assert [(event.kind, event.clerk, event.note) for event in history.events] == [
        ("reserved", "B. Clerk", "prepared by A. Clerk"),
        ("made", "B. Clerk", "prepared by A. Clerk"),
    ]
    assert letterbook.open_office(office).register.check().findings == ()


@pytest.mark.parametrize("clerk", ["A. Clerk", " a. clerk "])
def test_who_prepared_does_not_issue(office: Path, clerk: str) -> None:
    prepare(office)
    with pytest.raises(NotReleasedError, match="somebody else"):
        release(office, clerk)
    assert given(office) == []
    assert not list(office.glob("out/january*"))


def test_what_nobody_prepared_is_not_issued(office: Path) -> None:
    with pytest.raises(NotReleasedError, match="Nobody has prepared"):
        release(office, "B. Clerk")
    assert given(office) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("recipients.yaml", "The Director-General", "The Deputy Director-General", "unesco"),
        ("statements/january-20/en.md", "title: ", "title: New ", "unesco"),
        ("templates/letter/letter.docx", None, None, "unesco"),
    ],
)
def test_what_has_changed_since_is_not_issued(
    office: Path, file: str, old: str | None, new: str | None, named: str
) -> None:
    prepare(office)
    if old is None or new is None:
        from letterbook.usecases.new_office import NEW_OFFICE

        (office / file).write_bytes((NEW_OFFICE / "letter" / "din-a.docx").read_bytes())
    else:
        edit(office / file, old, new)
    with pytest.raises(NotReleasedError, match=f"other letters: .*{named}"):
        release(office, "B. Clerk")
    assert given(office) == []
    prepare(office)
    assert release(office, "B. Clerk").failed == ()


def test_what_was_prepared_anew_since_it_was_looked_at_is_not_issued(office: Path) -> None:
    seen = prepare(office).code
    edit(office / "recipients.yaml", "The Director-General", "The Deputy Director-General")
    new = prepare(office).code
    with pytest.raises(NotReleasedError, match=f"code {new}, and you have seen {seen}"):
        issue(office, ORDER, IssueRun(office / "out", "B. Clerk", AT, seen=seen))
    assert given(office) == []
    issue(office, ORDER, IssueRun(office / "out", "B. Clerk", AT, seen=new))
    assert len(given(office)) == 2


def test_a_plan_says_who_may_release_it(office: Path) -> None:
    def release() -> Release:
        found = plan(office, ORDER, office / "out").release
        assert found is not None
        return found

    assert (release().noted, release().may_release("B. Clerk")) == (None, False)
    noted = prepare(office)
    found = release()
    assert (found.noted, found.code, found.changed) == (noted, noted.code, ())
    assert (found.may_release("B. Clerk"), found.may_release("a. clerk ")) == (True, False)
    edit(office / "recipients.yaml", "The Director-General", "The Deputy Director-General")
    found = release()
    assert (found.changed, found.may_release("B. Clerk")) == (("unesco",), False)
    assert found.code != noted.code


def test_other_addressees_than_were_prepared_are_not_issued(office: Path) -> None:
    prepare(office)
    with pytest.raises(NotReleasedError):
        release(office, "B. Clerk", Order("january-20", to=("unesco",), formats=("docx",)))


def test_numbers_that_went_elsewhere_meanwhile_change_nothing(office: Path) -> None:
    prepare(office)
    other = Order(
        "january-20",
        datetime(2022, 1, 19, tzinfo=UTC).date(),
        to=("un-secretary-general",),
        formats=("docx",),
    )
    prepare(office, order=other)
    release(office, "B. Clerk", other)
    release(office, "B. Clerk")
    assert len(given(office)) == 2


@pytest.mark.parametrize("content", [b"", b"[]", b'{"clerk": 1}', b"\xff"])
def test_a_note_that_cannot_be_read_is_none(office: Path, content: bytes) -> None:
    prepare(office)
    [note] = office.glob("out/.prepared/january-20*.json")
    assert json.loads(note.read_bytes())["clerk"] == "A. Clerk"
    note.write_bytes(content)
    with pytest.raises(NotReleasedError, match="Nobody"):
        release(office, "B. Clerk")


def test_an_office_that_asks_for_none_issues_at_once(workspace: Path) -> None:
    release(workspace, "A. Clerk")
    assert len(given(workspace)) == 2


def test_on_the_command_line(office: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "clerk-a")
    asked = ("january-20", "--to", "unesco", "--format", "docx")
    prepared = run("prepare", *asked)
    assert (prepared.code, "1 letter prepared by clerk-a, code " in prepared.out) == (0, True)
    refused = run("issue", *asked)
    assert (refused.code, "somebody else has to release it" in refused.err) == (3, True)
    monkeypatch.setenv("LOGNAME", "clerk-b")
    assert run("issue", *asked).code == 0
    assert "prepared by clerk-a" in run("register", "show", "1-0001/2021").out
