"""The proof beside the office's register: what became of a letter afterwards makes it no other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import make_workspace
from issued import RECIPIENTS, STATEMENT, Mailing, issue_proved

from letterbook.mailing.issue import Run, issue
from letterbook.mailing.order import Order
from letterbook.mailing.registry import registered_files, take_down
from letterbook.mailing.verify import mailing_of, verify
from letterbook.proof import Finding
from letterbook.register import Step

AT = datetime(2021, 1, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = make_workspace(tmp_path_factory.mktemp("registered") / "office", RECIPIENTS, whole=True)
    return issue_proved(workspace, workspace / "out", ("pdf",))


def proved(mailing: Mailing) -> list[Finding]:
    workspace = mailing.folder.parents[1]
    registered = registered_files(workspace, mailing_of(mailing.folder) or "")
    assert registered
    return verify(mailing.folder, registered)


def test_void_letters_are_known(issued: Mailing) -> None:
    take_down(issued.folder.parents[1], ["1-0003/2021"], Step("void", note="struck"), "clerk", AT)
    assert proved(issued) == []


def test_superseded_letters_are_known(issued: Mailing, tmp_path: Path) -> None:
    workspace = issued.folder.parents[1]
    gone = Step("dispatched", date=date(2021, 1, 20), way="post")
    take_down(workspace, ["1-0001/2021"], gone, "clerk", AT)
    issue(
        workspace, Order(STATEMENT, to=("un-secretary-general",), supersede=True), Run(tmp_path, "clerk", AT)
    )
    assert proved(issued) == []
