"""However a mailing is asked for, each of its letters is composed once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import edit

from letterbook.composing.compose import Composer
from letterbook.executors import guard
from letterbook.model import Draft, Order, Recipient
from letterbook.pipeline import prepare
from letterbook.problems import Problem
from letterbook.register.entries import snapshot
from letterbook.usecases.check import check
from letterbook.usecases.issue import Run, issue
from letterbook.usecases.plan import plan
from letterbook.usecases.preview import preview

ORDER = Order("january-20")
EVERYBODY = {"un-secretary-general": 1, "unesco": 1, "embassy-in-berlin": 1}


class Count:
    """How often each recipient's letter was composed, in whichever process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.clear()

    def add(self, recipient_id: str) -> None:
        with self._file.open("a") as file:
            file.write(f"{recipient_id}\n")

    def clear(self) -> None:
        self._file.write_text("")

    @property
    def letters(self) -> Counter[str]:
        return Counter(self._file.read_text().split())


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Count:
    counted = Count(tmp_path / "composed")
    draft = Composer.draft

    def counting(composer: Composer, recipient: Recipient) -> tuple[Draft | None, list[Problem]]:
        counted.add(recipient.id)
        return draft(composer, recipient)

    monkeypatch.setattr(Composer, "draft", counting)
    monkeypatch.setattr(guard, "is_alone", lambda: True)  # what other tests leave running has no part in it
    return counted


def issue_it(workspace: Path) -> None:
    issue(workspace, ORDER, Run(workspace / "out", "clerk", datetime(2021, 1, 19, tzinfo=UTC)))


@pytest.mark.parametrize(
    "ask",
    [
        lambda workspace: check(workspace, ORDER, workspace / "out"),
        lambda workspace: check(workspace, None, workspace / "out"),
        lambda workspace: check(workspace, ORDER, workspace / "out", workspace / "pictures"),
        lambda workspace: plan(workspace, ORDER, workspace / "out"),
        issue_it,
    ],
    ids=["check", "check all", "check with pictures", "dry run", "issue"],
)
def test_each_letter_once(workspace: Path, composed: Count, ask: Callable[[Path], object]) -> None:
    ask(workspace)
    assert composed.letters == EVERYBODY


def test_a_preview_composes_the_one_letter(workspace: Path, composed: Count) -> None:
    preview(workspace, Order("january-20", to=("unesco",)), "pdf", workspace / "drafts")
    assert composed.letters == {"unesco": 1}


def test_a_second_run_composes_each_letter_once(workspace: Path, composed: Count) -> None:
    issue_it(workspace)
    composed.clear()
    issue_it(workspace)
    assert composed.letters == {}  # nothing has changed
    edit(workspace / "recipients.yaml", "7 place", "9 place")
    issue_it(workspace)
    assert composed.letters == EVERYBODY


def test_what_the_register_is_asked_is_worked_out_once(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counting(recipient: Recipient) -> str:
        asked.append(recipient.id)
        return snapshot(recipient)

    monkeypatch.setattr(prepare, "snapshot", counting)
    issue_it(workspace)
    assert Counter(asked) == EVERYBODY
