"""Verification beside the office's register: what became of a letter afterwards makes it no other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import make_workspace
from issued_mailing import RECIPIENTS, STATEMENT, Mailing, issue_verified

from letterbook.model.order import Order
from letterbook.register import Step
from letterbook.usecases.bookkeeping import record_events
from letterbook.usecases.issue import Run, issue
from letterbook.usecases.verify import verify
from letterbook.verification import Finding

AT = datetime(2021, 1, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = make_workspace(tmp_path_factory.mktemp("registered") / "office", RECIPIENTS, whole=True)
    return issue_verified(workspace, workspace / "out", ("pdf",))


def findings_of(mailing: Mailing) -> list[Finding]:
    verification = verify(mailing.folder.parents[1], mailing.folder)
    assert verification.is_registered
    return verification.findings


def test_void_letters_are_known(issued: Mailing) -> None:
    record_events(issued.folder.parents[1], ["1-0003/2021"], Step("void", note="struck"), "clerk", AT)
    assert findings_of(issued) == []


def test_superseded_letters_are_known(issued: Mailing, tmp_path: Path) -> None:
    workspace = issued.folder.parents[1]
    gone = Step("dispatched", date=date(2021, 1, 20), way="post")
    record_events(workspace, ["1-0001/2021"], gone, "clerk", AT)
    issue(
        workspace, Order(STATEMENT, to=("un-secretary-general",), supersede=True), Run(tmp_path, "clerk", AT)
    )
    assert findings_of(issued) == []
