"""`letterbook help` prints the pages of the documentation, in a checkout and from an installed package."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from conftest import ROOT, Run

import letterbook
from letterbook.cli.remedies import SENTENCES


def test_all_pages_are_named(run: Run) -> None:
    said = run("help").out
    for path in (ROOT / "docs").glob("*.md"):
        assert path.stem in said


def test_a_page_is_printed_as_it_is(run: Run) -> None:
    page = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")
    for name in ("register", "Register", "register.md", "docs/register.md"):
        assert run("help", name).out == page


def test_the_code_of_a_mistake(run: Run) -> None:
    said = run("help", "no-statement").out
    assert said.startswith("no-statement\nThere is no statement of this name")
    assert "####" not in said


def test_a_page_that_is_not_there(run: Run) -> None:
    refused = run("help", "regster")
    assert (refused.code, "Did you mean register?" in refused.err) == (2, True)


@pytest.mark.parametrize("topic", ["languages", "templates"])
def test_hints_name_pages_that_are_there(topic: str) -> None:
    assert any(f"`letterbook help {topic}`" in sentence for sentence in SENTENCES.values())
    assert letterbook.help_page(topic)


def test_the_pages_come_with_the_package() -> None:
    """Where `help_pages` looks for them in an installed package."""
    built = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert built["force-include"]["docs"] == "letterbook/docs"


def test_a_hint_sends_to_a_page(workspace: Path, run: Run) -> None:
    words = workspace / "templates" / "letter" / "en.md"
    words.write_text(words.read_text().replace("{{ recipient.in_text", "{{ nobody_knows"))
    assert "`letterbook help templates` says what a template may hold." in run("check", "january-20").err
