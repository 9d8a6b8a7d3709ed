"""A check of all mailings reads once what is the same for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from letterbook.model import Order
from letterbook.pipeline import expected_numbers, typed_names
from letterbook.register import Register
from letterbook.render.docx import letterhead_text
from letterbook.usecases.check import check
from letterbook.usecases.issue import Run, issue

MAILINGS = ("first", "second", "third")


@pytest.fixture
def several(workspace: Path) -> Path:
    (workspace / "mailings").mkdir()
    for name in MAILINGS:
        (workspace / "mailings" / f"{name}.yaml").write_text("statement: january-20\nformats: pdf\n", "utf-8")
    return workspace


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, calls: Counter[str]) -> None:
    """Counts the calls of a function where it is used."""
    before: Callable[..., object] = getattr(owner, name)

    def call(*args: object, **named: object) -> object:
        calls[name] += 1
        return before(*args, **named)

    monkeypatch.setattr(owner, name, call)


@pytest.mark.slow
def test_register_and_manifests_are_read_once(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(several, Order("first"), Run(several / "out", "clerk", datetime(2021, 1, 19, tzinfo=UTC)))
    calls = Counter[str]()
    counted(monkeypatch, Register, "addressees", calls)
    counted(monkeypatch, expected_numbers, "manifest_of", calls)
    assert [problem for problem in check(several, None, several / "out").problems if problem.is_error] == []
    assert calls == {"addressees": 1, "manifest_of": 1}


def test_a_lost_register_is_told_of_every_mailing(several: Path) -> None:
    folder = several / "out" / "other-2021-01-19"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"mailing": "other-2021-01-19"}', "utf-8")
    problems = check(several, None, several / "out").problems
    assert [problem.code for problem in problems if problem.is_error] == ["register-unusable"]


def test_each_page_is_parsed_once(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Counter[str]()
    counted(monkeypatch, typed_names, "typed_in_style", calls)
    counted(monkeypatch, letterhead_text, "letterhead_typed", calls)
    typed_names._typed_on_page.cache_clear()
    assert [problem for problem in check(several, None, several / "out").problems if problem.is_error] == []
    assert calls == {"typed_in_style": 2, "letterhead_typed": 2}  # the letter’s and the note’s
