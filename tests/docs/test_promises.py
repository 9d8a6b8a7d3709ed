"""Each promise of docs/promises.md is held by a test."""

from __future__ import annotations

from conftest import ROOT
from pages import table


def test_every_promise_names_a_test_that_is_there() -> None:
    rows = table("promises.md", "what happens")
    assert len(rows) >= 12
    for *_, held in rows:
        path, _, name = held.strip("`").partition("::")
        text = (ROOT / path).read_text("utf-8")
        assert not name or f"def {name}(" in text, held
