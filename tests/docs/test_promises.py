"""Each promise of docs/promises.md, and each line of docs/security.md, is held by a test."""

from __future__ import annotations

import pytest
from conftest import ROOT
from pages import table


@pytest.mark.parametrize(
    ("page", "heading", "least"),
    [("promises.md", "what happens", 22), ("promises.md", "of a list", 30), ("security.md", "from whom", 9)],
)
def test_every_promise_names_a_test_that_is_there(page: str, heading: str, least: int) -> None:
    rows = table(page, heading)
    assert len(rows) >= least
    for *_, held in rows:
        path, _, name = held.strip("`").partition("::")
        text = (ROOT / path).read_text("utf-8")
        assert not name or f"def {name}(" in text, held
