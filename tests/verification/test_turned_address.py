"""An address that is turned is read by no sorting machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterbook.model import Order
from letterbook.usecases.check import check


@pytest.mark.parametrize("turn", ["rotate(180deg)", "scale(-1, 1)", "scale(1, -1)"])
def test_a_turned_address(workspace: Path, turn: str) -> None:
    with (workspace / "templates" / "letter" / "letter.css").open("a") as css:
        css.write(f".address {{ transform: {turn} }}")
    order = Order("january-20", to=("unesco",), formats=("pdf",), cover_only=True)
    found = check(workspace, order, workspace / "out").problems
    assert any("stands turned in the address window" in problem.what for problem in found)
