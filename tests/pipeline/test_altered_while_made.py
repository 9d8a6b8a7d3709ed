"""A letter's file that becomes another one between its making and the publishing is found out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from letterbook.archive.ledger import write_ledger
from letterbook.model.order import Order
from letterbook.pipeline import write_up
from letterbook.usecases import issue
from letterbook.verification import VerificationError


def test_the_manifest_says_what_was_made_and_not_what_lies_there(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is changed when it was read back, and before the manifest names it."""
    changed: list[Path] = []

    def write_and_change(folder: Path, rows: Sequence[Any]) -> None:
        write_ledger(folder, rows)
        changed.extend(sorted(folder.glob("letters/*.docx"))[:1])
        with changed[0].open("ab") as file:
            file.write(b"\0")

    monkeypatch.setattr(write_up, "write_ledger", write_and_change)
    order, run = Order("january-20", formats=("docx",)), issue.Run(workspace / "out", "clerk", AT)
    with pytest.raises(VerificationError) as refused:
        issue.issue(workspace, order, run)
    [finding] = refused.value.findings
    assert (finding.code, finding.file) == ("altered-file", f"letters/{changed[0].name}")
    assert not list((workspace / "out").glob("january*"))


AT = datetime(2021, 1, 19, tzinfo=UTC)
